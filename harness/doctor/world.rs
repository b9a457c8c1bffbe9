//! What a trial leaves: gone after a launch, and out of reach of a world of its own.

use serde_json::json;

use super::{Links, Patient};
use crate::host::{Session, Stage, Trouble, Worlds};
use crate::plan;
use crate::run::probe;
use crate::transcript::Seen;

const KEPT: &str = "kept by minicert";

/// The storage key is the namespace's, so all of it is done in one.
const NAMESPACE: &str = "doctor-storage";

pub async fn reset(links: &mut Links, patient: &mut Patient<'_>) {
    match relaunched(patient).await {
        Ok((_, true)) => links.broken("reset", "relaunch-keeps-state", "what was left on the API root is still there after the host was launched again", "see that launch: in the host's manifest begins the host anew"),
        Ok((true, false)) => links.ok("reset", "what was left on the API root was gone after the host was launched again"),
        Ok((false, false)) => links.ok("reset", "the host was launched again and another agent answers; its API root takes nothing that could be left there"),
        Err(trouble) => links.trouble("reset", &trouble),
    }
}

/// Whether something could be left, and whether it was there still.
async fn relaunched(patient: &mut Patient<'_>) -> Result<(bool, bool), Trouble> {
    let marked = probe::mark(&mut patient.session, "doctor-mark", patient.budget).await?;
    patient.session.relaunch("doctor-1").await?;
    Ok((marked, probe::is_marked(&mut patient.session, "doctor-reset", patient.budget).await?))
}

/// Comes last: where neither host nor browser have worlds of their own, another world is another browser.
pub async fn storage(links: &mut Links, patient: Patient<'_>, stage: &Stage) {
    let Patient { session, manifest, spec, budget, .. } = patient;
    if !links.0.iter().any(|link| link.id == "reset" && link.state == super::State::Ok) {
        return session.close().await;
    }
    if !plan::claimed(spec, &manifest.claims).contains("storage") {
        links.not_reached("storage", "the host does not claim storage");
        return session.close().await;
    }
    match apart(session, stage, budget).await {
        Ok(stored) => tell(links, stage.worlds(), &stored),
        Err(trouble) => links.trouble("storage", &trouble),
    }
}

/// What was read: at once, after a launch, in a world of its own.
type Stored = [Option<String>; 3];

async fn apart(mut session: Session, stage: &Stage, budget: u64) -> Result<Stored, Trouble> {
    let in_one_browser = stage.worlds() != Worlds::Browsers;
    let kept = kept(&mut session, budget).await;
    let there = match kept {
        Ok(_) if in_one_browser => match session.launch_anew("doctor-2").await {
            Ok(()) => stored(&mut session, budget).await,
            Err(trouble) => Err(trouble),
        },
        _ => Ok(None),
    };
    // Some drivers have room for one session alone.
    session.close().await;
    let [here, after] = kept?;
    if in_one_browser {
        return Ok([here, after, there?]);
    }
    let mut other = stage.session("doctor-2", "doctor-2").await?;
    let there = stored(&mut other, budget).await;
    other.close().await;
    Ok([here, after, there?])
}

/// Stores something and reads it at once, and again after a launch.
async fn kept(session: &mut Session, budget: u64) -> Result<[Option<String>; 2], Trouble> {
    // The driver was measured on another document.
    session.relaunch("doctor-1").await?;
    let store = json!([{"call": {"api": "setStorage", "as": "set", "with": {"key": {"$key": "k"}, "data": KEPT}, "callbacks": ["success", "fail"], "wait": "settled"}}]);
    probe::perform(session, NAMESPACE, budget, &store).await?;
    let here = stored(session, budget).await?;
    session.relaunch("doctor-1").await?;
    Ok([here, stored(session, budget).await?])
}

async fn stored(session: &mut Session, budget: u64) -> Result<Option<String>, Trouble> {
    let look = json!([{"call": {"api": "getStorage", "as": "got", "with": {"key": {"$key": "k"}}, "callbacks": ["success", "fail"], "wait": "settled"}}]);
    let seen = probe::perform(session, NAMESPACE, budget, &look).await?;
    Ok(seen.iter().find_map(|(_, seen)| match seen {
        Seen::Callback { name, args, .. } if name == "success" => args.first()?.get("data")?.as_str().map(str::to_owned),
        _ => None,
    }))
}

fn tell(links: &mut Links, worlds: Worlds, [here, after, there]: &Stored) {
    let is_kept = |value: &Option<String>| value.as_deref() == Some(KEPT);
    let (world, help) = match worlds {
        Worlds::Instances => ("another instance", "see that the host keeps a storage for each {instance}, or leave {instance} out of launch:"),
        Worlds::Profiles => ("another profile", "see whether the host stores on a server what belongs to the device; no page of another profile finds what one stored"),
        Worlds::Browsers => ("another browser", "give each session a profile of its own, under capabilities: of webdriver: or args: of browser:"),
    };
    match (is_kept(here), is_kept(after), is_kept(there)) {
        (false, ..) => links.warning("storage", "storage-not-seen", "what setStorage was given is not what getStorage answers, so nothing is known of where it is kept", "see the storage trials of a run: this is the host's"),
        (true, _, true) => links.broken("storage", "storage-not-apart", format!("what was stored is found in {world}, too"), help),
        (true, false, false) => links.warning("storage", "storage-not-lasting", format!("what was stored is gone after the host was launched again, and not found in {world}"), "see that launch: keeps {instance} the same, and the host its storage"),
        (true, true, false) => links.ok("storage", format!("what was stored was there after the host was launched again, and not in {world}")),
    }
}
