//! The same case twice costs a run twice and proves nothing more.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "duplicate-case", about: "No two cases have the same steps and checks.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for document in world.cases.cases.values() {
        let case = &document.value;
        // What a check says of its condition is for people; two cases that differ only in it are the same.
        let checks: Vec<_> = case.checks.iter().map(|check| (&check.requirement, &check.form, &check.expect)).collect();
        let Ok(key) = serde_json::to_string(&(&case.forms, &case.world, &case.needs, &case.steps, &checks)) else { continue };
        match seen.get(key.as_str()) {
            Some(first) => found.push(Diagnostic::new(
                RULE.id,
                Place { path: document.path.clone(), line: 1, column: 1 },
                format!("this case has the same steps and checks as {first}"),
                "delete one of the two, or let it try something else",
            )),
            None => {
                seen.insert(key, &document.path);
            }
        }
    }
}
