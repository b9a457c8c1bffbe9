//! A waiver says whose it is, so that none is everybody's by mistake.

use crate::diagnostic::Diagnostic;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "waiver-scope", about: "Each waiver names a member or this release, versions of a product, and a product of a member.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let waivers = &world.spec.waivers;
    let release = &world.spec.profiles.value.release;
    for (id, waiver) in &waivers.value {
        let scope = &waiver.scope;
        let mut object = |pointer: &str, message: String, help: &str| {
            found.push(Diagnostic::new(RULE.id, waivers.place(&format!("/{}/scope{pointer}", escape(id))), message, help));
        };
        if scope.member.is_none() && scope.release.is_none() {
            object("", format!("the waiver `{id}` names neither a member nor a release"), "add `member:`, or `release:` where it is for every host");
        }
        if scope.product.is_some() && scope.member.is_none() {
            object("/product", format!("the waiver `{id}` names a product and not whose it is"), "add `member:`");
        }
        if scope.versions.is_some() && scope.product.is_none() {
            object("/versions", format!("the waiver `{id}` names versions and not of what"), "add `product:`");
        }
        if let Some(other) = scope.release.as_ref().filter(|other| *other != release) {
            object("/release", format!("the waiver `{id}` is for the release {other}, and this is {release}: no run meets it"), "remove it, or name this release");
        }
        for (what, text) in [("member", &scope.member), ("product", &scope.product)] {
            if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
                object(&format!("/{what}"), format!("the {what} of the waiver `{id}` is empty"), "write the name as the host's manifest has it");
            }
        }
    }
}
