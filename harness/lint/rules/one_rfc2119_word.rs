//! The level of a requirement is the one RFC 2119 word of its English sentence, and the Chinese one carries the same.

use crate::diagnostic::Diagnostic;
use crate::lint::texts::sentences;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule {
    id: "one-rfc2119-word",
    about: "A requirement has exactly one of MUST, MUST NOT, SHOULD, SHOULD NOT and MAY, and its Chinese sentence has the same in brackets.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for text in sentences(world) {
        let words = words(text.en);
        let [word] = words.as_slice() else {
            let message = if words.is_empty() {
                format!("this {} has no RFC 2119 word", text.what)
            } else {
                format!("this {} has {} RFC 2119 words: {}", text.what, words.len(), words.join(", "))
            };
            found.push(Diagnostic::new(RULE.id, text.en_place, message, "say exactly one of MUST, MUST NOT, SHOULD, SHOULD NOT, MAY; split the sentence where it takes two"));
            continue;
        };
        if !["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY"].contains(&word.as_str()) {
            found.push(Diagnostic::new(RULE.id, text.en_place, format!("this {} says {word}", text.what), "say MUST, MUST NOT, SHOULD, SHOULD NOT or MAY, so that a level has one name"));
            continue;
        }
        let bracketed = bracketed(text.zh);
        if bracketed.len() != 1 || bracketed[0] != *word {
            let message = match bracketed.as_slice() {
                [] => format!("the Chinese sentence does not carry the word {word}"),
                some => format!("the Chinese sentence carries {}, the English one {word}", some.join(" and ")),
            };
            found.push(Diagnostic::new(RULE.id, text.zh_place, message, format!("write （{word}） after the Chinese word for it, once")));
        }
    }
}

/// The RFC 2119 words of a sentence; a NOT belongs to the word before it.
fn words(text: &str) -> Vec<String> {
    const ALL: [&str; 8] = ["MUST", "SHALL", "REQUIRED", "SHOULD", "RECOMMENDED", "MAY", "OPTIONAL", "NOT"];
    let mut words: Vec<String> = Vec::new();
    let mut before = "";
    for word in text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()) {
        if word == "NOT" && ALL.contains(&before) {
            if let Some(last) = words.last_mut() {
                last.push_str(" NOT");
            }
        } else if word != "NOT" && ALL.contains(&word) {
            words.push(word.to_owned());
        }
        before = word;
    }
    words
}

/// The same, of what stands in half- or full-width brackets.
fn bracketed(text: &str) -> Vec<String> {
    text.split(['(', '（']).skip(1).filter_map(|rest| rest.split([')', '）']).next()).flat_map(words).collect()
}
