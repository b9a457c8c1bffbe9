//! A display that nobody looks at, for a browser that draws on one: Xvfb, one for each browser.

use std::path::Path;
use std::time::{Duration, Instant};

use tokio::process::Command;

use super::group::Group;

/// How long it may take to name itself.
const START: Duration = Duration::from_secs(20);

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// Larger than a window of ours, so that none is moved to fit.
const SCREEN: &str = "1280x1024x24";

/// A display until it is ended.
#[derive(Debug)]
pub(super) struct Display {
    pub(super) group: Group,
    /// As in the variable `DISPLAY`.
    pub(super) name: String,
}

impl Display {
    /// Starts one that takes a free number; its files are in this folder.
    pub(super) async fn start(program: &Path, folder: &Path) -> Result<Self, String> {
        let mut command = Command::new(program);
        // It writes its number there, once it can be drawn on.
        command.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]);
        let mut group = Group::start(command, folder, "display.log")?;
        let began = Instant::now();
        loop {
            let said = group.said();
            // The line is whole when its end is there.
            if let Some(number) = said.split_inclusive('\n').find_map(|line| line.strip_suffix('\n')?.trim().parse::<u32>().ok()) {
                return Ok(Self { group, name: format!(":{number}") });
            }
            if let Some(status) = group.ended() {
                return Err(format!("it ended with {status} and said: {}", said.trim()));
            }
            if began.elapsed() > START {
                return Err(format!("it named no display within {} s and said: {}", START.as_secs(), said.trim()));
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}
