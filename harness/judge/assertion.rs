//! One assertion over one attempt. Pure.

use super::compare::{Mismatch, matches, type_name};
use super::view::{Answer, Heard, View};
use crate::case::check::head;
use crate::case::describe::{arriving, event_name, short};
use crate::case::{Assertion, Call, Event, EventRef, Matcher, Step, Wait, Within, all};
use crate::certificate::Class;
use crate::model;
use crate::trial::{CallMeta, CallStyle, Trial};
use crate::value::Value;

/// What a check comes to in one attempt.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    Pass,
    Fail { class: Class, seen: String },
    /// Stopped by a requirement (or by something that has none), with what was seen.
    NotReached { by: Option<String>, seen: String },
    /// A look came too late to tell; another attempt may.
    TooLate(String),
    /// Ours: it cannot be told.
    Error(String),
}

impl Finding {
    pub fn fail(class: Class, seen: impl Into<String>) -> Self {
        Self::Fail { class, seen: seen.into() }
    }
}

/// The call's answer as the subject of a check: an answer to compare, or the finding that there is none.
enum Subject {
    Success(Value),
    Refused(Value),
    Threw(Value),
    Unseen,
}

/// Evaluates an assertion. `requirement` is the one its check names.
pub fn evaluate(assertion: &Assertion, requirement: &str, trial: &Trial, view: &View) -> Finding {
    let value_class = |mismatch: Mismatch| match mismatch {
        Mismatch::Other(seen) => Finding::fail(Class::WrongValue, seen),
        Mismatch::Cut(text) => Finding::Error(text),
    };
    match assertion {
        Assertion::Answered { call, is } => on(trial, view, call, requirement, |subject, _| match subject {
            Subject::Success(value) => matches(is, &value, &view.namespace).map_or_else(|mismatch| answered_class(trial, call, &value, mismatch), |()| Finding::Pass),
            other => not_success(&other),
        }),
        Assertion::Gives { call, is } => on(trial, view, call, requirement, |subject, meta| match subject {
            Subject::Success(value) => match wrong_return(trial, call, &value, &view.namespace) {
                Some(by) => Finding::NotReached { by: Some(by), seen: short(&value) },
                None => matches(is, &value, &view.namespace).map_or_else(|mismatch| answered_class(trial, call, &value, mismatch), |()| Finding::Pass),
            },
            Subject::Refused(value) => Finding::NotReached { by: meta.refused.clone(), seen: format!("was refused with {}", short(&value)) },
            Subject::Threw(value) => Finding::NotReached { by: meta.refused.clone(), seen: format!("threw {}", short(&value)) },
            Subject::Unseen => Finding::NotReached { by: meta.silent.clone(), seen: "called neither success nor fail".into() },
        }),
        Assertion::Succeeded { call } => on(trial, view, call, requirement, |subject, _| match subject {
            Subject::Success(_) => Finding::Pass,
            other => not_success(&other),
        }),
        Assertion::Refused { call, is } => on(trial, view, call, requirement, |subject, meta| match subject {
            Subject::Success(value) => {
                let verb = if meta.style == CallStyle::Sync { "returned" } else { "called success with" };
                Finding::fail(accepted_class(&value), format!("{verb} {}", short(&value)))
            }
            Subject::Refused(value) => match is {
                Some(is) => matches(is, &value, &view.namespace).map_or_else(value_class, |()| Finding::Pass),
                None => Finding::Pass,
            },
            // An Error that is thrown is one of the two ways a synchronous call reports; an asynchronous one calls fail.
            Subject::Threw(value) if meta.style == CallStyle::Sync => match is {
                Some(is) => matches(is, &value, &view.namespace).map_or_else(value_class, |()| Finding::Pass),
                None => Finding::Pass,
            },
            Subject::Threw(value) => Finding::fail(Class::Threw, format!("threw {}", short(&value))),
            Subject::Unseen => Finding::fail(Class::NoCallback, silence(view, call, "settled")),
        }),
        Assertion::FailsWith { call, is } => on(trial, view, call, requirement, |subject, meta| match subject {
            Subject::Refused(value) => matches(is, &value, &view.namespace).map_or_else(value_class, |()| Finding::Pass),
            Subject::Success(_) => Finding::NotReached { by: None, seen: "the call was not refused".into() },
            Subject::Threw(value) => Finding::NotReached { by: meta.refused.clone(), seen: format!("threw {}", short(&value)) },
            Subject::Unseen => Finding::NotReached { by: meta.silent.clone(), seen: silence(view, call, "settled") },
        }),
        Assertion::Returned { call, is } => on(trial, view, call, requirement, |subject, _| match subject {
            Subject::Threw(value) => Finding::fail(Class::Threw, format!("threw {}", short(&value))),
            _ => match view.calls.get(call).and_then(|call| call.returned.as_ref()) {
                Some((_, value)) => matches(is, value, &view.namespace).map_or_else(value_class, |()| Finding::Pass),
                None => Finding::Error("the call did not return within the attempt".into()),
            },
        }),
        Assertion::Threw { call, is } => on(trial, view, call, requirement, |subject, _| match subject {
            Subject::Threw(value) => match is {
                Some(is) => matches(is, &value, &view.namespace).map_or_else(value_class, |()| Finding::Pass),
                None => Finding::Pass,
            },
            _ => Finding::fail(Class::WrongValue, "returned without throwing"),
        }),
        Assertion::DidNotThrow { call } => on(trial, view, call, requirement, |subject, _| match subject {
            Subject::Threw(value) => Finding::fail(Class::Threw, format!("threw {}", short(&value))),
            _ => Finding::Pass,
        }),
        Assertion::CalledBack { call, event, times } => on(trial, view, call, requirement, |_, _| {
            let count = view.places(call, *event).len() as u32;
            let class = if count > *times { Class::ExtraCallback } else { Class::NoCallback };
            if count == *times { Finding::Pass } else { Finding::fail(class, format!("{} was called {count} times", event_name(*event))) }
        }),
        Assertion::Settled { call } => on(trial, view, call, requirement, |subject, _| {
            if let Subject::Threw(value) = &subject {
                return thrown(trial, call, requirement, value);
            }
            if view.places(call, Event::Settled).is_empty() { Finding::fail(Class::NoCallback, silence(view, call, "settled")) } else { Finding::Pass }
        }),
        Assertion::SettledOnce { call } => on(trial, view, call, requirement, |_, _| {
            let (successes, fails) = (view.places(call, Event::Success).len(), view.places(call, Event::Fail).len());
            if successes + fails <= 1 { Finding::Pass } else { Finding::fail(Class::ExtraCallback, format!("success was called {successes} times, fail {fails} times")) }
        }),
        Assertion::Completed { call } => on(trial, view, call, requirement, |subject, _| {
            if let (Subject::Threw(value), true) = (&subject, view.places(call, Event::Complete).is_empty()) {
                return thrown(trial, call, requirement, value);
            }
            if view.places(call, Event::Complete).is_empty() { Finding::fail(Class::NoCallback, silence(view, call, "complete")) } else { Finding::Pass }
        }),
        Assertion::CompletedOnce { call } => on(trial, view, call, requirement, |_, _| {
            match view.places(call, Event::Complete).len() {
                0 => Finding::NotReached { by: Some("protocol/call/completes".into()), seen: "complete was not called".into() },
                1 => Finding::Pass,
                many => Finding::fail(Class::ExtraCallback, format!("complete was called {many} times")),
            }
        }),
        Assertion::CompleteLast { call } => on(trial, view, call, requirement, |_, _| {
            match (view.places(call, Event::Complete).first(), view.places(call, Event::Settled).first()) {
                (Some(complete), Some(settled)) if complete > settled => Finding::Pass,
                (Some(_), Some(_)) => Finding::fail(Class::WrongOrder, "complete was called before success or fail"),
                (None, _) => Finding::NotReached { by: Some("protocol/call/completes".into()), seen: "complete was not called".into() },
                (_, None) => Finding::NotReached { by: Some(crate::case::SETTLES.into()), seen: "neither success nor fail was called".into() },
            }
        }),
        Assertion::InOrder { events } => in_order(events, requirement, trial, view),
        Assertion::Heard { listener, times, is, some, within } => {
            let heard = view.heard.get(listener).map_or(&[] as &[_], Vec::as_slice);
            let count = heard.len() as u32;
            if times.map_or(count == 0, |times| count != times) {
                let class = if times.is_some_and(|times| count > times) { Class::ExtraCallback } else { Class::NoCallback };
                return Finding::fail(class, format!("the listener was called {count} times"));
            }
            let first = |heard: &Heard| heard.args.first().cloned().unwrap_or(Value::Undefined);
            if let (Some(some), Some(last)) = (some, heard.last())
                && !heard.iter().any(|heard| matches(some, &first(heard), &view.namespace).is_ok())
                && let Err(mismatch) = matches(some, &first(last), &view.namespace)
            {
                return value_class(mismatch);
            }
            let (Some(is), Some(last)) = (is, heard.last()) else { return Finding::Pass };
            match (matches(is, &first(last), &view.namespace), late(view, within.as_ref(), Some(last.at))) {
                (Ok(()), _) => Finding::Pass,
                (Err(_), Some(waited)) => too_late(waited),
                (Err(mismatch), None) => value_class(mismatch),
            }
        }
        Assertion::Observed { of, is, within } => {
            let Some(value) = view.reads.get(of) else { return Finding::Error(format!("{of} was not observed{}", stops(view))) };
            match (matches(is, value, &view.namespace), late(view, within.as_ref(), view.seen_at.get(of).copied())) {
                (Ok(()), _) => Finding::Pass,
                (Err(_), Some(waited)) => too_late(waited),
                (Err(_), None) if *value == Value::Undefined => Finding::fail(Class::Missing, "is undefined"),
                (Err(mismatch), None) => value_class(mismatch),
            }
        }
        Assertion::Arrived { call, path, what, times, is } => on(trial, view, call, requirement, |subject, meta| {
            let found: Vec<&Value> = view.arrived.iter().filter(|(kind, at, _)| kind == what && at == path).map(|(_, _, value)| value).collect();
            let seen = match found.len() {
                0 => format!("nothing of the kind arrived at {path}"),
                1 => format!("{} arrived at {path} once", arriving(*what)),
                many => format!("{} arrived at {path} {many} times", arriving(*what)),
            };
            match (times, found.len() as u32) {
                (None, 1..) => {}
                (Some(times), many) if *times == many => {}
                (_, 0) => match subject {
                    Subject::Refused(value) => return Finding::NotReached { by: meta.refused.clone(), seen: format!("was refused with {}", short(&value)) },
                    Subject::Threw(value) => return Finding::NotReached { by: meta.refused.clone(), seen: format!("threw {}", short(&value)) },
                    Subject::Success(_) | Subject::Unseen => return Finding::fail(Class::WrongValue, seen),
                },
                _ => return Finding::fail(Class::WrongValue, seen),
            }
            let Some(is) = is else { return Finding::Pass };
            found.iter().try_for_each(|value| matches(is, value, &view.namespace)).map_or_else(value_class, |()| Finding::Pass)
        }),
        Assertion::Same { left, right } => match (view.reference(left), view.reference(right)) {
            (Some(a), Some(b)) => super::compare::equal(&a, &b).map_or_else(value_class, |()| Finding::Pass),
            // What neither of them has is for the checks of their shapes.
            (None, None) => on(trial, view, head(left), requirement, |subject, meta| match subject {
                Subject::Success(_) => Finding::NotReached { by: None, seen: format!("neither {left} nor {right} is there") },
                // That it is refused is for the check of its success.
                Subject::Refused(value) => Finding::NotReached { by: meta.refused.clone(), seen: format!("was refused with {}", short(&value)) },
                other => not_success(&other),
            }),
            (a, _) => {
                let missing = if a.is_none() { left } else { right };
                on(trial, view, head(missing), requirement, |subject, meta| match subject {
                    Subject::Refused(value) => Finding::NotReached { by: meta.refused.clone(), seen: format!("was refused with {}", short(&value)) },
                    Subject::Success(value) => Finding::fail(Class::WrongValue, format!("{missing} is not there: the answer was {}", short(&value))),
                    other => not_success(&other),
                })
            }
        },
        Assertion::NotAbove { left, right } => match (view.reference(left), view.reference(right)) {
            (Some(Value::Number(a)), Some(Value::Number(b))) if a <= b => Finding::Pass,
            (Some(Value::Number(a)), Some(Value::Number(b))) if a > b => Finding::fail(Class::WrongValue, format!("{a} is greater than {b}")),
            // What is no number is for the checks of its shape; NaN is above nothing.
            (a, _) => {
                let other = if matches!(a, Some(Value::Number(a)) if !a.is_nan()) { right } else { left };
                Finding::NotReached { by: None, seen: format!("{other} is not a number") }
            }
        },
        Assertion::Differ { left, right } => match (view.reference(left), view.reference(right)) {
            (Some(a), Some(b)) if a != Value::Undefined && b != Value::Undefined => match super::compare::equal(&a, &b) {
                Ok(()) => Finding::fail(Class::WrongValue, format!("both are {}", short(&a))),
                Err(Mismatch::Other(_)) => Finding::Pass,
                Err(Mismatch::Cut(text)) => Finding::Error(text),
            },
            (a, _) => {
                let missing = if matches!(a, None | Some(Value::Undefined)) { left } else { right };
                Finding::NotReached { by: None, seen: format!("{missing} is not there") }
            }
        },
        Assertion::NotBefore { listener, call, ms } => on(trial, view, call, requirement, |_, _| {
            match (view.calls.get(call).and_then(|call| call.called_at), view.heard.get(listener).and_then(|all| all.first()).map(|heard| heard.at)) {
                (Some(called), Some(heard)) if heard - called >= *ms as f64 => Finding::Pass,
                (Some(called), Some(heard)) => Finding::fail(Class::WrongOrder, format!("the listener was called after {} ms", (heard - called).round())),
                _ => Finding::NotReached { by: None, seen: "the listener was not called".into() },
            }
        }),
        Assertion::SeenAfter { of, call, ms } => match (view.calls.get(call).and_then(|call| call.called_at), view.seen_at.get(of)) {
            (Some(called), Some(seen)) if seen - called < *ms as f64 => Finding::fail(Class::WrongValue, format!("it was seen after {} ms", (seen - called).round())),
            // Nobody knows how long it had been so.
            (Some(called), Some(seen)) if view.looks.get(of).is_some_and(|looks| *looks < 2) => too_late(seen - called),
            (Some(_), Some(_)) => Finding::Pass,
            _ => Finding::Error(format!("{of} was not observed{}", stops(view))),
        },
        Assertion::Follows { model, rule } => model::follow(model, rule, trial, view),
        Assertion::Either(any) => either(any, requirement, trial, view),
        Assertion::Given { when, then } => match evaluate(when, requirement, trial, view) {
            Finding::Pass => evaluate(then, requirement, trial, view),
            // That it is so is for the checks of another requirement.
            Finding::Fail { seen, .. } => Finding::NotReached { by: None, seen },
            other => other,
        },
    }
}

/// How long after the call it was seen, in milliseconds, where that is no longer within.
fn late(view: &View, within: Option<&Within>, at: Option<f64>) -> Option<f64> {
    let Within { call, ms } = within?;
    let waited = at? - view.calls.get(call)?.called_at?;
    (waited >= *ms as f64).then_some(waited)
}

fn too_late(waited: f64) -> Finding {
    Finding::TooLate(format!("it was seen after {} ms, which is too late to tell", waited.round()))
}

/// A call that threw has broken another requirement already, where a check of the trial says so; it is not two faults.
fn thrown(trial: &Trial, call: &str, requirement: &str, value: &Value) -> Finding {
    let seen = format!("threw {}", short(value));
    let other = trial.checks.iter().find(|check| {
        let about = matches!(check.expect, Assertion::Refused { .. } | Assertion::DidNotThrow { .. }) && check.expect.subjects().contains(&call);
        about && check.requirement != requirement
    });
    match other {
        Some(check) => Finding::NotReached { by: Some(check.requirement.clone()), seen },
        None => Finding::fail(Class::Threw, seen),
    }
}

/// Success where a refusal was due: a message that says something other than ok tells a function that does nothing.
fn accepted_class(value: &Value) -> Class {
    match value.get("errMsg") {
        Some(Value::String(text)) if !text.is_empty() && !text.to_ascii_lowercase().ends_with("ok") => Class::UnsupportedAnsweredAsSuccess,
        _ => Class::Accepted,
    }
}

/// Success without a single field that the trial asks for is a stub's answer.
fn answered_class(trial: &Trial, call: &str, value: &Value, mismatch: Mismatch) -> Finding {
    let asked = trial.checks.iter().filter_map(|check| match &check.expect {
        Assertion::Answered { call: of, is: Matcher::Has(fields) } | Assertion::Gives { call: of, is: Matcher::Has(fields) } if of == call => Some(fields.keys()),
        _ => None,
    });
    let nothing = {
        let mut names = asked.flatten().peekable();
        names.peek().is_some() && names.all(|name| value.get(name).is_none_or(|field| *field == Value::Undefined))
    };
    match mismatch {
        Mismatch::Cut(text) => Finding::Error(text),
        Mismatch::Other(seen) if nothing => Finding::fail(Class::Stub, seen),
        Mismatch::Other(seen) => Finding::fail(Class::WrongValue, seen),
    }
}

/// The requirement of a check on what the call returns, where that fails: its fields are then nobody's to look for.
fn wrong_return(trial: &Trial, call: &str, value: &Value, namespace: &str) -> Option<String> {
    trial.checks.iter().find_map(|check| match &check.expect {
        Assertion::Returned { call: of, is } if of == call && matches(is, value, namespace).is_err() => Some(check.requirement.clone()),
        _ => None,
    })
}

fn not_success(subject: &Subject) -> Finding {
    match subject {
        Subject::Refused(value) => Finding::fail(Class::Refused, format!("was refused with {}", short(value))),
        Subject::Threw(value) => Finding::fail(Class::Threw, format!("threw {}", short(value))),
        _ => Finding::fail(Class::NoCallback, "called neither success nor fail"),
    }
}

fn either(any: &[Assertion], requirement: &str, trial: &Trial, view: &View) -> Finding {
    let findings: Vec<Finding> = any.iter().map(|one| evaluate(one, requirement, trial, view)).collect();
    if findings.contains(&Finding::Pass) {
        return Finding::Pass;
    }
    if let Some(late) = findings.iter().find(|finding| matches!(finding, Finding::TooLate(_))) {
        return late.clone();
    }
    // Of the alternatives that were compared the one listed last is the most telling: it is the fullest.
    findings
        .iter()
        .rev()
        .find(|finding| matches!(finding, Finding::Fail { .. }))
        .or_else(|| findings.first())
        .cloned()
        .unwrap_or_else(|| Finding::Error("no alternative is listed".into()))
}

/// Calls that were missing, never made or silent are findings of their own; the rest is handed on.
fn on(trial: &Trial, view: &View, call: &str, requirement: &str, then: impl FnOnce(Subject, &CallMeta) -> Finding) -> Finding {
    let Some(meta) = trial.calls.get(call) else { return Finding::Error(format!("no call is named {call}")) };
    match view.answer(call, meta) {
        Answer::Missing if meta.missing.as_deref() == Some(requirement) => Finding::fail(Class::Missing, format!("{} is not a function", meta.shown)),
        Answer::Missing => Finding::NotReached { by: meta.missing.clone(), seen: format!("{} is not a function", meta.shown) },
        Answer::Unbound(why) => Finding::NotReached { by: meta.refused.clone(), seen: why.to_owned() },
        // A touch that did not come about is answered by nobody, and no host is to blame for that.
        Answer::Silent if untouched(view) => Finding::NotReached { by: None, seen: format!("{}{}", silence(view, call, "settled"), stops(view)) },
        Answer::Silent if requirement.starts_with("protocol/call/") => then(Subject::Unseen, meta),
        // Where no check of the trial is about being answered at all, the silence is this check's to judge.
        Answer::Silent if trial.checks.iter().all(|check| Some(&check.requirement) != meta.silent.as_ref()) && is_refusal(trial, requirement) => then(Subject::Unseen, meta),
        Answer::Silent => Finding::NotReached { by: meta.silent.clone(), seen: silence(view, call, "settled") },
        Answer::Success(value) => then(Subject::Success(value), meta),
        Answer::Refused(value) => then(Subject::Refused(value), meta),
        Answer::Threw(value) => then(Subject::Threw(value.clone()), meta),
        Answer::Unseen if view.calls.get(call).is_none_or(|view| view.called.is_none()) => {
            Finding::NotReached { by: None, seen: format!("{call} was never called{}", stops(view)) }
        }
        Answer::Unseen => then(Subject::Unseen, meta),
    }
}

/// The check of this requirement asks for a refusal.
fn is_refusal(trial: &Trial, requirement: &str) -> bool {
    trial.checks.iter().any(|check| check.requirement == requirement && matches!(check.expect, Assertion::Refused { .. }))
}

fn silence(view: &View, call: &str, event: &str) -> String {
    let waited = view.calls.get(call).and_then(|view| view.silent.iter().filter(|(name, _)| name == event).map(|(_, waited)| *waited).reduce(f64::max));
    let what = if event == "complete" { "complete was not called" } else { "neither success nor fail was called" };
    waited.map_or_else(|| what.to_owned(), |ms| format!("{what} in {ms} ms"))
}

fn stops(view: &View) -> String {
    if view.stopped.is_empty() { String::new() } else { format!(" ({})", view.stopped.join("; ")) }
}

/// A step that the harness performs on the screen could not be done.
fn untouched(view: &View) -> bool {
    view.stopped.iter().any(|stop| stop.starts_with("ui: ") || stop.starts_with("gesture: "))
}

fn in_order(events: &[EventRef], requirement: &str, trial: &Trial, view: &View) -> Finding {
    let mut last = 0;
    for event in events {
        let places = match (&event.call, &event.listener) {
            (Some(call), _) => {
                // A call that never came about is a finding of its own.
                if let finding @ (Finding::NotReached { .. } | Finding::Error(_)) = on(trial, view, call, requirement, |_, _| Finding::Pass) {
                    return finding;
                }
                view.places(call, event.event.unwrap_or(Event::Called))
            }
            (None, Some(listener)) => view.heard.get(listener).map(|all| all.iter().map(|heard| heard.seq).collect()).unwrap_or_default(),
            (None, None) => return Finding::Error("an event names neither a call nor a listener".into()),
        };
        let name = format!("{} {}", event.event.map_or("", event_name), event.call.as_deref().or(event.listener.as_deref()).unwrap_or(""));
        match places.iter().find(|place| **place > last) {
            Some(place) => last = *place,
            None if places.is_empty() => return Finding::fail(Class::NoCallback, format!("{} did not happen", name.trim())),
            None => return Finding::fail(Class::WrongOrder, format!("{} happened too early", name.trim())),
        }
    }
    Finding::Pass
}

/// A check of the trial allows that this call is refused, so its refusal stops no other check.
fn may_be_refused(trial: &Trial, call: &str) -> bool {
    trial.checks.iter().any(|check| allows_refusal(&check.expect, call))
}

fn allows_refusal(assertion: &Assertion, call: &str) -> bool {
    match assertion {
        Assertion::Given { when, then } => allows_refusal(when, call) || allows_refusal(then, call),
        Assertion::Either(_) | Assertion::Refused { .. } | Assertion::FailsWith { .. } => assertion.subjects().contains(&call),
        _ => false,
    }
}

/// Whether the set-up before a check's subject succeeded; the finding when it did not.
pub fn set_up(assertion: &Assertion, trial: &Trial, view: &View) -> Option<Finding> {
    let subjects = assertion.subjects();
    let listeners = assertion.listeners();
    let setters = if subjects.is_empty() { Vec::new() } else { setters(trial, &listeners) };
    let named = subjects.iter().copied().chain(setters);
    let last = named.filter_map(|call| trial.calls.get_index_of(call)).max();
    for (index, (name, meta)) in trial.calls.iter().enumerate() {
        if meta.free || may_be_refused(trial, name) || subjects.contains(&name.as_str()) || last.is_some_and(|last| index > last) || matches!(assertion, Assertion::Follows { .. }) {
            continue;
        }
        let stopped = |by: &Option<String>, seen: String| Some(Finding::NotReached { by: by.clone(), seen });
        let finding = match view.answer(name, meta) {
            Answer::Missing => stopped(&meta.missing, format!("{} is not a function", meta.shown)),
            Answer::Unbound(why) => stopped(&meta.refused, format!("set-up {name}: {why}")),
            Answer::Threw(value) => stopped(&meta.refused, format!("set-up {name} threw {}", short(value))),
            Answer::Refused(value) => stopped(&meta.refused, format!("set-up {name} was refused with {} ({})", short(&value), type_name(&value))),
            // What waits for a person has done its part for the screen when it was started.
            Answer::Silent if matches!(assertion, Assertion::Observed { .. }) && !awaited(trial, name) => None,
            Answer::Silent => stopped(&meta.silent, format!("set-up {name}: {}", silence(view, name, "settled"))),
            Answer::Success(_) | Answer::Unseen => None,
        };
        if finding.is_some() {
            return finding;
        }
    }
    None
}

/// The calls that hand over one of the listeners.
fn setters<'a>(trial: &'a Trial, listeners: &[&str]) -> Vec<&'a str> {
    let hands_over = |call: &Call| {
        let mut found = false;
        let values = call.with.iter().chain(call.args.iter().flatten());
        values.for_each(|value| value.walk(&mut |value| found |= matches!(value, Value::Listener { name, .. } if listeners.contains(&name.as_str()))));
        found
    };
    let calls = all(&trial.steps).into_iter().filter_map(|step| match step {
        Step::Call(call) if hands_over(call) => call.name.as_deref(),
        _ => None,
    });
    calls.collect()
}

/// The steps after a call began when it had answered.
fn awaited(trial: &Trial, call: &str) -> bool {
    all(&trial.steps).into_iter().any(|step| matches!(step, Step::Call(Call { name, wait, .. }) if name.as_deref() == Some(call) && *wait != Some(Wait::None)))
}
