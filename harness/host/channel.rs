//! How a message reaches the agent, and its answer comes back. What the message says is for others.

use std::time::Duration;

use super::browser::Browser;
use super::dial_in::DialedIn;
use super::page::Page;
use super::realm::Realm;
use super::script::Script;
use super::trouble::Trouble;
use crate::error::Result;
use crate::manifest;
use crate::server::DialIn;

#[derive(Debug)]
pub(super) enum Channel {
    Script(Script),
    Realm(Box<Realm>),
    DialIn(DialedIn),
    Page(Page),
}

impl Channel {
    /// The channel of a manifest, for one session.
    pub(super) fn of(target: &manifest::Channel, dial: &DialIn, session: &str) -> Result<Self> {
        Ok(match target {
            manifest::Channel::Script(target) => Self::Script(Script::new(target)?),
            manifest::Channel::Realm(target) => Self::Realm(Box::new(Realm::new(target)?)),
            manifest::Channel::DialIn(_) => Self::DialIn(DialedIn::new(dial.session(session))),
            manifest::Channel::Page(target) => Self::Page(Page::new(target)),
        })
    }

    /// As in the manifest.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Script(_) => "script",
            Self::Realm(_) => "realm",
            Self::DialIn(_) => "dial-in",
            Self::Page(_) => "page",
        }
    }

    pub(super) async fn exchange(&mut self, browser: &mut Browser, message: &str, timeout: Duration) -> std::result::Result<String, Trouble> {
        match self {
            Self::Script(script) => script.exchange(browser, message, timeout).await,
            Self::Realm(realm) => realm.exchange(browser, message, timeout).await,
            Self::DialIn(line) => line.exchange(message, timeout).await,
            Self::Page(page) => page.exchange(browser, message, timeout).await,
        }
    }
}
