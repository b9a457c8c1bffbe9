//! What is neither a pass nor a fail, and how the run went.

use maud::{Markup, html};

use crate::certificate::Certificate;
use crate::report::findings::{Finding, Findings};
use crate::report::words;
use crate::yaml;

use super::{Page, check, link, show};

pub fn doubt(page: &Page, findings: &Findings) -> Option<Markup> {
    let nothing = findings.flaky.is_empty() && findings.errors.is_empty() && findings.stopped.is_empty();
    (!nothing).then(|| {
        html! {
            (group(page, "Flaky", "Attempts disagree.", &findings.flaky))
            (group(page, "Errors", "Ours: harness, driver or machine. Not counted against the host.", &findings.errors))
            @if !findings.stopped.is_empty() {
                h3 { "Not reached" }
                p.note { "A set-up step failed, so these are neither a pass nor a fail. Mend what stopped them." }
                ul.plain {
                    @for one in &findings.stopped {
                        li {
                            details {
                                (summary(one.by, &format!("stopped {}", words::count(one.checks.len(), "check"))))
                                ul.plain.body {
                                    @for (requirement, count) in one.requirements() {
                                        li { (link(requirement)) " " span.quiet { (words::count(count, "check")) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

fn group(page: &Page, title: &str, note: &str, list: &[Finding]) -> Markup {
    html! {
        @if !list.is_empty() {
            h3 { (title) }
            p.note { (note) }
            ul.plain {
                @for one in list {
                    li {
                        details {
                            (summary(one.id, &format!("{} · {}", one.level.name(), words::count(one.checks.len(), "check"))))
                            ul.checks.body { @for one in &one.checks { (check::check(page, one)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The line that stays when an entry is folded.
fn summary(name: &str, tail: &str) -> Markup {
    html! { summary { span.id { (show(name)) } span.quiet.tail { (tail) } } }
}

pub fn unwitnessed(certificate: &Certificate) -> Option<Markup> {
    (!certificate.unwitnessed.is_empty()).then(|| {
        html! {
            p.note { "These capabilities answered success, and no check saw an effect of it." }
            ul.columns { @for capability in &certificate.unwitnessed { li { code { (show(capability)) } } } }
        }
    })
}

pub fn omitted(findings: &Findings) -> Option<Markup> {
    (!findings.omitted.is_empty()).then(|| {
        html! {
            @for one in &findings.omitted {
                details.omission {
                    (summary(&words::spaced(&yaml::name(&one.class)), &words::count(one.trials.len(), "trial")))
                    div.body {
                        p.note { (words::omission_meaning(one.class)) }
                        @for (reason, _) in one.reasons() {
                            h4 { (show(reason)) }
                            ul.plain {
                                @for trial in one.trials.iter().filter(|trial| trial.reason == reason) {
                                    li {
                                        code { (show(&trial.trial)) }
                                        @for requirement in &trial.requirements { " " (link(requirement)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

pub fn incidents(certificate: &Certificate) -> Option<Markup> {
    (!certificate.incidents.is_empty()).then(|| {
        html! { ul.incidents { @for incident in &certificate.incidents { li { (show(incident)) } } } }
    })
}

pub fn facts(certificate: &Certificate) -> Markup {
    let Certificate { host, suite, run, .. } = certificate;
    let facts: [(&str, String); 15] = [
        ("Started", run.started.clone()),
        ("Took", format!("{}, of which idle {}", words::duration(run.milliseconds), words::duration(run.idle))),
        ("Attempts", words::number(run.attempts)),
        ("Transcript finished", if run.finished { "yes" } else { "no" }.into()),
        ("Browsers", run.browsers.join(", ")),
        ("Channels", run.channels.join(", ")),
        ("Seed", run.seed.to_string()),
        ("minicert", suite.version.clone()),
        ("Certificate format", certificate.format.to_string()),
        ("Manifest", host.manifest.clone()),
        ("Spec", suite.spec.clone()),
        ("Cases", suite.cases.clone()),
        ("Agent", suite.agent.clone()),
        ("Plan", run.plan.clone()),
        ("Transcript", run.transcript.clone()),
    ];
    html! {
        dl.facts { @for (name, value) in &facts { div { dt { (name) } dd { (show(value)) } } } }
    }
}
