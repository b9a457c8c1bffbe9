//! Types of arguments, and what the published framework refuses.
//!
//! That framework turns numbers into strings (but for a few calls) and drops what JSON cannot hold, and only then checks;
//! it does not check synchronous calls. So a wrong type is certain to be refused only where its own table says so.

use crate::spec::{Capability, Kind, Param, Type};
use crate::value::Value;

/// A type an argument may be given although the documentation does not allow it.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    pub given: Type,
    pub value: Value,
    /// The published framework refuses it.
    pub refused: bool,
}

/// An argument, or a field of one that is an object, with the values that a valid call may give it.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// `animation.duration` for a field.
    pub path: String,
    /// None: left out.
    pub values: Vec<Option<Value>>,
}

/// The arguments that have a valid value besides being left out, in documented order; None where a required one has none.
pub fn arguments(params: &[Param]) -> Option<Vec<Argument>> {
    let mut all = Vec::new();
    for param in params {
        let values = valid_values(param);
        if !values.iter().any(Option::is_some) && param.ambiguity.is_none() && param.types == [Type::Object] && !param.fields.is_empty() {
            match arguments(&param.fields) {
                Some(fields) => all.extend(fields.into_iter().map(|field| Argument { path: format!("{}.{}", param.name, field.path), ..field })),
                None if param.required == Some(false) => {}
                None => return None,
            }
        } else if values.iter().any(Option::is_some) {
            all.push(Argument { path: param.name.clone(), values });
        } else if param.required != Some(false) {
            return None;
        }
    }
    Some(all)
}

/// What the shape says may be given. Where the sources disagree, an argument has its sample or nothing.
fn valid_values(param: &Param) -> Vec<Option<Value>> {
    let left_out = (param.required == Some(false)).then_some(None);
    let sample = param.sample.clone().map(Some);
    if param.ambiguity.is_some() {
        return left_out.or(sample).into_iter().collect();
    }
    let both = if param.types == [Type::Boolean] { vec![Value::Bool(false), Value::Bool(true)] } else { Vec::new() };
    // Of an array of strings, the enum lists what an item may be.
    let listed = if param.types.contains(&Type::Strings) { &[][..] } else { &param.values };
    let given = param.default.iter().chain(listed).chain(&both).chain(&param.samples).filter(|value| !param.not_everywhere.contains(value));
    let mut values = Vec::new();
    for value in left_out.into_iter().chain(sample).chain(given.cloned().map(Some)) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// The wrong types to try on an argument, with what the published framework does about each.
pub fn wrong_types(capability: &Capability, param: &Param) -> Vec<Wrong> {
    if capability.kind != Kind::Async || param.ambiguity.is_some() || param.types.contains(&Type::Any) {
        return Vec::new();
    }
    let candidates = [
        (Type::String, Value::string("x")),
        (Type::Number, Value::Number(1.0)),
        (Type::Boolean, Value::Bool(true)),
        (Type::Object, Value::Object(Vec::new())),
        (Type::Array, Value::Array(Vec::new())),
    ];
    candidates
        .into_iter()
        .filter(|(given, _)| !param.types.iter().any(|documented| accepts(*documented, *given)))
        // A number that the framework writes out as the string it wants works there, whatever the page says.
        .filter(|(given, _)| *given != Type::Number || capability.keeps_numbers || !stringified(param))
        .map(|(given, value)| Wrong { given, value, refused: refuses(capability, param, given) })
        .collect()
}

fn stringified(param: &Param) -> bool {
    param.framework.as_ref().is_some_and(|framework| framework.types.iter().any(|kind| matches!(kind, Type::String | Type::Any)))
}

/// Whether a documented type covers a given one. A number may stand for a numeric string in nobody's documentation.
fn accepts(documented: Type, given: Type) -> bool {
    documented == given
        || documented == Type::Any
        || matches!((documented, given), (Type::Strings | Type::Objects | Type::Bytes | Type::Buffer, Type::Array))
        || matches!((documented, given), (Type::Bytes | Type::Buffer, Type::Object))
}

/// Whether the published framework refuses this argument given a value of this type.
pub fn refuses(capability: &Capability, param: &Param, given: Type) -> bool {
    let Some(framework) = &param.framework else { return false };
    let seen = match given {
        Type::Number if !capability.keeps_numbers => Type::String,
        // JSON cannot hold it, so it is dropped, which is refused when the argument is required.
        Type::Function => return framework.required,
        other => other,
    };
    // An object or array where the table says object may be either, so only a scalar is certain to be refused there.
    !framework.types.iter().any(|allowed| match allowed {
        Type::Any => true,
        Type::Object | Type::Array | Type::Strings | Type::Objects => {
            matches!(seen, Type::Object | Type::Array)
        }
        other => *other == seen,
    })
}
