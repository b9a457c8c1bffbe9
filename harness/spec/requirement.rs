//! A requirement: one normative sentence with exactly one RFC 2119 word, which is its level.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::capability::Text;

/// As written under `requirements:` of a capability.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RequirementEntry {
    /// One sentence with exactly one of MUST, MUST NOT, SHOULD, SHOULD NOT, MAY.
    pub en: String,
    /// The same in Chinese, with the same word in brackets.
    pub zh: String,
    /// Citations of `spec/sources.yaml`.
    pub basis: Vec<String>,
    /// Where it differs from the capability's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// The capabilities it is about; left out: the file's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// Why nothing can test it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untested: Option<Text>,
}

/// A requirement with its id and what follows from its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    pub id: String,
    pub level: Level,
    pub feature: String,
    pub en: String,
    pub zh: String,
    pub basis: Vec<String>,
    pub about: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untested: Option<Text>,
    /// Derived from a shape by this template, not written by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived: Option<String>,
}

/// RFC 2119, section 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Must,
    Should,
    May,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::May => "MAY",
        }
    }
}

/// The level a sentence states, or how many RFC 2119 words it has when that is not one.
pub fn level_of(sentence: &str) -> Result<Level, usize> {
    let words: Vec<Level> = sentence
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter_map(|word| match word {
            "MUST" | "SHALL" | "REQUIRED" => Some(Level::Must),
            "SHOULD" | "RECOMMENDED" => Some(Level::Should),
            "MAY" | "OPTIONAL" => Some(Level::May),
            _ => None,
        })
        .collect();
    match words.as_slice() {
        [one] => Ok(*one),
        many => Err(many.len()),
    }
}
