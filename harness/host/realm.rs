//! The `realm` channel: the agent runs in a worker, which WebDriver BiDi's scripts reach.

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::browser::{Browser, COMMAND};
use super::trouble::{Loss, Trouble};
use crate::error::{Error, Result};
use crate::manifest::RealmChannel;
use crate::package;

/// What needs WebDriver BiDi, for messages.
const CHANNEL: &str = "the channel realm";

const START: &str = include_str!("realm_start.js");

/// A message in, the answer out; or a word that there is no agent in this worker.
const EXCHANGE: &str = "function (message) { return self.__minicert ? new Promise(function (done) { self.__minicert.handle(message, done); }) : ''; }";

/// Whether a dotted path is below the worker's global object.
const DEFINED: &str = "function (path) {
  var value = self, names = path.split('.');
  for (var i = 0; i < names.length; i++) {
    if (value === undefined || value === null) return false;
    value = value[names[i]];
  }
  return value !== undefined;
}";

/// How often it is looked for the worker.
const LOOK: Duration = Duration::from_millis(20);

/// How long a worker may take to say what it has: one that hangs is not the one that is looked for.
const GLANCE: Duration = Duration::from_secs(3);

#[derive(Debug)]
pub(super) struct Realm {
    target: RealmChannel,
    /// What starts the agent, with the agent's source in it.
    source: String,
    /// The worker of the last launch.
    worker: Option<String>,
}

/// The realms that are there, and those of them that have what is looked for.
struct Found {
    all: Vec<String>,
    with: Vec<String>,
}

impl Realm {
    pub(super) fn new(target: &RealmChannel) -> Result<Self> {
        let source = format!("function (path, session, launch) {{\n{}\n{START}\n}}", package::agent()?);
        Ok(Self { target: target.clone(), source, worker: None })
    }

    /// Whether one worker has this path.
    pub(super) async fn has(&self, browser: &mut Browser, path: &str) -> std::result::Result<bool, Trouble> {
        Ok(!self.find(browser, path).await?.with.is_empty())
    }

    /// Puts the agent into the one worker that has the API root, once there is one.
    pub(super) async fn start(&mut self, browser: &mut Browser, session: &str, launch: &str, limit: Duration) -> std::result::Result<(), Trouble> {
        let began = Instant::now();
        let root = self.target.root.clone();
        let worker = loop {
            let Found { all, mut with } = self.find(browser, &root).await?;
            if with.len() == 1 {
                break with.remove(0);
            }
            if began.elapsed() > limit {
                return Err(not_one(&root, &all, with.len(), limit).into());
            }
            tokio::time::sleep(LOOK).await;
        };
        let args = [root.as_str(), session, launch].map(|text| json!({"type": "string", "value": text}));
        let source = self.source.clone();
        Self::call(browser, "start the agent", &worker, &source, json!(args), COMMAND).await?;
        self.worker = Some(worker);
        Ok(())
    }

    pub(super) async fn exchange(&self, browser: &mut Browser, message: &str, timeout: Duration) -> std::result::Result<String, Trouble> {
        let gone = || Trouble::Lost(Loss::Gone("the worker was replaced, and the agent went with it".to_owned()));
        let worker = self.worker.clone().ok_or_else(gone)?;
        let answer = Self::call(browser, "speak to the agent", &worker, EXCHANGE, json!([{"type": "string", "value": message}]), timeout).await?;
        match answer.as_str() {
            Some("") => Err(gone()),
            Some(text) => Ok(text.to_owned()),
            None => Err(Error::new("agent-failed", format!("the agent answered {answer}, which is no text"), "this is a fault of minicert: report it").into()),
        }
    }

    /// Looks through the workers (WebDriver BiDi, section 7.8, "script.getRealms").
    async fn find(&self, browser: &mut Browser, path: &str) -> std::result::Result<Found, Trouble> {
        let answer = browser.bidi(CHANNEL).await?.command("look for workers", "script.getRealms", json!({}), COMMAND).await?;
        let realms = answer.get("realms").and_then(Json::as_array).cloned().unwrap_or_default();
        let word = |realm: &Json, name: &str| realm.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        let mut found = Found { all: realms.iter().map(|realm| word(realm, "type")).collect(), with: Vec::new() };
        for realm in realms.iter().filter(|realm| word(realm, "type").ends_with("worker")) {
            let worker = word(realm, "realm");
            match Self::call(browser, "look for the API", &worker, DEFINED, json!([{"type": "string", "value": path}]), GLANCE).await {
                Ok(Json::Bool(true)) => found.with.push(worker),
                // It has something else, hangs, or went away meanwhile.
                Ok(_) | Err(Trouble::Lost(_)) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(found)
    }

    /// Calls a function in a worker (WebDriver BiDi, section 7.8, "script.callFunction"). What it returns is a primitive.
    async fn call(browser: &mut Browser, what: &str, worker: &str, function: &str, args: Json, limit: Duration) -> std::result::Result<Json, Trouble> {
        let params = json!({"functionDeclaration": function, "arguments": args, "target": {"realm": worker}, "awaitPromise": true});
        let answer = browser.bidi(CHANNEL).await?.command(what, "script.callFunction", params, limit).await?;
        if let Some(thrown) = answer.pointer("/exceptionDetails/text").and_then(Json::as_str) {
            return Err(Error::new("agent-failed", format!("failed to {what} in the worker: {thrown}"), "this is a fault of minicert, or the worker lacks what the agent needs: report it").into());
        }
        Ok(answer.pointer("/result/value").cloned().unwrap_or_default())
    }
}

fn not_one(root: &str, all: &[String], found: usize, limit: Duration) -> Error {
    let seconds = limit.as_secs_f64();
    let there = if all.is_empty() { "none".to_owned() } else { all.join(", ") };
    let (id, what) = if found == 0 { ("realm-not-found", format!("no worker has {root}")) } else { ("realm-not-one", format!("{found} workers have {root}, not one")) };
    Error::new(id, format!("{what} within {seconds:.0} s; the realms that are there: {there}"), "correct root: under channel: realm: in the host's manifest; an API in a window or frame is reached over the channel script")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::not_one;

    #[test]
    fn it_is_said_what_is_there_instead() {
        let error = not_one("swan", &["window".to_owned(), "dedicated-worker".to_owned()], 0, Duration::from_secs(2));
        assert_eq!((error.id, error.message.as_str()), ("realm-not-found", "no worker has swan within 2 s; the realms that are there: window, dedicated-worker"));
        assert_eq!(not_one("swan", &[], 2, Duration::from_secs(2)).id, "realm-not-one");
    }
}
