//! What the documentation states, fact by fact: each is held by requirements, or has a reason why none holds it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::capability::{Capability, Field, Param, Text};
use crate::yaml;

/// `spec/facts.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    #[serde(default)]
    pub reasons: IndexMap<String, Reason>,
    /// What facts are about that is no capability: objects, components, the framework.
    #[serde(default)]
    pub topics: IndexMap<String, Text>,
    /// By capability or topic.
    #[serde(default)]
    pub facts: IndexMap<String, Vec<Fact>>,
}

/// Why facts have no requirement.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub en: String,
    pub zh: String,
    /// The requirement is still to be written: the facts count as unmapped.
    #[serde(default)]
    pub open: bool,
}

/// One fact for each name in `of`, or one of the whole capability or topic where there is none.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub what: FactKind,
    /// An argument (`key`, `animation.duration`), a field (`result.keys`, `returned.width`), an error (`ios-1003`), or a
    /// name of its own in kebab-case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
    /// What is stated, in our own words; left out where the shape says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
    /// The requirements that hold hosts to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// A reason, or an ambiguity: why no requirement does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    Default,
    /// The values an argument or field may have.
    Values,
    /// A length, a count, a size, a time, a range.
    Limit,
    Unit,
    Error,
    Since,
    Behaviour,
}

impl Fact {
    /// One name for each fact that the entry stands for; an empty one for the whole capability or topic.
    pub fn names(&self) -> Vec<&str> {
        if self.of.is_empty() { vec![""] } else { self.of.iter().map(String::as_str).collect() }
    }

    /// How a fact is shown: `default of delta`, `since`.
    pub fn shown(&self, name: &str) -> String {
        let what = yaml::name(&self.what);
        if name.is_empty() { what } else { format!("{what} of {name}") }
    }
}

/// A fact that a shape states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The kinds that an entry for it may have: a note may be about anything but a default, values or an error.
    pub kinds: &'static [FactKind],
    pub of: String,
    /// JSON pointer into the capability's file.
    pub pointer: String,
}

const NOTE: &[FactKind] = &[FactKind::Limit, FactKind::Unit, FactKind::Behaviour];

/// Every fact that the shape of a capability states.
pub fn stated(capability: &Capability) -> Vec<Stated> {
    let mut all = Vec::new();
    let mut add = |kinds, of: &str, pointer: String| all.push(Stated { kinds, of: of.to_owned(), pointer });
    if capability.since.is_some() {
        add(&[FactKind::Since], "", "/since".into());
    }
    params("", "/params", &capability.params, &mut add);
    fields("result.", "/results", &capability.results, &mut add);
    if let Some(returns) = &capability.returns {
        if returns.note.is_some() {
            add(NOTE, "returned", "/returns/note".into());
        }
        fields("returned.", "/returns/fields", &returns.fields, &mut add);
    }
    for (index, error) in capability.errors.iter().enumerate() {
        add(&[FactKind::Error], &format!("{}-{}", error.platform, error.code), format!("/errors/{index}"));
    }
    all
}

fn params(prefix: &str, pointer: &str, all: &[Param], add: &mut impl FnMut(&'static [FactKind], &str, String)) {
    for (index, param) in all.iter().enumerate() {
        let (name, pointer) = (format!("{prefix}{}", param.name), format!("{pointer}/{index}"));
        if param.default.is_some() {
            add(&[FactKind::Default], &name, format!("{pointer}/default"));
        }
        if !param.values.is_empty() {
            add(&[FactKind::Values], &name, format!("{pointer}/enum"));
        }
        if param.since.is_some() {
            add(&[FactKind::Since], &name, format!("{pointer}/since"));
        }
        if param.note.is_some() {
            add(NOTE, &name, format!("{pointer}/note"));
        }
        params(&format!("{name}."), &format!("{pointer}/fields"), &param.fields, add);
    }
}

fn fields(prefix: &str, pointer: &str, all: &[Field], add: &mut impl FnMut(&'static [FactKind], &str, String)) {
    for (index, field) in all.iter().enumerate() {
        let (name, pointer) = (format!("{prefix}{}", field.name), format!("{pointer}/{index}"));
        if !field.values.is_empty() {
            add(&[FactKind::Values], &name, format!("{pointer}/enum"));
        }
        if field.since.is_some() {
            add(&[FactKind::Since], &name, format!("{pointer}/since"));
        }
        if field.note.is_some() {
            add(NOTE, &name, format!("{pointer}/note"));
        }
        fields(&format!("{name}."), &format!("{pointer}/fields"), &field.fields, add);
    }
}
