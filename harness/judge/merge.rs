//! Many attempts → one result. Which attempts count, and what it means when they disagree. Pure.

use super::assertion::Finding;
use super::tried::Tried;
use super::view::View;
use super::witnessed;
use crate::case::Assertion;
use crate::certificate::{CheckResult, Status};
use crate::transcript::{Attempt, Outcome, Purpose};
use crate::trial::Trial;

/// The attempts of a trial that count, or why none does.
#[derive(Debug)]
pub struct Counted {
    /// By their places among all.
    pub places: Vec<usize>,
    /// Said where no attempt counts.
    pub why: String,
}

/// Sorts out the attempts: collateral and our own errors do not count, silence counts only once it was confirmed, and a
/// lost contact counts only when it was lost twice.
pub fn counted(tried: &[Tried]) -> Counted {
    let places = |counts: &dyn Fn(&Tried) -> bool| -> Vec<usize> { (0..tried.len()).filter(|place| counts(&tried[*place])).collect() };
    let closed = |one: &Tried| one.outcome == Outcome::Closed;
    let confirmed = tried.iter().any(|one| one.purpose == Purpose::ConfirmSilence && closed(one));
    let heard = places(&|one| closed(one) && (one.purpose == Purpose::ConfirmSilence || !one.silent || (confirmed && one.purpose == Purpose::Repeat)));
    if !heard.is_empty() {
        return Counted { places: heard, why: String::new() };
    }
    let lost = places(&|one| one.outcome == Outcome::Lost);
    if lost.len() >= 2 {
        return Counted { places: lost, why: String::new() };
    }
    let why = if tried.iter().any(closed) {
        "no callback came, and the run ended before that was confirmed alone with a longer budget"
    } else if let Some(last) = tried.last() {
        last.detail.as_deref().unwrap_or("every attempt was lost together with others")
    } else {
        "the run ended before the trial was attempted"
    };
    Counted { places: Vec::new(), why: why.to_owned() }
}

/// The last attempt heard nothing, and nobody has confirmed that alone with a longer budget yet.
pub fn needs_confirmation(attempt: &Attempt) -> bool {
    attempt.outcome == Outcome::Closed && attempt.purpose != Purpose::ConfirmSilence && View::silent(attempt)
}

/// The results of a trial's checks.
pub fn results(trial: &Trial, tried: &[Tried]) -> Vec<CheckResult> {
    let counted = counted(tried);
    (0..trial.checks.len())
        .map(|index| {
            let each: Vec<&Finding> = counted.places.iter().filter_map(|place| tried[*place].findings.get(index)).collect();
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
        Some(Finding::TooLate(text) | Finding::Error(text)) => (None, Some(text.clone()), None),
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
        // The judge knows what was seen; what is known or waived of it is for the certificate.
        known: false,
        waived: None,
    }
}

fn status<'a>(trial: &Trial, expect: &Assertion, findings: &[&'a Finding]) -> (Status, Option<&'a Finding>) {
    let find = |wanted: fn(&Finding) -> bool| findings.iter().copied().find(|finding| wanted(finding));
    let fail = find(|finding| matches!(finding, Finding::Fail { .. }));
    let stopped = find(|finding| matches!(finding, Finding::NotReached { .. }));
    let error = find(|finding| matches!(finding, Finding::Error(_)));
    let pass = find(|finding| *finding == Finding::Pass);
    let late = find(|finding| matches!(finding, Finding::TooLate(_)));
    match (fail, error, stopped, pass) {
        (Some(fail), None, None, None) => (Status::Fail, Some(fail)),
        (Some(fail), ..) => (Status::Flaky, Some(fail)),
        (None, Some(error), ..) => (Status::Error, Some(error)),
        (None, None, Some(stopped), None) => (Status::NotReached, Some(stopped)),
        (None, None, Some(stopped), Some(_)) => (Status::Flaky, Some(stopped)),
        (None, None, None, Some(pass)) if matches!(expect, Assertion::Succeeded { .. }) && !witnessed(trial) => (Status::Unwitnessed, Some(pass)),
        (None, None, None, Some(pass)) => (Status::Pass, Some(pass)),
        // Counted only where no attempt looked in time.
        (None, None, None, None) => late.map_or((Status::Error, None), |late| (Status::NotReached, Some(late))),
    }
}
