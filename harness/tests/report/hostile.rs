//! A certificate whose every string is what a host that means harm would write.
#![allow(dead_code, reason = "each test target uses a part of it")]

use minicert::certificate::Certificate;
use serde_json::Value;

const STRINGS: [&str; 4] = [
    "<script>alert(1)</script> \u{1b}[31mred\u{1b}[0m",
    "\"><img src=x onerror=alert(1)> \u{202e}gnp.exe\u{2066}",
    "</style></script><!-- \u{1b}]0;title\u{7} \u{9b}2J\r\nPASS all\u{200b}",
    "' --only '*' & rm -rf ~ # \u{feff}\u{2028}\u{e0041}\t",
];

/// The fields that hold names of variants.
const NAMES: [&str; 16] =
    ["verdict", "level", "status", "class", "kind", "line", "purpose", "outcome", "form", "world", "effect", "style", "callbacks", "wait", "event", "$number"];

/// The small certificate with a hostile string at the end of every string that may hold any text.
pub fn certificate() -> Certificate {
    let mut json = serde_json::to_value(super::made_up::small()).expect("a certificate is JSON");
    let mut turn = 0;
    spoil(&mut json, "", &mut turn);
    let certificate = serde_json::from_value(json).expect("it is still a certificate");
    assert!(turn > 100, "only {turn} strings were spoiled");
    certificate
}

/// What lies beside it, spoiled in the same way.
pub fn lines() -> Vec<minicert::transcript::Line> {
    let mut turn = 0;
    let mut lines = super::beside::json(&super::made_up::small());
    lines.iter_mut().for_each(|line| spoil(line, "", &mut turn));
    assert!(turn > 100, "only {turn} strings were spoiled");
    super::beside::lines(lines)
}

/// A citation of every basis.
pub fn sources(certificate: &Certificate) -> indexmap::IndexMap<String, minicert::spec::Source> {
    let source = || minicert::spec::Source { kind: minicert::spec::SourceKind::Documentation, page: STRINGS[1].into(), en: STRINGS[2].into() };
    certificate.requirements.iter().flat_map(|requirement| &requirement.basis).map(|id| (id.clone(), source())).collect()
}

fn spoil(json: &mut Value, field: &str, turn: &mut usize) {
    match json {
        // Names of variants are checked when a certificate is read, so they cannot be hostile.
        Value::String(text) if !NAMES.contains(&field) => {
            // The same text gets the same end, so that the ids still meet.
            let which = text.len() % STRINGS.len();
            text.push_str(STRINGS[which]);
            *turn += 1;
        }
        Value::Array(items) => items.iter_mut().for_each(|item| spoil(item, field, turn)),
        Value::Object(map) => map.iter_mut().for_each(|(name, value)| spoil(value, name, turn)),
        _ => {}
    }
}

/// No character that moves a cursor, turns text or hides; newlines are the renderer's own.
pub fn assert_no_hidden_characters(text: &str) {
    let hidden = text.char_indices().find(|(at, c)| {
        // An escape that is left is one of the colours that the renderer writes.
        let after = &text[at + c.len_utf8()..];
        let colour = ["[1m", "[2m", "[1;32m", "[1;31m", "[33m", "[36m"].iter().any(|code| after.starts_with(code));
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let hides = matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        (c.is_control() || turns || hides) && *c != '\n' && !(*c == '\u{1b}' && colour)
    });
    if let Some((at, c)) = hidden {
        let around: String = text[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{c:?} is in the text after {around:?}");
    }
}
