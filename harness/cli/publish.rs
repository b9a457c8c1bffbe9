//! `publish`: the README of a folder of submissions.

use std::path::PathBuf;

use clap::Args;

use super::certify::certified;
use super::{Outcome, print, write};
use crate::error::{Error, Result};
use crate::published::{self, Published};
use crate::report;
use crate::report::registry::{Stored, readme};
use crate::submission;
use crate::transcript::{Line, Reader};

#[derive(Debug, Args)]
pub struct Publish {
    /// The folder that holds the members' folders.
    #[arg(default_value = published::FOLDER, value_name = "DIR")]
    reports: PathBuf,
    /// Write nothing: exit with 1 where the README is not what it should be.
    #[arg(long)]
    check: bool,
}

impl Publish {
    /// Every transcript is judged again, and a file that says otherwise than its transcript is refused: nothing is published
    /// because somebody wrote it down.
    pub fn run(self) -> Outcome {
        let all = published::read(&self.reports)?;
        let mut stored = Vec::new();
        for host in &all {
            stored.push(Stored { host, formats: formats(host)? });
            held(host)?;
        }
        let file = self.reports.join("README.md");
        let text = readme(&stored);
        if !self.check {
            write(&file, &text)?;
            print(&format!("{}: {}\n", file.display(), report::count(all.len(), "host")))?;
            return Ok(0);
        }
        let is = std::fs::read_to_string(&file).unwrap_or_default();
        if is == text {
            print(&format!("{} is what its folder comes to\n", file.display()))?;
            return Ok(0);
        }
        let line = is.lines().zip(text.lines()).take_while(|(is, due)| is == due).count();
        print(&format!(
            "{}:{}: [readme-other] it says {:?}, and should say {:?}\n  help: write it with `minicert publish`\n",
            file.display(),
            line + 1,
            is.lines().nth(line).unwrap_or_default(),
            text.lines().nth(line).unwrap_or_default()
        ))?;
        Ok(1)
    }
}

/// The format of each run's transcript.
fn formats(host: &Published) -> Result<Vec<u32>> {
    let one = |run: &published::Run| match Reader::open(&run.folder.join(submission::TRANSCRIPT))?.next()? {
        Some(Line::Header(header)) => Ok(header.format),
        _ => Err(Error::usage("transcript-foreign", format!("the transcript in {} does not begin with a header line", run.place), "store the transcript of a run")),
    };
    host.runs.iter().map(one).collect()
}

/// Whether what lies beside the transcripts is what they come to.
fn held(host: &Published) -> Result<()> {
    let other = |place: &str, what: &str| Err(Error::usage("publish-other", format!("{what} in {} is not what its transcript comes to", report::visible(place)), "`minicert verify` and `minicert judge` say what it comes to"));
    let mut certificates = Vec::new();
    for run in &host.runs {
        let certificate = certified(&run.folder.join(submission::TRANSCRIPT))?;
        if report::json(&certificate) != run.text {
            return other(&run.place, submission::CERTIFICATE);
        }
        certificates.push(certificate);
    }
    match &host.submission {
        Some(submission) if !submission.is_of(&certificates) => other(&host.place, submission::SUBMISSION),
        _ => Ok(()),
    }
}
