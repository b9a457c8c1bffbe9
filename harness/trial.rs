//! A trial: a case on a host, in one form. What the plan holds, what the transcript carries, what the judge reads.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::case::{Assertion, Form, Need, Origin, Step, World, all};
use crate::spec::{Effect, Level};

/// What the ids of trials begin with that were made from a nonce of the union's, and are not in the released set.
pub const CHALLENGE: &str = "challenge/";

/// Whether a trial of this id comes on top of the released set.
pub fn is_challenge(trial: &str) -> bool {
    trial.starts_with(CHALLENGE)
}

/// One planned trial, with its steps as they are sent and its checks as the judge evaluates them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Trial {
    /// The case's id, with `#async` or `#sync` where the case has forms.
    pub id: String,
    pub case: String,
    pub origin: Origin,
    pub form: Form,
    pub brief: String,
    /// The capability it is chiefly about.
    pub capability: String,
    pub world: World,
    /// The strongest effect of its calls; anything but `none` runs alone.
    pub effect: Effect,
    pub needs: Vec<Need>,
    /// Each check takes for granted what those before it look at; see [`crate::judge::judge_attempt`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cumulative: bool,
    pub steps: Vec<Step>,
    /// What the judge has to know of each call, by its name.
    pub calls: IndexMap<String, CallMeta>,
    pub checks: Vec<PlannedCheck>,
}

/// How the answer of a call is to be read, and whom to blame when it gives none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CallMeta {
    /// `swan.getStorageSync`, for people.
    pub shown: String,
    pub capability: Option<String>,
    pub style: CallStyle,
    /// The field that the return value of a synchronous form stands for.
    pub answers: Option<String>,
    pub free: bool,
    /// Requirements to blame when this call, as set-up, does not succeed.
    pub missing: Option<String>,
    pub silent: Option<String>,
    pub refused: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallStyle {
    Async,
    Sync,
}

/// A check with everything that a result has to say about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PlannedCheck {
    pub requirement: String,
    pub level: Level,
    pub capability: String,
    pub argument: Option<String>,
    pub condition: String,
    /// The expectation in words.
    pub expected: String,
    pub expect: Assertion,
}

/// A case that does not run on this host, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Omission {
    /// The id of the trial that was left out.
    pub trial: String,
    pub class: OmissionClass,
    pub reason: String,
    /// The requirements its checks name.
    pub requirements: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OmissionClass {
    NotClaimed,
    DriverCannot,
    PackageLacksPage,
    NeedsPerson,
}

impl Trial {
    /// It may not share a batch with others.
    pub fn alone(&self) -> bool {
        self.world == World::Empty || self.effect != Effect::None || self.pauses()
    }

    /// The harness takes part in it.
    pub fn pauses(&self) -> bool {
        all(&self.steps).into_iter().any(Step::pauses)
    }

    /// What it did may be seen by the next one. A launch of its own leaves nothing behind.
    pub fn leaves_traces(&self) -> bool {
        self.effect != Effect::None || all(&self.steps).into_iter().any(|step| step.pauses() && *step != Step::Relaunch)
    }
}
