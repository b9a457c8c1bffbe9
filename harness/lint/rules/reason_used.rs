//! A reason that excuses nothing is gone from the list.

use crate::diagnostic::Diagnostic;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "reason-used", about: "Each reason of spec/facts.yaml is given by a fact, and is not the id of an ambiguity.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let document = &world.spec.facts;
    for reason in document.value.reasons.keys() {
        let place = document.place(&format!("/reasons/{}", escape(reason)));
        let given = document.value.facts.values().flatten().any(|fact| fact.why.as_ref() == Some(reason));
        if !given {
            found.push(Diagnostic::new(RULE.id, place.clone(), format!("no fact gives the reason `{reason}`"), "remove it"));
        }
        if world.spec.ambiguities.value.contains_key(reason) {
            found.push(Diagnostic::new(RULE.id, place, format!("`{reason}` is an ambiguity too"), "keep the ambiguity; facts may name it under `why`"));
        }
    }
}
