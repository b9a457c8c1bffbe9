//! One browser session over WebDriver: every command in a timeout, and the driver ended when one does not answer.
//!
//! A client has one command in flight, and one that is given up still blocks those behind it. So a browser that did not
//! answer once is lost: it answers nothing any more, and only [`Browser::close`] is of use.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::error::{CmdError, NewSessionError};
use fantoccini::wd::{Capabilities, TimeoutConfiguration, WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, ClientBuilder, Locator};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value as Json, json};

use super::bidi::Bidi;
use super::chooser::{Chooser, Over};
use super::dev_tools::{self, DevTools};
use super::driver::{self, Driver};
use super::programs::Programs;
use super::trouble::{Loss, NO_ANSWER, Trouble, command_text, of_command, one_line, root};
use super::{capabilities, engine, leftovers};
use crate::case::Picked;
use crate::error::{Error, Result};
use crate::manifest::Manifest;

/// How long a command may take that does not wait for the host.
pub(super) const COMMAND: Duration = Duration::from_secs(20);

/// How long a session may take to open. On a machine that is busy some browsers take a minute.
const OPEN: Duration = Duration::from_secs(180);

/// The script timeout that a session begins with, as in [`capabilities`].
const SCRIPT: Duration = Duration::from_secs(120);

#[derive(Debug)]
pub(super) struct Browser {
    client: Client,
    driver: Option<Driver>,
    window: WindowHandle,
    /// Each window is told to keep the focus.
    focus: bool,
    /// The frame that commands go to; nothing for the top document.
    inside: Option<String>,
    script: Duration,
    lost: Option<String>,
    dev_tools: Option<DevTools>,
    bidi: Option<Bidi>,
    /// The folder of the browser's first profile, where [`engine::Kind::profiles`] says that the driver names it.
    profile: Option<PathBuf>,
    /// It shows something already.
    pub(super) visited: bool,
    pub(super) name: String,
    pub(super) version: String,
}

impl Browser {
    /// Opens a session, in a browser of our own or where the manifest says.
    pub(super) async fn open(manifest: &Manifest, programs: Option<&Arc<Programs>>, pin: &str) -> Result<Self> {
        let (client, driver) = match (&manifest.webdriver, programs) {
            (Some(webdriver), _) => {
                let url = with_slash(&webdriver.url);
                if url.starts_with("http://") {
                    driver::status(&url, COMMAND).await.map_err(|why| not_answering(&url, &why))?;
                }
                (connect(&url, capabilities::foreign(manifest)).await?, None)
            }
            (None, Some(programs)) => {
                let driver = Driver::start(programs, manifest).await?;
                let asked = capabilities::own(manifest, programs, pin);
                (connect(&driver.url(), asked).await?, Some(driver))
            }
            (None, None) => return Err(Error::new("browser-not-found", "no browser was looked for", "this is a fault of minicert: report it")),
        };
        let told = |name: &str| client.capabilities().and_then(|all| all.get(name)).and_then(Json::as_str).unwrap_or("unknown").to_owned();
        let (name, version) = (told("browserName"), told("browserVersion"));
        let window = answered("name its window", within(COMMAND, client.window()).await)?;
        let kind = programs.filter(|_| driver.is_some()).map(|programs| engine::of(programs.engine));
        if let Some((width, height)) = kind.and_then(|kind| kind.window) {
            answered("size its window", within(COMMAND, client.set_window_size(width, height)).await)?;
        }
        let profile = kind.and_then(|kind| kind.profiles).and_then(|[of, name]| client.capabilities()?.get(of)?.get(name)?.as_str().map(PathBuf::from));
        let focus = kind.is_some_and(|kind| kind.focus);
        if focus {
            answered("keep the focus", within(COMMAND, client.issue_cmd(Command::focus())).await)?;
        }
        Ok(Self { client, driver, window, focus, inside: None, script: SCRIPT, lost: None, dev_tools: None, bidi: None, profile, visited: false, name, version })
    }

    /// WebDriver BiDi beside the classic commands; `wanted` is what needs it, for messages.
    pub(super) async fn bidi(&mut self, wanted: &str) -> Result<&mut Bidi> {
        let opened = match self.bidi.take() {
            Some(bidi) => bidi,
            None => Bidi::of(self, wanted).await?,
        };
        Ok(self.bidi.insert(opened))
    }

    /// Whether the driver gave the session WebDriver BiDi.
    pub(super) fn has_bidi(&self) -> bool {
        self.bidi_address().is_some()
    }

    /// The window, as WebDriver BiDi names it.
    pub(super) fn context(&self) -> String {
        self.window.clone().into()
    }

    /// Where the session answers WebDriver BiDi, when it was asked for and the driver has it.
    pub(super) fn bidi_address(&self) -> Option<String> {
        self.client.capabilities()?.get("webSocketUrl")?.as_str().map(str::to_owned)
    }

    /// Goes to a window in a profile of its own, in which nothing was stored, and drops the one before; for a browser of
    /// ours whose engine has such profiles ([`engine::Kind::profiles`]).
    pub(super) async fn renew(&mut self) -> std::result::Result<(), Trouble> {
        // A browser may have made its first window larger than it was asked to, and a host is to see one size alone.
        let size = self.command("measure the window", COMMAND, |client| async move { client.get_window_size().await }).await?;
        let dev_tools = match (&mut self.dev_tools, &self.profile) {
            (Some(dev_tools), _) => dev_tools,
            (none, Some(profile)) => none.insert(DevTools::of(profile).await?),
            (None, None) => return Err(Error::new("dev-tools-not-answering", "the driver does not say where the browser's profile is", dev_tools::HELP).into()),
        };
        let opened = dev_tools.open(size).await?;
        let window: WindowHandle = opened.window.clone().try_into().map_err(|_| Error::new("driver-command", format!("the browser named a window {:?}", opened.window), "this is a fault of minicert: report it"))?;
        let before = std::mem::replace(&mut self.window, window.clone());
        (self.inside, self.visited) = (None, false);
        self.command("go to a new window", COMMAND, |client| async move { client.switch_to_window(window).await }).await?;
        if self.focus {
            self.command("keep the focus", COMMAND, |client| async move { client.issue_cmd(Command::focus()).await }).await?;
        }
        match &mut self.dev_tools {
            Some(dev_tools) => dev_tools.leave(&String::from(before), opened).await,
            None => Ok(()),
        }
    }

    /// Somebody who picks these files in the window.
    pub(super) async fn chooser(&self, files: &[Picked]) -> std::result::Result<Chooser, Trouble> {
        let over = match &self.profile {
            Some(profile) => Over::DevTools(DevTools::of(profile).await?),
            None if self.has_bidi() => Over::Bidi(Bidi::of(self, "somebody who picks files").await?),
            None => {
                let help = "leave webdriver: out of the host's manifest, or use a driver with WebDriver BiDi";
                return Err(Error::new("driver-cannot", "files are chosen over WebDriver BiDi, or in a Chromium that minicert starts", help).into());
            }
        };
        Chooser::sit(over, &self.context(), files).await
    }

    /// Runs a command that fantoccini has no name for.
    pub(super) async fn issue(&mut self, what: &str, command: Command) -> std::result::Result<(), Trouble> {
        self.command(what, COMMAND, |client| async move { client.issue_cmd(command).await.map(drop) }).await
    }

    /// Decides about a permission (by its name in Permissions, section 4) in the profile that is in use.
    pub(super) async fn decide(&mut self, what: &str, name: &str, state: &str) -> std::result::Result<(), Trouble> {
        // A driver knows the first profile alone.
        if let Some(dev_tools) = &mut self.dev_tools
            && dev_tools.decide(what, name, state).await?
        {
            return Ok(());
        }
        // Permissions, section 12.1, "Set Permission".
        let command = Command::post("permissions", json!({"descriptor": {"name": name}, "state": state}));
        self.issue(what, command).await
    }

    /// Ends drivers that earlier runs left behind.
    pub(super) fn reap() {
        leftovers::reap();
    }

    /// Ends the session: with its driver where that is ours, politely where it is not.
    pub(super) async fn close(self) {
        let Self { client, driver, .. } = self;
        match driver {
            Some(driver) => driver.close().await,
            // A session that is not ended keeps its place on a grid for ever.
            None => drop(tokio::time::timeout(COMMAND, client.close()).await),
        }
    }

    /// It did not answer a command, and answers nothing any more.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.is_some()
    }

    /// Runs one command; `what` is what it is to do, for messages.
    pub(super) async fn command<T, F>(&mut self, what: &str, limit: Duration, command: impl FnOnce(Client) -> F) -> std::result::Result<T, Trouble>
    where
        F: Future<Output = std::result::Result<T, CmdError>>,
    {
        if let Some(why) = &self.lost {
            return Err(Trouble::Lost(Loss::Silent(why.clone())));
        }
        match within(limit, command(self.client.clone())).await {
            Ok(value) => Ok(value),
            Err(None) => {
                let why = silent(what, limit);
                self.lost = Some(why.clone());
                Err(Trouble::Lost(Loss::Silent(why)))
            }
            Err(Some(error)) => Err(of_command(what, &error)),
        }
    }

    /// Runs a script that returns at once.
    pub(super) async fn execute(&mut self, what: &str, script: &str, args: Vec<Json>) -> std::result::Result<Json, Trouble> {
        self.command(what, COMMAND, |client| async move { client.execute(script, args).await }).await
    }

    /// Runs a script that calls back, and waits this long for it.
    pub(super) async fn execute_async(&mut self, what: &str, script: &str, args: Vec<Json>, limit: Duration) -> std::result::Result<Json, Trouble> {
        // The driver's own timeout comes second: ours says what was waited for.
        let needed = limit + Duration::from_secs(10);
        if needed > self.script {
            let timeouts = TimeoutConfiguration::new(Some(needed), None, None);
            self.command("set the script timeout", COMMAND, |client| async move { client.update_timeouts(timeouts).await }).await?;
            self.script = needed;
        }
        let began = Instant::now();
        match self.command(what, limit, |client| async move { client.execute_async(script, args).await }).await {
            // ChromeDriver says so at once, too, when the document is replaced under the script.
            Err(Trouble::Lost(Loss::Silent(why))) if why.starts_with(NO_ANSWER) && began.elapsed() < limit => {
                Err(Trouble::Lost(Loss::Gone(format!("the document was replaced while it was asked ({why})"))))
            }
            result => result,
        }
    }

    /// Opens an address, in the top document.
    pub(super) async fn goto(&mut self, url: &str) -> std::result::Result<(), Trouble> {
        self.enter(None).await?;
        self.visited = true;
        self.command("open the host", Duration::from_secs(40), |client| async move { client.goto(url).await }).await
    }

    /// Goes to the top document, and from there into a frame; whether one was found, and only one.
    pub(super) async fn try_enter(&mut self, frame: Option<&str>) -> std::result::Result<usize, Trouble> {
        if self.inside.is_some() {
            // A window is entered at its top document (WebDriver, section 11.2, "Switch To Window").
            let window = self.window.clone();
            self.command("go to the top document", COMMAND, |client| async move { client.switch_to_window(window).await }).await?;
            self.inside = None;
        }
        let Some(css) = frame else { return Ok(1) };
        let frames = self.find_all(css).await?;
        if let [element] = frames.as_slice() {
            self.command("enter a frame", COMMAND, |_| element.enter_frame()).await?;
            self.inside = Some(css.to_owned());
        }
        Ok(frames.len())
    }

    /// As [`Browser::try_enter`], where the frame has to be there.
    pub(super) async fn enter(&mut self, frame: Option<&str>) -> std::result::Result<(), Trouble> {
        match self.try_enter(frame).await? {
            1 => Ok(()),
            found => {
                let css = frame.unwrap_or_default();
                let message = format!("the frame {css:?} matches {found} elements of the top document, not one");
                Err(Trouble::Unseen(Error::new("frame-not-found", message, "correct the selector in the host's manifest")))
            }
        }
    }

    /// Stays in a frame that it is in; enters it from elsewhere.
    pub(super) async fn stay_in(&mut self, frame: Option<&str>) -> std::result::Result<(), Trouble> {
        if self.inside.as_deref() == frame { Ok(()) } else { self.enter(frame).await }
    }

    pub(super) async fn find_all(&mut self, css: &str) -> std::result::Result<Vec<Element>, Trouble> {
        self.command(&format!("find {css:?}"), COMMAND, |client| async move { client.find_all(Locator::Css(css)).await }).await
    }
}

/// Runs a command in a time limit; no error when the time is over.
async fn within<T>(limit: Duration, command: impl Future<Output = std::result::Result<T, CmdError>>) -> std::result::Result<T, Option<CmdError>> {
    match tokio::time::timeout(limit, command).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Some(error)),
        Err(_) => Err(None),
    }
}

/// A command below the session that fantoccini has no name for.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) path: &'static str,
    pub(super) method: Method,
    pub(super) body: Option<Json>,
}

impl Command {
    pub(super) fn post(path: &'static str, body: Json) -> Self {
        Self { path, method: Method::POST, body: Some(body) }
    }

    /// One of the Chrome DevTools Protocol, to the page that is shown.
    pub(super) fn dev_tools(name: &str, params: &Json) -> Self {
        Self::post("goog/cdp/execute", json!({"cmd": name, "params": params}))
    }

    /// Tells a page that it has the focus, whatever the browser shows beside it: a question of the browser's own, such as
    /// whether a telephone is to be called, takes it, and nobody answers.
    fn focus() -> Self {
        Self::dev_tools("Emulation.setFocusEmulationEnabled", &json!({"enabled": true}))
    }
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> std::result::Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (self.method.clone(), self.body.as_ref().map(Json::to_string))
    }
}

fn answered<T>(what: &str, answer: std::result::Result<T, Option<CmdError>>) -> Result<T> {
    answer.map_err(|error| not_answering("the session", &error.map_or_else(|| silent(what, COMMAND), |error| command_text(&error))))
}

/// The last part of an address without a slash at its end would be replaced, not added to.
fn with_slash(url: &str) -> String {
    if url.ends_with('/') { url.to_owned() } else { format!("{url}/") }
}

async fn connect(url: &str, asked: Capabilities) -> Result<Client> {
    let opening = async {
        if url.starts_with("https://") {
            let mut builder = ClientBuilder::rustls().map_err(|error| not_answering(url, &format!("no root certificates: {error}")))?;
            builder.capabilities(asked).connect(url).await.map_err(|error| not_opened(url, &error))
        } else {
            ClientBuilder::new(HttpConnector::new()).capabilities(asked).connect(url).await.map_err(|error| not_opened(url, &error))
        }
    };
    tokio::time::timeout(OPEN, opening).await.unwrap_or_else(|_| Err(not_answering(url, &format!("it opened no session within {} s", OPEN.as_secs()))))
}

fn not_opened(url: &str, error: &NewSessionError) -> Error {
    let text = match error {
        NewSessionError::Failed(source) => root(source),
        NewSessionError::FailedC(source) => root(source),
        NewSessionError::Lost(source) => root(source),
        NewSessionError::SessionNotCreated(answer) => one_line(&answer.message),
        _ => one_line(&error.to_string()),
    };
    match error {
        NewSessionError::SessionNotCreated(_) | NewSessionError::NotW3C(_) | NewSessionError::UnexpectedError(_) => Error::new(
            "session-not-created",
            format!("the WebDriver at {url} opened no session: {text}"),
            "see that browser and driver have the same version, that there is room in the temporary folder, and what capabilities are asked for",
        ),
        _ => not_answering(url, &text),
    }
}

fn not_answering(url: &str, why: &str) -> Error {
    Error::new("webdriver-not-answering", format!("the WebDriver at {url} does not answer: {why}"), "see that it runs, and correct webdriver: url: in the host's manifest")
}

fn silent(what: &str, limit: Duration) -> String {
    format!("failed to {what}: no answer within {:.1} s", limit.as_secs_f64())
}
