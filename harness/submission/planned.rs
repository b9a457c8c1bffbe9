//! Holds a transcript, as it is read, against the plan that its host's manifest leads to, and each attempt against what a
//! run may do. Pure.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::Release;
use super::excused::excused;
use super::ordered::Ordered;
use crate::generate::Nonce;
use crate::manifest::Manifest;
use crate::plan::{self, Plan, SEED};
use crate::run;
use crate::transcript::{self, Attempt, Header, Line, Purpose};

/// What does not fit: a stable id, and what is wrong.
pub type Objection = (&'static str, String);

/// The plan of a host, and what of it has been read.
pub struct Planned<'a> {
    release: &'a Release,
    manifest: &'a Manifest,
    plan: Arc<Plan>,
    /// Trial → its place in the plan, and whether its line was read.
    trials: HashMap<String, (usize, bool)>,
    omissions: HashMap<String, (usize, bool)>,
    requirements: HashMap<String, (usize, bool)>,
    /// Another suite's plan, or a part of one, is not held against this one.
    comparable: bool,
    /// Session → the budget of an attempt in it.
    budgets: HashMap<String, u64>,
    floor: u64,
    /// Of the plan, as the header has it.
    digest: String,
    ordered: Ordered,
    /// A line of the plan was objected to.
    other: bool,
    /// What the run's namespaces were made with; older formats have none.
    salt: Option<String>,
    /// What the namespaces begin with since the run began or was continued.
    begun: Option<String>,
}

impl<'a> Planned<'a> {
    pub fn new(release: &'a Release, manifest: &'a Manifest) -> Self {
        Self {
            trials: HashMap::new(),
            omissions: HashMap::new(),
            requirements: HashMap::new(),
            release,
            manifest,
            plan: Arc::default(),
            comparable: true,
            budgets: HashMap::new(),
            floor: run::settings().budget,
            digest: String::new(),
            ordered: Ordered::default(),
            other: false,
            salt: None,
            begun: None,
        }
    }

    /// Makes the plan, once the header has said whether the union asked for more than the released set.
    fn make(&mut self, nonce: Option<&Nonce>) {
        let Self { release, manifest, .. } = *self;
        let plan = release.plan(manifest, nonce);
        let places = |ids: Vec<&String>| ids.into_iter().enumerate().map(|(place, id)| (id.clone(), (place, false))).collect();
        self.trials = places(plan.trials.iter().map(|trial| &trial.id).collect());
        self.omissions = places(plan.omissions.iter().map(|omission| &omission.trial).collect());
        self.requirements = places(plan.requirements.iter().map(|requirement| &requirement.id).collect());
        self.plan = plan;
    }

    /// Takes the next line; what is wrong with it.
    pub fn next(&mut self, line: &Line) -> Vec<Objection> {
        let mut wrong = self.line(line);
        if self.comparable && !self.other {
            wrong.extend(self.ordered.next(line, &self.plan.trials, |id| self.trials.get(id).map(|(place, _)| *place)));
        }
        wrong
    }

    fn line(&mut self, line: &Line) -> Vec<Objection> {
        let wrong = self.as_planned(line);
        self.other |= wrong.iter().any(|(id, _)| id.starts_with("plan-"));
        wrong
    }

    fn as_planned(&mut self, line: &Line) -> Vec<Objection> {
        match line {
            Line::Header(header) => self.header(header),
            _ if !self.comparable => Vec::new(),
            Line::Requirement(requirement) => {
                let found = self.requirements.get_mut(&requirement.id);
                against("requirement", &requirement.id, requirement, found, &self.plan.requirements)
            }
            Line::Trial(trial) => against("trial", &trial.id, trial.as_ref(), self.trials.get_mut(&trial.id), &self.plan.trials),
            Line::Omission(omission) => against("omission", &omission.trial, omission, self.omissions.get_mut(&omission.trial), &self.plan.omissions),
            Line::Begin { .. } => self.complete(),
            Line::Session(session) => {
                self.budgets.insert(session.session.clone(), run::session_budget(self.floor, session.canary));
                Vec::new()
            }
            Line::Segment(_) => {
                self.begun = None;
                Vec::new()
            }
            Line::Attempt(attempt) => self.attempt(attempt),
            _ => Vec::new(),
        }
    }

    fn header(&mut self, header: &Header) -> Vec<Objection> {
        let mut wrong = Vec::new();
        self.salt.clone_from(&header.salt);
        let host = &header.host;
        let manifest = self.manifest;
        if host.manifest != manifest.digest {
            wrong.push(("manifest-other", format!("the run was made with a manifest that hashes to {}, and the one beside it hashes to {}", host.manifest, manifest.digest)));
        }
        let said = [("name", &host.name, &manifest.name), ("version", &host.version, &manifest.version), ("dialect", &host.dialect, &manifest.dialect)];
        for (what, ran, says) in said {
            if ran != says {
                wrong.push(("claims-other", format!("the {what} was {ran:?} when it ran, and is {says:?} in the manifest")));
            }
        }
        if host.member != manifest.member {
            wrong.push(("claims-other", format!("the member was {:?} when it ran, and is {:?} in the manifest", host.member, manifest.member)));
        }
        if manifest.build.is_some() && host.build != manifest.build {
            wrong.push(("build-other", format!("the build was {:?} when it ran, and is {:?} in the manifest", host.build, manifest.build)));
        }
        if host.claims != manifest.claims {
            wrong.push(("claims-other", format!("the claims were {:?} when it ran, and are {:?} in the manifest", host.claims, manifest.claims)));
        }
        wrong.extend(excused(header, manifest, &self.release.spec));
        if !host.faults.is_empty() {
            wrong.push(("host-with-faults", format!("faults were put into the host: {}", host.faults.join(", "))));
        }
        let agent = crate::package::agent().map(|source| crate::value::sha256(source.as_bytes())).unwrap_or_default();
        let ours = Some(self.release.spec.profiles.value.release.clone());
        let suite = &header.suite;
        for (what, ran, ours) in [("spec", &suite.spec, &self.release.spec.digest), ("cases", &suite.cases, &self.release.cases.digest), ("agent", &suite.agent, &agent)] {
            if ran != ours {
                wrong.push(("suite-other", format!("the {what} of the run hash to {ran}, and those of this minicert to {ours}")));
            }
        }
        if suite.release != ours {
            wrong.push(("suite-other", format!("the run names the release {:?} of the spec, and this minicert has {ours:?}", suite.release)));
        }
        if header.format != transcript::FORMAT {
            wrong.push(("suite-other", format!("the transcript has format {}, and this minicert writes format {}", header.format, transcript::FORMAT)));
        }
        if header.seed != SEED {
            wrong.push(("plan-seed", format!("the generated cases are those of the seed {}, and those of the released set are of {SEED}", header.seed)));
        }
        let ours = run::settings();
        for (what, ran, ours) in [("budget", header.settings.budget, ours.budget), ("quiet", header.settings.quiet, ours.quiet)] {
            if ran != ours {
                wrong.push(("settings-other", format!("{what} was {ran} ms, and is {ours} ms for a certificate")));
            }
        }
        let profiles = &self.release.spec.profiles.value.profiles;
        if header.profiles.len() != profiles.len() || profiles.iter().any(|(name, profile)| header.profiles.get(name) != Some(&profile.features)) {
            wrong.push(("plan-profiles", "the profiles of the run are not those of the spec".to_owned()));
        }
        if header.narrowed {
            wrong.push(("plan-narrowed", "only a part of the plan was run".to_owned()));
        }
        let nonce: Option<Nonce> = match header.challenge.as_deref().map(str::parse).transpose() {
            Ok(nonce) => nonce,
            Err(why) => {
                wrong.push(("challenge-nonce", format!("the run names a nonce that is none: {why}")));
                None
            }
        };
        // What follows would be one objection for each line of the plan.
        self.comparable = !wrong.iter().any(|(id, _)| ["suite-other", "plan-seed", "plan-narrowed", "challenge-nonce"].contains(id));
        if self.comparable {
            self.make(nonce.as_ref());
        }
        self.digest.clone_from(&header.plan);
        self.ordered.settings(&header.settings);
        wrong
    }

    /// Nothing more of the plan comes.
    fn complete(&mut self) -> Vec<Objection> {
        let mut wrong = self.missing();
        // Each line is as planned, so what is left to differ is their order.
        if wrong.is_empty() && !self.other && self.digest != plan::digest(&self.plan) {
            wrong.push(("plan-order", "the lines of the plan are in another order than in the plan of this host".to_owned()));
        }
        if wrong.is_empty() {
            self.ordered.begin(&self.plan.trials);
        }
        wrong
    }

    /// What the plan has, and the transcript has not.
    fn missing(&self) -> Vec<Objection> {
        let mut wrong = Vec::new();
        for (what, places) in [("trial", &self.trials), ("omission", &self.omissions), ("requirement", &self.requirements)] {
            let mut missing: Vec<(usize, &String)> = places.iter().filter(|(_, (_, read))| !read).map(|(id, (place, _))| (*place, id)).collect();
            missing.sort();
            if let Some((_, first)) = missing.first() {
                wrong.push(("plan-missing", format!("the plan of this host has {} that the transcript has not, {first} the first of them", count(missing.len(), what))));
            }
        }
        wrong
    }

    fn attempt(&mut self, attempt: &Attempt) -> Vec<Objection> {
        let mut wrong = Vec::new();
        let begin = transcript::namespace_begin(&attempt.namespace);
        let begun = self.begun.get_or_insert_with(|| begin.to_owned());
        if begin != begun {
            let text = format!("attempt {} of {} was made by a run that begins its namespaces with {begin:?}, as one that was continued does, and the one before with {begun:?}: no segment is between them", attempt.attempt, attempt.trial);
            wrong.push(("segment-missing", text));
            begin.clone_into(begun);
        }
        if let Some((place, _)) = self.trials.get(&attempt.trial) {
            let due = match &self.salt {
                Some(salt) => transcript::namespace(salt, begin, *place, attempt.attempt),
                None => format!("{begin}-{place}x{}", attempt.attempt),
            };
            if attempt.namespace != due {
                let text = format!("attempt {} of {} ran in the namespace {:?}, and {due:?} was due", attempt.attempt, attempt.trial, attempt.namespace);
                wrong.push(("attempt-namespace", text));
            }
        }
        if let Some(usual) = self.budgets.get(&attempt.session) {
            let due = if attempt.purpose == Purpose::ConfirmSilence { usual * run::CONFIRM } else { *usual };
            if attempt.budget != due {
                wrong.push(("attempt-budget", format!("attempt {} of {} waited {} ms for its callbacks, and {due} ms were due", attempt.attempt, attempt.trial, attempt.budget)));
            }
        }
        wrong
    }
}

/// A line of the plan against the same of ours.
fn against<T: Serialize>(what: &str, id: &str, line: &T, place: Option<&mut (usize, bool)>, ours: &[T]) -> Vec<Objection> {
    let Some((place, read)) = place else {
        return vec![("plan-added", format!("the {what} {id} is not in the plan of this host"))];
    };
    *read = true;
    let text = |value: &T| serde_json::to_string(value).unwrap_or_default();
    if text(line) == text(&ours[*place]) { Vec::new() } else { vec![("plan-changed", format!("the {what} {id} is not as the plan of this host has it"))] }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("one {what}") } else { format!("{number} {what}s") }
}
