//! JavaScript with one small mistake in it: a source → every mutant of it, each with a name that outlives edits elsewhere.
//!
//! Pure. It knows the grammar, and neither what the source is for nor who looks at the mutants.

mod calls;
mod conditions;
mod constants;
mod operators;
mod place;
mod statements;

use std::collections::BTreeSet;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tree_sitter::{Node, Parser, Tree};

use crate::error::{Error, Result};
use crate::fault::Patch;

/// What sort of mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The other of two comparisons: `===` for `!==`, `>=` for `<`.
    Comparison,
    /// The limit belongs to the other side: `<=` for `<`.
    Boundary,
    Arithmetic,
    /// `&&` for `||`, `||` for `??`, a `!` left out.
    Logical,
    /// `--` for `++`, `-=` for `+=`.
    Update,
    Number,
    Text,
    /// `true` for `false`.
    Truth,
    /// A condition that always, or never, holds.
    Condition,
    /// A statement that is not there.
    Statement,
    /// A value that is not given back.
    Return,
    /// The last argument of a call left out.
    Argument,
    /// A step of a chain left out, or a neighbour called instead: `floor` for `ceil`.
    Call,
    /// One member of an object or an array left out.
    Member,
    /// A promise that is not waited for.
    Await,
    /// `.` for `?.`.
    Chain,
}

impl Kind {
    /// As names and pages have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Comparison => "comparison",
            Self::Boundary => "boundary",
            Self::Arithmetic => "arithmetic",
            Self::Logical => "logical",
            Self::Update => "update",
            Self::Number => "number",
            Self::Text => "text",
            Self::Truth => "truth",
            Self::Condition => "condition",
            Self::Statement => "statement",
            Self::Return => "return",
            Self::Argument => "argument",
            Self::Call => "call",
            Self::Member => "member",
            Self::Await => "await",
            Self::Chain => "chain",
        }
    }
}

/// One mistake, as an edit like that of a fault.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mutant {
    /// `<file>/<kind>-<digits>`: the digits stand for the line, what is around it and what is changed, not for its number.
    pub name: String,
    pub kind: Kind,
    /// From 1, of the text that is replaced.
    pub line: usize,
    pub column: usize,
    /// What is replaced, and by what; both on one line.
    pub brief: String,
    pub patch: Patch,
}

/// One text in the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit {
    kind: Kind,
    range: Range<usize>,
    text: String,
}

impl Edit {
    fn new(kind: Kind, range: Range<usize>, text: impl Into<String>) -> Self {
        Self { kind, range, text: text.into() }
    }
}

/// Every mutant of a source, in the order of its text. What does not parse is not made, nor what another mutant is already.
pub fn mutants(file: &str, source: &str) -> Result<Vec<Mutant>> {
    let mut parser = parser()?;
    let mut made = BTreeSet::new();
    let mut mutants = Vec::new();
    let tree = whole(&mut parser, file, source)?;
    for (edit, mutant) in thought_of(&tree, file, source) {
        let mutated = format!("{}{}{}", &source[..edit.range.start], edit.text, &source[edit.range.end..]);
        if mutated == source || made.contains(&mutated) {
            continue;
        }
        // The parser goes on from the tree of the source: a whole file again for each mutant would take it seconds.
        let mut before = tree.clone();
        before.edit(&place::changed(source, &edit));
        if parse(&mut parser, file, &mutated, Some(&before))?.root_node().has_error() || is_nameless(&source[..edit.range.start], &edit.text) {
            continue;
        }
        made.insert(mutated);
        mutants.push(mutant);
    }
    Ok(mutants)
}

/// A statement begins with a function or class that has no name: the parser takes that for an expression, and no engine does.
fn is_nameless(before: &str, text: &str) -> bool {
    let begins = before.trim_end().is_empty() || before.trim_end().ends_with([';', '{', '}']);
    let head = ["function", "class"].iter().find_map(|word| text.strip_prefix(word));
    begins && head.is_some_and(|rest| rest.trim_start().starts_with(['(', '{']))
}

/// The names of all mutants of a source, and of some that would not parse.
pub fn names(file: &str, source: &str) -> Result<BTreeSet<String>> {
    let tree = whole(&mut parser()?, file, source)?;
    Ok(thought_of(&tree, file, source).into_iter().map(|(_, mutant)| mutant.name).collect())
}

/// The tree of a source without errors.
fn whole(parser: &mut Parser, file: &str, source: &str) -> Result<Tree> {
    let tree = parse(parser, file, source, None)?;
    if tree.root_node().has_error() {
        return Err(Error::usage("source-unreadable", format!("{file} does not parse as JavaScript"), "mend it first"));
    }
    Ok(tree)
}

fn thought_of(tree: &Tree, file: &str, source: &str) -> Vec<(Edit, Mutant)> {
    let mut edits = Vec::new();
    visit(tree.root_node(), source, &mut edits);
    // What begins first comes first; of those, in the order in which they were thought of.
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut names = place::Names::default();
    edits
        .into_iter()
        .map(|edit| {
            let mutant = place::mutant(file, source, tree.root_node(), &edit, &mut names);
            (edit, mutant)
        })
        .collect()
}

fn parser() -> Result<Parser> {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_javascript::LANGUAGE.into())
        .map_err(|error| Error::new("grammar-unusable", format!("the grammar of JavaScript does not fit its parser: {error}"), "this is a fault of minicert: please report it"))?;
    Ok(parser)
}

fn parse(parser: &mut Parser, file: &str, source: &str, before: Option<&Tree>) -> Result<Tree> {
    // It gives nothing only where a time limit or a cancellation was set.
    parser.parse(source, before).ok_or_else(|| Error::new("source-unreadable", format!("the parser gave {file} up"), "this is a fault of minicert: please report it"))
}

fn visit(node: Node, source: &str, edits: &mut Vec<Edit>) {
    if skipped(node, source) {
        return;
    }
    operators::edits(node, source, edits);
    constants::edits(node, source, edits);
    conditions::edits(node, source, edits);
    statements::edits(node, edits);
    calls::edits(node, source, edits);
    let mut cursor = node.walk();
    let children: Vec<Node> = node.children(&mut cursor).collect();
    children.into_iter().for_each(|child| visit(child, source, edits));
}

/// What is written to the console is for those who work on the host, and imports are read by its linker, line by line.
fn skipped(node: Node, source: &str) -> bool {
    let called = |call: Node| call.child_by_field_name("function").is_some_and(|function| source[function.byte_range()].starts_with("console."));
    match node.kind() {
        "import_statement" | "comment" => true,
        "call_expression" => called(node),
        "expression_statement" => node.named_child(0).is_some_and(|child| child.kind() == "call_expression" && called(child)),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
