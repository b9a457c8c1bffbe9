//! Whether the API is there, and values, calls and callbacks get through.

use super::{Links, Patient};
use crate::host::Trouble;
use crate::run::probe;

/// So many functions that only answer are called before they are given up.
const MOST: usize = 6;

/// Whether the links after it can be come to.
pub async fn examine(links: &mut Links, patient: &mut Patient<'_>) -> bool {
    let present = match api(links, patient).await {
        Ok(Some(present)) => present,
        Ok(None) => return false,
        Err(trouble) => {
            links.trouble("api", &trouble);
            return false;
        }
    };
    match call(patient, &present).await {
        Ok(Ok(seen)) => links.ok("channel", seen),
        Ok(Err((id, seen, help))) => links.broken("channel", id, seen, help),
        Err(trouble) => {
            links.trouble("channel", &trouble);
            return false;
        }
    }
    true
}

async fn api(links: &mut Links, patient: &mut Patient<'_>) -> Result<Option<std::collections::BTreeSet<String>>, Trouble> {
    const HELP: &str = "correct root: under channel: and the dialect in the host's manifest, and claim the features that the host has";
    let functions = patient.api.functions.clone();
    let present = probe::present(&mut patient.session, "doctor-api", patient.budget, &functions).await?;
    let (claimed, others) = functions.split_at(patient.api.claimed);
    let there = claimed.iter().filter(|path| present.contains(*path)).count();
    let more = others.iter().filter(|path| present.contains(*path)).count();
    let seen = format!("{there} of {} functions of the claimed features are there, and {more} of others", claimed.len());
    if present.is_empty() {
        links.broken("api", "api-has-no-function", "there is an API root, and none of the functions that the spec knows is below it", HELP);
        return Ok(None);
    }
    if there * 2 < claimed.len() || claimed.is_empty() {
        links.warning("api", "api-lacks-functions", seen, HELP);
    } else {
        links.ok("api", seen);
    }
    Ok(Some(present))
}

type Wrong = (&'static str, String, &'static str);

async fn call(patient: &mut Patient<'_>, present: &std::collections::BTreeSet<String>) -> Result<Result<String, Wrong>, Trouble> {
    let (session, budget) = (&mut patient.session, patient.budget);
    if let Some(why) = probe::echo(session, "doctor-echo", budget).await? {
        return Ok(Err(("channel-changes-values", format!("what is sent to the agent comes back as something else: {why}"), "see what the host's page does to the globals that a script finds")));
    }
    let mut tried = Vec::new();
    for (path, options) in patient.api.quick.iter().filter(|(path, _)| present.contains(path)).take(MOST) {
        let called = probe::call(session, &format!("doctor-{path}"), budget, (path, options)).await?;
        if let (Some(answered), true) = (&called.answered, called.nested) {
            return Ok(Ok(format!("values of every kind come back as they were; {path} called {answered}, and a call inside it came back")));
        }
        tried.push(format!(
            "{path} {}",
            match (called.answered, called.returned) {
                (Some(answered), _) => format!("called {answered}, and no call inside it came back"),
                (None, true) => "came back and never called back".to_owned(),
                (None, false) => "did not come back".to_owned(),
            }
        ));
    }
    if tried.is_empty() {
        return Ok(Err(("api-nothing-to-call", "values come back as they were, and the API has no function that only answers, to see a callback of".to_owned(), "see which functions of the spec the host has: minicert list")));
    }
    Ok(Err(("api-never-calls-back", format!("values come back as they were, and {}", tried.join("; ")), "see what the host needs before its API answers, such as a program that is loaded, and let ready: wait for it")))
}
