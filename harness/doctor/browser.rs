//! From the programs on this machine to an agent that answers; and what the driver can do.

use super::{Links, Options, Patient};
use crate::error::{Error, Result};
use crate::host::{Ability, Measured, Session, Stage, StageOptions, Trouble};
use crate::manifest::Manifest;

/// The links of which an error of opening speaks. What an error of another id says is of the input or of the machine.
const OF_OPENING: [(&str, &str); 5] = [
    ("browser-not-found", "browser"),
    ("driver-not-found", "driver"),
    ("driver-not-answering", "driver"),
    ("webdriver-not-answering", "driver"),
    ("session-not-created", "session"),
];

/// Finds the programs, starts them and opens a session.
pub async fn open(links: &mut Links, manifest: &Manifest, options: Options) -> Result<Option<(Stage, Session)>> {
    let stage = match Stage::open(manifest, StageOptions { port: options.port, launch: options.launch, ..StageOptions::default() }).await {
        Ok(stage) => stage,
        Err(error) => return of_opening(links, manifest, None, error).map(|()| None),
    };
    let session = match stage.prepare("doctor-1", "doctor-1").await {
        Ok(session) => session,
        Err(Trouble::Ours(error) | Trouble::Unseen(error)) => return of_opening(links, manifest, Some(&stage), error).map(|()| None),
        Err(trouble @ Trouble::Lost(_)) => {
            links.trouble("session", &trouble);
            return Ok(None);
        }
    };
    let facts = &session.facts;
    let named = format!("{} {}", facts.browser, facts.browser_version);
    match (stage.programs(), &manifest.webdriver) {
        (Some(programs), _) => {
            links.ok("browser", format!("{} is {named}", programs.browser.display()));
            links.ok("driver", format!("{} started and answers", programs.driver.display()));
        }
        (None, webdriver) => {
            links.ok("browser", format!("the WebDriver's own, {named}"));
            links.ok("driver", format!("{} answers", webdriver.as_ref().map_or("it", |webdriver| &webdriver.url)));
        }
    }
    links.ok("session", "opened, and it named its window");
    Ok(Some((stage, session)))
}

/// Puts an error where it belongs. What was not seen to work is not ok, though it was found.
fn of_opening(links: &mut Links, manifest: &Manifest, stage: Option<&Stage>, error: Error) -> Result<()> {
    let Some((_, link)) = OF_OPENING.iter().find(|(id, _)| *id == error.id) else { return Err(error) };
    if let Some(programs) = stage.and_then(Stage::programs) {
        links.not_reached("browser", format!("{} was found, and no session has shown that it works", programs.browser.display()));
    }
    if *link == "session" {
        let driver = stage.and_then(Stage::programs).map_or_else(|| manifest.webdriver.as_ref().map_or_else(String::new, |webdriver| webdriver.url.clone()), |programs| programs.driver.display().to_string());
        links.ok("driver", format!("{driver} answers"));
    }
    links.error(link, &error);
    Ok(())
}

/// Opens the host's address and greets the agent. Whether the agent answers and there is an API.
pub async fn launch(links: &mut Links, patient: &mut Patient<'_>) -> bool {
    const STATUS: &str = "var entry = performance.getEntriesByType('navigation')[0]; return entry && entry.responseStatus || 0;";
    let loaded = match patient.session.load().await {
        Ok(loaded) => loaded,
        Err(trouble) => {
            links.trouble("page", &trouble);
            return false;
        }
    };
    let status = patient.session.look("look at the answer of the host's address", STATUS).await.ok().and_then(|status| status.as_u64()).unwrap_or_default();
    if status >= 400 {
        links.warning("page", "page-status", format!("{} is ready, and was answered with the status {status}; it shows {}", loaded.url, loaded.shown), "see that launch: in the host's manifest is the host's address and not that of a page of errors");
    } else {
        links.ok("page", format!("{} is ready and shows {}", loaded.url, loaded.shown));
    }
    match patient.session.meet().await {
        Ok(()) => {
            let facts = &patient.session.facts;
            let version = facts.agent.get("agent").and_then(serde_json::Value::as_str).unwrap_or("?");
            links.ok("agent", format!("agent {version} said hello over {} and answers in {:.1} ms", facts.transport, facts.canary));
            true
        }
        // The agent said so itself.
        Err(Trouble::Ours(error)) if error.id == "api-never-appeared" => {
            links.ok("agent", "the agent said hello");
            links.error("api", &error);
            false
        }
        Err(trouble) => {
            links.trouble("agent", &trouble);
            false
        }
    }
}

/// What it takes from the suite when the driver lacks it.
fn lacking(ability: Ability) -> &'static str {
    match ability {
        Ability::ExecuteAsync => "use another driver: without it the channel script carries nothing",
        Ability::Click | Ability::Pointer => "use another driver, or another pointer: under browser: in the host's manifest; trials that tap would see nothing happen",
        Ability::WindowRect => "trials see the window in the size that the browser gives it",
        Ability::Screenshot => "reports have no pictures",
        Ability::Cookies => "storage is emptied by another browser, not by deleting cookies",
        Ability::Alerts => "a host that opens a dialog of the browser's own blocks its trial",
        Ability::ShadowRoots => "let ui: in the host's manifest name nothing inside a shadow root",
        Ability::Permissions => "permissions stay as the browser has them; trials that decide them are left out",
        Ability::Position => "trials that move the device are left out",
        Ability::Offline => "trials that take the network from the device are left out",
        Ability::Screen => "trials that give the device another screen are left out",
        Ability::Pick => "trials in which somebody picks files are left out",
        Ability::Media => "trials that use a camera or a microphone are left out",
        Ability::Place => "name a zone of the IANA database as time-zone: under browser:; a browser that runs already keeps its own",
    }
}

pub fn measured(links: &mut Links, measured: &std::result::Result<Vec<Measured>, Trouble>) {
    let all = match measured {
        Ok(all) => all,
        Err(trouble) => {
            let help = "the server of minicert listens on the loopback interface of this machine: let the browser run here, or give it a way there";
            let why = match trouble {
                Trouble::Ours(error) | Trouble::Unseen(error) => error.message.clone(),
                Trouble::Lost(loss) => loss.to_string(),
            };
            return links.broken(Ability::ExecuteAsync.name(), "driver-not-measured", format!("an empty document of minicert's could not be used: {why}"), help);
        }
    };
    for Measured { ability, seen } in all {
        match (seen, ability) {
            (Ok(seen), _) => links.ok(ability.name(), seen),
            (Err(seen), Ability::ExecuteAsync | Ability::Click | Ability::Pointer) => links.broken(ability.name(), "driver-cannot", seen, lacking(*ability)),
            (Err(seen), _) => links.warning(ability.name(), "driver-cannot", seen, lacking(*ability)),
        }
    }
}
