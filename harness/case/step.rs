//! Steps: what a case asks of a host. The same types are sent to the agent, with every default filled in.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::Matcher;
use crate::value::Value;

/// One step; a map with one key in YAML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Step {
    Call(Call),
    Read(Read),
    Let(Let),
    Change(Change),
    Await(Await),
    /// Only inside a callback.
    Throw(Throw),
    Sleep(Sleep),
    Gesture(Gesture),
    Ui(Ui),
    /// Send to the background.
    Background,
    /// Bring back.
    Foreground,
    /// Launch again; the storage is kept, the agent is new.
    Relaunch,
    /// Go back by the hardware's (browser's) own way.
    Back,
    Device(Device),
}

/// A call of the API, or of a method of an object bound earlier.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Call {
    /// Dotted path below the API root, or below `of`.
    pub api: String,
    /// A bound value (as in `$ref`) whose method this is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// A bare global instead of the API root; filled in from the spec.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub global: bool,
    /// The one options object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<Value>,
    /// Positional arguments; exclusive with `with`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub args: Option<Vec<Value>>,
    /// Recorded callbacks added to `with`; left out: all three for an asynchronous function, none otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callbacks: Option<Vec<CallbackName>>,
    /// Steps that run inside a callback.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub on: IndexMap<CallbackName, Vec<Step>>,
    /// The name to refer to this call by; left out: the last segment of `api`, numbered when not the first.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
    /// Whether it succeeds or not does not matter to the checks.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free: bool,
    /// Milliseconds to wait for, where the default of the run is too short for the call's nature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CallbackName {
    Success,
    Fail,
    Complete,
}

/// What a call step waits for before the next step begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Wait {
    None,
    /// Success or fail.
    Settled,
    Complete,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Read {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub global: bool,
    /// Dotted path; empty for the bound value itself.
    pub path: String,
    #[serde(rename = "as")]
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Let {
    #[serde(rename = "as")]
    pub name: String,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// A bound value, as in `$ref`.
    pub of: String,
    /// Dotted path of the property to write.
    pub path: String,
    pub value: Value,
}

/// Waits for an event of a call, or of a listener.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Await {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<AwaitEvent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listener: Option<String>,
    #[serde(default = "one")]
    pub times: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AwaitEvent {
    Success,
    Fail,
    Settled,
    Complete,
}

fn one() -> u32 {
    1
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Throw {
    pub message: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sleep {
    pub ms: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gesture {
    pub then: Vec<Step>,
}

/// A look or a touch, by a name of the manifest's `ui:` map. Exactly one of the actions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ui {
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Tap an element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tap: Option<String>,
    /// How many milliseconds the finger stays on what is tapped; left out: as short as the driver can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<u64>,
    /// Press the button of a dialog that carries this label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub press: Option<String>,
    /// Read an element's text; undefined when it is not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
    /// Read the texts of all elements that are shown, in the order of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Read this property of the element's style instead of its text; a colour is written as `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
    /// Read where the element is in its window instead of its text, in CSS pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Side>,
    /// Read this property of the element instead of its text, whether it is drawn or not, as of what the head of a
    /// document holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// Look again until this matches or the time is up; what was seen last counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Matcher>,
    /// Milliseconds to look for; left out: 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<u64>,
    /// Type into an element.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_into: Option<String>,
    /// What to type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Value>,
    /// Dismiss what the name stands for, by tapping outside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dismiss: Option<String>,
    /// Put a finger on an element, draw it over the screen, and lift it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drag: Option<String>,
    /// How many CSS pixels down the finger is drawn; fewer than none: up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down: Option<i32>,
}

/// What becomes of the device that the host runs on. It stays so until the trial is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Device {
    Position(Position),
    Permission(Permission),
    Offline(Offline),
    Screen(Screen),
    Pick(Vec<Picked>),
}

/// Where it is (WGS 84), and what it knows besides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Position {
    /// In degrees to the north.
    pub latitude: f64,
    /// In degrees to the east.
    pub longitude: f64,
    /// In metres.
    pub accuracy: f64,
    /// In metres; left out: it does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub altitude: Option<f64>,
    /// Of the altitude, in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub altitude_accuracy: Option<f64>,
    /// In metres a second; left out: it does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
}

/// What its owner has decided, so that nobody is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    pub to: Permitted,
    pub is: Decision,
}

/// What a program may be permitted to know or use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Permitted {
    /// Where the device is.
    Position,
    Camera,
    Microphone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    Granted,
    Denied,
}

/// It has no network for a while; the step ends when it has one again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offline {
    /// In milliseconds.
    pub ms: u64,
}

/// What its screen has room for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// So many pixels of the device, in each direction, are one CSS pixel.
    pub scale: f64,
}

/// A file that a person picks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Picked {
    pub name: String,
    /// What is in it.
    pub base64: String,
}

impl Picked {
    /// What is in it; nothing where that is no base64, or the name is not that of a file.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let named = std::path::Path::new(&self.name).file_name() == Some(std::ffi::OsStr::new(&self.name));
        STANDARD.decode(&self.base64).ok().filter(|_| named)
    }
}

/// What is measured of an element's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Left,
    Top,
    Right,
    Bottom,
    Width,
    Height,
}

impl Side {
    pub fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Top => "top",
            Self::Right => "right",
            Self::Bottom => "bottom",
            Self::Width => "width",
            Self::Height => "height",
        }
    }
}

/// The name that stands for every button of a dialog.
pub const DIALOG_BUTTON: &str = "dialog-button";

impl Ui {
    /// The name of the manifest's `ui:` map that it looks for.
    pub fn target(&self) -> Option<&str> {
        let named = [&self.tap, &self.read, &self.list, &self.type_into, &self.dismiss, &self.drag].into_iter().find_map(Option::as_deref);
        named.or(self.press.as_ref().map(|_| DIALOG_BUTTON))
    }

    /// Whether there is one action, with what belongs to it and to no other.
    pub fn is_one_action(&self) -> bool {
        let actions = [&self.tap, &self.press, &self.read, &self.list, &self.type_into, &self.dismiss, &self.drag].into_iter().flatten().count();
        let belongs = |part: bool, action: bool| !part || action;
        let reads = self.read.is_some() || self.list.is_some();
        actions == 1
            && self.drag.is_some() == self.down.is_some()
            && self.type_into.is_some() == self.text.is_some()
            && belongs(self.hold.is_some(), self.tap.is_some())
            && belongs(self.until.is_some() || self.within.is_some() || self.name.is_some(), reads)
            && belongs(self.style.is_some() || self.place.is_some() || self.property.is_some(), self.read.is_some())
    }
}

/// The names of the manifest's `ui:` map that steps look for.
pub fn looked_for(steps: &[Step]) -> BTreeSet<&str> {
    all(steps)
        .into_iter()
        .filter_map(|step| match step {
            Step::Ui(ui) => ui.target(),
            _ => None,
        })
        .collect()
}

impl Step {
    /// The key of the map.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Call(_) => "call",
            Self::Read(_) => "read",
            Self::Let(_) => "let",
            Self::Change(_) => "change",
            Self::Await(_) => "await",
            Self::Throw(_) => "throw",
            Self::Sleep(_) => "sleep",
            Self::Gesture(_) => "gesture",
            Self::Ui(_) => "ui",
            Self::Background => "background",
            Self::Foreground => "foreground",
            Self::Relaunch => "relaunch",
            Self::Back => "back",
            Self::Device(_) => "device",
        }
    }

    /// The steps nested in this one.
    pub fn nested(&self) -> Vec<&Step> {
        match self {
            Self::Call(call) => call.on.values().flatten().collect(),
            Self::Gesture(gesture) => gesture.then.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The harness performs it, not the agent.
    pub fn pauses(&self) -> bool {
        matches!(self, Self::Gesture(_) | Self::Ui(_) | Self::Background | Self::Foreground | Self::Relaunch | Self::Back | Self::Device(_))
    }
}

/// Every step of a case, nested ones too.
pub fn all(steps: &[Step]) -> Vec<&Step> {
    steps.iter().flat_map(|step| std::iter::once(step).chain(step.nested().into_iter().flat_map(|nested| all(std::slice::from_ref(nested))))).collect()
}

#[cfg(test)]
mod tests {
    use super::{Step, Ui, looked_for};

    #[test]
    fn a_ui_step_is_one_look_or_touch() {
        let is_one = |text: &str| serde_json::from_str::<Ui>(text).unwrap().is_one_action();
        for one in [r#"{"tap": "a", "hold": 500}"#, r#"{"drag": "a", "down": -9}"#, r#"{"type": "a", "text": "b"}"#, r#"{"read": "a", "style": "color", "as": "b"}"#, r#"{"list": "a", "within": 9}"#] {
            assert!(is_one(one), "{one}");
        }
        for other in ["{}", r#"{"tap": "a", "read": "b"}"#, r#"{"drag": "a"}"#, r#"{"tap": "a", "down": 9}"#, r#"{"type": "a"}"#, r#"{"press": "a", "hold": 9}"#, r#"{"tap": "a", "as": "b"}"#, r#"{"list": "a", "style": "color"}"#] {
            assert!(!is_one(other), "{other}");
        }
    }

    #[test]
    fn what_steps_look_for_is_found_wherever_it_is_written() {
        let steps: Vec<Step> = serde_json::from_str(
            r#"[{"gesture": {"then": [{"ui": {"tap": "tab"}}]}}, {"ui": {"press": "OK"}}, {"ui": {"read": "toast"}}, {"ui": {"list": "item"}}, {"ui": {"dismiss": "sheet"}}, {"ui": {"drag": "page", "down": 300}}]"#,
        )
        .unwrap();
        assert_eq!(looked_for(&steps), ["dialog-button", "item", "page", "sheet", "tab", "toast"].into_iter().collect());
    }
}
