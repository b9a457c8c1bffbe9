//! A requirement, a template and a brief are one sentence each, so that a verdict answers exactly one question.

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::texts::sentences;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule {
    id: "sentence",
    about: "A requirement or brief is one sentence with one full stop; a brief states a fact, without must, should, may or shall.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for text in sentences(world) {
        english(text.what, text.en, text.en_place, found);
        chinese(text.what, text.zh, text.zh_place, found);
    }
    for document in world.cases.cases.values() {
        brief(&document.value.brief, document.place("/brief"), found);
    }
    for (_, document) in &world.faults {
        brief(&document.value.brief, document.place("/brief"), found);
    }
}

fn brief(text: &str, place: Place, found: &mut Vec<Diagnostic>) {
    let modal = text.split(|c: char| !c.is_alphanumeric()).find(|word| ["must", "should", "may", "shall"].contains(&word.to_lowercase().as_str()));
    if let Some(word) = modal {
        found.push(Diagnostic::new(RULE.id, place.clone(), format!("the brief says `{word}`"), "state a fact: what is done, and what is answered; the requirement says what has to be"));
    }
    english("brief", text, place, found);
}

fn english(what: &str, text: &str, place: Place, found: &mut Vec<Diagnostic>) {
    // An empty text is the matter of `both-languages`, except of a brief, which has one language.
    if text.trim().is_empty() {
        if what == "brief" {
            found.push(Diagnostic::new(RULE.id, place, "the brief is empty", "state in one sentence what the case or fault is"));
        }
        return;
    }
    let mut object = |message: String, help: &str| found.push(Diagnostic::new(RULE.id, place.clone(), message, help));
    if !begins(text) {
        object(format!("this {what} does not begin with a capital letter"), "begin with a capital letter, a placeholder or the name of a function");
    }
    if !text.ends_with('.') || text.ends_with("..") {
        object(format!("this {what} does not end with one full stop"), "end it with `.`");
    }
    if text.contains(';') {
        object(format!("this {what} joins clauses with a semicolon"), "keep one, and make another of the other");
    }
    if inner_stop(text) {
        object(format!("this {what} is more than one sentence"), "keep one sentence; what else there is to say is another requirement or a comment");
    }
}

fn chinese(what: &str, text: &str, place: Place, found: &mut Vec<Diagnostic>) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let mut object = |message: String, help: &str| found.push(Diagnostic::new(RULE.id, place.clone(), message, help));
    if !text.ends_with('。') {
        object(format!("the Chinese of this {what} does not end with one full stop"), "end it with `。`");
    }
    if text.contains('；') || text.contains(';') {
        object(format!("the Chinese of this {what} joins clauses with a semicolon"), "keep one, and make another of the other");
    }
    if text.trim_end_matches('。').contains('。') || text.ends_with("。。") {
        object(format!("the Chinese of this {what} is more than one sentence"), "keep one sentence");
    }
}

/// A capital, a placeholder of a template, or a name from a program, which keeps its spelling.
fn begins(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    first.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '{')
        || first.chars().skip(1).any(|c| c.is_uppercase())
        || first.trim_end_matches('.').contains('.')
}

/// A full stop, question or exclamation mark before a space and a capital letter.
fn inner_stop(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(3).any(|three| matches!(three[0], '.' | '!' | '?') && three[1].is_whitespace() && three[2].is_uppercase())
}
