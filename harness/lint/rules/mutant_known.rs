//! What was found out about a mutant is of no use once the line it changes is another.

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};
use crate::mutate;

pub const RULE: Rule = Rule {
    id: "mutant-known",
    about: "Each entry of harness/kill/mutants.yaml is the name of a mutant of the reference host, and its reason is one sentence.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let Some(document) = &world.triage else { return };
    for (name, entry) in &document.value {
        let place = document.place(&format!("/{}", escape(name)));
        if !entry.reason.ends_with('.') || entry.reason.split_whitespace().count() < 3 {
            let place = document.place(&format!("/{}/reason", escape(name)));
            found.push(Diagnostic::new(RULE.id, place, format!("the reason of `{name}` is no sentence"), "say in one sentence why nothing tells it from the host, ending in a full stop"));
        }
        let file = name.rsplit_once('/').map_or("", |(file, _)| file);
        let Some((_, text)) = world.reference.iter().find(|(path, _)| path == file && path.ends_with(".js")) else {
            let help = did_you_mean(file, world.reference.iter().map(|(path, _)| path.as_str()), "names are <file>/<kind>-<digits>, as `minicert kill --mechanical N --list` prints them");
            found.push(Diagnostic::new(RULE.id, place, format!("the reference host has no file `{file}`"), help));
            continue;
        };
        match mutate::names(file, text) {
            Ok(names) if names.contains(name) => {}
            Ok(_) => found.push(Diagnostic::new(RULE.id, place, format!("the reference host has no mutant `{name}`"), "its line has changed: grade it again, and remove this or give the new name")),
            Err(error) => found.push(Diagnostic::new(RULE.id, place, error.message, error.help)),
        }
    }
}
