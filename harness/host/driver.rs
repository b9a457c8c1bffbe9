//! A driver process of our own: started, watched, ended with everything it started.
//!
//! It leads a process group, because a browser whose script never ends outlives its driver; ending the group ends both.
//! Its temporary files lie in a folder that goes with it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use fantoccini::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::leftovers;
use super::programs::Programs;
use super::trouble::{command_text, one_line};
use crate::error::{Error, Result};

/// How the names of the folders begin.
pub(super) const FOLDER: &str = "minicert-browser-";

/// How long a driver may take to answer for the first time.
const START: Duration = Duration::from_secs(20);

/// ChromeDriver chooses a free port of IPv6 and then asks for the same one of IPv4, which may be taken; it says this, and ends.
const PORT_TAKEN: &str = "port not available";

/// How many times a driver is started whose port was taken.
const STARTS: usize = 5;

/// How often a start is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// A driver that runs until it is dropped.
#[derive(Debug)]
pub(super) struct Driver {
    child: Child,
    /// Left empty once it has been ended: the number may come into other hands then.
    group: Option<Pid>,
    port: u16,
    record: Option<PathBuf>,
    folder: TempDir,
}

impl Driver {
    /// Starts a driver on a free port and waits until it answers.
    pub(super) async fn start(programs: &Programs, locale: &str) -> Result<Self> {
        for _ in 1..STARTS {
            match Self::started(programs, locale).await {
                Err(error) if error.message.contains(PORT_TAKEN) => {}
                result => return result,
            }
        }
        Self::started(programs, locale).await
    }

    async fn started(programs: &Programs, locale: &str) -> Result<Self> {
        let cannot = |why: String| Error::new("driver-not-answering", format!("failed to start {}: {why}", programs.driver.display()), "run it by hand with --port=0 to see what it says");
        let folder = tempfile::Builder::new().prefix(FOLDER).tempdir().map_err(|error| cannot(error.to_string()))?;
        let log = folder.path().join("driver.log");
        let output = File::create(&log).map_err(|error| cannot(error.to_string()))?;
        let errors = output.try_clone().map_err(|error| cannot(error.to_string()))?;
        let mut child = Command::new(&programs.driver)
            .arg("--port=0")
            // Whatever the browser leaves behind when it is killed goes with the folder.
            .env("TMPDIR", folder.path())
            .env("LANGUAGE", locale.replace('-', "_"))
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| cannot(error.to_string()))?;
        let leader = child.id().and_then(|id| i32::try_from(id).ok());
        let Some((leader, group)) = leader.and_then(|id| Some((id, Pid::from_raw(id)?))) else {
            let _ = child.start_kill();
            return Err(cannot("it ended at once".to_owned()));
        };
        let record = leftovers::note(leader, folder.path());
        let mut driver = Self { child, group: Some(group), port: 0, record, folder };
        driver.port = driver.announced(&log).await.map_err(cannot)?;
        driver.answers().await.map_err(cannot)?;
        Ok(driver)
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// A folder of this driver's alone, which is removed with it.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Ends the driver and its browser, whatever they are doing, and waits until they are gone.
    pub(super) async fn close(mut self) {
        self.kill();
        let _ = tokio::time::timeout(Duration::from_secs(5), self.child.wait()).await;
        let folder = self.folder.path().to_owned();
        // Removing a browser's files takes a while, and another session may be working.
        let _ = tokio::task::spawn_blocking(move || remove(&folder)).await;
    }

    /// The port that the driver chose, as its log says.
    async fn announced(&mut self, log: &Path) -> std::result::Result<u16, String> {
        let began = Instant::now();
        loop {
            let said = fs::read_to_string(log).unwrap_or_default();
            if let Some(port) = said.lines().find_map(port_of) {
                return Ok(port);
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("it ended with {status} and said: {}", last_lines(&said)));
            }
            if began.elapsed() > START {
                return Err(format!("it named no port within {} s and said: {}", START.as_secs(), last_lines(&said)));
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn answers(&self) -> std::result::Result<(), String> {
        let began = Instant::now();
        loop {
            match status(&self.url(), START).await {
                Ok(()) => return Ok(()),
                Err(why) if began.elapsed() > START => return Err(why),
                Err(_) => tokio::time::sleep(LOOK).await,
            }
        }
    }

    fn kill(&mut self) {
        if let Some(group) = self.group.take() {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.kill();
        // After a close the folder is gone already. Where it stays, the record does too, for a later run to find.
        if remove(self.folder.path())
            && let Some(record) = &self.record
        {
            let _ = fs::remove_file(record);
        }
    }
}

/// Whether a WebDriver would open a session now (WebDriver, section 8.3, "Status").
pub(super) async fn status(url: &str, limit: Duration) -> std::result::Result<(), String> {
    let ask = async {
        let client = Client::with_existing_session(url, "none", HttpConnector::new()).await.map_err(|error| one_line(&error.to_string()))?;
        // There is no session; without this the client would end it when it is dropped.
        client.persist().await.map_err(|error| command_text(&error))?;
        client.status().await.map_err(|error| command_text(&error))
    };
    match tokio::time::timeout(limit, ask).await {
        Ok(Ok(status)) if status.ready => Ok(()),
        Ok(Ok(status)) => Err(format!("it takes no session now: {}", status.message)),
        Ok(Err(why)) => Err(why),
        Err(_) => Err(format!("it did not answer within {} s", limit.as_secs())),
    }
}

/// A process that is being ended may still write a file while its folder is removed. Whether it is gone.
fn remove(folder: &Path) -> bool {
    for _ in 0..20 {
        if !folder.exists() || fs::remove_dir_all(folder).is_ok() {
            return true;
        }
        std::thread::sleep(LOOK);
    }
    false
}

fn port_of(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("started successfully on port ")?;
    port.trim().trim_end_matches('.').parse().ok()
}

fn last_lines(said: &str) -> String {
    let lines: Vec<&str> = said.lines().rev().take(3).collect();
    if lines.is_empty() { "nothing".to_owned() } else { lines.into_iter().rev().collect::<Vec<_>>().join(" / ") }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{Driver, Programs, port_of};

    #[tokio::test]
    async fn a_driver_whose_port_was_taken_is_started_again() {
        let folder = tempfile::tempdir().unwrap();
        let driver = folder.path().join("driver");
        let script = "#!/bin/sh\necho started >> \"$0.starts\"\n[ $(wc -l < \"$0.starts\") -lt 3 ] && { echo 'IPv4 port not available. Exiting...'; exit 1; }\nexit 7\n";
        std::fs::write(&driver, script).unwrap();
        std::fs::set_permissions(&driver, std::fs::Permissions::from_mode(0o755)).unwrap();
        let programs = Programs { browser: driver.clone(), driver: driver.clone() };
        // A process that another test is starting holds the file open for a moment.
        let error = loop {
            let error = Driver::started(&programs, "en").await.unwrap_err();
            if !error.message.contains("os error 26") {
                break error;
            }
        };
        assert!(error.message.contains("port not available"), "{}", error.message);
        // Twice its port is taken; the third time it ends of itself, which is not tried again.
        let error = Driver::start(&programs, "en").await.unwrap_err();
        assert!(error.message.contains("exit status: 7"), "{}", error.message);
        assert_eq!(std::fs::read_to_string(folder.path().join("driver.starts")).unwrap().lines().count(), 3);
    }

    #[test]
    fn the_port_is_read_from_the_log() {
        assert_eq!(port_of("ChromeDriver was started successfully on port 40123."), Some(40123));
        assert_eq!(port_of("Starting ChromeDriver 1.2 on port 0"), None);
    }
}
