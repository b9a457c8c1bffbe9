//! Every requirement is tested, or says why nothing can test it.

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::slug::escape;
use crate::lint::{Rule, World};
use crate::spec::Requirement;

pub const RULE: Rule = Rule {
    id: "requirement-reached",
    about: "Each requirement is named by a check of a recorded, derived or generated trial, or has `untested` with a reason, and not both.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let checked = world.checked();
    for (id, requirement) in &world.spec.requirements {
        match (checked.contains(id.as_str()), &requirement.untested) {
            (true, None) | (false, Some(_)) => {}
            // A derived one says only that no case can be derived for it; a recorded case is welcome.
            (true, Some(_)) if requirement.derived.is_some() => {}
            (false, None) if requirement.derived.is_some() => found.push(Diagnostic::new(
                RULE.id,
                place(world, id, requirement, ""),
                format!("no check names the requirement `{id}`, which is derived from this shape"),
                "add a case that does, a `sample` from which one is derived, or the `ambiguity` that leaves it open",
            )),
            (false, None) => found.push(Diagnostic::new(
                RULE.id,
                place(world, id, requirement, ""),
                format!("no check names the requirement `{id}`"),
                "add a case that does, or say under `untested` why nothing can",
            )),
            (true, Some(_)) => found.push(Diagnostic::new(
                RULE.id,
                place(world, id, requirement, "/untested"),
                format!("the requirement `{id}` is said to be untested, but a check names it"),
                "remove `untested`, or the check",
            )),
        }
    }
}

/// Where the requirement was written; of a derived one, the argument or field of the shape that it follows from.
fn place(world: &World, id: &str, requirement: &Requirement, below: &str) -> Place {
    let Some((capability, slug)) = id.rsplit_once('/') else { return world.spec.derived.place("") };
    let Some(document) = world.spec.capabilities.get(capability) else { return world.spec.derived.place("") };
    if requirement.derived.is_none() {
        return document.place(&format!("/requirements/{}{below}", escape(slug)));
    }
    let shape = &document.value;
    let names = |name: &str| slug.contains(&name.replace('.', "-"));
    if let Some(index) = shape.params.iter().position(|param| names(&param.name)) {
        document.place(&format!("/params/{index}/name"))
    } else if let Some(index) = shape.results.iter().position(|field| names(&field.name)) {
        document.place(&format!("/results/{index}/name"))
    } else {
        document.place("/kind")
    }
}
