//! What is particular to an engine: which programs it needs, how its driver is started, what a session is asked for. The
//! rest of `host/` drives each in the same way and knows none by name.

mod chromium;
mod firefox;
mod webkit;

use std::path::Path;

use fantoccini::wd::Capabilities;
use serde_json::{Value as Json, json};

use crate::case::Need;
use crate::manifest::Engine;

/// How the browsers and drivers of an engine are used.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) browser: Wanted,
    pub(super) driver: Wanted,
    /// The display that it draws on; none for one that draws on nothing.
    pub(super) display: Option<Wanted>,
    /// What to do when one of them is missing.
    pub(super) help: &'static str,
    pub(super) port: Port,
    /// Besides the port.
    pub(super) arguments: fn(&Place) -> Vec<String>,
    pub(super) environment: fn(&Place) -> Vec<(&'static str, String)>,
    /// What has to be in the folder before the driver starts.
    pub(super) prepare: fn(&Place) -> std::io::Result<()>,
    /// What a session is asked for besides [`common`].
    pub(super) capabilities: fn(&Asked) -> Capabilities,
    /// Of an engine of which one browser can have several profiles that know nothing of each other (`dev_tools`): under
    /// which two names the capabilities of a session have the folder of the first.
    pub(super) profiles: Option<[&'static str; 2]>,
    /// Whether its driver can be told that a page keeps the focus.
    pub(super) focus: bool,
    /// What steps can make of the device that it runs on, and of a finger.
    pub(super) gives: &'static [Need],
    /// The size that its window is given once it is open, where it takes none when it is started.
    pub(super) window: Option<(u32, u32)>,
}

/// A program, by the names that it has.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) names: &'static [&'static str],
    /// The variable of the environment that says where it is.
    pub(super) variable: &'static str,
    /// Looked into after the folders of `PATH` and the usual ones.
    pub(super) folders: &'static [&'static str],
}

/// How the port of a driver comes about.
#[derive(Debug)]
pub(super) enum Port {
    /// It takes a free one, and a line of its log says which.
    Announced {
        read: fn(&str) -> Option<u16>,
        /// What it says when it found one free that was not, and ends.
        taken: &'static str,
    },
    /// It is told one, and says nothing of it.
    Told,
}

/// Where a driver works.
#[derive(Debug)]
pub(super) struct Place<'a> {
    /// A folder of its own, which goes with it.
    pub(super) folder: &'a Path,
    pub(super) locale: &'a str,
}

/// What a browser is to be like.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub(super) binary: &'a Path,
    pub(super) locale: &'a str,
    /// The key that the fixture server shows, as in [`crate::server::Server::pin`].
    pub(super) pin: &'a str,
    /// The manifest's own.
    pub(super) args: &'a [String],
}

/// The window of a browser of ours, in pixels.
const WINDOW: (u32, u32) = (420, 900);

pub(super) fn of(engine: Engine) -> &'static Kind {
    match engine {
        Engine::Chromium => &chromium::KIND,
        Engine::Firefox => &firefox::KIND,
        Engine::Webkit => &webkit::KIND,
    }
}

/// What every session is asked for.
pub(super) fn common() -> Capabilities {
    let mut capabilities = Capabilities::new();
    capabilities.insert("pageLoadStrategy".to_owned(), json!("eager"));
    // A dialog of the browser's own is the host's doing, and is left to be seen.
    capabilities.insert("unhandledPromptBehavior".to_owned(), json!("ignore"));
    capabilities.insert("timeouts".to_owned(), json!({"script": 120_000, "pageLoad": 30_000, "implicit": 0}));
    capabilities
}

/// Takes any certificate, where one key alone cannot be named: the authority of the fixture server lives as long as the run.
pub(super) fn any_certificate(capabilities: &mut Capabilities) {
    capabilities.insert("acceptInsecureCerts".to_owned(), Json::Bool(true));
}

/// Keeps a browser on this machine: whatever is elsewhere is asked of a proxy that is not there (WebDriver, section 7.2,
/// "Proxy").
fn stay_here(capabilities: &mut Capabilities) {
    // The port for what is to be discarded (RFC 863); nothing listens on it where browsers are tested.
    let nobody = "127.0.0.1:9";
    let proxy = json!({"proxyType": "manual", "httpProxy": nobody, "sslProxy": nobody, "noProxy": ["127.0.0.1", "localhost"]});
    capabilities.insert("proxy".to_owned(), proxy);
}
