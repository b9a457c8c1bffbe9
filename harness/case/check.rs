//! Checks: one comparison each, naming exactly one requirement. The judge evaluates them; no host ever sees them.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::spec::Type;
use crate::value::Value;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Check {
    pub requirement: String,
    /// The argument it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub argument: Option<String>,
    /// The condition it is made under; left out: the case's brief.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Only in these forms of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<super::Form>,
    pub expect: Assertion,
}

/// What is compared. A map with one key in YAML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Assertion {
    Answered { call: String, is: Matcher },
    /// As `answered`, where the requirement speaks of a success only: a refusal is not reached.
    Gives { call: String, is: Matcher },
    Succeeded { call: String },
    Refused {
        call: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is: Option<Matcher>,
    },
    /// What fail (or the Error) is given, where the requirement speaks of refusals only: a success is not reached.
    FailsWith { call: String, is: Matcher },
    Returned { call: String, is: Matcher },
    Threw {
        call: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is: Option<Matcher>,
    },
    DidNotThrow { call: String },
    CalledBack { call: String, event: Event, times: u32 },
    Settled { call: String },
    SettledOnce { call: String },
    Completed { call: String },
    CompletedOnce { call: String },
    CompleteLast { call: String },
    InOrder { events: Vec<EventRef> },
    /// Exactly so many times (left out: at least once); `is` matches the last first argument, `some` that of one of the times.
    Heard {
        listener: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        times: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is: Option<Matcher>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        some: Option<Matcher>,
        /// Where it does not match, and the listener was called later than this, nobody can tell.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<Within>,
    },
    /// What a step read or saw matches.
    Observed {
        of: String,
        is: Matcher,
        /// Where it does not, and was seen later than this, nobody can tell.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<Within>,
    },
    /// What a step waited for to be seen was not seen within so many milliseconds after the call was made. Where the first
    /// look came later than that, nobody can tell.
    SeenAfter { of: String, call: String, ms: u64 },
    /// What the fixture server got of a call at a path: so many times (left out: at least once), each time such a value.
    Arrived {
        call: String,
        path: String,
        #[serde(default, skip_serializing_if = "is_request")]
        what: Arrives,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        times: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is: Option<Matcher>,
    },
    Same { left: String, right: String },
    /// The first number is not greater than the second.
    NotAbove { left: String, right: String },
    /// Two observations are not deeply equal; where one is not there it is not reached.
    Differ { left: String, right: String },
    /// The listener was first called no sooner than so many milliseconds after the call was made, by the agent's clock.
    NotBefore { listener: String, call: String, ms: u64 },
    Follows { model: String, rule: String },
    /// Any of these, listed singly: the spec leaves it open which.
    Either(Vec<Assertion>),
    /// Where the first does not pass the second is not reached: the requirement speaks of nothing that never was.
    Given { when: Box<Assertion>, then: Box<Assertion> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    Called,
    Returned,
    Success,
    Fail,
    /// Success or fail.
    Settled,
    Complete,
}

/// What kind of thing arrives at the fixture server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Arrives {
    /// A request over HTTP.
    #[default]
    Request,
    /// A WebSocket is opened.
    Open,
    /// A message over a WebSocket.
    Message,
    /// The other end closes a WebSocket.
    Close,
}

fn is_request(what: &Arrives) -> bool {
    *what == Arrives::Request
}

/// So many milliseconds after a call was made, by the agent's clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Within {
    pub call: String,
    pub ms: u64,
}

/// An event of a call or of a listener, in an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventRef {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listener: Option<String>,
}

/// A comparison of one value. A map with one key in YAML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Matcher {
    /// Deeply equal; the order of an object's keys does not matter, -0 equals 0, NaN equals NaN.
    Equals(Value),
    OneOf(Vec<Value>),
    Type(Vec<Type>),
    /// These fields match; others are legal.
    Has(IndexMap<String, Matcher>),
    Lacks(Vec<String>),
    /// An array (or string) contains it.
    Includes(Value),
    Excludes(Value),
    /// Every item of an array, or every value of an object, matches.
    Each(Box<Matcher>),
    Length(u64),
    AtLeast(f64),
    AtMost(f64),
    /// A number, or a string that reads as one, matches.
    ReadsAs(Box<Matcher>),
    Truthy(bool),
    /// The name of an error, or `Error` for any.
    InstanceOf(String),
    All(Vec<Matcher>),
    Any(Vec<Matcher>),
    Not(Box<Matcher>),
}

impl Assertion {
    /// The call or observation whose outcome is compared: not set-up for this check.
    pub fn subjects(&self) -> Vec<&str> {
        match self {
            Self::Answered { call, .. }
            | Self::Gives { call, .. }
            | Self::Succeeded { call }
            | Self::Refused { call, .. }
            | Self::FailsWith { call, .. }
            | Self::Returned { call, .. }
            | Self::Threw { call, .. }
            | Self::DidNotThrow { call }
            | Self::CalledBack { call, .. }
            | Self::Settled { call }
            | Self::SettledOnce { call }
            | Self::Completed { call }
            | Self::CompletedOnce { call }
            | Self::CompleteLast { call }
            | Self::Arrived { call, .. }
            | Self::NotBefore { call, .. }
            | Self::SeenAfter { call, .. } => vec![call],
            Self::InOrder { events } => events.iter().filter_map(|event| event.call.as_deref()).collect(),
            Self::Heard { .. } => Vec::new(),
            Self::Observed { of, within, .. } => [of.as_str()].into_iter().chain(within.iter().map(|within| within.call.as_str())).collect(),
            Self::Same { left, right } | Self::NotAbove { left, right } | Self::Differ { left, right } => vec![head(left), head(right)],
            Self::Follows { .. } => Vec::new(),
            Self::Either(any) => any.iter().flat_map(Self::subjects).collect(),
            Self::Given { when, then } => [then, when].into_iter().flat_map(|one| one.subjects()).collect(),
        }
    }

    /// The listeners that it looks for.
    pub fn listeners(&self) -> Vec<&str> {
        match self {
            Self::Heard { listener, .. } | Self::NotBefore { listener, .. } => vec![listener],
            Self::InOrder { events } => events.iter().filter_map(|event| event.listener.as_deref()).collect(),
            Self::Either(any) => any.iter().flat_map(Self::listeners).collect(),
            Self::Given { when, then } => [then, when].into_iter().flat_map(|one| one.listeners()).collect(),
            _ => Vec::new(),
        }
    }

    /// Those of its subjects that have to be calls, and not what a step read or saw.
    pub fn calls(&self) -> Vec<&str> {
        match self {
            Self::Observed { .. } | Self::Same { .. } | Self::NotAbove { .. } | Self::Differ { .. } => Vec::new(),
            Self::Either(any) => any.iter().flat_map(Self::calls).collect(),
            Self::Given { when, then } => [then, when].into_iter().flat_map(|one| one.calls()).collect(),
            _ => self.subjects(),
        }
    }
}

/// The name a dotted reference begins with.
pub fn head(reference: &str) -> &str {
    reference.split('.').next().unwrap_or(reference)
}
