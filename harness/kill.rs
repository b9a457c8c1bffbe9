//! The suite graded by faults: every fault against its area, caught or not, and by which check.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::{Mutex, Semaphore};

use crate::case::{Cases, Origin};
use crate::certificate::{CheckResult, Status};
use crate::error::{Error, Result};
use crate::fault::Fault;
use crate::host::Stage;
use crate::judge;
use crate::manifest::Manifest;
use crate::plan::Plan;
use crate::run::{self, Asked, Progress, RunOptions};
use crate::spec::Spec;
use crate::trial::Trial;

/// The version of `kill --json`.
pub const FORMAT: u32 = 1;

/// `kill --json`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Kill {
    pub format: u32,
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
    pub rows: Vec<Row>,
    /// Recorded cases and kinds of derived check that no fault failed. Only with the whole matrix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle: Option<Idle>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Row {
    pub fault: String,
    pub requirement: String,
    pub caught: Caught,
    /// The failing checks, `trial:check`, those of the requirement first.
    pub checks: Vec<String>,
    /// Requirements other than its own that failed.
    pub others: Vec<String>,
    /// What ended the run on the host with this fault, if something of ours did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Caught {
    ByItsRequirement,
    Otherwise,
    Not,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Idle {
    pub cases: Vec<String>,
    pub derived_rules: Vec<String>,
    pub checks: Vec<String>,
}

/// So many trials of the fault's requirement are run before the others.
const FIRST: usize = 8;

/// The round in which the cases that no fault failed meet every fault of their area.
const LAST: usize = 3;

/// What to grade with what.
pub struct Grade<'a> {
    pub manifest: &'a Manifest,
    pub spec: &'a Spec,
    pub cases: &'a Cases,
    /// The trials that pass on the host without a fault.
    pub plan: Plan,
    pub faults: Vec<(String, Fault)>,
    pub options: RunOptions,
    /// Every trial that names what the fault violates, instead of stopping at the first kill; then the cases that nothing
    /// failed against every fault of their area.
    pub matrix: bool,
    pub parallel: usize,
}

/// Runs every fault.
pub async fn kill(grade: Grade<'_>, stage: &Stage) -> Result<Kill> {
    let permits = Arc::new(Semaphore::new(grade.parallel.max(1)));
    let failed: Mutex<BTreeMap<String, Vec<CheckResult>>> = Mutex::new(BTreeMap::new());
    let errors: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let rounds = if grade.matrix { 2 } else { 1 };
    let progress = Progress::shown((grade.faults.len() * rounds) as u64, "faults");
    let work = grade.faults.iter().enumerate().map(|(number, (name, fault))| {
        let permits = Arc::clone(&permits);
        let (grade, failed, errors, progress) = (&grade, &failed, &errors, &progress);
        async move {
            let _permit = permits.acquire().await.map_err(|error| Error::new("kill-stopped", error.to_string(), ""))?;
            match one(grade, stage, number, name, fault).await {
                Ok(results) => drop(failed.lock().await.insert(name.clone(), results)),
                // A fault that no run survives is no reason to grade no other.
                Err(error) => drop(errors.lock().await.insert(name.clone(), error.to_string())),
            }
            progress.done(1, 0);
            Ok::<(), Error>(())
        }
    });
    futures_util::future::try_join_all(work).await?;
    if grade.matrix {
        let work = grade.faults.iter().enumerate().map(|(number, (name, fault))| {
            let permits = Arc::clone(&permits);
            let (grade, failed, errors, progress) = (&grade, &failed, &errors, &progress);
            async move {
                let _permit = permits.acquire().await.map_err(|error| Error::new("kill-stopped", error.to_string(), ""))?;
                let area = Spec::area(name);
                let left: BTreeSet<String> = idle(&grade.plan.trials, &*failed.lock().await).cases.into_iter().collect();
                let trials = grade.plan.trials.iter().filter(|trial| left.contains(&trial.case) && of_area(trial, area) && trial.origin == Origin::Recorded).cloned().collect();
                match round(grade, stage, number, (name, fault), LAST, trials).await {
                    Ok(found) => failed.lock().await.entry(name.clone()).or_default().extend(found),
                    Err(error) => drop(errors.lock().await.insert(name.clone(), error.to_string())),
                }
                progress.done(1, 0);
                Ok::<(), Error>(())
            }
        });
        futures_util::future::try_join_all(work).await?;
    }
    progress.finish();
    let (failed, mut errors) = (failed.into_inner(), errors.into_inner());
    let rows: Vec<Row> = grade.faults.iter().map(|(name, fault)| Row { error: errors.remove(name), ..row(name, fault, failed.get(name).map_or(&[], Vec::as_slice)) }).collect();
    let survivors: Vec<String> = rows.iter().filter(|row| row.caught != Caught::ByItsRequirement).map(|row| row.fault.clone()).collect();
    let killed = rows.len() - survivors.len();
    Ok(Kill {
        format: FORMAT,
        faults: rows.len(),
        killed,
        rate: if rows.is_empty() { 1.0 } else { killed as f64 / rows.len() as f64 },
        caught_otherwise: rows.iter().filter(|row| row.caught == Caught::Otherwise).map(|row| row.fault.clone()).collect(),
        survivors,
        idle: grade.matrix.then(|| idle(&grade.plan.trials, &failed)),
        rows,
    })
}

/// The failing checks of one fault: first the trials that name what it violates, then its area.
async fn one(grade: &Grade<'_>, stage: &Stage, number: usize, name: &str, fault: &Fault) -> Result<Vec<CheckResult>> {
    let violated = |requirement: &String| *requirement == fault.requirement || (grade.matrix && fault.also.contains(requirement));
    let names = |trial: &&Trial| trial.checks.iter().any(|check| violated(&check.requirement));
    let named: Vec<Trial> = grade.plan.trials.iter().filter(names).cloned().collect();
    let rest: Vec<Trial> = grade.plan.trials.iter().filter(|trial| of_area(trial, Spec::area(name)) && !names(trial)).cloned().collect();
    // Most faults are caught by the first few; a lost callback is slow to confirm, so it is not confirmed for all.
    let (first, others) = named.split_at(if grade.matrix { named.len() } else { named.len().min(FIRST) });
    let rounds = if grade.matrix { vec![first.to_vec()] } else { vec![first.to_vec(), others.to_vec(), rest] };
    let mut all = Vec::new();
    for (number_of_round, trials) in rounds.into_iter().enumerate() {
        all.extend(round(grade, stage, number, (name, fault), number_of_round, trials).await?);
        if all.iter().any(|result: &CheckResult| result.requirement == fault.requirement) {
            break;
        }
    }
    Ok(all)
}

/// The failing checks of some trials on the host with a fault.
async fn round(grade: &Grade<'_>, stage: &Stage, number: usize, (name, fault): (&str, &Fault), round: usize, trials: Vec<Trial>) -> Result<Vec<CheckResult>> {
    if trials.is_empty() {
        return Ok(Vec::new());
    }
    let patched = stage.patched(&name.replace('/', "."), &fault.patch)?;
    let plan = Plan { trials, omissions: Vec::new(), requirements: grade.plan.requirements.clone() };
    let out = grade.options.out.join(name.replace('/', ".")).join(round.to_string());
    let options = RunOptions { out, faults: vec![name.to_owned()], label: format!("f{number}-r{round}-"), show: false, ..grade.options.clone() };
    let asked = Asked { manifest: grade.manifest, spec: grade.spec, cases: grade.cases, plan };
    let record = run::run(asked, &patched, &options).await?;
    Ok(judge::judge(&record.lines).into_iter().filter(|result| matches!(result.status, Status::Fail | Status::Flaky)).collect())
}

fn of_area(trial: &Trial, area: &str) -> bool {
    Spec::area(&trial.capability) == area || trial.checks.iter().any(|check| Spec::area(&check.requirement) == area)
}

fn row(name: &str, fault: &Fault, failed: &[CheckResult]) -> Row {
    let own = |result: &&CheckResult| result.requirement == fault.requirement;
    let shown = |result: &CheckResult| format!("{}:{}", result.trial, result.check);
    let mut checks: Vec<String> = failed.iter().filter(own).map(shown).collect();
    let caught = match (checks.is_empty(), failed.is_empty()) {
        (false, _) => Caught::ByItsRequirement,
        (true, false) => Caught::Otherwise,
        (true, true) => Caught::Not,
    };
    checks.extend(failed.iter().filter(|result| !own(result)).map(shown));
    let others: BTreeSet<String> = failed.iter().filter(|result| !own(result)).map(|result| result.requirement.clone()).collect();
    Row { fault: name.to_owned(), requirement: fault.requirement.clone(), caught, checks, others: others.into_iter().collect(), error: None }
}

/// What no fault failed.
fn idle(trials: &[Trial], failed: &BTreeMap<String, Vec<CheckResult>>) -> Idle {
    let hit: BTreeSet<(&str, u32)> = failed.values().flatten().map(|result| (result.trial.as_str(), result.check)).collect();
    let mut cases: BTreeMap<&str, bool> = BTreeMap::new();
    let mut rules: BTreeMap<&str, bool> = BTreeMap::new();
    let mut checks = Vec::new();
    for trial in trials {
        let any = (0..trial.checks.len() as u32).any(|index| hit.contains(&(trial.id.as_str(), index)));
        match &trial.origin {
            Origin::Recorded => *cases.entry(&trial.case).or_default() |= any,
            Origin::Derived { rule } => *rules.entry(rule).or_default() |= any,
            Origin::Generated { generator, .. } => *rules.entry(generator).or_default() |= any,
        }
        checks.extend((0..trial.checks.len() as u32).filter(|index| !hit.contains(&(trial.id.as_str(), *index))).map(|index| format!("{}:{index}", trial.id)));
    }
    let unhit = |all: BTreeMap<&str, bool>| all.into_iter().filter(|(_, any)| !any).map(|(name, _)| name.to_owned()).collect();
    Idle { cases: unhit(cases), derived_rules: unhit(rules), checks }
}

/// Where the transcripts of a grading go when nobody names a folder.
pub fn folder(out: Option<&Path>) -> std::path::PathBuf {
    out.map_or_else(|| std::env::temp_dir().join(format!("minicert-kill-{}", std::process::id())), Path::to_owned)
}
