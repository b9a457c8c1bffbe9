//! Checks a submission without its host: that nobody changed it after the run, that the run was of the plan that the claims
//! lead to, and that its results are what the transcript comes to.
//!
//! What it cannot see is whether the host was ever asked: a member who makes up observations, and a chain over them, is
//! found only by running a sample again.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::planned::Planned;
use super::{BADGE, CERTIFICATE, EVIDENCE, MANIFEST, MANUAL, ManualCheck, RUNS, Release, SUBMISSION, Submission, TRANSCRIPT, badge, json, manual, summary};
use crate::certificate::Certificate;
use crate::certify::Draft;
use crate::digest;
use crate::error::json_fault;
use crate::manifest::Manifest;
use crate::report;
use crate::transcript::Reader;

/// The most that is read of a file that is not a transcript.
const LARGEST: u64 = 64 << 20;

/// What it leads to is not in the submission.
const LINK: &str = "it is a symbolic link";

/// After so many objections to one run, the rest is only counted.
const MOST: usize = 20;

/// One way in which a submission is not what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Stable, kebab-case.
    pub id: String,
    /// The file, from the submission's folder.
    pub place: String,
    pub message: String,
}

/// What a submission comes to.
#[derive(Clone, Debug)]
pub struct Verified {
    /// As computed from its runs; nothing where they cannot be read.
    pub submission: Option<Submission>,
    /// Nothing where it is what it says.
    pub objections: Vec<Objection>,
}

/// Checks a submission's folder against a release of the suite.
pub fn verify(folder: &Path, release: &Release) -> Verified {
    let mut check = Check { folder, release, objections: Vec::new() };
    let submission = check.submission();
    Verified { submission, objections: check.objections }
}

struct Check<'a> {
    folder: &'a Path,
    release: &'a Release,
    objections: Vec<Objection>,
}

impl Check<'_> {
    fn object(&mut self, id: &str, place: &str, message: impl Into<String>) {
        self.objections.push(Objection { id: id.to_owned(), place: place.to_owned(), message: message.into() });
    }

    fn submission(&mut self) -> Option<Submission> {
        let text = self.text(SUBMISSION)?;
        let said: Submission = match serde_json::from_str(&text) {
            Ok(said) => said,
            Err(error) => {
                let place = format!("{SUBMISSION}:{}:{}", error.line(), error.column());
                self.object("submission-unreadable", &place, json_fault(&error));
                return None;
            }
        };
        if !(1..=super::FORMAT).contains(&said.format) {
            self.object("submission-format", SUBMISSION, format!("it has format {}, and this minicert reads formats 1 to {}", said.format, super::FORMAT));
            return None;
        }
        let mut runs = Vec::new();
        let mut names = BTreeSet::new();
        for run in &said.runs {
            // The name becomes a path.
            if !digest::is_sha256(&run.transcript) {
                self.object("submission-name", SUBMISSION, format!("{:?} is no hash of a transcript", run.transcript));
            } else if !names.insert(run.transcript.clone()) {
                self.object("submission-twice", SUBMISSION, format!("the run {} is named twice", run.transcript));
            } else if let Some(certificate) = self.run(&run.transcript) {
                runs.push((run.transcript.clone(), certificate));
            }
        }
        let seen = self.manual(&said, &runs);
        self.nothing_else(&names, seen.as_deref());
        if runs.len() < said.runs.len() {
            return None;
        }
        let computed = match summary(&runs, seen.as_deref().unwrap_or_default()) {
            Ok(computed) => computed,
            Err((id, why)) => {
                self.object(id, SUBMISSION, why);
                return None;
            }
        };
        let due = json(&computed);
        if text != due {
            let (line, says, should) = difference(&text, &due);
            self.object("submission-other", &format!("{SUBMISSION}:{line}"), format!("it says {says}, and its runs come to {should}"));
        }
        if self.text(BADGE).is_some_and(|drawn| drawn != badge::badge(&computed)) {
            self.object("badge-other", BADGE, "it is not the badge of this verdict");
        }
        Some(computed)
    }

    /// What a person saw, where the submission says so or has a record of it. What does not hold is objected to, and stands for
    /// nothing.
    fn manual(&mut self, said: &Submission, runs: &[(String, Certificate)]) -> Option<Vec<ManualCheck>> {
        if fs::symlink_metadata(self.folder.join(MANUAL)).is_err() {
            if !said.manual.is_empty() {
                self.object("manual-missing", MANUAL, "the submission says what a person saw, and the record of it is not there");
            }
            return None;
        }
        let text = self.text(MANUAL)?;
        let document = match manual::read(MANUAL, &text) {
            Ok(document) => document,
            Err(diagnostic) => {
                self.object(diagnostic.id, &diagnostic.place.to_string(), diagnostic.message);
                return None;
            }
        };
        for diagnostic in manual::misfits(&document, &runs.iter().map(|(_, certificate)| certificate).collect::<Vec<_>>()) {
            self.object(diagnostic.id, &diagnostic.place.to_string(), diagnostic.message);
        }
        let hashes: BTreeSet<&String> = document.value.checks.iter().map(|check| &check.evidence.sha256).collect();
        for due in hashes {
            let place = format!("{EVIDENCE}/{due}");
            match manual::hashed(&self.folder.join(&place)) {
                Ok((hash, _)) if hash == *due => {}
                Ok((hash, _)) => self.object("evidence-edited", &place, format!("it hashes to {hash}, and lies in the place of another")),
                Err(error) => self.object("evidence-missing", &place, error.to_string()),
            }
        }
        Some(document.value.checks)
    }

    /// One run: its certificate as it should be.
    fn run(&mut self, hash: &str) -> Option<Certificate> {
        let within = |name: &str| format!("{RUNS}/{hash}/{name}");
        let manifest = self.manifest(&within(MANIFEST))?;
        let place = within(TRANSCRIPT);
        if fs::symlink_metadata(self.folder.join(&place)).is_ok_and(|data| data.is_symlink()) {
            self.object("submission-unreadable", &place, LINK);
            return None;
        }
        let mut reader = match Reader::open(&self.folder.join(&place)) {
            Ok(reader) => reader,
            Err(error) => {
                self.object(error.id, &place, error.message);
                return None;
            }
        };
        let mut planned = Planned::new(self.release, &manifest);
        let mut draft = Draft::default();
        let mut number: u64 = 0;
        let mut wrong = Vec::new();
        loop {
            number += 1;
            match reader.next() {
                Ok(Some(line)) => {
                    wrong.extend(planned.next(&line).into_iter().map(|(id, why)| (id, number, why)));
                    draft.add(&line);
                }
                Ok(None) => break,
                Err(error) => {
                    self.object(error.id, &place, error.message);
                    return None;
                }
            }
        }
        let more = wrong.len().saturating_sub(MOST);
        for (id, line, why) in wrong.into_iter().take(MOST) {
            self.object(id, &format!("{place}:{line}"), why);
        }
        if more > 0 {
            self.object("more-objections", &place, format!("{more} more are left out"));
        }
        let digest = reader.digest();
        if digest != hash {
            self.object("transcript-name", &place, format!("it hashes to {digest}, and lies in the folder of another"));
        }
        let certificate = match draft.finish(reader.last(), reader.torn()) {
            Ok(certificate) => certificate,
            Err(error) => {
                self.object(error.id, &place, error.message);
                return None;
            }
        };
        let place = within(CERTIFICATE);
        if let Some(stored) = self.text(&place) {
            let due = report::json(&certificate);
            if stored != due {
                let (line, says, should) = difference(&stored, &due);
                self.object("certificate-other", &format!("{place}:{line}"), format!("it says {says}, and the transcript comes to {should}"));
            }
        }
        Some(certificate)
    }

    fn manifest(&mut self, place: &str) -> Option<Manifest> {
        let text = self.text(place)?;
        match Manifest::parse(place, &text, &self.release.spec) {
            Ok(manifest) => {
                if manifest.webdriver.as_ref().is_some_and(|webdriver| webdriver.url.split('/').nth(2).is_some_and(|host| host.contains('@'))) {
                    self.object("manifest-secret", place, "the address of its WebDriver holds a name and a password, which are published with it");
                }
                Some(manifest)
            }
            Err(diagnostic) => {
                self.object(diagnostic.id, &diagnostic.place.to_string(), diagnostic.message);
                None
            }
        }
    }

    /// What is in the folder and was not read is not vouched for.
    fn nothing_else(&mut self, names: &BTreeSet<String>, seen: Option<&[ManualCheck]>) {
        let mut expected: BTreeSet<String> = [SUBMISSION, BADGE, RUNS].into_iter().map(str::to_owned).collect();
        if let Some(checks) = seen {
            expected.extend([MANUAL, EVIDENCE].map(str::to_owned));
            expected.extend(checks.iter().map(|check| format!("{EVIDENCE}/{}", check.evidence.sha256)));
        }
        for name in names {
            expected.insert(format!("{RUNS}/{name}"));
            expected.extend([TRANSCRIPT, CERTIFICATE, MANIFEST].map(|file| format!("{RUNS}/{name}/{file}")));
        }
        let mut found = Vec::new();
        listed(self.folder, "", &mut found);
        for path in found {
            if !expected.contains(&path) {
                self.object("submission-foreign", &path, "it is no part of a submission");
            }
        }
    }

    fn text(&mut self, place: &str) -> Option<String> {
        let path = self.folder.join(place);
        let read = || -> std::io::Result<Vec<u8>> {
            if fs::symlink_metadata(&path)?.is_symlink() {
                return Err(std::io::Error::other(LINK));
            }
            let mut bytes = Vec::new();
            File::open(&path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let text = match read() {
            Err(error) => Err(error.to_string()),
            Ok(bytes) if bytes.len() as u64 > LARGEST => Err(format!("it holds more than {} MB", LARGEST >> 20)),
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| "it is no UTF-8".to_owned()),
        };
        text.map_err(|why| self.object("submission-unreadable", place, why)).ok()
    }
}

/// Everything below a folder, by path; the contents of links are not followed.
fn listed(folder: &Path, under: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{under}{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            listed(&entry.path(), &format!("{name}/"), found);
        }
        found.push(name);
    }
    found.sort();
}

/// The first line that differs, from 1, as it is and as it should be.
fn difference<'a>(is: &'a str, should: &'a str) -> (usize, &'a str, &'a str) {
    let same = is.lines().zip(should.lines()).take_while(|(is, should)| is == should).count();
    let line = |text: &'a str| text.lines().nth(same).map_or("nothing", str::trim);
    (same + 1, line(is), line(should))
}
