//! A case that checks nothing passes on any host.

use crate::diagnostic::Diagnostic;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "case-has-checks", about: "A case has steps, and at least one check in each of its forms.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for (id, document) in &world.cases.cases {
        let case = &document.value;
        if case.steps.is_empty() {
            found.push(Diagnostic::new(RULE.id, document.place("/steps"), "this case has no steps", "say what the host does"));
        }
        if case.checks.is_empty() {
            found.push(Diagnostic::new(RULE.id, document.place("/checks"), "this case has no checks", "name a requirement and what is expected, or delete the case"));
            continue;
        }
        for trial in world.compiled.get(id).iter().flat_map(|compiled| &compiled.trials).filter(|trial| trial.checks.is_empty()) {
            let form = format!("{:?}", trial.form).to_lowercase();
            found.push(Diagnostic::new(
                RULE.id,
                document.place("/forms"),
                format!("no check of this case applies to the form `{form}`"),
                "leave the form out, or add a check without `form`",
            ));
        }
    }
}
