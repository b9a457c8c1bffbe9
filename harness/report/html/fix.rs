//! "What to fix next" and the advice: causes with what they take down and their most telling checks.

use maud::{Markup, html};

use crate::report::causes::{Cause, Common, causes};
use crate::report::findings::{Finding, Findings, examples};
use crate::report::words::kind;

use super::check::{command, condition, pair};
use super::words;
use super::{Page, check_link, class, link, show};

/// How many causes are unfolded.
const OPEN: usize = 3;
/// How many checks each shows.
const EXAMPLES: usize = 2;
/// How many requirements each names before the others are folded.
const NAMED: usize = 12;
/// Of so many requirements the sentences are shown.
const SENTENCES: usize = 3;

pub fn fix(page: &Page, findings: &Findings) -> Option<Markup> {
    (!findings.must.is_empty()).then(|| html! { p.note { (words::FIX_NOTE) } (list(page, &findings.must, OPEN)) })
}

/// What the host says it fails, with its own reasons.
pub fn known(page: &Page, findings: &Findings) -> Option<Markup> {
    let deviations = &page.certificate.deviations;
    (!deviations.is_empty()).then(|| {
        html! {
            p.note { (words::KNOWN_NOTE) }
            ul.plain {
                @for result in deviations {
                    li {
                        (link(&result.deviation.requirement)) " " span.quiet { (words::deviation(result.outcome)) } ": " bdi lang="en" { (show(&result.deviation.reason)) }
                        @if let Some(address) = &result.deviation.link { " " code { (show(address)) } }
                    }
                }
            }
            @if !findings.known.is_empty() { (list(page, &findings.known, 0)) }
        }
    })
}

pub fn advice(page: &Page, findings: &Findings) -> Option<Markup> {
    (!findings.advice.is_empty()).then(|| html! { p.note { (words::ADVICE_NOTE) } (list(page, &findings.advice, 0)) })
}

fn list(page: &Page, findings: &[Finding], open: usize) -> Markup {
    html! {
        ol.fixes {
            @for (index, cause) in causes(findings).iter().enumerate() {
                li {
                    details.finding open[index < open] {
                        summary {
                            span.many { (cause.checks.len()) }
                            span.common { (common(cause)) }
                            span.quiet.tail {
                                (words::checks(cause.checks.len())) " · " (words::requirements(cause.requirements().len()))
                                @if cause.functions() > 1 { " · " (words::functions(cause.functions())) }
                                @if cause.stops > 0 { " · " (words::stops(cause.stops)) }
                            }
                        }
                        (told(page, cause, findings))
                    }
                }
            }
        }
    }
}

fn common(cause: &Cause) -> Markup {
    match &cause.common {
        Common::Requirement(id) | Common::Function(id, _) => html! { span.id { (show(id)) } " " (classes(cause)) },
        Common::Arguments(rule) => html! { span.said { (words::accepts(rule)) } " " (classes(cause)) },
        Common::Symptom(one, seen) => html! { span.said { (words::class(*one)) ": " span.id { (show(seen)) } } " " (classes(cause)) },
    }
}

fn classes(cause: &Cause) -> Markup {
    let mut names: Vec<&str> = cause.checks.iter().map(|check| kind(check)).collect();
    names.sort_unstable();
    names.dedup();
    html! { @for name in names { (class(name)) " " } }
}

fn told(page: &Page, cause: &Cause, findings: &[Finding]) -> Markup {
    let requirements = cause.requirements();
    let few = requirements.len() <= SENTENCES;
    let sentence = |id: &str| findings.iter().filter(|_| few).find(|finding| finding.id == id).and_then(|finding| finding.requirement);
    let (named, folded) = requirements.split_at(requirements.len().min(NAMED));
    let item = |id: &str, many: usize| {
        html! {
            li {
                (link(id)) " " span.quiet { (words::checks(many)) }
                @if let Some(requirement) = sentence(id) {
                    br;
                    span lang="en" { (show(&requirement.en)) } span lang="zh-Hans" { (show(&requirement.zh)) }
                }
            }
        }
    };
    html! {
        div.body {
            ul.plain.named[!few] { @for (id, many) in named { (item(id, *many)) } }
            @if !folded.is_empty() {
                details.more { summary { (words::more_requirements(folded.len())) } ul.plain.named.body { @for (id, many) in folded { (item(id, *many)) } } }
            }
            @for check in examples(&cause.checks, EXAMPLES) {
                div.example {
                    p.line { bdi.condition lang="en" { (condition(check)) } " " (class(kind(check))) " " a.trial href=(check_link(check)) { (show(&check.trial)) } }
                    (pair(check))
                    (command(page, &check.trial))
                    @if page.stories.contains_key(check.trial.as_str()) { p.quiet { a href=(check_link(check)) { (words::SEE_STORY) } } }
                }
            }
        }
    }
}
