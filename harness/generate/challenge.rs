//! Cases that nobody could prepare for: made from a nonce that the union tells when it asks for a run.
//!
//! They ask for what the released set asks for, of the same requirements, by other sequences and other calls. They come on
//! top of the released set, and their ids say so, so that no baseline, matrix or kill rate counts them.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use super::{Generated, argument, pairs, sequence};
use crate::shape::{Argument, Wrong, wrong_types};
use crate::spec::{Capability, Effect, Param, Spec};
use crate::trial::CHALLENGE;
use crate::value::{Value, hex, sha256};

/// What a challenge is made from: 16 to 64 bytes as lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// From bytes that were drawn for it.
    pub fn of(bytes: [u8; 16]) -> Self {
        Self(hex(&bytes))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The seed of its sequences: 53 bits, which every reader of JSON keeps.
    fn seed(&self) -> u64 {
        self.number("seed") >> 11
    }

    /// A number that the nonce and a label decide, and nothing else.
    fn number(&self, label: &str) -> u64 {
        let hash = sha256(format!("challenge {} {label}", self.0).as_bytes());
        u64::from_str_radix(hash.get(..16).unwrap_or_default(), 16).unwrap_or_default()
    }

    /// What the ids of its cases begin with, so that those of two nonces are not taken for each other.
    fn prefix(&self) -> String {
        format!("{CHALLENGE}{}/", self.0.get(..8).unwrap_or_default())
    }
}

impl FromStr for Nonce {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if digits && (32..=128).contains(&text.len()) && text.len().is_multiple_of(2) {
            Ok(Self(text.to_owned()))
        } else {
            Err("a nonce is 16 to 64 bytes in lower-case hexadecimal digits, as `minicert challenge` draws one".into())
        }
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The cases of a nonce: calls with wrong types and calls with every two values, in the order of the spec, then sequences.
/// A call that the released set makes as well is left out.
pub fn challenge(spec: &Spec, nonce: &Nonce) -> Vec<Generated> {
    let mut all = Vec::new();
    for (id, document) in &spec.capabilities {
        let capability = &document.value;
        all.extend(wrong(id, capability, spec, nonce));
        all.extend(other_pairs(id, capability, spec, nonce));
    }
    all.extend(sequence::cases(nonce.seed()));
    let prefix = nonce.prefix();
    all.iter_mut().for_each(|one| one.id.insert_str(0, &prefix));
    all
}

/// One argument of a function with a value of a wrong type that the released set does not give. What has an effect is left
/// to the released set, because the host would be launched anew after each call.
fn wrong(id: &str, capability: &Capability, spec: &Spec, nonce: &Nonce) -> Option<Generated> {
    if capability.effect != Effect::None {
        return None;
    }
    let mut candidates: Vec<(&Param, Wrong)> = Vec::new();
    for param in argument::varied(capability) {
        // There is one true, and the released set gives it.
        let others = wrong_types(capability, param).into_iter().filter(|wrong| !matches!(wrong.value, Value::Bool(_)));
        candidates.extend(others.map(|wrong| (param, wrong)));
    }
    if candidates.is_empty() {
        return None;
    }
    let index = nonce.number(&format!("wrong {id}")) as usize % candidates.len();
    let (param, wrong) = candidates.swap_remove(index);
    let value = another(&wrong.value, nonce.number(&format!("value {id}")));
    argument::wrong(id, capability, param, Wrong { value, ..wrong }, spec)
}

/// Another value of the same type. It is never empty, zero or false, because what takes those for nothing is another mistake.
fn another(value: &Value, number: u64) -> Value {
    let small = Value::Number((number % 9_000 + 2) as f64);
    match value {
        Value::Number(_) => small,
        Value::String(_) => Value::string(word(number)),
        Value::Object(_) => Value::object([("a", small)]),
        Value::Array(_) => Value::Array(vec![small]),
        other => other.clone(),
    }
}

/// Eight letters that stand for no documented value.
fn word(mut number: u64) -> String {
    let mut word = String::from("q");
    for _ in 0..7 {
        word.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    word
}

/// Rows that have every two values, found from values in an order that the nonce decides.
fn other_pairs(id: &str, capability: &Capability, spec: &Spec, nonce: &Nonce) -> Vec<Generated> {
    let released: HashSet<String> = pairs::cases(id, capability, spec).iter().filter_map(steps).collect();
    let ordered = |mut argument: Argument| {
        let path = argument.path.clone();
        argument.values.sort_by_cached_key(|value| {
            let text = value.as_ref().map_or_else(|| "left out".to_owned(), |value| value.to_json().to_string());
            nonce.number(&format!("pairs {id} {path} {text}"))
        });
        argument
    };
    let arguments: Vec<Argument> = pairs::varied(capability).into_iter().map(ordered).collect();
    pairs::of(id, capability, spec, &arguments).into_iter().filter(|one| steps(one).is_none_or(|steps| !released.contains(&steps))).collect()
}

/// The steps of a case, to be compared.
fn steps(generated: &Generated) -> Option<String> {
    serde_json::to_string(&generated.case.steps).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use super::{Nonce, challenge, steps, word};
    use crate::case::{Compiled, Origin, compile};
    use crate::generate::generate;
    use crate::spec::{Spec, Warehouse};

    fn nonce(letter: &str) -> Nonce {
        letter.repeat(32).parse().unwrap()
    }

    #[test]
    fn a_nonce_is_hexadecimal_and_long_enough() {
        for text in ["", "ab", &"a".repeat(31), &"a".repeat(33), &"A".repeat(32), &"g".repeat(32), &"a".repeat(130), "../../../../../../../../etc/passwd"] {
            assert!(text.parse::<Nonce>().is_err(), "{text}");
        }
        assert_eq!(nonce("0").as_str().len(), 32);
        assert!(nonce("f").seed() < 1 << 53);
    }

    #[test]
    fn the_cases_are_the_nonce_s_own_compile_and_are_not_the_released_ones() {
        let spec = Spec::load(&Warehouse::embedded()).unwrap();
        let released: HashSet<String> = generate(&spec, crate::plan::SEED).iter().filter_map(steps).collect();
        let (one, same, other) = (challenge(&spec, &nonce("1")), challenge(&spec, &nonce("1")), challenge(&spec, &nonce("2")));
        let all = |cases: &[super::Generated]| cases.iter().map(|one| (one.id.clone(), steps(one))).collect::<Vec<_>>();
        assert_eq!(all(&one), all(&same));
        let asked: HashSet<String> = other.iter().filter_map(steps).collect();
        let shared = one.iter().filter_map(steps).filter(|steps| asked.contains(steps)).count();
        assert!(shared * 5 < one.len(), "{shared} of {} are another nonce's as well", one.len());
        let kinds: BTreeSet<String> = one
            .iter()
            .map(|one| match &one.origin {
                Origin::Recorded => "recorded".to_owned(),
                Origin::Derived { rule } => rule.clone(),
                Origin::Generated { generator, .. } => generator.clone(),
            })
            .collect();
        let expected = ["file-sequence", "page-sequence", "pairs", "socket-sequence", "storage-sequence", "tab-bar-sequence", "type"];
        assert!(expected.iter().all(|kind| kinds.contains(*kind)), "{kinds:?}");
        let mut ids = HashSet::new();
        for case in &one {
            assert!(case.id.starts_with("challenge/11111111/") && ids.insert(case.id.clone()), "{}", case.id);
            assert!(!steps(case).is_some_and(|steps| released.contains(&steps)), "{} is released", case.id);
            assert!(!case.case.checks.is_empty(), "{} checks nothing", case.id);
            let Compiled { problems, .. } = compile(&case.id, &case.case, &case.origin, &case.capability, &spec, None);
            assert_eq!(problems, [], "{}", case.id);
        }
    }

    #[test]
    fn a_word_is_eight_letters() {
        assert_eq!(word(0), "qaaaaaaa");
        assert_ne!(word(1), word(27));
    }
}
