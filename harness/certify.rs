//! Results → certificate. Pure: everything it says comes from the transcript.

mod known;
mod waived;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::certificate::{
    Certificate, CheckResult, DeviationResult, OmissionResult, Reason, RequirementResult, RunFacts, Status, Totals, Verdict, WaiverResult, format_of,
};
use crate::error::{Error, Result};
use crate::judge::{self, Judging};
use crate::spec::{Level, Requirement, Spec};
use crate::transcript::{COMPLETE, Footer, Header, Line, Record, Torn};
use crate::trial::{Omission, OmissionClass};

/// Judges a transcript and draws up the certificate.
pub fn certify(record: &Record) -> Result<Certificate> {
    let mut draft = Draft::default();
    record.lines.iter().for_each(|line| draft.add(line));
    draft.finish(&record.last, record.torn.as_ref())
}

/// How what is waived is counted.
const WAIVED: &str = "waived";

/// A certificate that is drawn up line by line. It keeps the plan and the results, not what was observed.
#[derive(Debug, Default)]
pub struct Draft {
    header: Option<Header>,
    requirements: Vec<Requirement>,
    omissions: Vec<Omission>,
    judging: Judging,
    attempts: u64,
    /// Each with its version.
    browsers: BTreeSet<(String, String)>,
    channels: BTreeSet<String>,
    unclaimed: BTreeSet<String>,
    incidents: Vec<String>,
    begun: bool,
    last_at: u64,
    footer: Option<Footer>,
}

impl Draft {
    pub fn add(&mut self, line: &Line) {
        self.judging.add(line);
        match line {
            Line::Header(header) => self.header = Some((**header).clone()),
            Line::Requirement(requirement) => self.requirements.push(requirement.clone()),
            Line::Trial(_) => {}
            Line::Omission(omission) => self.omissions.push(omission.clone()),
            Line::Begin { .. } => self.begun = true,
            Line::Session(session) => {
                self.browsers.insert((session.browser.clone(), session.browser_version.clone()));
                self.channels.insert(format!("{}, {}", session.channel, session.transport));
                self.last_at = session.at;
            }
            Line::Unclaimed(unclaimed) => self.unclaimed.extend(unclaimed.functions.iter().cloned()),
            Line::Attempt(attempt) => {
                self.attempts += 1;
                self.last_at = attempt.at;
            }
            Line::Incident(incident) => {
                self.incidents.push(format!("{}: [{}] {}", incident.session, incident.id, incident.message));
                self.last_at = incident.at;
            }
            Line::Segment(segment) => {
                self.footer = None;
                self.incidents.push(format!("the run was interrupted after line {} and resumed", segment.after));
            }
            Line::Footer(footer) => {
                self.footer = Some(footer.clone());
                self.last_at = footer.at;
            }
        }
    }

    /// `last` is the hash of the transcript's last whole line.
    pub fn finish(self, last: &str, torn: Option<&Torn>) -> Result<Certificate> {
        let Some(header) = &self.header else {
            return Err(Error::usage("transcript-foreign", "the transcript does not begin with a header line", "give the transcript.jsonl of a run"));
        };
        if !self.begun {
            return Err(Error::usage("transcript-no-plan", "the transcript ends before its plan is complete", "run again: nothing had been tried yet"));
        }
        let format = format_of(header.format);
        let mut checks = self.judging.results();
        let mut requirements = requirement_results(&self, &checks);
        let (mut deviations, mut waivers) = (Vec::new(), Vec::new());
        if format > 1 {
            deviations = known::known(header, &self.omissions, &mut checks, &mut requirements);
            waivers = waived::waived(header, &self.browsers, &mut checks, &mut requirements);
        }
        let mut reasons = reasons(&requirements, &self);
        let failed = requirements.iter().any(|result| result.level == Level::Must && result.status == Some(Status::Fail) && result.waived.is_none());
        reasons.extend(waivers.iter().filter_map(WaiverResult::objection));
        reasons.extend(deviations.iter().filter_map(DeviationResult::objection));
        if let Some(torn) = torn {
            reasons.push(reason("transcript-torn", format!("line {} has no end ({} bytes were dropped): the run was interrupted", torn.line, torn.bytes)));
        }
        if header.narrowed {
            reasons.push(reason("run-narrowed", "only a part of the plan was run: such a run certifies nothing".into()));
        }
        let finished = self.footer.as_ref().is_some_and(|footer| footer.ended == COMPLETE);
        if !finished {
            let why = self.footer.as_ref().map_or("the transcript has no footer: the run was interrupted", |footer| footer.ended.as_str());
            reasons.push(reason("run-unfinished", format!("{why}; continue it with --resume")));
        }
        let verdict = match (failed, reasons.is_empty()) {
            (true, _) => Verdict::Fail,
            (false, false) => Verdict::Incomplete,
            (false, true) => Verdict::Pass,
        };
        Ok(Certificate {
            format,
            verdict,
            reasons,
            host: header.host.clone(),
            suite: header.suite.clone(),
            run: run_facts(header, &self, last, finished),
            repeats: judge::repeats(&header.settings, &self.judging),
            totals: totals(&self, &checks, &requirements, None),
            areas: areas(&requirements).into_iter().map(|area| (area.clone(), totals(&self, &checks, &requirements, Some(&area)))).collect(),
            unwitnessed: unwitnessed(&self.judging, &checks),
            unclaimed: self.unclaimed.iter().cloned().collect(),
            omissions: self.omissions.iter().map(omission_result).collect(),
            incidents: self.incidents.clone(),
            advice: if format > 1 { advice(&requirements) } else { Vec::new() },
            deviations,
            waivers,
            requirements,
            checks,
        })
    }
}

fn reason(id: &str, text: String) -> Reason {
    Reason { id: id.to_owned(), text }
}

fn requirement_results(draft: &Draft, checks: &[CheckResult]) -> Vec<RequirementResult> {
    let mut by_requirement: BTreeMap<&str, Vec<Status>> = BTreeMap::new();
    for check in checks {
        by_requirement.entry(&check.requirement).or_default().push(check.status);
    }
    let mut omitted: BTreeMap<&str, u64> = BTreeMap::new();
    for id in draft.omissions.iter().flat_map(|omission| &omission.requirements) {
        *omitted.entry(id).or_default() += 1;
    }
    draft
        .requirements
        .iter()
        .filter_map(|requirement| {
            let statuses = by_requirement.get(requirement.id.as_str()).map_or(&[] as &[_], Vec::as_slice);
            let omitted = omitted.get(requirement.id.as_str()).copied();
            if statuses.is_empty() && omitted.is_none() {
                return None;
            }
            let mut counts = count(statuses.iter().map(|status| status.name()));
            if let Some(omitted) = omitted {
                counts.insert("omitted".into(), omitted);
            }
            Some(RequirementResult {
                id: requirement.id.clone(),
                level: requirement.level,
                feature: requirement.feature.clone(),
                en: requirement.en.clone(),
                zh: requirement.zh.clone(),
                basis: requirement.basis.clone(),
                status: judge::worst(statuses.iter().copied()),
                checks: counts,
                known: false,
                waived: None,
            })
        })
        .collect()
}

fn reasons(requirements: &[RequirementResult], draft: &Draft) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for result in requirements.iter().filter(|result| result.level == Level::Must && result.waived.is_none()) {
        let text = match result.status {
            Some(Status::Fail) if result.known => "failed, as the host says it does",
            Some(Status::Fail) => "failed",
            Some(Status::Flaky) => "attempts disagree",
            Some(Status::Error) => "could not be judged: an error of the harness, the driver or the machine",
            Some(Status::NotReached) => "was not reached: a set-up step failed",
            Some(Status::Unwitnessed) => "was answered with success, and no check saw an effect of it",
            Some(Status::Pass) | None => continue,
        };
        reasons.push(reason(&result.id, format!("{} {text}.", result.en.trim_end_matches('.'))));
    }
    let must: BTreeSet<&str> = draft.requirements.iter().filter(|requirement| requirement.level == Level::Must).map(|requirement| requirement.id.as_str()).collect();
    let mut lacking: BTreeMap<&str, &Omission> = BTreeMap::new();
    for omission in draft.omissions.iter().filter(|omission| omission.class != OmissionClass::NotClaimed) {
        for id in omission.requirements.iter().filter(|id| must.contains(id.as_str())) {
            lacking.entry(id).or_insert(omission);
        }
    }
    reasons.extend(lacking.into_iter().map(|(id, omission)| reason(id, format!("{} was left out: {}", omission.trial, omission.reason))));
    reasons
}

/// What is worth mending, and bars nothing.
fn advice(requirements: &[RequirementResult]) -> Vec<Reason> {
    let failing = requirements.iter().filter(|result| result.level != Level::Must && result.status == Some(Status::Fail));
    failing.map(|result| reason(&result.id, format!("{} failed; a {} bars no pass.", result.en.trim_end_matches('.'), result.level.name()))).collect()
}

fn run_facts(header: &Header, draft: &Draft, last: &str, finished: bool) -> RunFacts {
    RunFacts {
        started: header.started.clone(),
        milliseconds: draft.last_at,
        idle: draft.footer.as_ref().map_or(0, |footer| footer.at.saturating_sub(footer.busy)),
        seed: header.seed,
        challenge: header.challenge.clone(),
        plan: header.plan.clone(),
        transcript: last.to_owned(),
        browsers: draft.browsers.iter().map(|(browser, version)| format!("{browser} {version}")).collect(),
        channels: draft.channels.iter().cloned().collect(),
        attempts: draft.attempts,
        finished,
    }
}

fn areas(requirements: &[RequirementResult]) -> BTreeSet<String> {
    requirements.iter().map(|result| Spec::area(&result.id).to_owned()).collect()
}

/// Counts, over everything or over the requirements of one area.
fn totals(draft: &Draft, checks: &[CheckResult], requirements: &[RequirementResult], area: Option<&str>) -> Totals {
    let within = |id: &str| area.is_none_or(|area| Spec::area(id) == area);
    // Of a trial, its worst check that is not waived, and whether one is.
    let mut by_trial: IndexMap<&str, (Status, bool)> = IndexMap::new();
    for check in checks.iter().filter(|check| within(&check.requirement)) {
        let (status, waived) = by_trial.entry(&check.trial).or_insert((Status::Pass, false));
        match check.waived {
            Some(_) => *waived = true,
            None => *status = check.status.max(*status),
        }
    }
    let mut trials = count(by_trial.values().map(|(status, waived)| if *waived && *status == Status::Pass { WAIVED } else { status.name() }));
    let omitted = draft.omissions.iter().filter(|omission| omission.requirements.iter().any(|id| within(id))).count() as u64;
    if omitted > 0 {
        trials.insert("omitted".into(), omitted);
    }
    let mut by_level: IndexMap<String, IndexMap<String, u64>> = IndexMap::new();
    for level in [Level::Must, Level::Should, Level::May] {
        let word = |result: &RequirementResult| if result.waived.is_some() { WAIVED } else { result.status.map_or("omitted", Status::name) };
        let counts = count(requirements.iter().filter(|result| result.level == level && within(&result.id)).map(word));
        if !counts.is_empty() {
            by_level.insert(level.name().to_lowercase(), counts);
        }
    }
    let word = |check: &CheckResult| if check.waived.is_some() { WAIVED } else { check.status.name() };
    Totals { trials, checks: count(checks.iter().filter(|check| within(&check.requirement)).map(word)), requirements: by_level }
}

fn count<'a>(names: impl Iterator<Item = &'a str>) -> IndexMap<String, u64> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let order = ["pass", WAIVED, "unwitnessed", "not-reached", "error", "flaky", "fail", "omitted"];
    order.into_iter().filter_map(|name| counts.get(name).map(|count| (name.to_owned(), *count))).collect()
}

/// Capabilities that answered success in some trial, and for which no passing check saw an effect.
fn unwitnessed(judging: &Judging, checks: &[CheckResult]) -> Vec<String> {
    let passed: BTreeSet<&str> = checks.iter().filter(|check| check.status == Status::Pass).map(|check| check.trial.as_str()).collect();
    let mut success = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for (trial, tried) in judging.each() {
        success.extend(tried.iter().flat_map(|tried| tried.answered.iter().cloned()));
        if judge::witnessed(trial) && passed.contains(trial.id.as_str()) {
            seen.extend(trial.calls.values().filter_map(|meta| meta.capability.clone()));
        }
    }
    success.difference(&seen).cloned().collect()
}

fn omission_result(omission: &Omission) -> OmissionResult {
    OmissionResult {
        trial: omission.trial.clone(),
        class: omission.class,
        reason: omission.reason.clone(),
        requirements: omission.requirements.clone(),
    }
}
