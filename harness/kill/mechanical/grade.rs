//! Runs mutants on the reference host, and writes a row down as soon as one is killed or was tried with everything.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::near::{About, Modules};
use super::{Mechanical, Row, Way, order, summary};
use crate::certificate::{CheckResult, Class, Status};
use crate::error::{Error, Result};
use crate::fault::{self, Fault};
use crate::host::{Stage, Trouble};
use crate::kill::grade::{Bench, each};
use crate::kill::killers::Killers;
use crate::kill::store::{Kept, Store};
use crate::mutate::Mutant;

/// How a run ends whose host was never there to be asked.
const NOT_STARTED: [&str; 3] = ["host-never-ready", "agent-never-dialled-in", "host-lost-at-launch"];

/// The look at which a single failing trial is tried again.
const AGAIN: usize = 1_000;

/// What to grade with what.
pub struct Grade<'a> {
    pub bench: Bench<'a>,
    pub mutants: Vec<(String, Mutant)>,
    /// How many mutants there are.
    pub all: usize,
    pub seed: u64,
    /// Whose edits tell what a file is about.
    pub faults: Vec<(String, Fault)>,
    pub modules: Modules,
    pub triage: super::triage::Triage,
    /// What killed each before.
    pub killers: Killers,
    /// Not more trials than this take launches of their own, for one mutant.
    pub most_alone: usize,
    /// How long a launch may take.
    pub launch: Duration,
}

struct Found {
    rows: BTreeMap<String, Row>,
    store: Option<Store>,
}

/// What came of one mutant.
#[derive(Default)]
struct Tried {
    killed: Option<(Way, Option<String>)>,
    trials: usize,
}

/// Grades every mutant of which `before` has no row that still holds.
pub async fn grade(grade: Grade<'_>, stage: &Stage, before: BTreeMap<String, Kept<Row>>, store: Option<Store>) -> Result<Mechanical> {
    let usable = |name: &String, mutant: &Mutant| before.get(name).filter(|kept| kept.row.error.is_none() && kept.row.digest == summary::digest(mutant));
    let rows: BTreeMap<String, Row> =
        grade.mutants.iter().filter_map(|(name, mutant)| usable(name, mutant).filter(|kept| holds(kept)).map(|kept| (name.clone(), kept.row.clone()))).collect();
    let work: Vec<usize> = (0..grade.mutants.len()).filter(|number| !rows.contains_key(&grade.mutants[*number].0)).collect();
    let abouts: BTreeMap<String, About> = fault::host_files().into_iter().map(|(path, text)| { let about = About::of(&path, &text, &grade.faults, &grade.modules); (path, about) }).collect();
    let found = Mutex::new(Found { rows, store });
    each(grade.bench.parallel, "mutants", &work, async |number| {
        let (name, mutant) = &grade.mutants[number];
        let neighbours = neighbours(&*found.lock().await, mutant);
        // What it survived it need not meet again.
        let owed = usable(name, mutant).filter(|kept| kept.row.killed.is_none()).map(|kept| &kept.owed);
        let tried = one(&grade, stage, number, &abouts, &neighbours, owed).await;
        let mut row = summary::row(name, mutant);
        match tried {
            Ok(Tried { killed, trials }) => {
                row.trials = trials;
                if let Some((way, killer)) = killed {
                    (row.killed, row.killer) = (Some(way), killer);
                }
            }
            // A mutant that ends a run of ours is no reason to grade no other.
            Err(error) => row.error = Some(error.to_string()),
        }
        let mut found = found.lock().await;
        if let Some(store) = &mut found.store {
            store.row(&row)?;
        }
        found.rows.insert(name.clone(), row);
        Ok(())
    })
    .await?;
    let mut rows = found.into_inner().rows;
    let rows = grade.mutants.iter().filter_map(|(name, _)| rows.remove(name)).collect();
    Ok(summary::summary(&grade, rows))
}

/// What killed it does so still, or nothing is left to be tried.
fn holds(kept: &Kept<Row>) -> bool {
    let gone = || kept.row.killer.as_deref().and_then(|killer| killer.rsplit_once(':')).is_some_and(|(trial, _)| kept.owed.contains(trial));
    kept.owed.is_empty() || (kept.row.killed.is_some() && !gone())
}

/// What killed others of the same file, the nearest first.
fn neighbours(found: &Found, mutant: &Mutant) -> Vec<String> {
    let mut killers: Vec<(usize, &str)> = found
        .rows
        .values()
        .filter(|row| row.file == mutant.patch.file)
        .filter_map(|row| Some((row.line.abs_diff(mutant.line), row.killer.as_deref()?.rsplit_once(':')?.0)))
        .collect();
    killers.sort();
    let mut met = BTreeSet::new();
    killers.into_iter().filter(|(_, trial)| met.insert(*trial)).map(|(_, trial)| trial.to_owned()).collect()
}

/// `owed`: only these trials of those it is to be tried with.
async fn one(grade: &Grade<'_>, stage: &Stage, number: usize, abouts: &BTreeMap<String, About>, neighbours: &[String], owed: Option<&BTreeSet<String>>) -> Result<Tried> {
    let (name, mutant) = &grade.mutants[number];
    let Some(about) = abouts.get(&mutant.patch.file) else { return Ok(Tried::default()) };
    let neighbours: Vec<&str> = neighbours.iter().map(String::as_str).collect();
    let mut tried = Tried::default();
    let rounds = order::rounds(&grade.bench.plan.trials, about, mutant.line, grade.killers.get(name).map(String::as_str), &neighbours, grade.most_alone);
    for (look, mut trials) in rounds.into_iter().enumerate() {
        tried.trials += trials.len();
        trials.retain(|index| owed.is_none_or(|owed| owed.contains(&grade.bench.plan.trials[*index].id)));
        let patch = std::slice::from_ref(&mutant.patch);
        let failed = match grade.bench.run(stage, name, patch, (number, look), &trials).await {
            Ok(failed) => failed,
            Err(error) if NOT_STARTED.contains(&error.id) => {
                healthy(stage, &format!("h{number}-r{look}"), grade.launch).await?;
                tried.killed = Some((Way::DoesNotStart, None));
                return Ok(tried);
            }
            Err(error) => return Err(error),
        };
        let Some(first) = failed.iter().find(|result| result.status == Status::Fail) else { continue };
        let lone = failed.iter().all(|result| result.trial == first.trial);
        if lone && !way_is_sure(first) {
            // One trial of many may fail once for reasons of the machine's.
            let index = trials.iter().copied().find(|index| grade.bench.plan.trials[*index].id == first.trial);
            let again = grade.bench.run(stage, name, patch, (number, AGAIN + look), &index.into_iter().collect::<Vec<_>>()).await?;
            tried.trials += 1;
            if again.is_empty() {
                continue;
            }
        }
        tried.killed = Some((way(first), Some(format!("{}:{}", first.trial, first.check))));
        return Ok(tried);
    }
    Ok(tried)
}

fn way(result: &CheckResult) -> Way {
    match result.class {
        Some(Class::Hang) => Way::Hang,
        Some(Class::ContextLost) => Way::ContextLost,
        _ => Way::Check,
    }
}

/// A lost contact has been tried twice by then, in fresh browsers.
fn way_is_sure(result: &CheckResult) -> bool {
    way(result) != Way::Check
}

/// The host without the mutation starts on this machine, now, and in so little of the time that was given that it cannot have
/// been the machine that was slow.
async fn healthy(stage: &Stage, id: &str, limit: Duration) -> Result<()> {
    let began = Instant::now();
    match stage.session(id, id).await {
        Ok(session) => {
            let took = began.elapsed();
            session.finish().await;
            if took * 3 <= limit {
                return Ok(());
            }
            let message = format!("the host without a mutation takes {:.1} s to start here, so it is not known why one with a mutation does not", took.as_secs_f64());
            Err(Error::new("machine-too-slow", message, "run it again with --resume when the machine has less to do"))
        }
        Err(Trouble::Ours(error) | Trouble::Unseen(error)) => Err(error),
        Err(Trouble::Lost(loss)) => Err(Error::new("host-lost-at-launch", format!("the host without a mutation could not be launched either: {loss}"), "run it again with --resume")),
    }
}
