//! A reader learns from an entry what the fact is.

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};
use crate::spec::stated;

pub const RULE: Rule = Rule { id: "fact-stated", about: "A fact says what is stated, unless the shape of its capability says it.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let document = &world.spec.facts;
    for (subject, entries) in &document.value.facts {
        let stated = world.spec.capability(subject).map(stated).unwrap_or_default();
        for (index, entry) in entries.iter().enumerate() {
            let place = document.place(&format!("/facts/{}/{index}/what", escape(subject)));
            if let Some(en) = &entry.en {
                if en.trim().is_empty() {
                    found.push(Diagnostic::new(RULE.id, place, "the text of this fact is empty", "say what is stated, as one clause"));
                }
                continue;
            }
            for name in entry.names() {
                if stated.iter().any(|fact| fact.of == name && fact.kinds.contains(&entry.what)) {
                    continue;
                }
                let known = stated.iter().filter(|fact| fact.kinds.contains(&entry.what)).map(|fact| fact.of.as_str());
                let help = did_you_mean(name, known, "say under `en` what is stated");
                found.push(Diagnostic::new(RULE.id, place.clone(), format!("the shape of `{subject}` states no {}", entry.shown(name)), help));
            }
        }
    }
}
