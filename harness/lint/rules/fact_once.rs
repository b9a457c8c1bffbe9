//! A fact is counted once.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "fact-once", about: "Each fact has one entry: its subject, `what` and name together are its id.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let document = &world.spec.facts;
    for (subject, entries) in &document.value.facts {
        let mut seen = BTreeSet::new();
        for (index, entry) in entries.iter().enumerate() {
            for name in entry.names() {
                if seen.insert((entry.what, name)) {
                    continue;
                }
                found.push(Diagnostic::new(
                    RULE.id,
                    document.place(&format!("/facts/{}/{index}/what", escape(subject))),
                    format!("a second {} under `{subject}`", entry.shown(name)),
                    "put both into one entry, or give this one another name",
                ));
            }
        }
    }
}
