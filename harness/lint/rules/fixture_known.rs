//! An address that the fixture server does not have would be answered by 404 on every host.

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::near::did_you_mean;
use crate::lint::{Rule, World, steps};
use crate::server::ROUTES;
use crate::value::{Value, fixture_parts};

pub const RULE: Rule = Rule { id: "fixture-known", about: "The path of each `$url` begins with a route of the fixture server.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for document in world.cases.cases.values() {
        steps::each(&document.value.steps, "/steps", &mut |step, pointer| {
            for (value, pointer) in steps::values(step, pointer) {
                check(value, &document.place(&pointer), found);
            }
        });
    }
    for document in world.spec.capabilities.values() {
        for (index, param) in document.value.params.iter().enumerate() {
            if let Some(sample) = &param.sample {
                check(sample, &document.place(&format!("/params/{index}/sample")), found);
            }
            for sample in &param.samples {
                check(sample, &document.place(&format!("/params/{index}/samples")), found);
            }
        }
    }
}

fn check(value: &Value, place: &Place, found: &mut Vec<Diagnostic>) {
    value.walk(&mut |value| {
        let Value::Url(path) = value else { return };
        let route = fixture_parts(path).1.split(['/', '?']).next().unwrap_or_default();
        if !ROUTES.contains(&route) {
            let help = did_you_mean(route, ROUTES, "see \"Fixture server\" in harness/README.md");
            found.push(Diagnostic::new(RULE.id, place.clone(), format!("the fixture server has no route `{route}`"), help));
        }
    });
}
