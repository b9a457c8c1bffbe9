//! A driver process of our own, and the display under it: started, watched, ended with everything they started.
//!
//! Its temporary files lie in a folder that goes with it.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use tempfile::TempDir;
use tokio::process::Command;

use super::display::Display;
use super::engine::{self, Place, Port};
use super::group::Group;
use super::programs::Programs;
use super::trouble::{command_text, one_line};
use crate::error::{Error, Result};
use crate::manifest::Manifest;

/// How the names of the folders begin.
pub(super) const FOLDER: &str = "minicert-browser-";

/// How long a driver may take to answer for the first time.
const START: Duration = Duration::from_secs(20);

/// How many times a driver is started whose port was taken.
const STARTS: usize = 5;

/// How often a start is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// A driver that runs until it is dropped.
#[derive(Debug)]
pub(super) struct Driver {
    group: Group,
    display: Option<Display>,
    port: u16,
    folder: TempDir,
}

/// Why a driver did not start.
struct Failure {
    why: String,
    /// It found a port free that was not.
    taken: bool,
}

impl From<String> for Failure {
    fn from(why: String) -> Self {
        Self { why, taken: false }
    }
}

impl Driver {
    /// Starts a driver on a free port and waits until it answers.
    pub(super) async fn start(programs: &Programs, manifest: &Manifest) -> Result<Self> {
        let mut starts = 1;
        loop {
            match Self::started(programs, manifest).await {
                Ok(driver) => return Ok(driver),
                Err(failure) if failure.taken && starts < STARTS => starts += 1,
                Err(failure) => {
                    let message = format!("failed to start {}: {}", programs.driver.display(), failure.why);
                    return Err(Error::new("driver-not-answering", message, "run it by hand with --port=0 to see what it says"));
                }
            }
        }
    }

    async fn started(programs: &Programs, manifest: &Manifest) -> std::result::Result<Self, Failure> {
        let kind = engine::of(programs.engine);
        let folder = tempfile::Builder::new().prefix(FOLDER).tempdir().map_err(|error| error.to_string())?;
        let display = match &programs.display {
            Some(program) => Some(Display::start(program, folder.path()).await.map_err(|why| format!("its display {}: {why}", program.display()))?),
            None => None,
        };
        let port = match kind.port {
            Port::Announced { .. } => 0,
            Port::Told => free_port().map_err(|error| format!("there is no free port: {error}"))?,
        };
        let place = Place { folder: folder.path(), locale: manifest.locale() };
        (kind.prepare)(&place).map_err(|error| error.to_string())?;
        let mut command = Command::new(&programs.driver);
        command.arg(format!("--port={port}")).args((kind.arguments)(&place)).envs((kind.environment)(&place));
        // Whatever the browser leaves behind when it is killed goes with the folder.
        command.env("TMPDIR", folder.path()).env("TZ", manifest.time_zone());
        if let Some(display) = &display {
            command.env("DISPLAY", &display.name);
        }
        let group = Group::start(command, folder.path(), "driver.log")?;
        let mut driver = Self { group, display, port, folder };
        if let Port::Announced { read, taken } = kind.port {
            driver.port = driver.announced(read).await.map_err(|why| Failure { taken: why.contains(taken), why })?;
        }
        driver.answers().await?;
        // Another driver may have come to the port first, and that one answered.
        if let Some(status) = driver.group.ended() {
            return Err(Failure { why: format!("it ended with {status} and said: {}", last_lines(&driver.group.said())), taken: matches!(kind.port, Port::Told) });
        }
        Ok(driver)
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Ends the driver and its browser, whatever they are doing, and waits until they are gone.
    pub(super) async fn close(mut self) {
        self.group.close().await;
        if let Some(display) = &mut self.display {
            // It takes its lock away when it is asked to end.
            display.group.dismiss().await;
        }
        let folder = self.folder.path().to_owned();
        // Removing a browser's files takes a while, and another session may be working.
        let _ = tokio::task::spawn_blocking(move || remove(&folder)).await;
    }

    /// The port that the driver chose, as its log says.
    async fn announced(&mut self, read: fn(&str) -> Option<u16>) -> std::result::Result<u16, String> {
        let began = Instant::now();
        loop {
            let said = self.group.said();
            if let Some(port) = said.lines().find_map(read) {
                return Ok(port);
            }
            if let Some(status) = self.group.ended() {
                return Err(format!("it ended with {status} and said: {}", last_lines(&said)));
            }
            if began.elapsed() > START {
                return Err(format!("it named no port within {} s and said: {}", START.as_secs(), last_lines(&said)));
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn answers(&mut self) -> std::result::Result<(), String> {
        let began = Instant::now();
        loop {
            match status(&self.url(), START).await {
                Ok(()) => return Ok(()),
                Err(why) if began.elapsed() > START => return Err(why),
                Err(_) => {}
            }
            if let Some(status) = self.group.ended() {
                return Err(format!("it ended with {status} and said: {}", last_lines(&self.group.said())));
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn kill(&mut self) {
        self.group.kill();
        if let Some(display) = &mut self.display {
            display.group.kill();
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.kill();
        // After a close the folder is gone already. Where it stays, the record does too, for a later run to find.
        if remove(self.folder.path()) {
            self.group.forget();
            if let Some(display) = &self.display {
                display.group.forget();
            }
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

/// A port that was free a moment ago.
fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn last_lines(said: &str) -> String {
    let lines: Vec<&str> = said.lines().rev().take(3).collect();
    if lines.is_empty() { "nothing".to_owned() } else { lines.into_iter().rev().collect::<Vec<_>>().join(" / ") }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{Driver, Programs};
    use crate::manifest::Engine;

    #[tokio::test]
    async fn a_driver_whose_port_was_taken_is_started_again() {
        let folder = tempfile::tempdir().unwrap();
        let driver = folder.path().join("driver");
        let script = "#!/bin/sh\necho started >> \"$0.starts\"\n[ $(wc -l < \"$0.starts\") -lt 3 ] && { echo 'IPv4 port not available. Exiting...'; exit 1; }\nexit 7\n";
        std::fs::write(&driver, script).unwrap();
        std::fs::set_permissions(&driver, std::fs::Permissions::from_mode(0o755)).unwrap();
        let programs = Programs { engine: Engine::Chromium, browser: driver.clone(), driver: driver.clone(), display: None };
        // A process that another test is starting holds the file open for a moment.
        let failure = loop {
            let Err(failure) = Driver::started(&programs, &crate::manifest::Manifest::reference().unwrap()).await else { panic!("it started") };
            if !failure.why.contains("os error 26") {
                break failure;
            }
        };
        assert!(failure.taken, "{}", failure.why);
        // Twice its port is taken; the third time it ends of itself, which is not tried again.
        let error = Driver::start(&programs, &crate::manifest::Manifest::reference().unwrap()).await.unwrap_err();
        assert!(error.message.contains("exit status: 7"), "{}", error.message);
        assert_eq!(std::fs::read_to_string(folder.path().join("driver.starts")).unwrap().lines().count(), 3);
    }
}
