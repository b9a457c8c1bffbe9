//! What a session is asked for: of a browser of our own, and of a WebDriver that somebody else runs.

use fantoccini::wd::Capabilities;
use serde_json::Value as Json;

use super::engine;
use super::programs::Programs;
use crate::manifest::Manifest;

/// For a browser of our own.
pub(super) fn own(manifest: &Manifest, programs: &Programs, pin: &str) -> Capabilities {
    let asked = engine::Asked { binary: &programs.browser, locale: manifest.locale(), pin, args: &manifest.browser.args };
    let mut capabilities = (engine::of(programs.engine).capabilities)(&asked);
    ask_for_bidi(manifest, &mut capabilities);
    capabilities
}

/// For a WebDriver that runs already: what the manifest asks for goes before what we would.
pub(super) fn foreign(manifest: &Manifest) -> Capabilities {
    let asked = manifest.webdriver.iter().flat_map(|webdriver| &webdriver.capabilities);
    let mut capabilities = engine::common();
    engine::any_certificate(&mut capabilities);
    ask_for_bidi(manifest, &mut capabilities);
    capabilities.extend(asked.map(|(name, value)| (name.clone(), value.clone())));
    capabilities
}

/// Where the channel needs it, and nowhere else.
fn ask_for_bidi(manifest: &Manifest, capabilities: &mut Capabilities) {
    if manifest.channel.needs_bidi() {
        capabilities.insert("webSocketUrl".to_owned(), Json::Bool(true));
    }
}
