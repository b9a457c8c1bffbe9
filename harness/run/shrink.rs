//! Makes a failing sequence smaller on the live host, after the footer. What it finds is a diagnosis for people; it is
//! never judged.
//!
//! A candidate is kept only when it fails the same check in the same class twice, each time in a namespace of its own.
//! The trees are proptest's; their `simplify` and `complicate` are called between two attempts, never blocking.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::busy::Busy;
use super::exchange::{self, Sending};
use super::polluter::Polluted;
use crate::case::{Case, Compiled, Origin, compile};
use crate::certificate::{CheckResult, Class, Status};
use crate::generate::sequence::{self, Generator, Sequence, Tree};
use crate::host::{Session, Stage, Trouble};
use crate::judge::{Finding, judge_attempt};
use crate::spec::Spec;
use crate::transcript::{Attempt, Outcome, Purpose, Settings};
use crate::trial::Trial;

/// The version of `diagnosis.json`.
pub const FORMAT: u32 = 1;

/// At most this long on one sequence, and this many candidates.
const PATIENCE: Duration = Duration::from_secs(30);
const CANDIDATES: u32 = 400;
/// No further sequence is begun after so long.
const ALL: Duration = Duration::from_secs(90);

/// `diagnosis.json`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Diagnoses {
    pub format: u32,
    pub host: String,
    pub diagnoses: Vec<Diagnosis>,
    /// Trials whose result depends on what ran before them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polluted: Vec<Polluted>,
}

/// A smallest sequence found for a failing check.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Diagnosis {
    pub trial: String,
    pub requirement: String,
    pub class: Class,
    /// What was seen of the smallest sequence.
    pub seen: String,
    /// Calls before and after.
    pub before: usize,
    pub after: usize,
    /// Candidates tried on the host.
    pub tried: u32,
    /// The smallest sequence, as a case that `minicert promote` can keep.
    pub case: Case,
}

/// Where candidates run.
pub struct Place<'a> {
    pub stage: &'a Stage,
    pub spec: &'a Spec,
    pub dialect: &'a str,
    pub settings: &'a Settings,
}

/// Shrinks a failing sequence for each requirement and class of fail that sequences of a generator show. One session serves all; a lost one is replaced.
pub async fn shrink(place: &Place<'_>, results: &[CheckResult]) -> Result<Vec<Diagnosis>, Trouble> {
    let mut found = Vec::new();
    let mut seat = Seat { session: None, attempts: 0 };
    let mut seen = HashSet::new();
    let began = Instant::now();
    for result in results.iter().filter(|result| result.status == Status::Fail) {
        let (Origin::Generated { generator, seed, index }, Some(class)) = (&result.origin, result.class) else { continue };
        let Some(generator) = sequence::generator(generator) else { continue };
        let target = Target { requirement: result.requirement.clone(), class };
        // Other sequences that fail in the same way come down to much the same.
        if began.elapsed() > ALL || !seen.insert((generator.name, target.requirement.clone(), class)) {
            continue;
        }
        if let Some(tree) = generator.tree(*seed, *index) {
            found.extend(one(place, &mut seat, generator, result, &target, tree).await?);
        }
    }
    if let Some(session) = seat.session {
        session.close().await;
    }
    Ok(found)
}

/// Where attempts are made, and how many were: each has a namespace of its own.
struct Seat {
    session: Option<Session>,
    attempts: u32,
}

struct Target {
    requirement: String,
    class: Class,
}

async fn one(place: &Place<'_>, seat: &mut Seat, generator: &Generator, result: &CheckResult, target: &Target, mut tree: Tree) -> Result<Option<Diagnosis>, Trouble> {
    let began = Instant::now();
    let before = tree.current().length;
    let mut best = None;
    let mut tried = 0;
    let mut more = tree.simplify();
    while more && tried < CANDIDATES && began.elapsed() < PATIENCE {
        tried += 1;
        let Sequence { case, length, .. } = tree.current();
        let first = attempt(place, seat, generator, &case, target).await?;
        let again = match first {
            Some(_) => attempt(place, seat, generator, &case, target).await?,
            None => None,
        };
        more = match again {
            Some(seen) => {
                best = Some((case, seen, length));
                tree.simplify()
            }
            None => tree.complicate(),
        };
    }
    Ok(best.map(|(case, seen, after)| Diagnosis {
        trial: result.trial.clone(),
        requirement: target.requirement.clone(),
        class: target.class,
        seen,
        before,
        after,
        tried,
        case,
    }))
}

/// Whether a candidate fails the target's check in the target's class, and what was seen.
async fn attempt(place: &Place<'_>, seat: &mut Seat, generator: &Generator, case: &Case, target: &Target) -> Result<Option<String>, Trouble> {
    let dialect = Some(place.dialect).filter(|name| *name != "swan").and_then(|name| place.spec.dialects.value.get(name));
    let origin = Origin::Generated { generator: generator.name.to_owned(), seed: 0, index: 0 };
    let Compiled { trials, .. } = compile("candidate", case, &origin, generator.capability, place.spec, dialect);
    let Some(trial) = trials.into_iter().next() else { return Ok(None) };
    if !trial.checks.iter().any(|check| check.requirement == target.requirement) {
        return Ok(None);
    }
    seat.attempts += 1;
    let number = seat.attempts;
    let instance = format!("shrink-{number}");
    let here = match &mut seat.session {
        Some(here) => {
            if trial.alone() {
                here.relaunch(&instance).await?;
            }
            here
        }
        None => seat.session.insert(place.stage.session("shrink", &instance).await?),
    };
    let namespace = format!("shrink-{number}");
    let sending = Sending { trial: &trial, attempt: number, namespace: namespace.clone(), budget: place.settings.budget, quiet: place.settings.quiet };
    place.stage.expect_arrivals(&namespace);
    let returned = exchange::alone(here, u64::from(number), &sending, &instance, &Busy::default()).await;
    let arrived = place.stage.take_arrivals(&namespace);
    match returned {
        Ok(mut events) => {
            exchange::join(&mut events, &arrived);
            Ok(finding(&trial, events, namespace, target))
        }
        Err(Trouble::Lost(_)) => {
            if let Some(lost) = seat.session.take() {
                lost.close().await;
            }
            Ok(None)
        }
        Err(trouble) => Err(trouble),
    }
}

fn finding(trial: &Trial, events: Vec<crate::transcript::Observation>, namespace: String, target: &Target) -> Option<String> {
    let attempt = Attempt {
        trial: trial.id.clone(),
        attempt: 1,
        session: "shrink".into(),
        position: 1,
        namespace,
        // A candidate that is silent twice is silent enough for a diagnosis.
        purpose: Purpose::ConfirmSilence,
        alone: true,
        budget: 0,
        outcome: Outcome::Closed,
        detail: None,
        at: 0,
        events,
    };
    trial.checks.iter().zip(judge_attempt(trial, &attempt)).find_map(|(check, finding)| match finding {
        Finding::Fail { class, seen } if check.requirement == target.requirement && class == target.class => Some(seen),
        _ => None,
    })
}
