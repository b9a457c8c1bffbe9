//! Finds out whether a trial whose executions disagree depends on what ran before it, and on which trial. Like shrinking it
//! runs after the footer, and what it finds is a diagnosis for people; it is never judged.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::busy::Busy;
use super::exchange::{self, Sending};
use super::shrink::Place;
use crate::case::World;
use crate::certificate::{CheckResult, Class, Status};
use crate::host::{Session, Trouble};
use crate::judge::{Finding, judge_attempt, needs_confirmation};
use crate::transcript::{Attempt, Line, Outcome, Purpose};
use crate::trial::Trial;

/// At most this long on one trial.
const PATIENCE: Duration = Duration::from_secs(120);

/// So often a trial has to fail after its polluter, and to pass without it.
const CONFIRMATIONS: usize = 4;

/// A trial that fails after another, and passes without it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Polluted {
    pub trial: String,
    pub requirement: String,
    pub class: Class,
    /// What was seen when it ran after them.
    pub seen: String,
    /// The trials that it fails after; one, unless it takes several together.
    pub after: Vec<String>,
    /// Orders tried on the host.
    pub tried: u32,
}

/// Looks into every flaky check, one for each trial.
pub async fn find(place: &Place<'_>, lines: &[Line], results: &[CheckResult]) -> Result<Vec<Polluted>, Trouble> {
    let mut trials = HashMap::new();
    let mut attempts = Vec::new();
    for line in lines {
        match line {
            Line::Trial(trial) => {
                trials.insert(trial.id.as_str(), trial.as_ref());
            }
            Line::Attempt(attempt) => attempts.push(attempt.as_ref()),
            _ => {}
        }
    }
    let mut found: Vec<Polluted> = Vec::new();
    let mut host = Host { place, session: None, tried: 0 };
    for result in results.iter().filter(|result| result.status == Status::Flaky) {
        let Some(trial) = trials.get(result.trial.as_str()) else { continue };
        let Some(target) = Target::of(trial, result, &attempts) else { continue };
        if found.iter().any(|one| one.trial == result.trial) {
            continue;
        }
        for before in suspects(&trials, &attempts, target.position) {
            if let Some((after, seen)) = host.narrow(&target, before).await? {
                found.push(Polluted { trial: result.trial.clone(), requirement: result.requirement.clone(), class: target.class, seen, after: after.iter().map(|trial| trial.id.clone()).collect(), tried: host.tried });
                break;
            }
        }
        host.tried = 0;
    }
    if let Some(session) = host.session {
        session.close().await;
    }
    Ok(found)
}

/// A check, and where among the attempts it failed.
struct Target<'a> {
    trial: &'a Trial,
    check: usize,
    class: Class,
    position: usize,
}

impl<'a> Target<'a> {
    fn of(trial: &'a Trial, result: &CheckResult, attempts: &[&Attempt]) -> Option<Self> {
        let check = result.check as usize;
        attempts.iter().enumerate().filter(|(_, attempt)| attempt.trial == trial.id).find_map(|(position, attempt)| {
            let (class, _) = failed(trial, attempt, check)?;
            Some(Self { trial, check, class, position })
        })
    }
}

fn failed(trial: &Trial, attempt: &Attempt, check: usize) -> Option<(Class, String)> {
    if attempt.outcome != Outcome::Closed || needs_confirmation(attempt) {
        return None;
    }
    match judge_attempt(trial, attempt).into_iter().nth(check)? {
        Finding::Fail { class, seen } => Some((class, seen)),
        _ => None,
    }
}

/// What ran before an attempt in its session, in order: first what the same launch saw, then everything since the
/// instance was new, without what ran alone.
fn suspects<'a>(trials: &HashMap<&str, &'a Trial>, attempts: &[&Attempt], position: usize) -> Vec<Vec<&'a Trial>> {
    let mut launch = Vec::new();
    let mut instance = Vec::new();
    let mut launched = false;
    let here = attempts[..position].iter().rev().filter(|attempt| attempt.session == attempts[position].session);
    for trial in here.filter_map(|attempt| trials.get(attempt.trial.as_str()).copied()) {
        if trial.world == World::Empty {
            break;
        }
        launched |= trial.leaves_traces();
        if trial.alone() {
            continue;
        }
        if !launched {
            launch.push(trial);
        }
        instance.push(trial);
    }
    let mut lists = vec![launch, instance];
    lists.dedup_by_key(|list| list.len());
    lists.iter_mut().for_each(|list| list.reverse());
    lists.retain(|list| !list.is_empty());
    lists
}

struct Host<'a> {
    place: &'a Place<'a>,
    session: Option<Session>,
    tried: u32,
}

impl Host<'_> {
    /// The fewest of these trials that the target fails after, when it passes without them.
    async fn narrow<'a>(&mut self, target: &Target<'_>, mut before: Vec<&'a Trial>) -> Result<Option<(Vec<&'a Trial>, String)>, Trouble> {
        let began = Instant::now();
        if self.fails(target, &[]).await?.is_some() {
            return Ok(None);
        }
        let Some(mut seen) = self.fails(target, &before).await? else { return Ok(None) };
        while before.len() > 1 && began.elapsed() < PATIENCE {
            let later = before.split_off(before.len() / 2);
            if let Some(now) = self.fails(target, &later).await? {
                (before, seen) = (later, now);
            } else if let Some(now) = self.fails(target, &before).await? {
                seen = now;
            } else {
                before.extend(later);
                break;
            }
        }
        // Chance does not repeat itself on command.
        for _ in 0..CONFIRMATIONS {
            if self.fails(target, &before).await?.is_none() || self.fails(target, &[]).await?.is_some() {
                return Ok(None);
            }
        }
        Ok(Some((before, seen)))
    }

    /// What was seen of the target when it failed after these trials, in an instance of its own.
    async fn fails(&mut self, target: &Target<'_>, before: &[&Trial]) -> Result<Option<String>, Trouble> {
        self.tried += 1;
        match self.attempt(target, before).await {
            Err(Trouble::Lost(_)) => {
                if let Some(lost) = self.session.take() {
                    lost.close().await;
                }
                Ok(None)
            }
            result => result,
        }
    }

    async fn attempt(&mut self, target: &Target<'_>, before: &[&Trial]) -> Result<Option<String>, Trouble> {
        let Place { stage, settings, .. } = self.place;
        let number = u64::from(self.tried);
        let instance = format!("order-{}", target.position as u64 * 1_000 + number);
        let session = match &mut self.session {
            Some(session) => {
                session.relaunch(&instance).await?;
                session
            }
            None => self.session.insert(stage.session("order", &instance).await?),
        };
        let sending = |trial, place: usize| Sending { trial, attempt: self.tried, namespace: format!("order-{number}-{place}"), budget: settings.budget, quiet: settings.quiet };
        let all: Vec<Sending> = before.iter().enumerate().map(|(place, trial)| sending(*trial, place + 1)).collect();
        for batch in all.chunks(settings.batch as usize) {
            exchange::together(session, number, batch, 0, false, &Busy::default()).await?;
        }
        let last = sending(target.trial, 0);
        stage.expect_arrivals(&last.namespace);
        let returned = exchange::alone(session, number, &last, &instance, &Busy::default()).await;
        let arrivals = stage.take_arrivals(&last.namespace);
        let mut events = returned?;
        exchange::join(&mut events, &arrivals);
        let attempt = Attempt {
            trial: target.trial.id.clone(),
            attempt: 1,
            session: "order".into(),
            position: 1,
            namespace: last.namespace,
            purpose: Purpose::Plan,
            alone: true,
            budget: settings.budget,
            outcome: Outcome::Closed,
            detail: None,
            at: 0,
            events,
        };
        Ok(failed(target.trial, &attempt, target.check).filter(|(class, _)| *class == target.class).map(|(_, seen)| seen))
    }
}
