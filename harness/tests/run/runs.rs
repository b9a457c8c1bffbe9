//! Runs and what they leave.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use libtest_mimic::Failed;
use minicert::certificate::Certificate;
use tempfile::TempDir;

use crate::program::{Said, minicert_in};
pub use crate::verdict::{clean, verdict};

pub type Test = (&'static str, fn() -> Result<(), Failed>);

/// The part of the plan that most tests run: small, and with batches, trials alone and worlds of their own.
pub const PART: [&str; 2] = ["--area", "protocol"];

/// A folder with a run in it.
pub struct Run {
    pub folder: TempDir,
    pub said: Said,
}

impl Run {
    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    pub fn transcript(&self) -> PathBuf {
        self.out().join("transcript.jsonl")
    }

    /// What the run printed, which is also what it stored.
    pub fn certificate(&self) -> Result<Certificate, Failed> {
        let stored = fs::read_to_string(self.out().join("certificate.json"))?;
        if stored != self.said.stdout {
            return Err(format!("what was printed is not what was stored: {}", self.said.stderr).into());
        }
        Ok(serde_json::from_str(&stored)?)
    }
}

/// `minicert run --json` in a folder of its own.
pub fn run(arguments: &[&str]) -> Result<Run, Failed> {
    let folder = tempfile::tempdir()?;
    let said = run_in(folder.path(), arguments)?;
    Ok(Run { folder, said })
}

/// `minicert run --json` in a folder.
pub fn run_in(folder: &Path, arguments: &[&str]) -> Result<Said, Failed> {
    let all: Vec<&str> = ["run", "--json", "--out", "out"].iter().chain(arguments).copied().collect();
    Ok(minicert_in(folder, &all)?)
}

/// The run of [`PART`] that nothing disturbed, made once.
pub fn undisturbed() -> Result<&'static Run, Failed> {
    static RUN: OnceLock<Result<Run, String>> = OnceLock::new();
    RUN.get_or_init(|| run(&PART).map_err(|failed| failed.message().unwrap_or("the run failed").to_owned())).as_ref().map_err(|why| why.as_str().into())
}

pub fn code(said: &Said, code: i32) -> Result<(), Failed> {
    if said.code == Some(code) { Ok(()) } else { Err(format!("exit {:?} instead of {code}\n{}{}", said.code, said.stderr, said.stdout.chars().take(2_000).collect::<String>()).into()) }
}
