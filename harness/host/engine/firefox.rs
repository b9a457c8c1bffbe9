//! Firefox, with geckodriver.

use fantoccini::wd::Capabilities;
use serde_json::{Value as Json, json};

use super::{Asked, Kind, Port, WINDOW, Wanted};
use crate::case::Need;

pub(super) static KIND: Kind = Kind {
    browser: Wanted { names: &["firefox-esr", "firefox"], variable: "FIREFOX", folders: &["/usr/lib/firefox-esr", "/usr/lib/firefox", "/opt/firefox"] },
    driver: Wanted { names: &["geckodriver"], variable: "GECKODRIVER", folders: &[] },
    display: None,
    help: "apt-get install firefox-esr, and cargo install geckodriver --locked; or name what is installed in the environment (FIREFOX, GECKODRIVER) or under browser: in the host's manifest",
    port: Port::Announced { read: port, taken: "Address already in use" },
    // Its second port is 9222 unless it is told otherwise, for all geckodrivers of a machine.
    arguments: |place| vec!["--websocket-port=0".to_owned(), "--profile-root".to_owned(), place.folder.display().to_string()],
    // What it keeps for the person at the machine is not touched.
    environment: |place| vec![("HOME", place.folder.display().to_string()), ("MOZ_CRASHREPORTER_DISABLE", "1".to_owned())],
    prepare: |_| Ok(()),
    capabilities,
    profiles: None,
    focus: false,
    gives: &[Need::Drag, Need::Position, Need::Permission, Need::Offline, Need::Screen, Need::Pick],
    window: None,
};

fn capabilities(asked: &Asked) -> Capabilities {
    let Asked { binary, locale, args: own, .. } = asked;
    let (width, height) = WINDOW;
    let mut args = vec!["-headless".to_owned(), format!("--width={width}"), format!("--height={height}")];
    args.extend(own.iter().cloned());
    let mut capabilities = super::common();
    super::any_certificate(&mut capabilities);
    super::stay_here(&mut capabilities);
    capabilities.insert("browserName".to_owned(), json!("firefox"));
    // Where it is and whether it has a network can be said over WebDriver BiDi alone.
    capabilities.insert("webSocketUrl".to_owned(), Json::Bool(true));
    capabilities.insert("moz:firefoxOptions".to_owned(), json!({"binary": binary, "args": args, "prefs": prefs(locale)}));
    capabilities
}

/// What geckodriver does not set itself.
fn prefs(locale: &str) -> Json {
    json!({
        "intl.accept_languages": locale,
        "intl.locale.requested": locale,
        // A document that was left must not come back with its agent in it.
        "browser.sessionhistory.max_total_viewers": 0,
        // Timers of a tab that is not looked at run as those of one that is.
        "dom.timeout.enable_budget_timer_throttling": false,
        "dom.min_background_timeout_value": 4,
        // The clipboard is read without a menu that asks whether it may be.
        "dom.events.testing.asyncClipboard": true,
        // A script that takes long is the host's affair, and nobody is there to be asked about it.
        "dom.max_script_run_time": 0,
        "dom.ipc.processHangMonitor": false,
        // Nothing is asked of anybody whom the host did not ask.
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "network.dns.disablePrefetch": true,
        "network.prefetch-next": false,
        "datareporting.policy.dataSubmissionEnabled": false,
        "toolkit.telemetry.enabled": false,
        "browser.safebrowsing.malware.enabled": false,
        "browser.safebrowsing.phishing.enabled": false,
    })
}

fn port(line: &str) -> Option<u16> {
    let (_, address) = line.split_once("Listening on ")?;
    address.trim().rsplit_once(':')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port;

    #[test]
    fn the_port_is_read_from_the_log() {
        assert_eq!(port("1795885956789\tgeckodriver\tINFO\tListening on 127.0.0.1:35317"), Some(35317));
        assert_eq!(port("geckodriver\tINFO\tListening on nothing"), None);
    }
}
