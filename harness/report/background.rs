//! What lies beside a certificate and makes its page worth reading: the transcript's trials and attempts, the citations,
//! the screens. Without it the page is whole, and only tells less.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::certificate::{CheckResult, Status};
use crate::judge::{self, Finding, Tried};
use crate::spec::Source;
use crate::transcript::{Attempt, Line};
use crate::trial::Trial;

/// What a page is made from, beside the certificate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Background<'a> {
    /// The lines of the transcript.
    pub lines: &'a [Line],
    /// The citations of the spec, by their ids.
    pub sources: Option<&'a IndexMap<String, Source>>,
    pub screens: &'a [Screen],
}

/// What a browser showed when an attempt had ended that did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    pub trial: String,
    pub attempt: u32,
    /// Where the picture lies, from the transcript's folder.
    pub file: String,
    /// PNG.
    pub picture: Vec<u8>,
}

/// A trial with the attempt that tells most.
#[derive(Clone, Copy, Debug)]
pub struct Story<'a> {
    pub trial: &'a Trial,
    pub attempt: Option<&'a Attempt>,
    /// How many attempts there were.
    pub of: usize,
    pub screen: Option<&'a Screen>,
}

impl<'a> Background<'a> {
    /// The stories of the trials that have a check which did not pass.
    pub fn stories(&self, checks: &'a [CheckResult]) -> HashMap<&'a str, Story<'a>> {
        let wanted: HashMap<&str, &CheckResult> = checks.iter().rev().filter(|check| check.status != Status::Pass).map(|check| (check.trial.as_str(), check)).collect();
        let mut trials: HashMap<&str, &Trial> = HashMap::new();
        let mut attempts: HashMap<&str, Vec<&Attempt>> = HashMap::new();
        for line in self.lines {
            match line {
                Line::Trial(trial) if wanted.contains_key(trial.id.as_str()) => drop(trials.insert(&trial.id, trial)),
                Line::Attempt(attempt) if wanted.contains_key(attempt.trial.as_str()) => attempts.entry(&attempt.trial).or_default().push(attempt),
                _ => {}
            }
        }
        let story = |(id, check): (&&'a str, &&CheckResult)| {
            let trial = *trials.get(id)?;
            let attempts = attempts.get(id).map_or(&[] as &[_], Vec::as_slice);
            let screens = || self.screens.iter().filter(|screen| screen.trial == **id);
            let attempt = telling(trial, attempts, check.check as usize);
            let screen = screens().find(|screen| attempt.is_some_and(|attempt| attempt.attempt == screen.attempt)).or_else(|| screens().next_back());
            Some((*id, Story { trial, attempt, of: attempts.len(), screen }))
        };
        wanted.iter().filter_map(story).collect()
    }
}

/// The attempt in which the check did not pass and that counts; else the last one.
fn telling<'a>(trial: &Trial, attempts: &[&'a Attempt], check: usize) -> Option<&'a Attempt> {
    let tried: Vec<Tried> = attempts.iter().map(|attempt| Tried::new(trial, attempt)).collect();
    let counted = judge::counted(&tried).places;
    let failed = |place: &&usize| tried[**place].findings.get(check).is_some_and(|finding| *finding != Finding::Pass);
    counted.iter().find(failed).or(counted.last()).map(|place| attempts[*place]).or(attempts.last().copied())
}
