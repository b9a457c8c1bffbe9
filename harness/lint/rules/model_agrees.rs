//! A recorded case asks of a host what the model allows: a host made of the model alone passes it.

use crate::case::Assertion;
use crate::diagnostic::Diagnostic;
use crate::judge::{Finding, judge_attempt};
use crate::lint::{Rule, World};
use crate::model::play;

pub const RULE: Rule = Rule { id: "model-agrees", about: "A case of storage calls expects what the storage model answers.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for (id, document) in &world.cases.cases {
        let Some(compiled) = world.compiled.get(id) else { continue };
        for trial in &compiled.trials {
            let Some(attempt) = play::play(trial) else { continue };
            for (index, finding) in judge_attempt(trial, &attempt).into_iter().enumerate() {
                // What a model check decides is the model's own word.
                if trial.checks.get(index).is_none_or(|check| matches!(check.expect, Assertion::Follows { .. })) {
                    continue;
                }
                let seen = match finding {
                    Finding::Pass => continue,
                    Finding::Fail { seen, .. } | Finding::NotReached { seen, .. } | Finding::TooLate(seen) | Finding::Error(seen) => seen,
                };
                // The checks of one form may be fewer than those of the case.
                let place = trial.checks.get(index).and_then(|check| document.value.checks.iter().position(|written| written.requirement == check.requirement));
                let pointer = place.map_or_else(String::new, |place| format!("/checks/{place}/expect"));
                let message = format!("the storage model does not answer what {} expects: {seen}", trial.id);
                found.push(Diagnostic::new(RULE.id, document.place(&pointer), message, "go back to the sources: either the case or the model is wrong"));
            }
        }
    }
}
