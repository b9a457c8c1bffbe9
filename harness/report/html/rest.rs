//! What is neither a pass nor a fail, how the run went, and what the words mean.

use maud::{Markup, html};

use crate::certificate::{Certificate, Class};
use crate::report::findings::{Finding, Findings};
use crate::report::words::{RESULTS, duration, number};

use super::words::{self, Both};
use super::{check_link, class, label, link, show};

pub fn doubt(findings: &Findings) -> Option<Markup> {
    let nothing = findings.flaky.is_empty() && findings.errors.is_empty() && findings.stopped.is_empty();
    (!nothing).then(|| {
        html! {
            (group(&words::FLAKY, &words::FLAKY_NOTE, &findings.flaky))
            (group(&words::ERRORS, &words::ERRORS_NOTE, &findings.errors))
            @if !findings.stopped.is_empty() {
                h3 { (words::NOT_REACHED) }
                p.note { (words::NOT_REACHED_NOTE) }
                ul.plain {
                    @for one in &findings.stopped {
                        li {
                            details {
                                summary { span.id { (show(one.by)) } span.quiet.tail { (words::stopped(one.checks.len())) } }
                                ul.plain.body {
                                    @for (requirement, count) in one.requirements() {
                                        li { (link(requirement)) " " span.quiet { (words::checks(count)) } }
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

fn group(title: &Both, note: &Both, list: &[Finding]) -> Markup {
    html! {
        @if !list.is_empty() {
            h3 { (title) }
            p.note { (note) }
            ul.plain {
                @for one in list {
                    li {
                        details {
                            summary { span.id { (show(one.id)) } span.quiet.tail { (one.level.name()) " · " (words::checks(one.checks.len())) } }
                            ul.plain.body {
                                @for check in &one.checks {
                                    li {
                                        a.trial href=(check_link(check)) { (show(&check.trial)) } " " bdi lang="en" { (show(&check.condition)) } " "
                                        span.quiet { (words::tried(check.attempts, check.failures)) }
                                        @if let Some(seen) = &check.seen { p.detail lang="en" { (show(seen)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What bars no pass although it is not met: whose word that is, why, and until when.
pub fn waived(findings: &Findings) -> Option<Markup> {
    (!findings.waived.is_empty()).then(|| {
        html! {
            p.note { (words::WAIVED_NOTE) }
            ul.plain {
                @for one in &findings.waived {
                    @let waiver = &one.waiver.waiver;
                    li {
                        (link(&one.requirement.id)) " " span.quiet { (words::until(&waiver.expires.to_string())) }
                        br;
                        span lang="en" { (show(&waiver.reason.en)) } span lang="zh-Hans" { (show(&waiver.reason.zh)) }
                        " " code { (show(&waiver.link)) } " " span.quiet { (show(&one.waiver.id)) }
                    }
                }
            }
        }
    })
}

pub fn unwitnessed(certificate: &Certificate) -> Option<Markup> {
    names(words::UNWITNESSED_NOTE, &certificate.unwitnessed)
}

pub fn unclaimed(certificate: &Certificate) -> Option<Markup> {
    names(words::UNCLAIMED_NOTE, &certificate.unclaimed)
}

fn names(note: Both, names: &[String]) -> Option<Markup> {
    (!names.is_empty()).then(|| {
        html! {
            p.note { (note) }
            ul.columns { @for name in names { li { code { (show(name)) } } } }
        }
    })
}

pub fn omitted(findings: &Findings) -> Option<Markup> {
    (!findings.omitted.is_empty()).then(|| {
        html! {
            @for one in &findings.omitted {
                details.omission {
                    summary { span.said { (words::omission(one.class)) } span.quiet.tail { (words::trials(one.trials.len())) } }
                    div.body {
                        p.note { (words::omission_meaning(one.class)) }
                        @for (reason, _) in one.reasons() {
                            h3 lang="en" { (show(reason)) }
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
        html! { ul.incidents lang="en" { @for incident in &certificate.incidents { li { (show(incident)) } } } }
    })
}

pub fn facts(certificate: &Certificate) -> Markup {
    let Certificate { host, suite, run, .. } = certificate;
    let facts: [(Both, String); 14] = [
        (words::STARTED, run.started.clone()),
        (words::ATTEMPTS, number(run.attempts)),
        (words::BROWSERS, run.browsers.join(", ")),
        (words::CHANNELS, run.channels.join(", ")),
        (words::SEED, run.seed.to_string()),
        (words::MINICERT, suite.version.clone()),
        (words::FORMAT, certificate.format.to_string()),
        (words::DIALECT, host.dialect.clone()),
        (words::MANIFEST, host.manifest.clone()),
        (words::SPEC, suite.spec.clone()),
        (words::CASES, suite.cases.clone()),
        (words::AGENT, suite.agent.clone()),
        (words::PLAN, run.plan.clone()),
        (words::TRANSCRIPT, run.transcript.clone()),
    ];
    let said = [(words::MEMBER, &host.member), (words::BUILD, &host.build), (words::RELEASE, &suite.release)];
    html! {
        dl.facts {
            div { dt { (words::TOOK) } dd { (words::idle(&duration(run.milliseconds), &duration(run.idle))) } }
            div { dt { (words::FINISHED) } dd { @if run.finished { (words::YES) } @else { (words::NO) } } }
            @for (name, value) in &said { @if let Some(value) = value { div { dt { (name) } dd { (show(value)) } } } }
            @for (name, value) in &facts { div { dt { (name) } dd { (show(value)) } } }
        }
    }
}

/// Every status and every class of fail.
pub fn meanings() -> Markup {
    const CLASSES: [Class; 12] = [
        Class::Missing,
        Class::Stub,
        Class::Accepted,
        Class::UnsupportedAnsweredAsSuccess,
        Class::NoCallback,
        Class::WrongValue,
        Class::WrongOrder,
        Class::ExtraCallback,
        Class::Refused,
        Class::Threw,
        Class::ContextLost,
        Class::Hang,
    ];
    html! {
        dl.meanings { @for result in RESULTS { div { dt { (label(result)) } dd { (words::status_meaning(result)) } } } }
        dl.meanings { @for one in CLASSES { div { dt { (class(one.name())) } dd { (words::class(one)) } } } }
    }
}
