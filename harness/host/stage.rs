//! What the sessions of a run share: the manifest, the server, the programs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::browser::Browser;
use super::engine;
use super::launch::{self, Target};
use super::programs::Programs;
use super::session::Session;
use super::trouble::Trouble;
use crate::error::Result;
use crate::fault::Patch;
use crate::manifest::{Channel, Manifest};
use crate::server::{Arrival, Server, ServerOptions};

/// How a stage is set up.
#[derive(Clone, Debug)]
pub struct StageOptions {
    /// Where the server listens on the loopback interface; 0 takes a free port.
    pub port: u16,
    /// Patches of the reference host, which every session then runs with.
    pub patches: Vec<Patch>,
    /// How long a launch may take, and again its agent.
    pub launch: Duration,
    /// A browser whose session has done its work serves the next one.
    pub keep: bool,
}

impl Default for StageOptions {
    fn default() -> Self {
        Self { port: 0, patches: Vec::new(), launch: Duration::from_secs(30), keep: false }
    }
}

/// Where a host finds nothing that it stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worlds {
    /// In another instance: it keeps the storage of each apart.
    Instances,
    /// In another profile of the same browser.
    Profiles,
    /// In another browser alone.
    Browsers,
}

/// A place where a host can be launched. It ends with its last session.
#[derive(Clone, Debug)]
pub struct Stage {
    shared: Arc<Shared>,
    variant: Option<String>,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) manifest: Manifest,
    pub(super) server: Server,
    pub(super) programs: Option<Arc<Programs>>,
    pub(super) launch: Duration,
    keep: bool,
    idle: Mutex<Vec<Browser>>,
}

impl Shared {
    /// A browser that an earlier session left, or a new one.
    pub(super) async fn browser(&self) -> Result<Browser> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(browser) => Ok(browser),
            None => Browser::open(&self.manifest, self.programs.as_ref(), self.server.pin()).await,
        }
    }

    /// A session that ends leaves its browser to the next one.
    pub(super) fn keeps(&self) -> bool {
        self.keep
    }

    pub(super) fn worlds(&self) -> Worlds {
        if self.manifest.launch.contains("{instance") {
            Worlds::Instances
        } else if self.programs.as_ref().is_some_and(|programs| engine::of(programs.engine).profiles.is_some()) {
            Worlds::Profiles
        } else {
            Worlds::Browsers
        }
    }

    /// Takes back a browser in which nothing went wrong.
    pub(super) async fn leave(&self, browser: Browser) {
        if self.keep {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(browser);
        } else {
            browser.close().await;
        }
    }
}

/// The variant that [`StageOptions::patches`] make.
const PATCHED: &str = "patched";

impl Stage {
    /// Finds the browser, ends what earlier runs left behind, and starts the server.
    pub async fn open(manifest: &Manifest, options: StageOptions) -> Result<Self> {
        let programs = if manifest.webdriver.is_some() { None } else { Some(Arc::new(Programs::find(manifest)?)) };
        let server = Server::start(ServerOptions { port: options.port, folder: manifest.served_folder(), spoken_to_on_its_page: matches!(manifest.channel, Channel::Page(_)) }).await?;
        let variant = if options.patches.is_empty() { None } else { Some(PATCHED.to_owned()) };
        if let Some(name) = &variant {
            server.add_variant(name, &options.patches)?;
        }
        Browser::reap();
        Ok(Self { shared: Arc::new(Shared { manifest: manifest.clone(), server, programs, launch: options.launch, keep: options.keep, idle: Mutex::default() }), variant })
    }

    /// The same stage with another variant of the reference host, for sessions that are opened from here on.
    pub fn patched(&self, name: &str, patches: &[Patch]) -> Result<Self> {
        self.shared.server.add_variant(name, patches)?;
        Ok(Self { shared: Arc::clone(&self.shared), variant: Some(name.to_owned()) })
    }

    /// Launches the host in a fresh browser session and speaks to its agent. Sessions have names of their own.
    pub async fn session(&self, id: &str, instance: &str) -> std::result::Result<Session, Trouble> {
        Session::open(Arc::clone(&self.shared), self.variant.clone(), id, instance).await
    }

    /// A browser in which the host is not launched yet, for those who go step by step.
    pub async fn prepare(&self, id: &str, instance: &str) -> std::result::Result<Session, Trouble> {
        Session::prepare(Arc::clone(&self.shared), self.variant.clone(), id, instance).await
    }

    /// How its host comes to a world in which nothing was stored.
    pub fn worlds(&self) -> Worlds {
        self.shared.worlds()
    }

    /// The browser and the driver on this machine that sessions begin with; none where a WebDriver runs already.
    pub fn programs(&self) -> Option<&Programs> {
        self.shared.programs.as_deref()
    }

    /// The address at which a host of this stage is launched, to open it by hand.
    pub fn address(&self, session: &str, instance: &str) -> String {
        let target = Target { session: session.to_owned(), instance: instance.to_owned(), variant: self.variant.clone(), launch: 1 };
        launch::address(&self.shared, &target)
    }

    /// Where the server answers, with the secret of the run and without a slash at its end.
    pub fn base(&self) -> String {
        self.shared.server.base()
    }

    pub fn port(&self) -> u16 {
        self.shared.server.port()
    }

    /// Agents that were refused since the last call, and why: incidents of the run.
    pub fn refusals(&self) -> Vec<String> {
        self.shared.server.dial().refusals()
    }

    /// Keeps what arrives at the fixtures of an attempt from now on.
    pub fn expect_arrivals(&self, namespace: &str) {
        self.shared.server.expect_arrivals(namespace);
    }

    /// What arrived at the fixtures of an attempt; nothing is kept after it.
    pub fn take_arrivals(&self, namespace: &str) -> Vec<Arrival> {
        self.shared.server.take_arrivals(namespace)
    }
}
