//! What is kept of an attempt when it has been judged: enough for every result, however much was observed. Pure.

use std::collections::BTreeSet;

use super::assertion::Finding;
use super::view::{Answer, View};
use super::{PAIRS, judge_attempt};
use crate::case::Origin;
use crate::transcript::{Attempt, Outcome, Purpose};
use crate::trial::Trial;

/// An attempt that has been judged.
#[derive(Clone, Debug)]
pub struct Tried {
    pub purpose: Purpose,
    pub outcome: Outcome,
    /// A callback was awaited in vain.
    pub silent: bool,
    /// What went wrong, where something did.
    pub detail: Option<String>,
    /// One for each check of the trial.
    pub findings: Vec<Finding>,
    /// The capabilities of which a call answered success.
    pub answered: BTreeSet<String>,
    /// Those that refused a call with valid arguments.
    pub refused: BTreeSet<String>,
}

impl Tried {
    pub fn new(trial: &Trial, attempt: &Attempt) -> Self {
        let valid = matches!(&trial.origin, Origin::Derived { rule } if rule == "protocol" || rule == PAIRS);
        let view = View::new(attempt);
        let (mut answered, mut refused) = (BTreeSet::new(), BTreeSet::new());
        for (name, meta) in &trial.calls {
            let Some(capability) = &meta.capability else { continue };
            match view.answer(name, meta) {
                Answer::Success(_) => answered.insert(capability.clone()),
                Answer::Refused(_) if valid => refused.insert(capability.clone()),
                _ => false,
            };
        }
        Self {
            purpose: attempt.purpose,
            outcome: attempt.outcome,
            silent: View::silent(attempt),
            detail: attempt.detail.clone(),
            findings: judge_attempt(trial, attempt),
            answered,
            refused,
        }
    }
}
