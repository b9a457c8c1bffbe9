//! "What to fix next" and the advice: failing requirements with their most telling checks.

use maud::{Markup, html};

use crate::report::findings::{Finding, Findings};
use crate::report::words;

use super::check::{command, condition, pair};
use super::{Page, link, show};

/// How many requirements are unfolded.
const OPEN: usize = 5;
/// How many checks each shows.
const EXAMPLES: usize = 3;

pub fn fix(page: &Page, findings: &Findings) -> Option<Markup> {
    (!findings.must.is_empty()).then(|| list(page, &findings.must, OPEN))
}

pub fn advice(page: &Page, findings: &Findings) -> Option<Markup> {
    (!findings.advice.is_empty()).then(|| {
        html! {
            p.note { "What fails here is a SHOULD or a MAY: worth mending, no reason to fail." }
            (list(page, &findings.advice, 0))
        }
    })
}

fn list(page: &Page, list: &[Finding], open: usize) -> Markup {
    html! {
        ol.fixes {
            @for (index, one) in list.iter().enumerate() {
                li {
                    details.finding open[index < open] {
                        summary {
                            span.id { (show(one.id)) }
                            span.classes {
                                @for (class, count) in one.classes() {
                                    span.class { (class) " " (words::number(count as u64)) } " "
                                }
                            }
                            span.quiet.tail { (one.level.name()) " · " (words::count(one.checks.len(), "check"))
                                @if one.stops > 0 { " · stops " (words::more(one.stops, "check")) }
                            }
                        }
                        (finding(page, one))
                    }
                }
            }
        }
    }
}

fn finding(page: &Page, finding: &Finding) -> Markup {
    let examples = finding.examples(EXAMPLES);
    let left = finding.checks.len().saturating_sub(examples.len());
    html! {
        div.body {
            p.sentence { (show(finding.sentence())) }
            @if let Some(requirement) = finding.requirement { p.sentence lang="zh-Hans" { (show(&requirement.zh)) } }
            @for check in &examples {
                div.example {
                    p.line {
                        span.condition { (condition(check)) } " "
                        @if let Some(class) = check.class { span.class { (class.name()) } }
                    }
                    (pair(check))
                    (command(page, &check.trial))
                }
            }
            p.quiet {
                @if left > 0 { (words::more(left, "failing check")) " and every" } @else { "Every" }
                " result of " (link(finding.id))
            }
        }
    }
}
