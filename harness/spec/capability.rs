//! One capability: a function, a page handler, or a part of the framework. One file under `spec/`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::requirement::RequirementEntry;
use crate::value::Value;

/// A text for people in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub en: String,
    pub zh: String,
}

/// `spec/<area>/<name>.yaml`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Capability {
    pub summary: Text,
    pub kind: Kind,
    /// Dotted path below the API root, where it differs from the file's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    #[serde(default)]
    pub root: Root,
    pub feature: String,
    #[serde(default)]
    pub effect: Effect,
    /// Citations of `spec/sources.yaml` for the shape.
    pub basis: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The synchronous form of the same behaviour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<String>,
    /// The asynchronous form of the same behaviour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin_of: Option<String>,
    /// The field of the asynchronous result that the synchronous form returns; left out when it returns the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// The requirement (slug of this file) to blame when a set-up call does not succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub works: Option<String>,
    /// The argument that names what the call leaves behind. A trial that gives it anything but a key of its own has a
    /// world to itself, because the next trial would meet what it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<Web>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platforms: Option<Text>,
    #[serde(default)]
    pub deprecated: bool,
    /// The published framework does not stringify this call's numbers before it checks them.
    #[serde(default)]
    pub keeps_numbers: bool,
    /// Entries of `spec/ambiguities.yaml` about this capability.
    #[serde(default)]
    pub ambiguities: Vec<String>,
    /// In documented order, which is the positional order.
    #[serde(default)]
    pub params: Vec<Param>,
    /// What calls with every two values of the arguments have to heed.
    #[serde(default)]
    pub pairs: Pairs,
    #[serde(default)]
    pub results: Vec<Field>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<Returns>,
    #[serde(default)]
    pub errors: Vec<ErrorCode>,
    #[serde(default)]
    pub requirements: IndexMap<String, RequirementEntry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One options object with success, fail and complete.
    Async,
    Sync,
    /// Returns an object with methods of its own.
    Factory,
    EventOn,
    EventOff,
    PageHandler,
    /// A part of the framework that is not a function.
    Framework,
}

/// Where the function lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Root {
    /// Below the API root (`swan`).
    #[default]
    Api,
    /// A bare global.
    Global,
}

/// What a call does beyond answering. Unknown means alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    None,
    Overlay,
    Navigates,
    Picker,
    LeavesApp,
    Long,
    Global,
    #[default]
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Web {
    #[serde(rename = "yes")]
    Yes,
    #[serde(rename = "partial")]
    Partial,
    #[serde(rename = "no")]
    No,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Param {
    pub name: String,
    pub types: Vec<Type>,
    /// Left out where the documentation does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<Framework>,
    /// A valid value for derived calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Value>,
    /// Further valid values, for calls with every two values of the arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// Values of `enum` that not every platform has: no derived call gives them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_everywhere: Vec<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    #[serde(default)]
    pub fields: Vec<Param>,
    /// The sources disagree about this argument: no verdict is derived from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ambiguity: Option<String>,
}

/// How calls are made that have every two values of the arguments together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Pairs {
    /// The page to switch to first, by what it stands for, where the call needs one of the tab bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// What a person taps so that the call answers, by its name of the `ui:` map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tap: Option<String>,
    /// Values that are not given together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<Apart>,
    /// Fields of the answer that are not looked at where some values are given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Open>,
}

/// Values of several arguments of which the documentation does not say that they may be given together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    /// By argument, `animation.duration` for a field; a call that has one value of each is not made.
    pub of: IndexMap<String, Vec<Value>>,
    /// An entry of `spec/ambiguities.yaml`.
    pub why: String,
}

/// A field of the answer of which the documentation does not say what it is for some values of the arguments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// By argument, as in `apart`; it holds for a call that has one value of each.
    pub of: IndexMap<String, Vec<Value>>,
    /// A field of `results`.
    pub field: String,
    /// An entry of `spec/ambiguities.yaml`.
    pub why: String,
}

/// What the published framework checks itself, after it has stringified numbers and dropped what JSON cannot hold.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    pub types: Vec<Type>,
    pub required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Type {
    String,
    Number,
    Boolean,
    Object,
    Array,
    /// An array of strings.
    Strings,
    /// An array of objects.
    Objects,
    Function,
    /// An ArrayBuffer.
    Buffer,
    /// A typed array.
    Bytes,
    Any,
}

/// A field of a result.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Field {
    pub name: String,
    pub types: Vec<Type>,
    #[serde(default)]
    pub level: FieldLevel,
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    #[serde(default)]
    pub fields: Vec<Field>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ambiguity: Option<String>,
}

/// How firmly the documentation promises a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FieldLevel {
    Must,
    Should,
    #[default]
    None,
}

/// What a synchronous call or a factory returns.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Returns {
    pub types: Vec<Type>,
    /// The documented object, where it has a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    #[serde(default)]
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorCode {
    pub platform: String,
    pub code: i64,
    pub en: String,
    pub zh: String,
}

/// The synchronous form of an asynchronous call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    pub id: String,
    pub api: String,
    /// Names of the positional arguments, in order.
    pub params: Vec<String>,
    /// The field of the asynchronous result that the return value stands for.
    pub answers: Option<String>,
}

impl Type {
    /// Whether a value of this type satisfies a documented type.
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
            Self::Strings => "array of strings",
            Self::Objects => "array of objects",
            Self::Function => "function",
            Self::Buffer => "ArrayBuffer",
            Self::Bytes => "typed array",
            Self::Any => "any value",
        }
    }
}
