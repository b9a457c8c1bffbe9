//! Where the browser and its driver are on this machine.

use std::env;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::manifest::Manifest;

const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const DRIVERS: [&str; 2] = ["chromedriver", "chromium.chromedriver"];

/// Looked into after the folders of `PATH`.
const FOLDERS: [&str; 6] = ["/usr/bin", "/usr/local/bin", "/usr/lib/chromium", "/usr/lib/chromium-browser", "/snap/bin", "/opt/google/chrome"];

const HELP: &str = "apt-get install chromium chromium-driver; or name what is installed in the environment (CHROME, CHROMEDRIVER) or under browser: in the host's manifest";

/// A browser and the driver for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

impl Programs {
    /// As the manifest says, as the environment says (`CHROME`, `CHROMEDRIVER`), or the first that is found.
    pub fn find(manifest: &Manifest) -> Result<Self> {
        let browser = find(manifest.browser.binary.as_deref(), "CHROME", &BROWSERS);
        let driver = find(manifest.browser.driver.as_deref(), "CHROMEDRIVER", &DRIVERS);
        Ok(Self {
            browser: browser.map_err(|looked| Error::new("browser-not-found", format!("there is no browser: {looked}"), HELP))?,
            driver: driver.map_err(|looked| Error::new("driver-not-found", format!("there is no driver for the browser: {looked}"), HELP))?,
        })
    }
}

/// The program, or where it was looked for.
fn find(named: Option<&str>, variable: &str, names: &[&str]) -> std::result::Result<PathBuf, String> {
    if let Some(path) = named {
        return file(Path::new(path)).ok_or_else(|| format!("the manifest names {path}, which is no file"));
    }
    if let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) {
        return file(Path::new(&path)).ok_or_else(|| format!("{variable} names {}, which is no file", Path::new(&path).display()));
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = || env::split_paths(&path).chain(FOLDERS.iter().map(PathBuf::from));
    names
        .iter()
        .flat_map(|name| folders().map(move |folder| folder.join(name)))
        .find_map(|path| file(&path))
        .ok_or_else(|| format!("none of {} is in PATH, {} is not set", names.join(", "), variable))
}

fn file(path: &Path) -> Option<PathBuf> {
    path.is_file().then(|| path.to_owned())
}
