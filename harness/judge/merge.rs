//! Many attempts → one result. Which attempts count, and what it means when they disagree. Pure.

use super::assertion::Finding;
use super::tried::{Tried, Weighed};
use super::witnessed;
use crate::case::Assertion;
use crate::certificate::{CheckResult, Status};
use crate::transcript::{Attempt, Outcome, Purpose};
use crate::trial::Trial;

/// The attempts of a trial that count, or why none does.
#[derive(Debug)]
pub struct Counted<'a, T> {
    pub attempts: Vec<&'a T>,
    /// Said where no attempt counts.
    pub why: String,
}

/// Sorts out the attempts: collateral and our own errors do not count, silence counts only once it was confirmed, and a
/// lost contact counts only when it was lost twice.
pub fn counted<'a, T: Weighed>(attempts: &[&'a T]) -> Counted<'a, T> {
    let confirmed = attempts.iter().any(|attempt| attempt.purpose() == Purpose::ConfirmSilence && attempt.outcome() == Outcome::Closed);
    let closed: Vec<&T> = attempts.iter().copied().filter(|attempt| attempt.outcome() == Outcome::Closed).collect();
    let lost: Vec<&T> = attempts.iter().copied().filter(|attempt| attempt.outcome() == Outcome::Lost).collect();
    let heard: Vec<&T> = closed
        .iter()
        .copied()
        .filter(|attempt| attempt.purpose() == Purpose::ConfirmSilence || !attempt.silent() || (confirmed && attempt.purpose() == Purpose::Repeat))
        .collect();
    if !heard.is_empty() {
        return Counted { attempts: heard, why: String::new() };
    }
    if lost.len() >= 2 {
        return Counted { attempts: lost, why: String::new() };
    }
    let why = if !closed.is_empty() {
        "no callback came, and the run ended before that was confirmed alone with a longer budget".to_owned()
    } else if let Some(attempt) = attempts.last() {
        attempt.detail().unwrap_or("every attempt was lost together with others").to_owned()
    } else {
        "the run ended before the trial was attempted".to_owned()
    };
    Counted { attempts: Vec::new(), why }
}

/// The last attempt heard nothing, and nobody has confirmed that alone with a longer budget yet.
pub fn needs_confirmation(attempt: &Attempt) -> bool {
    attempt.outcome == Outcome::Closed && attempt.purpose != Purpose::ConfirmSilence && attempt.silent()
}

/// The results of a trial's checks.
pub fn results(trial: &Trial, tried: &[&Tried]) -> Vec<CheckResult> {
    let counted = counted(tried);
    (0..trial.checks.len())
        .map(|index| {
            let each: Vec<&Finding> = counted.attempts.iter().filter_map(|tried| tried.findings.get(index)).collect();
            result(trial, index, &each, &counted.why)
        })
        .collect()
}

fn result(trial: &Trial, index: usize, findings: &[&Finding], why: &str) -> CheckResult {
    let check = &trial.checks[index];
    let (status, chosen) = status(trial, &check.expect, findings);
    let (class, seen, stopped_by) = match chosen {
        Some(Finding::Fail { class, seen }) => (Some(*class), Some(seen.clone()), None),
        Some(Finding::NotReached { by, seen }) => (None, Some(seen.clone()), by.clone()),
        Some(Finding::Error(text)) => (None, Some(text.clone()), None),
        Some(Finding::Pass) => (None, (status == Status::Unwitnessed).then(|| "success was called, and no check saw an effect of it".to_owned()), None),
        None => (None, Some(why.to_owned()), None),
    };
    CheckResult {
        trial: trial.id.clone(),
        check: index as u32,
        requirement: check.requirement.clone(),
        level: check.level,
        capability: check.capability.clone(),
        argument: check.argument.clone(),
        condition: check.condition.clone(),
        origin: trial.origin.clone(),
        status,
        class,
        expected: check.expected.clone(),
        seen,
        stopped_by,
        attempts: findings.len() as u32,
        failures: findings.iter().filter(|finding| matches!(finding, Finding::Fail { .. })).count() as u32,
    }
}

fn status<'a>(trial: &Trial, expect: &Assertion, findings: &[&'a Finding]) -> (Status, Option<&'a Finding>) {
    let find = |wanted: fn(&Finding) -> bool| findings.iter().copied().find(|finding| wanted(finding));
    let fail = find(|finding| matches!(finding, Finding::Fail { .. }));
    let stopped = find(|finding| matches!(finding, Finding::NotReached { .. }));
    let error = find(|finding| matches!(finding, Finding::Error(_)));
    let pass = find(|finding| *finding == Finding::Pass);
    match (fail, error, stopped, pass) {
        (Some(fail), None, None, None) => (Status::Fail, Some(fail)),
        (Some(fail), ..) => (Status::Flaky, Some(fail)),
        (None, Some(error), ..) => (Status::Error, Some(error)),
        (None, None, Some(stopped), None) => (Status::NotReached, Some(stopped)),
        (None, None, Some(stopped), Some(_)) => (Status::Flaky, Some(stopped)),
        (None, None, None, Some(pass)) if matches!(expect, Assertion::Succeeded { .. }) && !witnessed(trial) => (Status::Unwitnessed, Some(pass)),
        (None, None, None, Some(pass)) => (Status::Pass, Some(pass)),
        (None, None, None, None) => (Status::Error, None),
    }
}
