//! From each function that can be called without effect: the shape of what it gives.

use indexmap::IndexMap;

use super::{CALL, Generated, call, callable, check, derived, options};
use crate::case::{Assertion, Call, Check, Matcher, Step};
use crate::spec::{Capability, DerivedKind, Effect, Field, Kind, Spec, Type, field_kind, result_fields, shown_name};

pub fn cases(id: &str, capability: &Capability, spec: &Spec) -> Vec<Generated> {
    if capability.effect != Effect::None || !callable(capability, None) {
        return Vec::new();
    }
    let (fields, step) = match capability.kind {
        Kind::Async => (&capability.results, call(id, capability, Some(options(capability, None)))),
        Kind::Sync | Kind::Factory => match &capability.returns {
            Some(returns) => (&returns.fields, positional(id, capability)),
            None => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    // Without a value for each positional argument the call is not one with valid arguments.
    if capability.kind != Kind::Async && capability.params.iter().any(|param| param.required != Some(false) && param.sample.is_none()) {
        return Vec::new();
    }
    let mut checks = Vec::new();
    if let Some(returns) = capability.returns.as_ref().filter(|returns| capability.kind != Kind::Async && !returns.types.contains(&Type::Any)) {
        let expect = Assertion::Returned { call: CALL.into(), is: Matcher::Type(returns.types.clone()) };
        checks.push(check(format!("{id}/returns"), "called with valid arguments", expect));
    }
    checks.extend(result_fields(fields).into_iter().filter_map(|(path, field)| given(id, &path, field, &format!("{path} of the answer"), spec)));
    if checks.is_empty() {
        return Vec::new();
    }
    let brief = format!("{} answers with the documented fields.", shown_name(id, capability));
    vec![derived(id, DerivedKind::Result.name(), "result", brief, vec![Step::Call(step)], checks)]
}

/// That the answer has each documented field but those that are open.
pub fn fields(id: &str, fields: &[Field], condition: &str, open: &[&str], spec: &Spec) -> Vec<Check> {
    let named = result_fields(fields).into_iter().filter(|(path, _)| !open.contains(&path.as_str()));
    named.filter_map(|(path, field)| given(id, &path, field, condition, spec)).collect()
}

fn given(id: &str, path: &str, field: &Field, condition: &str, spec: &Spec) -> Option<Check> {
    let template = spec.derived.value.get(&field_kind(field))?;
    let slug = template.slug.replace("{slug}", &path.replace('.', "-"));
    Some(check(format!("{id}/{slug}"), condition, Assertion::Gives { call: CALL.into(), is: nested(path, field) }))
}

/// A synchronous call with the samples of its arguments, up to the last one that has any.
fn positional(id: &str, capability: &Capability) -> Call {
    let last = capability.params.iter().rposition(|param| param.sample.is_some()).map_or(0, |index| index + 1);
    let args = capability.params[..last].iter().map(|param| param.sample.clone().unwrap_or(crate::value::Value::Undefined)).collect();
    Call { args: Some(args), ..call(id, capability, None) }
}

/// `a.b` of a type, as nested `has`.
fn nested(path: &str, field: &Field) -> Matcher {
    path.rsplit('.').fold(Matcher::Type(field.types.clone()), |inner, name| Matcher::Has(IndexMap::from([(name.to_owned(), inner)])))
}
