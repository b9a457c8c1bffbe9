//! Two results of one host held against each other: what got worse, what got better, what appeared, what vanished. Pure.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::certificate::{Certificate, CheckResult, Class, Status};
use crate::error::{Error, Result};
use crate::trial::is_challenge;

/// The version of baselines.
pub const FORMAT: u32 = 1;

/// The version of `diff --json`.
pub const COMPARISON: u32 = 2;

/// What of a certificate a later run is held against. Written with a line a check, so that a change of it can be reviewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Baseline {
    pub format: u32,
    pub host: String,
    pub version: String,
    /// RFC 3339, UTC: when the run began.
    pub started: String,
    /// `trial:check` → its status, and the class of a fail behind a space.
    pub checks: BTreeMap<String, String>,
    /// Those that the host says it fails, and those that the union waives. No baseline is written with them: what is known is
    /// asked of the later result alone.
    #[serde(skip)]
    pub excused: BTreeSet<String>,
}

/// How a check came out, as a baseline has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Outcome {
    status: Status,
    class: Option<Class>,
}

/// What changed from one result to the other.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Comparison {
    pub format: u32,
    pub before: Side,
    pub after: Side,
    /// Checks that were met, or came nearer to it, and do not any more.
    pub worse: Vec<Change>,
    /// The same of checks that the manifest lists as known failures, or that the union waives.
    pub known: Vec<Change>,
    pub better: Vec<Change>,
    /// Fails that are of another class.
    pub different: Vec<Change>,
    /// Checks that errors of ours keep from being decided, and that were decided before.
    pub undecided: Vec<Change>,
    /// Checks that were not there before.
    pub appeared: Vec<Change>,
    /// Checks that are not there any more.
    pub vanished: Vec<Change>,
    /// Checks that came out the same.
    pub same: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Side {
    pub host: String,
    pub version: String,
    pub started: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Change {
    /// `trial:check`.
    pub check: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
}

impl Baseline {
    pub fn of(certificate: &Certificate) -> Self {
        // What a nonce brought is asked once, so no later run can be held against it.
        let released = certificate.checks.iter().filter(|check| !is_challenge(&check.trial));
        let checks = released.map(|check| (format!("{}:{}", check.trial, check.check), told(check)));
        Self {
            format: FORMAT,
            host: certificate.host.name.clone(),
            version: certificate.host.version.clone(),
            started: certificate.run.started.clone(),
            checks: checks.collect(),
            excused: certificate.checks.iter().filter(|check| check.known || check.waived.is_some()).map(|check| format!("{}:{}", check.trial, check.check)).collect(),
        }
    }

    /// Reads a baseline, or a whole certificate in its place. `name` is where the text is from.
    pub fn read(name: &str, text: &str) -> Result<Self> {
        let refused = |why: String| Error::usage("baseline-unreadable", format!("{name} is neither a baseline nor a certificate: {why}"), "write one with `minicert gate --update`, or give a certificate.json");
        let value: serde_json::Value = serde_json::from_str(text).map_err(|error| refused(error.to_string()))?;
        if value.get("verdict").is_some() {
            return serde_json::from_value(value).map(|certificate| Self::of(&certificate)).map_err(|error| refused(error.to_string()));
        }
        let baseline: Self = serde_json::from_value(value).map_err(|error| refused(error.to_string()))?;
        if baseline.format != FORMAT {
            return Err(refused(format!("its format is {}, this minicert reads {FORMAT}", baseline.format)));
        }
        match baseline.checks.iter().find(|(_, text)| outcome(text).is_none()) {
            Some((check, text)) => Err(refused(format!("{check} has the unknown result {text:?}"))),
            None => Ok(baseline),
        }
    }
}

/// A result as a baseline has it: `pass`, `fail wrong-value`.
pub fn told(check: &CheckResult) -> String {
    let class = check.class.filter(|_| check.status == Status::Fail).map(|class| format!(" {}", class.name())).unwrap_or_default();
    format!("{}{class}", check.status.name())
}

/// The same, read.
fn outcome(text: &str) -> Option<Outcome> {
    let named = |name: &str| serde_json::Value::String(name.to_owned());
    let (status, class) = text.split_once(' ').map_or((text, None), |(status, class)| (status, Some(class)));
    let class = class.map(|class| serde_json::from_value(named(class))).transpose().ok()?;
    Some(Outcome { status: serde_json::from_value(named(status)).ok()?, class })
}

/// How far from met: nothing is worse than a fail, and what was not decided lies between.
fn distance(status: Status) -> u8 {
    match status {
        Status::Pass => 0,
        Status::Unwitnessed => 1,
        Status::NotReached => 2,
        Status::Error => 3,
        Status::Flaky => 4,
        Status::Fail => 5,
    }
}

/// Holds one result against an earlier one.
pub fn compare(before: &Baseline, after: &Baseline) -> Comparison {
    let side = |one: &Baseline| Side { host: one.host.clone(), version: one.version.clone(), started: one.started.clone() };
    let mut comparison = Comparison {
        format: COMPARISON,
        before: side(before),
        after: side(after),
        worse: Vec::new(),
        known: Vec::new(),
        better: Vec::new(),
        different: Vec::new(),
        undecided: Vec::new(),
        appeared: Vec::new(),
        vanished: Vec::new(),
        same: 0,
    };
    let names: BTreeSet<&String> = before.checks.keys().chain(after.checks.keys()).collect();
    for name in names {
        let (was, is) = (before.checks.get(name), after.checks.get(name));
        let change = Change { check: name.clone(), was: was.cloned(), is: is.cloned() };
        match (was.and_then(|text| outcome(text)), is.and_then(|text| outcome(text))) {
            (None, _) => comparison.appeared.push(change),
            (_, None) => comparison.vanished.push(change),
            (Some(was), Some(is)) if was == is => comparison.same += 1,
            (Some(was), Some(is)) if is.status == Status::Error && was.status != Status::Error => comparison.undecided.push(change),
            (Some(was), Some(is)) => match distance(is.status).cmp(&distance(was.status)) {
                std::cmp::Ordering::Greater if after.excused.contains(name) => comparison.known.push(change),
                std::cmp::Ordering::Greater => comparison.worse.push(change),
                std::cmp::Ordering::Less => comparison.better.push(change),
                std::cmp::Ordering::Equal => comparison.different.push(change),
            },
        }
    }
    comparison
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Baseline, FORMAT, compare};

    fn baseline(checks: &[(&str, &str)]) -> Baseline {
        let checks = checks.iter().map(|(check, status)| ((*check).to_owned(), (*status).to_owned())).collect();
        Baseline { format: FORMAT, host: "h".into(), version: "1".into(), started: "2026-01-01T00:00:00Z".into(), checks, excused: BTreeSet::new() }
    }

    #[test]
    fn each_change_has_its_place() {
        let before = baseline(&[("a:0", "pass"), ("b:0", "fail threw"), ("c:0", "fail threw"), ("d:0", "pass"), ("e:0", "not-reached"), ("f:0", "pass"), ("g:0", "pass")]);
        let after = baseline(&[("a:0", "flaky"), ("b:0", "pass"), ("c:0", "fail missing"), ("d:0", "error"), ("e:0", "fail missing"), ("g:0", "pass"), ("h:0", "fail stub")]);
        let comparison = compare(&before, &after);
        let names = |changes: &[super::Change]| changes.iter().map(|change| change.check.clone()).collect::<Vec<_>>().join(" ");
        assert_eq!(names(&comparison.worse), "a:0 e:0");
        assert_eq!(names(&comparison.better), "b:0");
        assert_eq!(names(&comparison.different), "c:0");
        assert_eq!(names(&comparison.undecided), "d:0");
        assert_eq!(names(&comparison.vanished), "f:0");
        assert_eq!(names(&comparison.appeared), "h:0");
        assert_eq!(comparison.same, 1);
    }

    #[test]
    fn what_is_known_to_fail_is_told_from_what_is_new() {
        let before = baseline(&[("a:0", "pass"), ("a:1", "pass"), ("b:0", "fail threw")]);
        let mut after = baseline(&[("a:0", "fail threw"), ("a:1", "fail threw"), ("b:0", "pass")]);
        after.excused.insert("a:1".to_owned());
        let comparison = compare(&before, &after);
        let names = |changes: &[super::Change]| changes.iter().map(|change| change.check.clone()).collect::<Vec<_>>();
        assert_eq!((names(&comparison.worse), names(&comparison.known), names(&comparison.better)), (vec!["a:0".to_owned()], vec!["a:1".to_owned()], vec!["b:0".to_owned()]));
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        let good = serde_json::to_string(&baseline(&[("a:0", "fail no-callback"), ("b:0", "unwitnessed")])).unwrap();
        assert_eq!(Baseline::read("b.json", &good).unwrap().checks.len(), 2);
        for (bad, part) in [("", "EOF"), ("{}", "missing field"), (r#"{"verdict": "pass"}"#, "missing field"), (&good.replace("no-callback", "green"), "unknown result"), (&good.replace("\"format\":1", "\"format\":9"), "format is 9")] {
            let error = Baseline::read("b.json", bad).unwrap_err();
            assert_eq!(error.id, "baseline-unreadable");
            assert!(error.message.contains(part) && error.message.contains("b.json"), "{}", error.message);
        }
    }
}
