//! Every name in a case is bound: functions of the spec, calls made before, forms that exist.

use crate::diagnostic::Diagnostic;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "case-compiles", about: "Each case can be turned into trials.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for (id, document) in &world.cases.cases {
        for (pointer, message, help) in world.compiled.get(id).iter().flat_map(|compiled| &compiled.problems) {
            // A requirement that does not exist is the matter of `check-names-requirement`.
            if pointer.starts_with("/checks/") && pointer.ends_with("/requirement") {
                continue;
            }
            found.push(Diagnostic::new(RULE.id, document.place(pointer), message, help));
        }
    }
}
