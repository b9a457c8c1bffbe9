//! One id, one thing: a requirement that hides a derived one, or two capabilities of one function, would be judged as one.
//!
//! Two faults of one id are refused where faults are read, under the id of this rule.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};
use crate::spec::{Kind, requirements};

pub const RULE: Rule = Rule {
    id: "id-unique",
    about: "No requirement takes the id of a derived one, no two capabilities are the same function, and no two faults have one id.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let mut functions: BTreeMap<String, &str> = BTreeMap::new();
    for (id, document) in &world.spec.capabilities {
        let capability = &document.value;
        for derived in requirements(id, capability, &world.spec.derived.value) {
            let Some(slug) = derived.id.strip_prefix(&format!("{id}/")) else { continue };
            if capability.requirements.contains_key(slug) {
                found.push(Diagnostic::new(
                    RULE.id,
                    document.place(&format!("/requirements/{}", escape(slug))),
                    format!("`{}` is the id of a requirement derived from the shape", derived.id),
                    "give the written requirement another slug, or leave it out where it says the same",
                ));
            }
        }
        // The parts of the framework are not functions; their names mean nothing to a host.
        if capability.kind == Kind::Framework {
            continue;
        }
        let path = capability.api_path(id);
        match functions.get(&path) {
            Some(first) => found.push(Diagnostic::new(
                RULE.id,
                document.place("/api"),
                format!("the function `{path}` is already the capability `{first}`"),
                "merge the two files, or give the right dotted path in `api`",
            )),
            None => {
                functions.insert(path, id);
            }
        }
    }
}
