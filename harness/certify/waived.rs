//! The union's waivers, as the transcript has them, held against what the host failed. One that is not in force, or that
//! nothing needs, is a reason against a pass, so that none outlives its cause. Pure: the day is that on which the run began.

use std::collections::BTreeSet;

use crate::certificate::{CheckResult, RequirementResult, Status, WaiverOutcome, WaiverResult};
use crate::spec::{Day, Level, Waiver};
use crate::transcript::Header;

/// What each waiver came to; the failures that they waive are marked. `browsers` are those of the run, with their versions.
pub fn waived(header: &Header, browsers: &BTreeSet<(String, String)>, checks: &mut [CheckResult], requirements: &mut [RequirementResult]) -> Vec<WaiverResult> {
    let day = Day::of(&header.started);
    let mut outcomes: Vec<(&String, &Waiver, WaiverOutcome)> = Vec::new();
    for (id, waiver) in &header.waivers {
        let result = requirements.iter().find(|result| result.id == waiver.scope.requirement);
        // A run of a part of the plan says nothing of the rest.
        if result.is_none() && header.narrowed {
            continue;
        }
        let outcome = out_of_scope(header, waiver, day, browsers, result).unwrap_or_else(|| needed(result));
        outcomes.push((id, waiver, outcome));
    }
    for (id, waiver, _) in outcomes.iter().filter(|(_, _, outcome)| *outcome == WaiverOutcome::Waived) {
        mark(id, &waiver.scope.requirement, Status::Fail, checks, requirements);
    }
    // What could not be reached is waived where the union waives it, too, and nothing but waived failures kept it from being
    // reached.
    for (id, waiver, outcome) in outcomes.iter_mut().filter(|(_, _, outcome)| *outcome == WaiverOutcome::Undecided) {
        let requirement = &waiver.scope.requirement;
        let excused = |by: &String| requirements.iter().any(|result| result.id == *by && result.waived.is_some());
        let own = || checks.iter().filter(|check| check.requirement == *requirement);
        let stopped = own().filter(|check| check.status == Status::NotReached).all(|check| check.stopped_by.as_ref().is_some_and(excused));
        let worst = own().map(|check| check.status).max();
        if worst == Some(Status::NotReached) && stopped {
            *outcome = WaiverOutcome::Waived;
            mark(id, requirement, Status::NotReached, checks, requirements);
        }
    }
    let status = |requirement: &str| requirements.iter().find(|result| result.id == requirement).and_then(|result| result.status);
    let told = |(id, waiver, outcome): (&String, &Waiver, WaiverOutcome)| WaiverResult {
        id: id.clone(),
        status: status(&waiver.scope.requirement),
        waiver: waiver.clone(),
        outcome,
    };
    outcomes.into_iter().map(told).collect()
}

/// Why a waiver is not for this run at all.
fn out_of_scope(header: &Header, waiver: &Waiver, day: Option<Day>, browsers: &BTreeSet<(String, String)>, result: Option<&RequirementResult>) -> Option<WaiverOutcome> {
    if !waiver.scope.names(header.host.named(&header.suite)) {
        return Some(WaiverOutcome::OtherHost);
    }
    if let Some(environment) = &waiver.scope.environment
        && !browsers.iter().all(|(browser, version)| environment.is(browser, version))
    {
        return Some(WaiverOutcome::OtherEnvironment);
    }
    match day {
        Some(day) if day < waiver.issued => Some(WaiverOutcome::NotIssued),
        Some(day) if day <= waiver.expires => None,
        // Nobody is held to the union's own list who has nothing of it.
        _ if waiver.scope.member.is_none() && result.is_none_or(|result| result.status != Some(Status::Fail)) => Some(WaiverOutcome::NotNeeded),
        // A run of which nobody knows when it began is under no waiver.
        _ => Some(WaiverOutcome::Expired),
    }
}

fn needed(result: Option<&RequirementResult>) -> WaiverOutcome {
    let Some(result) = result else { return WaiverOutcome::Unmatched };
    match result.status {
        Some(Status::Fail) if result.level == Level::Must => WaiverOutcome::Waived,
        Some(Status::Fail | Status::Pass) => WaiverOutcome::NotNeeded,
        // These bar a pass by themselves, and say nothing of what the waiver is about.
        Some(Status::Flaky | Status::Error | Status::NotReached | Status::Unwitnessed) => WaiverOutcome::Undecided,
        None => WaiverOutcome::Unmatched,
    }
}

fn mark(id: &str, requirement: &str, status: Status, checks: &mut [CheckResult], requirements: &mut [RequirementResult]) {
    for check in checks.iter_mut().filter(|check| check.requirement == requirement && check.status == status) {
        check.waived.get_or_insert_with(|| id.to_owned());
    }
    for result in requirements.iter_mut().filter(|result| result.id == requirement) {
        result.waived.get_or_insert_with(|| id.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value as Json, json};

    use super::waived;
    use crate::certificate::{CheckResult, RequirementResult, WaiverOutcome};
    use crate::transcript::Header;

    fn header(scope: &str, expires: &str) -> Header {
        let mut scope: serde_json::Map<String, Json> = serde_json::from_str(scope).unwrap();
        scope.insert("requirement".into(), json!("a/b/c"));
        serde_json::from_value(json!({
            "format": 4, "started": "2026-05-05T12:00:00Z", "seed": 1, "narrowed": false, "profiles": {}, "plan": "",
            "suite": {"version": "", "release": "r1", "spec": "", "cases": "", "agent": ""},
            "host": {"name": "P", "version": "2.1", "member": "M", "dialect": "swan", "manifest": "", "claims": {}},
            "settings": {"budget": 1, "quiet": 1, "attempts": 1, "sessions": 1, "batch": 1},
            "waivers": {"w": {"scope": scope, "reason": {"en": "e", "zh": "z"}, "link": "https://h/", "issued": "2026-05-01", "expires": expires}},
        }))
        .unwrap()
    }

    fn result(status: Option<&str>) -> RequirementResult {
        serde_json::from_value(json!({"id": "a/b/c", "level": "must", "feature": "f", "en": "", "zh": "", "basis": [], "checks": {}, "status": status})).unwrap()
    }

    fn checks(status: Option<&str>) -> Vec<CheckResult> {
        let check = |status: &str| {
            json!({"trial": "t", "check": 0, "requirement": "a/b/c", "level": "must", "capability": "a/b", "condition": "", "origin": {"kind": "recorded"},
                   "status": status, "expected": "", "attempts": 1, "failures": 1})
        };
        status.iter().map(|status| serde_json::from_value(check(status)).unwrap()).collect()
    }

    /// What it came to, whether the requirement is waived, and the id of the reason against a pass.
    fn came_to(header: &Header, status: Option<&str>) -> (WaiverOutcome, bool, String) {
        let browsers = BTreeSet::from([("chrome".to_owned(), "137.0.1.2".to_owned())]);
        let (mut checks, mut requirements) = (checks(status), vec![result(status)]);
        let results = waived(header, &browsers, &mut checks, &mut requirements);
        assert_eq!(requirements[0].waived.is_some(), checks.iter().any(|check| check.waived.is_some()));
        let reason = results[0].objection().map(|reason| reason.id).unwrap_or_default();
        (results[0].outcome, requirements[0].waived.is_some(), reason)
    }

    #[test]
    fn a_failure_is_waived_in_scope_and_term_alone() {
        use WaiverOutcome::{Expired, NotIssued, NotNeeded, OtherEnvironment, OtherHost, Undecided, Unmatched, Waived};
        const MEMBER: &str = r#"{"member": "M"}"#;
        const RELEASE: &str = r#"{"release": "r1"}"#;
        let late = "2999-01-01";
        for (scope, expires, status, outcome, is_waived, reason) in [
            (MEMBER, late, Some("fail"), Waived, true, ""),
            (MEMBER, "2026-05-05", Some("fail"), Waived, true, ""),
            (MEMBER, "2026-05-04", Some("fail"), Expired, false, "waiver-expired"),
            (MEMBER, "2026-05-04", Some("pass"), Expired, false, "waiver-expired"),
            (MEMBER, late, Some("pass"), NotNeeded, false, "waiver-not-needed"),
            (MEMBER, late, None, Unmatched, false, "waiver-unmatched"),
            (MEMBER, late, Some("flaky"), Undecided, false, ""),
            (MEMBER, late, Some("error"), Undecided, false, ""),
            (MEMBER, late, Some("not-reached"), Undecided, false, ""),
            (r#"{"member": "N"}"#, late, Some("fail"), OtherHost, false, "waiver-other-host"),
            (r#"{"member": "M", "product": "P", "versions": ">=3"}"#, late, Some("fail"), OtherHost, false, "waiver-other-host"),
            (r#"{"member": "M", "product": "P", "versions": ">=2 <3"}"#, late, Some("fail"), Waived, true, ""),
            (r#"{"member": "M", "environment": {"browser": "Chrome", "versions": ">=137"}}"#, late, Some("fail"), Waived, true, ""),
            (r#"{"member": "M", "environment": {"browser": "chrome", "versions": "<137"}}"#, late, Some("fail"), OtherEnvironment, false, ""),
            (r#"{"member": "M", "environment": {"browser": "firefox"}}"#, late, Some("pass"), OtherEnvironment, false, ""),
            (RELEASE, late, Some("fail"), Waived, true, ""),
            (RELEASE, late, Some("pass"), NotNeeded, false, ""),
            (RELEASE, late, None, Unmatched, false, ""),
            (RELEASE, "2026-05-04", Some("pass"), NotNeeded, false, ""),
            (RELEASE, "2026-05-04", Some("fail"), Expired, false, "waiver-expired"),
            ("{}", late, Some("fail"), OtherHost, false, "waiver-other-host"),
        ] {
            assert_eq!(came_to(&header(scope, expires), status), (outcome, is_waived, reason.to_owned()), "{scope} {expires} {status:?}");
        }
        let early = Header { started: "2026-04-30T23:59:59Z".into(), ..header(MEMBER, late) };
        assert_eq!(came_to(&early, Some("fail")), (NotIssued, false, "waiver-not-issued".to_owned()));
        let never = Header { started: "once".into(), ..header(MEMBER, late) };
        assert_eq!(came_to(&never, Some("fail")), (Expired, false, "waiver-expired".to_owned()));
    }

    #[test]
    fn what_waived_failures_keep_from_being_reached_needs_a_waiver_of_its_own() {
        let mut header = header(r#"{"member": "M"}"#, "2999-01-01");
        let mut second = header.waivers["w"].clone();
        second.scope.requirement = "a/b/d".into();
        let stopped = |by: &str| {
            let mut check = checks(Some("not-reached")).remove(0);
            check.requirement = "a/b/d".into();
            check.stopped_by = Some(by.to_owned());
            check
        };
        let second_result = || RequirementResult { id: "a/b/d".into(), ..result(Some("not-reached")) };
        let waives = |header: &Header, by: &str| {
            let mut all = checks(Some("fail"));
            all.push(stopped(by));
            let mut requirements = vec![result(Some("fail")), second_result()];
            waived(header, &BTreeSet::new(), &mut all, &mut requirements);
            requirements[1].waived.is_some()
        };
        assert!(!waives(&header, "a/b/c"), "without a waiver of its own");
        header.waivers.insert("v".into(), second);
        assert!(waives(&header, "a/b/c"));
        assert!(!waives(&header, "a/b/x"), "stopped by what is not waived");
    }
}
