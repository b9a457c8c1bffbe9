//! Explanations for people: an id, its texts, and a heading for each list that is not empty.

use std::fmt::{self, Formatter};

use super::{AmbiguityExplained, CapabilityExplained, Citation, Explanation, HostLine, RequirementExplained};
use crate::report::visible;

impl fmt::Display for Explanation {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        match self {
            Self::Requirement(requirement) => show_requirement(requirement, formatter),
            Self::Capability(capability) => show_capability(capability, formatter),
            Self::Ambiguity(ambiguity) => show_ambiguity(ambiguity, formatter),
        }
    }
}

fn show_requirement(requirement: &RequirementExplained, formatter: &mut Formatter) -> fmt::Result {
    let RequirementExplained { id, level, en, zh, feature, profiles, .. } = requirement;
    writeln!(formatter, "{id}  ({}, a requirement)\n  {en}\n  {zh}", level.name())?;
    let profiles = if profiles.is_empty() { "in no profile".to_owned() } else { format!("in the profiles: {}", profiles.join(", ")) };
    writeln!(formatter, "  feature {feature}, {profiles}")?;
    if let Some(template) = &requirement.derived {
        writeln!(formatter, "  derived from the shape by the template `{template}` of spec/derived.yaml")?;
    }
    if let Some(why) = &requirement.untested {
        writeln!(formatter, "  untested: {}", why.en)?;
    }
    basis(&requirement.basis, formatter)?;
    section("about", requirement.about.iter().cloned(), formatter)?;
    let checks = requirement.checks.iter().map(|check| format!("{} [{}]: {}", check.trial, check.check, check.expected));
    section("checks that name it", checks, formatter)?;
    let faults = requirement.faults.iter().map(|fault| format!("{}: {}", fault.id, fault.brief));
    section("faults that violate it", faults, formatter)?;
    let hosts = requirement.hosts.iter().map(|line| {
        let member = line.member.as_ref().map(|member| format!(" of {}", visible(member))).unwrap_or_default();
        let HostLine { host, version, result, why, place, .. } = line;
        format!("{}: {} {}{member} ({})\n    {}", result.name(), visible(host), visible(version), visible(place), visible(why))
    });
    section("published hosts", hosts, formatter)
}

fn show_capability(capability: &CapabilityExplained, formatter: &mut Formatter) -> fmt::Result {
    let CapabilityExplained { id, function, en, zh, feature, .. } = capability;
    writeln!(formatter, "{id}  ({function}, a capability)\n  {en}\n  {zh}\n  feature {feature}")?;
    section("shape", capability.shape.iter().cloned(), formatter)?;
    basis(&capability.basis, formatter)?;
    let requirements = capability.requirements.iter().map(|requirement| {
        let checks = if requirement.checks == 1 { "1 check".to_owned() } else { format!("{} checks", requirement.checks) };
        format!("{} ({checks})\n    {}", requirement.id, requirement.en)
    });
    section("requirements", requirements, formatter)?;
    let facts = capability.facts.iter().map(|fact| {
        let en = fact.en.as_ref().map(|en| format!(" ({en})")).unwrap_or_default();
        let held = fact.why.as_ref().map_or_else(|| format!("held by {}", fact.by.join(", ")), |(id, en)| format!("no requirement, {id}: {en}"));
        format!("{}{en}\n    {held}", fact.fact)
    });
    section("facts", facts, formatter)?;
    section("ambiguities", capability.ambiguities.iter().map(|(id, en)| format!("{id}: {en}")), formatter)
}

fn show_ambiguity(ambiguity: &AmbiguityExplained, formatter: &mut Formatter) -> fmt::Result {
    let AmbiguityExplained { id, en, zh, portable, .. } = ambiguity;
    writeln!(formatter, "{id}  (an ambiguity)\n  {en}\n  {zh}\n\nportable reading\n  {}\n  {}", portable.en, portable.zh)?;
    section("alternatives for which no host fails", ambiguity.alternatives.iter().cloned(), formatter)?;
    section("about", ambiguity.about.iter().cloned(), formatter)
}

fn basis(basis: &[Citation], formatter: &mut Formatter) -> fmt::Result {
    let lines = basis.iter().map(|citation| format!("{} ({})\n    {}", citation.id, citation.page, citation.en));
    section("basis", lines, formatter)
}

fn section(heading: &str, lines: impl Iterator<Item = String>, formatter: &mut Formatter) -> fmt::Result {
    for (index, line) in lines.enumerate() {
        if index == 0 {
            writeln!(formatter, "\n{heading}")?;
        }
        writeln!(formatter, "  {line}")?;
    }
    Ok(())
}
