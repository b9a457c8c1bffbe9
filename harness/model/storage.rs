//! The storage as a state machine: what a read may give after the calls before it.
//!
//! A synchronous call takes effect when it is made. An asynchronous call takes effect at some moment between its call and
//! its success, and nobody can say when; so the model keeps every state that is possible, and a read that fits none of
//! them is a contradiction. Values are what the program gave; keys are exact.

use std::collections::BTreeSet;

use crate::case::{Call, Step};
use crate::certificate::Class;
use crate::judge::Finding;
use crate::judge::compare::equal;
use crate::judge::view::{Answer, View};
use crate::trial::Trial;
use crate::value::Value;

/// More states than this at once and the model gives no verdict.
const MOST: usize = 2_000;

/// What a storage call asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Set(String, Value),
    Get(String),
    Remove(String),
    Clear,
    Info,
    Nothing,
}

/// What a read saw, when it took effect.
#[derive(Clone, Debug, PartialEq)]
enum Reading {
    Value(Option<Value>),
    Keys(Vec<String>),
}

/// One possible state: what is stored, and which of the calls in flight have taken effect.
#[derive(Clone, Debug, PartialEq)]
struct State {
    stored: Vec<(String, Value)>,
    done: BTreeSet<usize>,
    readings: Vec<(usize, Reading)>,
}

impl State {
    fn apply(&mut self, index: usize, action: &Action) {
        match action {
            Action::Set(key, value) => match self.stored.iter_mut().find(|(known, _)| known == key) {
                Some((_, held)) => *held = value.clone(),
                None => self.stored.push((key.clone(), value.clone())),
            },
            Action::Remove(key) => self.stored.retain(|(known, _)| known != key),
            Action::Clear => self.stored.clear(),
            Action::Nothing => {}
            Action::Get(key) => {
                let held = self.stored.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone());
                self.readings.push((index, Reading::Value(held)));
            }
            Action::Info => self.readings.push((index, Reading::Keys(self.stored.iter().map(|(key, _)| key.clone()).collect()))),
        }
        self.done.insert(index);
    }
}

/// A contradiction: which rule it breaks, at which call, and what was seen.
#[derive(Clone, Debug)]
struct Contradiction {
    rule: &'static str,
    seen: String,
}

/// A call of the sequence, with when it was made and when it was answered.
struct Move<'a> {
    name: &'a str,
    action: Action,
    made: u64,
    answered: Option<u64>,
    answer: Answer<'a>,
}

pub fn follow(rule: &str, trial: &Trial, view: &View) -> Finding {
    let moves = match moves(trial, view) {
        Ok(moves) => moves,
        Err(finding) => return finding,
    };
    match replay(&moves) {
        Err(why) => Finding::Error(why),
        Ok((Some(contradiction), _)) if contradiction.rule == rule => Finding::fail(Class::WrongValue, contradiction.seen),
        Ok((Some(contradiction), _)) => Finding::NotReached {
            by: super::requirement("storage", contradiction.rule).map(str::to_owned),
            seen: contradiction.seen,
        },
        Ok((None, rules)) if rules.contains(rule) => Finding::Pass,
        Ok((None, _)) => Finding::NotReached { by: None, seen: format!("no answer of the sequence was one that the rule {rule} decides") },
    }
}

/// The storage calls of a trial as the attempt saw them, in the order in which they were made.
fn moves<'a>(trial: &'a Trial, view: &'a View) -> Result<Vec<Move<'a>>, Finding> {
    let mut all = Vec::new();
    for step in &trial.steps {
        let Step::Call(call) = step else { continue };
        let name = call.name.as_deref().unwrap_or_default();
        let Some(meta) = trial.calls.get(name) else { continue };
        let Some(mut action) = meta.capability.as_deref().and_then(|capability| action(capability, call, &view.namespace)) else { continue };
        let answer = view.answer(name, meta);
        let stopped = |by: &Option<String>, seen: String| Finding::NotReached { by: by.clone(), seen };
        match &answer {
            Answer::Missing => return Err(stopped(&meta.missing, format!("{} is not a function", meta.shown))),
            Answer::Silent => return Err(stopped(&meta.silent, format!("{name} was not answered"))),
            Answer::Threw(_) | Answer::Unbound(_) => return Err(stopped(&meta.refused, format!("{name} threw"))),
            // It is not stated what removing a key that holds nothing comes to; a refusal removed nothing.
            Answer::Refused(_) if matches!(action, Action::Remove(_)) => action = Action::Nothing,
            Answer::Refused(_) if !matches!(action, Action::Get(_)) => return Err(stopped(&meta.refused, format!("{name} was refused"))),
            _ => {}
        }
        let seen = view.calls.get(name);
        let made = seen.and_then(|call| call.called).unwrap_or_default();
        let answered = seen.and_then(|call| {
            let settled = call.success.first().or(call.fail.first()).map(|(seq, _)| *seq);
            settled.or(call.returned.as_ref().filter(|_| meta.style == crate::trial::CallStyle::Sync).map(|(seq, _)| *seq))
        });
        all.push(Move { name, action, made, answered, answer });
    }
    all.sort_by_key(|one| one.made);
    Ok(all)
}

/// Whether a function that the model knows is given the key of one value.
pub fn takes_key(capability: &str) -> bool {
    ["setStorage", "getStorage", "removeStorage"].contains(&base(capability))
}

/// The name of a storage function without what tells its forms apart.
fn base(capability: &str) -> &str {
    capability.strip_prefix("storage/").unwrap_or_default().trim_end_matches("Sync")
}

/// What a call of a storage function asks for, in either form.
pub fn action(capability: &str, call: &Call, namespace: &str) -> Option<Action> {
    let argument = |index: usize, name: &str| {
        let value = match (&call.with, &call.args) {
            (Some(with), _) => with.get(name).cloned(),
            (None, Some(args)) => args.get(index).cloned(),
            (None, None) => None,
        };
        value.map(|value| value.resolve(namespace))
    };
    let key = || match argument(0, "key") {
        Some(Value::String(key)) => Some(key),
        _ => None,
    };
    match base(capability) {
        "setStorage" => Some(Action::Set(key()?, argument(1, "data")?)),
        "getStorage" => Some(Action::Get(key()?)),
        "removeStorage" => Some(Action::Remove(key()?)),
        "clearStorage" => Some(Action::Clear),
        "getStorageInfo" => Some(Action::Info),
        _ => None,
    }
}

/// Replays the moves. Gives the first contradiction, and the rules that some answer decided.
fn replay(moves: &[Move]) -> Result<(Option<Contradiction>, BTreeSet<&'static str>), String> {
    let mut times: Vec<(u64, usize, bool)> = Vec::new();
    for (index, one) in moves.iter().enumerate() {
        times.push((one.made, index, false));
        times.extend(one.answered.map(|at| (at, index, true)));
    }
    times.sort_unstable();
    let mut states = vec![State { stored: Vec::new(), done: BTreeSet::new(), readings: Vec::new() }];
    let mut flying: Vec<usize> = Vec::new();
    let mut decided = BTreeSet::new();
    let mut ever: BTreeSet<&str> = BTreeSet::new();
    for (_, index, answered) in times {
        let one = &moves[index];
        if !answered {
            if let Action::Set(key, _) = &one.action {
                ever.insert(key);
            }
            flying.push(index);
            continue;
        }
        states = closure(states, &flying, moves)?;
        states.retain(|state| state.done.contains(&index));
        let rule = rule(&one.action, &states, index, &ever);
        let before = states.clone();
        states.retain(|state| fits(state, index, one, &ever));
        if let Some(rule) = rule {
            decided.insert(rule);
            if states.is_empty() {
                return Ok((Some(Contradiction { rule, seen: told(one, &before, index) }), decided));
            }
        }
        flying.retain(|other| *other != index);
        for state in &mut states {
            state.done.remove(&index);
            state.readings.retain(|(other, _)| *other != index);
        }
        states.dedup();
    }
    Ok((None, decided))
}

/// Every state that letting calls in flight take effect, in any order, leads to.
fn closure(states: Vec<State>, flying: &[usize], moves: &[Move]) -> Result<Vec<State>, String> {
    let mut all = states;
    let mut next = 0;
    while next < all.len() {
        for index in flying {
            if !all[next].done.contains(index) {
                let mut state = all[next].clone();
                state.apply(*index, &moves[*index].action);
                if !all.contains(&state) {
                    all.push(state);
                }
            }
        }
        next += 1;
        if all.len() > MOST {
            return Err("the calls in flight allow more states than the model keeps".into());
        }
    }
    Ok(all)
}

/// The rule that a read's answer falls under: what the possible states hold for it.
fn rule(action: &Action, states: &[State], index: usize, ever: &BTreeSet<&str>) -> Option<&'static str> {
    match action {
        Action::Info => Some("keys"),
        Action::Get(key) => {
            let held = states.iter().flat_map(|state| &state.readings).any(|(other, reading)| *other == index && matches!(reading, Reading::Value(Some(_))));
            Some(match (held, ever.contains(key.as_str())) {
                (true, _) => "reads",
                (false, true) => "removed",
                (false, false) => "missing",
            })
        }
        _ => None,
    }
}

/// Whether an answer is one that the state allows.
fn fits(state: &State, index: usize, one: &Move, ever: &BTreeSet<&str>) -> bool {
    let Some((_, reading)) = state.readings.iter().find(|(other, _)| *other == index) else { return true };
    match (reading, &one.answer) {
        (Reading::Value(Some(held)), Answer::Success(payload)) => payload.get("data").is_some_and(|data| equal(held, data).is_ok()),
        (Reading::Value(Some(_)), _) => false,
        // The documentation gives an empty string for now and announces a change.
        (Reading::Value(None), Answer::Refused(_)) => true,
        (Reading::Value(None), Answer::Success(payload)) => match payload.get("data") {
            None | Some(Value::Undefined | Value::Null) => true,
            Some(Value::String(text)) => text.is_empty(),
            Some(_) => false,
        },
        // Other trials have keys of their own; only those that this sequence ever wrote are decided.
        (Reading::Keys(keys), Answer::Success(payload)) => match payload.get("keys") {
            Some(Value::Array(listed)) => ever.iter().all(|key| {
                let count = listed.iter().filter(|item| matches!(item, Value::String(text) if text == key)).count();
                count == usize::from(keys.iter().any(|held| held == key))
            }),
            _ => false,
        },
        _ => true,
    }
}

fn told(one: &Move, states: &[State], index: usize) -> String {
    let seen = match &one.answer {
        Answer::Success(value) => crate::case::describe::short(value),
        Answer::Refused(value) => format!("a refusal with {}", crate::case::describe::short(value)),
        other => format!("{other:?}"),
    };
    let mut allowed: Vec<String> = states
        .iter()
        .flat_map(|state| &state.readings)
        .filter(|(other, _)| *other == index)
        .map(|(_, reading)| match reading {
            Reading::Value(Some(value)) => crate::case::describe::short(value),
            Reading::Value(None) => "nothing".into(),
            Reading::Keys(keys) => format!("of its keys just {keys:?}"),
        })
        .collect();
    allowed.sort();
    allowed.dedup();
    format!("{} answered {seen}; the calls before it allow {}", one.name, allowed.join(" or "))
}
