//! Transcript → results. Pure: no IO, no clock, no randomness. It knows the transcript and nothing else, so the same
//! transcript gives the same results on any machine, years later.

mod arrival;
mod assertion;
pub mod compare;
mod merge;
mod repeats;
mod tried;
pub mod view;

pub use assertion::{Finding, set_up};
pub use merge::{Counted, counted, needs_confirmation};
pub use repeats::repeats;
pub use tried::Tried;

use std::collections::{BTreeSet, HashMap};

use crate::case::{Assertion, Origin};
use crate::certificate::{CheckResult, Class, Status};
use crate::spec::Level;
use crate::transcript::{Attempt, CONTEXT_LOST, Line, Outcome};
use crate::trial::{PlannedCheck, Trial};
use view::View;

/// The rule by which calls with every two values are derived.
pub const PAIRS: &str = "pairs";

/// The results of every planned check, in the order of the plan.
pub fn judge(lines: &[Line]) -> Vec<CheckResult> {
    let mut judging = Judging::default();
    lines.iter().for_each(|line| judging.add(line));
    judging.results()
}

/// A transcript that is judged line by line. What was observed is not kept.
#[derive(Debug, Default)]
pub struct Judging {
    /// In the order of the plan.
    trials: Vec<Trial>,
    places: HashMap<String, usize>,
    /// Beside the trials.
    tried: Vec<Vec<Tried>>,
}

impl Judging {
    pub fn add(&mut self, line: &Line) {
        match line {
            Line::Trial(trial) => {
                self.places.insert(trial.id.clone(), self.trials.len());
                self.trials.push((**trial).clone());
                self.tried.push(Vec::new());
            }
            Line::Attempt(attempt) => {
                if let Some(&place) = self.places.get(&attempt.trial) {
                    self.tried[place].push(Tried::new(&self.trials[place], attempt));
                }
            }
            _ => {}
        }
    }

    /// Each trial with its attempts, in the order of the plan.
    pub fn each(&self) -> impl Iterator<Item = (&Trial, &[Tried])> {
        self.trials.iter().zip(self.tried.iter().map(Vec::as_slice))
    }

    pub fn results(&self) -> Vec<CheckResult> {
        let refusers = self.refusers();
        let mut results: Vec<CheckResult> = self
            .each()
            .flat_map(|(trial, tried)| {
                let mut results = merge::results(trial, tried);
                results.iter_mut().filter(|result| is_argument_check(trial, result) && refusers.contains(result.capability.as_str())).for_each(|result| {
                    result.status = Status::Unwitnessed;
                    result.seen = Some("every call of the function is refused, also with valid arguments".into());
                });
                results
            })
            .collect();
        witness_pairs(&mut results);
        results
    }

    /// The capabilities that refuse whatever they are asked, valid arguments too: that they refuse a wrong argument says nothing.
    fn refusers(&self) -> BTreeSet<&str> {
        let all = || self.tried.iter().flatten();
        let refused: BTreeSet<&str> = all().flat_map(|tried| &tried.refused).map(String::as_str).collect();
        let answered: BTreeSet<&str> = all().flat_map(|tried| &tried.answered).map(String::as_str).collect();
        refused.difference(&answered).copied().collect()
    }
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

/// A passing check that a wrong or missing argument is refused.
fn is_argument_check(trial: &Trial, result: &CheckResult) -> bool {
    let refusal = trial.checks.get(result.check as usize).is_some_and(|check| matches!(check.expect, Assertion::Refused { .. }));
    refusal && result.status == Status::Pass && result.argument.is_some() && matches!(trial.origin, Origin::Derived { .. })
}

/// The results of one trial from all its attempts.
pub fn judge_trial(trial: &Trial, attempts: &[&Attempt]) -> Vec<CheckResult> {
    let tried: Vec<Tried> = attempts.iter().map(|attempt| Tried::new(trial, attempt)).collect();
    merge::results(trial, &tried)
}

/// What each check of a trial comes to in one attempt.
pub fn judge_attempt(trial: &Trial, attempt: &Attempt) -> Vec<Finding> {
    if attempt.outcome == Outcome::Lost {
        return lost(trial, attempt);
    }
    let view = View::new(attempt);
    let mut findings: Vec<Finding> = trial
        .checks
        .iter()
        .map(|check| {
            set_up(&check.expect, trial, &view).unwrap_or_else(|| assertion::evaluate(&check.expect, &check.requirement, trial, &view))
        })
        .collect();
    if trial.cumulative {
        stop(trial, &mut findings);
    }
    findings
}

/// What fails after the first MUST that failed may be a consequence of it, so nobody is blamed for it. What passes still does.
fn stop(trial: &Trial, findings: &mut [Finding]) {
    let failed = |(check, finding): &(&PlannedCheck, &Finding)| check.level == Level::Must && matches!(finding, Finding::Fail { .. });
    let Some(first) = trial.checks.iter().zip(&*findings).position(|pair| failed(&pair)) else { return };
    let by = &trial.checks[first].requirement;
    for finding in &mut findings[first + 1..] {
        if let Finding::Fail { seen, .. } = finding {
            *finding = Finding::NotReached { by: Some(by.clone()), seen: format!("{seen}, after check {first} had failed") };
        }
    }
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
        | Assertion::Differ { .. }
        | Assertion::NotBefore { .. }
        | Assertion::Follows { .. }
        | Assertion::Returned { .. } => true,
        Assertion::Either(any) => any.iter().any(sees_effect),
        Assertion::Given { then, .. } => sees_effect(then),
        _ => false,
    }
}

/// A result from best to worst; see [`Status`].
pub fn worst(results: impl IntoIterator<Item = Status>) -> Option<Status> {
    results.into_iter().max()
}
