//! What is not a failing MUST, a few lines each: advice, flaky, errors, not reached, unwitnessed, omissions.

use crate::certificate::{Certificate, CheckResult};
use crate::report::findings::{Finding, Findings, Omitted, Waived};
use crate::report::words;
use crate::yaml;

use super::fix::summary;
use super::line::{Line, Tint, fit, wrap};

/// A heading with its count, a remark, and one entry a line.
struct Section {
    title: String,
    note: &'static str,
    entries: Vec<String>,
}

/// The sections with at most `most` entries each. With one entry they also stand close together.
pub fn rest(certificate: &Certificate, findings: &Findings, width: usize, most: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for section in sections(certificate, findings, width, most == 1) {
        let shown = section.entries.len().min(most);
        let counted = if shown < section.entries.len() { format!("  {shown} shown") } else { String::new() };
        if most > 1 || lines.is_empty() {
            lines.push(Line::blank());
        }
        let room = width.saturating_sub(section.title.chars().count() + counted.len() + 2);
        let note = if room < section.note.len() { "" } else { section.note };
        lines.push(Line::of(Tint::Bold, section.title).add(Tint::Dim, format!("  {note}{counted}")));
        let entries = section.entries.iter().take(shown);
        lines.extend(entries.map(|text| Line::of(Tint::Plain, format!("   {}", fit(text, width.saturating_sub(3))))));
    }
    lines
}

fn sections(certificate: &Certificate, findings: &Findings, width: usize, close: bool) -> Vec<Section> {
    let all = [
        Section {
            title: format!("Known failures ({})", words::count(findings.known.len(), "requirement")),
            note: "the manifest says so; they bar a pass as every failure does",
            entries: findings.known.iter().map(|one| format!("{}  {}{}", one.id, summary(one), deviation(certificate, one.id))).collect(),
        },
        Section {
            title: format!("Waived ({})", words::count(findings.waived.len(), "requirement")),
            note: "not met, and bars no pass: the union says so",
            entries: findings.waived.iter().map(waived).collect(),
        },
        Section {
            title: format!("Advice ({})", words::count(findings.advice.len(), "requirement")),
            note: "SHOULD and MAY: worth mending, no reason to fail",
            entries: findings.advice.iter().map(|one| format!("{}  {}  {}", one.id, one.level.name(), summary(one))).collect(),
        },
        Section {
            title: format!("Flaky ({})", checks(&findings.flaky)),
            note: "attempts disagree",
            entries: each(&findings.flaky, |check| {
                format!("{}  {}: {}", check.requirement, words::attempts(check), check.condition)
            }),
        },
        Section {
            title: format!("Errors of ours ({})", checks(&findings.errors)),
            note: "harness, driver or machine; not counted against the host",
            entries: each(&findings.errors, |check| {
                format!("{}  {}", check.requirement, check.seen.as_deref().unwrap_or(&check.condition))
            }),
        },
        Section {
            title: format!("Not reached ({})", words::count(findings.stopped.iter().map(|one| one.checks.len()).sum(), "check")),
            note: "by the requirement that stopped them",
            entries: findings
                .stopped
                .iter()
                .map(|one| {
                    let kept = words::count(one.checks.len(), "check");
                    format!("{}  stopped {kept} of {}", one.by, words::count(one.requirements().len(), "requirement"))
                })
                .collect(),
        },
        Section {
            title: format!("Unwitnessed ({})", certificate.unwitnessed.len()),
            note: "answered success, and nothing saw an effect",
            // Names are short, so they share lines.
            entries: match certificate.unwitnessed.as_slice() {
                [] => Vec::new(),
                names => wrap(&names.join(", "), width.saturating_sub(3), usize::MAX),
            },
        },
        Section {
            title: format!("Unclaimed ({})", certificate.unclaimed.len()),
            note: "there, and the host does not claim their features",
            entries: match certificate.unclaimed.as_slice() {
                [] => Vec::new(),
                names => wrap(&names.join(", "), width.saturating_sub(3), usize::MAX),
            },
        },
        Section {
            title: format!("Omitted ({})", words::count(certificate.omissions.len(), "trial")),
            note: "",
            entries: omitted(findings, close),
        },
        Section {
            title: format!("Incidents ({})", certificate.incidents.len()),
            note: "",
            entries: certificate.incidents.clone(),
        },
    ];
    all.into_iter().filter(|section| !section.entries.is_empty()).collect()
}

/// The host's own reason for a known failure.
fn deviation(certificate: &Certificate, id: &str) -> String {
    let own = certificate.deviations.iter().find(|result| result.deviation.requirement == id);
    own.map(|result| format!("; {}{}", result.deviation.reason, result.deviation.link.as_ref().map(|link| format!(" {link}")).unwrap_or_default())).unwrap_or_default()
}

fn waived(one: &Waived) -> String {
    let waiver = &one.waiver.waiver;
    // What is cut at the edge is the end of the reason, which the page has whole.
    format!("{}  until {} ({}, {}): {}", one.requirement.id, waiver.expires, one.waiver.id, waiver.link, waiver.reason.en)
}

/// A line for each class with its most frequent reason; close together, one line for all of them.
fn omitted(findings: &Findings, close: bool) -> Vec<String> {
    let name = |one: &Omitted| yaml::name(&one.class);
    if close && !findings.omitted.is_empty() {
        let classes = findings.omitted.iter().map(|one| format!("{} {}", name(one), one.trials.len()));
        return vec![classes.collect::<Vec<_>>().join(", ")];
    }
    let line = |one: &Omitted| {
        let reasons = one.reasons();
        let all = words::count(one.trials.len(), "trial");
        match reasons.as_slice() {
            [] => format!("{}  {all}", name(one)),
            [(reason, _)] => format!("{}  {all}: {reason}", name(one)),
            // The first alone would be taken for that of all.
            [(reason, times), rest @ ..] => format!("{}  {all}, {} of them: {reason}; {} in the report", name(one), words::number(*times as u64), words::more(rest.len(), "reason")),
        }
    };
    findings.omitted.iter().map(line).collect()
}

fn checks(findings: &[Finding]) -> String {
    words::count(findings.iter().map(|finding| finding.checks.len()).sum(), "check")
}

fn each(findings: &[Finding], show: impl Fn(&CheckResult) -> String) -> Vec<String> {
    findings.iter().flat_map(|finding| finding.checks.iter().map(|check| show(check))).collect()
}
