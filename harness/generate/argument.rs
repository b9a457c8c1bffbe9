//! From each argument of an asynchronous function: what a call without it, or with another type, comes to.

use super::{CALL, Generated, call, callable, check, derived, options, protocol};
use crate::case::{Assertion, Check, Step};
use crate::shape::{Wrong, wrong_types};
use crate::spec::{Capability, DerivedKind, Effect, Kind, Param, Spec, argument_kinds, shown_name};

pub fn cases(id: &str, capability: &Capability, spec: &Spec) -> Vec<Generated> {
    if capability.kind != Kind::Async {
        return Vec::new();
    }
    let mut all = Vec::new();
    for param in varied(capability) {
        all.extend(missing(id, capability, param, spec));
        all.extend(wrong_types(capability, param).into_iter().filter_map(|one| wrong(id, capability, param, one, spec)));
    }
    all
}

/// The arguments that a call can lack or get wrong while all others are right.
pub fn varied(capability: &Capability) -> impl Iterator<Item = &Param> {
    capability.params.iter().filter(|param| capability.kind == Kind::Async && callable(capability, Some(param)))
}

fn missing(id: &str, capability: &Capability, param: &Param, spec: &Spec) -> Option<Generated> {
    let kind = argument_kinds(capability, param).into_iter().find(|kind| matches!(kind, DerivedKind::Required | DerivedKind::RequiredAdvice))?;
    let condition = format!("{} is missing", param.name);
    let with = options(capability, Some((&param.name, None)));
    let mut checks = vec![refused(id, kind, param, &condition, spec)?];
    if kind == DerivedKind::Required && !waits_for_a_person(capability.effect) {
        // On the path of errors, too, the callbacks come: exactly one of success and fail, then complete.
        checks.extend(protocol::every(&condition));
    } else if !waits_for_a_person(capability.effect) {
        checks.push(check(crate::case::SETTLES, &condition, Assertion::Settled { call: CALL.into() }));
    }
    let brief = format!("{} is called without {}.", shown_name(id, capability), param.name);
    let step = Step::Call(call(id, capability, Some(with)));
    Some(derived(id, kind.name(), &format!("missing-{}", param.name), brief, vec![step], checks))
}

pub fn wrong(id: &str, capability: &Capability, param: &Param, wrong: Wrong, spec: &Spec) -> Option<Generated> {
    // What only the documentation speaks against is not worth an effect that nobody asked for.
    if !wrong.refused && capability.effect != Effect::None {
        return None;
    }
    let kind = if wrong.refused { DerivedKind::Type } else { DerivedKind::TypeAdvice };
    let given = wrong.given.name();
    let condition = format!("{} is {} {given}", param.name, article(given));
    let with = options(capability, Some((&param.name, Some(wrong.value))));
    let mut checks = vec![refused(id, kind, param, &condition, spec)?];
    // What opens something waits for a person, for ever if nobody comes, when it did not refuse.
    if wrong.refused && !waits_for_a_person(capability.effect) {
        checks.push(check(crate::case::SETTLES, &condition, Assertion::Settled { call: CALL.into() }));
    }
    let brief = format!("{} is called with {} {given} as {}.", shown_name(id, capability), article(given), param.name);
    let step = Step::Call(call(id, capability, Some(with)));
    Some(derived(id, kind.name(), &format!("{given}-as-{}", param.name), brief, vec![step], checks))
}

fn refused(id: &str, kind: DerivedKind, param: &Param, condition: &str, spec: &Spec) -> Option<Check> {
    let slug = spec.derived.value.get(&kind)?.slug.replace("{slug}", &param.name.replace('.', "-"));
    let mut check = check(format!("{id}/{slug}"), condition, Assertion::Refused { call: CALL.into(), is: None });
    check.argument = Some(param.name.clone());
    Some(check)
}

fn waits_for_a_person(effect: Effect) -> bool {
    matches!(effect, Effect::Picker | Effect::Overlay | Effect::LeavesApp)
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u', 'A']) { "an" } else { "a" }
}
