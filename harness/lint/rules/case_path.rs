//! A newcomer who knows the function finds its cases.

use crate::case::Cases;
use crate::diagnostic::{Diagnostic, Place};
use crate::lint::near::did_you_mean;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "case-path", about: "A case is at cases/<area>/<subject>/<name>.yaml, where <area>/<subject> is a capability.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let capabilities = &world.spec.capabilities;
    for (id, document) in &world.cases.cases {
        let subject = Cases::subject(id);
        // A path of another length is the matter of `id-slug`.
        if id.split('/').count() == 3 && !capabilities.contains_key(&subject) {
            let help = did_you_mean(&subject, capabilities.keys().map(String::as_str), "put the case below the capability that it is chiefly about");
            let place = Place { path: document.path.clone(), line: 1, column: 1 };
            found.push(Diagnostic::new(RULE.id, place, format!("the spec has no capability `{subject}`, where this case is"), help));
        }
    }
}
