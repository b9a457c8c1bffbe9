//! An expectation in words, for lists and reports.

use indexmap::IndexMap;

use super::check::{Arrives, Assertion, Event, EventRef, Matcher, Within};
use crate::trial::{CallMeta, CallStyle};
use crate::value::Value;

/// One clause without a full stop: "swan.getStorage calls success with an object whose data equals 1".
pub fn describe(assertion: &Assertion, calls: &IndexMap<String, CallMeta>) -> String {
    let shown = |call: &str| calls.get(call).map_or_else(|| call.to_owned(), |meta| meta.shown.clone());
    let sync = |call: &str| calls.get(call).is_some_and(|meta| meta.style == CallStyle::Sync);
    let in_first = |within: Option<&Within>| within.map(|Within { call, ms }| format!(", in the first {ms} ms after {}", shown(call))).unwrap_or_default();
    match assertion {
        Assertion::Gives { call, is } => describe(&Assertion::Answered { call: call.clone(), is: is.clone() }, calls),
        Assertion::Answered { call, is } if sync(call) => match (calls.get(call).and_then(|meta| meta.answers.as_ref()), is) {
            // The synchronous form returns the field itself.
            (Some(field), Matcher::Has(fields)) if fields.len() == 1 && fields.contains_key(field) => {
                format!("{} returns {}", shown(call), matcher(&fields[field]))
            }
            _ => format!("{} returns {}", shown(call), matcher(is)),
        },
        Assertion::Answered { call, is } => format!("{} calls success with {}", shown(call), matcher(is)),
        Assertion::Succeeded { call } if sync(call) => format!("{} returns no Error and does not throw", shown(call)),
        Assertion::Succeeded { call } => format!("{} calls success", shown(call)),
        Assertion::Refused { call, is } => {
            let what = if sync(call) { "returns or throws an Error" } else { "calls fail and not success" };
            let with = is.as_ref().map(|is| format!(" with {}", matcher(is))).unwrap_or_default();
            format!("{} {what}{with}", shown(call))
        }
        Assertion::FailsWith { call, is } => describe(&Assertion::Refused { call: call.clone(), is: Some(is.clone()) }, calls),
        Assertion::Returned { call, is } => format!("{} returns {}", shown(call), matcher(is)),
        Assertion::Threw { call, is } => {
            let what = is.as_ref().map(|is| format!(" {}", matcher(is))).unwrap_or_default();
            format!("{} throws{what}", shown(call))
        }
        Assertion::DidNotThrow { call } => format!("{} does not throw", shown(call)),
        Assertion::CalledBack { call, event, times } => format!("{} calls {} {}", shown(call), event_name(*event), count(*times)),
        Assertion::Settled { call } => format!("{} calls success or fail", shown(call)),
        Assertion::SettledOnce { call } => format!("{} calls only one of success and fail, and only once", shown(call)),
        Assertion::Completed { call } => format!("{} calls complete", shown(call)),
        Assertion::CompletedOnce { call } => format!("{} calls complete no more than once", shown(call)),
        Assertion::CompleteLast { call } => format!("{} calls complete after success or fail", shown(call)),
        Assertion::InOrder { events } => {
            format!("in this order: {}", events.iter().map(|event| event_ref(event, calls)).collect::<Vec<_>>().join(", "))
        }
        Assertion::Heard { listener, times, is, some, within } => {
            let with = is.as_ref().map(|is| format!(" with {}", matcher(is))).unwrap_or_default();
            let with = some.as_ref().map_or(with.clone(), |some| format!("{with}, once with {}", matcher(some)));
            let often = times.map_or_else(|| "at least once".to_owned(), count);
            format!("listener {listener} is called {often}{with}{}", in_first(within.as_ref()))
        }
        Assertion::Arrived { call, path, what, times, is } => {
            let often = times.map_or_else(|| "at least once".to_owned(), count);
            let with = is.as_ref().map(|is| format!(", each {}", matcher(is))).unwrap_or_default();
            format!("{} of {} arrives at {path} {often}{with}", arriving(*what), shown(call))
        }
        Assertion::Observed { of, is, within } => format!("{of} is {}{}", matcher(is), in_first(within.as_ref())),
        Assertion::Same { left, right } => format!("{left} and {right} are deeply equal"),
        Assertion::NotAbove { left, right } => format!("{left} is not greater than {right}"),
        Assertion::Differ { left, right } => format!("{left} and {right} are not deeply equal"),
        Assertion::NotBefore { listener, call, ms } => format!("listener {listener} is not called in the first {ms} ms after {}", shown(call)),
        Assertion::SeenAfter { of, call, ms } => format!("{of} was seen {ms} ms or more after {}", shown(call)),
        Assertion::Either(any) => any.iter().map(|one| describe(one, calls)).collect::<Vec<_>>().join(", or "),
        Assertion::Given { when, then } => format!("{}, where {}", describe(then, calls), describe(when, calls)),
        Assertion::Follows { model, rule } => format!("every answer is one that the {model} model allows by the rule {rule}"),
    }
}

/// A noun phrase: "an object whose data equals 1".
pub fn matcher(matcher_: &Matcher) -> String {
    match matcher_ {
        Matcher::Equals(value) => format!("a value equal to {}", short(value)),
        Matcher::OneOf(values) => format!("one of {}", values.iter().map(short).collect::<Vec<_>>().join(", ")),
        Matcher::Type(types) => types.iter().map(|one| one.name()).collect::<Vec<_>>().join(" or "),
        Matcher::Has(fields) => {
            let fields = fields.iter().map(|(name, is)| format!("{name} is {}", matcher(is))).collect::<Vec<_>>().join(" and ");
            format!("an object whose {fields}")
        }
        Matcher::Lacks(fields) => format!("an object without {}", fields.join(", ")),
        Matcher::Includes(value) => format!("something that includes {}", short(value)),
        Matcher::Excludes(value) => format!("something that does not include {}", short(value)),
        Matcher::Each(each) => format!("an array or object of which each value is {}", matcher(each)),
        Matcher::Length(length) => format!("something of length {length}"),
        Matcher::AtLeast(number) => format!("a number of at least {number}"),
        Matcher::AtMost(number) => format!("a number of at most {number}"),
        Matcher::ReadsAs(number) => format!("a number, or a string that reads as one, that is {}", matcher(number)),
        Matcher::Truthy(true) => "a truthy value".into(),
        Matcher::Truthy(false) => "a falsy value".into(),
        Matcher::InstanceOf(class) => format!("an instance of {class}"),
        Matcher::All(all) => all.iter().map(matcher).collect::<Vec<_>>().join(" and "),
        Matcher::Any(any) => any.iter().map(matcher).collect::<Vec<_>>().join(" or "),
        Matcher::Not(not) => format!("not {}", matcher(not)),
    }
}

/// A value as JSON, cut where a line would grow too long.
pub fn short(value: &Value) -> String {
    cut(&value.to_json().to_string(), 160)
}

/// At most `limit` characters, with a mark where something was left out.
pub fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}

pub fn event_name(event: Event) -> &'static str {
    match event {
        Event::Called => "called",
        Event::Returned => "returned",
        Event::Success => "success",
        Event::Fail => "fail",
        Event::Settled => "success or fail",
        Event::Complete => "complete",
    }
}

/// With its article.
pub fn arriving(what: Arrives) -> &'static str {
    match what {
        Arrives::Request => "a request",
        Arrives::Open => "an opening",
        Arrives::Message => "a message",
        Arrives::Close => "a close",
    }
}

fn event_ref(event: &EventRef, calls: &IndexMap<String, CallMeta>) -> String {
    match (&event.call, event.event, &event.listener) {
        (Some(call), Some(event), _) => {
            let shown = calls.get(call).map_or(call.as_str(), |meta| meta.shown.as_str());
            format!("{} of {call} ({shown})", event_name(event))
        }
        (Some(call), None, _) => call.clone(),
        (None, _, Some(listener)) => format!("listener {listener}"),
        (None, ..) => "nothing".into(),
    }
}

fn count(times: u32) -> String {
    match times {
        0 => "never".into(),
        1 => "exactly once".into(),
        many => format!("exactly {many} times"),
    }
}
