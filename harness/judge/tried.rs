//! What is kept of an attempt when it has been judged: enough for every result, however much was observed. Pure.

use std::collections::BTreeSet;

use super::assertion::Finding;
use super::{PAIRS, judge_attempt};
use super::view::{Answer, View};
use crate::case::Origin;
use crate::transcript::{Attempt, Outcome, Purpose};
use crate::trial::Trial;

/// What says whether an attempt counts.
pub trait Weighed {
    fn purpose(&self) -> Purpose;
    fn outcome(&self) -> Outcome;
    /// A callback was awaited in vain.
    fn silent(&self) -> bool;
    /// What went wrong, where something did.
    fn detail(&self) -> Option<&str>;
}

impl Weighed for Attempt {
    fn purpose(&self) -> Purpose {
        self.purpose
    }

    fn outcome(&self) -> Outcome {
        self.outcome
    }

    fn silent(&self) -> bool {
        View::silent(self)
    }

    fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }
}

/// An attempt that has been judged.
#[derive(Clone, Debug)]
pub struct Tried {
    purpose: Purpose,
    outcome: Outcome,
    silent: bool,
    detail: Option<String>,
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
            silent: attempt.silent(),
            detail: attempt.detail.clone(),
            findings: judge_attempt(trial, attempt),
            answered,
            refused,
        }
    }
}

impl Weighed for Tried {
    fn purpose(&self) -> Purpose {
        self.purpose
    }

    fn outcome(&self) -> Outcome {
        self.outcome
    }

    fn silent(&self) -> bool {
        self.silent
    }

    fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }
}
