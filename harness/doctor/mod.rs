//! Goes from the browser to the host's API link by link, and says of each whether it was seen to work. It judges no host:
//! what it finds wrong keeps trials from being asked.
//!
//! Reaching a host is `host/`'s, what is asked of it `run/probe.rs`'s; this module knows the order of the links, what
//! counts as whole, and what to do about one that is not.

mod browser;
mod channel;
mod clock;
mod dialogs;
mod network;
mod permissions;
mod show;
mod world;

pub use show::text;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::host::{Ability, Session, Trouble};
use crate::manifest::Manifest;
use crate::run::probe::Api;
use crate::spec::Spec;

pub const FORMAT: u32 = 1;

/// What `minicert doctor --json` prints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Examination {
    pub format: u32,
    pub host: String,
    pub version: String,
    /// No link is broken.
    pub whole: bool,
    /// In the order in which one hangs on the other.
    pub links: Vec<Link>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Link {
    pub id: String,
    pub state: State,
    /// What was seen, or why nothing was looked for.
    pub seen: String,
    /// The stable id of what is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It was seen to work.
    Ok,
    /// The host can be certified, and less is asked of it, or something is odd.
    Warning,
    /// Trials would fail for a reason that is not the host's.
    Broken,
    /// Nothing was seen of it.
    NotReached,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Broken => "broken",
            Self::NotReached => "not reached",
        }
    }
}

/// The links before the abilities of the driver, in order.
const LINKS: [&str; 20] = [
    "browser", "driver", "session", "page", "agent", "api", "channel", "gesture", "toast", "loading", "modal", "action-sheet", "http", "https", "ws", "wss", "permissions",
    "clock", "reset", "storage",
];

/// What is written down while the links are gone through.
#[derive(Debug, Default)]
pub struct Links(Vec<Link>);

impl Links {
    fn add(&mut self, id: &str, state: State, seen: impl Into<String>, error: Option<&str>, help: &str) {
        let help = Some(help.to_owned()).filter(|help| !help.is_empty());
        self.0.push(Link { id: id.to_owned(), state, seen: seen.into(), error: error.map(str::to_owned), help });
    }

    fn ok(&mut self, id: &str, seen: impl Into<String>) {
        self.add(id, State::Ok, seen, None, "");
    }

    fn warning(&mut self, id: &str, error: &str, seen: impl Into<String>, help: &str) {
        self.add(id, State::Warning, seen, Some(error), help);
    }

    fn broken(&mut self, id: &str, error: &str, seen: impl Into<String>, help: &str) {
        self.add(id, State::Broken, seen, Some(error), help);
    }

    fn not_reached(&mut self, id: &str, why: impl Into<String>) {
        self.add(id, State::NotReached, why, None, "");
    }

    fn error(&mut self, id: &str, error: &Error) {
        self.broken(id, error.id, &*error.message, &error.help);
    }

    fn trouble(&mut self, id: &str, trouble: &Trouble) {
        match trouble {
            Trouble::Ours(error) | Trouble::Unseen(error) => self.error(id, error),
            Trouble::Lost(loss) => self.broken(id, "contact-lost", loss.to_string(), "open the host's address in a browser and do by hand what this link asks for"),
        }
    }

    fn has(&self, id: &str) -> bool {
        self.0.iter().any(|link| link.id == id)
    }

    /// Every link once, in its order; what was not come to says so.
    fn finish(mut self, manifest: &Manifest) -> Examination {
        for id in names() {
            if !self.has(id) {
                self.not_reached(id, "");
            }
        }
        self.0.sort_by_key(|link| names().position(|id| id == link.id));
        let whole = self.0.iter().all(|link| link.state != State::Broken);
        Examination { format: FORMAT, host: manifest.name.clone(), version: manifest.version.clone(), whole, links: self.0 }
    }
}

/// The ids of all links, in order.
fn names() -> impl Iterator<Item = &'static str> {
    LINKS.into_iter().chain(Ability::ALL.into_iter().map(Ability::name))
}

/// A host that answers, and what is asked of it.
struct Patient<'a> {
    session: Session,
    manifest: &'a Manifest,
    spec: &'a Spec,
    api: Api,
    /// Milliseconds that a callback is waited for.
    budget: u64,
}

/// How a host is examined.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub port: u16,
    /// How long a launch may take, and again its agent.
    pub launch: std::time::Duration,
    pub budget: u64,
}

/// Goes through all links. An error is one of the input, or of this machine.
pub async fn examine(manifest: &Manifest, spec: &Spec, options: Options) -> Result<Examination, Error> {
    let mut links = Links::default();
    let Some((stage, session)) = browser::open(&mut links, manifest, options).await? else { return Ok(links.finish(manifest)) };
    let api = Api::of(spec, &manifest.dialect, &manifest.claims);
    let mut patient = Patient { session, manifest, spec, api, budget: options.budget };
    if browser::launch(&mut links, &mut patient).await {
        through(&mut links, &mut patient, &stage).await;
    }
    let measured = patient.session.measure().await;
    browser::measured(&mut links, &measured);
    world::storage(&mut links, patient, &stage).await;
    Ok(links.finish(manifest))
}

/// The links behind the agent. Contact that is lost over one leaves the others not reached.
async fn through(links: &mut Links, patient: &mut Patient<'_>, stage: &crate::host::Stage) {
    if !channel::examine(links, patient).await {
        return;
    }
    let mut lost = dialogs::gesture(links, patient).await;
    for group in dialogs::GROUPS {
        lost = lost || dialogs::examine(links, patient, &group).await;
    }
    for route in network::ROUTES {
        lost = lost || network::examine(links, patient, stage, route).await;
    }
    lost = lost || permissions::examine(links, patient).await;
    lost = lost || clock::examine(links, patient).await;
    if !lost {
        world::reset(links, patient).await;
    }
}
