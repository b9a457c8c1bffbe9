//! A capability explained: its shape in words, its requirements, and the ambiguities about it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Citation, citations};
use crate::spec::{Capability, Fact, Field, FieldLevel, Kind, Level, Param, Spec, Type, shown_name};
use crate::trial::Trial;
use crate::value::Value;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CapabilityExplained {
    pub id: String,
    /// `swan.setStorage`.
    pub function: String,
    pub en: String,
    pub zh: String,
    pub feature: String,
    /// One line for each thing that the shape says.
    pub shape: Vec<String>,
    pub basis: Vec<Citation>,
    pub requirements: Vec<RequirementLine>,
    pub facts: Vec<FactLine>,
    /// Entries of `spec/ambiguities.yaml`: id and text.
    pub ambiguities: Vec<(String, String)>,
}

/// A requirement about the capability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RequirementLine {
    pub id: String,
    pub level: Level,
    pub en: String,
    /// How many checks name it.
    pub checks: u64,
}

/// What the documentation states, and what holds hosts to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FactLine {
    /// `default of delta`, `error of android-1001, ios-202`.
    pub fact: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// A reason or an ambiguity: id and text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<(String, String)>,
}

pub fn explain(id: &str, capability: &Capability, spec: &Spec, trials: &[Trial]) -> CapabilityExplained {
    let checks = |requirement: &str| {
        trials.iter().flat_map(|trial| &trial.checks).filter(|check| check.requirement == requirement).count() as u64
    };
    CapabilityExplained {
        id: id.to_owned(),
        function: shown_name(id, capability),
        en: capability.summary.en.clone(),
        zh: capability.summary.zh.clone(),
        feature: capability.feature.clone(),
        shape: shape(capability),
        basis: citations(&capability.basis, spec),
        requirements: spec
            .requirements
            .values()
            .filter(|requirement| requirement.about.iter().any(|about| about == id))
            .map(|requirement| RequirementLine {
                id: requirement.id.clone(),
                level: requirement.level,
                en: requirement.en.clone(),
                checks: checks(&requirement.id),
            })
            .collect(),
        facts: facts(id, spec),
        ambiguities: spec
            .ambiguities
            .value
            .iter()
            .filter(|(name, ambiguity)| capability.ambiguities.contains(name) || ambiguity.about.iter().any(|about| about == id))
            .map(|(name, ambiguity)| (name.clone(), ambiguity.en.clone()))
            .collect(),
    }
}

fn facts(id: &str, spec: &Spec) -> Vec<FactLine> {
    let facts = &spec.facts.value;
    let reason = |why: &String| {
        let ambiguity = spec.ambiguities.value.get(why).map(|ambiguity| &ambiguity.en);
        let en = facts.reasons.get(why).map(|reason| &reason.en).or(ambiguity);
        (why.clone(), en.cloned().unwrap_or_default())
    };
    let line = |entry: &Fact| FactLine {
        fact: entry.shown(&entry.names().join(", ")),
        en: entry.en.clone(),
        by: entry.by.clone(),
        why: entry.why.as_ref().map(reason),
    };
    facts.facts.get(id).into_iter().flatten().map(line).collect()
}

fn shape(capability: &Capability) -> Vec<String> {
    let mut lines = vec![
        match capability.kind {
            Kind::Async => "takes one object of options, with success, fail and complete",
            Kind::Sync => "takes positional arguments and returns",
            Kind::Factory => "returns an object with methods of its own",
            Kind::EventOn => "registers a listener",
            Kind::EventOff => "removes a listener",
            Kind::PageHandler => "is a handler that a page defines",
            Kind::Framework => "is a part of the framework, not a function",
        }
        .to_owned(),
    ];
    params("", &capability.params, &mut lines);
    fields("result", "", &capability.results, &mut lines);
    if let Some(returns) = &capability.returns {
        let class = returns.class.as_ref().map(|class| format!(" ({class})")).unwrap_or_default();
        lines.push(format!("returns {}{class}", names(&returns.types)));
        fields("field of the return value", "", &returns.fields, &mut lines);
    }
    if let Some(twin) = &capability.twin {
        lines.push(format!("has the synchronous form {twin}"));
    }
    if let Some(twin) = &capability.twin_of {
        lines.push(format!("is the synchronous form of {twin}"));
    }
    if let Some(since) = &capability.since {
        lines.push(format!("documented since base library {since}"));
    }
    if let Some(platforms) = &capability.platforms {
        lines.push(format!("documented restriction: {}", platforms.en));
    }
    if capability.deprecated {
        lines.push("deprecated".into());
    }
    lines.extend(capability.errors.iter().map(|error| format!("error {} on {}: {}", error.code, error.platform, error.en)));
    lines
}

fn params(prefix: &str, all: &[Param], lines: &mut Vec<String>) {
    for param in all {
        let name = format!("{prefix}{}", param.name);
        let mut line = format!("argument {name}: {}", names(&param.types));
        line += match param.required {
            Some(true) => ", required",
            Some(false) => ", optional",
            None => ", not documented whether required",
        };
        if !param.values.is_empty() {
            line += &format!(", one of {}", values(&param.values));
        }
        if let Some(default) = &param.default {
            line += &format!(", default {}", default.to_json());
        }
        if let Some(note) = &param.note {
            line += &format!(" ({})", note.en);
        }
        line += &ambiguous(param.ambiguity.as_deref());
        lines.push(line);
        params(&format!("{name}."), &param.fields, lines);
    }
}

fn fields(what: &str, prefix: &str, all: &[Field], lines: &mut Vec<String>) {
    for field in all {
        let name = format!("{prefix}{}", field.name);
        let mut line = format!("{what} {name}: {}", names(&field.types));
        line += match field.level {
            FieldLevel::Must => ", always",
            FieldLevel::Should => ", with a condition",
            FieldLevel::None => ", not checked",
        };
        if !field.values.is_empty() {
            line += &format!(", one of {}", values(&field.values));
        }
        if let Some(note) = &field.note {
            line += &format!(" ({})", note.en);
        }
        line += &ambiguous(field.ambiguity.as_deref());
        lines.push(line);
        fields(what, &format!("{name}."), &field.fields, lines);
    }
}

fn ambiguous(id: Option<&str>) -> String {
    id.map(|id| format!("; the sources disagree, see {id}")).unwrap_or_default()
}

fn names(types: &[Type]) -> String {
    types.iter().map(|one| one.name()).collect::<Vec<_>>().join(" or ")
}

fn values(all: &[Value]) -> String {
    all.iter().map(|value| value.to_json().to_string()).collect::<Vec<_>>().join(", ")
}
