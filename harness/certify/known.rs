//! What a host said it fails, held against what it failed. A known failure bars a pass as any other does; one that does not
//! fail is itself a reason against a pass, so that the list of them stays true. Pure.

use crate::certificate::{CheckResult, DeviationOutcome, DeviationResult, RequirementResult, Status};
use crate::judge;
use crate::manifest::Deviation;
use crate::transcript::Header;
use crate::trial::Omission;

/// What each deviation came to; the failures that they name are marked.
pub fn known(header: &Header, omissions: &[Omission], checks: &mut [CheckResult], requirements: &mut [RequirementResult]) -> Vec<DeviationResult> {
    let mut results = Vec::new();
    for deviation in &header.deviations {
        let mut status = Vec::new();
        for check in checks.iter_mut().filter(|check| deviation.is_of(&check.trial, check.check, &check.requirement)) {
            check.known |= check.status == Status::Fail;
            status.push(check.status);
        }
        let left_out = omissions.iter().any(|omission| about(deviation, omission));
        // A run of a part of the plan says nothing of the rest.
        if status.is_empty() && !left_out && header.narrowed {
            continue;
        }
        let status = judge::worst(status);
        let outcome = match status {
            Some(Status::Fail) => DeviationOutcome::Known,
            Some(Status::Flaky) => DeviationOutcome::Flaky,
            Some(Status::Pass | Status::Unwitnessed) => DeviationOutcome::NotNeeded,
            Some(Status::NotReached | Status::Error) | None => DeviationOutcome::NotReached,
        };
        results.push(DeviationResult { deviation: deviation.clone(), outcome, status });
    }
    for result in requirements.iter_mut().filter(|result| result.status == Some(Status::Fail)) {
        result.known = checks.iter().filter(|check| check.requirement == result.id && check.status == Status::Fail).all(|check| check.known);
    }
    results
}

fn about(deviation: &Deviation, omission: &Omission) -> bool {
    omission.requirements.contains(&deviation.requirement) && deviation.trial.as_ref().is_none_or(|trial| *trial == omission.trial)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::known;
    use crate::certificate::{CheckResult, DeviationOutcome, RequirementResult};
    use crate::transcript::Header;

    fn header(deviation: &Json) -> Header {
        serde_json::from_value(json!({
            "format": 4, "started": "2026-05-05T12:00:00Z", "seed": 1, "narrowed": false, "profiles": {}, "plan": "",
            "suite": {"version": "", "spec": "", "cases": "", "agent": ""},
            "host": {"name": "P", "version": "2.1", "dialect": "swan", "manifest": "", "claims": {}},
            "settings": {"budget": 1, "quiet": 1, "attempts": 1, "sessions": 1, "batch": 1},
            "deviations": [deviation],
        }))
        .unwrap()
    }

    fn check(trial: &str, check: u32, status: &str) -> CheckResult {
        serde_json::from_value(json!({"trial": trial, "check": check, "requirement": "a/b/c", "level": "must", "capability": "a/b", "condition": "",
            "origin": {"kind": "recorded"}, "status": status, "expected": "", "attempts": 1, "failures": 1}))
        .unwrap()
    }

    #[test]
    fn a_deviation_has_to_fail_and_what_it_does_not_name_is_new() {
        let whole = json!({"requirement": "a/b/c", "reason": "r", "at": "7:6"});
        let narrow = json!({"requirement": "a/b/c", "trial": "t", "check": 1, "reason": "r"});
        for (deviation, statuses, outcome, marked, requirement, reason) in [
            (&whole, vec!["fail", "pass"], DeviationOutcome::Known, vec![true, false], true, ""),
            (&whole, vec!["pass", "pass"], DeviationOutcome::NotNeeded, vec![false, false], false, "deviation-not-needed"),
            (&whole, vec!["flaky", "pass"], DeviationOutcome::Flaky, vec![false, false], false, "deviation-flaky"),
            (&whole, vec!["not-reached", "pass"], DeviationOutcome::NotReached, vec![false, false], false, "deviation-not-reached"),
            (&whole, vec!["error"], DeviationOutcome::NotReached, vec![false], false, "deviation-not-reached"),
            (&whole, vec![], DeviationOutcome::NotReached, vec![], false, "deviation-not-reached"),
            (&narrow, vec!["fail", "fail"], DeviationOutcome::Known, vec![false, true], false, ""),
            (&narrow, vec!["pass", "fail"], DeviationOutcome::Known, vec![false, true], true, ""),
            (&narrow, vec!["fail", "pass"], DeviationOutcome::NotNeeded, vec![false, false], false, "deviation-not-needed"),
        ] {
            let mut checks: Vec<CheckResult> = statuses.iter().zip(0..).map(|(status, number)| check("t", number, status)).collect();
            let status = if statuses.contains(&"fail") { json!("fail") } else { json!("pass") };
            let mut requirements: Vec<RequirementResult> =
                vec![serde_json::from_value(json!({"id": "a/b/c", "level": "must", "feature": "f", "en": "", "zh": "", "basis": [], "checks": {}, "status": status})).unwrap()];
            let results = known(&header(deviation), &[], &mut checks, &mut requirements);
            assert_eq!(results[0].outcome, outcome, "{statuses:?}");
            assert_eq!(checks.iter().map(|check| check.known).collect::<Vec<_>>(), marked, "{statuses:?}");
            assert_eq!(requirements[0].known, requirement, "{statuses:?}");
            assert_eq!(results[0].objection().map(|reason| reason.id).unwrap_or_default(), reason, "{statuses:?}");
        }
        let results = known(&header(&whole), &[], &mut [], &mut []);
        assert!(results[0].objection().unwrap().text.starts_with("host.yaml:7:6: a/b/c is listed as a known failure"), "it says where");
    }

    #[test]
    fn a_part_of_the_plan_says_nothing_of_the_rest() {
        let header = Header { narrowed: true, ..header(&json!({"requirement": "a/b/c", "reason": "r"})) };
        assert!(known(&header, &[], &mut [], &mut []).is_empty());
    }
}
