//! A process that leads a group of its own: whatever it starts is ended with it.
//!
//! A browser whose script never ends outlives its driver; ending the group ends both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};

use super::leftovers;

/// How long one that is told to end may take.
const END: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct Group {
    leader: Child,
    /// Left empty once it has been ended: the number may come into other hands then.
    id: Option<Pid>,
    record: Option<PathBuf>,
    log: PathBuf,
}

impl Group {
    /// Starts a program whose files are in this folder, and writes what it says into the log there.
    pub(super) fn start(mut command: Command, folder: &Path, log: &str) -> Result<Self, String> {
        let log = folder.join(log);
        let output = fs::File::create(&log).map_err(|error| error.to_string())?;
        let errors = output.try_clone().map_err(|error| error.to_string())?;
        command.stdin(Stdio::null()).stdout(output).stderr(errors).process_group(0).kill_on_drop(true);
        let mut leader = command.spawn().map_err(|error| error.to_string())?;
        let id = leader.id().and_then(|id| i32::try_from(id).ok());
        let Some((number, id)) = id.and_then(|id| Some((id, Pid::from_raw(id)?))) else {
            let _ = leader.start_kill();
            return Err("it ended at once".to_owned());
        };
        Ok(Self { leader, id: Some(id), record: leftovers::note(number, folder), log })
    }

    /// What it has said so far.
    pub(super) fn said(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// How it ended, where it did of itself.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        self.leader.try_wait().ok().flatten()
    }

    /// Lets it clean up first, and ends it where it does not.
    pub(super) async fn dismiss(&mut self) {
        if let Some(id) = self.id {
            let _ = kill_process_group(id, Signal::TERM);
            let _ = tokio::time::timeout(END, self.leader.wait()).await;
        }
        self.kill();
    }

    /// Ends it and all that it started, and waits until it is gone.
    pub(super) async fn close(&mut self) {
        self.kill();
        let _ = tokio::time::timeout(END, self.leader.wait()).await;
    }

    pub(super) fn kill(&mut self) {
        if let Some(id) = self.id.take() {
            let _ = kill_process_group(id, Signal::KILL);
        }
    }

    /// Its files are gone too: no later run has to look for them.
    pub(super) fn forget(&self) {
        if let Some(record) = &self.record {
            let _ = fs::remove_file(record);
        }
    }
}
