//! People of the union read English or Chinese; neither is left with an empty line.

use crate::diagnostic::Diagnostic;
use crate::lint::texts::{sentences, texts};
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "both-languages", about: "Each text is there in English and in Chinese.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for text in sentences(world).into_iter().chain(texts(world)) {
        let what = text.what;
        if text.en.trim().is_empty() {
            found.push(Diagnostic::new(RULE.id, text.en_place, format!("the English text of this {what} is empty"), "write it under `en`"));
        }
        if text.zh.trim().is_empty() {
            found.push(Diagnostic::new(RULE.id, text.zh_place, format!("the Chinese text of this {what} is empty"), "write it under `zh`"));
        } else if !text.zh.chars().any(is_chinese) {
            found.push(Diagnostic::new(RULE.id, text.zh_place, format!("the Chinese text of this {what} has no Chinese character"), "translate it"));
        }
    }
}

/// CJK unified ideographs, with extension A.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}
