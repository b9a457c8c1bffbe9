//! From each asynchronous function that can be called without effect: what it does with its callbacks.

use indexmap::IndexMap;

use super::{CALL, Generated, call, callable, check, derived, options};
use crate::case::{Assertion, Call, CallbackName, Check, Step, Throw};
use crate::spec::{Capability, Effect, Kind, shown_name};
use crate::value::Value;

pub fn cases(id: &str, capability: &Capability) -> Vec<Generated> {
    if capability.kind != Kind::Async || capability.effect != Effect::None || !callable(capability, None) {
        return Vec::new();
    }
    let api = shown_name(id, capability);
    let valid = || call(id, capability, Some(options(capability, None)));
    let case = |name: &str, brief: String, call: Call, checks: Vec<Check>| derived(id, "protocol", name, brief, vec![Step::Call(call)], checks);
    let throws = || vec![Step::Throw(Throw { message: "thrown by a callback".into() })];
    let throwing = Call { on: IndexMap::from([(CallbackName::Success, throws()), (CallbackName::Fail, throws())]), ..valid() };
    let no_function = Call { with: Some(with_field(options(capability, None), "success", Value::Number(1.0))), ..valid() };
    vec![
        case("protocol", format!("{api} is called with valid arguments and all callbacks."), valid(), every("called with valid arguments")),
        again(id, capability, &api),
        case(
            "protocol-complete-only",
            format!("{api} is called with complete alone."),
            Call { callbacks: Some(vec![CallbackName::Complete]), ..valid() },
            vec![
                check("protocol/call/optional-callbacks", "given complete alone", Assertion::Completed { call: CALL.into() }),
                check("protocol/call/completes-once", "given complete alone", Assertion::CompletedOnce { call: CALL.into() }),
            ],
        ),
        case(
            "protocol-throw",
            format!("{api} is called with callbacks that throw."),
            throwing,
            vec![
                check("protocol/call/throw-keeps-complete", "success or fail throws", Assertion::Completed { call: CALL.into() }),
                check("protocol/call/throw-contained", "success or fail throws", Assertion::DidNotThrow { call: CALL.into() }),
                check("protocol/call/throw-settles-once", "success or fail throws", Assertion::SettledOnce { call: CALL.into() }),
            ],
        ),
        case(
            "protocol-number-success",
            format!("{api} is called with a number as success."),
            no_function,
            vec![check("protocol/call/refuses-bad-success", "success is a number", Assertion::Refused { call: CALL.into(), is: None })],
        ),
    ]
}

/// The same call twice: what a first call leaves behind shows in the second.
fn again(id: &str, capability: &Capability, api: &str) -> Generated {
    let valid = |name: &str| Step::Call(Call { name: Some(name.to_owned()), free: true, ..call(id, capability, Some(options(capability, None))) });
    let steps = vec![valid("first"), valid(CALL)];
    derived(id, "protocol", "protocol-again", format!("{api} is called a second time."), steps, every("called a second time"))
}

/// The checks of the call protocol on one call.
pub fn every(condition: &str) -> Vec<Check> {
    let call = || CALL.to_owned();
    vec![
        check("protocol/call/settles", condition, Assertion::Settled { call: call() }),
        check("protocol/call/settles-once", condition, Assertion::SettledOnce { call: call() }),
        check("protocol/call/completes", condition, Assertion::Completed { call: call() }),
        check("protocol/call/completes-once", condition, Assertion::CompletedOnce { call: call() }),
        check("protocol/call/complete-last", condition, Assertion::CompleteLast { call: call() }),
    ]
}

fn with_field(options: Value, name: &str, value: Value) -> Value {
    match options {
        Value::Object(mut fields) => {
            fields.push((name.to_owned(), value));
            Value::Object(fields)
        }
        other => other,
    }
}
