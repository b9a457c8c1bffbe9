//! Conditions that always hold, or never.

use tree_sitter::Node;

use super::{Edit, Kind};

pub(super) fn edits(node: Node, source: &str, edits: &mut Vec<Edit>) {
    let Some(condition) = node.child_by_field_name("condition") else { return };
    let both: &[&str] = match node.kind() {
        "if_statement" | "ternary_expression" => &["true", "false"],
        // The other one of a loop only never ends.
        "while_statement" | "do_statement" | "for_statement" => &["false"],
        _ => return,
    };
    let inner = match condition.kind() {
        "parenthesized_expression" | "expression_statement" => condition.named_child(0),
        "empty_statement" => None,
        _ => Some(condition),
    };
    let Some(inner) = inner.filter(|inner| !["true", "false"].contains(&&source[inner.byte_range()])) else { return };
    edits.extend(both.iter().map(|text| Edit::new(Kind::Condition, inner.byte_range(), *text)));
}
