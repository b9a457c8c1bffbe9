//! The suite graded by mistakes that nobody chose: mutants of the reference host's own JavaScript.
//!
//! A mutant is a patch like a fault, and violates no requirement by name: any check that fails kills it, and so does a host that
//! does not start. [`order`] says what it is tried with, [`near`] what its file is about, [`grade`] runs it, [`triage`] holds
//! what people found out about survivors, and [`summary`] counts. Only [`grade`] talks to a host.

pub mod grade;
pub mod near;
pub mod order;
pub mod summary;
pub mod triage;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sample;
use super::store::Keyed;
use crate::error::Result;
use crate::fault;
use crate::mutate::{self, Kind, Mutant};
use triage::Verdict;

/// The version of `kill --mechanical --json` and of the rows that `--out` keeps.
pub const FORMAT: u32 = 2;

/// `kill --mechanical --json`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Mechanical {
    pub format: u32,
    /// SHA-256 of the plan that the mutants were graded with.
    pub plan: String,
    /// What chose the mutants among all there are.
    pub seed: u64,
    /// How many mutants there are of the reference host.
    pub all: usize,
    /// How many were tried.
    pub mutants: usize,
    pub killed: usize,
    /// By what they were killed.
    pub ways: BTreeMap<Way, usize>,
    /// Survivors by what they were found to be.
    pub triaged: BTreeMap<Verdict, usize>,
    /// Survivors of which nothing was found out yet.
    pub unexplained: usize,
    /// Mutants that an error of ours kept from being tried to the end. They count as not killed.
    pub errors: usize,
    /// Killed of those tried, from 0 to 1.
    pub rate: f64,
    /// The same without survivors that no mini-program can tell from the host, or that are right as well.
    pub rate_after_triage: f64,
    pub kinds: BTreeMap<String, Tally>,
    pub files: BTreeMap<String, Tally>,
    pub survivors: Vec<Survivor>,
    /// Mutants that were killed although they are said to be equivalent, or open.
    pub contradicted: Vec<String>,
    pub rows: Vec<Row>,
}

/// Mutants of one sort.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Tally {
    pub mutants: usize,
    pub killed: usize,
    /// Survivors that are equivalent, or open.
    pub excused: usize,
    pub rate_after_triage: f64,
}

/// A mutant that nothing killed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Survivor {
    pub mutant: String,
    /// `file:line:column` below `harness/reference/`.
    pub place: String,
    pub brief: String,
    /// The lines that differ, with `-` and `+` before them.
    pub diff: String,
    /// How many trials it was tried with.
    pub trials: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One mutant, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Row {
    pub mutant: String,
    pub kind: Kind,
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub brief: String,
    /// SHA-256 of the edit: a row of another is not used again.
    pub digest: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub killed: Option<Way>,
    /// The first check that failed, `trial:check`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub killer: Option<String>,
    /// How many trials it was tried with.
    pub trials: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Keyed for Row {
    fn key(&self) -> &str {
        &self.mutant
    }
}

/// What showed that the host is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// A check failed over what was seen.
    Check,
    /// The host did not come up, twice, while the host without the mutation did.
    DoesNotStart,
    /// It answered no more, twice, each time in a fresh browser.
    Hang,
    /// Its document or its agent went away.
    ContextLost,
}

/// Every mutant of the reference host's scripts, in the order of files and of their text.
pub fn all() -> Result<Vec<(String, Mutant)>> {
    let mut mutants = Vec::new();
    for (path, text) in fault::host_files() {
        if path.ends_with(".js") {
            mutants.extend(mutate::mutants(&path, &text)?.into_iter().map(|mutant| (mutant.name.clone(), mutant)));
        }
    }
    Ok(mutants)
}

/// The names of all of them, and of some that would not parse: faster.
pub fn names() -> Result<Vec<String>> {
    let mut all = Vec::new();
    for (path, text) in fault::host_files().into_iter().filter(|(path, _)| path.ends_with(".js")) {
        all.extend(mutate::names(&path, &text)?);
    }
    Ok(all)
}

/// So many of them, the same for the same seed; more of them hold the fewer.
pub fn chosen(all: Vec<(String, Mutant)>, count: usize, seed: u64) -> Vec<(String, Mutant)> {
    sample::sample(all, count, &format!("seed {seed}"))
}
