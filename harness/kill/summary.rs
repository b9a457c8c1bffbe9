//! What the failing checks of a fault mean, and what all rows together say: pure.

use std::collections::{BTreeMap, BTreeSet};

use super::{Caught, FORMAT, Idle, Kill, Mode, Row, Tally, Unviolated, WrongBlame};
use crate::case::Origin;
use crate::certificate::CheckResult;
use crate::fault::Fault;
use crate::plan::{self, Plan};
use crate::spec::Spec;
use crate::trial::Trial;
use crate::value::sha256;

/// A check that failed on the host with a fault.
#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    pub trial: String,
    pub check: usize,
    pub requirement: String,
}

impl From<CheckResult> for Failed {
    fn from(result: CheckResult) -> Self {
        Self { trial: result.trial, check: result.check as usize, requirement: result.requirement }
    }
}

/// The checks that a row says failed, without those of trials that are others now.
pub fn kept(plan: &Plan, row: &Row, owed: &BTreeSet<String>) -> Vec<Failed> {
    let failed = |shown: &String| {
        let (id, check) = shown.rsplit_once(':')?;
        let check: usize = check.parse().ok()?;
        let trial = plan.trials.iter().find(|trial| trial.id == id && !owed.contains(id))?;
        Some(Failed { trial: id.to_owned(), check, requirement: trial.checks.get(check)?.requirement.clone() })
    };
    row.checks.iter().filter_map(failed).collect()
}

/// The row of a fault that was tried with so many trials.
pub fn row(spec: &Spec, plan: &Plan, name: &str, fault: &Fault, failed: &[Failed], trials: usize) -> Row {
    let (own, other): (Vec<&Failed>, Vec<&Failed>) = failed.iter().partition(|result| result.requirement == fault.requirement);
    let shown = |result: &&Failed| format!("{}:{}", result.trial, result.check);
    let caught = match (own.is_empty(), other.is_empty()) {
        (false, _) => Caught::ByItsRequirement,
        (true, false) => Caught::Otherwise,
        (true, true) => Caught::Not,
    };
    let others: BTreeSet<String> = other.iter().map(|result| result.requirement.clone()).collect();
    let resting: BTreeSet<&str> = plan.trials.iter().filter(|trial| rests_on(trial, fault)).map(|trial| trial.id.as_str()).collect();
    let wrong: BTreeSet<&str> = other.iter().filter(|result| !resting.contains(result.trial.as_str())).map(|result| result.requirement.as_str()).collect();
    Row {
        fault: name.to_owned(),
        area: Spec::area(name).to_owned(),
        kind: kind(spec, &fault.requirement),
        requirement: fault.requirement.clone(),
        digest: digest(fault),
        caught,
        killer: own.first().map(shown),
        checks: own.iter().chain(&other).map(shown).collect(),
        blamed: others.iter().filter(|requirement| wrong.contains(requirement.as_str()) && !fault.breaks_also(requirement)).cloned().collect(),
        others: others.into_iter().collect(),
        trials,
        swept: false,
        error: None,
    }
}

/// Whether a trial makes a call that may not work with the fault, so that it cannot come to what it looks at.
fn rests_on(trial: &Trial, fault: &Fault) -> bool {
    trial.calls.values().any(|call| [&call.missing, &call.silent, &call.refused].into_iter().flatten().any(|requirement| fault.breaks(requirement)))
}

/// What names a fault's text: a row of another is not used again.
pub fn digest(fault: &Fault) -> String {
    sha256(serde_json::to_string(fault).unwrap_or_default().as_bytes())
}

/// The template that a requirement is derived by; of a written one, the kind of the capability it is written for.
pub fn kind(spec: &Spec, requirement: &str) -> String {
    if let Some(template) = spec.requirements.get(requirement).and_then(|known| known.derived.clone()) {
        return template;
    }
    let capability = requirement.rsplit_once('/').and_then(|(id, _)| spec.capability(id));
    let written = capability.and_then(|capability| serde_json::to_value(capability.kind).ok());
    written.as_ref().and_then(|kind| kind.as_str()).unwrap_or("unknown").to_owned()
}

/// All rows together. `violated` are the requirements that any fault there is violates, also one that was not graded now; `whole` says
/// that each fault there is met the matrix.
pub fn summary(spec: &Spec, plan: &Plan, (mode, whole): (Mode, bool), violated: &BTreeSet<String>, rows: Vec<Row>) -> Kill {
    let of = |wanted: Caught| rows.iter().filter(move |row| row.caught == wanted).map(|row| row.fault.clone());
    let killed = of(Caught::ByItsRequirement).count();
    let blamed: BTreeMap<String, Vec<String>> = rows.iter().filter(|row| !row.blamed.is_empty()).map(|row| (row.fault.clone(), row.blamed.clone())).collect();
    Kill {
        format: FORMAT,
        plan: plan::digest(plan),
        mode,
        faults: rows.len(),
        killed,
        rate: share(killed, rows.len(), 1.0),
        survivors: rows.iter().filter(|row| row.caught != Caught::ByItsRequirement).map(|row| row.fault.clone()).collect(),
        caught_otherwise: of(Caught::Otherwise).collect(),
        areas: tallies(&rows, |row| &row.area),
        kinds: tallies(&rows, |row| &row.kind),
        wrong_blame: WrongBlame { share: share(blamed.len(), rows.len(), 0.0), faults: blamed },
        idle: whole.then(|| idle(&plan.trials, &rows)),
        unviolated: unviolated(spec, plan, violated),
        rows,
    }
}

fn tallies<'a>(rows: &'a [Row], by: impl Fn(&'a Row) -> &'a String) -> BTreeMap<String, Tally> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for row in rows {
        let tally = tallies.entry(by(row).clone()).or_default();
        tally.faults += 1;
        tally.killed += usize::from(row.caught == Caught::ByItsRequirement);
        tally.rate = share(tally.killed, tally.faults, 1.0);
    }
    tallies
}

fn share(part: usize, whole: usize, of_none: f64) -> f64 {
    if whole == 0 { of_none } else { part as f64 / whole as f64 }
}

/// What no fault failed.
pub fn idle<'a>(trials: &[Trial], rows: impl IntoIterator<Item = &'a Row>) -> Idle {
    let hit: BTreeSet<&str> = rows.into_iter().flat_map(|row| &row.checks).map(String::as_str).collect();
    let mut cases: BTreeMap<&str, bool> = BTreeMap::new();
    let mut rules: BTreeMap<&str, bool> = BTreeMap::new();
    let mut checks: BTreeMap<String, bool> = BTreeMap::new();
    for trial in trials {
        for (index, check) in trial.checks.iter().enumerate() {
            let name = format!("{}:{index}", trial.id);
            let met = hit.contains(name.as_str());
            let (table, key, check) = match &trial.origin {
                Origin::Recorded => (&mut cases, &trial.case, name),
                Origin::Derived { rule } => (&mut rules, rule, name),
                // The sequences of a generator ask the same again and again, and each ends at its first contradiction.
                Origin::Generated { generator, .. } => (&mut rules, generator, format!("{generator}:{}", check.requirement)),
            };
            *table.entry(key).or_default() |= met;
            *checks.entry(check).or_default() |= met;
        }
    }
    Idle { cases: unmet(cases), derived_rules: unmet(rules), checks: unmet(checks) }
}

fn unmet(all: BTreeMap<impl Into<String>, bool>) -> Vec<String> {
    all.into_iter().filter(|(_, met)| !met).map(|(name, _)| name.into()).collect()
}

fn unviolated(spec: &Spec, plan: &Plan, violated: &BTreeSet<String>) -> Unviolated {
    let checked: BTreeSet<&str> = plan.trials.iter().flat_map(|trial| &trial.checks).map(|check| check.requirement.as_str()).collect();
    let mut written = Vec::new();
    let mut derived: BTreeMap<String, usize> = BTreeMap::new();
    for id in checked.into_iter().filter(|id| !violated.contains(*id)) {
        match spec.requirements.get(id).and_then(|known| known.derived.clone()) {
            Some(template) => *derived.entry(template).or_default() += 1,
            None => written.push(id.to_owned()),
        }
    }
    Unviolated { written, derived, untested: spec.requirements.values().filter(|requirement| requirement.untested.is_some()).count() }
}
