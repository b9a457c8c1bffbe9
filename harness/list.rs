//! What can be checked, one row a check or a requirement, for people and for scripts. Pure.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::{Form, Origin};
use crate::pattern::matches;
use crate::spec::{Level, Spec, Text};
use crate::trial::Trial;

/// Which rows are wanted. Each is a part of the name, or a glob where it has a `*`; what is left out lets all pass.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub trial: Option<String>,
    /// The whole area, or a glob.
    pub area: Option<String>,
    pub capability: Option<String>,
    pub requirement: Option<String>,
    pub level: Option<Level>,
}

/// One check: `minicert list --json` is an array of these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Row {
    pub trial: String,
    /// From 0 within the trial.
    pub check: u32,
    pub capability: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub argument: Option<String>,
    pub condition: String,
    pub expected: String,
    pub requirement: String,
    pub level: Level,
    pub case: String,
    pub form: Form,
    pub origin: Origin,
}

/// One requirement: `minicert list --requirements --json` is an array of these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RequirementRow {
    pub requirement: String,
    pub level: Level,
    pub feature: String,
    pub en: String,
    pub zh: String,
    pub about: Vec<String>,
    /// Derived from a shape by this template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived: Option<String>,
    /// How many checks name it.
    pub checks: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untested: Option<Text>,
}

/// The checks of the trials that pass the filter, in the order of the trials.
pub fn list(trials: &[Trial], filter: &Filter) -> Vec<Row> {
    let rows = trials.iter().flat_map(|trial| {
        trial.checks.iter().enumerate().map(|(index, check)| Row {
            trial: trial.id.clone(),
            check: u32::try_from(index).unwrap_or(u32::MAX),
            capability: check.capability.clone(),
            argument: check.argument.clone(),
            condition: check.condition.clone(),
            expected: check.expected.clone(),
            requirement: check.requirement.clone(),
            level: check.level,
            case: trial.case.clone(),
            form: trial.form,
            origin: trial.origin.clone(),
        })
    });
    rows.filter(|row| {
        passes(&filter.trial, &row.trial)
            && filter.area.as_ref().is_none_or(|area| in_area(area, &row.capability))
            && passes(&filter.capability, &row.capability)
            && passes(&filter.requirement, &row.requirement)
            && filter.level.is_none_or(|level| level == row.level)
    })
    .collect()
}

/// The requirements that pass the filter, by id. Of the filter's fields, `trial` asks for a check in such a trial.
pub fn requirements(spec: &Spec, trials: &[Trial], filter: &Filter) -> Vec<RequirementRow> {
    let mut checks: BTreeMap<&str, u64> = BTreeMap::new();
    for trial in trials.iter().filter(|trial| passes(&filter.trial, &trial.id)) {
        for check in &trial.checks {
            *checks.entry(&check.requirement).or_default() += 1;
        }
    }
    spec.requirements
        .values()
        .filter(|requirement| {
            passes(&filter.requirement, &requirement.id)
                && filter.area.as_ref().is_none_or(|area| in_area(area, &requirement.id))
                && filter.capability.as_ref().is_none_or(|pattern| requirement.about.iter().any(|id| matches(pattern, id)))
                && filter.level.is_none_or(|level| level == requirement.level)
                && (filter.trial.is_none() || checks.contains_key(requirement.id.as_str()))
        })
        .map(|requirement| RequirementRow {
            requirement: requirement.id.clone(),
            level: requirement.level,
            feature: requirement.feature.clone(),
            en: requirement.en.clone(),
            zh: requirement.zh.clone(),
            about: requirement.about.clone(),
            derived: requirement.derived.clone(),
            checks: checks.get(requirement.id.as_str()).copied().unwrap_or(0),
            untested: requirement.untested.clone(),
        })
        .collect()
}

/// Rows for people: each trial, and below it each check with what is expected.
pub fn text(rows: &[Row]) -> String {
    let mut text = String::new();
    let mut trial = "";
    for row in rows {
        if row.trial != trial {
            trial = &row.trial;
            let _ = writeln!(text, "{trial}");
        }
        let argument = row.argument.as_ref().map(|argument| format!(" ({argument})")).unwrap_or_default();
        let _ = writeln!(text, "  {:<6} {}{argument}: {}", row.level.name(), row.requirement, row.expected);
    }
    let _ = writeln!(text, "{}", counted(rows.len(), "check"));
    text
}

/// Requirements for people.
pub fn requirements_text(rows: &[RequirementRow]) -> String {
    let mut text = String::new();
    for row in rows {
        let reached = match (&row.untested, row.checks) {
            (Some(why), 0) => format!("untested: {}", why.en),
            (_, checks) => counted(usize::try_from(checks).unwrap_or(usize::MAX), "check"),
        };
        let _ = writeln!(text, "{:<6} {}  ({reached})\n       {}", row.level.name(), row.requirement, row.en);
    }
    let _ = writeln!(text, "{}", counted(rows.len(), "requirement"));
    text
}

fn passes(pattern: &Option<String>, name: &str) -> bool {
    pattern.as_ref().is_none_or(|pattern| matches(pattern, name))
}

fn in_area(pattern: &str, id: &str) -> bool {
    let area = Spec::area(id);
    if pattern.contains('*') { matches(pattern, area) } else { area == pattern }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
