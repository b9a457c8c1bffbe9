//! `kill`: the suite graded by the faults of the reference host.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Outcome, Source, certify, print, print_json};
use crate::error::{Error, Result};
use crate::fault::Fault;
use crate::host::{Stage, StageOptions, abilities};
use crate::kill::grade::{self, Grade};
use crate::kill::store::{Header, Store};
use crate::kill::{self, Caught, Mode, Row, killers, sample};
use crate::manifest::Manifest;
use crate::plan::{self, Selection};
use crate::report;
use crate::run::{self, RunOptions};
use crate::value::sha256;

/// The page of a grading, in its folder.
const PAGE: &str = "kill.html";

#[derive(Debug, Args)]
pub struct Kill {
    /// Only faults whose name is, or contains, this. May be repeated.
    #[arg(long, value_name = "NAME")]
    fault: Vec<String>,
    /// Look for faults in this folder, too.
    #[arg(long, value_name = "DIR")]
    faults: Option<PathBuf>,
    /// Only print the names of the faults, with the requirement each violates.
    #[arg(long)]
    list: bool,
    /// Run every trial of what each fault violates, and tell which cases and rules no fault failed.
    #[arg(long)]
    matrix: bool,
    /// Only so many of the faults, chosen by the hash of their names.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// What decides which faults are in the sample, such as the id of a commit.
    #[arg(long, value_name = "STRING", default_value = "", requires = "sample")]
    rotate: String,
    /// Faults at once.
    #[arg(long, default_value_t = 2, value_name = "N")]
    parallel: usize,
    /// Keep a row of each fault, the page kill.html and the transcripts in this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Continue the grading in the folder of --out.
    #[arg(long, requires = "out")]
    resume: bool,
    /// Write down which trial killed each fault, to begin with it next time.
    #[arg(long, value_name = "FILE")]
    write_killers: Option<PathBuf>,
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

impl Kill {
    pub async fn run(self) -> Outcome {
        let all = certify::faults(self.faults.as_deref())?;
        let mut names: Vec<String> = all.iter().map(|(name, _)| name.clone()).collect();
        names.sort();
        let violated: BTreeSet<String> = all.iter().flat_map(|(_, fault)| fault.also.iter().chain([&fault.requirement])).cloned().collect();
        let faults = self.chosen(all);
        if self.list {
            for (name, fault) in &faults {
                print(&format!("{name}  {}  {}\n", fault.requirement, fault.brief))?;
            }
            return Ok(0);
        }
        if faults.is_empty() {
            return Err(Error::usage("fault-unknown", "no fault has such a name", "see `minicert kill --list`").into());
        }
        let loaded = self.source.load()?;
        let manifest = Manifest::reference()?;
        let trials = self.source.trials(&loaded, None);
        let plan = plan::plan(&loaded.spec, trials, &manifest.claims, &manifest.dialect, &abilities(&manifest), &Selection::default());
        let mode = if self.matrix { Mode::Matrix } else { Mode::FirstKill };
        let (store, before) = self.store(&plan, mode)?;
        let mut settings = run::settings();
        settings.attempts = 1;
        settings.sessions = 1;
        // The host is on this machine and answers in no time: a lost callback need not be waited for as on a vendor's.
        settings.budget = 400;
        let out = grade::folder(self.out.as_deref());
        let options = RunOptions { out: out.clone(), seed: self.source.seed, challenge: None, settings, resume: false, faults: Vec::new(), narrowed: true, label: String::new(), smoke: false, show: false, screens: false };
        let stage = Stage::open(&manifest, StageOptions { keep: true, ..StageOptions::default() }).await?;
        let known = killers::embedded()?;
        let grade = Grade {
            manifest: &manifest,
            spec: &loaded.spec,
            cases: &loaded.cases,
            plan,
            faults,
            violated,
            options,
            mode,
            parallel: self.parallel,
            killers: known.clone(),
            keep: self.out.is_some(),
        };
        let result = grade::grade(grade, &stage, before, store).await;
        if self.out.is_none() {
            // The folder is ours, and what could not be removed is only left behind in the system's temporary folder.
            let _ = std::fs::remove_dir_all(&out);
        }
        let result = result?;
        if let Some(folder) = &self.out {
            super::write(&folder.join(PAGE), &report::kill(&result))?;
        }
        if let Some(path) = &self.write_killers {
            killers::write(path, &killers::after(known, &result.rows, &names))?;
        }
        if self.json { print_json(&result)? } else { print(&text(&result))? }
        Ok(u8::from(!result.survivors.is_empty()))
    }

    /// The faults that are graded, of all there are.
    fn chosen(&self, mut all: Vec<(String, Fault)>) -> Vec<(String, Fault)> {
        all.retain(|(name, _)| self.fault.is_empty() || self.fault.iter().any(|part| name.contains(part.as_str())));
        match self.sample {
            Some(count) => sample::sample(all, count, &self.rotate),
            None => all,
        }
    }

    /// Where rows are kept, and those that an interrupted grading left.
    fn store(&self, plan: &plan::Plan, mode: Mode) -> Result<(Option<Store>, BTreeMap<String, Row>)> {
        let Some(folder) = &self.out else { return Ok((None, BTreeMap::new())) };
        let header = Header::new(plan::digest(plan), program()?, mode);
        if self.resume {
            let (store, rows) = Store::resume(folder, &header)?;
            return Ok((Some(store), rows));
        }
        Ok((Some(Store::create(folder, &header)?), BTreeMap::new()))
    }
}

/// SHA-256 of this program: another one may find other checks failing.
fn program() -> Result<String> {
    let unreadable = |path: &Path, error: std::io::Error| Error::new("program-unreadable", format!("failed to read {}: {error}", path.display()), "leave --out away: nothing is to be resumed then");
    let path = std::env::current_exe().map_err(|error| unreadable(Path::new("this program"), error))?;
    Ok(sha256(&std::fs::read(&path).map_err(|error| unreadable(&path, error))?))
}

fn text(result: &kill::Kill) -> String {
    let mut text = format!("{} of {} faults were caught by a check of the requirement they violate ({:.1} %)\n", result.killed, result.faults, result.rate * 100.0);
    for (area, tally) in &result.areas {
        text.push_str(&format!("  {area}: {} of {}\n", tally.killed, tally.faults));
    }
    for row in &result.rows {
        match row.caught {
            Caught::ByItsRequirement => {}
            Caught::Otherwise => text.push_str(&format!("caught otherwise: {} violates {}, failed: {}\n", row.fault, row.requirement, row.others.join(", "))),
            Caught::Not if row.error.is_some() => text.push_str(&format!("error: {}: {}\n", row.fault, row.error.as_deref().unwrap_or_default())),
            Caught::Not => text.push_str(&format!("survived: {} violates {}\n", row.fault, row.requirement)),
        }
    }
    for (fault, blamed) in &result.wrong_blame.faults {
        text.push_str(&format!("wrong blame: {fault} had fail what it does not violate: {}\n", blamed.join(", ")));
    }
    if let Some(idle) = &result.idle {
        for case in &idle.cases {
            text.push_str(&format!("no fault failed the case {case}\n"));
        }
        for rule in &idle.derived_rules {
            text.push_str(&format!("no fault failed a check of the rule {rule}\n"));
        }
        text.push_str(&format!("{} checks were failed by no fault\n", idle.checks.len()));
    }
    let derived: usize = result.unviolated.derived.values().sum();
    text.push_str(&format!("no fault violates {} written and {derived} derived requirements that a check names\n", result.unviolated.written.len()));
    text
}
