//! Where the browser and its driver are on this machine.

use std::env;
use std::path::{Path, PathBuf};

use super::engine::{self, Wanted};
use crate::error::{Error, Result};
use crate::manifest::{Engine, Manifest};

/// Looked into after the folders of `PATH`.
const FOLDERS: [&str; 2] = ["/usr/bin", "/usr/local/bin"];

/// Where the Makefile installs what the system has no package of, below the home folder.
const OURS: &str = ".cache/minicert/engines/bin";

/// A browser and the driver for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    pub engine: Engine,
    pub browser: PathBuf,
    pub driver: PathBuf,
    /// What makes the display that the browser draws on, where it needs one.
    pub display: Option<PathBuf>,
}

impl Programs {
    /// As the manifest says, as the environment says (such as `CHROME`, `CHROMEDRIVER`), or the first that is found.
    pub fn find(manifest: &Manifest) -> Result<Self> {
        let engine = manifest.browser.engine;
        let kind = engine::of(engine);
        let browser = find(manifest.browser.binary.as_deref(), &kind.browser);
        let driver = find(manifest.browser.driver.as_deref(), &kind.driver);
        let display = kind.display.as_ref().map(|wanted| find(None, wanted)).transpose();
        Ok(Self {
            engine,
            browser: browser.map_err(|looked| Error::new("browser-not-found", format!("there is no browser: {looked}"), kind.help))?,
            driver: driver.map_err(|looked| Error::new("driver-not-found", format!("there is no driver for the browser: {looked}"), kind.help))?,
            display: display.map_err(|looked| Error::new("browser-not-found", format!("there is no display for the browser: {looked}"), kind.help))?,
        })
    }
}

/// The program, or where it was looked for.
fn find(named: Option<&str>, wanted: &Wanted) -> std::result::Result<PathBuf, String> {
    let Wanted { names, variable, folders } = wanted;
    if let Some(path) = named {
        return file(Path::new(path)).ok_or_else(|| format!("the manifest names {path}, which is no file"));
    }
    if let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) {
        return file(Path::new(&path)).ok_or_else(|| format!("{variable} names {}, which is no file", Path::new(&path).display()));
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let ours = env::home_dir().map(|home| home.join(OURS));
    let all = || env::split_paths(&path).chain(FOLDERS.iter().chain(*folders).map(PathBuf::from)).chain(ours.clone());
    names
        .iter()
        .flat_map(|name| all().map(move |folder| folder.join(name)))
        .find_map(|path| file(&path))
        .ok_or_else(|| format!("none of {} is in PATH, {} is not set", names.join(", "), variable))
}

fn file(path: &Path) -> Option<PathBuf> {
    path.is_file().then(|| path.to_owned())
}
