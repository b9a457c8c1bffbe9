//! What lies in a folder of reports: submissions, and single runs from before there were any. It reads what the files say;
//! whether they may say so is for `verify` and `publish` to see.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::certificate::{Certificate, Status, Verdict};
use crate::digest;
use crate::error::{Error, Result, json_fault};
use crate::explain::{HostLine, HostResult};
use crate::judge;
use crate::spec::{Level, Spec};
use crate::submission::{self, Submission};
use crate::trial::is_challenge;

/// Where reports are kept when nobody says otherwise.
pub const FOLDER: &str = "reports";

/// A build of a host, with all that was published of it.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its folder, from that of the reports, with `/`.
    pub place: String,
    /// Nothing for a single run.
    pub submission: Option<Submission>,
    /// At least one.
    pub runs: Vec<Run>,
}

#[derive(Clone, Debug)]
pub struct Run {
    /// Its folder.
    pub folder: PathBuf,
    /// The same, from that of the reports, with `/`.
    pub place: String,
    /// `certificate.json` as it stands there, and what it says.
    pub text: String,
    pub certificate: Certificate,
}

/// A requirement as the released set shows it, over all runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub level: Level,
    /// Nothing where every check of it was left out.
    pub status: Option<Status>,
}

/// Everything below a folder, by place. Links are not followed.
pub fn read(folder: &Path) -> Result<Vec<Published>> {
    let mut all = Vec::new();
    descend(folder, "", &mut all)?;
    all.sort_by(|left, right| left.place.cmp(&right.place));
    Ok(all)
}

fn descend(folder: &Path, place: &str, all: &mut Vec<Published>) -> Result<()> {
    if folder.join(submission::SUBMISSION).is_file() {
        let (_, submission): (_, Submission) = json(&folder.join(submission::SUBMISSION))?;
        let mut runs = Vec::new();
        for run in &submission.runs {
            // The name becomes a path.
            if !digest::is_sha256(&run.transcript) {
                return Err(unreadable(&folder.join(submission::SUBMISSION), format!("{:?} is no hash of a transcript", run.transcript)));
            }
            let name = format!("{}/{}", submission::RUNS, run.transcript);
            runs.push(read_run(&folder.join(&name), format!("{place}/{name}"))?);
        }
        if runs.is_empty() {
            return Err(unreadable(&folder.join(submission::SUBMISSION), "it names no run"));
        }
        all.push(Published { place: place.to_owned(), submission: Some(submission), runs });
        return Ok(());
    }
    if folder.join(submission::CERTIFICATE).is_file() {
        all.push(Published { place: place.to_owned(), submission: None, runs: vec![read_run(folder, place.to_owned())?] });
        return Ok(());
    }
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(folder, error))?;
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let name = entry.file_name().to_string_lossy().into_owned();
            descend(&entry.path(), &if place.is_empty() { name } else { format!("{place}/{name}") }, all)?;
        }
    }
    Ok(())
}

fn read_run(folder: &Path, place: String) -> Result<Run> {
    let (text, certificate) = json(&folder.join(submission::CERTIFICATE))?;
    Ok(Run { folder: folder.to_owned(), place, text, certificate })
}

fn json<T: DeserializeOwned>(path: &Path) -> Result<(String, T)> {
    let text = fs::read_to_string(path).map_err(|error| unreadable(path, error))?;
    let value = serde_json::from_str(&text).map_err(|error| unreadable(path, format!("{}:{}: {}", error.line(), error.column(), json_fault(&error))))?;
    Ok((text, value))
}

fn unreadable(path: &Path, why: impl std::fmt::Display) -> Error {
    Error::usage("reports-unreadable", format!("failed to read {}: {why}", path.display()), "give a folder of what `minicert submit` lays out")
}

impl Published {
    /// The certificate that tells host and suite; in a submission they are the same in all.
    pub fn first(&self) -> &Certificate {
        &self.runs[0].certificate
    }

    pub fn verdict(&self) -> Verdict {
        self.submission.as_ref().map_or_else(|| self.first().verdict, |submission| submission.verdict)
    }

    /// Each requirement that the released set names: failed when a run saw it fail, met when one saw it met.
    pub fn requirements(&self) -> BTreeMap<&str, Shown> {
        let mut shown: BTreeMap<&str, Shown> = BTreeMap::new();
        for run in &self.runs {
            for (id, one) in released(&run.certificate) {
                let so_far = shown.entry(id).or_insert_with(|| Shown { level: one.level, status: None });
                so_far.status = over(so_far.status, one.status);
            }
        }
        shown
    }

    /// What it came to with a requirement.
    pub fn line(&self, requirement: &str) -> HostLine {
        let host = &self.first().host;
        let (result, why) = match self.requirements().get(requirement) {
            None => (HostResult::NotAsked, "the plan of its runs does not name it".to_owned()),
            Some(Shown { status: None, .. }) => (HostResult::LeftOut, self.left_out(requirement)),
            Some(Shown { status: Some(status), .. }) => {
                let result = match status {
                    Status::Pass => HostResult::Meets,
                    Status::Fail => HostResult::Fails,
                    Status::Unwitnessed | Status::NotReached | Status::Error | Status::Flaky => HostResult::Undecided,
                };
                (result, self.counted(requirement))
            }
        };
        HostLine { host: host.name.clone(), version: host.version.clone(), member: host.member.clone(), place: self.place.clone(), result, why }
    }

    fn left_out(&self, requirement: &str) -> String {
        let omissions = self.runs.iter().flat_map(|run| &run.certificate.omissions);
        let reasons: BTreeSet<&str> = omissions.filter(|omission| omission.requirements.iter().any(|id| id == requirement)).map(|omission| omission.reason.as_str()).collect();
        reasons.into_iter().collect::<Vec<_>>().join("; ")
    }

    /// Its checks by result: `3 pass, 1 fail`.
    fn counted(&self, requirement: &str) -> String {
        let mut counts: BTreeMap<Status, usize> = BTreeMap::new();
        let checks = self.runs.iter().flat_map(|run| &run.certificate.checks);
        for check in checks.filter(|check| check.requirement == requirement && !is_challenge(&check.trial)) {
            *counts.entry(check.status).or_default() += 1;
        }
        let counts: Vec<String> = counts.into_iter().map(|(status, count)| format!("{count} {}", status.name())).collect();
        format!("checks: {}", counts.join(", "))
    }

    /// Area → its requirements.
    pub fn areas(&self) -> BTreeMap<&str, Vec<Shown>> {
        let mut areas: BTreeMap<&str, Vec<Shown>> = BTreeMap::new();
        for (id, shown) in self.requirements() {
            areas.entry(Spec::area(id)).or_default().push(shown);
        }
        areas
    }
}

/// The requirements of one run without what a nonce brought.
fn released(certificate: &Certificate) -> BTreeMap<&str, Shown> {
    let mut statuses: BTreeMap<&str, Vec<Status>> = BTreeMap::new();
    for check in certificate.checks.iter().filter(|check| !is_challenge(&check.trial)) {
        statuses.entry(&check.requirement).or_default().push(check.status);
    }
    let omitted: BTreeSet<&str> = certificate.omissions.iter().filter(|omission| !is_challenge(&omission.trial)).flat_map(|omission| &omission.requirements).map(String::as_str).collect();
    let shown = certificate.requirements.iter().filter(|one| statuses.contains_key(one.id.as_str()) || omitted.contains(one.id.as_str()));
    shown.map(|one| (one.id.as_str(), Shown { level: one.level, status: statuses.get(one.id.as_str()).cloned().and_then(judge::worst) })).collect()
}

/// What two runs show together.
fn over(one: Option<Status>, other: Option<Status>) -> Option<Status> {
    let bad = [one, other].into_iter().flatten().filter(|status| matches!(status, Status::Fail | Status::Flaky)).max();
    // What one run could not exercise another may have seen met.
    bad.or_else(|| [one, other].into_iter().flatten().min())
}

#[cfg(test)]
mod tests {
    use super::over;
    use crate::certificate::Status;

    #[test]
    fn a_run_that_saw_it_met_decides_and_one_that_saw_it_fail_decides_more() {
        for (one, other, both) in [
            (None, None, None),
            (None, Some(Status::Pass), Some(Status::Pass)),
            (Some(Status::Error), Some(Status::Pass), Some(Status::Pass)),
            (Some(Status::Flaky), Some(Status::Pass), Some(Status::Flaky)),
            (Some(Status::Fail), Some(Status::Pass), Some(Status::Fail)),
            (Some(Status::NotReached), None, Some(Status::NotReached)),
        ] {
            assert_eq!(over(one, other), both);
            assert_eq!(over(other, one), both);
        }
    }
}
