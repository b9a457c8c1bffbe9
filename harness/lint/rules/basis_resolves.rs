//! Nothing is demanded of a host without a citation, and our own host is never one.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule {
    id: "basis-resolves",
    about: "Each shape and requirement has a basis, each entry of a basis is in spec/sources.yaml; what the reference host does is no basis.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let sources = &world.spec.sources;
    for document in world.spec.capabilities.values() {
        citations(world, "capability", &document.value.basis, true, document.place("/basis"), found);
        for (slug, entry) in &document.value.requirements {
            let place = document.place(&format!("/requirements/{}/basis", escape(slug)));
            citations(world, "requirement", &entry.basis, true, place, found);
        }
    }
    let derived = &world.spec.derived;
    for (kind, template) in &derived.value {
        // The capability's own basis stands behind a derived requirement, so a template may have none.
        citations(world, "template", &template.basis, false, derived.place(&format!("/{}/basis", kind.name())), found);
    }
    for (id, profile) in &world.spec.profiles.value.profiles {
        let place = world.spec.profiles.place(&format!("/profiles/{}/basis", escape(id)));
        citations(world, "profile", &profile.basis, false, place, found);
    }
    for (id, source) in &sources.value {
        let place = sources.place(&format!("/{}", escape(id)));
        if source.page.trim().is_empty() || source.en.trim().is_empty() {
            found.push(Diagnostic::new(RULE.id, place.clone(), format!("the source `{id}` does not say where it is or what it states"), "fill in `page` and `en`"));
        }
        let text = format!("{id} {} {}", source.page, source.en).to_lowercase();
        if text.contains("reference host") || text.contains("reference-host") || text.contains("harness/reference") {
            found.push(Diagnostic::new(
                RULE.id,
                place,
                format!("the source `{id}` rests on the reference host"),
                "cite what was published, or a decision of the union with its reason; the reference host is no oracle",
            ));
        }
    }
}

fn citations(world: &World, what: &str, basis: &[String], needed: bool, place: Place, found: &mut Vec<Diagnostic>) {
    let sources = &world.spec.sources.value;
    if basis.is_empty() && needed {
        found.push(Diagnostic::new(RULE.id, place.clone(), format!("this {what} has no basis"), "name at least one entry of spec/sources.yaml"));
    }
    let mut seen = BTreeSet::new();
    for id in basis {
        if !seen.insert(id) {
            found.push(Diagnostic::new(RULE.id, place.clone(), format!("`{id}` is cited twice"), "keep one"));
        } else if !sources.contains_key(id) {
            let help = did_you_mean(id, sources.keys().map(String::as_str), "add it to spec/sources.yaml, with what it states in our own words");
            found.push(Diagnostic::new(RULE.id, place.clone(), format!("spec/sources.yaml has no `{id}`"), help));
        }
    }
}
