//! `kill`: the suite graded by the faults of the reference host.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;

use super::{Loaded, Outcome, Source, certify, print, print_json};
use crate::embedded;
use crate::error::{Error, Result};
use crate::fault::{self, Fault};
use crate::host::{Stage, StageOptions, abilities};
use crate::kill::grade::{self, Bench, Grade};
use crate::kill::store::{Grading, Header, Kept, Keyed, Store};
use crate::kill::{self, Caught, Mode, killers, mechanical, sample};
use crate::manifest::Manifest;
use crate::plan::{self, Plan, Selection};
use crate::report;
use crate::run::{self, RunOptions};
use crate::value::sha256;

/// Rows by the name of what they grade.
type Rows<R> = BTreeMap<String, Kept<R>>;

/// So many of the cases that no fault failed are named to a person: where a few faults were graded, most are such.
const SHOWN: usize = 20;

/// The page of a grading, in its folder.
pub(super) const PAGE: &str = "kill.html";

#[derive(Debug, Args)]
pub struct Kill {
    /// Only faults whose name is, or contains, this. May be repeated.
    #[arg(long, value_name = "NAME")]
    pub(super) fault: Vec<String>,
    /// Look for faults in this folder, too.
    #[arg(long, value_name = "DIR")]
    faults: Option<PathBuf>,
    /// Only print the names of the faults, with the requirement each violates; of mutants, the place and what is changed.
    #[arg(long)]
    pub(super) list: bool,
    /// Instead of the faults so many mutants of the reference host's JavaScript, which --seed chooses; the cases are then those of
    /// certified runs. Any failing check kills one.
    #[arg(long, value_name = "N", conflicts_with_all = ["faults", "matrix", "sample"])]
    mechanical: Option<usize>,
    /// Not more trials than this that take launches of their own, for one mutant.
    #[arg(long, value_name = "N", default_value_t = 60, requires = "mechanical")]
    pub(super) alone: usize,
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
    pub(super) parallel: usize,
    /// Keep a row of each fault, the page kill.html and the transcripts in this folder.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Continue the grading in the folder of --out.
    #[arg(long, requires = "out")]
    resume: bool,
    /// Write down which trial killed each fault, to begin with it next time.
    #[arg(long, value_name = "FILE")]
    pub(super) write_killers: Option<PathBuf>,
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) source: Source,
}

impl Kill {
    pub async fn run(self) -> Outcome {
        if let Some(count) = self.mechanical {
            return self.mechanical(count).await;
        }
        let all = certify::faults(self.faults.as_deref())?;
        let names: Vec<String> = all.iter().map(|(name, _)| name.clone()).collect();
        // A pattern under `also` names no requirement that its fault is known to violate.
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
        let (store, before) = self.store(kill::FORMAT, &plan, mode.into())?;
        let bench = self.bench(&manifest, &loaded, plan);
        let stage = Stage::open(&manifest, StageOptions { keep: true, ..StageOptions::default() }).await?;
        let hints = killers::embedded()?;
        let grade = Grade { bench, faults, violated, mode, narrowed: !self.fault.is_empty() || self.sample.is_some(), killers: hints.clone() };
        let result = grade::grade(grade, &stage, before, store).await;
        self.tidy();
        let result = result?;
        if let Some(folder) = &self.out {
            super::write(&folder.join(PAGE), &report::kill(&result))?;
        }
        if let Some(path) = &self.write_killers {
            let seen = result.rows.iter().map(|row| (row.fault.as_str(), row.killer.as_deref()));
            killers::write(path, &killers::after(hints, seen, &known(names.iter())?))?;
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

    /// What a host with a mistake in it runs on.
    pub(super) fn bench<'a>(&self, manifest: &'a Manifest, loaded: &'a Loaded, plan: Plan) -> Bench<'a> {
        let mut settings = run::settings();
        settings.attempts = 1;
        settings.sessions = 1;
        // The host is on this machine and answers in no time: a lost callback need not be waited for as on a vendor's.
        settings.budget = 400;
        let out = grade::folder(self.out.as_deref());
        let options = RunOptions { out, seed: self.source.seed, challenge: None, settings, resume: false, faults: Vec::new(), narrowed: true, label: String::new(), smoke: false, show: false, screens: false };
        Bench { manifest, spec: &loaded.spec, cases: &loaded.cases, plan, options, parallel: self.parallel, keep: self.out.is_some() }
    }

    /// Where rows are kept, and those that an interrupted grading left.
    pub(super) fn store<R: Keyed>(&self, format: u32, plan: &Plan, mode: Grading) -> Result<(Option<Store>, Rows<R>)> {
        let Some(folder) = &self.out else { return Ok((None, BTreeMap::new())) };
        let header = Header::new(format, plan, program(), mode);
        if self.resume {
            let (store, rows) = Store::resume(folder, &header)?;
            return Ok((Some(store), rows));
        }
        Ok((Some(Store::create(folder, &header)?), BTreeMap::new()))
    }

    /// Removes the transcripts that nobody asked to keep.
    pub(super) fn tidy(&self) {
        if self.out.is_none() {
            // The folder is ours, and what could not be removed is only left behind in the system's temporary folder.
            let _ = std::fs::remove_dir_all(grade::folder(None));
        }
    }
}

/// What a killer may be known of: these, every embedded fault, and every mutant.
pub(super) fn known<'a>(more: impl Iterator<Item = &'a String>) -> Result<BTreeSet<String>> {
    let faults = fault::embedded().into_iter().map(|(path, _)| fault::id(&path));
    Ok(more.cloned().chain(faults).chain(mechanical::names()?).collect())
}

/// SHA-256 of what decides a row besides the trials and the fault: the code of this program, its agent and package, and the reference host.
fn program() -> String {
    let beside = ["spec/", "cases/", fault::FOLDER];
    let mut text = embedded::CODE.to_string();
    for (path, content) in embedded::FILES.iter().filter(|(path, _)| !beside.iter().any(|folder| path.starts_with(folder))) {
        text.push_str(&format!("\n{path} {}", sha256(content.as_bytes())));
    }
    sha256(text.as_bytes())
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
        for case in idle.cases.iter().take(SHOWN) {
            text.push_str(&format!("no fault failed the case {case}\n"));
        }
        if idle.cases.len() > SHOWN {
            text.push_str(&format!("nor {} more: --json names them\n", idle.cases.len() - SHOWN));
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
