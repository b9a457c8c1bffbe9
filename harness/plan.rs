//! Which trials run on a host and why the others do not: a pure function of spec, cases, claims, seed and abilities.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::case::{Cases, Compiled, Need, Origin, compile, looked_for};
use crate::generate::{self, Nonce};
use crate::spec::{Requirement, Spec};
use crate::transcript::Claims;
use crate::trial::{Omission, OmissionClass, Trial};
use crate::value::sha256;

/// The seed of the released set.
pub const SEED: u64 = 20_261_121;

/// What a run is going to do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub trials: Vec<Trial>,
    pub omissions: Vec<Omission>,
    /// Every requirement that a trial or an omission names, by id.
    pub requirements: Vec<Requirement>,
}

/// What a host can be asked for besides its API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Abilities {
    pub needs: BTreeSet<Need>,
    /// The names of its manifest's `ui:` map.
    pub names: BTreeSet<String>,
    /// What a page stands for → the host's own route to one.
    pub pages: BTreeMap<String, String>,
}

/// What narrows a plan besides the claims. A narrowed run is for repeating, not for certifying.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Parts of trial ids (a whole id matches itself alone); empty for all.
    pub only: Vec<String>,
    /// Capabilities, areas or features to keep; empty for all.
    pub areas: Vec<String>,
}

impl Selection {
    pub fn is_everything(&self) -> bool {
        self.only.is_empty() && self.areas.is_empty()
    }

    fn keeps(&self, trial: &Trial) -> bool {
        let only = self.only.is_empty() || self.only.iter().any(|part| trial.id == *part || (!self.only.contains(&trial.id) && trial.id.contains(part.as_str())));
        let area = self.areas.is_empty() || self.areas.iter().any(|area| Spec::area(&trial.capability) == area);
        only && area
    }
}

/// Every trial of the spec and the cases, recorded ones first. Problems of recorded cases are lint's to report.
pub fn all_trials(spec: &Spec, cases: &Cases, seed: u64, dialect: Option<&str>) -> Vec<Trial> {
    let dialect = dialect.filter(|name| *name != "swan").and_then(|name| spec.dialects.value.get(name));
    let mut trials = Vec::new();
    for (id, document) in &cases.cases {
        let Compiled { trials: compiled, .. } = compile(id, &document.value, &Origin::Recorded, &Cases::subject(id), spec, dialect);
        trials.extend(compiled);
    }
    for generated in generate::generate(spec, seed) {
        let Compiled { trials: compiled, .. } = compile(&generated.id, &generated.case, &generated.origin, &generated.capability, spec, dialect);
        trials.extend(compiled);
    }
    trials
}

/// The trials that decide a certificate: all but those of cases that are on probation, of which there are so many.
pub fn released(spec: &Spec, cases: &Cases, seed: u64, dialect: Option<&str>) -> (Vec<Trial>, usize) {
    let mut trials = all_trials(spec, cases, seed, dialect);
    let on_probation = on_probation(spec, cases, seed);
    trials.retain(|trial| !on_probation.contains(&trial.case));
    (trials, on_probation.len())
}

/// The ids of the recorded and generated cases that have not run alike often enough since they are what they are
/// (`spec/soak.yaml`). A derived case is one of many by its rule, and is no case of its own; what needs a person, no run makes.
pub fn on_probation(spec: &Spec, cases: &Cases, seed: u64) -> BTreeSet<String> {
    let Some(soak) = &spec.soak else { return BTreeSet::new() };
    let digests = soaking(cases, seed);
    digests.into_iter().filter(|(id, digest)| soak.value.get(id).is_none_or(|soaked| soaked.digest != *digest)).map(|(id, _)| id).collect()
}

/// The digest of each case that soaks, by its id. Sequences of another seed than that of certified runs do not.
pub fn soaking(cases: &Cases, seed: u64) -> BTreeMap<String, String> {
    let recorded = cases.cases.iter().filter(|(_, document)| !document.value.needs.contains(&Need::Person)).map(|(id, document)| (id.clone(), document.value.digest()));
    let generated = if seed == SEED { generate::sequence::cases(seed) } else { Vec::new() };
    recorded.chain(generated.into_iter().map(|one| (one.id, one.case.digest()))).collect()
}

/// What comes on top of the released set where the union asks for it: a pure function of the spec and the nonce.
pub fn challenge_trials(spec: &Spec, nonce: &Nonce, dialect: Option<&str>) -> Vec<Trial> {
    let dialect = dialect.filter(|name| *name != "swan").and_then(|name| spec.dialects.value.get(name));
    let compiled = generate::challenge(spec, nonce).into_iter().map(|one| compile(&one.id, &one.case, &one.origin, &one.capability, spec, dialect));
    compiled.flat_map(|Compiled { trials, .. }| trials).collect()
}

/// Sorts the trials of a host into those that run and those that do not.
pub fn plan(spec: &Spec, trials: Vec<Trial>, claims: &Claims, dialect: &str, abilities: &Abilities, selection: &Selection) -> Plan {
    let features = claimed(spec, claims);
    let absent: BTreeSet<&str> =
        spec.dialects.value.get(dialect).map(|dialect| dialect.absent.iter().map(String::as_str).collect()).unwrap_or_default();
    let mut plan = Plan { trials: Vec::new(), omissions: Vec::new(), requirements: Vec::new() };
    for mut trial in trials.into_iter().filter(|trial| selection.keeps(trial)) {
        let unknown = route(&mut trial, &abilities.pages);
        match omission(spec, &trial, &features, &absent, dialect, abilities).or(unknown) {
            Some((class, reason)) => plan.omissions.push(Omission {
                requirements: trial.checks.iter().map(|check| check.requirement.clone()).collect(),
                trial: trial.id,
                class,
                reason,
            }),
            None => plan.trials.push(trial),
        }
    }
    let named: BTreeSet<&str> = plan
        .trials
        .iter()
        .flat_map(|trial| trial.checks.iter().map(|check| check.requirement.as_str()))
        .chain(plan.omissions.iter().flat_map(|omission| omission.requirements.iter().map(String::as_str)))
        .collect();
    plan.requirements = named.into_iter().filter_map(|id| spec.requirements.get(id).cloned()).collect();
    plan
}

/// Puts the host's own routes in place of the pages that a trial names; a reason to leave it out where one is unknown.
fn route(trial: &mut Trial, pages: &BTreeMap<String, String>) -> Option<(OmissionClass, String)> {
    let mut steps = serde_json::to_value(&trial.steps).ok()?;
    let mut unknown = BTreeSet::new();
    if !routed(&mut steps, pages, &mut unknown) {
        return None;
    }
    trial.steps = serde_json::from_value(steps).ok()?;
    let unknown: Vec<String> = unknown.into_iter().collect();
    (!unknown.is_empty()).then(|| (OmissionClass::PackageLacksPage, format!("the manifest does not say under pages: what {} is", unknown.join(", "))))
}

/// Whether anything was changed.
fn routed(json: &mut Json, pages: &BTreeMap<String, String>, unknown: &mut BTreeSet<String>) -> bool {
    if let Some(page) = json.get("$page").and_then(Json::as_str) {
        let name = page.split('?').next().unwrap_or_default();
        match pages.get(name) {
            Some(route) => *json = Json::String(format!("{route}{}", &page[name.len()..])),
            None => drop(unknown.insert(name.to_owned())),
        }
        return true;
    }
    match json {
        Json::Array(items) => items.iter_mut().fold(false, |changed, item| changed | routed(item, pages, unknown)),
        Json::Object(fields) => fields.values_mut().fold(false, |changed, field| changed | routed(field, pages, unknown)),
        _ => false,
    }
}

/// The features that the claims stand for, with those of claimed profiles.
pub fn claimed(spec: &Spec, claims: &Claims) -> BTreeSet<String> {
    let profiles = claims.profiles.iter().filter_map(|name| spec.profiles.value.profiles.get(name)).flat_map(|profile| &profile.features);
    claims.features.iter().chain(profiles).cloned().collect()
}

/// Claims that name something the spec does not have.
pub fn unknown_claims(spec: &Spec, claims: &Claims) -> Vec<String> {
    let profiles = claims.profiles.iter().filter(|name| !spec.profiles.value.profiles.contains_key(*name)).map(|name| format!("profile {name}"));
    let features = claims.features.iter().filter(|name| !spec.profiles.value.features.contains_key(*name)).map(|name| format!("feature {name}"));
    profiles.chain(features).collect()
}

/// The first check that names a requirement which the spec does not have, as trial and requirement. Lint says where it
/// is written; a run with it could fail, and nobody would be told.
pub fn unknown_requirement<'a>(spec: &Spec, plan: &'a Plan) -> Option<(&'a str, &'a str)> {
    let named = plan.trials.iter().flat_map(|trial| trial.checks.iter().map(|check| (trial.id.as_str(), check.requirement.as_str())));
    named.into_iter().find(|(_, requirement)| !spec.requirements.contains_key(*requirement))
}

fn omission(spec: &Spec, trial: &Trial, features: &BTreeSet<String>, absent: &BTreeSet<&str>, dialect: &str, abilities: &Abilities) -> Option<(OmissionClass, String)> {
    // A case needs the features of the functions it calls; a part of the framework has the feature of its own file.
    let called: Vec<&str> = trial.calls.values().filter_map(|meta| meta.capability.as_deref()).chain([trial.capability.as_str()]).collect();
    if let Some(id) = called.iter().find(|id| absent.contains(**id)) {
        return Some((OmissionClass::NotClaimed, format!("the dialect {dialect} has no {id}")));
    }
    let lacking: BTreeSet<&str> =
        called.iter().filter_map(|id| spec.capability(id)).map(|capability| capability.feature.as_str()).filter(|feature| !features.contains(*feature)).collect();
    if !lacking.is_empty() {
        let lacking: Vec<&str> = lacking.into_iter().collect();
        return Some((OmissionClass::NotClaimed, format!("the host does not claim {}", lacking.join(", "))));
    }
    if let Some(missing) = trial.needs.iter().find(|need| !abilities.needs.contains(need)) {
        let class = match missing {
            Need::Person => OmissionClass::NeedsPerson,
            Need::Package => OmissionClass::PackageLacksPage,
            // The claims say so, as they do of the other rules that are switched off.
            Need::HttpsOnly => OmissionClass::NotClaimed,
            _ => OmissionClass::DriverCannot,
        };
        let reason = match missing {
            Need::Fixtures => "the host does not claim the development switches without which it cannot reach the fixture server".to_owned(),
            Need::HttpsOnly => "the host claims the development switch plain-http, which lets http and ws pass".to_owned(),
            _ => format!("nothing here can do: {missing:?}"),
        };
        return Some((class, reason));
    }
    let unnamed: Vec<&str> = looked_for(&trial.steps).into_iter().filter(|name| !abilities.names.contains(*name)).collect();
    (!unnamed.is_empty()).then(|| (OmissionClass::DriverCannot, format!("the manifest does not say under ui: what {} is", unnamed.join(", "))))
}

/// The plan's lines, one a trial, then one an omission: as the transcript has them, without their links.
pub fn text(plan: &Plan) -> String {
    let mut text = String::new();
    for line in plan.trials.iter().filter_map(|trial| serde_json::to_string(trial).ok()).chain(plan.omissions.iter().filter_map(|omission| serde_json::to_string(omission).ok())) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// SHA-256 over the plan's lines, as the header carries it.
pub fn digest(plan: &Plan) -> String {
    sha256(text(plan).as_bytes())
}
