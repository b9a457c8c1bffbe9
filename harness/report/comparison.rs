//! What changed between two results, as text, as annotations of a GitHub job, and as the summary of one.

use std::fmt::Write as _;

use super::visible;
use super::words::{command, count};
use crate::certificate::{Certificate, CheckResult};
use crate::compare::{Change, Comparison};

/// At most this many changes of a kind are written out; the JSON has them all.
const MOST: usize = 50;

/// The kinds of change, from what is to be mended to what is good to know.
fn kinds(comparison: &Comparison) -> [(&'static str, &[Change]); 7] {
    [
        ("worse", &comparison.worse),
        ("known", &comparison.known),
        ("undecided", &comparison.undecided),
        ("different", &comparison.different),
        ("better", &comparison.better),
        ("appeared", &comparison.appeared),
        ("vanished", &comparison.vanished),
    ]
}

/// For a person. `after` is the certificate of the later result, where there is one, for what was seen.
pub fn text(comparison: &Comparison, after: Option<&Certificate>, repeat: &str) -> String {
    let mut text = String::new();
    for (kind, changes) in kinds(comparison) {
        for change in changes.iter().take(MOST) {
            let _ = writeln!(text, "{kind:<9}  {}  {}", visible(&change.check), visible(&transition(change)));
            if kind == "worse" {
                text.push_str(&detail(after, change, repeat, "           "));
            }
        }
        if changes.len() > MOST {
            let _ = writeln!(text, "{kind:<9}  … and {} more", changes.len() - MOST);
        }
    }
    let counts: Vec<String> = kinds(comparison).iter().filter(|(_, changes)| !changes.is_empty()).map(|(kind, changes)| format!("{} {kind}", changes.len())).collect();
    let counts = if counts.is_empty() { "nothing changed".to_owned() } else { counts.join(", ") };
    let _ = writeln!(text, "{counts}; {} the same as in the run of {}", count(comparison.same, "check"), visible(&comparison.before.started));
    text
}

fn transition(change: &Change) -> String {
    match (&change.was, &change.is) {
        (Some(was), Some(is)) => format!("{was} → {is}"),
        (Some(only), None) | (None, Some(only)) => only.clone(),
        (None, None) => String::new(),
    }
}

fn detail(after: Option<&Certificate>, change: &Change, repeat: &str, indent: &str) -> String {
    let Some((check, sentence)) = after.and_then(|certificate| found(certificate, change)) else { return String::new() };
    let seen = check.seen.as_deref().unwrap_or_default();
    let lines = [sentence.to_owned(), format!("expected {}", check.expected), format!("seen     {seen}"), format!("repeat   {}", command(repeat, &check.trial))];
    lines.iter().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{indent}{}", visible(line));
        text
    })
}

/// The check of a change, with the sentence that it is about.
fn found<'a>(certificate: &'a Certificate, change: &Change) -> Option<(&'a CheckResult, &'a str)> {
    let (trial, index) = change.check.rsplit_once(':')?;
    let check = certificate.checks.iter().find(|check| check.trial == trial && check.check.to_string() == index)?;
    let sentence = certificate.requirements.iter().find(|result| result.id == check.requirement).map_or("", |result| result.en.as_str());
    Some((check, sentence))
}

/// Workflow commands of GitHub Actions: an error for each check that got worse, a warning for each that is undecided.
pub fn annotations(comparison: &Comparison, after: &Certificate) -> String {
    let mut text = String::new();
    for (severity, changes) in [("error", &comparison.worse), ("warning", &comparison.undecided)] {
        for change in changes.iter().take(MOST) {
            let told = found(after, change).map_or_else(String::new, |(check, sentence)| format!("{sentence}\nexpected {}\nseen {}", check.expected, check.seen.as_deref().unwrap_or_default()));
            let title = property(&format!("{} {}", change.check, transition(change)));
            let _ = writeln!(text, "::{severity} title={title}::{}", data(&told));
        }
    }
    text
}

/// Escaped as the runner unescapes it, with nothing invisible in it.
fn data(text: &str) -> String {
    text.lines().map(|line| visible(line).replace('%', "%25")).collect::<Vec<_>>().join("%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Markdown for the summary of a job.
pub fn summary(comparison: &Comparison, after: &Certificate) -> String {
    let mut text = format!("### minicert: {} {}: {}\n\n", markdown(&after.host.name), markdown(&after.host.version), after.verdict.name());
    text.push_str("| change | checks |\n|---|---|\n");
    for (kind, changes) in kinds(comparison) {
        let _ = writeln!(text, "| {kind} | {} |", changes.len());
    }
    let _ = writeln!(text, "| the same | {} |", comparison.same);
    for (kind, changes) in kinds(comparison).into_iter().filter(|(_, changes)| !changes.is_empty()) {
        let _ = writeln!(text, "\n**{kind}**\n");
        for change in changes.iter().take(MOST) {
            let sentence = found(after, change).map_or("", |(_, sentence)| sentence);
            let _ = writeln!(text, "- {}: {}. {}", markdown(&change.check), markdown(&transition(change)), markdown(sentence));
        }
        if changes.len() > MOST {
            let _ = writeln!(text, "- … and {} more", changes.len() - MOST);
        }
    }
    text
}

/// Text that no Markdown and no markup is read from.
fn markdown(text: &str) -> String {
    visible(text).chars().fold(String::new(), |mut out, letter| {
        if letter.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(letter);
        out
    })
}

#[cfg(test)]
mod tests {
    use super::{data, markdown, property};

    #[test]
    fn what_a_host_says_stays_text() {
        assert_eq!(markdown("<b>[a](b)|`x`"), "\\<b\\>\\[a\\]\\(b\\)\\|\\`x\\`");
        assert_eq!(data("50 %\n::error::x"), "50 %25%0A::error::x");
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }
}
