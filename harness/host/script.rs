//! The `script` channel: the agent runs in a document that WebDriver's scripts reach.

use std::time::Duration;

use serde_json::json;

use super::browser::Browser;
use super::trouble::{Loss, Trouble};
use crate::error::{Error, Result};
use crate::manifest::ScriptChannel;
use crate::package;

const START: &str = include_str!("script_start.js");

/// A message in, the answer out; or a word that there is no agent in this document.
const EXCHANGE: &str = "var done = arguments[1]; if (!window.__minicert) return done(''); window.__minicert.handle(arguments[0], done);";

#[derive(Debug)]
pub(super) struct Script {
    target: ScriptChannel,
    /// The agent's source, and what starts it.
    source: String,
}

impl Script {
    pub(super) fn new(target: &ScriptChannel) -> Result<Self> {
        Ok(Self { target: target.clone(), source: format!("{}\n{START}", package::agent()?) })
    }

    pub(super) fn frame(&self) -> Option<&str> {
        self.target.frame.as_deref()
    }

    /// Puts the agent into the document that is there now.
    pub(super) async fn start(&self, browser: &mut Browser, session: &str, launch: &str) -> std::result::Result<(), Trouble> {
        browser.stay_in(self.frame()).await?;
        let args = vec![json!(self.target.root), json!(session), json!(launch)];
        browser.execute("start the agent", &self.source, args).await.map(drop)
    }

    pub(super) async fn exchange(&self, browser: &mut Browser, message: &str, timeout: Duration) -> std::result::Result<String, Trouble> {
        browser.stay_in(self.frame()).await?;
        let answer = browser.execute_async("speak to the agent", EXCHANGE, vec![json!(message)], timeout).await?;
        match answer.as_str() {
            Some("") => Err(Trouble::Lost(Loss::Gone("the document was replaced, and the agent went with it".to_owned()))),
            Some(text) => Ok(text.to_owned()),
            None => Err(Trouble::Ours(Error::new("agent-failed", format!("the agent answered {answer}, which is no text"), "this is a fault of minicert: report it"))),
        }
    }
}
