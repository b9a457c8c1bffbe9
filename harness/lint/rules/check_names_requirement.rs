//! A check that answers no requirement says nothing about conformance.

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "check-names-requirement", about: "Each check names one requirement of the spec.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let requirements = &world.spec.requirements;
    for document in world.cases.cases.values() {
        for (index, check) in document.value.checks.iter().enumerate() {
            let id = &check.requirement;
            if !requirements.contains_key(id) {
                let help = did_you_mean(
                    id,
                    requirements.keys().map(String::as_str),
                    "name one of `minicert list --requirements`, or add it under `requirements:` of its capability",
                );
                let place = document.place(&format!("/checks/{index}/requirement"));
                found.push(Diagnostic::new(RULE.id, place, format!("the spec has no requirement `{id}`"), help));
            }
        }
    }
    // A generator that names a requirement wrongly has no line in a file, so the table of templates stands for it.
    for check in world.trials.iter().flat_map(|trial| trial.checks.iter().map(move |check| (trial, check))) {
        let (trial, check) = check;
        if !requirements.contains_key(&check.requirement) {
            found.push(Diagnostic::new(
                RULE.id,
                world.spec.derived.place(""),
                format!("the trial `{}` names the requirement `{}`, which the spec does not have", trial.id, check.requirement),
                "mend the generator, or add the requirement or its template",
            ));
        }
    }
}
