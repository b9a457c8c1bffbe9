//! The same steps twice cost a run twice and show nothing more: one case has all the checks of what they do.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "duplicate-case", about: "No two cases have the same steps.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for document in world.cases.cases.values() {
        let case = &document.value;
        let Ok(key) = serde_json::to_string(&(&case.forms, &case.world, &case.needs, &case.steps)) else { continue };
        match seen.get(key.as_str()) {
            Some(first) => found.push(Diagnostic::new(
                RULE.id,
                Place { path: document.path.clone(), line: 1, column: 1 },
                format!("this case has the same steps as {first}"),
                "move its checks there, or let it try something else",
            )),
            None => {
                seen.insert(key, &document.path);
            }
        }
    }
}
