//! The observations of an attempt, by call and by name. Pure.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::arrival;
use crate::case::{Arrives, Event};
use crate::transcript::{Attempt, Observation, Seen};
use crate::trial::{CallMeta, CallStyle};
use crate::value::Value;

/// What a call did, in the agent's order.
#[derive(Clone, Debug, Default)]
pub struct CallView {
    pub called: Option<u64>,
    /// When, in milliseconds since the attempt began.
    pub called_at: Option<f64>,
    pub returned: Option<(u64, Value)>,
    pub threw: Option<Value>,
    pub success: Vec<(u64, Vec<Value>)>,
    pub fail: Vec<(u64, Vec<Value>)>,
    pub complete: Vec<u64>,
    /// Why the agent could not make the call: `missing`, `unbound …`.
    pub stopped: Option<String>,
    /// The events that were waited for in vain, with the milliseconds waited.
    pub silent: Vec<(String, f64)>,
}

/// An attempt, indexed.
#[derive(Clone, Debug, Default)]
pub struct View {
    pub namespace: String,
    pub calls: HashMap<String, CallView>,
    pub reads: HashMap<String, Value>,
    /// When each of them was read or seen, in milliseconds since the attempt began.
    pub seen_at: HashMap<String, f64>,
    /// How often a step looked until it saw that, where that was written down.
    pub looks: HashMap<String, u32>,
    pub heard: HashMap<String, Vec<Heard>>,
    /// What arrived at the fixture server, in its order: kind, path, value.
    pub arrived: Vec<(Arrives, String, Value)>,
    /// Steps other than calls that the agent could not do.
    pub stopped: Vec<String>,
    pub closed: bool,
}

/// A listener was called.
#[derive(Clone, Debug)]
pub struct Heard {
    pub seq: u64,
    /// Milliseconds since the attempt began.
    pub at: f64,
    pub args: Vec<Value>,
}

/// How a call came out.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<'a> {
    /// Success, with its payload.
    Success(Value),
    /// Fail or an Error, with its payload.
    Refused(Value),
    Threw(&'a Value),
    /// Neither success nor fail came while both were awaited.
    Silent,
    Missing,
    /// A reference had no value: a call before it did not give one.
    Unbound(&'a str),
    /// It was never made, or what was asked for leaves its outcome unseen.
    Unseen,
}

impl View {
    pub fn new(attempt: &Attempt) -> Self {
        let mut view = Self { namespace: attempt.namespace.clone(), ..Self::default() };
        for observation in &attempt.events {
            view.add(observation);
        }
        view
    }

    fn add(&mut self, Observation { seq, at, what }: &Observation) {
        let seq = *seq;
        match what {
            Seen::Called { call } => {
                let view = self.call(call);
                view.called = Some(seq);
                view.called_at = Some(*at);
            }
            Seen::Returned { call, value: json } => self.call(call).returned = Some((seq, value(json))),
            Seen::Threw { call, error } => self.call(call).threw = Some(value(error)),
            Seen::Callback { call, name, args, .. } => {
                let args: Vec<Value> = args.iter().map(value).collect();
                let view = self.call(call);
                match name.as_str() {
                    "success" => view.success.push((seq, args)),
                    "fail" => view.fail.push((seq, args)),
                    _ => view.complete.push(seq),
                }
            }
            Seen::Heard { listener, args } => {
                self.heard.entry(listener.clone()).or_default().push(Heard { seq, at: *at, args: args.iter().map(value).collect() });
            }
            Seen::Read { name, value: json } | Seen::Seen { name, value: json, .. } => {
                let looks = if let Seen::Seen { looks, .. } = what { *looks } else { Some(1) };
                if let Some(looks) = looks {
                    self.looks.insert(name.clone(), looks);
                }
                self.seen_at.insert(name.clone(), *at);
                self.reads.insert(name.clone(), value(json));
            }
            Seen::Silent { call: Some(call), event, waited, .. } => self.call(call).silent.push((event.clone(), *waited)),
            Seen::Stopped { call: Some(call), why, .. } => self.call(call).stopped = Some(why.clone()),
            Seen::Stopped { step, why, .. } => self.stopped.push(format!("{step}: {why}")),
            Seen::Arrived { what, path, value: json } => self.arrived.push((*what, path.clone(), arrival::read(value(json)))),
            Seen::Closed { .. } => self.closed = true,
            Seen::Silent { .. } | Seen::Resolved { .. } | Seen::Rejected { .. } | Seen::Uncaught { .. } => {}
        }
    }

    fn call(&mut self, name: &str) -> &mut CallView {
        self.calls.entry(name.to_owned()).or_default()
    }

    /// Something was waited for in vain.
    pub fn silent(attempt: &Attempt) -> bool {
        attempt.events.iter().any(|event| matches!(event.what, Seen::Silent { .. }))
    }

    /// How a call came out, read by its style.
    pub fn answer(&self, name: &str, meta: &CallMeta) -> Answer<'_> {
        let Some(call) = self.calls.get(name) else { return Answer::Unseen };
        match call.stopped.as_deref() {
            Some("missing") => return Answer::Missing,
            Some(why) => return Answer::Unbound(why),
            None => {}
        }
        if let Some(error) = &call.threw {
            return Answer::Threw(error);
        }
        match meta.style {
            CallStyle::Sync => match &call.returned {
                Some((_, error @ Value::Error { .. })) => Answer::Refused(error.clone()),
                Some((_, value)) => Answer::Success(match &meta.answers {
                    Some(field) => Value::Object(vec![(field.clone(), value.clone())]),
                    None => value.clone(),
                }),
                None => Answer::Unseen,
            },
            CallStyle::Async => match (call.success.first(), call.fail.first()) {
                (Some((success, args)), fail) if fail.is_none_or(|(fail, _)| success < fail) => Answer::Success(first(args)),
                (_, Some((_, args))) => Answer::Refused(first(args)),
                _ if call.silent.iter().any(|(event, _)| event == "settled") => Answer::Silent,
                _ => Answer::Unseen,
            },
        }
    }

    /// The places of an event of a call in the order of the attempt.
    pub fn places(&self, call: &str, event: Event) -> Vec<u64> {
        let Some(call) = self.calls.get(call) else { return Vec::new() };
        let all = |list: &[(u64, Vec<Value>)]| list.iter().map(|(seq, _)| *seq).collect::<Vec<_>>();
        match event {
            Event::Called => call.called.into_iter().collect(),
            Event::Returned => call.returned.iter().map(|(seq, _)| *seq).collect(),
            Event::Success => all(&call.success),
            Event::Fail => all(&call.fail),
            Event::Settled => {
                let mut both = all(&call.success);
                both.extend(all(&call.fail));
                both.sort_unstable();
                both
            }
            Event::Complete => call.complete.clone(),
        }
    }

    /// What a dotted reference stands for: `got.success.data`, `got.returned`, a read's `name.path`.
    pub fn reference(&self, reference: &str) -> Option<Value> {
        let mut parts = reference.split('.');
        let name = parts.next()?;
        if let Some(value) = self.reads.get(name) {
            return value.at(parts).cloned();
        }
        let call = self.calls.get(name)?;
        let whole = match parts.next()? {
            "success" => first(&call.success.first()?.1),
            "fail" => first(&call.fail.first()?.1),
            "returned" => call.returned.as_ref()?.1.clone(),
            _ => return None,
        };
        whole.at(parts).cloned()
    }
}

fn first(args: &[Value]) -> Value {
    args.first().cloned().unwrap_or(Value::Undefined)
}

/// A transcript's value. What does not follow the encoding is as good as cut: that is ours, and no host fails for it.
fn value(json: &Json) -> Value {
    Value::from_json(json).unwrap_or_else(|fault| Value::Cut { why: format!("encoding ({fault})"), size: 0 })
}
