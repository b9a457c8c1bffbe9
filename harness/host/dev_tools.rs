//! The protocol of Chromium's own tools (Chrome DevTools Protocol), for what no command of WebDriver gives: a profile in which
//! nothing was stored, without another browser, and the answers to dialogs that ask for files.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::browser::COMMAND;
use super::socket::Socket;
use super::trouble::{Trouble, one_line};
use crate::error::{Error, Result};

/// Where a browser writes down, in its profile, at which port and path it listens.
const ADDRESS: &str = "DevToolsActivePort";

pub(super) const HELP: &str = "see that the browser and its driver have the same version; without it every empty world is another browser";

#[derive(Debug)]
pub(super) struct DevTools {
    socket: Socket,
    /// The profile that is in use, when it is not the browser's first.
    profile: Option<String>,
}

impl DevTools {
    /// Of a browser on this machine, by the folder of its first profile.
    pub(super) async fn of(folder: &Path) -> Result<Self> {
        let failed = |why: String| Error::new("dev-tools-not-answering", format!("the browser's DevTools do not answer: {why}"), HELP);
        let file = folder.join(ADDRESS);
        let text = fs::read_to_string(&file).map_err(|error| failed(format!("failed to read {}: {error}", file.display())))?;
        let [port, path] = text.lines().collect::<Vec<_>>()[..] else { return Err(failed(format!("{} holds {text:?}, not a port and a path", file.display()))) };
        let socket = Socket::open(&format!("ws://127.0.0.1:{port}{path}"), "the browser's DevTools").await.map_err(failed)?;
        Ok(Self { socket, profile: None })
    }

    /// Opens a window in a profile of its own; the window's handle.
    pub(super) async fn open(&mut self, (width, height): (u64, u64)) -> std::result::Result<Opened, Trouble> {
        let profile = self.named("make a profile", "Target.createBrowserContext", json!({"disposeOnDetach": true}), "browserContextId").await?;
        // The first profile has it from the preferences of the browser, which another does not take over.
        self.permission("allow the clipboard to be read", "clipboard-read", "granted", &profile).await?;
        let asked = json!({"url": "about:blank", "browserContextId": profile, "newWindow": true, "width": width, "height": height});
        let window = self.named("open a window in a profile of its own", "Target.createTarget", asked, "targetId").await?;
        Ok(Opened { profile, window })
    }

    /// Closes the window that was used before, and with it the profile in which it was.
    pub(super) async fn leave(&mut self, window: &str, opened: Opened) -> std::result::Result<(), Trouble> {
        match self.profile.replace(opened.profile) {
            Some(before) => self.command("drop a profile", "Target.disposeBrowserContext", json!({"browserContextId": before})).await.map(drop),
            None => self.command("close a window", "Target.closeTarget", json!({"targetId": window})).await.map(drop),
        }
    }

    /// Decides about a permission in the profile that is in use, where that is not the first; whether it is not.
    pub(super) async fn decide(&mut self, what: &str, name: &str, setting: &str) -> std::result::Result<bool, Trouble> {
        match self.profile.clone() {
            Some(profile) => self.permission(what, name, setting, &profile).await.map(|()| true),
            None => Ok(false),
        }
    }

    async fn permission(&mut self, what: &str, name: &str, setting: &str, profile: &str) -> std::result::Result<(), Trouble> {
        let asked = json!({"permission": {"name": name}, "setting": setting, "browserContextId": profile});
        self.command(what, "Browser.setPermission", asked).await.map(drop)
    }

    /// Commands go to this window from here on.
    pub(super) async fn attach(&mut self, window: &str) -> std::result::Result<(), Trouble> {
        let session = self.named("go to a window", "Target.attachToTarget", json!({"targetId": window, "flatten": true}), "sessionId").await?;
        self.socket.attach(session);
        Ok(())
    }

    /// Waits for the next event of this name: its parameters.
    pub(super) async fn event(&mut self, what: &str, name: &str) -> std::result::Result<Json, Trouble> {
        self.socket.event(what, name).await
    }

    async fn named(&mut self, what: &str, method: &str, params: Json, name: &str) -> std::result::Result<String, Trouble> {
        let result = self.command(what, method, params).await?;
        result.get(name).and_then(Json::as_str).map(str::to_owned).ok_or_else(|| Error::new("driver-command", format!("failed to {what}: the browser answered {result}"), HELP).into())
    }

    pub(super) async fn command(&mut self, what: &str, method: &str, params: Json) -> std::result::Result<Json, Trouble> {
        let answer = self.socket.ask(what, method, params, COMMAND).await?;
        match answer.get("error") {
            None => Ok(answer.get("result").cloned().unwrap_or_default()),
            Some(error) => Err(Error::new("driver-command", format!("failed to {what}: {}", one_line(&error.to_string())), HELP).into()),
        }
    }
}

/// A window in a profile in which nothing was stored.
#[derive(Debug)]
pub(super) struct Opened {
    profile: String,
    pub(super) window: String,
}
