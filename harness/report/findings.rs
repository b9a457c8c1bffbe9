//! What a vendor has to look at, in the order in which to look at it.
//!
//! It groups results; it does not judge them, and it knows nothing of how they are shown.

use indexmap::IndexMap;

use crate::certificate::{Certificate, CheckResult, OmissionResult, Reason, RequirementResult, Status, WaiverResult};
use crate::spec::Level;
use crate::trial::OmissionClass;

use super::words;

/// Everything that is not a plain pass.
pub struct Findings<'a> {
    /// Failing MUST requirements, most failing checks first; without what is known or waived.
    pub must: Vec<Finding<'a>>,
    /// Failing MUST requirements that the host says it fails.
    pub known: Vec<Finding<'a>>,
    /// Those that the union waives.
    pub waived: Vec<Waived<'a>>,
    /// Failing SHOULD requirements, then MAY.
    pub advice: Vec<Finding<'a>>,
    pub flaky: Vec<Finding<'a>>,
    /// Ours.
    pub errors: Vec<Finding<'a>>,
    pub stopped: Vec<Stopped<'a>>,
    pub omitted: Vec<Omitted<'a>>,
    /// Reasons of the verdict that are not failing requirements.
    pub reasons: Vec<&'a Reason>,
}

/// One requirement and its checks with one status.
pub struct Finding<'a> {
    pub id: &'a str,
    pub level: Level,
    /// None only in a certificate that contradicts itself.
    pub requirement: Option<&'a RequirementResult>,
    pub checks: Vec<&'a CheckResult>,
    /// How many other checks were not reached because of it.
    pub stops: usize,
}

/// A requirement that does not bar a pass although it is not met.
pub struct Waived<'a> {
    pub requirement: &'a RequirementResult,
    pub waiver: &'a WaiverResult,
}

/// The checks that one requirement kept from being reached.
pub struct Stopped<'a> {
    pub by: &'a str,
    pub checks: Vec<&'a CheckResult>,
}

/// The omissions of one class.
pub struct Omitted<'a> {
    pub class: OmissionClass,
    pub trials: Vec<&'a OmissionResult>,
}

pub fn findings(certificate: &Certificate) -> Findings<'_> {
    let known: IndexMap<&str, &RequirementResult> =
        certificate.requirements.iter().map(|requirement| (requirement.id.as_str(), requirement)).collect();
    let stopped = stopped(certificate);
    let stops: IndexMap<&str, usize> = stopped.iter().map(|one| (one.by, one.checks.len())).collect();
    let of = |status: Status, listed: bool| {
        let mut groups: IndexMap<&str, Vec<&CheckResult>> = IndexMap::new();
        for check in certificate.checks.iter().filter(|check| check.status == status && check.known == listed && check.waived.is_none()) {
            groups.entry(&check.requirement).or_default().push(check);
        }
        let mut found: Vec<Finding> = groups
            .into_iter()
            .map(|(id, checks)| Finding {
                id,
                level: known.get(id).map_or(checks[0].level, |requirement| requirement.level),
                requirement: known.get(id).copied(),
                stops: stops.get(id).copied().unwrap_or(0),
                checks,
            })
            .collect();
        found.sort_by_key(|finding| (finding.level, std::cmp::Reverse(finding.checks.len()), finding.id));
        found
    };
    let (must, advice): (Vec<_>, Vec<_>) = of(Status::Fail, false).into_iter().partition(|finding| finding.level == Level::Must);
    let known = of(Status::Fail, true);
    let reasons = certificate.reasons.iter().filter(|reason| must.iter().chain(&known).all(|finding| finding.id != reason.id)).collect();
    Findings {
        must,
        known,
        waived: waived(certificate),
        advice,
        flaky: of(Status::Flaky, false),
        errors: of(Status::Error, false),
        stopped,
        omitted: omitted(&certificate.omissions),
        reasons,
    }
}

impl<'a> Finding<'a> {
    /// The English sentence.
    pub fn sentence(&self) -> &'a str {
        self.requirement.map_or("", |requirement| requirement.en.as_str())
    }

    /// `wrong-value 10, stub 2`: classes by how often they occur.
    pub fn classes(&self) -> Vec<(&'static str, usize)> {
        tally(self.checks.iter().map(|check| words::kind(check)))
    }

    /// At most `limit` checks that differ from each other.
    pub fn examples(&self, limit: usize) -> Vec<&'a CheckResult> {
        examples(&self.checks, limit)
    }
}

/// At most `limit` of the checks that differ from each other: one of each class first, then other conditions.
pub fn examples<'a>(checks: &[&'a CheckResult], limit: usize) -> Vec<&'a CheckResult> {
    let same_class = |one: &CheckResult, other: &CheckResult| one.class == other.class;
    let same_words = |one: &CheckResult, other: &CheckResult| (&one.condition, &one.argument) == (&other.condition, &other.argument);
    let mut chosen: Vec<&CheckResult> = Vec::new();
    for same in [same_class, same_words] {
        for check in checks {
            if chosen.len() < limit && !chosen.iter().any(|one| same(one, check)) {
                chosen.push(check);
            }
        }
    }
    chosen
}

impl<'a> Stopped<'a> {
    /// The requirements whose checks were not reached.
    pub fn requirements(&self) -> Vec<(&'a str, usize)> {
        tally(self.checks.iter().map(|check| check.requirement.as_str()))
    }
}

impl<'a> Omitted<'a> {
    /// The reasons given, by how often they occur.
    pub fn reasons(&self) -> Vec<(&'a str, usize)> {
        tally(self.trials.iter().map(|trial| trial.reason.as_str()))
    }
}

fn waived(certificate: &Certificate) -> Vec<Waived<'_>> {
    let by = |id: &String| certificate.waivers.iter().find(|waiver| waiver.id == *id);
    certificate.requirements.iter().filter_map(|requirement| Some(Waived { requirement, waiver: requirement.waived.as_ref().and_then(by)? })).collect()
}

fn stopped(certificate: &Certificate) -> Vec<Stopped<'_>> {
    let mut groups: IndexMap<&str, Vec<&CheckResult>> = IndexMap::new();
    for check in certificate.checks.iter().filter(|check| check.status == Status::NotReached && check.waived.is_none()) {
        groups.entry(check.stopped_by.as_deref().unwrap_or("(unknown)")).or_default().push(check);
    }
    let mut stopped: Vec<Stopped> = groups.into_iter().map(|(by, checks)| Stopped { by, checks }).collect();
    stopped.sort_by_key(|one| (std::cmp::Reverse(one.checks.len()), one.by));
    stopped
}

/// What a host can do nothing about comes last.
fn omitted(omissions: &[OmissionResult]) -> Vec<Omitted<'_>> {
    [OmissionClass::DriverCannot, OmissionClass::PackageLacksPage, OmissionClass::NeedsPerson, OmissionClass::NotClaimed]
        .into_iter()
        .map(|class| Omitted { class, trials: omissions.iter().filter(|omission| omission.class == class).collect() })
        .filter(|omitted| !omitted.trials.is_empty())
        .collect()
}

/// How often each occurs, most often first, then by name.
pub fn tally<'a>(names: impl Iterator<Item = &'a str>) -> Vec<(&'a str, usize)> {
    let mut counts: IndexMap<&str, usize> = IndexMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    counts
}
