//! Transcript → results. Pure: no IO, no clock, no randomness. It knows the transcript and nothing else, so the same
//! transcript gives the same results on any machine, years later.

mod arrival;
mod assertion;
pub mod compare;
mod merge;
mod repeats;
pub mod view;

pub use assertion::{Finding, set_up};
pub use merge::{Counted, counted, needs_confirmation};
pub use repeats::repeats;

use std::collections::{BTreeSet, HashMap};

use crate::case::{Assertion, Origin};
use crate::certificate::{CheckResult, Class, Status};
use crate::transcript::{Attempt, CONTEXT_LOST, Line, Outcome};
use crate::trial::Trial;
use view::{Answer, View};

/// The rule by which calls with every two values are derived.
const PAIRS: &str = "pairs";

/// The results of every planned check, in the order of the plan.
pub fn judge(lines: &[Line]) -> Vec<CheckResult> {
    let mut attempts: HashMap<&str, Vec<&Attempt>> = HashMap::new();
    for line in lines {
        if let Line::Attempt(attempt) = line {
            attempts.entry(&attempt.trial).or_default().push(attempt);
        }
    }
    let trials: Vec<&Trial> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Trial(trial) => Some(&**trial),
            _ => None,
        })
        .collect();
    let of = |trial: &Trial| attempts.get(trial.id.as_str()).map_or(&[] as &[_], Vec::as_slice);
    let refusers = refusers(&trials, of);
    let mut results: Vec<CheckResult> = trials
        .iter()
        .flat_map(|trial| {
            let mut results = judge_trial(trial, of(trial));
            results.iter_mut().filter(|result| is_argument_check(trial, result) && refusers.contains(&result.capability)).for_each(|result| {
                result.status = Status::Unwitnessed;
                result.seen = Some("every call of the function is refused, also with valid arguments".into());
            });
            results
        })
        .collect();
    witness_pairs(&mut results);
    results
}

/// Success with other values of the arguments passes where another check of the requirement saw the effect of a success.
fn witness_pairs(results: &mut [CheckResult]) {
    let passed: BTreeSet<String> = results.iter().filter(|result| result.status == Status::Pass).map(|result| result.requirement.clone()).collect();
    let pairs = |result: &&mut CheckResult| matches!(&result.origin, Origin::Derived { rule } if rule == PAIRS);
    for result in results.iter_mut().filter(pairs).filter(|result| result.status == Status::Unwitnessed && passed.contains(&result.requirement)) {
        result.status = Status::Pass;
        result.seen = None;
    }
}

/// The capabilities that refuse whatever they are asked, valid arguments too: that they refuse a wrong argument says nothing.
fn refusers<'a>(trials: &[&Trial], of: impl Fn(&Trial) -> &'a [&'a Attempt]) -> BTreeSet<String> {
    let mut refused = BTreeSet::new();
    let mut answered = BTreeSet::new();
    for trial in trials {
        let valid = matches!(&trial.origin, Origin::Derived { rule } if rule == "protocol" || rule == PAIRS);
        for attempt in of(trial) {
            let view = View::new(attempt);
            for (name, meta) in &trial.calls {
                let Some(capability) = &meta.capability else { continue };
                match view.answer(name, meta) {
                    Answer::Success(_) => answered.insert(capability.clone()),
                    Answer::Refused(_) if valid => refused.insert(capability.clone()),
                    _ => false,
                };
            }
        }
    }
    refused.difference(&answered).cloned().collect()
}

/// A passing check that a wrong or missing argument is refused.
fn is_argument_check(trial: &Trial, result: &CheckResult) -> bool {
    let refusal = trial.checks.get(result.check as usize).is_some_and(|check| matches!(check.expect, Assertion::Refused { .. }));
    refusal && result.status == Status::Pass && result.argument.is_some() && matches!(trial.origin, Origin::Derived { .. })
}

/// The results of one trial from all its attempts.
pub fn judge_trial(trial: &Trial, attempts: &[&Attempt]) -> Vec<CheckResult> {
    let counted = counted(attempts);
    let findings: Vec<Vec<Finding>> = counted.attempts.iter().map(|attempt| judge_attempt(trial, attempt)).collect();
    (0..trial.checks.len())
        .map(|index| {
            let each: Vec<&Finding> = findings.iter().filter_map(|attempt| attempt.get(index)).collect();
            merge::result(trial, index, &each, &counted)
        })
        .collect()
}

/// What each check of a trial comes to in one attempt.
pub fn judge_attempt(trial: &Trial, attempt: &Attempt) -> Vec<Finding> {
    if attempt.outcome == Outcome::Lost {
        return lost(trial, attempt);
    }
    let view = View::new(attempt);
    trial
        .checks
        .iter()
        .map(|check| {
            set_up(&check.expect, trial, &view).unwrap_or_else(|| assertion::evaluate(&check.expect, &check.requirement, trial, &view))
        })
        .collect()
}

/// Contact was lost while nothing else ran: the first check fails, the others were not reached because of it.
fn lost(trial: &Trial, attempt: &Attempt) -> Vec<Finding> {
    let detail = attempt.detail.clone().unwrap_or_default();
    let class = if detail.starts_with(CONTEXT_LOST) { Class::ContextLost } else { Class::Hang };
    let first = trial.checks.first().map(|check| check.requirement.clone());
    (0..trial.checks.len())
        .map(|index| match index {
            0 => Finding::fail(class, detail.clone()),
            _ => Finding::NotReached { by: first.clone(), seen: detail.clone() },
        })
        .collect()
}

/// Whether a check of the trial saw an effect: more than that a call answered success.
pub fn witnessed(trial: &Trial) -> bool {
    trial.checks.iter().any(|check| sees_effect(&check.expect))
}

/// More than that a call answered success.
pub fn sees_effect(assertion: &Assertion) -> bool {
    match assertion {
        Assertion::Answered { .. }
        | Assertion::Gives { .. }
        | Assertion::Observed { .. }
        | Assertion::Heard { .. }
        | Assertion::Arrived { .. }
        | Assertion::Same { .. }
        | Assertion::NotAbove { .. }
        | Assertion::NotBefore { .. }
        | Assertion::Follows { .. }
        | Assertion::Returned { .. } => true,
        Assertion::Either(any) => any.iter().any(sees_effect),
        _ => false,
    }
}

/// The capabilities whose calls answered success, with whether a passing check of the trial saw an effect.
pub fn answered_success(trial: &Trial, attempts: &[&Attempt]) -> Vec<String> {
    let mut all = Vec::new();
    for attempt in attempts {
        let view = View::new(attempt);
        for (name, meta) in &trial.calls {
            if let (Some(capability), Answer::Success(_)) = (&meta.capability, view.answer(name, meta)) {
                all.push(capability.clone());
            }
        }
    }
    all.sort();
    all.dedup();
    all
}

/// A result from best to worst; see [`Status`].
pub fn worst(results: impl IntoIterator<Item = Status>) -> Option<Status> {
    results.into_iter().max()
}
