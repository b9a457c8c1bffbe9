//! A feature that no table knows could be claimed by nobody.

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "feature-known", about: "The feature of a capability or requirement is in spec/profiles.yaml.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for document in world.spec.capabilities.values() {
        known(world, &document.value.feature, document.place("/feature"), found);
        for (slug, entry) in &document.value.requirements {
            if let Some(feature) = &entry.feature {
                known(world, feature, document.place(&format!("/requirements/{}/feature", escape(slug))), found);
            }
        }
    }
}

fn known(world: &World, feature: &str, place: Place, found: &mut Vec<Diagnostic>) {
    let features = &world.spec.profiles.value.features;
    if !features.contains_key(feature) {
        let help = did_you_mean(feature, features.keys().map(String::as_str), "add it under `features:` of spec/profiles.yaml");
        found.push(Diagnostic::new(RULE.id, place, format!("spec/profiles.yaml has no feature `{feature}`"), help));
    }
}
