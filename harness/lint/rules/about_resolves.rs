//! What a requirement or an ambiguity is about exists.

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "about-resolves", about: "Each entry of `about` is a capability.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for document in world.spec.capabilities.values() {
        for (slug, entry) in &document.value.requirements {
            resolve(world, &entry.about, document.place(&format!("/requirements/{}/about", escape(slug))), found);
        }
    }
    let ambiguities = &world.spec.ambiguities;
    for (id, ambiguity) in &ambiguities.value {
        resolve(world, &ambiguity.about, ambiguities.place(&format!("/{}/about", escape(id))), found);
    }
}

fn resolve(world: &World, about: &[String], place: Place, found: &mut Vec<Diagnostic>) {
    let capabilities = &world.spec.capabilities;
    for id in about.iter().filter(|id| !capabilities.contains_key(*id)) {
        let help = did_you_mean(id, capabilities.keys().map(String::as_str), "write <area>/<name>, as the file is named below spec/");
        found.push(Diagnostic::new(RULE.id, place.clone(), format!("the spec has no capability `{id}`"), help));
    }
}
