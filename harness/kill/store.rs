//! The rows of a grading, one line each, written as the faults are graded: `kill.jsonl` of a folder.
//!
//! The first line says with what they were graded. Only the same minicert with the same plan may continue it, because a row says
//! what a fault did to those trials.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Mode, Row};
use crate::error::{Error, Result};

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

/// The first line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Header {
    pub format: u32,
    /// SHA-256 of the plan.
    pub plan: String,
    /// SHA-256 of the program.
    pub program: String,
    pub mode: Grading,
}

impl Header {
    /// `format` is that of the rows.
    pub fn new(format: u32, plan: String, program: String, mode: Grading) -> Self {
        Self { format, plan, program, mode }
    }
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
        let mut store = Self { path, file };
        store.line(header)?;
        Ok(store)
    }

    /// Continues a grading: its rows by name, the last of each. A torn last line is cut off.
    pub fn resume<R: Keyed>(folder: &Path, header: &Header) -> Result<(Self, BTreeMap<String, R>)> {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Error::usage("kill-unreadable", format!("failed to read {}: {error}", path.display()), "leave --resume out to begin a grading in this folder"))?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut lines = text[..whole].lines().enumerate();
        let begun: Header = match lines.next() {
            Some((_, line)) => read(&path, 0, line)?,
            None => return Err(Error::usage("kill-unreadable", format!("{} has no first line", path.display()), "nothing had been graded yet: remove it and begin anew")),
        };
        same(&path, &begun, header)?;
        let mut rows = BTreeMap::new();
        for (number, line) in lines {
            let row: R = read(&path, number, line)?;
            rows.insert(row.key().to_owned(), row);
        }
        let file = OpenOptions::new().append(true).open(&path).map_err(|error| unwritable(&path, &error))?;
        file.set_len(whole as u64).map_err(|error| unwritable(&path, &error))?;
        Ok((Self { path, file }, rows))
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

fn same(path: &Path, begun: &Header, header: &Header) -> Result<()> {
    let what = match () {
        () if begun.mode != header.mode => "mode (--matrix, --mechanical, or without them)",
        () if begun.format != header.format => "format",
        () if begun.plan != header.plan => "plan",
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

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::new("out-unwritable", format!("failed to write {}: {error}", path.display()), "give --out a folder that can be written")
}

#[cfg(test)]
mod tests {
    use super::super::{Caught, FORMAT, Row};
    use super::{FILE, Grading, Header, Store};

    fn header(plan: &str, program: &str) -> Header {
        Header::new(FORMAT, plan.to_owned(), program.to_owned(), Grading::FirstKill)
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
        let mut store = Store::create(folder.path(), &header("p", "m")).unwrap();
        store.row(&row("storage/a", Caught::Not)).unwrap();
        store.row(&row("storage/b", Caught::Not)).unwrap();
        drop(store);
        let path = folder.path().join(FILE);
        let mut text = std::fs::read_to_string(&path).unwrap();
        text.push_str("{\"fault\":\"storage/c\",\"ar");
        std::fs::write(&path, text).unwrap();
        let (mut store, rows) = Store::resume::<Row>(folder.path(), &header("p", "m")).unwrap();
        assert_eq!(rows.keys().collect::<Vec<_>>(), ["storage/a", "storage/b"]);
        store.row(&row("storage/a", Caught::ByItsRequirement)).unwrap();
        drop(store);
        let (_, rows) = Store::resume::<Row>(folder.path(), &header("p", "m")).unwrap();
        assert_eq!(rows["storage/a"].caught, Caught::ByItsRequirement);
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn another_plan_another_program_and_a_used_folder_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::create(folder.path(), &header("p", "m")).unwrap());
        let id = |result: crate::error::Result<(Store, std::collections::BTreeMap<String, Row>)>| -> &'static str { result.map(|_| ()).unwrap_err().id };
        assert_eq!(id(Store::resume::<Row>(folder.path(), &header("q", "m"))), "kill-resume-differs");
        assert_eq!(id(Store::resume::<Row>(folder.path(), &header("p", "n"))), "kill-resume-differs");
        assert_eq!(Store::create(folder.path(), &header("p", "m")).unwrap_err().id, "kill-out-used");
    }

    #[test]
    fn a_line_that_is_no_row_is_named_by_its_place() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::create(folder.path(), &header("p", "m")).unwrap());
        let path = folder.path().join(FILE);
        let mut text = std::fs::read_to_string(&path).unwrap();
        text.push_str("{\"fault\":1}\n");
        std::fs::write(&path, text).unwrap();
        let error = Store::resume::<Row>(folder.path(), &header("p", "m")).unwrap_err();
        assert_eq!(error.id, "kill-unreadable");
        assert!(error.message.contains("kill.jsonl:2:"), "{}", error.message);
    }
}
