//! The head of the page: verdict, whose it is, reasons, totals.

use maud::{Markup, html};

use crate::certificate::{Reason, Status, Totals, Verdict};
use crate::report::findings::Findings;
use crate::report::words::{self as plain, RESULTS};

use super::words;
use super::{Page, fragment, show};

/// How many reasons are shown before the others are folded.
const REASONS: usize = 6;

pub fn top(page: &Page, findings: &Findings) -> Markup {
    let certificate = page.certificate;
    let host = &certificate.host;
    html! {
        header class={ "top " (certificate.verdict.name()) } {
            div.kicker {
                span { (words::KICKER) }
                fieldset.language {
                    legend { (words::LANGUAGE) }
                    label { input type="radio" name="language" id="language-en" checked; b.chip lang="en" { "English" } }
                    label { input type="radio" name="language" id="language-zh"; b.chip lang="zh-Hans" { "中文" } }
                }
            }
            h1 {
                span.verdict { (words::verdict(certificate.verdict)) } " "
                span.host { (show(&host.name)) " " span.version { (show(&host.version)) } }
            }
            p.lead { (lead(certificate.verdict, findings)) }
            dl.brief {
                div { dt { (words::CLAIMS) } dd { (words::claims(host)) } }
                div { dt { (words::DIALECT) } dd { (show(&host.dialect)) } }
                div { dt { (words::BROWSER) } dd { (show(&certificate.run.browsers.join(", "))) } }
                div { dt { (words::RUN) } dd { (show(&certificate.run.started)) ", " (plain::duration(certificate.run.milliseconds)) } }
                @if !host.faults.is_empty() {
                    div { dt { (words::FAULTS) } dd { (show(&host.faults.join(", "))) } }
                }
            }
            @if !findings.reasons.is_empty() { (reasons(page, findings)) }
            (table(&certificate.totals))
        }
    }
}

fn lead(verdict: Verdict, findings: &Findings) -> words::Both {
    match (verdict, findings.must.len(), findings.known.len()) {
        (Verdict::Pass, ..) => words::NOTHING_AGAINST,
        (_, 0, 0) => words::REASONS_AGAINST,
        (_, new, known) => words::failing(new, known),
    }
}

fn reasons(page: &Page, findings: &Findings) -> Markup {
    let (shown, folded) = findings.reasons.split_at(findings.reasons.len().min(REASONS));
    html! {
        div.reasons {
            ul { @for one in shown { (reason(page, one)) } }
            @if !folded.is_empty() {
                details {
                    summary { (words::more_reasons(folded.len())) }
                    ul { @for one in folded { (reason(page, one)) } }
                }
            }
        }
    }
}

/// A reason in both languages where it is about a requirement that was tried, or of those that have an id of their own.
fn reason(page: &Page, reason: &Reason) -> Markup {
    let requirement = page.certificate.requirements.iter().find(|requirement| requirement.id == reason.id);
    let tried = requirement.and_then(|requirement| Some((requirement, requirement.status.filter(|status| *status != Status::Pass)?)));
    html! {
        li {
            @if requirement.is_some() { a.id href=(fragment(&reason.id)) { (show(&reason.id)) } } @else { code { (show(&reason.id)) } }
            " "
            @match (tried, words::reason(&reason.id)) {
                (Some((requirement, status)), _) => {
                    span lang="en" { (show(&requirement.en)) } span lang="zh-Hans" { (show(&requirement.zh)) }
                    " — " b { (words::reason_of(status.name())) }
                }
                (None, Some(known)) => (known),
                (None, None) => bdi lang="en" { (show(&reason.text)) },
            }
        }
    }
}

fn table(totals: &Totals) -> Markup {
    let rows = plain::rows(totals);
    let shown: Vec<usize> = (0..RESULTS.len()).filter(|column| rows.iter().any(|(_, counts)| counts[*column] > 0)).collect();
    html! {
        // What can be scrolled has to be reached by a keyboard, too.
        div.scroll tabindex="0" role="region" aria-label=(words::RESULTS_TITLE.en) data-zh=(words::RESULTS_TITLE.zh) data-at="aria-label" {
            table.totals {
                caption { (words::RESULTS_TITLE) }
                thead {
                    tr {
                        td {}
                        @for column in &shown { th scope="col" { (super::label(RESULTS[*column])) } }
                        td.wide {}
                    }
                }
                tbody {
                    @for (name, counts) in &rows {
                        tr {
                            th scope="row" { (words::row(name)) }
                            @for column in &shown {
                                td.zero[counts[*column] == 0] { (plain::number(counts[*column])) }
                            }
                            td.wide { (bar(counts)) }
                        }
                    }
                }
            }
        }
    }
}

/// The counts as one bar. SVG attributes rather than styles, because the page's policy forbids inline styles.
pub fn bar(counts: &[u64; RESULTS.len()]) -> Markup {
    // What is there at all stays visible: the least share is one hundredth.
    let total = counts.iter().sum::<u64>().max(1) as f64;
    let share = |count: u64| if count == 0 { 0.0 } else { (count as f64 * 100.0 / total).max(1.0) };
    let width: f64 = counts.iter().map(|count| share(*count)).sum::<f64>().max(1.0);
    let starts = counts.iter().scan(0.0, |left, count| {
        let start = *left;
        *left += share(*count);
        Some(start)
    });
    html! {
        svg.bar viewBox={ "0 0 " (format!("{width:.1}")) " 1" } preserveAspectRatio="none" aria-hidden="true" {
            @for ((result, count), start) in RESULTS.iter().zip(counts).zip(starts) {
                @if *count > 0 {
                    rect class=(result) x=(format!("{start:.1}")) y="0" width=(format!("{:.1}", share(*count))) height="1" {}
                }
            }
        }
    }
}
