//! A waiver is of something that can bar a pass.

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};
use crate::spec::Level;

pub const RULE: Rule = Rule { id: "waiver-requirement", about: "Each waiver is of a MUST.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let waivers = &world.spec.waivers;
    let requirements = &world.spec.requirements;
    for (id, waiver) in &waivers.value {
        let place = waivers.place(&format!("/{}/scope/requirement", escape(id)));
        let named = &waiver.scope.requirement;
        match requirements.get(named) {
            None => {
                let help = did_you_mean(named, requirements.keys().map(String::as_str), "name a requirement as `minicert explain` takes it");
                found.push(Diagnostic::new(RULE.id, place, format!("the waiver `{id}` is of `{named}`, which the spec does not have"), help));
            }
            Some(requirement) if requirement.level != Level::Must => {
                let message = format!("the waiver `{id}` is of `{named}`, which is a {}", requirement.level.name());
                found.push(Diagnostic::new(RULE.id, place, message, "remove it: advice bars no pass, so there is nothing to waive"));
            }
            Some(_) => {}
        }
    }
}
