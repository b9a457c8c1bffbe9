//! Constants that are off by one, empty, or the other of two.

use tree_sitter::Node;

use super::{Edit, Kind};

/// What stands for an empty text.
const OTHER_TEXT: &str = "\"other\"";

pub(super) fn edits(node: Node, source: &str, edits: &mut Vec<Edit>) {
    if is_key(node) {
        return;
    }
    let text = &source[node.byte_range()];
    match node.kind() {
        "number" => edits.extend(numbers(text).into_iter().map(|other| Edit::new(Kind::Number, node.byte_range(), other))),
        // A directive is no value.
        "string" if node.parent().is_some_and(|parent| parent.kind() == "expression_statement") => {}
        "string" => edits.push(Edit::new(Kind::Text, node.byte_range(), if text.len() > 2 { "\"\"" } else { OTHER_TEXT })),
        "template_string" => edits.push(Edit::new(Kind::Text, node.byte_range(), if text.len() > 2 { "\"\"" } else { OTHER_TEXT })),
        "true" => edits.push(Edit::new(Kind::Truth, node.byte_range(), "false")),
        "false" => edits.push(Edit::new(Kind::Truth, node.byte_range(), "true")),
        _ => {}
    }
}

/// The name of a member, not a value.
fn is_key(node: Node) -> bool {
    node.parent().is_some_and(|parent| parent.child_by_field_name("key").is_some_and(|key| key == node))
}

/// One more and one less; below zero nothing, where a sign could meet another.
fn numbers(text: &str) -> Vec<String> {
    let plain = text.replace('_', "");
    let whole = match plain.to_ascii_lowercase().strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => plain.parse().ok(),
    };
    match (whole, plain.parse::<f64>()) {
        (Some(0), _) => vec!["1".to_owned()],
        (Some(whole), _) => vec![whole.saturating_add(1).to_string(), (whole - 1).to_string()],
        (None, Ok(fraction)) => vec![(fraction + 1.0).to_string()],
        (None, Err(_)) => Vec::new(),
    }
}
