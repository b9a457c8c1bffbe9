//! One deviation of the reference host: the requirement it violates, and the edit of the host's files that makes it.
//!
//! This module reads faults. It does not know how a patch is applied, nor which check ought to notice it.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Place};
use crate::embedded;
use crate::error::{Error, Result};
use crate::pattern;
use crate::yaml::{self, Document};

/// Where the embedded faults are.
pub const FOLDER: &str = "harness/reference/faults/";

/// `harness/reference/faults/<area>/<name>.yaml`; the path below the folder without the ending is its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fault {
    /// What the host does instead, as a fact with no modal verb.
    pub brief: String,
    /// The one requirement it violates.
    pub requirement: String,
    /// Requirements that cannot hold either while this one is violated; with `*`, all whose ids have that form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Edits, made in this order.
    pub patch: Vec<Patch>,
}

impl Fault {
    /// Whether a requirement other than the one it violates cannot hold either.
    pub fn breaks_also(&self, requirement: &str) -> bool {
        self.also.iter().any(|known| known == requirement || (known.contains('*') && pattern::matches(known, requirement)))
    }

    /// Whether a requirement cannot hold.
    pub fn breaks(&self, requirement: &str) -> bool {
        self.requirement == requirement || self.breaks_also(requirement)
    }
}

/// One replacement in one file of the reference host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Patch {
    /// Path below `harness/reference/`.
    pub file: String,
    /// Text that occurs exactly once in the file.
    pub find: String,
    pub replace: String,
}

/// The files of the faults packed into this binary.
pub fn embedded() -> Vec<(String, String)> {
    embedded::FILES
        .iter()
        .filter(|(path, _)| path.starts_with(FOLDER) && path.ends_with(".yaml"))
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// The files of the embedded reference host, by path below `harness/reference/`, as a [`Patch`] names them.
pub fn host_files() -> Vec<(String, String)> {
    embedded::FILES
        .iter()
        .filter(|(path, _)| !path.starts_with(FOLDER))
        .filter_map(|(path, text)| Some((path.strip_prefix("harness/reference/")?.to_owned(), (*text).to_owned())))
        .collect()
}

/// The files of the faults in a folder, with paths as messages show them: the folder as it was given, then the file.
pub fn folder(root: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    collect(root, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) -> Result<()> {
    let unreadable = |path: &Path, error: std::io::Error| {
        Error::usage("faults-unreadable", format!("failed to read {}: {error}", path.display()), "give --faults a folder that holds <area>/<name>.yaml")
    };
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            files.push((path.to_string_lossy().replace('\\', "/"), text));
        }
    }
    Ok(())
}

/// Reads every file; all that could not be read come back together.
pub fn load(files: &[(String, String)]) -> std::result::Result<Vec<(String, Document<Fault>)>, Vec<Diagnostic>> {
    let mut faults: Vec<(String, Document<Fault>)> = Vec::new();
    let mut objections = Vec::new();
    for (path, text) in files {
        match yaml::read::<Fault>(path, text) {
            Ok(document) => {
                let id = id(path);
                if let Some((_, first)) = faults.iter().find(|(known, _)| *known == id) {
                    objections.push(Diagnostic::new(
                        "id-unique",
                        Place { path: path.clone(), line: 1, column: 1 },
                        format!("the fault `{id}` is also in {}", first.path),
                        "rename one of the two files",
                    ));
                    continue;
                }
                faults.push((id, document));
            }
            Err(objection) => objections.push(objection),
        }
    }
    if objections.is_empty() { Ok(faults) } else { Err(objections) }
}

/// `<area>/<name>`: the last two segments of a path, wherever the folder of faults is.
pub fn id(path: &str) -> String {
    let path = path.strip_suffix(".yaml").unwrap_or(path);
    let mut segments: Vec<&str> = path.rsplit('/').take(2).collect();
    segments.reverse();
    segments.join("/")
}
