//! A host made of the model alone: what it would answer to a trial, so that cases and model can be held against each
//! other without a browser. It plays what the model knows, and nothing else.

use serde_json::{Value as Json, json};

use super::storage::{Action, action, takes_key};
use crate::case::{Call, CallbackName, Step};
use crate::transcript::{Attempt, Observation, Outcome, Purpose, Seen};
use crate::trial::{CallStyle, Trial};
use crate::value::Value;

/// The quota in bytes.
const QUOTA: usize = 10 << 20;

/// The attempt of a right host, or none when the trial asks for something that the model does not know.
pub fn play(trial: &Trial) -> Option<Attempt> {
    let mut player = Player { trial, namespace: "play".into(), stored: Vec::new(), events: Vec::new() };
    for step in &trial.steps {
        match step {
            Step::Call(call) => player.call(call)?,
            // Nothing is pending, and what was stored is kept.
            Step::Sleep(_) | Step::Relaunch => {}
            Step::Await(wait) if wait.listener.is_none() => {}
            _ => return None,
        }
    }
    player.note(Seen::Closed { why: "done".into() });
    Some(Attempt {
        trial: trial.id.clone(),
        attempt: 1,
        session: "model".into(),
        position: 1,
        namespace: player.namespace,
        purpose: Purpose::Plan,
        alone: true,
        budget: 0,
        outcome: Outcome::Closed,
        detail: None,
        at: 0,
        events: player.events,
    })
}

struct Player<'a> {
    trial: &'a Trial,
    namespace: String,
    stored: Vec<(String, Value)>,
    events: Vec<Observation>,
}

impl Player<'_> {
    fn note(&mut self, what: Seen) {
        let seq = self.events.len() as u64 + 1;
        self.events.push(Observation { seq, at: 0.0, what });
    }

    fn call(&mut self, call: &Call) -> Option<()> {
        let name = call.name.clone()?;
        let meta = self.trial.calls.get(&name)?;
        let capability = meta.capability.as_deref()?;
        if !capability.starts_with("storage/") || !call.on.is_empty() || !self.plain(call) {
            return None;
        }
        let answer = match action(capability, call, &self.namespace) {
            Some(action) => self.act(&action).map_err(|why| (1003, why)),
            // A key that is left out is refused; of other keys, and of other functions, the model knows nothing.
            None if takes_key(capability) && argument(call).is_none_or(|key| *key == Value::Undefined) => Err((904, "parameter error: there is no key")),
            None => return None,
        };
        let answer = answer.map_err(|(code, why)| (code, format!("{}:fail {why}", call.api)));
        self.note(Seen::Called { call: name.clone() });
        match meta.style {
            CallStyle::Sync => {
                let value = match (&answer, &meta.answers) {
                    (Ok(Some(payload)), Some(field)) => payload.get(field).cloned().unwrap_or(Value::Undefined).to_json(),
                    (Ok(Some(payload)), None) => payload.to_json(),
                    (Ok(None), _) => json!({"$undefined": true}),
                    (Err((_, why)), _) => json!({"$error": {"name": "Error", "message": why, "fields": []}}),
                };
                self.note(Seen::Returned { call: name, value });
            }
            CallStyle::Async => {
                self.note(Seen::Returned { call: name.clone(), value: json!({"$undefined": true}) });
                let (event, payload) = match answer {
                    Ok(payload) => (CallbackName::Success, payload.map_or_else(|| json!({}), |payload| payload.to_json())),
                    Err((code, why)) => (CallbackName::Fail, json!({"errCode": code, "errMsg": why})),
                };
                for event in [event, CallbackName::Complete] {
                    if call.callbacks.as_ref().is_some_and(|asked| asked.contains(&event)) {
                        self.note(Seen::Callback { call: name.clone(), name: event.key().into(), args: vec![payload.clone()], inside: false });
                    }
                }
            }
        }
        Some(())
    }

    /// The call is given nothing but values that the model can look at.
    fn plain(&self, call: &Call) -> bool {
        let mut plain = call.with.as_ref().is_none_or(|with| matches!(with, Value::Object(_)) && ["success", "fail", "complete"].iter().all(|name| with.get(name).is_none()));
        let mut look = |value: &Value| value.walk(&mut |inner| plain &= !matches!(inner, Value::Ref(_) | Value::Listener { .. }));
        call.with.iter().for_each(&mut look);
        call.args.iter().flatten().for_each(&mut look);
        plain
    }

    fn act(&mut self, action: &Action) -> Result<Option<Value>, &'static str> {
        match action {
            Action::Set(key, value) => {
                let others: usize = self.stored.iter().filter(|(known, _)| known != key).map(size).sum();
                if others + size(&(key.clone(), value.clone())) > QUOTA {
                    return Err("exceed storage max size 10Mb");
                }
                match self.stored.iter_mut().find(|(known, _)| known == key) {
                    Some((_, held)) => held.clone_from(value),
                    None => self.stored.push((key.clone(), value.clone())),
                }
                Ok(None)
            }
            Action::Get(key) => {
                let held = self.stored.iter().find(|(known, _)| known == key).map_or_else(|| Value::string(""), |(_, value)| value.clone());
                Ok(Some(Value::object([("data", held)])))
            }
            Action::Remove(key) => {
                self.stored.retain(|(known, _)| known != key);
                Ok(None)
            }
            Action::Clear => {
                self.stored.clear();
                Ok(None)
            }
            Action::Info => {
                let bytes: usize = self.stored.iter().map(size).sum();
                Ok(Some(Value::object([
                    ("keys", Value::Array(self.stored.iter().map(|(key, _)| Value::string(key.clone())).collect())),
                    ("currentSize", Value::Number(bytes.div_ceil(1024) as f64)),
                    ("limitSize", Value::Number((QUOTA >> 10) as f64)),
                ])))
            }
            Action::Nothing => Ok(None),
        }
    }
}

fn argument(call: &Call) -> Option<&Value> {
    match (&call.with, &call.args) {
        (Some(with), _) => with.get("key"),
        (None, Some(args)) => args.first(),
        (None, None) => None,
    }
}

/// Bytes of a key and of its value as JSON.
fn size((key, value): &(String, Value)) -> usize {
    key.len()
        + match value {
            Value::String(text) => text.len() + 2,
            other => Json::to_string(&other.to_json()).len(),
        }
}
