//! Several runs of one build → one verdict. A requirement is met when a run that could exercise it saw it met, and is
//! failed when any run saw it fail. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::certificate::{Certificate, Reason, RequirementResult, Status, Verdict};
use crate::spec::Level;
use crate::trial::OmissionClass;

/// The verdict over all runs, and why it is not a pass.
pub fn combine(runs: &[&Certificate]) -> (Verdict, Vec<Reason>) {
    if let [only] = runs {
        return (only.verdict, only.reasons.clone());
    }
    let known: BTreeSet<&str> = runs.iter().flat_map(|run| &run.requirements).map(|requirement| requirement.id.as_str()).collect();
    let mut reasons = Vec::new();
    let mut failed = false;
    for run in runs {
        // What is about no requirement bars every run by itself.
        reasons.extend(run.reasons.iter().filter(|reason| !known.contains(reason.id.as_str())).cloned());
    }
    let results: Vec<Run> = runs.iter().map(|run| Run::of(run)).collect();
    for id in known {
        let statuses: Vec<Option<Status>> = results.iter().filter_map(|run| run.must.get(id)).map(|result| result.status).collect();
        failed |= statuses.contains(&Some(Status::Fail));
        let worst = statuses.iter().flatten().find(|status| matches!(status, Status::Fail | Status::Flaky)).copied();
        if worst.is_none() && met(id, &results) {
            continue;
        }
        // The run that says why: the one with the worst result, otherwise the first that has something to say.
        let says = |run: &&&Certificate| run.requirements.iter().any(|result| result.id == id && result.status == worst) || worst.is_none();
        let said: Vec<&Reason> = runs.iter().filter(says).flat_map(|run| &run.reasons).filter(|reason| reason.id == id).collect();
        if let Some(first) = said.first() {
            reasons.push((*first).clone());
        }
    }
    let verdict = match (failed, reasons.is_empty()) {
        (true, _) => Verdict::Fail,
        (false, false) => Verdict::Incomplete,
        (false, true) => Verdict::Pass,
    };
    (verdict, reasons)
}

/// A run, by what is looked up in it.
struct Run<'a> {
    /// MUST requirements, by id.
    must: BTreeMap<&'a str, &'a RequirementResult>,
    /// Requirement → trials of it that ran and passed.
    passed: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Requirement → trials of it that were left out, and not because they were not claimed.
    lacking: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Run<'a> {
    fn of(certificate: &'a Certificate) -> Self {
        let mut run = Self { must: BTreeMap::new(), passed: BTreeMap::new(), lacking: BTreeMap::new() };
        run.must.extend(certificate.requirements.iter().filter(|result| result.level == Level::Must).map(|result| (result.id.as_str(), result)));
        for check in certificate.checks.iter().filter(|check| check.status == Status::Pass) {
            run.passed.entry(&check.requirement).or_default().insert(&check.trial);
        }
        for omission in certificate.omissions.iter().filter(|omission| omission.class != OmissionClass::NotClaimed) {
            for id in &omission.requirements {
                run.lacking.entry(id).or_default().insert(&omission.trial);
            }
        }
        run
    }
}

/// Some run met it, and each trial that this run had to leave out passed in another one. One that nobody claims is met.
fn met(id: &str, runs: &[Run]) -> bool {
    let empty = BTreeSet::new();
    let passed = |trial: &str| runs.iter().any(|run| run.passed.get(id).is_some_and(|trials| trials.contains(trial)));
    let concerned: Vec<&Run> = runs.iter().filter(|run| run.must.contains_key(id)).collect();
    let unasked = concerned.iter().all(|run| run.must[id].status.is_none() && !run.lacking.contains_key(id));
    unasked
        || concerned.iter().any(|run| {
            let status = run.must[id].status;
            let all = run.lacking.get(id).unwrap_or(&empty).iter().all(|trial| passed(trial));
            all && (status == Some(Status::Pass) || (status.is_none() && run.lacking.contains_key(id)))
        })
}
