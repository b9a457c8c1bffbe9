//! Spec + seed → cases that nobody wrote by hand: from shapes, and as sequences of calls.
//!
//! The only module that names `proptest`. It knows no host; `plan` decides which of its cases run.

mod argument;
mod challenge;
mod covering;
mod pairs;
mod presence;
mod protocol;
mod result;
pub mod sequence;

pub use challenge::{Nonce, challenge};

use crate::case::{Call, Case, Check, Origin, Step, World};
use crate::spec::{Capability, Param, Spec};
use crate::value::Value;

/// A case with where it came from and the capability it is chiefly about.
#[derive(Clone, Debug)]
pub struct Generated {
    pub id: String,
    pub case: Case,
    pub origin: Origin,
    pub capability: String,
}

/// Every generated case: derived ones in the order of the spec, then sequences.
pub fn generate(spec: &Spec, seed: u64) -> Vec<Generated> {
    let mut all = Vec::new();
    for (id, document) in &spec.capabilities {
        let capability = &document.value;
        all.extend(presence::cases(id, capability));
        all.extend(protocol::cases(id, capability));
        all.extend(result::cases(id, capability, spec));
        all.extend(argument::cases(id, capability, spec));
        all.extend(pairs::cases(id, capability, spec));
    }
    all.extend(sequence::cases(seed));
    all
}

/// A derived case. `name` is the last segment of its id.
fn derived(capability: &str, rule: &str, name: &str, brief: String, steps: Vec<Step>, checks: Vec<Check>) -> Generated {
    Generated {
        id: format!("derived/{capability}/{name}"),
        case: Case { brief, forms: Vec::new(), world: World::Shared, needs: Vec::new(), cumulative: false, steps, checks, found: None },
        origin: Origin::Derived { rule: rule.to_owned() },
        capability: capability.to_owned(),
    }
}

/// A check without argument.
fn check(requirement: impl Into<String>, condition: &str, expect: crate::case::Assertion) -> Check {
    Check { requirement: requirement.into(), argument: None, condition: Some(condition.to_owned()), form: None, expect }
}

/// The name by which a derived case refers to its call.
const CALL: &str = "call";

/// A call with a valid options object, as far as samples go, with one argument left out or replaced.
pub fn options(capability: &Capability, change: Option<(&str, Option<Value>)>) -> Value {
    let mut fields: Vec<(String, Value)> = Vec::new();
    for param in &capability.params {
        match &change {
            Some((name, replaced)) if *name == param.name => fields.extend(replaced.clone().map(|value| (param.name.clone(), value))),
            _ if param.required == Some(true) => fields.extend(param.sample.clone().map(|value| (param.name.clone(), value))),
            _ => {}
        }
    }
    Value::Object(fields)
}

fn call(id: &str, capability: &Capability, with: Option<Value>) -> Call {
    Call { api: capability.api_path(id), with, name: Some(CALL.to_owned()), ..Call::default() }
}

/// Whether every required argument but this one has a valid value to call with.
pub fn callable(capability: &Capability, but: Option<&Param>) -> bool {
    capability
        .params
        .iter()
        .filter(|param| param.required == Some(true) && but.is_none_or(|but| but.name != param.name))
        .all(|param| param.sample.is_some())
}
