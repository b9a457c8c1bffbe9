//! Launches a host and waits for its agent's hello.

use std::time::Duration;

use serde_json::Value as Json;

use super::browser::Browser;
use super::channel::Channel;
use super::stage::Shared;
use super::trouble::Trouble;
use super::{ready, wire};
use crate::error::Error;
use crate::manifest::Places;
use crate::server::UNPATCHED;

/// How long the hello of an agent that is there may take.
const HELLO: Duration = Duration::from_secs(10);

/// How long a host may launch without a look at whether it is ready, when its agent dials in.
const UNWATCHED: Duration = Duration::from_secs(1);

/// What drivers say of an address at which nothing is found; one of WebKitGTK shows a page that says so, and is content.
const UNREACHABLE: [&str; 2] = ["net::ERR", "about:neterror"];

/// What is launched, for whom.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) session: String,
    pub(super) instance: String,
    /// The reference host's variant.
    pub(super) variant: Option<String>,
    /// Counts the launches of this session, from 1.
    pub(super) launch: u32,
}

/// Opens the host's address and waits until the host is ready there; the address.
pub(super) async fn load(browser: &mut Browser, channel: &mut Channel, stage: &Shared, target: &Target) -> Result<String, Trouble> {
    let url = address(stage, target);
    if browser.visited && url.contains('#') {
        // An address that differs from the one before in its fragment alone is no new document.
        browser.goto(&between(stage, &url)).await?;
    }
    if let Channel::DialIn(line) = channel {
        line.expect_launch();
    }
    browser.goto(&url).await.map_err(|trouble| not_loading(trouble, &url))?;
    if let Channel::DialIn(line) = channel {
        // Whether it came matters below: who looks all the while takes time from the host that launches.
        line.hello(UNWATCHED.min(stage.launch)).await;
    }
    ready::wait(browser, channel, &stage.manifest, &url, stage.launch).await?;
    Ok(url)
}

/// The hello of the agent in a host that is ready.
pub(super) async fn hello(browser: &mut Browser, channel: &mut Channel, stage: &Shared, target: &Target) -> Result<Json, Trouble> {
    let name = format!("{}-{}", target.session, target.launch);
    let hello = match channel {
        Channel::Script(script) => {
            script.start(browser, &target.session, &name).await?;
            script.exchange(browser, wire::HELLO, HELLO).await?
        }
        Channel::Realm(realm) => {
            realm.start(browser, &target.session, &name, stage.launch).await?;
            realm.exchange(browser, wire::HELLO, HELLO).await?
        }
        Channel::Page(page) => {
            page.start(browser, stage.launch).await?;
            page.exchange(browser, wire::HELLO, HELLO).await?
        }
        Channel::DialIn(line) => match line.hello(stage.launch).await {
            Some(hello) => hello,
            None => return Err(Trouble::Ours(never_dialled(browser, stage, &address(stage, target)).await)),
        },
    };
    wire::read(&hello)
}

pub(super) fn address(stage: &Shared, target: &Target) -> String {
    let base = stage.server.base();
    Places::default()
        .with("served", format!("{base}/served"))
        .with("reference", format!("{base}/host/{}", target.variant.as_deref().unwrap_or(UNPATCHED)))
        .with("session", &target.session)
        .with("instance", &target.instance)
        .with("dial", format!("{base}/dial"))
        .with("package", format!("{base}/app/"))
        .with("token", stage.server.token())
        .fill(&stage.manifest.launch)
}

/// An empty document of the host's own site where there is one: the browser then keeps its process, which makes a
/// launch a quarter cheaper.
fn between(stage: &Shared, url: &str) -> String {
    let base = stage.server.base();
    if url.starts_with(&base) { format!("{base}/blank") } else { "about:blank".to_owned() }
}

/// The browser says why an address cannot be opened; nobody can be blamed for it but the manifest.
fn not_loading(trouble: Trouble, url: &str) -> Trouble {
    match trouble {
        Trouble::Ours(error) if UNREACHABLE.iter().any(|phrase| error.message.contains(phrase)) => {
            let message = format!("the host's address cannot be opened: {url}: {}", error.message);
            Trouble::Ours(Error::new("host-not-loading", message, "start what listens there, or correct launch: in the host's manifest; a browser of ours reaches this machine only"))
        }
        other => other,
    }
}

async fn never_dialled(browser: &mut Browser, stage: &Shared, url: &str) -> Error {
    let shown = ready::page_says(browser).await;
    let refused = stage.server.dial().refusals();
    let refused = if refused.is_empty() { String::new() } else { format!("; refused: {}", refused.join("; ")) };
    Error::new(
        "agent-never-dialled-in",
        format!("the host at {url} launched, and the agent did not dial in to {}/dial within {:.0} s{refused}; the page shows {shown}", stage.server.base(), stage.launch.as_secs_f64()),
        "see that the host runs the conformance mini-program of minicert package, that its address to dial is this one, and that the host may reach it",
    )
}
