//! What a member hands to the union: the runs of one build of one host, and what they come to together.
//!
//! A folder of it holds `submission.json`, `badge.svg`, and for each run a folder `runs/<SHA-256 of the transcript>/` with
//! `transcript.jsonl.zst`, `certificate.json` and `host.yaml`; where a person looked at something, `manual.yaml` and
//! `evidence/<SHA-256 of the file>`. Nothing else is in it.

mod badge;
mod combine;
mod excused;
mod layout;
mod manual;
mod ordered;
mod planned;
mod verify;

pub use combine::combine;
pub use layout::{submit, submit_with};
pub use manual::{Evidence, Manual, ManualCheck, ManualOutcome};
pub use verify::{Objection, Verified, verify};

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::Cases;
use crate::certificate::{Certificate, Reason, Verdict, WaiverOutcome};
use crate::generate::Nonce;
use crate::host::abilities;
use crate::manifest::Manifest;
use crate::plan::{self, Abilities, Plan, SEED, Selection};
use crate::spec::{Spec, Waiver};
use crate::transcript::Claims;
use crate::trial::Trial;

/// The version of this format. A change of the fields bumps it. Certificates of format 1 make a submission of format 1:
/// without waivers and what a person saw.
pub const FORMAT: u32 = 2;

pub const SUBMISSION: &str = "submission.json";
const BADGE: &str = "badge.svg";
pub const RUNS: &str = "runs";
pub const TRANSCRIPT: &str = "transcript.jsonl.zst";
pub const CERTIFICATE: &str = "certificate.json";
const MANIFEST: &str = "host.yaml";
const MANUAL: &str = "manual.yaml";
const EVIDENCE: &str = "evidence";

/// `submission.json`. Everything in it follows from the runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Submission {
    pub format: u32,
    pub member: String,
    pub product: String,
    pub version: String,
    /// What `minicert digest` says of the build.
    pub build: String,
    /// The release of the spec.
    pub release: String,
    pub verdict: Verdict,
    /// Why it is not a pass; empty for a pass.
    pub reasons: Vec<Reason>,
    /// The waivers by which a failure of some run does not bar a pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waived: Vec<Waived>,
    /// What a person saw.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manual: Vec<ManualCheck>,
    /// By the hash that names them.
    pub runs: Vec<Run>,
}

/// A waiver that was needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Waived {
    pub id: String,
    pub waiver: Waiver,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Run {
    /// SHA-256 of the transcript, not compressed; the name of its folder.
    pub transcript: String,
    /// RFC 3339, UTC.
    pub started: String,
    pub browsers: Vec<String>,
    /// The nonce of the union's that it answers; left out: it is of the released set alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    pub verdict: Verdict,
}

impl Submission {
    /// Whether this is what its runs come to, given their certificates in its order.
    pub fn is_of(&self, certificates: &[Certificate]) -> bool {
        let named: Vec<_> = self.runs.iter().map(|run| run.transcript.clone()).zip(certificates.iter().cloned()).collect();
        named.len() == self.runs.len() && summary(&named, &self.manual).is_ok_and(|due| due == *self)
    }
}

/// The spec and the cases that submissions are held against.
#[derive(Debug)]
pub struct Release {
    spec: Spec,
    cases: Cases,
    /// Dialect → every trial of the released set, made when the first submission in it is met.
    trials: Mutex<HashMap<String, Vec<Trial>>>,
    /// The plan that was made last, with what it was made from: the runs of a submission have one plan, and those of a
    /// member's hosts often do.
    planned: Mutex<Option<(Asked, Arc<Plan>)>>,
}

/// What a plan follows from besides the release.
#[derive(Debug, PartialEq)]
struct Asked {
    dialect: String,
    claims: Claims,
    abilities: Abilities,
    nonce: Option<Nonce>,
}

impl Release {
    pub fn new(spec: Spec, cases: Cases) -> Self {
        Self { spec, cases, trials: Mutex::default(), planned: Mutex::default() }
    }

    /// The plan of a host, with what a nonce brings on top.
    fn plan(&self, manifest: &Manifest, nonce: Option<&Nonce>) -> Arc<Plan> {
        let Manifest { dialect, claims, .. } = manifest;
        let asked = Asked { dialect: dialect.clone(), claims: claims.clone(), abilities: abilities(manifest), nonce: nonce.cloned() };
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, plan)) = planned.as_ref().filter(|(before, _)| *before == asked) {
            return Arc::clone(plan);
        }
        let mut trials = self.trials(dialect);
        trials.extend(nonce.into_iter().flat_map(|nonce| plan::challenge_trials(&self.spec, nonce, Some(dialect))));
        let plan = Arc::new(plan::plan(&self.spec, trials, claims, dialect, &asked.abilities, &Selection::default()));
        *planned = Some((asked, Arc::clone(&plan)));
        plan
    }

    fn trials(&self, dialect: &str) -> Vec<Trial> {
        let mut made = self.trials.lock().unwrap_or_else(PoisonError::into_inner);
        made.entry(dialect.to_owned()).or_insert_with(|| plan::released(&self.spec, &self.cases, SEED, Some(dialect)).0).clone()
    }
}

/// The submission that these runs make, each with the hash of its transcript, and what a person saw; why they make none.
fn summary(runs: &[(String, Certificate)], manual: &[ManualCheck]) -> std::result::Result<Submission, (&'static str, String)> {
    let Some((_, first)) = runs.first() else { return Err(("submission-empty", "there is no run in it".to_owned())) };
    let host = &first.host;
    if let Some((_, other)) = runs.iter().find(|(_, other)| {
        (&other.host.name, &other.host.version, &other.host.member, &other.host.build, &other.host.dialect) != (&host.name, &host.version, &host.member, &host.build, &host.dialect)
    }) {
        return Err(("submission-mixed", format!("one run is of {}, another of {}", told(host), told(&other.host))));
    }
    if let Some((_, other)) = runs.iter().find(|(_, other)| other.host.claims != host.claims) {
        return Err(("submission-mixed", format!("one run claims {:?}, another {:?}", host.claims, other.host.claims)));
    }
    if let Some((_, other)) = runs.iter().find(|(_, other)| other.suite != first.suite) {
        return Err(("submission-mixed", format!("one run was made with {:?}, another with {:?}", first.suite, other.suite)));
    }
    let needed = |value: &Option<String>, id, what: &str| value.clone().ok_or_else(|| (id, format!("the manifest does not say {what}")));
    let (verdict, reasons) = combine(&runs.iter().map(|(_, certificate)| certificate).collect::<Vec<_>>(), manual);
    let mut listed: Vec<Run> = runs
        .iter()
        .map(|(transcript, certificate)| Run {
            transcript: transcript.clone(),
            started: certificate.run.started.clone(),
            browsers: certificate.run.browsers.clone(),
            challenge: certificate.run.challenge.clone(),
            verdict: certificate.verdict,
        })
        .collect();
    listed.sort_by(|left, right| left.transcript.cmp(&right.transcript));
    Ok(Submission {
        format: first.format.min(FORMAT),
        member: needed(&host.member, "submission-no-member", "who the member is")?,
        product: host.name.clone(),
        version: host.version.clone(),
        build: needed(&host.build, "submission-no-build", "which build it is")?,
        release: needed(&first.suite.release, "submission-no-release", "which release of the spec it was made with")?,
        verdict,
        reasons,
        waived: waived(runs),
        manual: manual.to_vec(),
        runs: listed,
    })
}

/// The waivers that some run needed, by their ids.
fn waived(runs: &[(String, Certificate)]) -> Vec<Waived> {
    let needed = runs.iter().flat_map(|(_, certificate)| &certificate.waivers).filter(|result| result.outcome == WaiverOutcome::Waived);
    let all: BTreeMap<&String, &Waiver> = needed.map(|result| (&result.id, &result.waiver)).collect();
    all.into_iter().map(|(id, waiver)| Waived { id: id.clone(), waiver: waiver.clone() }).collect()
}

fn told(host: &crate::transcript::Host) -> String {
    let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "not said".to_owned());
    format!("{} {} ({}), member {}, build {}", host.name, host.version, host.dialect, word(&host.member), word(&host.build))
}

/// What is wrong with a submission that was to answer a nonce; nothing where one of its runs does.
pub fn unanswered(submission: &Submission, nonce: &Nonce) -> Option<Objection> {
    let answered: Vec<&str> = submission.runs.iter().filter_map(|run| run.challenge.as_deref()).collect();
    let (id, message) = match answered.first() {
        _ if answered.contains(&nonce.as_str()) => return None,
        None => ("challenge-missing", format!("no run was made with a nonce, and {nonce} was given")),
        Some(other) => ("challenge-other", format!("a run was made with the nonce {other}, and {nonce} was given")),
    };
    Some(Objection { id: id.to_owned(), place: SUBMISSION.to_owned(), message })
}

/// `submission.json` as it stands in the file.
fn json(submission: &Submission) -> String {
    let text = serde_json::to_string_pretty(submission).unwrap_or_default();
    format!("{text}\n")
}
