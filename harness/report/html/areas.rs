//! Area, requirement, checks: everything that the certificate says, folded.

use indexmap::IndexMap;
use maud::{Markup, html};

use crate::certificate::{CheckResult, RequirementResult, Status, Totals};
use crate::report::words::{self, RESULTS};

use super::check::check;
use super::top::bar;
use super::{Page, anchor, label, show};

pub fn areas(page: &Page) -> Markup {
    let mut checks: IndexMap<&str, Vec<&CheckResult>> = IndexMap::new();
    for check in &page.certificate.checks {
        checks.entry(&check.requirement).or_default().push(check);
    }
    let mut areas: IndexMap<&str, Vec<&RequirementResult>> = IndexMap::new();
    for requirement in &page.certificate.requirements {
        areas.entry(requirement.id.split('/').next().unwrap_or_default()).or_default().push(requirement);
    }
    html! {
        (filter(page))
        @for (area, requirements) in &areas {
            details.area open {
                summary {
                    h3 { (show(area)) }
                    (counts(page.certificate.areas.get(*area), requirements.len()))
                }
                @for requirement in requirements {
                    (row(page, requirement, checks.get(requirement.id.as_str()).map_or(&[], Vec::as_slice)))
                }
            }
        }
        p.none hidden { "Nothing matches." }
    }
}

/// One choice at a time. The style sheet does the hiding, so this needs no script.
fn filter(page: &Page) -> Markup {
    let has = |result: &str| page.certificate.requirements.iter().any(|requirement| results(requirement).contains(&result));
    html! {
        div.filter {
            fieldset {
                legend { "Show" }
                label { input type="radio" name="show" id="show-all" checked; span { "all" } }
                @for result in RESULTS {
                    @if has(result) {
                        label { input type="radio" name="show" id={ "show-" (result) }; span { (words::spaced(result)) } }
                    }
                }
            }
            label.search hidden {
                "Search "
                input type="search" id="search" placeholder="id, sentence, condition, value" autocomplete="off" spellcheck="false";
            }
            span.found role="status" {}
        }
    }
}

fn counts(totals: Option<&Totals>, requirements: usize) -> Markup {
    let checks = RESULTS.map(|result| totals.and_then(|totals| totals.checks.get(result)).copied().unwrap_or(0));
    html! {
        (bar(&checks))
        span.quiet.tail {
            (words::count(requirements, "requirement"))
            @for (index, count) in checks.iter().enumerate() {
                @if *count > 0 { " · " (words::number(*count)) " " (words::spaced(RESULTS[index])) }
            }
        }
    }
}

fn row(page: &Page, requirement: &RequirementResult, checks: &[&CheckResult]) -> Markup {
    let status = requirement.status.map_or("omitted", Status::name);
    let passed = words::number(requirement.checks.get("pass").copied().unwrap_or(0));
    let all = words::number(requirement.checks.values().sum());
    html! {
        details.requirement data-has=(results(requirement).join(" ")) {
            summary {
                (label(status))
                span.id { (show(&requirement.id)) }
                span.gist { (show(&requirement.en)) }
                span.quiet.tail { (requirement.level.name()) " " (passed) "/" (all) " pass" }
            }
            // The id is inside, so that a link to it unfolds the row in a browser without the script too.
            div.body id=(anchor(&requirement.id)) {
                p.sentence { (show(&requirement.en)) }
                p.sentence lang="zh-Hans" { (show(&requirement.zh)) }
                p.quiet {
                    "feature " (show(&requirement.feature)) " · basis " (show(&requirement.basis.join(", ")))
                    " · " a href={ "#" (anchor(&requirement.id)) } { "link" }
                }
                @if checks.is_empty() { p.quiet { "Every check of it was omitted." } }
                ul.checks { @for one in worst_first(checks) { (check(page, one)) } }
            }
        }
    }
}

/// The results that occur among the requirement's checks, its own first.
fn results(requirement: &RequirementResult) -> Vec<&str> {
    let own = requirement.status.map_or("omitted", Status::name);
    let occurs = |result: &str| requirement.checks.get(result).is_some_and(|count| *count > 0);
    std::iter::once(own).chain(RESULTS.into_iter().filter(|result| *result != own && occurs(result))).collect()
}

fn worst_first<'a>(checks: &[&'a CheckResult]) -> Vec<&'a CheckResult> {
    let mut checks = checks.to_vec();
    checks.sort_by_key(|check| std::cmp::Reverse(check.status));
    checks
}
