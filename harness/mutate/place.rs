//! Where an edit is: its name, its line, and a text around it that occurs once in the file, as patches of faults have it.

use std::collections::BTreeMap;

use tree_sitter::{InputEdit, Node, Point};

use super::{Edit, Mutant};
use crate::fault::Patch;
use crate::value::sha256;

/// How many digits tell the mutants of a file apart.
const DIGITS: usize = 8;

/// So many letters of a text are shown.
const SHOWN: usize = 60;

/// How often each edit of a line with the same text was met.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, u32>);

/// The mutant that an edit makes.
pub(super) fn mutant(file: &str, source: &str, root: Node, edit: &Edit, names: &mut Names) -> Mutant {
    let line_start = source[..edit.range.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = source[edit.range.start..].find('\n').map_or(source.len(), |at| edit.range.start + at);
    let line = source[line_start..line_end].trim_start();
    let indent = line_end - line_start - line.len();
    let replaced = &source[edit.range.clone()];
    let inside = functions(root, source, edit).join(" > ");
    let key = format!("{} | {inside} | {} | {} | {replaced} | {}", edit.kind.word(), line.trim_end(), edit.range.start.saturating_sub(line_start + indent), edit.text);
    // Two equal lines of one function are told apart by their order.
    let times = names.0.entry(key.clone()).or_default();
    *times += 1;
    let mut digits = sha256(format!("{key} | {times}").as_bytes());
    digits.truncate(DIGITS);
    Mutant {
        name: format!("{file}/{}-{digits}", edit.kind.word()),
        kind: edit.kind,
        line: source[..line_start].matches('\n').count() + 1,
        column: source[line_start..edit.range.start].chars().count() + 1,
        brief: if edit.text.trim().is_empty() { format!("without `{}`", short(replaced)) } else { format!("`{}` becomes `{}`", short(replaced), short(&edit.text)) },
        patch: patch(file, source, edit),
    }
}

/// What an edit changes, as the parser is told of it.
pub(super) fn changed(source: &str, edit: &Edit) -> InputEdit {
    let start = point(source, edit.range.start);
    let end = match edit.text.rfind('\n') {
        Some(newline) => Point { row: start.row + edit.text.matches('\n').count(), column: edit.text.len() - newline - 1 },
        None => Point { row: start.row, column: start.column + edit.text.len() },
    };
    InputEdit {
        start_byte: edit.range.start,
        old_end_byte: edit.range.end,
        new_end_byte: edit.range.start + edit.text.len(),
        start_position: start,
        old_end_position: point(source, edit.range.end),
        new_end_position: end,
    }
}

/// Line, from 0, and bytes into it.
fn point(source: &str, at: usize) -> Point {
    Point { row: source[..at].matches('\n').count(), column: at - line_before(source, at) }
}

/// The names of the functions around an edit, outermost first.
fn functions<'a>(root: Node, source: &'a str, edit: &Edit) -> Vec<&'a str> {
    let mut names = Vec::new();
    let mut node = root.descendant_for_byte_range(edit.range.start, edit.range.end);
    while let Some(here) = node {
        if let Some(name) = here.child_by_field_name("name").or_else(|| here.child_by_field_name("key")) {
            names.push(&source[name.byte_range()]);
        }
        node = here.parent();
    }
    names.reverse();
    names
}

/// Whole lines around the edit, as many as it takes to occur once.
fn patch(file: &str, source: &str, edit: &Edit) -> Patch {
    let mut start = line_before(source, edit.range.start);
    let mut end = line_after(source, edit.range.end);
    while source.matches(&source[start..end]).count() != 1 && (start > 0 || end < source.len()) {
        start = start.checked_sub(1).map_or(0, |newline| line_before(source, newline));
        end = if end < source.len() { line_after(source, end + 1) } else { end };
    }
    let find = source[start..end].to_owned();
    let replace = format!("{}{}{}", &source[start..edit.range.start], edit.text, &source[edit.range.end..end]);
    Patch { file: file.to_owned(), find, replace }
}

/// Where the line begins that holds a place.
fn line_before(source: &str, at: usize) -> usize {
    source[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where the line ends that holds a place, before its line break.
fn line_after(source: &str, at: usize) -> usize {
    source[at..].find('\n').map_or(source.len(), |skip| at + skip)
}

/// A text on one line, cut where it is long.
fn short(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= SHOWN { flat } else { format!("{}…", flat.chars().take(SHOWN).collect::<String>()) }
}
