//! The suite graded by faults: every fault, caught or not, and by which check.
//!
//! [`order`] says what a fault is tried with and when that is enough, [`grade`] runs it, [`store`] keeps a row of each so that an
//! interrupted grading goes on, and [`summary`] counts the rows. Only [`grade`] talks to a host.

pub mod grade;
pub mod killers;
pub mod mechanical;
pub mod order;
pub mod sample;
pub mod store;
pub mod summary;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of `kill --json` and of the rows that `kill --out` keeps.
pub const FORMAT: u32 = 4;

/// `kill --json`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Kill {
    pub format: u32,
    /// SHA-256 of the plan that the faults were graded with.
    pub plan: String,
    pub mode: Mode,
    /// How many faults were tried.
    pub faults: usize,
    /// How many a check of the requirement they violate caught.
    pub killed: usize,
    /// Killed of those tried, from 0 to 1.
    pub rate: f64,
    /// Faults that no check of their requirement caught.
    pub survivors: Vec<String>,
    /// Of the survivors, those that a check of another requirement caught.
    pub caught_otherwise: Vec<String>,
    /// By the folder of the fault.
    pub areas: BTreeMap<String, Tally>,
    /// By what the violated requirement is: the template that it is derived by, or the kind of the capability it is written for.
    pub kinds: BTreeMap<String, Tally>,
    pub wrong_blame: WrongBlame,
    /// What no fault failed. Only when every fault there is met the matrix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle: Option<Idle>,
    pub unviolated: Unviolated,
    pub rows: Vec<Row>,
}

/// When a fault has been tried enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// At the first check of its requirement that fails.
    FirstKill,
    /// When every trial that names what it violates was run, and what else of its area is cheap.
    Matrix,
}

/// Faults of one sort.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Tally {
    pub faults: usize,
    pub killed: usize,
    pub rate: f64,
}

/// Faults that had a requirement fail which they do not violate, nor break of necessity: named under `also`, or looked at
/// through a call that the fault breaks.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct WrongBlame {
    /// Fault → the requirements that failed without being violated.
    pub faults: BTreeMap<String, Vec<String>>,
    /// Of the faults that were tried, from 0 to 1.
    pub share: f64,
}

/// One fault, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Row {
    pub fault: String,
    pub area: String,
    pub kind: String,
    pub requirement: String,
    /// SHA-256 of what the fault does: a row of another text is not used again.
    pub digest: String,
    pub caught: Caught,
    /// The first check of its requirement that failed, `trial:check`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub killer: Option<String>,
    /// The failing checks, `trial:check`, those of the requirement first.
    pub checks: Vec<String>,
    /// Requirements other than its own that failed.
    pub others: Vec<String>,
    /// Of the others, those that the fault does not name under `also` either, and that failed in a trial all of whose calls work.
    pub blamed: Vec<String>,
    /// How many trials it was tried with.
    pub trials: usize,
    /// It has met the cases that nothing had failed.
    #[serde(default)]
    pub swept: bool,
    /// What ended the run on the host with this fault, if something of ours did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Caught {
    ByItsRequirement,
    Otherwise,
    Not,
}

/// Recorded cases, derived rules and generators that no fault failed, and the checks one by one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Idle {
    pub cases: Vec<String>,
    pub derived_rules: Vec<String>,
    /// `trial:check`; of sequences `generator:requirement`, however many of their steps ask it.
    pub checks: Vec<String>,
}

/// Requirements that a check names and no fault violates, of all the faults there are.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Unviolated {
    /// Those that a person wrote.
    pub written: Vec<String>,
    /// How many are derived from a shape, by template.
    pub derived: BTreeMap<String, usize>,
    /// How many requirements say why nothing can test them: no fault is asked of these.
    pub untested: usize,
}
