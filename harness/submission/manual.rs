//! What a person saw where no driver can look: the record that stands for omissions of the class `needs-person`, and for no
//! other. It is the member's own word, with evidence that anybody can hash again.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::certificate::Certificate;
use crate::diagnostic::Diagnostic;
use crate::digest;
use crate::trial::OmissionClass;
use crate::value::hex;
use crate::yaml::{self, Document};

/// `manual.yaml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manual {
    /// The build that was looked at, as `minicert digest` names it.
    pub build: String,
    /// When it was built: RFC 3339, with an offset or Z.
    pub built: String,
    pub checks: Vec<ManualCheck>,
}

/// What a person saw of one requirement in one trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ManualCheck {
    /// The trial that was left out because it needs a person.
    pub trial: String,
    /// One of the requirements that the omission names.
    pub requirement: String,
    pub who: String,
    /// RFC 3339, with an offset or Z.
    pub when: String,
    /// In words.
    pub seen: String,
    pub outcome: ManualOutcome,
    pub evidence: Evidence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ManualOutcome {
    Pass,
    Fail,
}

/// A picture, a film, a log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Evidence {
    /// Its path from the folder of this file; in a submission it lies under its hash.
    pub file: String,
    pub sha256: String,
}

/// Reads a record, and checks what it says of itself.
pub fn read(path: &str, text: &str) -> Result<Document<Manual>, Diagnostic> {
    let document = yaml::read::<Manual>(path, text)?;
    let manual = &document.value;
    let refuse = |id, pointer: &str, message: String, help: &str| Err(Diagnostic::new(id, document.place(pointer), message, help));
    if !digest::is_one(&manual.build) {
        return refuse("manual-build", "/build", format!("{:?} is no digest of a build", manual.build), "write what `minicert digest` says of the host's package");
    }
    let Some(built) = moment(&manual.built) else {
        return refuse("manual-time", "/built", format!("{:?} is no time", manual.built), "write it as in 2026-11-28T10:00:00Z");
    };
    let mut seen = HashSet::new();
    for (index, check) in manual.checks.iter().enumerate() {
        let at = |key: &str| format!("/checks/{index}/{key}");
        for (key, value) in [("who", &check.who), ("seen", &check.seen)] {
            if value.trim().is_empty() {
                return refuse("manual-empty", &at(key), format!("{key} of the manual check of {} is empty", check.requirement), "say who looked, and what there was to see");
            }
        }
        match moment(&check.when) {
            None => return refuse("manual-time", &at("when"), format!("{:?} is no time", check.when), "write it as in 2026-11-28T10:00:00Z"),
            Some(when) if when < built => {
                let message = format!("{} was looked at on {}, before the build was made on {}", check.requirement, check.when, manual.built);
                return refuse("manual-before-build", &at("when"), message, "look again, at this build");
            }
            Some(_) => {}
        }
        if !digest::is_sha256(&check.evidence.sha256) {
            return refuse("manual-evidence", &at("evidence/sha256"), format!("{:?} is no SHA-256", check.evidence.sha256), "write the 64 digits of `sha256sum`");
        }
        if !seen.insert((&check.trial, &check.requirement)) {
            return refuse("manual-twice", &at("trial"), format!("{} in {} is there twice", check.requirement, check.trial), "keep one of the two");
        }
    }
    Ok(document)
}

fn moment(text: &str) -> Option<jiff::Timestamp> {
    text.parse().ok()
}

/// What of a record does not fit the runs that it is given with.
pub(super) fn misfits(document: &Document<Manual>, runs: &[&Certificate]) -> Vec<Diagnostic> {
    let manual = &document.value;
    let mut wrong = Vec::new();
    for run in runs {
        if run.host.build.as_ref() != Some(&manual.build) {
            let message = format!("the build {} was looked at, and {} ran", manual.build, run.host.build.as_deref().unwrap_or("one that nobody named"));
            wrong.push(Diagnostic::new("manual-build", document.place("/build"), message, "look again, at the build that ran"));
            break;
        }
        if moment(&run.run.started).zip(moment(&manual.built)).is_some_and(|(started, built)| started < built) {
            let message = format!("the build is said to be made on {}, and ran on {}", manual.built, run.run.started);
            wrong.push(Diagnostic::new("manual-before-build", document.place("/built"), message, "say when the build that ran was made"));
            break;
        }
    }
    for (index, check) in manual.checks.iter().enumerate() {
        if let Some((id, message, help)) = misfit(check, runs) {
            wrong.push(Diagnostic::new(id, document.place(&format!("/checks/{index}/trial")), message, help));
        }
    }
    wrong
}

fn misfit(check: &ManualCheck, runs: &[&Certificate]) -> Option<(&'static str, String, &'static str)> {
    const HELP: &str = "take the names from the omissions of the class needs-person in the certificate";
    let trial = &check.trial;
    let left_out: Vec<_> = runs.iter().flat_map(|run| &run.omissions).filter(|omission| omission.trial == *trial).collect();
    if runs.iter().any(|run| run.checks.iter().any(|result| result.trial == *trial)) {
        return Some(("manual-ran", format!("{trial} ran: what it came to is in the transcript"), "remove the entry"));
    }
    let Some(first) = left_out.first() else {
        return Some(("manual-unknown", format!("no run left out a trial {trial}"), HELP));
    };
    if let Some(other) = left_out.iter().find(|omission| omission.class != OmissionClass::NeedsPerson) {
        let message = format!("{trial} was left out as {}, and a person stands for needs-person alone", yaml::name(&other.class));
        return Some(("manual-class", message, "run it where it can be run: another driver, another manifest"));
    }
    if !first.requirements.contains(&check.requirement) {
        return Some(("manual-requirement", format!("{trial} does not check {}: it checks {}", check.requirement, first.requirements.join(", ")), HELP));
    }
    None
}

/// The SHA-256 of a file, and how many bytes it has. It is read in pieces: a film is large.
pub(super) fn hashed(path: &Path) -> io::Result<(String, u64)> {
    if std::fs::symlink_metadata(path)?.is_symlink() {
        return Err(io::Error::other("it is a symbolic link"));
    }
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((hex(&hash.finalize()), bytes)),
            read => {
                hash.update(&piece[..read]);
                bytes += read as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_is_no_record_is_refused_where_it_is_written() {
        let sum = "0".repeat(64);
        let whole = format!(
            "build: sha256:{sum}\nbuilt: 2026-11-01T00:00:00Z\nchecks:\n  - trial: a/b/c\n    requirement: a/b/d\n    who: Jane\n    when: 2026-11-02T10:00:00+08:00\n    seen: It opened.\n    outcome: pass\n    evidence: {{file: a.png, sha256: {sum}}}\n"
        );
        let said = |text: &str| read("manual.yaml", text).map_or_else(|diagnostic| diagnostic.to_string().lines().next().unwrap_or_default().to_owned(), |_| "right".to_owned());
        assert_eq!(said(&whole), "right");
        for (find, put, objection) in [
            ("build: sha256:", "build: sha1:", "1:1: [manual-build]"),
            ("2026-11-01T00:00:00Z", "yesterday", "2:1: [manual-time] \"yesterday\" is no time"),
            ("2026-11-02T10:00:00+08:00", "2026-11-02", "7:5: [manual-time] \"2026-11-02\" is no time"),
            ("2026-11-02T10:00:00+08:00", "2026-11-01T07:59:59+08:00", "7:5: [manual-before-build]"),
            ("who: Jane", "who: ' '", "6:5: [manual-empty] who of the manual check of a/b/d is empty"),
            ("sha256: 0", "sha256: g", "10:29: [manual-evidence]"),
            ("outcome: pass", "outcome: passed", "9:14: [yaml] unknown variant `passed`"),
            ("who: Jane", "by: Jane", "6:5: [yaml] unknown field `by`"),
            ("    seen: It opened.\n", "", "9:5: [yaml] missing field `seen`"),
        ] {
            let got = said(&whole.replace(find, put));
            assert!(got.starts_with(&format!("manual.yaml:{objection}")), "{put}: {got}");
        }
        let (_, entry) = whole.split_once("checks:\n").unwrap();
        assert!(said(&format!("{whole}{entry}")).starts_with("manual.yaml:11:5: [manual-twice]"));
    }
}
