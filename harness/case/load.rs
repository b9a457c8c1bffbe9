//! Reads the recorded cases.

use std::collections::BTreeMap;

use super::Case;
use crate::diagnostic::Diagnostic;
use crate::spec::Warehouse;
use crate::yaml::{self, Document};

/// Every recorded case, by id.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    pub cases: BTreeMap<String, Document<Case>>,
    /// Over all files of `cases/`.
    pub digest: String,
}

impl Cases {
    pub fn load(warehouse: &Warehouse) -> Result<Self, Vec<Diagnostic>> {
        let mut cases = BTreeMap::new();
        let mut faults = Vec::new();
        for (path, text) in warehouse.below("cases/") {
            let id = path.trim_start_matches("cases/").trim_end_matches(".yaml");
            match yaml::read::<Case>(path, text) {
                Ok(document) => {
                    cases.insert(id.to_owned(), document);
                }
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(Self { cases, digest: warehouse.digest("cases/") }) } else { Err(faults) }
    }

    /// The capability that a case's path names: its first two segments.
    pub fn subject(id: &str) -> String {
        id.splitn(3, '/').take(2).collect::<Vec<_>>().join("/")
    }
}
