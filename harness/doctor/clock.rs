//! The host's clock against ours, and how long its timers take: budgets and times of callbacks are by the host's.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value as Json, json};

use super::{Links, Patient};
use crate::host::Trouble;
use crate::run::probe;
use crate::transcript::Seen;

/// How far apart two clocks may be, in milliseconds, before anyone need know.
const APART: f64 = 5_000.0;

/// A timer of so many milliseconds, so many times.
const SHORT: (u64, usize) = (1, 10);
const LONG: u64 = 200;

/// Timers that take this many milliseconds longer are held back.
const HELD_BACK: f64 = 50.0;

/// Whether contact was lost.
pub async fn examine(links: &mut Links, patient: &mut Patient<'_>) -> bool {
    match measure(links, patient).await {
        Ok(()) => false,
        Err(trouble) => {
            links.trouble("clock", &trouble);
            matches!(trouble, Trouble::Lost(_))
        }
    }
}

async fn measure(links: &mut Links, patient: &mut Patient<'_>) -> Result<(), Trouble> {
    let mut steps = vec![json!({"read": {"global": true, "path": "Date.now()", "as": "now"}})];
    steps.extend((0..SHORT.1).map(|_| json!({"sleep": {"ms": SHORT.0}})));
    steps.extend([json!({"let": {"as": "mark", "value": 0}}), json!({"read": {"of": "mark", "path": "", "as": "short"}}), json!({"sleep": {"ms": LONG}}), json!({"read": {"of": "mark", "path": "", "as": "long"}})]);
    let (before, began) = (wall(), Instant::now());
    let seen = probe::perform(&mut patient.session, "doctor-clock", patient.budget, &Json::Array(steps)).await?;
    let (after, ours) = (wall(), began.elapsed().as_secs_f64() * 1000.0);
    let at = |wanted: &str| seen.iter().find_map(|(at, seen)| matches!(seen, Seen::Read { name, .. } if name == wanted).then_some(*at)).unwrap_or_default();
    let short = (at("short") - at("now")) / SHORT.1 as f64;
    let long = at("long") - at("short");
    let text = format!("timers of {} ms take {short:.1} ms, one of {LONG} ms takes {long:.0} ms by the host's clock", SHORT.0);
    let wrong = "see whether the host's page replaces Date, performance or setTimeout, or holds timers back where nobody looks";
    // What passed for the host cannot have been longer than what passed here, and a timer may not end before its time.
    if long < LONG as f64 * 0.9 || at("long") > ours * 1.2 {
        links.broken("clock", "clock-runs-wrong", format!("{text}; {ours:.0} ms passed here in all"), wrong);
    } else if ours > LONG as f64 * 5.0 && long > LONG as f64 * 4.0 {
        links.broken("clock", "timers-run-late", text, wrong);
    } else if short > HELD_BACK {
        links.warning("clock", "timers-run-late", text, wrong);
    } else {
        match probe::read(&seen, "now").and_then(Json::as_f64) {
            Some(now) if now < before - APART || now > after + APART => {
                links.warning("clock", "clock-apart", format!("the host's clock is {:.0} s apart from this machine's; {text}", ((now - before) / 1000.0).abs()), "set one of the clocks: certificates of the fixture server, cookies and dates are looked at by both");
            }
            Some(_) => links.ok("clock", format!("the host's clock is that of this machine; {text}")),
            None => links.warning("clock", "clock-not-seen", format!("the host gives its programs no Date.now; {text}"), "see what the host's Date is"),
        }
    }
    Ok(())
}

fn wall() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}
