//! What a run writes down, line by line, while it happens: `transcript.jsonl`.
//!
//! Each line carries the hash of the exact bytes of the line before it. There is one writer; completion order across
//! sessions is free, the position within a session strictly increases. The judge needs nothing but this file.

mod keys;
mod namespace;
mod order;
mod read;
mod write;

pub use namespace::{begin as namespace_begin, name as namespace, salt};
pub use read::{Reader, Record, Torn, open, parse};
pub use write::Writer;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::case::Arrives;
use crate::manifest::Deviation;
use crate::spec::{Named, Requirement, Waiver};
use crate::trial::{Omission, Trial};

/// The version of this format. A change of the lines bumps it.
pub const FORMAT: u32 = 5;

/// The oldest format that is read: what came later is not in it, and the rest is the same.
pub const OLDEST: u32 = 1;

/// How the footer says that a run went to its end.
pub const COMPLETE: &str = "complete";

/// How the detail of a lost attempt begins when its document or process went away, and did not merely stop answering.
pub const CONTEXT_LOST: &str = "context lost";

/// The hash before the first line.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A line as it stands in the file, with its place in the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// SHA-256 of the exact bytes of the line before, its newline included.
    pub prev: String,
    #[serde(flatten)]
    pub line: Line,
}

/// What a line says. `line` is its kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "kebab-case")]
pub enum Line {
    Header(Box<Header>),
    Requirement(Requirement),
    Trial(Box<Trial>),
    Omission(Omission),
    /// The plan is complete from here on; what follows happened.
    Begin { trials: u64, omissions: u64 },
    Session(Session),
    Unclaimed(Unclaimed),
    Attempt(Box<Attempt>),
    Incident(Incident),
    Segment(Segment),
    Footer(Footer),
}

/// What was run, on what, with what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Header {
    pub format: u32,
    /// RFC 3339, UTC.
    pub started: String,
    pub suite: Suite,
    pub host: Host,
    pub seed: u64,
    /// The nonce of the union's that the plan has further trials from, from format 4 on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    pub settings: Settings,
    /// The plan was narrowed by hand: the run certifies nothing.
    pub narrowed: bool,
    /// Profile → features, as the spec had them.
    pub profiles: IndexMap<String, Vec<String>>,
    /// SHA-256 over the plan's lines without their links.
    pub plan: String,
    /// Failures that the host says it has, from format 4 on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deviations: Vec<Deviation>,
    /// What the union waives of this host, by id, from format 4 on: every waiver that names it on the day of the run.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub waivers: IndexMap<String, Waiver>,
    /// What the names of attempts are made with, from format 4 on: a host that does not know it reads nothing in them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Suite {
    /// The version of minicert.
    pub version: String,
    /// The release of the spec, from format 3 on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Digest of `spec/`.
    pub spec: String,
    /// Digest of `cases/`.
    pub cases: String,
    /// Digest of the agent's source.
    pub agent: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Host {
    pub name: String,
    pub version: String,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Which build it was: computed where minicert serves it, claimed otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    pub dialect: String,
    /// Digest of the manifest.
    pub manifest: String,
    pub claims: Claims,
    /// Faults that were put into the reference host.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
}

impl Host {
    /// As waivers name it.
    pub fn named<'a>(&'a self, suite: &'a Suite) -> Named<'a> {
        Named { member: self.member.as_deref(), product: &self.name, version: &self.version, release: suite.release.as_deref() }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Claims {
    /// The release of the spec that they are made under; another one is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    #[serde(default)]
    pub profiles: Vec<String>,
    #[serde(default)]
    pub features: Vec<String>,
    /// Rules of the platform that the host does not enforce while it is tested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub development: Vec<Development>,
}

/// A switch for development that is on: a rule of the network that is not enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Development {
    /// Addresses may begin with http and ws.
    PlainHttp,
    /// Addresses may name any host, this machine and addresses of numbers among them.
    AnyDomain,
    /// Addresses may name a port.
    AnyPort,
}

impl Development {
    pub const ALL: [Self; 3] = [Self::PlainHttp, Self::AnyDomain, Self::AnyPort];

    pub fn name(self) -> &'static str {
        match self {
            Self::PlainHttp => "plain-http",
            Self::AnyDomain => "any-domain",
            Self::AnyPort => "any-port",
        }
    }
}

/// Times in milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// The least time a callback is waited for.
    pub budget: u64,
    /// How long an attempt listens after its last step.
    pub quiet: u64,
    pub attempts: u32,
    pub sessions: u32,
    pub batch: u32,
    /// How often the plan was to be run, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<u32>,
    /// The seed of the orders in which it was run; left out: the order of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shuffle: Option<u64>,
}

/// A session was opened and the agent in it answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Session {
    pub session: String,
    pub browser: String,
    pub browser_version: String,
    pub channel: String,
    pub transport: String,
    /// What the agent said of itself.
    pub agent: Json,
    /// Median milliseconds of a trivial call, there and back.
    pub canary: f64,
    /// Milliseconds since the run began.
    pub at: u64,
}

/// What the smoke run found and nobody claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Unclaimed {
    /// Paths below the API root of functions that are there, and whose features are not claimed.
    pub functions: Vec<String>,
}

/// One execution of a trial. Written when its window closed, or when contact with it was lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Attempt {
    pub trial: String,
    /// From 1.
    pub attempt: u32,
    pub session: String,
    /// Strictly increasing within the session.
    pub position: u64,
    pub namespace: String,
    pub purpose: Purpose,
    /// It ran with no other trial beside it.
    pub alone: bool,
    pub budget: u64,
    pub outcome: Outcome,
    /// What went wrong, for `lost` and `error`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Milliseconds since the run began.
    pub at: u64,
    pub events: Vec<Observation>,
}

/// Why an attempt was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    Plan,
    /// Alone, with a longer budget: the attempt before it heard nothing.
    ConfirmSilence,
    /// After contact was lost.
    Retry,
    /// The same again, to see whether attempts agree.
    Repeat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The window closed.
    Closed,
    /// Contact was lost while it ran with nothing beside it, and the canary had answered before.
    Lost,
    /// Contact was lost while others ran beside it: it does not count.
    Collateral,
    /// The harness, the driver or the machine failed: it does not count against the host.
    Error,
}

/// What the agent saw, for `seen` the harness, for `arrived` its server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Observation {
    pub seq: u64,
    /// Milliseconds since the attempt began, by the clock of who saw it.
    pub at: f64,
    #[serde(flatten)]
    pub what: Seen,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Seen {
    Called { call: String },
    Returned { call: String, value: Json },
    Threw { call: String, error: Json },
    Callback { call: String, name: String, args: Vec<Json>, inside: bool },
    Resolved { call: String, value: Json },
    Rejected { call: String, value: Json },
    Heard { listener: String, args: Vec<Json> },
    Read {
        #[serde(rename = "as")]
        name: String,
        value: Json,
    },
    Silent {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        listener: Option<String>,
        event: String,
        waited: f64,
    },
    Stopped {
        step: String,
        why: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<String>,
    },
    Seen {
        #[serde(rename = "as")]
        name: String,
        value: Json,
        /// How often it was looked at until that was seen; versions before 5 do not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        looks: Option<u32>,
    },
    Uncaught { error: Json },
    /// At the fixture server. These stand behind what the agent saw, in the server's order.
    Arrived { what: Arrives, path: String, value: Json },
    Closed { why: String },
}

/// Something that happened to a session, not to a trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Incident {
    pub session: String,
    /// Stable id, as in messages.
    pub id: String,
    pub message: String,
    pub at: u64,
}

/// The run was interrupted and goes on here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Segment {
    /// The hash of the last whole line before.
    pub after: String,
    /// A torn last line was dropped.
    pub dropped: bool,
    pub started: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Footer {
    pub attempts: u64,
    /// `complete`, or why the run ended early.
    pub ended: String,
    /// Milliseconds since the run began.
    pub at: u64,
    /// Milliseconds in which at least one session's host was working, over all sessions.
    pub busy: u64,
}
