//! A profile is a set of features that exist.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "profile-features-known", about: "Each feature of a profile is listed under `features`, and once.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let profiles = &world.spec.profiles;
    let features = &profiles.value.features;
    for (id, profile) in &profiles.value.profiles {
        let place = profiles.place(&format!("/profiles/{}/features", escape(id)));
        let mut seen = BTreeSet::new();
        for feature in &profile.features {
            if !seen.insert(feature) {
                found.push(Diagnostic::new(RULE.id, place.clone(), format!("the profile `{id}` has the feature `{feature}` twice"), "keep one"));
            } else if !features.contains_key(feature) {
                let help = did_you_mean(feature, features.keys().map(String::as_str), "add it under `features:` of the same file");
                found.push(Diagnostic::new(RULE.id, place.clone(), format!("the profile `{id}` has a feature `{feature}` that is not listed"), help));
            }
        }
        if profile.features.is_empty() {
            found.push(Diagnostic::new(RULE.id, place, format!("the profile `{id}` has no feature"), "name at least one; a certificate of nothing would mislead"));
        }
    }
}
