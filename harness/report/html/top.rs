//! The head of the page: verdict, whose it is, reasons, totals.

use maud::{Markup, html};

use crate::certificate::{Totals, Verdict};
use crate::report::findings::Findings;
use crate::report::words::{self, RESULTS};

use super::{Page, show};

/// How many reasons are shown before the others are folded.
const REASONS: usize = 6;

pub fn top(page: &Page, findings: &Findings) -> Markup {
    let certificate = page.certificate;
    let host = &certificate.host;
    let verdict = certificate.verdict.name();
    html! {
        header class={ "top " (verdict) } {
            p.kicker { "Conformance certificate" }
            h1 {
                span.verdict { (verdict) }
                span.host { (show(&host.name)) " " span.version { (show(&host.version)) } }
            }
            p.lead { (lead(certificate.verdict, findings)) }
            dl.brief {
                div { dt { "Claims" } dd { (show(&words::claims(host))) } }
                div { dt { "Dialect" } dd { (show(&host.dialect)) } }
                div { dt { "Browser" } dd { (show(&certificate.run.browsers.join(", "))) } }
                div { dt { "Run" } dd { (show(&certificate.run.started)) ", " (words::duration(certificate.run.milliseconds)) } }
                @if !host.faults.is_empty() {
                    div { dt { "Faults put in" } dd { (show(&host.faults.join(", "))) } }
                }
            }
            @if !findings.reasons.is_empty() { (reasons(findings)) }
            (table(&certificate.totals))
        }
    }
}

fn lead(verdict: Verdict, findings: &Findings) -> String {
    match (verdict, findings.must.len()) {
        (Verdict::Pass, _) => "Nothing stands against the claims below.".into(),
        (_, 0) => "The reasons below stand against a pass.".into(),
        (_, many) => format!("{}.", words::failing(many)),
    }
}

fn reasons(findings: &Findings) -> Markup {
    let item = |reason: &crate::certificate::Reason| html! { li { code { (show(&reason.id)) } " " (show(&reason.text)) } };
    let (shown, folded) = findings.reasons.split_at(findings.reasons.len().min(REASONS));
    html! {
        div.reasons {
            ul { @for reason in shown { (item(reason)) } }
            @if !folded.is_empty() {
                details {
                    summary { (words::more(folded.len(), "reason")) }
                    ul { @for reason in folded { (item(reason)) } }
                }
            }
        }
    }
}

fn table(totals: &Totals) -> Markup {
    let rows = words::rows(totals);
    let shown: Vec<usize> = (0..RESULTS.len()).filter(|column| rows.iter().any(|(_, counts)| counts[*column] > 0)).collect();
    html! {
        div.scroll {
            table.totals {
                caption { "Results" }
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
                            th scope="row" { (name) }
                            @for column in &shown {
                                td.zero[counts[*column] == 0] { (words::number(counts[*column])) }
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
