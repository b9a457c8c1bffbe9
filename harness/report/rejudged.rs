//! What another suite makes of a stored transcript, for people.

use std::fmt::Write as _;

use super::visible;
use crate::rejudge::{Rejudged, Why};

pub fn text(rejudged: &Rejudged) -> String {
    let Rejudged { host, version, started, comparable, same, .. } = rejudged;
    let mut text = format!("{} {} of {}: {comparable} trials judged again, {same} checks come out the same\n", visible(host), visible(version), visible(started));
    if rejudged.was == rejudged.is {
        text.push_str("it is the suite that asked\n");
    }
    let none = || "none".to_owned();
    if !rejudged.checks.is_empty() {
        let _ = writeln!(text, "\nchecks ({})", rejudged.checks.len());
    }
    for change in &rejudged.checks {
        let (was, is) = (change.was.clone().unwrap_or_else(none), change.is.clone().unwrap_or_else(none));
        let _ = writeln!(text, "  {}: {} [{}] {}: {was} → {is}", change.change.name(), visible(&change.trial), change.check, visible(&change.requirement));
        if let Some(seen) = &change.seen {
            let _ = writeln!(text, "    {}", visible(seen));
        }
    }
    if !rejudged.requirements.is_empty() {
        let _ = writeln!(text, "\nrequirements, as the comparable trials show them ({})", rejudged.requirements.len());
    }
    for change in &rejudged.requirements {
        let _ = writeln!(text, "  {}: {} → {}", visible(&change.requirement), change.was.clone().unwrap_or_else(none), change.is.clone().unwrap_or_else(none));
    }
    for why in [Why::OtherSteps, Why::Gone, Why::New] {
        let trials: Vec<_> = rejudged.not_comparable.iter().filter(|one| one.why == why).collect();
        if !trials.is_empty() {
            let _ = writeln!(text, "\nnot judged: {} ({})", why.text(), trials.len());
        }
        for one in trials {
            let _ = writeln!(text, "  {}", visible(&one.trial));
        }
    }
    if rejudged.checks.is_empty() && rejudged.requirements.is_empty() {
        text.push_str("nothing changes\n");
    }
    text
}
