//! Chromium and its relatives, with ChromeDriver.

use fantoccini::wd::Capabilities;
use serde_json::json;

use super::{Asked, Kind, Port, WINDOW, Wanted};
use crate::case::Need;

/// Where browsers are put that are not in `PATH`.
const FOLDERS: &[&str] = &["/usr/lib/chromium", "/usr/lib/chromium-browser", "/snap/bin", "/opt/google/chrome"];

pub(super) static KIND: Kind = Kind {
    browser: Wanted { names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chromium-headless-shell", "chrome-headless-shell"], variable: "CHROME", folders: FOLDERS },
    driver: Wanted { names: &["chromedriver", "chromium.chromedriver"], variable: "CHROMEDRIVER", folders: FOLDERS },
    display: None,
    help: "apt-get install chromium chromium-driver; or name what is installed in the environment (CHROME, CHROMEDRIVER) or under browser: in the host's manifest",
    // It chooses a free port of IPv6 and then asks for the same one of IPv4, which may be taken.
    port: Port::Announced { read: port, taken: "port not available" },
    arguments: |_| Vec::new(),
    environment: |place| vec![("LANGUAGE", place.locale.replace('-', "_"))],
    prepare: |_| Ok(()),
    capabilities,
    profiles: Some(["chrome", "userDataDir"]),
    focus: true,
    gives: &[Need::Drag, Need::Position, Need::Permission, Need::Offline, Need::Screen, Need::Pick, Need::Media],
    window: None,
};

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
    // A camera and a microphone that nobody holds.
    "--use-fake-device-for-media-stream",
    // A document that was left must not come back with its agent in it.
    "--disable-features=BackForwardCache,Translate,MediaRouter,OptimizationHints",
];

fn capabilities(asked: &Asked) -> Capabilities {
    let Asked { binary, locale, pin, args: own } = asked;
    let mut args: Vec<String> = ARGS.iter().map(|arg| (*arg).to_owned()).collect();
    let (width, height) = WINDOW;
    args.push(format!("--window-size={width},{height}"));
    args.extend([STAY_HERE.to_owned(), format!("--lang={locale}"), format!("--accept-lang={locale}")]);
    // The fixture server's certificate, and no other that nobody vouches for.
    args.push(format!("--ignore-certificate-errors-spki-list={pin}"));
    if rustix::process::geteuid().is_root() {
        // Chromium refuses to sandbox for the superuser.
        args.push("--no-sandbox".to_owned());
    }
    args.extend(own.iter().cloned());
    let mut capabilities = super::common();
    capabilities.insert("browserName".to_owned(), json!("chrome"));
    capabilities.insert(
        "goog:chromeOptions".to_owned(),
        json!({"binary": binary, "args": args, "prefs": {
            "intl.accept_languages": locale,
            "intl.selected_languages": locale,
            // Nobody is there to allow it (1), and the platform asks nobody.
            "profile.default_content_setting_values.clipboard": 1,
        }}),
    );
    capabilities
}

fn port(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("started successfully on port ")?;
    port.trim().trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port;

    #[test]
    fn the_port_is_read_from_the_log() {
        assert_eq!(port("ChromeDriver was started successfully on port 40123."), Some(40123));
        assert_eq!(port("Starting ChromeDriver 1.2 on port 0"), None);
    }
}
