//! How much of the API is covered: counts of the spec, of the trials that are given, and of the faults. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::Origin;
use crate::fault::Fault;
use crate::generate::sequence::coverage::{Coverage, coverage};
use crate::spec::{Requirement, Spec};
use crate::trial::Trial;
use crate::yaml::{self, Document};

/// The version of this format. A change of the fields bumps it.
pub const FORMAT: u32 = 3;

/// `minicert stats --json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Stats {
    pub format: u32,
    pub capabilities: Capabilities,
    pub requirements: Requirements,
    pub checks: Checks,
    pub cases: Cases,
    pub faults: Faults,
    pub facts: Facts,
    /// What the generated sequences reach, by generator.
    pub sequences: BTreeMap<String, Coverage>,
}

/// Name → count.
pub type Counts = BTreeMap<String, u64>;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Capabilities {
    pub total: u64,
    pub by_area: Counts,
    pub by_kind: Counts,
    /// Ids that are checked, but only by checks derived from their shapes: what they do is not tested.
    pub only_derived: Vec<String>,
    /// Ids that no check is about.
    pub unchecked: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Requirements {
    pub total: u64,
    /// By the first segment of the id.
    pub by_area: Counts,
    pub by_level: Counts,
    /// Written by hand; the others are derived from shapes.
    pub written: u64,
    pub derived: u64,
    /// Ids of those that say why nothing can test them, and that no check names.
    pub untested: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Checks {
    pub total: u64,
    /// By the first segment of the requirement's id, as in a certificate.
    pub by_area: Counts,
    pub by_origin: Counts,
    pub by_level: Counts,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Cases {
    pub total: u64,
    /// By the area of the capability that a case is chiefly about.
    pub by_area: Counts,
    pub recorded: u64,
    pub derived: u64,
    pub generated: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Faults {
    pub total: u64,
    /// By the first segment of the violated requirement's id.
    pub by_area: Counts,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Facts {
    pub total: Mapping,
    /// By the first segment of the capability or topic.
    pub by_area: BTreeMap<String, Mapping>,
}

/// How many documented facts are held by what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// A check names one of its requirements.
    pub mapped: u64,
    /// It has a reason why no host is held to it, or its requirements say why nothing can test them.
    pub explained: u64,
    /// The requirement is still to be written.
    pub unmapped: u64,
}

/// Counts everything. `trials` are all of them: recorded, derived and generated.
pub fn stats(spec: &Spec, trials: &[Trial], faults: &[(String, Document<Fault>)]) -> Stats {
    Stats {
        format: FORMAT,
        capabilities: capabilities(spec, trials),
        requirements: requirements(spec, trials),
        checks: checks(trials),
        cases: cases(trials),
        faults: Faults {
            total: faults.len() as u64,
            by_area: count(faults.iter().map(|(_, fault)| Spec::area(&fault.value.requirement))),
        },
        facts: facts(spec, trials),
        sequences: coverage(trials),
    }
}

fn capabilities(spec: &Spec, trials: &[Trial]) -> Capabilities {
    let mut checked = BTreeSet::new();
    let mut beyond = BTreeSet::new();
    for trial in trials {
        let derived = matches!(trial.origin, Origin::Derived { .. });
        for check in &trial.checks {
            let mut about: Vec<&str> = vec![&check.capability];
            // A written requirement tests what all of its capabilities do, by whichever it is checked.
            let written = spec.requirements.get(&check.requirement).filter(|requirement| requirement.derived.is_none());
            about.extend(written.iter().flat_map(|requirement| requirement.about.iter().map(String::as_str)));
            checked.extend(about.iter().copied());
            if !derived {
                beyond.extend(about);
            } else if let Some(written) = written {
                beyond.extend(written.about.iter().map(String::as_str));
            }
        }
    }
    let of = |wanted: &dyn Fn(&str) -> bool| spec.capabilities.keys().filter(|id| wanted(id)).cloned().collect();
    Capabilities {
        total: spec.capabilities.len() as u64,
        by_area: count(spec.capabilities.keys().map(|id| Spec::area(id))),
        by_kind: count(spec.capabilities.values().map(|document| yaml::name(&document.value.kind))),
        only_derived: of(&|id| checked.contains(id) && !beyond.contains(id)),
        unchecked: of(&|id| !checked.contains(id)),
    }
}

/// The ids of the requirements that a check names.
fn checked(trials: &[Trial]) -> BTreeSet<&str> {
    trials.iter().flat_map(|trial| &trial.checks).map(|check| check.requirement.as_str()).collect()
}

fn requirements(spec: &Spec, trials: &[Trial]) -> Requirements {
    let checked = checked(trials);
    let untested = |requirement: &&Requirement| requirement.untested.is_some() && !checked.contains(requirement.id.as_str());
    let all = || spec.requirements.values();
    let derived = all().filter(|requirement| requirement.derived.is_some()).count() as u64;
    Requirements {
        total: all().count() as u64,
        by_area: count(all().map(|requirement| Spec::area(&requirement.id))),
        by_level: count(all().map(|requirement| yaml::name(&requirement.level))),
        written: all().count() as u64 - derived,
        derived,
        untested: all().filter(untested).map(|requirement| requirement.id.clone()).collect(),
    }
}

fn checks(trials: &[Trial]) -> Checks {
    let all = || trials.iter().flat_map(|trial| trial.checks.iter().map(move |check| (trial, check)));
    Checks {
        total: all().count() as u64,
        by_area: count(all().map(|(_, check)| Spec::area(&check.requirement))),
        by_origin: count(all().map(|(trial, _)| origin(&trial.origin))),
        by_level: count(all().map(|(_, check)| yaml::name(&check.level))),
    }
}

fn cases(trials: &[Trial]) -> Cases {
    // Two forms of a case are one case.
    let cases: BTreeMap<&str, &Trial> = trials.iter().map(|trial| (trial.case.as_str(), trial)).collect();
    let origins = count(cases.values().map(|trial| origin(&trial.origin)));
    let of = |name: &str| origins.get(name).copied().unwrap_or(0);
    Cases {
        total: cases.len() as u64,
        by_area: count(cases.values().map(|trial| Spec::area(&trial.capability))),
        recorded: of("recorded"),
        derived: of("derived"),
        generated: of("generated"),
    }
}

fn facts(spec: &Spec, trials: &[Trial]) -> Facts {
    let checked = checked(trials);
    let reasons = &spec.facts.value.reasons;
    let mut facts = Facts::default();
    for (subject, entries) in &spec.facts.value.facts {
        let area = facts.by_area.entry(Spec::area(subject).to_owned()).or_default();
        for entry in entries {
            let count = entry.names().len() as u64;
            let open = entry.why.as_ref().and_then(|why| reasons.get(why)).is_some_and(|reason| reason.open);
            for mapping in [&mut *area, &mut facts.total] {
                if entry.by.iter().any(|id| checked.contains(id.as_str())) {
                    mapping.mapped += count;
                } else if open {
                    mapping.unmapped += count;
                } else {
                    mapping.explained += count;
                }
            }
        }
    }
    facts
}

fn origin(origin: &Origin) -> &'static str {
    match origin {
        Origin::Recorded => "recorded",
        Origin::Derived { .. } => "derived",
        Origin::Generated { .. } => "generated",
    }
}

fn count(names: impl IntoIterator<Item = impl Into<String>>) -> Counts {
    let mut counts = Counts::new();
    for name in names {
        *counts.entry(name.into()).or_default() += 1;
    }
    counts
}

/// For people.
impl fmt::Display for Stats {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self { capabilities, requirements, checks, cases, faults, facts, sequences, .. } = self;
        let listed = |counts: &Counts| counts.iter().map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ");
        writeln!(formatter, "capabilities  {:>6}  {}", capabilities.total, listed(&capabilities.by_kind))?;
        writeln!(
            formatter,
            "requirements  {:>6}  {}; {} written, {} derived from shapes, {} untested",
            requirements.total,
            listed(&requirements.by_level),
            requirements.written,
            requirements.derived,
            requirements.untested.len()
        )?;
        writeln!(formatter, "checks        {:>6}  {}; {}", checks.total, listed(&checks.by_origin), listed(&checks.by_level))?;
        writeln!(formatter, "cases         {:>6}  {} recorded, {} derived, {} generated", cases.total, cases.recorded, cases.derived, cases.generated)?;
        writeln!(formatter, "faults        {:>6}", faults.total)?;
        let Mapping { mapped, explained, unmapped } = facts.total;
        let total = mapped + explained + unmapped;
        writeln!(formatter, "facts         {total:>6}  {mapped} held by checks, {explained} explained, {unmapped} without a requirement yet")?;
        writeln!(formatter, "\n{:<14}{:>13}{:>14}{:>9}{:>9}{:>9}{:>9}{:>9}", "area", "capabilities", "requirements", "checks", "cases", "faults", "facts", "unmapped")?;
        let of_facts = |count: fn(&Mapping) -> u64| facts.by_area.iter().map(|(area, mapping)| (area.clone(), count(mapping))).collect::<Counts>();
        let all = of_facts(|mapping| mapping.mapped + mapping.explained + mapping.unmapped);
        let unmapped = of_facts(|mapping| mapping.unmapped);
        let columns = [&capabilities.by_area, &requirements.by_area, &checks.by_area, &cases.by_area, &faults.by_area, &all, &unmapped];
        let areas: BTreeSet<&String> = columns.iter().flat_map(|column| column.keys()).collect();
        for area in areas {
            let mut line = format!("{area:<14}");
            for (column, width) in columns.iter().zip([13, 14, 9, 9, 9, 9, 9]) {
                write!(line, "{:>width$}", column.get(area).copied().unwrap_or(0))?;
            }
            writeln!(formatter, "{line}")?;
        }
        if !sequences.is_empty() {
            writeln!(formatter, "\n{:<18}{:>9}{:>9}{:>13}{:>8}", "generator", "sequences", "calls", "transitions", "missed")?;
        }
        for (name, one) in sequences {
            let calls: u64 = one.transitions.values().sum();
            writeln!(formatter, "{name:<18}{:>9}{calls:>9}{:>13}{:>8}", one.sequences, one.transitions.len(), one.missed().count())?;
        }
        let list = |formatter: &mut fmt::Formatter, what: &str, ids: &[String]| {
            writeln!(formatter, "\n{what}: {}", ids.len())?;
            ids.iter().try_for_each(|id| writeln!(formatter, "  {id}"))
        };
        list(formatter, "Capabilities with only derived checks (their shape is tested, what they do is not)", &capabilities.only_derived)?;
        list(formatter, "Capabilities without any check", &capabilities.unchecked)?;
        let missed: Vec<String> = sequences.iter().flat_map(|(name, one)| one.missed().map(move |transition| format!("{name}  {transition}"))).collect();
        list(formatter, "Transitions that no sequence makes", &missed)
    }
}
