//! Drivers and displays that an earlier run left behind, because it was killed before it could end them.
//!
//! Each has a record of its own in a folder of the machine's temporary files. A group is ended only when the
//! process that started it is gone and its leader is still the very program that was started: a process id alone may
//! have come into other hands. It looks at Linux's `/proc`; elsewhere it does nothing.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use rustix::process::{Pid, Signal, kill_process_group};
use serde::{Deserialize, Serialize};

/// What is known of one that runs.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    /// The harness that started it.
    owner: Process,
    /// The driver or the display, which leads a process group of its own.
    leader: Process,
    /// Its files.
    folder: PathBuf,
}

/// A process that cannot be mistaken for a later one of the same id.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Process {
    id: i32,
    /// When it started, in the machine's ticks since it booted.
    started: String,
}

/// Writes down that one runs; the path is the record to remove when it has ended.
pub(super) fn note(leader: i32, folder: &Path) -> Option<PathBuf> {
    let record = Record { owner: process(i32::try_from(std::process::id()).ok()?)?, leader: process(leader)?, folder: folder.to_owned() };
    let path = records()?.join(format!("{leader}.json"));
    fs::write(&path, serde_json::to_vec(&record).ok()?).ok()?;
    Some(path)
}

/// Ends what earlier runs left. Trouble here is no trouble of this run.
pub(super) fn reap() {
    let Some(Ok(entries)) = records().map(fs::read_dir) else { return };
    let mut gone = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        let Some(record) = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Record>(&bytes).ok()) else { continue };
        if alive(&record.owner) {
            continue;
        }
        if alive(&record.leader)
            && let Some(group) = Pid::from_raw(record.leader.id)
        {
            let _ = kill_process_group(group, Signal::KILL);
        }
        gone.push((path, record.folder));
    }
    // Several may have had their files in one folder; it is removed when all of them are ended.
    for (path, folder) in gone {
        // The folder is ours only if it is one that we name so.
        if folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(super::driver::FOLDER)) {
            let _ = fs::remove_dir_all(&folder);
        }
        let _ = fs::remove_file(&path);
    }
}

/// A folder of this user's alone: nobody else may write down what is to be ended and removed.
fn records() -> Option<PathBuf> {
    let user = rustix::process::getuid().as_raw();
    let path = std::env::temp_dir().join(format!("minicert-drivers-{user}"));
    // It may be there already; whose it is counts, whoever made it.
    let _ = DirBuilder::new().mode(0o700).create(&path);
    let found = fs::symlink_metadata(&path).ok()?;
    (found.is_dir() && found.uid() == user && found.mode() & 0o022 == 0).then_some(path)
}

fn process(id: i32) -> Option<Process> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name, in parentheses, may hold anything; the fields after it are counted from the state (proc(5), field 3).
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace();
    // One that has ended may wait for ever until somebody asks how.
    fields.next().filter(|state| !["Z", "X"].contains(state))?;
    let started = fields.nth(18)?.to_owned();
    Some(Process { id, started })
}

fn alive(known: &Process) -> bool {
    process(known.id).is_some_and(|found| found == *known)
}

#[cfg(test)]
mod tests {
    use super::{alive, process};

    #[test]
    fn a_process_is_known_by_its_start() {
        let mut this = process(i32::try_from(std::process::id()).unwrap()).unwrap();
        assert!(alive(&this));
        this.started.push('0');
        assert!(!alive(&this));
    }
}
