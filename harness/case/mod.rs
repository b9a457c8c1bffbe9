//! One case: steps that a host performs, and checks of what it did.
//!
//! The types here are those of the YAML files; [`compile`] turns a case into the trials of a plan.

pub mod check;
mod compile;
pub mod describe;
mod load;
mod step;

pub use check::{Arrives, Assertion, Check, Event, EventRef, Matcher, Within};
pub use compile::{Compiled, Form, Origin, SETTLES, compile};
pub use load::Cases;
pub use step::{
    Await, AwaitEvent, Call, CallbackName, Change, DIALOG_BUTTON, Decision, Device, Gesture, Let, Offline, Permission, Permitted, Picked, Position, Read, Screen, Side, Sleep, Step, Throw, Ui, Wait, all, looked_for,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::sha256;

/// `cases/<area>/<subject>/<name>.yaml`; the path without the ending is its id.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Case {
    /// A fact, with no modal verb.
    pub brief: String,
    /// Left out: the steps as written. `sync` rewrites each call by its capability's twin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Form>,
    #[serde(default)]
    pub world: World,
    /// Abilities of the driver or the package that no step implies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// Each check takes for granted what those before it look at: once a MUST failed, no later one fails.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cumulative: bool,
    pub steps: Vec<Step>,
    pub checks: Vec<Check>,
    /// Where a promoted counterexample came from: generator, seed, host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

impl Case {
    /// Another one when anything of the case is another: 16 hexadecimal digits.
    pub fn digest(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        sha256(text.as_bytes())[..16].to_owned()
    }
}

/// What a trial finds when it begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum World {
    /// Whatever earlier trials left; keys are unique to each trial.
    #[default]
    Shared,
    /// A fresh storage in a fresh session, nothing beside it.
    Empty,
}

/// What must be there besides the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// A tap on a button of the agent's.
    Gesture,
    /// The manifest's `ui:` map and something to see.
    Ui,
    /// A finger that is drawn over the screen.
    Drag,
    /// Sending to the background and bringing back.
    Background,
    /// Launching again with the storage kept.
    Relaunch,
    /// The hardware's way back.
    Back,
    /// A device that is told where it is.
    Position,
    /// An owner of the device who has decided what a program may do.
    Permission,
    /// A device that loses its network.
    Offline,
    /// A device with another screen.
    Screen,
    /// Somebody who picks files.
    Pick,
    /// A camera and a microphone that show and hear what nobody has to look at, and an owner who has decided about them.
    Media,
    /// Pages of the conformance mini-program.
    Package,
    /// The fixture server, in the host's reach.
    Fixtures,
    /// A host that enforces https and wss.
    HttpsOnly,
    /// A person.
    Person,
}
