//! A case that is gone has nothing to soak.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "soak-known", about: "Each entry of spec/soak.yaml is the id of a case.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let Some(soak) = &world.spec.soak else { return };
    let cases: BTreeSet<&str> = world.all_trials().map(|trial| trial.case.as_str()).collect();
    for id in soak.value.keys().filter(|id| !cases.contains(id.as_str())) {
        let help = did_you_mean(id, cases.iter().copied(), "remove it; `minicert soak RUN` does");
        found.push(Diagnostic::new(RULE.id, soak.place(&format!("/{}", escape(id))), format!("there is no case `{id}`"), help));
    }
}
