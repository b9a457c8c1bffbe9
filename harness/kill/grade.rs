//! Runs the faults on the reference host, some at once, and writes a row down as soon as a fault has been tried enough.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tokio::sync::{Mutex, Semaphore};

use super::killers::Killers;
use super::store::{Kept, Store};
use super::summary::Failed;
use super::{Caught, Kill, Mode, Row, order, summary};
use crate::case::Cases;
use crate::certificate::{CheckResult, Status};
use crate::error::{Error, Result};
use crate::fault::{Fault, Patch};
use crate::host::Stage;
use crate::judge;
use crate::manifest::Manifest;
use crate::plan::Plan;
use crate::run::{self, Asked, Progress, RunOptions};
use crate::spec::{Requirement, Spec};
use crate::value::sha256;

/// The round in which the cases that no fault failed meet every fault of their area.
const SWEEP: usize = 1_000;

/// What runs on a host with a mistake in it.
pub struct Bench<'a> {
    pub manifest: &'a Manifest,
    pub spec: &'a Spec,
    pub cases: &'a Cases,
    /// The trials that pass on the host without a fault.
    pub plan: Plan,
    pub options: RunOptions,
    /// How many hosts at once.
    pub parallel: usize,
    /// The transcripts are kept.
    pub keep: bool,
}

/// What to grade with what.
pub struct Grade<'a> {
    pub bench: Bench<'a>,
    pub faults: Vec<(String, Fault)>,
    /// What any fault there is violates, graded now or not.
    pub violated: BTreeSet<String>,
    pub mode: Mode,
    /// Not all faults there are: what none of these fails, another may.
    pub narrowed: bool,
    /// What killed each fault before.
    pub killers: Killers,
}

/// What has been found out so far, and where it is written.
struct Found {
    rows: BTreeMap<String, Row>,
    store: Option<Store>,
}

impl Found {
    fn add(&mut self, row: Row) -> Result<()> {
        if let Some(store) = &mut self.store {
            store.row(&row)?;
        }
        self.rows.insert(row.fault.clone(), row);
        Ok(())
    }
}

/// Grades every fault of which `before` has no row that still holds.
pub async fn grade(grade: Grade<'_>, stage: &Stage, before: BTreeMap<String, Kept<Row>>, store: Option<Store>) -> Result<Kill> {
    let usable = |name: &String, fault: &Fault| before.get(name).filter(|kept| kept.row.error.is_none() && kept.row.digest == summary::digest(fault));
    let rows: BTreeMap<String, Row> =
        grade.faults.iter().filter_map(|(name, fault)| usable(name, fault).filter(|kept| holds(kept, grade.mode)).map(|kept| (name.clone(), kept.row.clone()))).collect();
    let found = Mutex::new(Found { rows, store });
    let mut work: Vec<usize> = {
        let found = found.lock().await;
        (0..grade.faults.len()).filter(|number| !found.rows.contains_key(&grade.faults[*number].0)).collect()
    };
    // Those that wait for callbacks in vain are of a few areas: mixed, they wait while others work.
    work.sort_by_cached_key(|number| sha256(grade.faults[*number].0.as_bytes()));
    each(grade.bench.parallel, "faults", &work, async |number| {
        let (name, fault) = &grade.faults[number];
        let part = usable(name, fault).filter(|_| grade.mode == Mode::Matrix);
        let row = match one(&grade, stage, number, part).await {
            Ok((failed, trials)) => summary::row(grade.bench.spec, &grade.bench.plan, name, fault, &failed, trials),
            // A fault that no run survives is no reason to grade no other.
            Err(error) => Row { error: Some(error.to_string()), ..summary::row(grade.bench.spec, &grade.bench.plan, name, fault, &[], 0) },
        };
        found.lock().await.add(row)
    })
    .await?;
    let whole = grade.mode == Mode::Matrix && !grade.narrowed;
    if whole {
        let work: Vec<usize> = {
            let found = found.lock().await;
            (0..grade.faults.len()).filter(|number| found.rows.get(&grade.faults[*number].0).is_some_and(|row| !row.swept && row.error.is_none())).collect()
        };
        each(grade.bench.parallel, "faults", &work, async |number| sweep(&grade, stage, number, &found).await).await?;
    }
    let mut rows = found.into_inner().rows;
    let rows = grade.faults.iter().filter_map(|(name, _)| rows.remove(name)).collect();
    Ok(summary::summary(grade.bench.spec, &grade.bench.plan, (grade.mode, whole), &grade.violated, rows))
}

/// Nothing that is another trial since could make it another row.
fn holds(kept: &Kept<Row>, mode: Mode) -> bool {
    let owes = |check: &String| check.rsplit_once(':').is_some_and(|(trial, _)| kept.owed.contains(trial));
    kept.owed.is_empty() || (mode == Mode::FirstKill && kept.row.caught == Caught::ByItsRequirement && !kept.row.checks.iter().any(owes))
}

/// Does something with each, some at once; `shown` are they, in words.
pub(super) async fn each(parallel: usize, shown: &'static str, work: &[usize], what: impl AsyncFn(usize) -> Result<()>) -> Result<()> {
    let permits = Semaphore::new(parallel.max(1));
    let progress = Progress::shown(work.len() as u64, shown);
    let (permits, progress, what) = (&permits, &progress, &what);
    let all = work.iter().map(|number| async move {
        let _permit = permits.acquire().await.map_err(|error| Error::new("kill-stopped", error.to_string(), ""))?;
        what(*number).await?;
        progress.done(1, 0);
        Ok::<(), Error>(())
    });
    futures_util::future::try_join_all(all).await?;
    progress.finish();
    Ok(())
}

/// The failing checks of one fault, and how many trials it took. What a part of it was tried with before is not tried again.
async fn one(grade: &Grade<'_>, stage: &Stage, number: usize, part: Option<&Kept<Row>>) -> Result<(Vec<Failed>, usize)> {
    let (name, fault) = &grade.faults[number];
    let mut failed = part.map(|kept| summary::kept(&grade.bench.plan, &kept.row, &kept.owed)).unwrap_or_default();
    let mut trials = 0;
    for (look, planned) in order::rounds(&grade.bench.plan.trials, name, fault, grade.killers.get(name).map(String::as_str), grade.mode).into_iter().enumerate() {
        if !planned.named && !failed.is_empty() && grade.mode == Mode::FirstKill {
            // It is known whom the fault has blamed instead.
            break;
        }
        trials += planned.trials.len();
        let owed = |index: &usize| part.is_none_or(|kept| kept.owed.contains(&grade.bench.plan.trials[*index].id));
        let left: Vec<usize> = planned.trials.into_iter().filter(owed).collect();
        failed.extend(round(grade, stage, number, look, &left).await?);
        if grade.mode == Mode::FirstKill && failed.iter().any(|result: &Failed| result.requirement == fault.requirement) {
            break;
        }
    }
    Ok((failed, trials))
}

/// The cases that nothing has failed so far, against one more fault of their area.
async fn sweep(grade: &Grade<'_>, stage: &Stage, number: usize, found: &Mutex<Found>) -> Result<()> {
    let (name, fault) = &grade.faults[number];
    let wanted = {
        let found = found.lock().await;
        order::sweep(&grade.bench.plan.trials, name, &summary::idle(&grade.bench.plan.trials, found.rows.values()).cases)
    };
    let result = round(grade, stage, number, SWEEP, &wanted).await;
    let mut found = found.lock().await;
    let Some(mut row) = found.rows.get(name).cloned() else { return Ok(()) };
    match result {
        Ok(failed) => {
            let mut all = summary::kept(&grade.bench.plan, &row, &BTreeSet::new());
            for one in failed {
                if !all.contains(&one) {
                    all.push(one);
                }
            }
            row = summary::row(grade.bench.spec, &grade.bench.plan, name, fault, &all, row.trials + wanted.len());
        }
        Err(error) => row.error = Some(error.to_string()),
    }
    row.swept = true;
    found.add(row)
}

/// The failing checks of some trials on the host with a fault.
async fn round(grade: &Grade<'_>, stage: &Stage, number: usize, look: usize, indices: &[usize]) -> Result<Vec<Failed>> {
    let (name, fault) = &grade.faults[number];
    Ok(grade.bench.run(stage, name, &fault.patch, (number, look), indices).await?.into_iter().map(Failed::from).collect())
}

impl Bench<'_> {
    /// The failing checks of some trials on the host with a patch. `(number, look)` tells its runs apart.
    pub(super) async fn run(&self, stage: &Stage, name: &str, patch: &[Patch], (number, look): (usize, usize), indices: &[usize]) -> Result<Vec<CheckResult>> {
        if indices.is_empty() {
            return Ok(Vec::new());
        }
        let file = name.replace('/', ".");
        let patched = stage.patched(&file, patch)?;
        let trials: Vec<_> = indices.iter().map(|index| self.plan.trials[*index].clone()).collect();
        // A transcript that carried every requirement of the plan would cost more than the trial.
        let named: BTreeSet<&str> = trials.iter().flat_map(|trial| &trial.checks).map(|check| check.requirement.as_str()).collect();
        let requirements: Vec<Requirement> = self.plan.requirements.iter().filter(|requirement| named.contains(requirement.id.as_str())).cloned().collect();
        let out = self.options.out.join(&file).join(look.to_string());
        // An interrupted grading may have left one.
        let _ = std::fs::remove_dir_all(&out);
        let plan = Plan { trials, omissions: Vec::new(), requirements };
        let options = RunOptions { out: out.clone(), faults: vec![name.to_owned()], label: format!("f{number}-r{look}-"), show: false, ..self.options.clone() };
        let record = run::run(Asked { manifest: self.manifest, spec: self.spec, cases: self.cases, plan }, &patched, &options).await;
        if !self.keep {
            // What could not be removed is only left behind in the system's temporary folder.
            let _ = std::fs::remove_dir_all(&out);
        }
        Ok(judge::judge(&record?.lines).into_iter().filter(|result| matches!(result.status, Status::Fail | Status::Flaky)).collect())
    }
}

/// Where the transcripts of a grading go when nobody names a folder.
pub fn folder(out: Option<&Path>) -> PathBuf {
    out.map_or_else(|| std::env::temp_dir().join(format!("minicert-kill-{}", std::process::id())), Path::to_owned)
}
