//! A stored transcript and the checks of another suite: what its observations come to when a case was wrong and was mended.
//! Pure.
//!
//! What was observed answers what was asked. So a trial is judged again only where the other suite has it with the steps and
//! the world that were sent; every other trial is named, and not judged. Those keep their old checks meanwhile: one trial
//! may have seen the effect that another trial's success needs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::case::Cases;
use crate::certificate::{CheckResult, Status};
use crate::compare::{self, Baseline, Change, Comparison};
use crate::judge::{self, Judging};
use crate::plan::{self, Abilities, Selection};
use crate::spec::{Level, Spec};
use crate::transcript::{Header, Line};
use crate::trial::{OmissionClass, Trial};

/// The version of `judge --suite --json`.
pub const FORMAT: u32 = 1;

/// What another suite makes of a transcript.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rejudged {
    pub format: u32,
    pub host: String,
    pub version: String,
    /// RFC 3339, UTC: when the run began.
    pub started: String,
    /// The suite that it was asked with, and the one that judges now.
    pub was: Digests,
    pub is: Digests,
    /// Checks of comparable trials that come out otherwise, that are new, or that are gone; by trial.
    pub checks: Vec<CheckChange>,
    /// Requirements that the comparable trials show otherwise.
    pub requirements: Vec<RequirementChange>,
    /// Checks that come out the same.
    pub same: usize,
    /// Trials that were judged again.
    pub comparable: usize,
    /// Trials that were not, by reason and id.
    pub not_comparable: Vec<NotComparable>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Digests {
    /// The release of the spec; left out where the transcript is too old to name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Of `spec/` and of `cases/`.
    pub spec: String,
    pub cases: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckChange {
    pub trial: String,
    /// From 0 within the trial; of the suite that judges now, or of the old one for a check that is gone.
    pub check: u32,
    pub requirement: String,
    pub change: Kind,
    /// The result, and the class of a fail behind a space.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    /// What was seen instead of what is expected now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Worse,
    Better,
    /// A fail of another class.
    Different,
    /// An error of ours keeps it from being decided now.
    Undecided,
    Appeared,
    Gone,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RequirementChange {
    pub requirement: String,
    /// Level and result, as in `must fail`; left out where no comparable trial checks it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NotComparable {
    pub why: Why,
    pub trial: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It has other steps, or another world, than those that were sent.
    OtherSteps,
    /// The other suite does not have it.
    Gone,
    /// The transcript does not have it, and the claims ask for it.
    New,
}

/// A transcript that is judged by two suites, line by line.
pub struct Rejudging<'a> {
    spec: &'a Spec,
    cases: &'a Cases,
    header: Option<Header>,
    /// Of the other suite, in its order.
    others: Vec<Trial>,
    /// Id → place among them.
    places: HashMap<String, usize>,
    /// What a page of a case stands for, as the trials show it.
    pages: BTreeMap<String, String>,
    /// Trials and omissions of the transcript.
    asked: BTreeSet<String>,
    comparable: BTreeSet<String>,
    not_comparable: Vec<NotComparable>,
    old: Judging,
    new: Judging,
}

impl<'a> Rejudging<'a> {
    pub fn new(spec: &'a Spec, cases: &'a Cases) -> Self {
        Self {
            spec,
            cases,
            header: None,
            others: Vec::new(),
            places: HashMap::new(),
            pages: BTreeMap::new(),
            asked: BTreeSet::new(),
            comparable: BTreeSet::new(),
            not_comparable: Vec::new(),
            old: Judging::default(),
            new: Judging::default(),
        }
    }

    pub fn add(&mut self, line: &Line) {
        self.old.add(line);
        match line {
            Line::Header(header) => self.header(header),
            Line::Trial(trial) => {
                self.asked.insert(trial.id.clone());
                let judged = self.other(trial).unwrap_or_else(|| trial.as_ref().clone());
                self.new.add(&Line::Trial(Box::new(judged)));
            }
            Line::Omission(omission) => {
                self.asked.insert(omission.trial.clone());
            }
            other => self.new.add(other),
        }
    }

    fn header(&mut self, header: &Header) {
        let dialect = Some(header.host.dialect.as_str());
        self.others = plan::all_trials(self.spec, self.cases, header.seed, dialect);
        // A nonce that is none brings nothing: its trials are gone.
        let nonce = header.challenge.as_deref().and_then(|nonce| nonce.parse().ok());
        self.others.extend(nonce.iter().flat_map(|nonce| plan::challenge_trials(self.spec, nonce, dialect)));
        self.places = self.others.iter().enumerate().map(|(place, trial)| (trial.id.clone(), place)).collect();
        self.header = Some(header.clone());
    }

    /// The trial as the other suite has it, where its steps are those that were sent.
    fn other(&mut self, sent: &Trial) -> Option<Trial> {
        let mut refuse = |why| {
            self.not_comparable.push(NotComparable { why, trial: sent.id.clone() });
            None
        };
        let Some(other) = self.places.get(&sent.id).and_then(|place| self.others.get(*place)) else { return refuse(Why::Gone) };
        let mut pages = self.pages.clone();
        let steps = |trial: &Trial| serde_json::to_value(&trial.steps).unwrap_or_default();
        if other.world != sent.world || !same_steps(&steps(other), &steps(sent), &mut pages) {
            return refuse(Why::OtherSteps);
        }
        self.pages = pages;
        self.comparable.insert(sent.id.clone());
        Some(Trial { steps: sent.steps.clone(), ..other.clone() })
    }

    /// What came of it; nothing where the transcript has no header.
    pub fn finish(mut self) -> Option<Rejudged> {
        let header = self.header.take()?;
        let release = Some(self.spec.profiles.value.release.clone());
        let is = Digests { release, spec: self.spec.digest.clone(), cases: self.cases.digest.clone() };
        let suite = &header.suite;
        let was = Digests { release: suite.release.clone(), spec: suite.spec.clone(), cases: suite.cases.clone() };
        let within = |results: Vec<CheckResult>| results.into_iter().filter(|result| self.comparable.contains(&result.trial)).collect::<Vec<_>>();
        let (before, after) = (keyed(within(self.old.results())), keyed(within(self.new.results())));
        let comparison = compare::compare(&baseline(&header, &before), &baseline(&header, &after));
        let requirements = requirements(&before, &after);
        let (checks, same) = (changes(&comparison, &before, &after), comparison.same);
        let mut not_comparable = std::mem::take(&mut self.not_comparable);
        not_comparable.extend(self.added(&header));
        not_comparable.sort();
        Some(Rejudged {
            format: FORMAT,
            host: header.host.name,
            version: header.host.version,
            started: header.started,
            was,
            is,
            checks,
            requirements,
            same,
            comparable: self.comparable.len(),
            not_comparable,
        })
    }

    /// What the claims would ask for now, and nobody asked. A run of a part of the plan leaves out what it likes.
    fn added(&self, header: &Header) -> Vec<NotComparable> {
        if header.narrowed {
            return Vec::new();
        }
        let on_probation = plan::on_probation(self.spec, self.cases, header.seed);
        let new = self.others.iter().filter(|trial| !self.asked.contains(&trial.id) && !on_probation.contains(&trial.case)).cloned().collect();
        let plan = plan::plan(self.spec, new, &header.host.claims, &header.host.dialect, &Abilities::default(), &Selection::default());
        let omitted = plan.omissions.into_iter().filter(|omission| omission.class != OmissionClass::NotClaimed).map(|omission| omission.trial);
        plan.trials.into_iter().map(|trial| trial.id).chain(omitted).map(|trial| NotComparable { why: Why::New, trial }).collect()
    }
}

/// Whether a suite's steps are those that were sent, where a page stands for the host's own route to it.
fn same_steps(other: &Json, sent: &Json, pages: &mut BTreeMap<String, String>) -> bool {
    if other == sent {
        return true;
    }
    if let (Some(page), Some(url)) = (other.get("$page").and_then(Json::as_str), sent.as_str()) {
        let (name, query) = page.split_at(page.find('?').unwrap_or(page.len()));
        let Some(route) = url.strip_suffix(query).filter(|route| !route.is_empty() && !route.contains('?')) else { return false };
        return pages.entry(name.to_owned()).or_insert_with(|| route.to_owned()) == route;
    }
    match (other, sent) {
        (Json::Array(other), Json::Array(sent)) => other.len() == sent.len() && other.iter().zip(sent).all(|(other, sent)| same_steps(other, sent, pages)),
        (Json::Object(other), Json::Object(sent)) => {
            other.len() == sent.len() && other.iter().all(|(key, other)| sent.get(key).is_some_and(|sent| same_steps(other, sent, pages)))
        }
        _ => false,
    }
}

/// Results by what names them in either suite: the place of a check moves when another one is put before it.
type Keyed = BTreeMap<String, CheckResult>;

fn keyed(results: Vec<CheckResult>) -> Keyed {
    let mut keyed = Keyed::new();
    for result in results {
        let of = |number: usize| format!("{}:{}:{number:03}", result.trial, result.requirement);
        let key = (0..).map(of).find(|key| !keyed.contains_key(key)).unwrap_or_default();
        keyed.insert(key, result);
    }
    keyed
}

fn baseline(header: &Header, results: &Keyed) -> Baseline {
    Baseline {
        format: compare::FORMAT,
        host: header.host.name.clone(),
        version: header.host.version.clone(),
        started: header.started.clone(),
        checks: results.iter().map(|(key, result)| (key.clone(), compare::told(result))).collect(),
        excused: Default::default(),
    }
}

fn changes(comparison: &Comparison, before: &Keyed, after: &Keyed) -> Vec<CheckChange> {
    let lists = [
        (Kind::Worse, &comparison.worse),
        (Kind::Better, &comparison.better),
        (Kind::Different, &comparison.different),
        (Kind::Undecided, &comparison.undecided),
        (Kind::Appeared, &comparison.appeared),
        (Kind::Gone, &comparison.vanished),
    ];
    let one = |kind: Kind, change: &Change| {
        let result = after.get(&change.check).or_else(|| before.get(&change.check))?;
        Some(CheckChange {
            trial: result.trial.clone(),
            check: result.check,
            requirement: result.requirement.clone(),
            change: kind,
            was: change.was.clone(),
            is: change.is.clone(),
            seen: if kind == Kind::Gone { None } else { result.seen.clone() },
        })
    };
    let mut changes: Vec<CheckChange> = lists.into_iter().flat_map(|(kind, changes)| changes.iter().filter_map(move |change| one(kind, change))).collect();
    changes.sort_by(|left, right| (&left.trial, left.check, &left.requirement).cmp(&(&right.trial, right.check, &right.requirement)));
    changes
}

fn requirements(before: &Keyed, after: &Keyed) -> Vec<RequirementChange> {
    let worst = |results: &Keyed| {
        let mut all: BTreeMap<String, (Level, Vec<Status>)> = BTreeMap::new();
        for result in results.values() {
            all.entry(result.requirement.clone()).or_insert_with(|| (result.level, Vec::new())).1.push(result.status);
        }
        let told = |(level, statuses): (Level, Vec<Status>)| format!("{} {}", level.name().to_lowercase(), judge::worst(statuses).map_or("omitted", Status::name));
        all.into_iter().map(|(id, of)| (id, told(of))).collect::<BTreeMap<String, String>>()
    };
    let (before, after) = (worst(before), worst(after));
    let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let change = |id: &String| RequirementChange { requirement: id.clone(), was: before.get(id).cloned(), is: after.get(id).cloned() };
    ids.into_iter().map(change).filter(|change| change.was != change.is).collect()
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Different => "different",
            Self::Undecided => "undecided",
            Self::Appeared => "appeared",
            Self::Gone => "gone",
        }
    }
}

impl Why {
    pub fn text(self) -> &'static str {
        match self {
            Self::OtherSteps => "other steps or another world than those that were sent",
            Self::Gone => "not in this suite",
            Self::New => "new in this suite, never asked",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::same_steps;

    #[test]
    fn a_page_stands_for_one_route() {
        let mut pages = BTreeMap::new();
        let other = json!([{"call": {"api": "navigateTo", "with": {"url": {"$page": "second?a=1"}}}}]);
        let sent = |url: &str| json!([{"call": {"api": "navigateTo", "with": {"url": url}}}]);
        assert!(!same_steps(&other, &sent("/pages/x/x?a=2"), &mut pages.clone()));
        assert!(!same_steps(&other, &sent("?a=1"), &mut pages.clone()));
        assert!(same_steps(&other, &sent("/pages/x/x?a=1"), &mut pages));
        assert!(!same_steps(&other, &sent("/pages/y/y?a=1"), &mut pages), "second is /pages/x/x");
        assert!(!same_steps(&json!([1, 2]), &json!([1]), &mut pages) && !same_steps(&json!({"a": 1}), &json!({"a": 1, "b": 2}), &mut pages));
    }
}
