//! What a session is asked for: of a browser of our own, and of a WebDriver that somebody else runs.

use std::path::Path;

use fantoccini::wd::Capabilities;
use serde_json::{Value as Json, json};

use crate::manifest::Manifest;

/// Keeps the browser on this machine. It also spares the five seconds that a first navigation sometimes hangs for; so does
/// asking for BiDi, at a quarter more work for every launch.
const STAY_HERE: &str = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost";

const ARGS: [&str; 16] = [
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--metrics-recording-only",
    // Containers give little shared memory; a tab crashes when it runs out.
    "--disable-dev-shm-usage",
    // Timers of a tab that is not looked at run as those of one that is.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    // A document that was left must not come back with its agent in it.
    "--disable-features=BackForwardCache,Translate,MediaRouter,OptimizationHints",
    "--window-size=420,900",
];

/// For a browser of our own, with its files in a folder of its own.
pub(super) fn own(manifest: &Manifest, binary: &Path, profile: &Path, pin: &str) -> Capabilities {
    let locale = manifest.locale();
    let mut args: Vec<String> = ARGS.iter().map(|arg| (*arg).to_owned()).collect();
    args.extend([STAY_HERE.to_owned(), format!("--user-data-dir={}", profile.display()), format!("--lang={locale}"), format!("--accept-lang={locale}")]);
    // The fixture server's certificate, and no other that nobody vouches for.
    args.push(format!("--ignore-certificate-errors-spki-list={pin}"));
    if rustix::process::geteuid().is_root() {
        // Chromium refuses to sandbox for the superuser.
        args.push("--no-sandbox".to_owned());
    }
    args.extend(manifest.browser.args.iter().cloned());
    let mut capabilities = common(manifest);
    capabilities.insert("browserName".to_owned(), json!("chrome"));
    capabilities.insert(
        "goog:chromeOptions".to_owned(),
        json!({"binary": binary, "args": args, "prefs": {"intl.accept_languages": locale, "intl.selected_languages": locale}}),
    );
    capabilities
}

/// For a WebDriver that runs already: what the manifest asks for goes before what we would.
pub(super) fn foreign(manifest: &Manifest) -> Capabilities {
    let asked = manifest.webdriver.iter().flat_map(|webdriver| &webdriver.capabilities);
    let mut capabilities = common(manifest);
    // The authority of the fixture server lives as long as the run.
    capabilities.insert("acceptInsecureCerts".to_owned(), Json::Bool(true));
    capabilities.extend(asked.map(|(name, value)| (name.clone(), value.clone())));
    capabilities
}

fn common(manifest: &Manifest) -> Capabilities {
    let mut capabilities = Capabilities::new();
    if manifest.channel.needs_bidi() {
        capabilities.insert("webSocketUrl".to_owned(), Json::Bool(true));
    }
    capabilities.insert("pageLoadStrategy".to_owned(), json!("eager"));
    // A dialog of the browser's own is the host's doing, and is left to be seen.
    capabilities.insert("unhandledPromptBehavior".to_owned(), json!("ignore"));
    capabilities.insert("timeouts".to_owned(), json!({"script": 120_000, "pageLoad": 30_000, "implicit": 0}));
    capabilities
}
