//! The rows of a grading, one line each, written as the faults are graded: `kill.jsonl` of a folder.
//!
//! The first line says with what they were graded. Only the same code may continue it. With another plan it writes such a line
//! again, and a row above that line owes the trials that are others since, or new.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Mode, Row};
use crate::error::{Error, Result};
use crate::lock;
use crate::plan::{self, Plan};
use crate::value::sha256;

/// A row of what is graded, which has a name.
pub trait Keyed: Serialize + DeserializeOwned {
    fn key(&self) -> &str;
}

impl Keyed for Row {
    fn key(&self) -> &str {
        &self.fault
    }
}

/// What is graded, and when that is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grading {
    FirstKill,
    Matrix,
    /// Mutants, each until something kills it.
    Mechanical,
}

impl From<Mode> for Grading {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::FirstKill => Self::FirstKill,
            Mode::Matrix => Self::Matrix,
        }
    }
}

/// The name of the file in the folder of a grading.
pub const FILE: &str = "kill.jsonl";

/// With what the rows below it were graded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Header {
    pub format: u32,
    /// SHA-256 of the plan.
    pub plan: String,
    /// SHA-256 of the program, without spec, cases and faults.
    pub program: String,
    pub mode: Grading,
    /// The beginning of the SHA-256 of each trial, by its id.
    pub trials: BTreeMap<String, String>,
}

impl Header {
    /// `format` is that of the rows.
    pub fn new(format: u32, plan: &Plan, program: String, mode: Grading) -> Self {
        let digest = |trial| sha256(serde_json::to_string(trial).unwrap_or_default().as_bytes())[..16].to_owned();
        let trials = plan.trials.iter().map(|trial| (trial.id.clone(), digest(trial))).collect();
        Self { format, plan: plan::digest(plan), program, mode, trials }
    }

    /// The trials that are not the same in another plan: changed, new, or gone.
    fn changed(&self, other: &Self) -> BTreeSet<String> {
        let ids = self.trials.keys().chain(other.trials.keys());
        ids.filter(|id| self.trials.get(*id) != other.trials.get(*id)).cloned().collect()
    }
}

/// A row that an earlier grading left.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept<R> {
    pub row: R,
    /// The trials that are others since the row was written, new, or gone: of these it says nothing.
    pub owed: BTreeSet<String>,
}

/// A file that rows are added to.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    file: File,
}

impl Store {
    /// Begins a grading. A folder that holds one already is left as it is.
    pub fn create(folder: &Path, header: &Header) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
        let path = folder.join(FILE);
        let file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                Error::usage("kill-out-used", format!("{} holds a grading already", path.display()), "continue it with --resume, or give --out another folder")
            }
            _ => unwritable(&path, &error),
        })?;
        lock::take(&file, &path)?;
        let mut store = Self { path, file };
        store.line(header)?;
        Ok(store)
    }

    /// Continues a grading: its rows by name, the last of each. A torn last line is cut off.
    pub fn resume<R: Keyed>(folder: &Path, header: &Header) -> Result<(Self, BTreeMap<String, Kept<R>>)> {
        let path = folder.join(FILE);
        let mut file = OpenOptions::new().read(true).append(true).open(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => unreadable(&path, &error),
            _ => unwritable(&path, &error),
        })?;
        lock::take(&file, &path)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|error| unreadable(&path, &error))?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut lines = text[..whole].lines().enumerate();
        let mut last: Header = match lines.next() {
            Some((_, line)) => read(&path, 0, line)?,
            None => return Err(Error::usage("kill-unreadable", format!("{} has no first line", path.display()), "nothing had been graded yet: remove it and begin anew")),
        };
        same(&path, &last, header)?;
        let mut rows: BTreeMap<String, Kept<R>> = BTreeMap::new();
        for (number, line) in lines {
            if line.starts_with("{\"format\":") {
                let next: Header = read(&path, number, line)?;
                owe(&mut rows, &last.changed(&next));
                last = next;
                continue;
            }
            let row: R = read(&path, number, line)?;
            rows.insert(row.key().to_owned(), Kept { row, owed: BTreeSet::new() });
        }
        file.set_len(whole as u64).map_err(|error| unwritable(&path, &error))?;
        let mut store = Self { path, file };
        if last.plan != header.plan {
            store.line(header)?;
            owe(&mut rows, &last.changed(header));
        }
        Ok((store, rows))
    }

    pub fn row(&mut self, row: &impl Keyed) -> Result<()> {
        self.line(row)
    }

    /// One write a line, so that what is torn is the last line alone.
    fn line(&mut self, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string(value).map_err(|error| Error::new("json", format!("failed to write JSON: {error}"), ""))?;
        self.file.write_all(format!("{text}\n").as_bytes()).map_err(|error| unwritable(&self.path, &error))
    }
}

fn owe<R>(rows: &mut BTreeMap<String, Kept<R>>, changed: &BTreeSet<String>) {
    rows.values_mut().for_each(|kept| kept.owed.extend(changed.iter().cloned()));
}

fn same(path: &Path, begun: &Header, header: &Header) -> Result<()> {
    let what = match () {
        () if begun.mode != header.mode => "mode (--matrix, --mechanical, or without them)",
        () if begun.format != header.format => "format",
        () if begun.program != header.program => "minicert",
        () => return Ok(()),
    };
    Err(Error::usage("kill-resume-differs", format!("{} was begun with another {what}", path.display()), "continue it with what it was begun with, or begin anew in another folder"))
}

fn read<T: serde::de::DeserializeOwned>(path: &Path, number: usize, line: &str) -> Result<T> {
    serde_json::from_str(line).map_err(|error| {
        let message = format!("{}:{}:{}: {}", path.display(), number + 1, error.column(), crate::error::json_fault(&error));
        Error::usage("kill-unreadable", message, "a grading is continued as it was written, or begun anew in another folder")
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::usage("kill-unreadable", format!("failed to read {}: {error}", path.display()), "leave --resume out to begin a grading in this folder")
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::new("out-unwritable", format!("failed to write {}: {error}", path.display()), "give --out a folder that can be written")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{Caught, FORMAT, Row};
    use super::{FILE, Grading, Header, Store};

    /// Trials as `id digest`.
    fn header(trials: &[&str], program: &str) -> Header {
        let trials: BTreeMap<String, String> = trials.iter().filter_map(|trial| trial.split_once(' ')).map(|(id, digest)| (id.to_owned(), digest.to_owned())).collect();
        Header { format: FORMAT, plan: format!("{trials:?}"), program: program.to_owned(), mode: Grading::FirstKill, trials }
    }

    fn row(fault: &str, caught: Caught) -> Row {
        Row {
            fault: fault.to_owned(),
            area: "storage".to_owned(),
            kind: "async".to_owned(),
            requirement: "storage/state/overwrites".to_owned(),
            digest: "d".to_owned(),
            caught,
            killer: None,
            checks: Vec::new(),
            others: Vec::new(),
            blamed: Vec::new(),
            trials: 1,
            swept: false,
            error: None,
        }
    }

    #[test]
    fn a_grading_goes_on_behind_its_last_whole_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(folder.path(), &header(&["t 1"], "m")).unwrap();
        store.row(&row("storage/a", Caught::Not)).unwrap();
        store.row(&row("storage/b", Caught::Not)).unwrap();
        drop(store);
        let path = folder.path().join(FILE);
        let mut text = std::fs::read_to_string(&path).unwrap();
        text.push_str("{\"fault\":\"storage/c\",\"ar");
        std::fs::write(&path, text).unwrap();
        let (mut store, rows) = Store::resume::<Row>(folder.path(), &header(&["t 1"], "m")).unwrap();
        assert_eq!(rows.keys().collect::<Vec<_>>(), ["storage/a", "storage/b"]);
        store.row(&row("storage/a", Caught::ByItsRequirement)).unwrap();
        drop(store);
        let (_, rows) = Store::resume::<Row>(folder.path(), &header(&["t 1"], "m")).unwrap();
        assert_eq!(rows["storage/a"].row.caught, Caught::ByItsRequirement);
        assert!(rows.values().all(|kept| kept.owed.is_empty()));
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn a_row_owes_what_is_another_trial_since() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(folder.path(), &header(&["gone 1", "other 1", "same 1"], "m")).unwrap();
        store.row(&row("storage/a", Caught::Not)).unwrap();
        drop(store);
        let resume = |trials: &[&str]| {
            let (store, rows) = Store::resume::<Row>(folder.path(), &header(trials, "m")).unwrap();
            (store, rows.into_iter().map(|(name, kept)| (name, Vec::from_iter(kept.owed))).collect::<Vec<_>>())
        };
        let owed = |name: &str, trials: &[&str]| (name.to_owned(), trials.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
        let second = ["new 1", "other 2", "same 1"];
        let (mut store, rows) = resume(&second);
        assert_eq!(rows, [owed("storage/a", &["gone", "new", "other"])]);
        store.row(&row("storage/b", Caught::Not)).unwrap();
        drop(store);
        assert_eq!(resume(&second).1, [owed("storage/a", &["gone", "new", "other"]), owed("storage/b", &[])]);
        // What comes back as it was may have been tried as another in between.
        assert_eq!(resume(&["new 1", "other 1", "same 1"]).1, [owed("storage/a", &["gone", "new", "other"]), owed("storage/b", &["other"])]);
    }

    #[test]
    fn a_folder_that_is_being_written_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(folder.path(), &header(&["t 1"], "m")).unwrap();
        assert_eq!(Store::resume::<Row>(folder.path(), &header(&["t 1"], "m")).unwrap_err().id, "out-busy");
        store.row(&row("storage/a", Caught::Not)).unwrap();
        drop(store);
        let (_held, rows) = Store::resume::<Row>(folder.path(), &header(&["t 1"], "m")).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(Store::resume::<Row>(folder.path(), &header(&["t 1"], "m")).unwrap_err().id, "out-busy");
    }

    #[test]
    fn another_program_and_a_used_folder_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::create(folder.path(), &header(&["t 1"], "m")).unwrap());
        assert_eq!(Store::resume::<Row>(folder.path(), &header(&["t 1"], "n")).unwrap_err().id, "kill-resume-differs");
        assert_eq!(Store::create(folder.path(), &header(&["t 1"], "m")).unwrap_err().id, "kill-out-used");
    }

    #[test]
    fn a_line_that_is_no_row_is_named_by_its_place() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::create(folder.path(), &header(&["t 1"], "m")).unwrap());
        let path = folder.path().join(FILE);
        let mut text = std::fs::read_to_string(&path).unwrap();
        text.push_str("{\"fault\":1}\n");
        std::fs::write(&path, text).unwrap();
        let error = Store::resume::<Row>(folder.path(), &header(&["t 1"], "m")).unwrap_err();
        assert_eq!(error.id, "kill-unreadable");
        assert!(error.message.contains("kill.jsonl:2:"), "{}", error.message);
    }
}
