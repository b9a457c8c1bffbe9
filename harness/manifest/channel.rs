//! How the API of a host is reached: the four channels as a manifest writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the API is reached. Exactly one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Channel {
    /// The API is in reach of a WebDriver script.
    Script(ScriptChannel),
    /// The API is in a worker, which has no window. WebDriver BiDi reaches it.
    Realm(RealmChannel),
    /// The agent is part of the conformance mini-program and dials back.
    DialIn(DialInChannel),
    /// The agent is part of the conformance mini-program and is spoken to through an input and a text of its page.
    Page(PageChannel),
}

impl Channel {
    /// Sessions ask for WebDriver BiDi, which makes every launch dearer, where something needs it.
    pub fn needs_bidi(&self) -> bool {
        matches!(self, Self::Realm(_))
    }

    /// The host runs the conformance mini-program.
    pub fn runs_package(&self) -> bool {
        matches!(self, Self::DialIn(_) | Self::Page(_))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ScriptChannel {
    /// Dotted path of the API root below the window.
    pub root: String,
    /// The frame that holds it, a selector in the top document. Left out: the top window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RealmChannel {
    /// Dotted path of the API root below the worker's global object. One worker has it.
    pub root: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DialInChannel {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PageChannel {
    /// The input, a selector: `#minicert-line` of the mini-program, or what the host draws for it.
    pub input: String,
    /// The text, a selector: `#minicert-said`.
    pub text: String,
    /// The frame that holds both, a selector in the top document. Left out: the top document itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame: Option<String>,
    #[serde(default)]
    pub typing: Typing,
}

/// How a message comes into the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Typing {
    /// All at once, as a paste does: the value is set, and the input's event follows.
    #[default]
    Value,
    /// Key by key. Slow: a few hundred letters a second.
    Keys,
}
