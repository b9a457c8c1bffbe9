//! One id explained: a requirement, a capability or an ambiguity, with everything that hangs on it. Pure.

mod capability;
mod show;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use capability::{CapabilityExplained, FactLine, RequirementLine};

use crate::error::{Error, Result};
use crate::fault::Fault;
use crate::lint::nearest;
use crate::spec::{Level, Requirement, Spec, Text};
use crate::trial::Trial;
use crate::yaml::Document;

/// What an id stands for. `minicert explain ID --json`; its [`std::fmt::Display`] is for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Explanation {
    Requirement(RequirementExplained),
    Capability(CapabilityExplained),
    Ambiguity(AmbiguityExplained),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RequirementExplained {
    pub id: String,
    pub level: Level,
    pub en: String,
    pub zh: String,
    pub feature: String,
    /// Profiles that have the feature.
    pub profiles: Vec<String>,
    pub basis: Vec<Citation>,
    pub about: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untested: Option<Text>,
    pub checks: Vec<CheckLine>,
    pub faults: Vec<FaultLine>,
    /// Published hosts, and what each came to; see [`crate::published`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<HostLine>,
}

/// What a source states.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Citation {
    pub id: String,
    pub page: String,
    pub en: String,
}

/// A check that names the requirement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CheckLine {
    pub trial: String,
    pub check: u32,
    pub condition: String,
    pub expected: String,
}

/// A published host and the requirement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct HostLine {
    pub host: String,
    pub version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The folder, from that of the reports.
    pub place: String,
    pub result: HostResult,
    /// The results of its checks, or why it was left out.
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HostResult {
    Meets,
    Fails,
    /// Neither: flaky, not reached, without a witness, or an error of ours.
    Undecided,
    /// It was planned, and every check of it was left out.
    LeftOut,
    /// The plan of the run does not name it: the suite of its day did not have it.
    NotAsked,
}

impl HostResult {
    pub fn name(self) -> &'static str {
        match self {
            Self::Meets => "meets it",
            Self::Fails => "fails it",
            Self::Undecided => "undecided",
            Self::LeftOut => "left it out",
            Self::NotAsked => "was not asked",
        }
    }
}

/// A fault that violates the requirement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FaultLine {
    pub id: String,
    pub brief: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct AmbiguityExplained {
    pub id: String,
    pub en: String,
    pub zh: String,
    pub portable: Text,
    pub alternatives: Vec<String>,
    pub about: Vec<String>,
}

/// Explains a requirement, a capability (also by its function's name) or an ambiguity.
pub fn explain(id: &str, spec: &Spec, trials: &[Trial], faults: &[(String, Document<Fault>)]) -> Result<Explanation> {
    let id = id.trim_end_matches('/');
    if let Some(found) = spec.requirements.get(id) {
        return Ok(Explanation::Requirement(requirement(found, spec, trials, faults)));
    }
    if let Some(capability) = spec.capability(id) {
        return Ok(Explanation::Capability(capability::explain(id, capability, spec, trials)));
    }
    if let Some(ambiguity) = spec.ambiguities.value.get(id) {
        let mut about = ambiguity.about.clone();
        // A capability that names the ambiguity need not be named by it.
        let naming = spec.capabilities.iter().filter(|(_, document)| document.value.ambiguities.iter().any(|named| named == id));
        about.extend(naming.map(|(capability, _)| capability.clone()));
        about.sort();
        about.dedup();
        return Ok(Explanation::Ambiguity(AmbiguityExplained {
            id: id.to_owned(),
            en: ambiguity.en.clone(),
            zh: ambiguity.zh.clone(),
            portable: ambiguity.portable.clone(),
            alternatives: ambiguity.alternatives.iter().map(|alternative| alternative.en.clone()).collect(),
            about,
        }));
    }
    let name = id.strip_prefix("swan.").unwrap_or(id);
    if let Some((found, capability)) = spec.by_api(name) {
        return Ok(Explanation::Capability(capability::explain(found, capability, spec, trials)));
    }
    Err(unknown(id, spec))
}

fn unknown(id: &str, spec: &Spec) -> Error {
    let known = spec.requirements.keys().chain(spec.capabilities.keys()).chain(spec.ambiguities.value.keys());
    let near = nearest(id, known.map(String::as_str));
    let help = if near.is_empty() {
        "`minicert list --requirements` lists the requirements; a capability is <area>/<name>".to_owned()
    } else {
        format!("the nearest are: {}", near.join(", "))
    };
    Error::usage("id-unknown", format!("the spec has no requirement, capability or ambiguity `{id}`"), help)
}

fn requirement(requirement: &Requirement, spec: &Spec, trials: &[Trial], faults: &[(String, Document<Fault>)]) -> RequirementExplained {
    let id = requirement.id.as_str();
    let profiles = &spec.profiles.value.profiles;
    let checks = trials.iter().flat_map(|trial| {
        trial.checks.iter().enumerate().filter(|(_, check)| check.requirement == id).map(|(index, check)| CheckLine {
            trial: trial.id.clone(),
            check: u32::try_from(index).unwrap_or(u32::MAX),
            condition: check.condition.clone(),
            expected: check.expected.clone(),
        })
    });
    RequirementExplained {
        id: id.to_owned(),
        level: requirement.level,
        en: requirement.en.clone(),
        zh: requirement.zh.clone(),
        feature: requirement.feature.clone(),
        profiles: profiles.iter().filter(|(_, profile)| profile.features.contains(&requirement.feature)).map(|(name, _)| name.clone()).collect(),
        basis: citations(&requirement.basis, spec),
        about: requirement.about.clone(),
        derived: requirement.derived.clone(),
        untested: requirement.untested.clone(),
        checks: checks.collect(),
        faults: faults
            .iter()
            .filter(|(_, fault)| fault.value.requirement == id)
            .map(|(id, fault)| FaultLine { id: id.clone(), brief: fault.value.brief.clone() })
            .collect(),
        hosts: Vec::new(),
    }
}

/// The entries of `spec/sources.yaml`; one that is not there says so, because lint is what refuses it.
fn citations(basis: &[String], spec: &Spec) -> Vec<Citation> {
    basis
        .iter()
        .map(|id| match spec.sources.value.get(id) {
            Some(source) => Citation { id: id.clone(), page: source.page.clone(), en: source.en.clone() },
            None => Citation { id: id.clone(), page: String::new(), en: "not in spec/sources.yaml".into() },
        })
        .collect()
}
