//! What the sequences of a plan reach: which steps they are made of, what values they give, and how often they make each
//! transition of their model.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{GENERATORS, Generator};
use crate::case::{Origin, Step};
use crate::trial::Trial;
use crate::value::Value;

/// Of the sequences of one generator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Coverage {
    pub sequences: u64,
    /// How many calls of each function, and how many of every other step.
    pub steps: BTreeMap<String, u64>,
    /// Of what the calls are given, by class.
    pub values: BTreeMap<String, u64>,
    /// How often each transition of the model is made; 0 where none of the sequences makes it.
    pub transitions: BTreeMap<String, u64>,
}

impl Coverage {
    /// The transitions that none of the sequences makes.
    pub fn missed(&self) -> impl Iterator<Item = &str> {
        self.transitions.iter().filter(|(_, times)| **times == 0).map(|(name, _)| name.as_str())
    }
}

/// By the name of the generator, of those that made some of the trials.
pub fn coverage(trials: &[Trial]) -> BTreeMap<String, Coverage> {
    GENERATORS.iter().map(|one| (one.name.to_owned(), of(one, trials))).filter(|(_, coverage)| coverage.sequences > 0).collect()
}

fn of(one: &Generator, trials: &[Trial]) -> Coverage {
    let transitions = (one.transitions)().into_iter().map(|name| (name, 0)).collect();
    let mut coverage = Coverage { transitions, ..Coverage::default() };
    for trial in trials {
        let Origin::Generated { generator, seed, index } = &trial.origin else { continue };
        if generator != one.name {
            continue;
        }
        coverage.sequences += 1;
        trial.steps.iter().for_each(|step| coverage.step(step));
        for name in one.tree(*seed, *index).map(|tree| tree.current().reached).unwrap_or_default() {
            *coverage.transitions.entry(name).or_default() += 1;
        }
    }
    coverage
}

impl Coverage {
    fn step(&mut self, step: &Step) {
        let Step::Call(call) = step else {
            let name = match serde_json::to_value(step) {
                Ok(serde_json::Value::Object(fields)) => fields.keys().next().cloned(),
                Ok(serde_json::Value::String(name)) => Some(name),
                _ => None,
            };
            *self.steps.entry(name.unwrap_or_default()).or_default() += 1;
            return;
        };
        *self.steps.entry(call.api.clone()).or_default() += 1;
        for value in call.with.iter().chain(call.args.iter().flatten()) {
            value.walk(&mut |value| {
                if let Some(class) = class(value) {
                    *self.values.entry(class.to_owned()).or_default() += 1;
                }
            });
        }
    }
}

/// None of a value that stands for something of the run.
fn class(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Undefined => "undefined",
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if *number < 0.0 => "a number below 0",
        Value::Number(number) if *number == 0.0 => "0",
        Value::Number(_) => "a number above 0",
        Value::String(text) if text.is_empty() => "an empty string",
        Value::String(text) if !text.is_ascii() => "a string beyond ASCII",
        Value::String(text) if serde_json::from_str::<serde_json::Value>(text).is_ok() => "a string that is JSON",
        Value::String(_) => "a string",
        Value::Array(items) if items.is_empty() => "an empty array",
        Value::Array(_) => "an array",
        Value::Object(fields) if fields.is_empty() => "an empty object",
        Value::Object(_) => "an object",
        Value::Bytes(bytes) if bytes.is_empty() => "no bytes",
        Value::Bytes(_) => "bytes",
        _ => return None,
    })
}
