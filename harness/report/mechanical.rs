//! The grading by mutants as one page that needs nothing but itself, for people; `kill --mechanical --json` is the same for programs.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::kill::{page, percent};
use super::visible::visible;
use crate::kill::mechanical::{Mechanical, Survivor, Tally, Way};

/// The page.
pub fn mechanical(result: &Mechanical) -> String {
    let title = format!("minicert: {} of {} mutants killed", result.killed, result.mutants);
    page(&title, result.rate, &html! {
        p {
            (percent(result.rate_after_triage)) " without survivors that are equivalent, or that the spec leaves open. Chosen by the seed " (result.seed) " among "
            (result.all) " mutants of the reference host. Plan " code { (visible(&result.plan)) } "."
        }
        (ways(&result.ways))
        (tallies("Rate by kind", &result.kinds))
        (tallies("Rate by file", &result.files))
        (survivors(&result.survivors, result.unexplained))
        @if !result.contradicted.is_empty() {
            h2 { "Killed, though they are excused: " (result.contradicted.len()) }
            @for name in &result.contradicted { p { code { (visible(name)) } } }
        }
        @if result.errors > 0 {
            h2 { "Not tried to the end: " (result.errors) }
            @for row in &result.rows { @if let Some(error) = &row.error { p { code { (visible(&row.mutant)) } ": " (visible(error)) } } }
        }
    })
}

fn ways(ways: &BTreeMap<Way, usize>) -> Markup {
    html! {
        h2 { "Killed by" }
        table {
            @for (way, count) in ways {
                tr { td { (match way {
                    Way::Check => "a check that failed",
                    Way::DoesNotStart => "a host that does not start",
                    Way::Hang => "a host that hangs",
                    Way::ContextLost => "a document that is lost",
                }) } td.n { (count) } }
            }
        }
    }
}

fn tallies(title: &str, tallies: &BTreeMap<String, Tally>) -> Markup {
    html! {
        h2 { (title) }
        table {
            tr { th { "of" } th { "mutants" } th { "killed" } th { "excused" } th { "rate after triage" } }
            @for (name, tally) in tallies {
                tr { td { code { (visible(name)) } } td.n { (tally.mutants) } td.n { (tally.killed) } td.n { (tally.excused) } td.n { (percent(tally.rate_after_triage)) } }
            }
        }
    }
}

fn survivors(survivors: &[Survivor], unexplained: usize) -> Markup {
    html! {
        h2 { "Survivors: " (survivors.len()) ", of which " (unexplained) " are not explained" }
        @if !survivors.is_empty() {
            table {
                tr { th { "mutant" } th { "changes" } th { "is" } }
                @for survivor in survivors {
                    tr {
                        td { code { (visible(&survivor.mutant)) } br; (visible(&survivor.place)) }
                        td { pre { (visible(&survivor.diff)) } }
                        td { @match (survivor.verdict, &survivor.reason) {
                            (Some(verdict), Some(reason)) => { (verdict.word()) ": " (visible(reason)) },
                            _ => { "not explained: nothing failed in " (survivor.trials) " trials" },
                        } }
                    }
                }
            }
        }
    }
}
