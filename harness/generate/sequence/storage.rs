//! Sequences of storage calls, judged by the storage model.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::strategy::BoxedStrategy;

use super::Sequence;
use super::script::{call, product};
use crate::case::{Assertion, Case, Check, Step, Wait, World};
use crate::model;
use crate::value::Value;

/// How many sequences share the storage with other trials, and how many have one to themselves and may clear it.
const SHARED: u64 = 24;
const EMPTY: u64 = 4;
pub const COUNT: u64 = SHARED + EMPTY;

/// One call of a sequence.
#[derive(Clone, Debug, PartialEq)]
enum Op {
    Set { key: &'static str, value: Value, sync: bool },
    Get { key: &'static str, sync: bool },
    Remove { key: &'static str, sync: bool },
    Info,
    /// Two calls in flight at once: either may take effect first.
    Race { key: &'static str, first: Value, second: Value },
    Clear { sync: bool },
}

pub fn strategy(index: u64) -> BoxedStrategy<Sequence> {
    let empty = index >= SHARED;
    vec(op(empty), 6..=20)
        .prop_map(move |ops| {
            let Played { rules, reached } = play(&ops);
            Sequence { case: case(&ops, rules, empty), length: ops.len(), reached }
        })
        .boxed()
}

/// What the calls before have made of a key, and of the storage.
const KEYS: [&str; 3] = ["never stored", "stored", "removed"];
const STORAGE: [&str; 2] = ["nothing stored", "something stored"];

pub fn transitions() -> Vec<String> {
    let of_keys = ["setStorage", "setStorageSync", "two of setStorage at once", "getStorage", "getStorageSync", "removeStorage", "removeStorageSync"];
    let of_all = ["clearStorage", "clearStorageSync", "getStorageInfo"];
    product(&of_keys, &KEYS).chain(product(&of_all, &STORAGE)).collect()
}

fn op(clears: bool) -> BoxedStrategy<Op> {
    let set = (key(), value(), any::<bool>()).prop_map(|(key, value, sync)| Op::Set { key, value, sync });
    let get = (key(), any::<bool>()).prop_map(|(key, sync)| Op::Get { key, sync });
    let remove = (key(), any::<bool>()).prop_map(|(key, sync)| Op::Remove { key, sync });
    let race = (key(), value(), value()).prop_map(|(key, first, second)| Op::Race { key, first, second });
    let usual = prop_oneof![6 => get, 6 => set, 4 => remove, 2 => Just(Op::Info), 2 => race];
    if clears {
        prop_oneof![5 => usual, 2 => any::<bool>().prop_map(|sync| Op::Clear { sync })].boxed()
    } else {
        usual.boxed()
    }
}

/// Keys that a careless host confuses: a prefix, another case, names of an object's own machinery, a percent escape.
fn key() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("a"), Just("b"), Just("ab"), Just("A"), Just("a b"), Just("a%20b"), Just("constructor"), Just("\u{1F600}")]
}

/// Strings and objects: what both forms are documented to store.
fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![Just("x"), Just("1"), Just("true"), Just("null"), Just("{\"a\":1}"), Just("\u{e9}\u{4e2d}\u{1F600}"), Just(" ")].prop_map(Value::string);
    let small = prop_oneof![(-3i32..100).prop_map(|number| Value::Number(number.into())), Just(Value::Null), any::<bool>().prop_map(Value::Bool), text.clone()];
    let list = vec(small.clone(), 0..4).prop_map(Value::Array);
    let member = prop_oneof![3 => small, 1 => list];
    let object = vec((prop_oneof![Just("a"), Just("b"), Just("data"), Just("type")], member), 0..4).prop_map(|fields| {
        let mut unique: Vec<(String, Value)> = Vec::new();
        for (name, value) in fields {
            if !unique.iter().any(|(known, _)| known == name) {
                unique.push((name.to_owned(), value));
            }
        }
        Value::Object(unique)
    });
    prop_oneof![1 => text, 1 => object]
}

fn case(ops: &[Op], rules: BTreeSet<&str>, empty: bool) -> Case {
    let steps = ops.iter().enumerate().flat_map(|(index, op)| steps(index + 1, op)).collect();
    let checks = rules
        .into_iter()
        .map(|rule| Check {
            requirement: model::requirement("storage", rule).unwrap_or_default().to_owned(),
            argument: None,
            condition: Some(format!("a sequence of {} calls", ops.len())),
            form: None,
            expect: Assertion::Follows { model: "storage".into(), rule: rule.into() },
        })
        .collect();
    Case {
        brief: "A random sequence of storage calls is answered from what the calls before left.".into(),
        forms: Vec::new(),
        world: if empty { World::Empty } else { World::Shared },
        needs: Vec::new(),
        cumulative: false,
        steps,
        checks,
        found: None,
    }
}

/// What a sequence comes to.
#[derive(Default)]
struct Played {
    /// The rules that a right host's answers to it are sure to be decided by.
    rules: BTreeSet<&'static str>,
    reached: Vec<String>,
}

fn play(ops: &[Op]) -> Played {
    const RULES: [&str; 3] = ["missing", "reads", "removed"];
    let (mut held, mut ever) = (BTreeSet::new(), BTreeSet::new());
    let form = |sync: bool| if sync { "Sync" } else { "" };
    let mut played = Played::default();
    for op in ops {
        // Of a key: never stored, stored or removed.
        let is = |key: &str| usize::from(ever.contains(key)) * if held.contains(key) { 1 } else { 2 };
        let all = STORAGE[usize::from(!held.is_empty())];
        played.reached.push(match op {
            Op::Set { key, sync, .. } => format!("setStorage{}: {}", form(*sync), KEYS[is(key)]),
            Op::Race { key, .. } => format!("two of setStorage at once: {}", KEYS[is(key)]),
            Op::Get { key, sync } => format!("getStorage{}: {}", form(*sync), KEYS[is(key)]),
            Op::Remove { key, sync } => format!("removeStorage{}: {}", form(*sync), KEYS[is(key)]),
            Op::Clear { sync } => format!("clearStorage{}: {all}", form(*sync)),
            Op::Info => format!("getStorageInfo: {all}"),
        });
        match op {
            Op::Set { key, .. } | Op::Race { key, .. } => {
                held.insert(*key);
                ever.insert(*key);
            }
            Op::Remove { key, .. } => {
                held.remove(key);
            }
            Op::Clear { .. } => held.clear(),
            Op::Info => {
                played.rules.insert("keys");
            }
            Op::Get { key, .. } => {
                played.rules.insert(RULES[is(key)]);
            }
        }
    }
    played
}

fn steps(number: usize, op: &Op) -> Vec<Step> {
    let key = |name: &str| Value::Key(name.to_owned());
    let call = |api, args, sync, name| Step::Call(call(api, args, sync, name));
    match op {
        Op::Set { key: name, value, sync } => vec![call("setStorage", vec![("key", key(name)), ("data", value.clone())], *sync, format!("{number}-set"))],
        Op::Get { key: name, sync } => vec![call("getStorage", vec![("key", key(name))], *sync, format!("{number}-get"))],
        Op::Remove { key: name, sync } => vec![call("removeStorage", vec![("key", key(name))], *sync, format!("{number}-remove"))],
        Op::Clear { sync } => vec![call("clearStorage", vec![], *sync, format!("{number}-clear"))],
        Op::Info => vec![call("getStorageInfo", vec![], false, format!("{number}-info"))],
        Op::Race { key: name, first, second } => {
            let mut both = vec![
                call("setStorage", vec![("key", key(name)), ("data", first.clone())], false, format!("{number}-first")),
                call("setStorage", vec![("key", key(name)), ("data", second.clone())], false, format!("{number}-second")),
            ];
            if let Step::Call(call) = &mut both[0] {
                call.wait = Some(Wait::None);
            }
            both
        }
    }
}
