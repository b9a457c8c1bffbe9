//! The certificate: what a run proves about a host. Data only; `certify` makes it, `report` shows it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::Origin;
use crate::manifest::Deviation;
use crate::spec::{Level, Waiver};
use crate::transcript::{Host, Suite};
use crate::trial::OmissionClass;

/// The version of this format. A change of the fields bumps it. Transcripts before format 4 come to certificates of format 1,
/// byte for byte as they did: without deviations, waivers and the list of advice.
pub const FORMAT: u32 = 2;

/// The format of the certificate that a transcript of a format comes to.
pub fn format_of(transcript: u32) -> u32 {
    if transcript < 4 { 1 } else { FORMAT }
}

/// `certificate.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Certificate {
    pub format: u32,
    pub verdict: Verdict,
    /// Why it is not a pass, one entry a requirement, or a waiver or deviation that is not as it should be; empty for a pass.
    pub reasons: Vec<Reason>,
    pub host: Host,
    pub suite: Suite,
    pub run: RunFacts,
    /// Of a plan that was run more than once by request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<Repeats>,
    pub totals: Totals,
    /// By the first segment of the requirement's id.
    pub areas: IndexMap<String, Totals>,
    /// Every requirement that the plan or an omission names, by id.
    pub requirements: Vec<RequirementResult>,
    /// Failing SHOULD and MAY requirements: worth mending, no reason against a pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<Reason>,
    /// What the host says it fails, and whether it did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deviations: Vec<DeviationResult>,
    /// What the union waives of this host, and what came of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<WaiverResult>,
    /// Every planned check, in the order of the plan.
    pub checks: Vec<CheckResult>,
    pub omissions: Vec<OmissionResult>,
    /// Capabilities that answered success while no check saw an effect of it.
    pub unwitnessed: Vec<String>,
    /// Functions that are there, and whose features the host does not claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unclaimed: Vec<String>,
    /// What went wrong on our side, or with contact to the host.
    pub incidents: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Pass,
    Fail,
    Incomplete,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Reason {
    /// The requirement, or a stable id such as `transcript-torn` where it is not about one.
    pub id: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RunFacts {
    /// RFC 3339, UTC.
    pub started: String,
    pub milliseconds: u64,
    /// Milliseconds of those in which no session's host was working.
    pub idle: u64,
    pub seed: u64,
    /// The nonce that the plan has further trials from; left out: the released set alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// SHA-256 of the plan.
    pub plan: String,
    /// SHA-256 of the transcript's last line.
    pub transcript: String,
    /// Each browser seen, with its version.
    pub browsers: Vec<String>,
    /// Each channel and transport seen.
    pub channels: Vec<String>,
    pub attempts: u64,
    /// The transcript ends with its footer.
    pub finished: bool,
}

/// How steady the results of a plan are that was run many times. A trial's executions differ when they come out otherwise
/// than most of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Repeats {
    pub runs: u64,
    /// The seed of the orders; left out: always the order of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shuffle: Option<u64>,
    /// Executions that count.
    pub executions: u64,
    /// Executions that an error of ours ended; they are not among those that count.
    pub errors: u64,
    pub differing: Vec<Differing>,
    pub differing_runs: u64,
    /// With 95 % confidence, no larger share of runs has a trial that comes out differently.
    pub run_bound: f64,
    /// The same for the executions of single trials.
    pub execution_bound: f64,
}

/// A trial of which some executions differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Differing {
    pub trial: String,
    pub differ: u64,
    pub executions: u64,
}

/// Counts by result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Totals {
    pub trials: IndexMap<String, u64>,
    pub checks: IndexMap<String, u64>,
    /// Level → status → count; `omitted` where every check of it was omitted. What is waived counts as `waived` here and above.
    pub requirements: IndexMap<String, IndexMap<String, u64>>,
}

/// The result of a check, a trial or a requirement, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Pass,
    /// Answered success, and nothing saw an effect of it.
    Unwitnessed,
    /// A set-up step failed: neither a pass nor a fail.
    NotReached,
    /// Ours: harness, driver or machine.
    Error,
    /// Attempts disagree.
    Flaky,
    Fail,
}

/// What kind of fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    Missing,
    /// Success with nothing of what is documented to come with it.
    Stub,
    /// Success for a call that had to be refused.
    Accepted,
    /// The same, with a message of the host's own that says anything but ok.
    UnsupportedAnsweredAsSuccess,
    /// No callback in time.
    NoCallback,
    WrongValue,
    WrongOrder,
    ExtraCallback,
    /// Fail, or an Error, where success was due.
    Refused,
    Threw,
    ContextLost,
    Hang,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RequirementResult {
    pub id: String,
    pub level: Level,
    pub feature: String,
    pub en: String,
    pub zh: String,
    pub basis: Vec<String>,
    /// Left out when every check of it was omitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Its checks by status; `omitted` for those not planned.
    pub checks: IndexMap<String, u64>,
    /// Every failing check of it is a known failure of the host's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
    /// The waiver by which it does not bar a pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<String>,
}

/// A known failure of the host's, held against the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DeviationResult {
    pub deviation: Deviation,
    pub outcome: DeviationOutcome,
    /// The worst of the checks that it is about; left out where none was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeviationOutcome {
    /// It failed, as the host said.
    Known,
    /// It did not fail.
    NotNeeded,
    /// Attempts disagree.
    Flaky,
    /// It was left out, not planned, not reached, or an error of ours kept it from being judged.
    NotReached,
}

/// A waiver of the union's, held against the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WaiverResult {
    pub id: String,
    pub waiver: Waiver,
    pub outcome: WaiverOutcome,
    /// Of its requirement; left out where every check was omitted or none was planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverOutcome {
    /// The requirement failed, and does not bar a pass for it.
    Waived,
    /// The requirement does not fail.
    NotNeeded,
    /// The requirement was not run.
    Unmatched,
    /// The run began after its last day.
    Expired,
    /// The run began before its first day.
    NotIssued,
    /// It is for another host, another version or another release.
    OtherHost,
    /// It is for another browser.
    OtherEnvironment,
    /// What bars a pass is no failure: attempts disagree, a step before it failed, or the error is ours.
    Undecided,
}

impl DeviationResult {
    /// Why it bars a pass by itself, where the failure does not.
    pub fn objection(&self) -> Option<Reason> {
        let (id, why) = match self.outcome {
            DeviationOutcome::Known => return None,
            DeviationOutcome::NotNeeded => ("deviation-not-needed", "is listed as a known failure and does not fail: take it off the list"),
            DeviationOutcome::Flaky => ("deviation-flaky", "is listed as a known failure and does not fail in each attempt"),
            DeviationOutcome::NotReached => ("deviation-not-reached", "is listed as a known failure and was not seen to fail: nothing of it was reached"),
        };
        let at = self.deviation.at.as_ref().map(|at| format!("host.yaml:{at}: ")).unwrap_or_default();
        Some(Reason { id: id.to_owned(), text: format!("{at}{} {why}", self.deviation.named()) })
    }
}

impl WaiverResult {
    /// Why it bars a pass by itself.
    pub fn objection(&self) -> Option<Reason> {
        let Waiver { scope, issued, expires, .. } = &self.waiver;
        let named = scope.member.is_some();
        let (id, why) = match self.outcome {
            // A waiver for every host under a release is not needed by most of them.
            WaiverOutcome::NotNeeded if named => ("waiver-not-needed", "it does not fail: the union is to withdraw the waiver".to_owned()),
            WaiverOutcome::Unmatched if named => ("waiver-unmatched", "it was not run on this host: the union is to withdraw the waiver".to_owned()),
            WaiverOutcome::Expired => ("waiver-expired", format!("the last day of the waiver was {expires}")),
            WaiverOutcome::NotIssued => ("waiver-not-issued", format!("the first day of the waiver is {issued}")),
            WaiverOutcome::OtherHost => ("waiver-other-host", "the waiver is for another host, another version or another release".to_owned()),
            WaiverOutcome::NotNeeded | WaiverOutcome::Unmatched | WaiverOutcome::Waived | WaiverOutcome::OtherEnvironment | WaiverOutcome::Undecided => return None,
        };
        Some(Reason { id: id.to_owned(), text: format!("{} of {}: {why}", self.id, scope.requirement) })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckResult {
    pub trial: String,
    /// From 0 within the trial.
    pub check: u32,
    pub requirement: String,
    pub level: Level,
    pub capability: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub argument: Option<String>,
    pub condition: String,
    pub origin: Origin,
    pub status: Status,
    /// Of a fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    pub expected: String,
    /// What was seen instead, in words and values; for everything but a pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// The requirement that stopped it, for `not-reached`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<String>,
    /// How many attempts count, and how many of them did not pass.
    pub attempts: u32,
    pub failures: u32,
    /// A fail that the host says it has.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
    /// The waiver by which it does not bar a pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OmissionResult {
    pub trial: String,
    pub class: OmissionClass,
    pub reason: String,
    pub requirements: Vec<String>,
}

impl Verdict {
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Incomplete => "incomplete",
        }
    }
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Unwitnessed => "unwitnessed",
            Self::NotReached => "not-reached",
            Self::Error => "error",
            Self::Flaky => "flaky",
            Self::Fail => "fail",
        }
    }
}

impl Class {
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Stub => "stub",
            Self::Accepted => "accepted",
            Self::UnsupportedAnsweredAsSuccess => "unsupported-answered-as-success",
            Self::NoCallback => "no-callback",
            Self::WrongValue => "wrong-value",
            Self::WrongOrder => "wrong-order",
            Self::ExtraCallback => "extra-callback",
            Self::Refused => "refused",
            Self::Threw => "threw",
            Self::ContextLost => "context-lost",
            Self::Hang => "hang",
        }
    }
}
