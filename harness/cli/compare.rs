//! `gate`, `diff`: a result against an earlier one.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::certify::{Certified, Run, certified};
use super::{Failure, Outcome, print, print_json, write};
use crate::certificate::Certificate;
use crate::compare::{Baseline, Comparison, compare};
use crate::error::{Error, Result};
use crate::report::{self, comparison};

#[derive(Debug, Args)]
pub struct Gate {
    /// What the result is held against: a baseline of --update, or a certificate.json.
    #[arg(long, value_name = "FILE")]
    baseline: PathBuf,
    /// Write this result as the baseline, whatever it came to.
    #[arg(long)]
    update: bool,
    #[command(flatten)]
    run: Run,
}

impl Gate {
    /// 0 where nothing got worse, 1 where something did, 3 where too little was decided to tell.
    pub async fn run(self) -> Outcome {
        // Before a run of minutes, not after it.
        let before = if self.update { None } else { Some(read(&self.baseline)?) };
        let Certified { certificate, repeat, out, failure } = self.run.certify().await?;
        let after = Baseline::of(&certificate);
        let Some(before) = before else {
            if let Some(error) = failure {
                return Err(error.into());
            }
            let text = serde_json::to_string_pretty(&after).map_err(|error| Error::new("json", format!("failed to write JSON: {error}"), ""))?;
            write(&self.baseline, &format!("{text}\n"))?;
            print(&format!("{} checks are written to {}\n", after.checks.len(), self.baseline.display()))?;
            return Ok(0);
        };
        let comparison = compare(&before, &after);
        if self.run.json {
            print_json(&comparison)?;
        } else {
            print(&comparison::text(&comparison, Some(&certificate), &repeat))?;
            print(&format!("report: {}\n", out.join("report.html").display()))?;
        }
        github(&comparison, &certificate)?;
        match failure {
            Some(error) if comparison.worse.is_empty() => Err(error.into()),
            _ => verdict(&comparison),
        }
    }
}

/// An error of ours keeps a check from being decided: that is neither a pass of the gate nor a fail of the host.
fn verdict(comparison: &Comparison) -> Outcome {
    match (comparison.worse.is_empty(), comparison.undecided.is_empty()) {
        (false, _) => Ok(1),
        (true, true) => Ok(0),
        (true, false) => {
            let message = format!("{} checks that were decided before were not decided now", comparison.undecided.len());
            Err(Error::new("gate-undecided", message, "run it again; the report says what kept them from being decided").into())
        }
    }
}

/// What a job of GitHub Actions shows: annotations, and the summary.
fn github(comparison: &Comparison, certificate: &Certificate) -> Result<()> {
    if std::env::var_os("GITHUB_ACTIONS").is_some() {
        eprint!("{}", comparison::annotations(comparison, certificate));
    }
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY") else { return Ok(()) };
    let unwritable = |error: std::io::Error| Error::new("summary-unwritable", format!("failed to write the job's summary to {}: {error}", Path::new(&path).display()), "GITHUB_STEP_SUMMARY names a file that can be appended to");
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(&path).map_err(unwritable)?;
    file.write_all(comparison::summary(comparison, certificate).as_bytes()).map_err(unwritable)
}

#[derive(Debug, Args)]
pub struct Diff {
    /// The earlier result: a certificate, a transcript, or a baseline.
    before: PathBuf,
    /// The later one.
    after: PathBuf,
    /// Print what changed as JSON.
    #[arg(long)]
    json: bool,
}

impl Diff {
    /// 0 where nothing got worse, 1 where something did.
    pub fn run(self) -> Outcome {
        let comparison = compare(&read(&self.before)?, &read(&self.after)?);
        if self.json {
            print_json(&comparison)?;
        } else {
            print(&comparison::text(&comparison, certificate(&self.after)?.as_ref(), "minicert run"))?;
        }
        Ok(u8::from(!comparison.worse.is_empty()))
    }
}

fn read(path: &Path) -> std::result::Result<Baseline, Failure> {
    if is_transcript(path) {
        return Ok(Baseline::of(&certified(path)?));
    }
    Ok(Baseline::read(&report::visible(&path.display().to_string()), &text(path)?)?)
}

/// The whole certificate, where the file holds one.
fn certificate(path: &Path) -> std::result::Result<Option<Certificate>, Failure> {
    if is_transcript(path) {
        return Ok(Some(certified(path)?));
    }
    Ok(serde_json::from_str(&text(path)?).ok())
}

fn is_transcript(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".jsonl") || name.ends_with(".jsonl.zst")
}

fn text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| Error::usage("file-unreadable", format!("failed to read {}: {error}", path.display()), "give a certificate.json, a transcript or a baseline"))
}
