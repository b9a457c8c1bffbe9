//! What killed each fault last time, so that the next grading begins with it. A hint and no more: a trial that kills a fault
//! no longer, or is no longer there, costs one launch, and changes no result.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::{Error, Result};

/// Fault, or mutant → the trial that killed it.
pub type Killers = BTreeMap<String, String>;

const TEXT: &str = include_str!("killers.json");

/// The ones that this binary was built with.
pub fn embedded() -> Result<Killers> {
    serde_json::from_str(TEXT).map_err(|error| Error::usage("killers-unreadable", format!("harness/kill/killers.json does not read: {error}"), "write it anew with `minicert kill --write-killers`"))
}

/// The trial of a killer, which is written with its check.
pub fn trial(killer: &str) -> Option<&str> {
    killer.rsplit_once(':').map(|(trial, _)| trial)
}

/// What is known after a grading: what it saw (each name with its killer), and of faults and mutants that are still there what
/// was known before.
pub fn after<'a>(mut known: Killers, seen: impl IntoIterator<Item = (&'a str, Option<&'a str>)>, there: &BTreeSet<String>) -> Killers {
    for (name, killer) in seen {
        match killer.and_then(trial) {
            Some(trial) => drop(known.insert(name.to_owned(), trial.to_owned())),
            None => drop(known.remove(name)),
        }
    }
    known.retain(|name, _| there.contains(name));
    known
}

pub fn write(path: &Path, killers: &Killers) -> Result<()> {
    let text = serde_json::to_string_pretty(killers).map_err(|error| Error::new("json", format!("failed to write JSON: {error}"), ""))?;
    std::fs::write(path, text + "\n").map_err(|error| Error::new("killers-unwritable", format!("failed to write {}: {error}", path.display()), "give a file that can be written"))
}
