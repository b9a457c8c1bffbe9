//! What killed each fault last time, so that the next grading begins with it. A hint and no more: a trial that kills a fault
//! no longer, or is no longer there, costs one launch, and changes no result.

use std::collections::BTreeMap;
use std::path::Path;

use super::Row;
use crate::error::{Error, Result};

/// Fault → the trial that killed it.
pub type Killers = BTreeMap<String, String>;

const TEXT: &str = include_str!("killers.json");

/// The ones that this binary was built with.
pub fn embedded() -> Result<Killers> {
    serde_json::from_str(TEXT).map_err(|error| Error::usage("killers-unreadable", format!("harness/kill/killers.json does not read: {error}"), "write it anew with `minicert kill --write-killers`"))
}

/// The trial of a row's killer, which is written with its check.
pub fn trial(row: &Row) -> Option<&str> {
    row.killer.as_deref().and_then(|killer| killer.rsplit_once(':')).map(|(trial, _)| trial)
}

/// What is known after a grading: what it saw, and of faults that are still there what was known before.
pub fn after(mut known: Killers, rows: &[Row], faults: &[String]) -> Killers {
    for row in rows {
        match trial(row) {
            Some(trial) => drop(known.insert(row.fault.clone(), trial.to_owned())),
            None => drop(known.remove(&row.fault)),
        }
    }
    known.retain(|name, _| faults.binary_search(name).is_ok());
    known
}

pub fn write(path: &Path, killers: &Killers) -> Result<()> {
    let text = serde_json::to_string_pretty(killers).map_err(|error| Error::new("json", format!("failed to write JSON: {error}"), ""))?;
    std::fs::write(path, text + "\n").map_err(|error| Error::new("killers-unwritable", format!("failed to write {}: {error}", path.display()), "give a file that can be written"))
}
