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
    let results: Vec<Results> = runs.iter().map(|run| Results::of(run)).collect();
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
struct Results<'a> {
    /// MUST requirements, by id.
    must: BTreeMap<&'a str, &'a RequirementResult>,
    /// Requirement → trials of it that ran and passed.
    passed: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Requirement → trials of it that were left out, and not because they were not claimed.
    lacking: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Results<'a> {
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

/// Some run met it, and each trial of it that a run had to leave out passed in another. One that nobody claims is met.
fn met(id: &str, runs: &[Results]) -> bool {
    let left_out: BTreeSet<&str> = runs.iter().filter_map(|run| run.lacking.get(id)).flatten().copied().collect();
    let statuses: Vec<Option<Status>> = runs.iter().filter_map(|run| run.must.get(id)).map(|result| result.status).collect();
    let passed = |trial: &&str| runs.iter().any(|run| run.passed.get(id).is_some_and(|trials| trials.contains(trial)));
    let unasked = left_out.is_empty() && statuses.iter().all(Option::is_none);
    unasked || (statuses.contains(&Some(Status::Pass)) && left_out.iter().all(passed))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::combine;
    use crate::certificate::{Certificate, Verdict};

    /// A run in which the requirement `a/b/c` came to this, with a trial of it that was left out where one is named.
    fn run(status: Option<&str>, passed: &[&str], left_out: Option<&str>) -> Certificate {
        let verdict = if status == Some("fail") { "fail" } else { "incomplete" };
        let checks: Vec<Json> = passed
            .iter()
            .map(|trial| {
                json!({"trial": trial, "check": 0, "requirement": "a/b/c", "level": "must", "capability": "a/b", "condition": "", "origin": {"kind": "recorded"},
                       "status": "pass", "expected": "", "attempts": 1, "failures": 0})
            })
            .collect();
        let omissions: Vec<Json> = left_out.iter().map(|trial| json!({"trial": trial, "class": "driver-cannot", "reason": "r", "requirements": ["a/b/c"]})).collect();
        let reasons: Vec<Json> = if status == Some("pass") && left_out.is_none() { Vec::new() } else { vec![json!({"id": "a/b/c", "text": "why"})] };
        let mut requirement = json!({"id": "a/b/c", "level": "must", "feature": "f", "en": "", "zh": "", "basis": [], "checks": {}});
        if let Some(status) = status {
            requirement["status"] = json!(status);
        }
        serde_json::from_value(json!({
            "format": 1, "verdict": verdict, "reasons": reasons,
            "host": {"name": "H", "version": "1", "dialect": "swan", "manifest": "", "claims": {}},
            "suite": {"version": "", "spec": "", "cases": "", "agent": ""},
            "run": {"started": "", "milliseconds": 0, "idle": 0, "seed": 0, "plan": "", "transcript": "", "browsers": [], "channels": [], "attempts": 0, "finished": true},
            "totals": {"trials": {}, "checks": {}, "requirements": {}}, "areas": {}, "requirements": [requirement], "checks": checks, "omissions": omissions,
            "unwitnessed": [], "incidents": [],
        }))
        .unwrap()
    }

    #[test]
    fn what_one_run_leaves_out_another_may_show() {
        let lacks = run(Some("pass"), &["t1"], Some("t2"));
        let errs = run(Some("error"), &[], None);
        let shows = run(Some("pass"), &["t1", "t2"], None);
        let cannot = run(None, &[], Some("t1"));
        let fails = run(Some("fail"), &["t1"], None);
        let flaky = run(Some("flaky"), &["t1"], None);
        for (runs, verdict) in [
            (vec![&lacks, &shows], Verdict::Pass),
            (vec![&cannot, &shows], Verdict::Pass),
            (vec![&errs, &shows], Verdict::Pass),
            (vec![&lacks, &lacks], Verdict::Incomplete),
            (vec![&lacks, &cannot], Verdict::Incomplete),
            (vec![&cannot, &cannot], Verdict::Incomplete),
            (vec![&errs, &errs], Verdict::Incomplete),
            (vec![&flaky, &shows], Verdict::Incomplete),
            (vec![&shows, &fails], Verdict::Fail),
            (vec![&fails, &errs], Verdict::Fail),
        ] {
            let (got, reasons) = combine(&runs);
            assert_eq!(got, verdict, "{:?}", runs.iter().map(|run| &run.requirements[0].status).collect::<Vec<_>>());
            assert_eq!(reasons.is_empty(), verdict == Verdict::Pass);
        }
    }
}
