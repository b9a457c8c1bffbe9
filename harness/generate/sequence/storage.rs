//! Sequences of storage calls, judged by the storage model.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::subsequence;
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

/// One call of a sequence, of a key by its place among the sequence's own.
#[derive(Clone, Debug, PartialEq)]
enum Op {
    Set { key: usize, value: Value, sync: bool },
    Get { key: usize, sync: bool },
    Remove { key: usize, sync: bool },
    Info,
    /// Two calls in flight at once: either may take effect first.
    Race { key: usize, first: Value, second: Value },
    Clear { sync: bool },
}

pub fn strategy(index: u64) -> BoxedStrategy<Sequence> {
    let empty = index >= SHARED;
    // Of few keys, so that calls meet.
    (subsequence(NAMES.to_vec(), 2..=MOST), vec(op(empty), 6..=20))
        .prop_map(move |(names, ops)| {
            // Of two keys, the first has the third place as well.
            let names: Vec<&str> = names.into_iter().cycle().take(MOST).collect();
            let Played { rules, reached } = play(&names, &ops);
            Sequence { case: case(&names, &ops, rules, empty), length: ops.len(), reached }
        })
        .boxed()
}

/// What the calls before have made of a key, and of the storage. A form that knows a value keeps it where the other changes it,
/// if it is not told.
const KEYS: [&str; 5] = ["never stored", "stored", "removed", "stored anew by the other form", "removed by the other form"];
const STORAGE: [&str; 2] = ["nothing stored", "something stored"];

pub fn transitions() -> Vec<String> {
    let of_keys = ["setStorage", "setStorageSync", "two of setStorage at once", "getStorage", "getStorageSync", "removeStorage", "removeStorageSync"];
    let of_all = ["clearStorage", "clearStorageSync", "getStorageInfo"];
    product(&of_keys, &KEYS).chain(product(&of_all, &STORAGE)).collect()
}

fn op(clears: bool) -> BoxedStrategy<Op> {
    let set = (0..MOST, value(), any::<bool>()).prop_map(|(key, value, sync)| Op::Set { key, value, sync });
    let get = (0..MOST, any::<bool>()).prop_map(|(key, sync)| Op::Get { key, sync });
    let remove = (0..MOST, any::<bool>()).prop_map(|(key, sync)| Op::Remove { key, sync });
    let race = (0..MOST, value(), value()).prop_map(|(key, first, second)| Op::Race { key, first, second });
    let usual = prop_oneof![6 => get, 6 => set, 4 => remove, 2 => Just(Op::Info), 2 => race];
    if clears {
        prop_oneof![5 => usual, 2 => any::<bool>().prop_map(|sync| Op::Clear { sync })].boxed()
    } else {
        usual.boxed()
    }
}

/// Keys that a careless host confuses: a prefix, another case, names of an object's own machinery, a percent escape.
const NAMES: [&str; 8] = ["a", "b", "ab", "A", "a b", "a%20b", "constructor", "\u{1F600}"];
/// How many of them a sequence is about, at most.
const MOST: usize = 3;

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

fn case(names: &[&str], ops: &[Op], rules: BTreeSet<&str>, empty: bool) -> Case {
    let steps = ops.iter().enumerate().flat_map(|(index, op)| steps(names, index + 1, op)).collect();
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
    /// The transitions of the model that it makes.
    reached: Vec<String>,
}

/// What has become of a key, of which each form (Sync last) has seen a value or not, and has missed what the other did since.
#[derive(Clone, Copy, Default)]
struct Key {
    ever: bool,
    held: bool,
    seen: [bool; 2],
    missed: [bool; 2],
}

impl Key {
    /// As a call of this form finds it, by its place in [`KEYS`].
    fn is(self, sync: bool) -> usize {
        match (self.ever, self.held) {
            (false, _) => 0,
            (true, held) => usize::from(!held) + 1 + 2 * usize::from(self.missed[usize::from(sync)]),
        }
    }

    /// A call of this form sees what is held.
    fn read(&mut self, sync: bool) {
        self.seen[usize::from(sync)] = self.held;
        self.missed[usize::from(sync)] = false;
    }

    /// A call of this form has the key hold something or nothing; the other form misses it if it had seen a value.
    fn change(&mut self, sync: bool, held: bool) {
        self.ever |= held;
        self.held = held;
        self.read(sync);
        self.missed[usize::from(!sync)] = self.seen[usize::from(!sync)];
    }
}

fn play(names: &[&str], ops: &[Op]) -> Played {
    let mut keys: BTreeMap<&str, Key> = BTreeMap::new();
    let form = |sync: bool| if sync { "Sync" } else { "" };
    let mut played = Played::default();
    for op in ops {
        let is = |key: &usize, sync: bool| KEYS[keys.get(names[*key]).copied().unwrap_or_default().is(sync)];
        let all = STORAGE[usize::from(keys.values().any(|key| key.held))];
        played.reached.push(match op {
            Op::Set { key, sync, .. } => format!("setStorage{}: {}", form(*sync), is(key, *sync)),
            Op::Race { key, .. } => format!("two of setStorage at once: {}", is(key, false)),
            Op::Get { key, sync } => format!("getStorage{}: {}", form(*sync), is(key, *sync)),
            Op::Remove { key, sync } => format!("removeStorage{}: {}", form(*sync), is(key, *sync)),
            Op::Clear { sync } => format!("clearStorage{}: {all}", form(*sync)),
            Op::Info => format!("getStorageInfo: {all}"),
        });
        match op {
            Op::Set { key, sync, .. } => keys.entry(names[*key]).or_default().change(*sync, true),
            Op::Race { key, .. } => keys.entry(names[*key]).or_default().change(false, true),
            Op::Remove { key, sync } => keys.entry(names[*key]).or_default().change(*sync, false),
            Op::Clear { sync } => keys.values_mut().for_each(|key| key.change(*sync, false)),
            Op::Info => drop(played.rules.insert("keys")),
            Op::Get { key, sync } => {
                let key = keys.entry(names[*key]).or_default();
                played.rules.insert(match (key.ever, key.held) {
                    (_, true) => "reads",
                    (true, false) => "removed",
                    (false, false) => "missing",
                });
                key.read(*sync);
            }
        }
    }
    played
}

fn steps(names: &[&str], number: usize, op: &Op) -> Vec<Step> {
    let key = |key: &usize| Value::Key(names[*key].to_owned());
    let call = |api, args, sync, name| Step::Call(call(api, args, sync, name));
    match op {
        Op::Set { key: of, value, sync } => vec![call("setStorage", vec![("key", key(of)), ("data", value.clone())], *sync, format!("{number}-set"))],
        Op::Get { key: of, sync } => vec![call("getStorage", vec![("key", key(of))], *sync, format!("{number}-get"))],
        Op::Remove { key: of, sync } => vec![call("removeStorage", vec![("key", key(of))], *sync, format!("{number}-remove"))],
        Op::Clear { sync } => vec![call("clearStorage", vec![], *sync, format!("{number}-clear"))],
        Op::Info => vec![call("getStorageInfo", vec![], false, format!("{number}-info"))],
        Op::Race { key: of, first, second } => {
            let mut both = vec![
                call("setStorage", vec![("key", key(of)), ("data", first.clone())], false, format!("{number}-first")),
                call("setStorage", vec![("key", key(of)), ("data", second.clone())], false, format!("{number}-second")),
            ];
            if let Step::Call(call) = &mut both[0] {
                call.wait = Some(Wait::None);
            }
            both
        }
    }
}
