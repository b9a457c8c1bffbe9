//! WebKitGTK's MiniBrowser, with WebKitWebDriver. It draws on a display.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use fantoccini::wd::Capabilities;
use serde_json::json;

use super::{Asked, Kind, Place, Port, WINDOW, Wanted};

pub(super) static KIND: Kind = Kind {
    browser: Wanted {
        names: &["MiniBrowser"],
        variable: "MINIBROWSER",
        folders: &[
            "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1",
            "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0",
            "/usr/lib/x86_64-linux-gnu/webkitgtk-6.0",
            "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1",
            "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.0",
            "/usr/lib/aarch64-linux-gnu/webkitgtk-6.0",
            "/usr/libexec/webkit2gtk-4.1",
            "/usr/libexec/webkitgtk-6.0",
        ],
    },
    driver: Wanted { names: &["WebKitWebDriver"], variable: "WEBKITWEBDRIVER", folders: &[] },
    display: Some(Wanted { names: &["Xvfb"], variable: "XVFB", folders: &[] }),
    help: "apt-get install webkit2gtk-driver xvfb; or name what is installed in the environment (MINIBROWSER, WEBKITWEBDRIVER, XVFB) or under browser: in the host's manifest",
    port: Port::Told,
    arguments: |_| Vec::new(),
    environment,
    prepare,
    capabilities,
    profiles: None,
    focus: false,
    // A touch arrives as one of a mouse, so no finger is drawn over anything.
    gives: &[],
    window: Some(WINDOW),
};

/// What it keeps for the person at the machine is not touched, nor is that person's desktop asked for anything.
fn environment(place: &Place) -> Vec<(&'static str, String)> {
    let folder = |name: &str| place.folder.join(name).display().to_string();
    let language = place.locale.replace('-', "_");
    vec![
        ("HOME", folder("home")),
        ("XDG_CACHE_HOME", folder("cache")),
        ("XDG_CONFIG_HOME", folder("config")),
        ("XDG_DATA_HOME", folder("data")),
        ("GDK_BACKEND", "x11".to_owned()),
        ("GIO_USE_VFS", "local".to_owned()),
        ("GSETTINGS_BACKEND", "memory".to_owned()),
        ("NO_AT_BRIDGE", "1".to_owned()),
        // The language of its pages is that of its messages, where the system has that locale.
        ("LOCPATH", folder(LOCALES)),
        ("LANG", format!("{language}.UTF-8")),
        ("LC_ALL", format!("{language}.UTF-8")),
        ("LANGUAGE", language),
    ]
}

/// The folder of the one locale that the browser finds.
const LOCALES: &str = "locales";

/// Where systems have the locale that says nothing of any language.
const NEUTRAL: [&str; 2] = ["/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8"];

/// The locale under whose name the browser is to run: the neutral one, since most systems have no other. Only the name is
/// told to pages, and where there is none the browser speaks English.
fn prepare(place: &Place) -> std::io::Result<()> {
    let folder = place.folder.join(LOCALES);
    fs::create_dir(&folder)?;
    match NEUTRAL.iter().find(|path| Path::new(path).is_dir()) {
        Some(neutral) => symlink(neutral, folder.join(format!("{}.utf8", place.locale.replace('-', "_")))),
        None => Ok(()),
    }
}

fn capabilities(asked: &Asked) -> Capabilities {
    // A document that was left must not come back with its agent in it.
    let mut args = vec!["--automation".to_owned(), "--enable-page-cache=false".to_owned()];
    args.extend(asked.args.iter().cloned());
    let mut capabilities = super::common();
    super::any_certificate(&mut capabilities);
    super::stay_here(&mut capabilities);
    capabilities.insert("browserName".to_owned(), json!("MiniBrowser"));
    capabilities.insert("webkitgtk:browserOptions".to_owned(), json!({"binary": asked.binary, "args": args}));
    capabilities
}
