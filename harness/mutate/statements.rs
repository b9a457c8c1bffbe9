//! Statements that are not there, and values that are not given back.

use tree_sitter::Node;

use super::{Edit, Kind};

pub(super) fn edits(node: Node, edits: &mut Vec<Edit>) {
    let gone = |edits: &mut Vec<Edit>| edits.push(Edit::new(Kind::Statement, node.byte_range(), ";"));
    match node.kind() {
        "expression_statement" if !is_condition(node) && node.named_child(0).is_some_and(|child| child.kind() != "string") => gone(edits),
        "throw_statement" | "break_statement" | "continue_statement" => gone(edits),
        "return_statement" if node.named_child_count() > 0 => edits.push(Edit::new(Kind::Return, node.byte_range(), "return;")),
        "return_statement" => gone(edits),
        "else_clause" => edits.push(Edit::new(Kind::Statement, node.byte_range(), "else {}")),
        "arrow_function" => {
            if let Some(body) = node.child_by_field_name("body").filter(|body| body.kind() != "statement_block") {
                edits.push(Edit::new(Kind::Return, body.byte_range(), "undefined"));
            }
        }
        "await_expression" => {
            // The word alone is left out, so that what it waited for is still begun.
            if let (Some(word), Some(awaited)) = (node.child(0), node.named_child(0)) {
                edits.push(Edit::new(Kind::Await, word.start_byte()..awaited.start_byte(), ""));
            }
        }
        _ => {}
    }
}

/// The condition of a `for` is a statement to the grammar.
fn is_condition(node: Node) -> bool {
    node.parent().is_some_and(|parent| parent.kind() == "for_statement" && parent.child_by_field_name("body") != Some(node))
}
