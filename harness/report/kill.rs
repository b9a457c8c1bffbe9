//! The grading of the suite as one page that needs nothing but itself, for people; `kill --json` is the same for programs.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::html::content_hash;
use super::visible::visible;
use crate::kill::{Caught, Idle, Kill, Mode, Row, Tally};

const STYLE: &str = "
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: .15rem 1.2rem .15rem 0; border-bottom: 1px solid #8884; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
code { overflow-wrap: anywhere; }
";

/// The page.
pub fn kill(result: &Kill) -> String {
    let title = format!("minicert: {} of {} faults killed", result.killed, result.faults);
    page(&title, result.rate, &html! {
        p { @match result.mode {
            Mode::FirstKill => "Each fault was tried until a check of the requirement it violates failed.",
            Mode::Matrix => "Each fault was tried with every trial that names what it violates.",
        } " Plan " code { (visible(&result.plan)) } "." }
        (tallies("Rate by area", &result.areas))
        (tallies("Rate by kind of requirement", &result.kinds))
        (survivors(&result.rows))
        (blame(result))
        @if let Some(idle) = &result.idle { (idle_parts(idle)) }
        (unviolated(result))
    })
}

/// A page of a grading: its head, its title with the rate, and what is said below.
pub(super) fn page(title: &str, rate: f64, said: &Markup) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content={ "default-src 'none'; style-src '" (content_hash(STYLE)) "'; base-uri 'none'; form-action 'none'" };
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (title) " (" (percent(rate)) ")" }
                (said)
            }
        }
    };
    markup.into_string()
}

fn tallies(title: &str, tallies: &BTreeMap<String, Tally>) -> Markup {
    html! {
        h2 { (title) }
        table {
            tr { th { "of" } th { "faults" } th { "killed" } th { "rate" } }
            @for (name, tally) in tallies {
                tr { td { code { (visible(name)) } } td.n { (tally.faults) } td.n { (tally.killed) } td.n { (percent(tally.rate)) } }
            }
        }
    }
}

fn survivors(rows: &[Row]) -> Markup {
    let survivors: Vec<&Row> = rows.iter().filter(|row| row.caught != Caught::ByItsRequirement).collect();
    html! {
        h2 { "Survivors: " (survivors.len()) }
        @if !survivors.is_empty() {
            table {
                tr { th { "fault" } th { "violates" } th { "instead" } }
                @for row in survivors {
                    tr { td { code { (visible(&row.fault)) } } td { code { (visible(&row.requirement)) } } td { (instead(row)) } }
                }
            }
        }
    }
}

fn instead(row: &Row) -> Markup {
    html! {
        @match (&row.error, row.caught) {
            (Some(error), _) => { "error: " (visible(error)) },
            (None, Caught::Otherwise) => { "failed: " (list(&row.others)) },
            (None, _) => { "nothing failed in " (row.trials) " trials" },
        }
    }
}

fn blame(result: &Kill) -> Markup {
    html! {
        h2 { "Wrong blame: " (result.wrong_blame.faults.len()) " (" (percent(result.wrong_blame.share)) ")" }
        p { "A requirement failed that the fault neither violates nor breaks of necessity." }
        @if !result.wrong_blame.faults.is_empty() {
            table {
                tr { th { "fault" } th { "blamed" } }
                @for (fault, requirements) in &result.wrong_blame.faults {
                    tr { td { code { (visible(fault)) } } td { (list(requirements)) } }
                }
            }
        }
    }
}

fn idle_parts(idle: &Idle) -> Markup {
    html! {
        h2 { "What kills nothing: " (idle.cases.len()) " cases, " (idle.derived_rules.len()) " rules, " (idle.checks.len()) " checks" }
        @for (what, names) in [("Cases", &idle.cases), ("Rules", &idle.derived_rules), ("Checks", &idle.checks)] {
            @if !names.is_empty() { details { summary { (what) ": " (names.len()) } (list(names)) } }
        }
    }
}

fn unviolated(result: &Kill) -> Markup {
    let unviolated = &result.unviolated;
    let derived: usize = unviolated.derived.values().sum();
    html! {
        h2 { "Requirements that no fault violates: " (unviolated.written.len()) " written, " (derived) " derived" }
        p { "Beside these, " (unviolated.untested) " say why nothing can test them." }
        details { summary { "Written: " (unviolated.written.len()) } (list(&unviolated.written)) }
        table {
            tr { th { "derived by" } th { "requirements" } }
            @for (template, count) in &unviolated.derived { tr { td { code { (visible(template)) } } td.n { (count) } } }
        }
    }
}

fn list(names: &[String]) -> Markup {
    html! { @for (index, name) in names.iter().enumerate() { @if index > 0 { ", " } code { (visible(name)) } } }
}

pub(super) fn percent(rate: f64) -> String {
    format!("{:.1} %", rate * 100.0)
}
