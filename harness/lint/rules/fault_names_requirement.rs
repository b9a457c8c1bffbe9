//! A fault is an honest violation of one requirement that exists, made by a real edit.

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::{Rule, World};
use crate::pattern;
use crate::spec::Spec;

pub const RULE: Rule = Rule {
    id: "fault-names-requirement",
    about: "A fault names one requirement that can be tested and whose area is its folder, and a patch that changes something.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let requirements = &world.spec.requirements;
    let checked = world.checked();
    for (name, document) in &world.faults {
        let fault = &document.value;
        let area = Spec::area(&fault.requirement);
        if requirements.contains_key(&fault.requirement) && Spec::area(name) != area {
            let message = format!("the requirement is of the area `{area}`, and the fault stands elsewhere");
            found.push(Diagnostic::new(RULE.id, document.place("/requirement"), message, format!("move the file to the folder `{area}`")));
        }
        let mut named = vec![(&fault.requirement, "/requirement")];
        named.extend(fault.also.iter().map(|id| (id, "/also")));
        for (id, pointer) in named {
            if pointer == "/also" && id.contains('*') && requirements.keys().any(|known| pattern::matches(id, known)) {
                continue;
            }
            match requirements.get(id) {
                None => {
                    let help = did_you_mean(id, requirements.keys().map(String::as_str), "name one of `minicert list --requirements`");
                    found.push(Diagnostic::new(RULE.id, document.place(pointer), format!("the spec has no requirement `{id}`"), help));
                }
                Some(requirement) if requirement.untested.is_some() && !checked.contains(id.as_str()) && pointer == "/requirement" => found.push(Diagnostic::new(
                    RULE.id,
                    document.place(pointer),
                    format!("the requirement `{id}` is untested, so no check can catch this fault"),
                    "delete the fault, or find a check and remove `untested`",
                )),
                Some(_) => {}
            }
        }
        if fault.also.contains(&fault.requirement) {
            let message = format!("`{}` is both the requirement and under `also`", fault.requirement);
            found.push(Diagnostic::new(RULE.id, document.place("/also"), message, "remove it from `also`"));
        }
        if fault.patch.is_empty() {
            found.push(Diagnostic::new(RULE.id, document.place("/patch"), "this fault changes nothing", "give at least one edit"));
        }
        for (index, edit) in fault.patch.iter().enumerate() {
            if edit.find == edit.replace {
                let place = document.place(&format!("/patch/{index}/replace"));
                found.push(Diagnostic::new(RULE.id, place, "this edit changes nothing", "replace the text by another"));
            }
        }
    }
}
