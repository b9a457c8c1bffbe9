//! What generators write a sequence with: its steps and checks, one call after the other.

use super::Sequence;
use crate::case::{Assertion, Await, Call, Case, Check, Matcher, Need, Step, World};
use crate::judge::sees_effect;
use crate::value::Value;

/// A sequence that is being written.
#[derive(Default)]
pub struct Script {
    steps: Vec<Step>,
    checks: Vec<Check>,
    length: usize,
    reached: Vec<String>,
}

impl Script {
    /// The call that comes next makes this transition of the model.
    pub fn reaches(&mut self, transition: String) {
        self.reached.push(transition);
    }

    /// Begins the next call of the sequence; its steps are named by what comes back, a hyphen and what they do.
    pub fn next(&mut self) -> usize {
        self.length += 1;
        self.length
    }

    /// The number of the call that is being written.
    pub fn number(&self) -> usize {
        self.length
    }

    /// Something was looked at since this call.
    pub fn has_seen(&self, number: usize) -> bool {
        let of = format!("{number}-");
        self.checks.iter().any(|check| matches!(&check.expect, Assertion::Observed { of: seen, .. } if seen.starts_with(&of)))
    }

    pub fn step(&mut self, step: Step) {
        self.steps.push(step);
    }

    pub fn call(&mut self, call: Call) -> String {
        let name = call.name.clone().unwrap_or_default();
        self.steps.push(Step::Call(call));
        name
    }

    pub fn wait_for(&mut self, listener: &str, times: u32) {
        self.steps.push(Step::Await(Await { call: None, event: None, listener: Some(listener.to_owned()), times, budget: None }));
    }

    /// A check of what is seen after the calls so far.
    pub fn check(&mut self, requirement: &str, expect: Assertion) {
        let condition = match self.length {
            1 => "after one call".to_owned(),
            many => format!("after {many} calls of a sequence"),
        };
        self.checks.push(Check { requirement: requirement.to_owned(), argument: None, condition: Some(condition), form: None, expect });
    }

    pub fn sequence(self, brief: &str, needs: Vec<Need>) -> Sequence {
        let Self { steps, mut checks, length, reached } = self;
        // A success alone is no proof of anything.
        if !checks.iter().any(|check| sees_effect(&check.expect)) {
            checks.retain(|check| !matches!(check.expect, Assertion::Succeeded { .. }));
        }
        Sequence { case: Case { brief: brief.to_owned(), forms: Vec::new(), world: World::Shared, needs, cumulative: true, steps, checks, found: None }, length, reached }
    }
}

/// The names of transitions: each of these calls in each of these states.
pub fn product<'a>(calls: &'a [&str], states: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    calls.iter().flat_map(|call| states.iter().map(move |state| format!("{call}: {state}")))
}

/// A call with options, or by position in the synchronous form.
pub fn call(api: &str, args: Vec<(&'static str, Value)>, sync: bool, name: String) -> Call {
    let call = Call { name: Some(name), ..Call::default() };
    if sync {
        Call { api: format!("{api}Sync"), args: Some(args.into_iter().map(|(_, value)| value).collect()), ..call }
    } else {
        Call { api: api.to_owned(), with: Some(Value::object(args)), ..call }
    }
}

/// What a call is given to write or to send.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Data {
    Text(&'static str),
    Bytes(&'static [u8]),
}

impl Data {
    pub fn value(self) -> Value {
        match self {
            Self::Text(text) => Value::string(text),
            Self::Bytes(bytes) => Value::Bytes(bytes.to_vec()),
        }
    }
}

/// An object with a field that is this.
pub fn has(field: &str, is: Matcher) -> Matcher {
    Matcher::Has([(field.to_owned(), is)].into_iter().collect())
}
