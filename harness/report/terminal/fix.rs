//! "What to fix next": failing MUST requirements with examples and the command that repeats them.

use crate::certificate::CheckResult;
use crate::report::findings::Finding;
use crate::report::words;

use super::line::{Line, Tint, fit, wrap};

/// How many examples a requirement gets where there is room.
const EXAMPLES: usize = 3;
/// How many requirements are worth fewer examples each.
const IN_FULL: usize = 2;
/// How many lines are kept for requirements without examples.
const NAMED: usize = 5;

/// At most about `room` lines: the first requirements with examples, the next ones a line each, the others counted.
pub fn fix(must: &[Finding], repeat: &str, width: usize, room: usize) -> Vec<Line> {
    if must.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::blank(), Line::of(Tint::Bold, "What to fix next")];
    let room = room.saturating_sub(lines.len());
    let entries = |examples: usize| -> Vec<Vec<Line>> {
        let many = must.iter().enumerate().take(room);
        many.map(|(index, finding)| entry(index + 1, finding, repeat, width, examples)).collect()
    };
    // Fewer examples for each are better than a requirement without any.
    let fits = |entries: &[Vec<Line>]| entries.iter().take(IN_FULL).map(Vec::len).sum::<usize>() <= room;
    let entries = (1..=EXAMPLES).rev().map(entries).find(|entries| fits(entries)).unwrap_or_else(|| entries(1));
    let (mut shown, mut used) = (0, 0);
    for (index, entry) in entries.into_iter().enumerate() {
        // Those that are left need a line to be named, or to be counted.
        let left = (must.len() - index - 1).min(NAMED);
        if index > 0 && used + entry.len() + left > room {
            break;
        }
        used += entry.len();
        lines.extend(entry);
        shown += 1;
    }
    if shown < must.len() {
        lines.push(Line::blank());
    }
    for (index, finding) in must.iter().enumerate().skip(shown).take(room.saturating_sub(used + 2)) {
        lines.push(title(index + 1, finding));
        shown += 1;
    }
    if shown < must.len() {
        let text = format!("   … and {} (see report.html)", words::more(must.len() - shown, "failing requirement"));
        lines.push(Line::of(Tint::Dim, text));
    }
    lines
}

fn title(index: usize, finding: &Finding) -> Line {
    let stops = match finding.stops {
        0 => String::new(),
        many => format!("; stops {}", words::more(many, "check")),
    };
    Line::of(Tint::Dim, format!("{index:>2} "))
        .add(Tint::Bold, finding.id)
        .add(Tint::Bad, format!("  {}", finding.level.name()))
        .add(Tint::Plain, format!("  {}", summary(finding)))
        .add(Tint::Dim, stops)
}

fn entry(index: usize, finding: &Finding, repeat: &str, width: usize, examples: usize) -> Vec<Line> {
    let mut lines = vec![Line::blank(), title(index, finding)];
    let sentence = wrap(finding.sentence(), width.saturating_sub(3), 2);
    lines.extend(sentence.into_iter().filter(|part| !part.is_empty()).map(|part| Line::of(Tint::Plain, format!("   {part}"))));
    let chosen = finding.examples(examples);
    let several = finding.classes().len() > 1;
    lines.extend(chosen.iter().flat_map(|check| example(check, several, width)));
    if let Some(first) = chosen.first() {
        lines.push(Line::of(Tint::Note, format!("   $ {}", words::command(repeat, &first.trial))));
    }
    lines
}

/// `12 failing checks: wrong-value 10, stub 2`; the counts are left out where there is one class.
pub fn summary(finding: &Finding) -> String {
    let classes = finding.classes();
    let named = match classes.as_slice() {
        [(class, _)] => (*class).to_owned(),
        many => many.iter().map(|(class, count)| format!("{class} {count}")).collect::<Vec<_>>().join(", "),
    };
    let failing = if finding.checks.len() == 1 { "failing check" } else { "failing checks" };
    format!("{} {failing}: {named}", words::number(finding.checks.len() as u64))
}

fn example(check: &CheckResult, class: bool, width: usize) -> Vec<Line> {
    let argument = check.argument.as_ref().map(|argument| format!(" [{argument}]")).unwrap_or_default();
    let class = if class { format!("  {}", words::kind(check)) } else { String::new() };
    let room = width.saturating_sub(5 + class.len());
    let mut lines = vec![
        Line::of(Tint::Dim, "   - ").add(Tint::Plain, fit(&format!("{}{argument}", check.condition), room)).add(Tint::Dim, class),
    ];
    for (name, text) in [("expected", check.expected.as_str()), ("seen", check.seen.as_deref().unwrap_or("(nothing recorded)"))] {
        for (index, part) in wrap(text, width.saturating_sub(16), 2).into_iter().enumerate() {
            let name = if index == 0 { name } else { "" };
            lines.push(Line::of(Tint::Dim, format!("     {name:<10} ")).add(Tint::Plain, part));
        }
    }
    lines
}
