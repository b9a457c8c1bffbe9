//! What people found out about mutants that nothing kills: `harness/kill/mutants.yaml`.

use std::path::Path;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::yaml::{self, Document};

/// Where the file is, as messages show it.
pub const PATH: &str = "harness/kill/mutants.yaml";

const TEXT: &str = include_str!("../mutants.yaml");

/// What is known of each, by the mutant's name.
pub type Triage = IndexMap<String, Found>;

/// One survivor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Found {
    pub is: Verdict,
    /// One sentence.
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// No mini-program and no person can tell it from the host.
    Equivalent,
    /// The spec leaves open what it changes: a host may do either.
    Open,
    /// It is wrong, and nothing of the suite shows it yet. It counts as a survivor.
    Gap,
}

impl Verdict {
    /// A survivor that the suite is not blamed for.
    pub fn excuses(self) -> bool {
        matches!(self, Self::Equivalent | Self::Open)
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::Open => "open",
            Self::Gap => "gap",
        }
    }
}

pub fn read(path: &str, text: &str) -> Result<Document<Triage>, Diagnostic> {
    yaml::read(path, text)
}

/// The text of the file: below a root that has one, otherwise as this binary was built with it.
pub fn text(root: Option<&Path>) -> String {
    root.and_then(|root| std::fs::read_to_string(root.join(PATH)).ok()).unwrap_or_else(|| TEXT.to_owned())
}
