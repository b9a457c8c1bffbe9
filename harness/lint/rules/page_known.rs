//! A page that no manifest may name would leave its case out on every host.

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::near::did_you_mean;
use crate::lint::{Rule, World, steps};
use crate::package;
use crate::value::Value;

pub const RULE: Rule = Rule { id: "page-known", about: "Each `$page`, and each `page` of `pairs`, is a page of the conformance mini-program, with or without a query.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for document in world.cases.cases.values() {
        steps::each(&document.value.steps, "/steps", &mut |step, pointer| {
            for (value, pointer) in steps::values(step, pointer) {
                value.walk(&mut |value| {
                    if let Value::Page(page) = value {
                        check(page, document.place(&pointer), found);
                    }
                });
            }
        });
    }
    for document in world.spec.capabilities.values() {
        if let Some(page) = &document.value.pairs.page {
            check(page, document.place("/pairs/page"), found);
        }
    }
}

fn check(page: &str, place: Place, found: &mut Vec<Diagnostic>) {
    let name = page.split('?').next().unwrap_or_default();
    if !package::pages().any(|(known, _)| known == name) {
        let help = did_you_mean(name, package::pages().map(|(known, _)| known), "see `pages:` in harness/README.md");
        found.push(Diagnostic::new(RULE.id, place, format!("no host has a page `{name}`"), help));
    }
}
