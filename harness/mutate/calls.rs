//! Calls with an argument too few, of a neighbour, or left out of their chain; members left out of objects and arrays.

use tree_sitter::Node;

use super::{Edit, Kind};

/// Methods that give back something of the sort they are called on, so that what follows them still runs.
const LEFT_OUT: [&str; 18] = [
    "trim", "trimStart", "trimEnd", "sort", "reverse", "filter", "map", "slice", "substring", "concat", "flat", "toLowerCase", "toUpperCase", "toString", "replace", "replaceAll",
    "padStart", "padEnd",
];

/// Methods that are taken for one another.
const NEIGHBOURS: [(&str, &str); 12] = [
    ("ceil", "floor"),
    ("floor", "ceil"),
    ("round", "floor"),
    ("min", "max"),
    ("max", "min"),
    ("startsWith", "endsWith"),
    ("endsWith", "startsWith"),
    ("some", "every"),
    ("every", "some"),
    ("push", "unshift"),
    ("shift", "pop"),
    ("indexOf", "lastIndexOf"),
];

pub(super) fn edits(node: Node, source: &str, edits: &mut Vec<Edit>) {
    match node.kind() {
        "call_expression" => call(node, source, edits),
        "new_expression" => last_argument(node, edits),
        "object" | "array" => members(node, source, edits),
        _ => {}
    }
}

fn call(node: Node, source: &str, edits: &mut Vec<Edit>) {
    last_argument(node, edits);
    let Some(function) = node.child_by_field_name("function").filter(|function| function.kind() == "member_expression") else { return };
    let (Some(object), Some(property)) = (function.child_by_field_name("object"), function.child_by_field_name("property")) else { return };
    let name = &source[property.byte_range()];
    if LEFT_OUT.contains(&name) {
        edits.push(Edit::new(Kind::Call, node.byte_range(), &source[object.byte_range()]));
    }
    if let Some((_, other)) = NEIGHBOURS.iter().find(|(one, _)| *one == name) {
        edits.push(Edit::new(Kind::Call, property.byte_range(), *other));
    }
}

fn last_argument(node: Node, edits: &mut Vec<Edit>) {
    let Some(arguments) = node.child_by_field_name("arguments").filter(|arguments| arguments.kind() == "arguments") else { return };
    let given = without_comments(arguments);
    let Some(last) = given.last() else { return };
    let start = given.len().checked_sub(2).map_or(last.start_byte(), |before| given[before].end_byte());
    edits.push(Edit::new(Kind::Argument, start..last.end_byte(), ""));
}

/// Each member with the comma behind it.
fn members(node: Node, source: &str, edits: &mut Vec<Edit>) {
    for member in without_comments(node) {
        let comma = source[member.end_byte()..node.end_byte()].find(|letter: char| !letter.is_whitespace()).map(|skip| member.end_byte() + skip);
        let end = comma.filter(|at| source[*at..].starts_with(',')).map_or(member.end_byte(), |at| at + 1);
        edits.push(Edit::new(Kind::Member, member.start_byte()..end, ""));
    }
}

fn without_comments<'a>(node: Node<'a>) -> Vec<Node<'a>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| child.kind() != "comment").collect()
}
