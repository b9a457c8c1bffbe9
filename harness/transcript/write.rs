//! The one writer of a transcript: a line is chained to the one before, and on the disk when `append` or `sync` returns.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::read::Record;
use super::{GENESIS, Line};
use crate::error::{Error, Result};
use crate::lock;
use crate::value::sha256;

/// A [`Link`](super::Link) that is written.
#[derive(Serialize)]
struct Linked<'a> {
    prev: &'a str,
    #[serde(flatten)]
    line: &'a Line,
}

/// Appends lines to a transcript.
#[derive(Debug)]
pub struct Writer {
    file: File,
    path: PathBuf,
    last: String,
}

impl Writer {
    /// A new transcript; an existing one is never overwritten.
    pub fn create(path: &Path) -> Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => {
                Error::usage("out-used", format!("{} is there already", path.display()), "give another --out, or continue that run with --resume")
            }
            _ => Error::new("transcript-unwritable", format!("failed to create {}: {error}", path.display()), "give --out a folder that can be written"),
        })?;
        lock::take(&file, path)?;
        Ok(Self { file, path: path.to_owned(), last: GENESIS.to_owned() })
    }

    /// Continues an interrupted transcript after its last whole line; a torn one is cut off.
    pub fn resume(path: &Path, record: &Record) -> Result<Self> {
        let mut file = OpenOptions::new().write(true).open(path).map_err(|error| {
            Error::new("transcript-unwritable", format!("failed to open {}: {error}", path.display()), "make it writable")
        })?;
        lock::take(&file, path)?;
        let cut = |error: std::io::Error| Error::new("transcript-unwritable", format!("failed to cut {}: {error}", path.display()), "make it writable");
        // Its writer may have ended after the record was read, and before the file was ours.
        if file.metadata().map_err(cut)?.len() != record.whole + record.torn.as_ref().map_or(0, |torn| torn.bytes) {
            return Err(lock::busy(path));
        }
        file.set_len(record.whole).map_err(cut)?;
        file.seek(SeekFrom::End(0)).map_err(cut)?;
        Ok(Self { file, path: path.to_owned(), last: record.last.clone() })
    }

    /// Chains and writes a line, without waiting for the disk.
    pub fn write(&mut self, line: &Line) -> Result<()> {
        let mut bytes = serde_json::to_vec(&Linked { prev: &self.last, line }).map_err(|error| self.failed(&error))?;
        bytes.push(b'\n');
        self.file.write_all(&bytes).map_err(|error| self.failed(&error))?;
        self.last = sha256(&bytes);
        Ok(())
    }

    /// Waits until everything written is on the disk.
    pub fn sync(&mut self) -> Result<()> {
        self.file.sync_data().map_err(|error| self.failed(&error))
    }

    /// Writes a line and waits for the disk.
    pub fn append(&mut self, line: &Line) -> Result<()> {
        self.write(line)?;
        self.sync()
    }

    fn failed(&self, error: &dyn std::fmt::Display) -> Error {
        Error::new("transcript-unwritable", format!("failed to write {}: {error}", self.path.display()), "what was written before is kept: make room and continue with --resume")
    }
}

#[cfg(test)]
mod tests {
    use super::{GENESIS, Line, Record, Writer};

    #[test]
    fn a_transcript_has_one_writer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("transcript.jsonl");
        let nothing = Record { lines: Vec::new(), last: GENESIS.to_owned(), whole: 0, torn: None };
        let mut writer = Writer::create(&path).unwrap();
        assert_eq!(Writer::resume(&path, &nothing).unwrap_err().id, "out-busy");
        writer.append(&Line::Begin { trials: 0, omissions: 0 }).unwrap();
        drop(writer);
        let written = std::fs::read(&path).unwrap();
        // It has grown since it was read.
        assert_eq!(Writer::resume(&path, &nothing).unwrap_err().id, "out-busy");
        assert_eq!(std::fs::read(&path).unwrap(), written);
        let whole = Record { whole: written.len() as u64, ..nothing };
        drop(Writer::resume(&path, &whole).unwrap());
    }
}
