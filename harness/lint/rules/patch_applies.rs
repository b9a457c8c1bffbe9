//! A fault that no longer fits the reference host would be the host without a fault.

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule {
    id: "patch-applies",
    about: "Each edit of a fault finds its text exactly once in the file it names, after the edits before it.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    if world.reference.is_empty() {
        return;
    }
    for (_, document) in &world.faults {
        // Later edits see what earlier ones made of the same file.
        let mut edited: Vec<(&str, String)> = Vec::new();
        for (index, edit) in document.value.patch.iter().enumerate() {
            let before = edited.iter().rev().find(|(path, _)| *path == edit.file).map(|(_, text)| text.clone());
            let original = || world.reference.iter().find(|(path, _)| *path == edit.file).map(|(_, text)| text.clone());
            let Some(text) = before.or_else(original) else {
                let help = did_you_mean(&edit.file, world.reference.iter().map(|(path, _)| path.as_str()), "write its path below harness/reference/");
                let place = document.place(&format!("/patch/{index}/file"));
                found.push(Diagnostic::new(RULE.id, place, format!("the reference host has no file `{}`", edit.file), help));
                continue;
            };
            let times = if edit.find.is_empty() { 0 } else { text.matches(edit.find.as_str()).count() };
            if times != 1 {
                let message = if times == 0 { format!("the text is not in {}", edit.file) } else { format!("the text is {times} times in {}", edit.file) };
                let place = document.place(&format!("/patch/{index}/find"));
                found.push(Diagnostic::new(RULE.id, place, message, "give text that occurs exactly once, as long as it takes to be unique"));
                continue;
            }
            edited.push((&edit.file, text.replacen(&edit.find, &edit.replace, 1)));
        }
    }
}
