//! One session: a browser, a host launched in it, and the agent's attention.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::browser::Browser;
use super::channel::Channel;
use super::launch::{self, Target};
use super::stage::{Shared, Worlds};
use super::trouble::Trouble;
use super::measure::{self, Measured};
use super::ui::{self, Look};
use super::{canary, device, find, ready, wire};
use crate::case::Step;
use crate::error::Error;
use crate::fault::Patch;
use crate::manifest::Signal;
use crate::transcript::{self, Development};

/// What is said of a host that did not launch, in a browser that was asked after that what it shows.
const NOT_UP: [&str; 2] = ["host-never-ready", "agent-never-dialled-in"];

/// How long a picture may take: a host that hangs gives none.
const PICTURE: Duration = Duration::from_secs(5);

/// What is known of a session when it opens.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    pub session: String,
    pub browser: String,
    pub browser_version: String,
    /// As in the manifest.
    pub channel: String,
    /// What the channel runs over.
    pub transport: String,
    /// The agent's hello.
    pub agent: Json,
    /// Median milliseconds of a trivial exchange, at the first launch.
    pub canary: f64,
}

impl Facts {
    /// The line of the transcript; `at` is in milliseconds since the run began.
    pub fn line(&self, at: u64) -> transcript::Session {
        let Self { session, browser, browser_version, channel, transport, agent, canary } = self.clone();
        transcript::Session { session, browser, browser_version, channel, transport, agent, canary, at }
    }
}

/// A frame, a selector for each text, and one for all of them.
pub type FoundTexts = (Option<String>, Vec<Option<String>>, Option<String>);

/// A host whose address is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    pub url: String,
    /// Title and text of the top document, for messages.
    pub shown: String,
}

/// A host that runs. Dropping it ends its browser; [`Session::close`] waits for that.
#[derive(Debug)]
pub struct Session {
    /// As of the last launch, but for the canary.
    pub facts: Facts,
    stage: Arc<Shared>,
    target: Target,
    browser: Browser,
    channel: Channel,
    /// What steps have made of the device.
    changed: device::Changed,
}

impl Session {
    pub(super) async fn open(stage: Arc<Shared>, variant: Option<String>, id: &str, instance: &str) -> Result<Self, Trouble> {
        let mut session = Self::prepare(stage, variant, id, instance).await?;
        match session.launch().await {
            Ok(()) => Ok(session),
            // The browser still answers when it is the host that did not come up in it.
            Err(Trouble::Ours(error)) if session.stage.keeps() && NOT_UP.contains(&error.id) => {
                session.finish().await;
                Err(Trouble::Ours(error))
            }
            Err(trouble) => {
                session.close().await;
                Err(trouble)
            }
        }
    }

    /// A browser in which nothing has been launched.
    pub(super) async fn prepare(stage: Arc<Shared>, variant: Option<String>, id: &str, instance: &str) -> Result<Self, Trouble> {
        if id.is_empty() || !id.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter)) {
            return Err(Error::new("session-name", format!("{id:?} cannot name a session"), "this is a fault of minicert: report it").into());
        }
        let channel = Channel::of(&stage.manifest.channel, stage.server.dial(), id)?;
        let browser = stage.browser().await?;
        let facts = Facts {
            session: id.to_owned(),
            browser: browser.name.clone(),
            browser_version: browser.version.clone(),
            channel: channel.name().to_owned(),
            transport: String::new(),
            agent: Json::Null,
            canary: 0.0,
        };
        let target = Target { session: id.to_owned(), instance: instance.to_owned(), variant, launch: 0 };
        Ok(Self { facts, stage, target, browser, channel, changed: device::Changed::default() })
    }

    /// Sends a message to the agent and waits for its answer.
    pub async fn run(&mut self, message: &Json, timeout: Duration) -> Result<Json, Trouble> {
        wire::read(&self.channel.exchange(&mut self.browser, &wire::text(message), timeout).await?)
    }

    /// Performs a step at which the agent paused.
    pub async fn perform(&mut self, step: &Step) -> Result<Look, Trouble> {
        let manifest = &self.stage.manifest;
        match step {
            Step::Ui(step) => return ui::perform(&mut self.browser, manifest, step).await,
            Step::Gesture(_) => ui::gesture(&mut self.browser, manifest, &self.channel).await,
            Step::Background => self.signal(manifest.background.clone()).await,
            Step::Foreground => self.signal(manifest.foreground.clone()).await,
            Step::Back => ui::back(&mut self.browser, manifest).await,
            Step::Device(step) => device::perform(&mut self.browser, step, &mut self.changed).await,
            Step::Relaunch => {
                let instance = self.target.instance.clone();
                self.relaunch(&instance).await
            }
            _ => Err(Error::new("step-not-ours", format!("a {} step is the agent's to perform", step.verb()), "this is a fault of minicert: report it").into()),
        }
        .map(|()| Look::default())
    }

    /// Makes the device what it was before the steps of a trial changed it.
    pub async fn restore(&mut self) -> Result<(), Trouble> {
        device::restore(&mut self.browser, &mut self.changed).await
    }

    /// What the window shows, as PNG.
    pub async fn picture(&mut self) -> Result<Vec<u8>, Trouble> {
        self.browser.command("take a picture", PICTURE, |client| async move { client.screenshot().await }).await
    }

    /// Launches the host again in the same browser, where it may find what it stored; the agent is a new one.
    pub async fn relaunch(&mut self, instance: &str) -> Result<(), Trouble> {
        instance.clone_into(&mut self.target.instance);
        self.launch().await
    }

    /// Launches the host in the same browser where nothing was stored, which takes a stage whose worlds are no browsers.
    pub async fn launch_anew(&mut self, instance: &str) -> Result<(), Trouble> {
        if self.stage.worlds() == Worlds::Profiles {
            self.browser.renew().await?;
        }
        self.relaunch(instance).await
    }

    /// Launches a variant of the reference host in the same browser.
    pub async fn relaunch_patched(&mut self, name: &str, patches: &[Patch], instance: &str) -> Result<(), Trouble> {
        self.stage.server.add_variant(name, patches)?;
        self.target.variant = Some(name.to_owned());
        self.relaunch(instance).await
    }

    /// The addresses that the fixtures of an attempt begin with, when its namespace is put behind them, and the scheme
    /// that an address has which names none.
    pub fn fixtures(&self) -> Json {
        let Shared { server, manifest, .. } = self.stage.as_ref();
        let usual = if manifest.claims.development.contains(&Development::PlainHttp) { "http" } else { "https" };
        json!({"usual": usual, "http": server.fixtures(), "https": server.secure_fixtures()})
    }

    /// Median milliseconds of a trivial exchange, now.
    pub async fn canary(&mut self) -> Result<f64, Trouble> {
        canary::measure(&mut self.channel, &mut self.browser, canary::MEASURED).await
    }

    /// Ends the browser, whatever it is doing.
    pub async fn close(self) {
        self.browser.close().await;
    }

    /// The work is done, and nothing went wrong: the browser may serve another session.
    pub async fn finish(self) {
        let Self { stage, browser, .. } = self;
        stage.leave(browser).await;
    }

    /// The first half of a launch: the host's address is open, and the host is ready.
    pub async fn load(&mut self) -> Result<Loaded, Trouble> {
        self.target.launch += 1;
        let url = launch::load(&mut self.browser, &mut self.channel, &self.stage, &self.target).await?;
        Ok(Loaded { url, shown: ready::page_says(&mut self.browser).await })
    }

    /// The second half: the agent says hello and answers.
    pub async fn meet(&mut self) -> Result<(), Trouble> {
        let hello = launch::hello(&mut self.browser, &mut self.channel, &self.stage, &self.target).await?;
        self.facts.transport = wire::greet(&hello)?;
        self.facts.agent = hello;
        if self.target.launch == 1 {
            self.facts.canary = self.canary().await?;
        } else {
            // The budget stands since the session opened; that the host answers is all that is asked.
            canary::measure(&mut self.channel, &mut self.browser, 1).await?;
        }
        Ok(())
    }

    /// Looks for a name of the `ui` map: how many elements it matches, and how many of them a person could see.
    pub async fn count(&mut self, name: &str) -> Result<(usize, usize), Trouble> {
        let spot = self.stage.manifest.spot(name)?;
        ui::count(&mut self.browser, spot).await
    }

    /// Runs a script of ours in the host's top document.
    pub async fn look(&mut self, what: &str, script: &str) -> Result<Json, Trouble> {
        self.browser.enter(None).await?;
        self.browser.execute(what, script, Vec::new()).await
    }

    /// How many of these functions are below these roots, in the top document and in each of its frames.
    pub async fn count_functions(&mut self, roots: &[(String, Vec<String>)]) -> Result<Vec<(Option<String>, Vec<usize>)>, Trouble> {
        let seen = find::everywhere(&mut self.browser, "look for an API", find::COUNT, &[find::counted(roots)]).await?;
        Ok(seen.into_iter().map(|(frame, counts)| (frame, serde_json::from_value(counts).unwrap_or_default())).collect())
    }

    /// Selectors of what shows these texts, in the top document and in each of its frames: of each, and of all together.
    pub async fn find_texts(&mut self, texts: &[&str]) -> Result<Vec<FoundTexts>, Trouble> {
        let seen = find::everywhere(&mut self.browser, "look for texts", find::BY_TEXT, &[json!(texts)]).await?;
        let part = |found: &Json, name: &str| found.get(name).cloned().unwrap_or_default();
        Ok(seen.into_iter().map(|(frame, found)| (frame, serde_json::from_value(part(&found, "each")).unwrap_or_default(), serde_json::from_value(part(&found, "all")).unwrap_or_default())).collect())
    }

    /// What the driver can do. The host has to be launched again after it.
    pub async fn measure(&mut self) -> Result<Vec<Measured>, Trouble> {
        let empty = format!("{}/blank", self.stage.server.base());
        measure::measure(&mut self.browser, &empty, &self.stage.manifest).await
    }

    async fn launch(&mut self) -> Result<(), Trouble> {
        self.target.launch += 1;
        launch::load(&mut self.browser, &mut self.channel, &self.stage, &self.target).await?;
        self.meet().await
    }

    /// Dispatches the event that stands for something the hardware does.
    async fn signal(&mut self, signal: Option<Signal>) -> Result<(), Trouble> {
        let Some(Signal::Event(name)) = signal else {
            return Err(Error::usage("driver-cannot", "the host's manifest does not say how the host is sent to the background", "add background: and foreground:").into());
        };
        ui::dispatch(&mut self.browser, &name).await
    }
}
