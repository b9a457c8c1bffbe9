//! Ids are slugs, so that they can be typed, linked and used as file names.

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::slug::{camel, escape, kebab};
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule {
    id: "id-slug",
    about: "Areas, requirements, cases, faults, features and profiles are in kebab-case; capabilities may be in camelCase.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let spec = &world.spec;
    for (id, document) in &spec.capabilities {
        let place = top(&document.path);
        path(id, 2, "capability", "spec/<area>/<name>.yaml", &place, found);
        for slug in document.value.requirements.keys().filter(|slug| !kebab(slug)) {
            found.push(object("requirement", slug, document.place(&format!("/requirements/{}", escape(slug)))));
        }
    }
    for (id, document) in &world.cases.cases {
        path(id, 3, "case", "cases/<area>/<subject>/<name>.yaml", &top(&document.path), found);
    }
    for (id, document) in &world.faults {
        path(id, 2, "fault", "<area>/<name>.yaml in its folder", &top(&document.path), found);
    }
    let profiles = &spec.profiles;
    for id in profiles.value.features.keys().filter(|id| !kebab(id)) {
        found.push(object("feature", id, profiles.place(&format!("/features/{}", escape(id)))));
    }
    for id in profiles.value.profiles.keys().filter(|id| !kebab(id)) {
        found.push(object("profile", id, profiles.place(&format!("/profiles/{}", escape(id)))));
    }
    for id in spec.waivers.value.keys().filter(|id| !kebab(id)) {
        found.push(object("waiver", id, spec.waivers.place(&format!("/{}", escape(id)))));
    }
}

/// The segments of an id that is a path. The second may be the name of a function; the others are in kebab-case.
fn path(id: &str, segments: usize, what: &str, form: &str, place: &Place, found: &mut Vec<Diagnostic>) {
    let parts: Vec<&str> = id.split('/').collect();
    if parts.len() != segments {
        found.push(Diagnostic::new(RULE.id, place.clone(), format!("the id of a {what} has {segments} segments, this path gives `{id}`"), format!("put the file at {form}")));
        return;
    }
    for (index, part) in parts.iter().enumerate() {
        let named = index == 1 && what != "fault";
        if !(kebab(part) || named && camel(part)) {
            let form = if named { "kebab-case or camelCase" } else { "kebab-case" };
            found.push(Diagnostic::new(
                RULE.id,
                place.clone(),
                format!("`{part}` in the id of the {what} `{id}` is not in {form}"),
                "rename the file or folder: ASCII letters and digits, a lower-case letter first",
            ));
        }
    }
}

fn object(what: &str, id: &str, place: Place) -> Diagnostic {
    Diagnostic::new(RULE.id, place, format!("the {what} id `{id}` is not in kebab-case"), "use lower-case letters and digits, in words joined by hyphens")
}

fn top(path: &str) -> Place {
    Place { path: path.to_owned(), line: 1, column: 1 }
}
