//! Operators that stand beside another one that is easily taken for them.

use tree_sitter::Node;

use super::{Edit, Kind};

pub(super) fn edits(node: Node, source: &str, edits: &mut Vec<Edit>) {
    match node.kind() {
        "binary_expression" => binary(node, source, edits),
        "unary_expression" => unary(node, source, edits),
        "update_expression" | "augmented_assignment_expression" => update(node, source, edits),
        "optional_chain" => {
            // Before a bracket nothing stands in its place.
            let named = node.parent().is_some_and(|parent| parent.kind() == "member_expression");
            edits.push(Edit::new(Kind::Chain, node.byte_range(), if named { "." } else { "" }));
        }
        _ => {}
    }
}

fn binary(node: Node, source: &str, edits: &mut Vec<Edit>) {
    let Some(operator) = node.child_by_field_name("operator") else { return };
    let others: &[(Kind, &str)] = match &source[operator.byte_range()] {
        "===" => &[(Kind::Comparison, "!==")],
        "!==" => &[(Kind::Comparison, "===")],
        "==" => &[(Kind::Comparison, "!=")],
        "!=" => &[(Kind::Comparison, "==")],
        "<" => &[(Kind::Boundary, "<="), (Kind::Comparison, ">=")],
        "<=" => &[(Kind::Boundary, "<"), (Kind::Comparison, ">")],
        ">" => &[(Kind::Boundary, ">="), (Kind::Comparison, "<=")],
        ">=" => &[(Kind::Boundary, ">"), (Kind::Comparison, "<")],
        "+" => &[(Kind::Arithmetic, "-")],
        "-" => &[(Kind::Arithmetic, "+")],
        "*" => &[(Kind::Arithmetic, "/")],
        "/" | "%" => &[(Kind::Arithmetic, "*")],
        "&" => &[(Kind::Arithmetic, "|")],
        "|" | "^" => &[(Kind::Arithmetic, "&")],
        "<<" => &[(Kind::Arithmetic, ">>")],
        ">>" | ">>>" => &[(Kind::Arithmetic, "<<")],
        "&&" => &[(Kind::Logical, "||")],
        "||" => &[(Kind::Logical, "&&")],
        // The language forbids `??` beside the other two without parentheses.
        "??" if !beside_logical(node, source) => &[(Kind::Logical, "||"), (Kind::Logical, "&&")],
        _ => &[],
    };
    edits.extend(others.iter().map(|(kind, text)| Edit::new(*kind, operator.byte_range(), *text)));
}

fn beside_logical(node: Node, source: &str) -> bool {
    let is = |node: Option<Node>| {
        node.filter(|node| node.kind() == "binary_expression")
            .and_then(|node| node.child_by_field_name("operator"))
            .is_some_and(|operator| ["&&", "||", "??"].contains(&&source[operator.byte_range()]))
    };
    is(node.parent()) || is(node.child_by_field_name("left")) || is(node.child_by_field_name("right"))
}

fn unary(node: Node, source: &str, edits: &mut Vec<Edit>) {
    let (Some(operator), Some(argument)) = (node.child_by_field_name("operator"), node.child_by_field_name("argument")) else { return };
    let kind = match &source[operator.byte_range()] {
        "!" => Kind::Logical,
        "-" | "~" => Kind::Arithmetic,
        _ => return,
    };
    edits.push(Edit::new(kind, node.byte_range(), &source[argument.byte_range()]));
}

fn update(node: Node, source: &str, edits: &mut Vec<Edit>) {
    let Some(operator) = node.child_by_field_name("operator") else { return };
    let other = match &source[operator.byte_range()] {
        "++" => "--",
        "--" => "++",
        "+=" => "-=",
        "-=" => "+=",
        "*=" => "/=",
        "/=" => "*=",
        "||=" => "&&=",
        "&&=" => "||=",
        "??=" => "||=",
        _ => return,
    };
    edits.push(Edit::new(Kind::Update, operator.byte_range(), other));
}
