//! The smoke run: before anything is recorded of a host, the first session shows that a host can be asked at all. What it
//! finds wrong is the adapter's (manifest, driver, channel, launch), and ends the run with one message.
//!
//! It may not take a host's own mistakes for the adapter's. So values go to the agent and back without the host; of the
//! functions of the spec one alone has to be there; of several functions that only answer, one alone has to call back; and
//! one that hangs is passed over in a fresh session.

use std::collections::BTreeSet;

use super::probe::{self, Api};
use crate::error::Error;
use crate::host::{Loss, Session, Trouble};

/// So many functions have to stay silent, or to be thrown off, before it is no longer a matter of the functions.
const SEVERAL: usize = 3;

/// So many are called before all are given up.
const MOST: usize = 6;

const HELP: &str = "see what the host shows at its launch address, and what it needs before its API answers";

/// Whether a run has shown that its host can be asked.
#[derive(Debug)]
pub enum Proof {
    Owed(Smoke),
    Given,
    Refused(Error),
}

/// How far a smoke run has come; it goes on in another session where one was lost.
#[derive(Debug)]
pub struct Smoke {
    api: Api,
    /// Functions that are there.
    present: BTreeSet<String>,
    /// Functions that were called, and whether contact was lost over it.
    called: Vec<(String, bool)>,
}

impl Smoke {
    pub fn new(api: Api) -> Self {
        Self { api, present: BTreeSet::new(), called: Vec::new() }
    }

    /// Goes through it. Where contact is lost it may be called again, with another session.
    pub async fn run(&mut self, session: &mut Session, instance: &str, budget: u64) -> Result<(), Trouble> {
        if let Some(why) = probe::echo(session, "smoke-echo", budget).await? {
            return Err(Error::new("channel-changes-values", format!("what is sent to the agent comes back as something else: {why}"), "see what the host does to the globals that its programs find").into());
        }
        let present = probe::present(session, "smoke-present", budget, &self.api.functions).await?;
        if present.is_empty() {
            let message = "there is an API root, and none of the functions that the spec knows is below it";
            return Err(Error::new("api-has-no-function", message, "correct root: under channel: and the dialect in the host's manifest").into());
        }
        self.call(session, &present, budget).await?;
        self.present = present;
        self.reset(session, instance, budget).await
    }

    /// The functions that are there, and whose features the host does not claim.
    pub fn unclaimed(&self) -> Vec<String> {
        let unclaimed: BTreeSet<&String> = self.api.functions[self.api.claimed..].iter().collect();
        self.present.iter().filter(|path| unclaimed.contains(path)).cloned().collect()
    }

    /// The error that it ends with once contact was lost over too many functions to blame one of them.
    pub fn is_hopeless(&self, loss: &Loss) -> Option<Error> {
        let lost = self.called.iter().filter(|(_, lost)| *lost).count();
        (lost == 0 || lost >= SEVERAL).then(|| Error::new("host-lost-at-calls", format!("contact is lost whatever the host is asked: {loss}"), HELP))
    }

    /// One function that calls back is enough.
    async fn call(&mut self, session: &mut Session, present: &BTreeSet<String>, budget: u64) -> Result<(), Trouble> {
        let quick = self.api.quick.clone();
        for (path, options) in quick.iter().filter(|(path, _)| present.contains(path)).take(MOST) {
            if self.called.iter().any(|(known, _)| known == path) {
                continue;
            }
            // Until it has come back it counts as one that never did.
            self.called.push((path.clone(), true));
            let called = probe::call(session, &format!("smoke-{path}"), budget, (path, options)).await?;
            if let Some((_, lost)) = self.called.last_mut() {
                *lost = false;
            }
            if called.answered.is_some() {
                return Ok(());
            }
        }
        if self.called.len() < SEVERAL {
            // Too few to tell a host that is wrong from one that cannot be reached; the trials will say.
            return Ok(());
        }
        let names: Vec<&str> = self.called.iter().map(|(path, _)| path.as_str()).collect();
        Err(Error::new("api-never-calls-back", format!("the functions are there and none of them calls back: {} were tried", names.join(", ")), HELP).into())
    }

    /// What is left behind is gone after a launch.
    async fn reset(&self, session: &mut Session, instance: &str, budget: u64) -> Result<(), Trouble> {
        let marked = probe::mark(session, "smoke-mark", budget).await?;
        session.relaunch(instance).await?;
        if marked && probe::is_marked(session, "smoke-reset", budget).await? {
            return Err(Error::new("relaunch-keeps-state", "what was left on the API root is still there after the host was launched again", "see that launch: begins the host anew").into());
        }
        Ok(())
    }
}
