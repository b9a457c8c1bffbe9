//! Facts stand where a reader looks for them.

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule {
    id: "fact-subject",
    about: "Facts stand under a capability or a listed topic; a topic has facts, and is no capability.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let capabilities = &world.spec.capabilities;
    let document = &world.spec.facts;
    let facts = &document.value;
    for subject in facts.facts.keys() {
        if !capabilities.contains_key(subject) && !facts.topics.contains_key(subject) {
            let topics = facts.topics.keys().filter(|topic| !capabilities.contains_key(*topic));
            let known = capabilities.keys().chain(topics).map(String::as_str);
            let help = did_you_mean(subject, known, "list it under `topics`, with what it is");
            let place = document.place(&format!("/facts/{}", escape(subject)));
            found.push(Diagnostic::new(RULE.id, place, format!("`{subject}` is neither a capability nor a topic"), help));
        }
    }
    for topic in facts.topics.keys() {
        let place = document.place(&format!("/topics/{}", escape(topic)));
        if capabilities.contains_key(topic) {
            found.push(Diagnostic::new(RULE.id, place, format!("the topic `{topic}` is a capability"), "remove it here; the facts stay where they are"));
        } else if facts.facts.get(topic).is_none_or(Vec::is_empty) {
            found.push(Diagnostic::new(RULE.id, place, format!("the topic `{topic}` has no facts"), "remove it, or add them under `facts`"));
        }
    }
}
