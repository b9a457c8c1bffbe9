//! A sibling API is described by capabilities of this spec.

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule {
    id: "dialect-capabilities-known",
    about: "Each capability that a dialect lacks or renames exists, and is not both; a dialect has a root.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let dialects = &world.spec.dialects;
    for (name, dialect) in &dialects.value {
        let pointer = format!("/{}", escape(name));
        if dialect.root.is_empty() {
            found.push(Diagnostic::new(RULE.id, dialects.place(&format!("{pointer}/root")), format!("the dialect `{name}` has no root"), "name the global that carries the API"));
        }
        for id in &dialect.absent {
            let place = dialects.place(&format!("{pointer}/absent"));
            known(world, id, &place, found);
            if dialect.renames.contains_key(id) {
                found.push(Diagnostic::new(RULE.id, place, format!("`{id}` is both absent and renamed in `{name}`"), "keep one"));
            }
        }
        for id in dialect.renames.keys() {
            known(world, id, &dialects.place(&format!("{pointer}/renames/{}", escape(id))), found);
        }
    }
}

fn known(world: &World, id: &str, place: &Place, found: &mut Vec<Diagnostic>) {
    let capabilities = &world.spec.capabilities;
    if !capabilities.contains_key(id) {
        let help = did_you_mean(id, capabilities.keys().map(String::as_str), "remove it: a dialect says nothing of what the spec does not have");
        found.push(Diagnostic::new(RULE.id, place.clone(), format!("the spec has no capability `{id}`"), help));
    }
}
