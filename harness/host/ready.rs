//! Waits until a host has launched, as its manifest says when that is.

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::browser::Browser;
use super::channel::Channel;
use super::trouble::Trouble;
use crate::error::Error;
use crate::manifest::{self, Manifest, Ready};

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(20);

const DEFINED: &str = "var value = window, names = arguments[0].split('.');
for (var i = 0; i < names.length; i++) {
  if (value === undefined || value === null) return false;
  value = value[names[i]];
}
return value !== undefined;";

/// Returns when the host is ready; the error says what was waited for, where, for how long, and what is shown instead.
pub(super) async fn wait(browser: &mut Browser, channel: &mut Channel, manifest: &Manifest, url: &str, limit: Duration) -> Result<(), Trouble> {
    let began = Instant::now();
    let frame = match &manifest.channel {
        manifest::Channel::Script(target) => target.frame.as_deref(),
        manifest::Channel::Realm(_) | manifest::Channel::DialIn(_) | manifest::Channel::Page(_) => None,
    };
    loop {
        let mut frames = 1;
        let looked = match (&manifest.ready, &mut *channel) {
            (Ready::Path(path), Channel::Realm(realm)) => realm.has(browser, path).await,
            (Ready::Path(path), _) => match browser.try_enter(frame).await {
                Ok(1) => browser.execute("look for the API", DEFINED, vec![json!(path)]).await.map(|found| found == Json::Bool(true)),
                Ok(found) => {
                    frames = found;
                    Ok(false)
                }
                Err(trouble) => Err(trouble),
            },
            (Ready::Css(css), _) => match browser.enter(None).await {
                Ok(()) => browser.find_all(css).await.map(|found| !found.is_empty()),
                Err(trouble) => Err(trouble),
            },
        };
        match looked {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            // A document that is still loading may be replaced under a command.
            Err(Trouble::Lost(_)) if !browser.is_lost() => {}
            Err(trouble) => return Err(trouble),
        }
        if began.elapsed() > limit {
            let shown = page_says(browser).await;
            return Err(Trouble::Ours(never(manifest, url, limit, (frame, frames), &shown)));
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// What a person would see, for messages.
pub(super) async fn page_says(browser: &mut Browser) -> String {
    const TEXT: &str = "return (document.title + ' | ' + (document.body ? document.body.innerText : '')).replace(/\\s+/g, ' ').slice(0, 200);";
    if browser.enter(None).await.is_err() {
        return "nothing that could be read".to_owned();
    }
    match browser.execute("read the page", TEXT, Vec::new()).await {
        Ok(Json::String(text)) => format!("{text:?}"),
        Err(Trouble::Lost(loss)) => format!("nothing that could be read, because {loss}"),
        _ => "nothing that could be read".to_owned(),
    }
}

fn never(manifest: &Manifest, url: &str, limit: Duration, (frame, frames): (Option<&str>, usize), shown: &str) -> Error {
    let seconds = limit.as_secs_f64();
    let (id, what) = match (&manifest.ready, frame) {
        (Ready::Path(_), Some(css)) if frames != 1 => ("api-never-appeared", format!("the frame {css:?} matched {frames} elements, not one")),
        (Ready::Path(path), _) if matches!(manifest.channel, manifest::Channel::Realm(_)) => ("realm-not-found", format!("no worker has {path}")),
        (Ready::Path(path), _) => ("api-never-appeared", format!("{path} was not defined")),
        (Ready::Css(css), _) => ("host-never-ready", format!("nothing matched {css:?}")),
    };
    Error::new(id, format!("the host did not launch: {what} at {url} within {seconds:.0} s; the page shows {shown}"), "open the address in a browser, and correct ready:, channel: or launch: in the host's manifest")
}
