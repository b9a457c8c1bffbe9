//! The tables beside the capabilities: sources, ambiguities, profiles, dialects.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::capability::Text;

/// A citation of `spec/sources.yaml`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub kind: SourceKind,
    /// Path of the public page or file, or the section.
    pub page: String,
    /// What it states, in our own words.
    pub en: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    Documentation,
    Framework,
    HostGuide,
    W3c,
    Union,
}

/// An entry of `spec/ambiguities.yaml`: where the sources are silent or disagree, and no host fails for it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ambiguity {
    pub en: String,
    pub zh: String,
    /// The reading the spec takes.
    pub portable: Text,
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
    /// Capabilities it is about.
    #[serde(default)]
    pub about: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    pub en: String,
}

/// `spec/profiles.yaml`, the only place that maps features to profiles.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profiles {
    /// The name of this release of the spec.
    pub release: String,
    pub features: IndexMap<String, Feature>,
    pub profiles: IndexMap<String, Profile>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    pub en: String,
    pub zh: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub en: String,
    pub zh: String,
    /// Citations of `spec/sources.yaml` for what is in it and what is not.
    #[serde(default)]
    pub basis: Vec<String>,
    pub features: Vec<String>,
}

/// An entry of `spec/soak.yaml`, by the id of a case: it has run alike each time, in random orders, on some host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Soaked {
    /// Of the case as it was, as [`crate::case::Case::digest`] gives it.
    pub digest: String,
    /// How often each of its trials was run.
    pub executions: u32,
}

/// One sibling API of `spec/dialects.yaml`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dialect {
    /// Names of the global that carries the API.
    pub root: Vec<String>,
    pub en: String,
    /// Capabilities that have no function of the same meaning there.
    #[serde(default)]
    pub absent: Vec<String>,
    /// Capability id → dotted path below the root.
    #[serde(default)]
    pub renames: IndexMap<String, String>,
}
