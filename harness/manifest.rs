//! What a host says of itself: `host.yaml`. Data, selectors and dotted paths, never code.
//!
//! This module reads and checks the file. It knows nothing of drivers, servers or sessions, and no host by name.

mod address;
mod channel;
mod deviation;

pub use address::{Places, placeholders};
pub use channel::{Channel, DialInChannel, PageChannel, RealmChannel, ScriptChannel, Typing};
pub use deviation::{Deviation, unknown_trial};

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::diagnostic::Diagnostic;
use crate::digest;
use crate::embedded;
use crate::error::{Error, Result};
use crate::package;
use crate::spec::Spec;
use crate::transcript::Claims;
use crate::value::sha256;
use crate::yaml::{self, Document};

/// Where the built-in manifest lies in the binary.
const REFERENCE: &str = "harness/reference/host.yaml";

/// What it is called, so that nobody certifies it as a host of their own.
const REFERENCE_NAME: &str = "Reference host";

/// A host: how it is launched, how its API is reached, what it claims.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    pub name: String,
    pub version: String,
    /// Who answers for the host. A run is submitted under this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// What `minicert digest` says of the host's package. Of a folder that is served it is computed, and only compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// A key of `spec/dialects.yaml`.
    #[serde(default = "swan")]
    pub dialect: String,
    #[serde(default)]
    pub claims: Claims,
    /// Failures that are known. They are tried all the same, have to fail, and bar a pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deviations: Vec<Deviation>,
    /// A folder to serve on the loopback interface, relative to the manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serve: Option<String>,
    /// The address to open, with placeholders in braces; `{name|encoded}` is encoded for use as a query value.
    pub launch: String,
    pub ready: Ready,
    pub channel: Channel,
    /// A WebDriver that runs already. Left out: a browser and its driver are started on this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webdriver: Option<WebDriver>,
    #[serde(default)]
    pub browser: Browser,
    /// What a person would see: name → where it is. The names `gesture` and `dialog-button` are ours:
    /// the button of the conformance mini-program, and every button of a dialog.
    #[serde(default)]
    pub ui: IndexMap<String, Spot>,
    /// Pages of the host's own, for cases that need only a page to go to: what it stands for (`second`, `third`, `tab-a`,
    /// `tab-b`) → the host's own route, without a query. Left out: those of the conformance mini-program, where the host
    /// runs it.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub pages: IndexMap<String, String>,
    /// How the host is sent to the background. Left out: it cannot be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub background: Option<Signal>,
    /// How it is brought back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreground: Option<Signal>,
    /// What the hardware's way back is here. Left out: there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<Back>,
    /// It launches the host inside this binary.
    #[serde(skip)]
    pub reference: bool,
    /// The folder of the file.
    #[serde(skip)]
    pub folder: PathBuf,
    /// The file, as messages name it.
    #[serde(skip)]
    pub path: String,
    /// The file's text.
    #[serde(skip)]
    pub text: String,
    /// SHA-256 of it.
    #[serde(skip)]
    pub digest: String,
}

/// What is there when the host has launched. Exactly one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Ready {
    /// A dotted path below the window of the channel's frame that is not undefined.
    Path(String),
    /// A selector that matches in the top document.
    Css(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WebDriver {
    pub url: String,
    /// Asked for as they are (WebDriver, section 7, "Capabilities").
    #[serde(default)]
    pub capabilities: IndexMap<String, Json>,
    /// What it can make of the device that the host runs on; `doctor` tries each. Left out: nothing.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub device: BTreeSet<Influence>,
}

/// Something that a driver makes of the device that a host runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Influence {
    /// Where it is ("emulation.setGeolocationOverride" of WebDriver BiDi, where the session has that, or of the Chrome DevTools
    /// Protocol).
    Position,
    /// What its owner has decided (Permissions, section 12.1, "Set Permission").
    Permission,
    /// That it has no network ("emulation.setNetworkConditions" of WebDriver BiDi, where the session has that, or ChromeDriver's
    /// `network_conditions`).
    Offline,
    /// How large its screen is ("browsingContext.setViewport" of WebDriver BiDi, where the session has that, or
    /// "Emulation.setDeviceMetricsOverride" of the Chrome DevTools Protocol).
    Screen,
}

/// The browser that is started when no `webdriver` is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Browser {
    #[serde(default)]
    pub engine: Engine,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binary: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    /// Added after our own.
    #[serde(default)]
    pub args: Vec<String>,
    /// Labels of dialogs follow it. Left out: `zh-CN`, the language of the documented labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// A name of the IANA time zone database. Left out: `Asia/Shanghai`, wherever the machine is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// What counts as a tap.
    #[serde(default)]
    pub pointer: Pointer,
}

/// Which kind of browser is started, with the driver that goes with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    #[default]
    Chromium,
    Firefox,
    /// WebKitGTK, on a display that nobody looks at.
    Webkit,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pointer {
    #[default]
    Mouse,
    /// Some hosts listen to nothing else.
    Touch,
}

/// A place on the screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Spot {
    pub css: String,
    /// The frame that holds it, a selector in the top document. Left out: the top document itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame: Option<String>,
}

/// How something is told to the host. Exactly one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Signal {
    /// The name of a DOM event that is dispatched on the top window.
    Event(String),
}

/// The hardware's way back. Exactly one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Back {
    /// The browser's own history.
    Browser(BrowserBack),
    /// A tap on a name of the `ui` map.
    Tap(String),
    /// The name of a DOM event that is dispatched on the top window.
    Event(String),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BrowserBack {}

fn swan() -> String {
    "swan".to_owned()
}

impl Manifest {
    /// Reads and checks a file.
    pub fn load(path: &Path, spec: &Spec) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::usage("manifest-unreadable", format!("failed to read {}: {error}", path.display()), "give --host the path of a host.yaml")
        })?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(Self { folder: folder.to_owned(), ..Self::parse(&path.display().to_string(), &text, spec)? })
    }

    /// Reads a text and checks what it says of itself, and the names that it takes from the spec; `path` is for messages.
    pub fn parse(path: &str, text: &str, spec: &Spec) -> std::result::Result<Self, Diagnostic> {
        let document = Self::read(path, text)?;
        check_names(&document, spec)?;
        deviation::check_names(&document, spec)?;
        Ok(document.value)
    }

    /// The manifest of the host inside this binary.
    pub fn reference() -> Result<Self> {
        let text = embedded::text(REFERENCE).ok_or_else(|| Error::new("embedded-missing", format!("{REFERENCE} is not in this binary"), "build it again with cargo build"))?;
        Ok(Self::read(REFERENCE, text)?.value)
    }

    /// Reads a text and checks what it says of itself; `path` is for messages.
    pub fn read(path: &str, text: &str) -> std::result::Result<Document<Self>, Diagnostic> {
        let mut document = yaml::read::<Self>(path, text)?;
        text.clone_into(&mut document.value.text);
        document.value.digest = sha256(text.as_bytes());
        document.value.reference = address::has(&document.value.launch, address::REFERENCE);
        path.clone_into(&mut document.value.path);
        check(&document)?;
        deviation::check(&document)?;
        deviation::locate(&mut document);
        Ok(document)
    }

    /// The locale that the browser is started with.
    pub fn locale(&self) -> &str {
        self.browser.locale.as_deref().unwrap_or("zh-CN")
    }

    /// The time zone that the browser is started in.
    pub fn time_zone(&self) -> &str {
        self.browser.time_zone.as_deref().unwrap_or("Asia/Shanghai")
    }

    /// The folder to serve.
    pub fn served_folder(&self) -> Option<PathBuf> {
        self.serve.as_ref().map(|folder| self.folder.join(folder))
    }

    /// Where a name of the `ui` map is.
    pub fn spot(&self, name: &str) -> Result<&Spot> {
        self.ui.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.ui.keys().map(String::as_str).collect();
            Error::usage("ui-name-unknown", format!("the ui map of the host's manifest has no {name}; it has {}", known.join(", ")), format!("add `{name}: {{css: …}}` under ui:"))
        })
    }
}

/// What the file says has to fit together.
fn check(document: &Document<Manifest>) -> std::result::Result<(), Diagnostic> {
    let manifest = &document.value;
    address::check(&manifest.launch, manifest.serve.is_some())
        .map_err(|(message, help)| Diagnostic::new("manifest-launch", document.place("/launch"), message, help))?;
    if manifest.reference && manifest.name != REFERENCE_NAME {
        let message = format!("what is launched is the host inside minicert, and not {:?}", manifest.name);
        return Err(Diagnostic::new("manifest-reference", document.place("/name"), message, format!("name it {REFERENCE_NAME:?}, or launch the host")));
    }
    if let Some(build) = &manifest.build
        && !digest::is_one(build)
    {
        return Err(Diagnostic::new("manifest-build", document.place("/build"), format!("{build:?} is no digest of a build"), "write what `minicert digest` says of the host's package"));
    }
    for (name, route) in &manifest.pages {
        if !package::pages().any(|(known, _)| known == name) {
            let known: Vec<&str> = package::pages().map(|(known, _)| known).collect();
            return Err(Diagnostic::new("manifest-page", document.place(&format!("/pages/{name}")), format!("{name} is no page that cases go to"), format!("use one of {}", known.join(", "))));
        }
        if route.is_empty() || route.contains('?') {
            return Err(Diagnostic::new("manifest-page", document.place(&format!("/pages/{name}")), format!("{route:?} is no route without a query"), "write it as in /pages/second/second"));
        }
    }
    if manifest.background.is_some() != manifest.foreground.is_some() {
        let pointer = if manifest.background.is_some() { "/background" } else { "/foreground" };
        return Err(Diagnostic::new("manifest-life", document.place(pointer), "one of background and foreground is missing", "give both, or neither"));
    }
    if let Some(Back::Tap(name)) = &manifest.back
        && !manifest.ui.contains_key(name)
    {
        return Err(Diagnostic::new("manifest-back", document.place("/back"), format!("{name} is no name of the ui map"), format!("add `{name}: {{css: …}}` under ui:")));
    }
    if let Some(webdriver) = &manifest.webdriver
        && !(webdriver.url.starts_with("http://") || webdriver.url.starts_with("https://"))
    {
        return Err(Diagnostic::new("manifest-webdriver", document.place("/webdriver/url"), format!("{} is no http address", webdriver.url), "write it as in http://127.0.0.1:4444/"));
    }
    Ok(())
}

/// What it names has to be in the spec.
fn check_names(document: &Document<Manifest>, spec: &Spec) -> std::result::Result<(), Diagnostic> {
    let manifest = &document.value;
    let profiles = &spec.profiles.value;
    let known = |names: Vec<&String>| names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
    let unknown = |pointer: String, what: &str, name: &str, names: String| {
        Err(Diagnostic::new("manifest-name", document.place(&pointer), format!("there is no {what} {name}"), format!("use one of {names}")))
    };
    if !spec.dialects.value.contains_key(&manifest.dialect) {
        return unknown("/dialect".to_owned(), "dialect", &manifest.dialect, known(spec.dialects.value.keys().collect()));
    }
    if let Some(release) = manifest.claims.release.as_ref().filter(|release| **release != profiles.release) {
        let message = format!("the claims are made under the release {release} of the spec, and this is {}", profiles.release);
        return Err(Diagnostic::new("manifest-release", document.place("/claims/release"), message, "use the minicert of that release, or claim under this one"));
    }
    for (index, name) in manifest.claims.profiles.iter().enumerate() {
        if !profiles.profiles.contains_key(name) {
            return unknown(format!("/claims/profiles/{index}"), "profile", name, known(profiles.profiles.keys().collect()));
        }
    }
    for (index, name) in manifest.claims.features.iter().enumerate() {
        if !profiles.features.contains_key(name) {
            return unknown(format!("/claims/features/{index}"), "feature", name, known(profiles.features.keys().collect()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Channel, Manifest};

    const REST: &str = "ready: {css: main}\nchannel: {dial-in: {}}\n";

    #[test]
    fn the_built_in_manifest_is_right() {
        let manifest = Manifest::reference().unwrap();
        assert!(manifest.reference && matches!(manifest.channel, Channel::DialIn(_)));
        assert_eq!(manifest.digest.len(), 64);
    }

    #[test]
    fn what_does_not_fit_together_is_refused_where_it_is_written() {
        for (text, objection) in [
            ("launch: \"{served}/\"\n", "3:1: [manifest-launch] {served} is used, and no folder is served"),
            ("launch: \"http://h/{x}\"\n", "3:1: [manifest-launch] {x} is no placeholder"),
            ("launch: http://h/\nbackground: {event: a}\n", "4:1: [manifest-life] one of background and foreground is missing"),
            ("launch: http://h/\nback: {tap: arrow}\n", "4:1: [manifest-back] arrow is no name of the ui map"),
            ("launch: http://h/\nwebdriver: {url: localhost}\n", "4:13: [manifest-webdriver] localhost is no http address"),
            ("launch: http://h/\npages: {fourth: /pages/a/a}\n", "4:9: [manifest-page] fourth is no page that cases go to"),
            ("launch: http://h/\npages: {second: /pages/a/a?b=c}\n", "4:9: [manifest-page] \"/pages/a/a?b=c\" is no route without a query"),
            ("launch: \"{reference}/\"\n", "1:1: [manifest-reference] what is launched is the host inside minicert, and not \"H\""),
            ("launch: http://h/\nbuild: sha256:12\n", "4:1: [manifest-build] \"sha256:12\" is no digest of a build"),
            ("launch: http://h/\nserver: dist\n", "4:1: [yaml] unknown field `server`"),
        ] {
            let refused = Manifest::read("host.yaml", &format!("name: H\nversion: \"1\"\n{text}{REST}")).unwrap_err().to_string();
            assert!(refused.starts_with(&format!("host.yaml:{objection}")), "{refused}");
        }
    }

    #[test]
    fn two_signs_of_being_ready_are_refused() {
        let text = "name: H\nversion: \"1\"\nlaunch: http://h/\nready: {path: swan, css: main}\nchannel: {dial-in: {}}\n";
        let refused = Manifest::read("host.yaml", text).unwrap_err().to_string();
        let expected = "host.yaml:4:21: [yaml] a second key, `css`, in a map that takes exactly one\n  help: keep one of the keys";
        assert!(refused.starts_with(expected), "{refused}");
    }
}
