//! What may follow what in a transcript. The chain shows that no line was changed by accident; this shows that the lines
//! are the record of one run: a plan, then what happened, then a footer.
//!
//! A line that does not fit is refused, never skipped: a result that rests on half of a record is worth nothing.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::{Attempt, Line, Segment};
use crate::trial::Trial;
use crate::value::hex;

/// Why a line does not fit: a stable id, and what is wrong.
pub(super) type Objection = (&'static str, String);

/// What the lines read so far allow.
#[derive(Debug, Default)]
pub(super) struct Order {
    phase: Phase,
    requirements: HashSet<String>,
    /// Trial → its attempts so far.
    trials: HashMap<String, u32>,
    omissions: HashSet<String>,
    /// Over the trials and omissions as they stand in the file; see [`crate::plan::digest`].
    plan: Sha256,
    /// As the header has it.
    digest: String,
    /// Session → the last position used in it.
    sessions: HashMap<String, u64>,
    attempts: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Nothing,
    Plan,
    Run,
    /// The footer was read; it said this of how the run ended.
    Ended { complete: bool },
}

impl Order {
    /// Takes the next line, with the bytes it was read from and the hash of the line before it.
    pub(super) fn next(&mut self, line: &Line, bytes: &[u8], before: &str) -> Result<(), Objection> {
        match (line, self.phase) {
            (Line::Header(header), Phase::Nothing) => {
                self.digest.clone_from(&header.plan);
                self.phase = Phase::Plan;
                Ok(())
            }
            (Line::Header(_), _) => Err(("transcript-second-header", "a second header".to_owned())),
            (Line::Segment(segment), _) => self.segment(segment, before),
            (_, Phase::Ended { .. }) => Err(("transcript-after-footer", format!("a line of the kind {} after the footer", kind(line)))),
            (Line::Requirement(_) | Line::Trial(_) | Line::Omission(_) | Line::Begin { .. }, Phase::Plan) => self.planned(line, bytes, before),
            (Line::Requirement(_) | Line::Trial(_) | Line::Omission(_) | Line::Begin { .. }, _) => {
                Err(("transcript-plan-late", format!("a line of the kind {} after the plan was complete", kind(line))))
            }
            (_, Phase::Run) => self.happened(line),
            _ => Err(("transcript-plan-open", format!("a line of the kind {} before the plan is complete", kind(line)))),
        }
    }

    fn planned(&mut self, line: &Line, bytes: &[u8], before: &str) -> Result<(), Objection> {
        match line {
            Line::Requirement(requirement) if !self.requirements.insert(requirement.id.clone()) => Err(twice("requirement", &requirement.id)),
            Line::Trial(trial) => {
                self.plan.update(unlinked(bytes, kind(line), before));
                self.trial(trial)
            }
            Line::Omission(omission) => {
                self.plan.update(unlinked(bytes, kind(line), before));
                let planned = self.trials.contains_key(&omission.trial);
                if planned || !self.omissions.insert(omission.trial.clone()) { Err(twice("trial", &omission.trial)) } else { Ok(()) }
            }
            Line::Begin { trials, omissions } => self.begin(*trials, *omissions),
            _ => Ok(()),
        }
    }

    fn trial(&mut self, trial: &Trial) -> Result<(), Objection> {
        if let Some(check) = trial.checks.iter().find(|check| !self.requirements.contains(&check.requirement)) {
            return Err(("transcript-requirement-unknown", format!("the trial {} checks {}, which the plan does not have", trial.id, check.requirement)));
        }
        if self.trials.insert(trial.id.clone(), 0).is_some() { Err(twice("trial", &trial.id)) } else { Ok(()) }
    }

    fn begin(&mut self, trials: u64, omissions: u64) -> Result<(), Objection> {
        let seen = (self.trials.len() as u64, self.omissions.len() as u64);
        if seen != (trials, omissions) {
            let text = format!("the plan has {} trials and {} omissions, and should have {trials} and {omissions}", seen.0, seen.1);
            return Err(("transcript-plan-count", text));
        }
        let digest = hex(&std::mem::take(&mut self.plan).finalize());
        if digest != self.digest {
            return Err(("transcript-plan-digest", format!("the plan hashes to {digest}, and the header names {}", self.digest)));
        }
        self.phase = Phase::Run;
        Ok(())
    }

    fn happened(&mut self, line: &Line) -> Result<(), Objection> {
        match line {
            Line::Session(session) if self.sessions.insert(session.session.clone(), 0).is_some() => {
                Err(("transcript-session-twice", format!("the session {} was opened before", session.session)))
            }
            Line::Attempt(attempt) => self.attempt(attempt),
            Line::Footer(footer) if footer.attempts != self.attempts => {
                Err(("transcript-footer-count", format!("the footer counts {} attempts, and {} were read", footer.attempts, self.attempts)))
            }
            Line::Footer(footer) => {
                self.phase = Phase::Ended { complete: footer.ended == super::COMPLETE };
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn attempt(&mut self, attempt: &Attempt) -> Result<(), Objection> {
        let Some(number) = self.trials.get_mut(&attempt.trial) else {
            return Err(("transcript-trial-unknown", format!("an attempt of {}, which the plan does not have", attempt.trial)));
        };
        *number += 1;
        if attempt.attempt != *number {
            return Err(("transcript-attempt-number", format!("attempt {} of {}, and {number} comes next", attempt.attempt, attempt.trial)));
        }
        let Some(position) = self.sessions.get_mut(&attempt.session) else {
            return Err(("transcript-session-unknown", format!("an attempt in the session {}, which was not opened", attempt.session)));
        };
        if attempt.position <= *position {
            let text = format!("position {} of the session {} comes after position {position}", attempt.position, attempt.session);
            return Err(("transcript-position", text));
        }
        *position = attempt.position;
        self.attempts += 1;
        Ok(())
    }

    fn segment(&mut self, segment: &Segment, before: &str) -> Result<(), Objection> {
        match self.phase {
            Phase::Ended { complete: true } => Err(("transcript-after-footer", "a complete run was continued".to_owned())),
            Phase::Nothing | Phase::Plan => Err(("transcript-plan-open", "the run was continued before its plan was complete".to_owned())),
            _ if segment.after != before => {
                Err(("transcript-segment", format!("the run was continued after the line {}, and the line before this one hashes to {before}", segment.after)))
            }
            _ => {
                self.phase = Phase::Run;
                Ok(())
            }
        }
    }
}

fn twice(what: &str, id: &str) -> Objection {
    ("transcript-plan-twice", format!("the {what} {id} is in the plan twice"))
}

/// A line of the plan without its link, byte for byte as the plan's digest has it. Taken from the file and not written
/// again, so that a later minicert, which may write it otherwise, finds the same digest.
fn unlinked(bytes: &[u8], kind: &str, before: &str) -> Vec<u8> {
    let link = format!("{{\"prev\":\"{before}\",\"line\":\"{kind}\",");
    match bytes.strip_prefix(link.as_bytes()) {
        Some(rest) => [b"{", rest].concat(),
        None => bytes.to_vec(),
    }
}

fn kind(line: &Line) -> &'static str {
    match line {
        Line::Header(_) => "header",
        Line::Requirement(_) => "requirement",
        Line::Trial(_) => "trial",
        Line::Omission(_) => "omission",
        Line::Begin { .. } => "begin",
        Line::Session(_) => "session",
        Line::Unclaimed(_) => "unclaimed",
        Line::Attempt(_) => "attempt",
        Line::Incident(_) => "incident",
        Line::Segment(_) => "segment",
        Line::Footer(_) => "footer",
    }
}
