//! When a set-up call fails, the requirement to blame exists.

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "works-resolves", about: "`works` is the slug of a requirement of the same file, or a whole requirement id.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let requirements = &world.spec.requirements;
    for (id, document) in &world.spec.capabilities {
        let Some(blamed) = world.spec.blame(id) else { continue };
        if !requirements.contains_key(&blamed) {
            let help = did_you_mean(&blamed, requirements.keys().map(String::as_str), "add it under `requirements:`: what a right call of this capability answers");
            found.push(Diagnostic::new(RULE.id, document.place("/works"), format!("the spec has no requirement `{blamed}`"), help));
        }
    }
}
