//! Pictures of the screen after attempts that did not pass: for people. No verdict looks at them, so they lie beside the
//! transcript, each under the hash of its bytes, with a line of `index.jsonl` for each attempt that shows one.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::case::{Step, all};
use crate::error::{Error, Result};
use crate::host::Session;
use crate::judge::{Finding, judge_attempt};
use crate::report::Screen;
use crate::transcript::{Attempt, Outcome};
use crate::trial::Trial;
use crate::value::sha256;

/// The folder of the pictures, beside the transcript.
const FOLDER: &str = "screens";
const INDEX: &str = "index.jsonl";

/// A picture of more bytes is not kept.
const LARGEST: usize = 4_000_000;

/// A line of the index.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    trial: String,
    attempt: u32,
    /// Of the picture's bytes, and its file's name.
    sha256: String,
}

/// Keeps what the screen shows, where the trial looks at it and the attempt did not pass. A picture that cannot be had
/// is left out: it decides nothing.
pub async fn keep(out: &Path, session: &mut Session, trial: &Trial, attempt: &Attempt) {
    let looks = all(&trial.steps).into_iter().any(|step| matches!(step, Step::Ui(_)));
    let failed = || attempt.outcome != Outcome::Closed || judge_attempt(trial, attempt).iter().any(|finding| matches!(finding, Finding::Fail { .. }));
    if !looks || !failed() {
        return;
    }
    if let Ok(picture) = session.picture().await
        && picture.len() <= LARGEST
    {
        let _ = write(&out.join(FOLDER), &picture, attempt);
    }
}

fn write(folder: &Path, picture: &[u8], attempt: &Attempt) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let entry = Entry { trial: attempt.trial.clone(), attempt: attempt.attempt, sha256: sha256(picture) };
    fs::write(folder.join(name(&entry)), picture)?;
    let mut line = serde_json::to_vec(&entry)?;
    line.push(b'\n');
    // One write a line, because sessions write beside each other.
    OpenOptions::new().create(true).append(true).open(folder.join(INDEX))?.write_all(&line)
}

/// The pictures beside a transcript. Those that are not what their name says are left out.
pub fn read(out: &Path) -> Result<Vec<Screen>> {
    let folder = out.join(FOLDER);
    let Ok(index) = fs::read_to_string(folder.join(INDEX)) else { return Ok(Vec::new()) };
    let mut screens = Vec::new();
    for (number, line) in (1..).zip(index.lines()) {
        let entry: Entry = serde_json::from_str(line).map_err(|error| {
            Error::usage("screens-unreadable", format!("line {number} of {} does not read: {error}", folder.join(INDEX).display()), "remove the folder: the report does without it")
        })?;
        let Ok(picture) = fs::read(folder.join(name(&entry))) else { continue };
        if sha256(&picture) == entry.sha256 {
            let file = PathBuf::from(FOLDER).join(name(&entry)).display().to_string();
            screens.push(Screen { trial: entry.trial, attempt: entry.attempt, file, picture });
        }
    }
    Ok(screens)
}

/// A hash that is none names no file.
fn name(entry: &Entry) -> String {
    let hash: String = entry.sha256.chars().filter(char::is_ascii_hexdigit).collect();
    format!("{hash}.png")
}

#[cfg(test)]
mod tests {
    use super::{FOLDER, INDEX, read, write};
    use crate::transcript::Attempt;

    #[test]
    fn pictures_are_read_back_and_others_are_not() {
        let out = tempfile::tempdir().unwrap();
        assert_eq!(read(out.path()).unwrap(), []);
        let folder = out.path().join(FOLDER);
        let attempt: Attempt = serde_json::from_value(serde_json::json!({
            "trial": "t", "attempt": 2, "session": "s", "position": 1, "namespace": "n", "purpose": "plan", "alone": true,
            "budget": 1, "outcome": "closed", "at": 1, "events": [],
        }))
        .unwrap();
        write(&folder, b"picture", &attempt).unwrap();
        write(&folder, b"other", &attempt).unwrap();
        let screens = read(out.path()).unwrap();
        assert_eq!((screens.len(), screens[0].picture.as_slice(), screens[0].trial.as_str(), screens[0].attempt), (2, b"picture".as_slice(), "t", 2));
        std::fs::write(out.path().join(&screens[0].file), b"edited").unwrap();
        assert_eq!(read(out.path()).unwrap(), screens[1..]);
        std::fs::write(folder.join(INDEX), "{\"trial\": 1}\n").unwrap();
        assert_eq!(read(out.path()).unwrap_err().id, "screens-unreadable");
    }
}
