//! Several runs of one build, and what a person saw → one verdict. A requirement is met when a run that could exercise it saw
//! it met, or where every trial of it needs a person, a person did; it is failed when any saw it fail and the union does not
//! waive that. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::{ManualCheck, ManualOutcome};
use crate::certificate::{Certificate, Reason, RequirementResult, Status, Verdict, WaiverOutcome, WaiverResult};
use crate::spec::Level;
use crate::trial::OmissionClass;

/// The verdict over all runs, and why it is not a pass.
pub fn combine(runs: &[&Certificate], manual: &[ManualCheck]) -> (Verdict, Vec<Reason>) {
    if let ([only], []) = (runs, manual) {
        return (only.verdict, only.reasons.clone());
    }
    let known: BTreeSet<&str> = runs.iter().flat_map(|run| &run.requirements).map(|requirement| requirement.id.as_str()).collect();
    let mut reasons = Vec::new();
    let mut failed = false;
    for run in runs {
        // What is about no requirement bars every run by itself; of waivers all runs have a say together.
        let of_waivers: Vec<Reason> = run.waivers.iter().filter_map(WaiverResult::objection).collect();
        reasons.extend(run.reasons.iter().filter(|reason| !known.contains(reason.id.as_str()) && !of_waivers.contains(reason)).cloned());
    }
    reasons.extend(waivers(runs));
    let results: Vec<Results> = runs.iter().map(|run| Results::of(run)).collect();
    for id in known {
        if let Some(seen) = manual.iter().find(|check| check.requirement == id && check.outcome == ManualOutcome::Fail) {
            failed = true;
            reasons.push(Reason { id: id.to_owned(), text: format!("failed in {}, as {} saw on {}: {}", seen.trial, seen.who, seen.when, seen.seen) });
            continue;
        }
        let statuses: Vec<Option<Status>> = results.iter().filter_map(|run| run.must.get(id)).map(|result| status(result)).collect();
        failed |= statuses.contains(&Some(Status::Fail));
        let worst = statuses.iter().flatten().find(|status| matches!(status, Status::Fail | Status::Flaky)).copied();
        if worst.is_none() && met(id, &results, manual) {
            continue;
        }
        // The run that says why: the one with the worst result, otherwise the first that has something to say.
        let says = |run: &&&Certificate| run.requirements.iter().any(|result| result.id == id && status(result) == worst) || worst.is_none();
        let mut said = runs.iter().filter(says).flat_map(|run| &run.reasons).filter(|reason| reason.id == id);
        // None says why it is not met where each has a part of it: that is no pass.
        let otherwise = || Reason { id: id.to_owned(), text: "was met in none of the runs".to_owned() };
        reasons.push(said.next().cloned().unwrap_or_else(otherwise));
    }
    let verdict = match (failed, reasons.is_empty()) {
        (true, _) => Verdict::Fail,
        (false, false) => Verdict::Incomplete,
        (false, true) => Verdict::Pass,
    };
    (verdict, reasons)
}

/// What is wrong with waivers. One that a run needed is not too much for another that did without.
fn waivers(runs: &[&Certificate]) -> Vec<Reason> {
    let all = || runs.iter().flat_map(|run| &run.waivers);
    let needed: BTreeSet<&str> = all().filter(|result| result.outcome == WaiverOutcome::Waived).map(|result| result.id.as_str()).collect();
    let mut reasons = Vec::new();
    for result in all() {
        let spare = matches!(result.outcome, WaiverOutcome::NotNeeded | WaiverOutcome::Unmatched) && needed.contains(result.id.as_str());
        reasons.extend(result.objection().filter(|reason| !spare && !reasons.contains(reason)));
    }
    reasons
}

/// The status of a requirement in a run, as far as it bars a pass: what is waived bars none.
fn status(result: &RequirementResult) -> Option<Status> {
    if result.waived.is_some() { Some(Status::Pass) } else { result.status }
}

/// A run, by what is looked up in it.
struct Results<'a> {
    /// MUST requirements, by id.
    must: BTreeMap<&'a str, &'a RequirementResult>,
    /// Requirement → trials of it that ran and passed, or of which the failure is waived.
    passed: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Requirement → trials of it that were left out, and not because they were not claimed.
    lacking: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Results<'a> {
    fn of(certificate: &'a Certificate) -> Self {
        let mut run = Self { must: BTreeMap::new(), passed: BTreeMap::new(), lacking: BTreeMap::new() };
        run.must.extend(certificate.requirements.iter().filter(|result| result.level == Level::Must).map(|result| (result.id.as_str(), result)));
        for check in certificate.checks.iter().filter(|check| check.status == Status::Pass || check.waived.is_some()) {
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

/// Some run met it, and each trial of it that a run had to leave out passed in another, or a person saw it pass. One that
/// nobody claims is met.
fn met(id: &str, runs: &[Results], manual: &[ManualCheck]) -> bool {
    let left_out: BTreeSet<&str> = runs.iter().filter_map(|run| run.lacking.get(id)).flatten().copied().collect();
    let statuses: Vec<Option<Status>> = runs.iter().filter_map(|run| run.must.get(id)).map(|result| status(result)).collect();
    let by_hand = |trial: &&str| manual.iter().any(|check| check.requirement == id && check.trial == **trial && check.outcome == ManualOutcome::Pass);
    let passed = |trial: &&str| runs.iter().any(|run| run.passed.get(id).is_some_and(|trials| trials.contains(trial)));
    let unasked = left_out.is_empty() && statuses.iter().all(Option::is_none);
    // Nothing ran of what needs a person throughout, and something errs in what another run has to show.
    let seen = statuses.contains(&Some(Status::Pass)) || (statuses.iter().all(Option::is_none) && left_out.iter().any(by_hand));
    unasked || (seen && left_out.iter().all(|trial| by_hand(trial) || passed(trial)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::{ManualCheck, combine};
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
            let (got, reasons) = combine(&runs, &[]);
            assert_eq!(got, verdict, "{:?}", runs.iter().map(|run| &run.requirements[0].status).collect::<Vec<_>>());
            assert_eq!(reasons.is_empty(), verdict == Verdict::Pass);
        }
    }

    /// A run in which the union waives the failure of `a/b/c`, or is asked to.
    fn waived(status: &str, outcome: &str) -> Certificate {
        let mut certificate = run(Some(status), if status == "pass" { &["t1"] } else { &[] }, None);
        let waiver = json!({"scope": {"requirement": "a/b/c", "member": "M"}, "reason": {"en": "", "zh": ""}, "link": "", "issued": "2026-01-01", "expires": "2026-02-01"});
        certificate.waivers = vec![serde_json::from_value(json!({"id": "w", "waiver": waiver, "outcome": outcome, "status": status})).unwrap()];
        if outcome == "waived" {
            certificate.requirements[0].waived = Some("w".into());
            certificate.reasons.clear();
        }
        certificate.reasons.extend(certificate.waivers[0].objection());
        certificate
    }

    #[test]
    fn a_waiver_that_one_run_needs_is_not_too_much_for_another() {
        let (needs, spares, expired) = (waived("fail", "waived"), waived("pass", "not-needed"), waived("fail", "expired"));
        for (runs, verdict, ids) in [
            (vec![&needs, &spares], Verdict::Pass, vec![]),
            (vec![&needs, &needs], Verdict::Pass, vec![]),
            (vec![&spares, &spares], Verdict::Incomplete, vec!["waiver-not-needed"]),
            (vec![&needs, &expired], Verdict::Fail, vec!["waiver-expired", "a/b/c"]),
        ] {
            let (got, reasons) = combine(&runs, &[]);
            assert_eq!((got, reasons.iter().map(|reason| reason.id.as_str()).collect::<Vec<_>>()), (verdict, ids));
        }
    }

    /// What a person saw of `a/b/c` in a trial.
    fn seen(trial: &str, outcome: &str) -> ManualCheck {
        let evidence = json!({"file": "a.png", "sha256": ""});
        serde_json::from_value(json!({"trial": trial, "requirement": "a/b/c", "who": "J", "when": "W", "seen": "S", "outcome": outcome, "evidence": evidence})).unwrap()
    }

    #[test]
    fn a_person_stands_for_the_trials_that_were_looked_at() {
        let lacks = run(Some("pass"), &["t1"], Some("t2"));
        let only = run(None, &[], Some("t2"));
        let errs = run(Some("error"), &["t1"], Some("t2"));
        let shows = run(Some("pass"), &["t1"], None);
        for (runs, manual, verdict) in [
            (vec![&lacks], vec![seen("t2", "pass")], Verdict::Pass),
            (vec![&only], vec![seen("t2", "pass")], Verdict::Pass),
            (vec![&only, &shows], vec![seen("t2", "pass")], Verdict::Pass),
            (vec![&lacks], vec![seen("t3", "pass")], Verdict::Incomplete),
            (vec![&errs], vec![seen("t2", "pass")], Verdict::Incomplete),
            (vec![&lacks], vec![seen("t2", "fail")], Verdict::Fail),
            (vec![&only], vec![seen("t2", "fail")], Verdict::Fail),
        ] {
            let (got, reasons) = combine(&runs, &manual);
            assert_eq!(got, verdict, "{manual:?}");
            assert_eq!(reasons.is_empty(), verdict == Verdict::Pass);
        }
    }
}
