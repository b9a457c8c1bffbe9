//! Area, requirement, checks: everything that the certificate says, folded.

use indexmap::IndexMap;
use maud::{Markup, html};

use crate::certificate::{CheckResult, RequirementResult, Status, Totals};
use crate::report::words::{RESULTS, kind, number};

use super::check::check;
use super::filter::filter;
use super::top::bar;
use super::words;
use super::{Page, anchor, fragment, label, show};

/// With more requirements than these the areas begin folded, as does one of which nothing was run.
const UNFOLDED: usize = 1_000;

pub fn areas(page: &Page) -> Markup {
    let mut checks: IndexMap<&str, Vec<&CheckResult>> = IndexMap::new();
    for check in &page.certificate.checks {
        checks.entry(&check.requirement).or_default().push(check);
    }
    let mut areas: IndexMap<&str, Vec<&RequirementResult>> = IndexMap::new();
    for requirement in &page.certificate.requirements {
        areas.entry(requirement.id.split('/').next().unwrap_or_default()).or_default().push(requirement);
    }
    let names: Vec<&str> = areas.keys().copied().collect();
    html! {
        (filter(page, &names))
        @for (area, requirements) in &areas {
            details.area open[page.certificate.requirements.len() <= UNFOLDED && requirements.iter().any(|one| one.status.is_some())] data-area=(area) {
                summary {
                    h3 { (show(area)) }
                    (counts(page.certificate.areas.get(*area), requirements.len()))
                }
                @for requirement in requirements {
                    (row(page, requirement, checks.get(requirement.id.as_str()).map_or(&[], Vec::as_slice)))
                }
            }
        }
        p.none hidden { (words::NOTHING_MATCHES) }
    }
}

fn counts(totals: Option<&Totals>, requirements: usize) -> Markup {
    let checks = RESULTS.map(|result| totals.and_then(|totals| totals.checks.get(result)).copied().unwrap_or(0));
    html! {
        (bar(&checks))
        span.quiet.tail {
            (words::requirements(requirements))
            @for (index, count) in checks.iter().enumerate() {
                @if *count > 0 { " · " (number(*count)) " " (words::status(RESULTS[index])) }
            }
        }
    }
}

fn row(page: &Page, requirement: &RequirementResult, checks: &[&CheckResult]) -> Markup {
    let status = own(requirement);
    let passed = requirement.checks.get("pass").copied().unwrap_or(0);
    let run: u64 = requirement.checks.iter().filter(|(result, _)| *result != "omitted").map(|(_, count)| count).sum();
    let (passing, others): (Vec<&CheckResult>, Vec<&CheckResult>) = checks.iter().partition(|check| check.status == Status::Pass);
    html! {
        details.requirement data-has=(results(requirement).join(" ")) data-level=(requirement.level.name()) data-class=[classes(&others)] {
            summary {
                (label(status))
                span.id { (show(&requirement.id)) }
                span.gist { span lang="en" { (show(&requirement.en)) } span lang="zh-Hans" { (show(&requirement.zh)) } }
                span.quiet.tail { (requirement.level.name()) @if run > 0 { " · " (words::share(passed, run)) } }
            }
            // The id is inside, so that a link to it unfolds the row in a browser without the script too.
            div.body id=(anchor(&requirement.id)) {
                div.sentences {
                    p.sentence lang="en" { (show(&requirement.en)) }
                    p.sentence lang="zh-Hans" { (show(&requirement.zh)) }
                }
                (basis(page, requirement))
                @if checks.is_empty() { p.quiet { (words::ALL_OMITTED) } }
                @if !others.is_empty() {
                    ul.checks { @for one in worst_first(&others) { (check(page, one)) } }
                }
                @if !passing.is_empty() {
                    p.label.passed { (words::passed(passing.len())) }
                    ul.checks.passing { @for one in &passing { (check(page, one)) } }
                }
            }
        }
    }
}

/// Where the sentence comes from: the citation, in our own words.
fn basis(page: &Page, requirement: &RequirementResult) -> Markup {
    html! {
        div.basis {
            p.quiet {
                (words::FEATURE) " " (show(&requirement.feature)) " · " a href=(fragment(&requirement.id)) { (words::LINK) } " · " (words::BASIS)
            }
            ul {
                @for id in &requirement.basis {
                    li {
                        code { (show(id)) }
                        @if let Some(source) = page.background.sources.and_then(|sources| sources.get(id)) {
                            " " span.quiet { (words::source(source.kind)) ", " (show(&source.page)) ": " q lang="en" { (show(&source.en)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The results that occur among the requirement's checks, its own first.
pub fn results(requirement: &RequirementResult) -> Vec<&str> {
    let own = own(requirement);
    let occurs = |result: &str| requirement.checks.get(result).is_some_and(|count| *count > 0) && (result != "fail" || requirement.waived.is_none());
    std::iter::once(own).chain(RESULTS.into_iter().filter(|result| *result != own && occurs(result))).collect()
}

/// The requirement's result as it is counted.
fn own(requirement: &RequirementResult) -> &'static str {
    if requirement.waived.is_some() { "waived" } else { requirement.status.map_or("omitted", Status::name) }
}

/// The classes of fails that occur, where any does.
fn classes(checks: &[&CheckResult]) -> Option<String> {
    let mut classes: Vec<&str> = checks.iter().filter(|check| check.class.is_some()).map(|check| kind(check)).collect();
    classes.sort_unstable();
    classes.dedup();
    (!classes.is_empty()).then(|| classes.join(" "))
}

fn worst_first<'a>(checks: &[&'a CheckResult]) -> Vec<&'a CheckResult> {
    let mut checks = checks.to_vec();
    checks.sort_by_key(|check| std::cmp::Reverse(check.status));
    checks
}
