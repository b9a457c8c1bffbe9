//! What failing checks have in common, so that a person mends causes and not checks.
//!
//! Each check has up to three things in common with others: its requirement, its function, and the symptom. The causes
//! are those that together explain every check, the one that explains most first. A cause is a guess and judges nothing.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::case::describe::cut;
use crate::certificate::{CheckResult, Class};

use super::findings::Finding;

/// How much of what was seen tells two symptoms apart.
const TELLING: usize = 90;

/// What checks have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Common<'a> {
    Requirement(&'a str),
    /// A capability, where it fails in one way.
    Function(&'a str, Class),
    /// Wrong arguments are accepted: the ending of the derived requirements.
    Arguments(&'static str),
    /// A class, and what was seen with its numbers and names left out.
    Symptom(Class, String),
}

/// Checks that one change may mend.
pub struct Cause<'a> {
    pub common: Common<'a>,
    pub checks: Vec<&'a CheckResult>,
    /// How many other checks were not reached because of its requirements.
    pub stops: usize,
}

/// The causes of these findings, the one with most checks first.
pub fn causes<'a>(findings: &[Finding<'a>]) -> Vec<Cause<'a>> {
    let checks: Vec<&CheckResult> = findings.iter().flat_map(|finding| finding.checks.iter().copied()).collect();
    let mut groups: IndexMap<Common, Vec<usize>> = IndexMap::new();
    for (index, check) in checks.iter().enumerate() {
        for common in commons(check) {
            groups.entry(common).or_default().push(index);
        }
    }
    let mut stops: HashMap<&str, usize> = findings.iter().map(|finding| (finding.id, finding.stops)).collect();
    let mut left = vec![true; checks.len()];
    let mut causes = Vec::new();
    loop {
        let open = |members: &[usize]| members.iter().filter(|index| left[**index]).count();
        // Of two that explain as much, the first: a requirement before a function before a symptom.
        let best = groups.iter().map(|(common, members)| (open(members), common)).max_by_key(|(many, common)| (*many, std::cmp::Reverse(rank(common))));
        let Some((1.., common)) = best else { break };
        let common = common.clone();
        let members: Vec<usize> = groups[&common].iter().copied().filter(|index| left[*index]).collect();
        groups.shift_remove(&common);
        members.iter().for_each(|index| left[*index] = false);
        let checks: Vec<&CheckResult> = members.iter().map(|index| checks[*index]).collect();
        let stopped = checks.iter().map(|check| stops.remove(check.requirement.as_str()).unwrap_or(0)).sum();
        causes.push(Cause { common, checks, stops: stopped });
    }
    causes
}

impl<'a> Cause<'a> {
    /// Its requirements with the number of failing checks of each.
    pub fn requirements(&self) -> Vec<(&'a str, usize)> {
        super::findings::tally(self.checks.iter().map(|check| check.requirement.as_str()))
    }

    pub fn functions(&self) -> usize {
        super::findings::tally(self.checks.iter().map(|check| check.capability.as_str())).len()
    }
}

fn rank(common: &Common) -> u8 {
    match common {
        Common::Requirement(_) => 0,
        Common::Function(..) => 1,
        Common::Arguments(_) | Common::Symptom(..) => 2,
    }
}

fn commons(check: &CheckResult) -> impl Iterator<Item = Common<'_>> {
    let symptom = check.class.and_then(|class| match class {
        Class::Accepted => ["required", "type", "type-advice"].into_iter().find(|rule| check.requirement.ends_with(&format!("-{rule}"))).map(Common::Arguments),
        // Silence, and what has no words of its own, is alike in everything that does not answer.
        Class::NoCallback | Class::Missing | Class::Hang | Class::ContextLost | Class::ExtraCallback | Class::WrongOrder | Class::Stub => None,
        Class::WrongValue | Class::Refused | Class::Threw | Class::UnsupportedAnsweredAsSuccess => Some(Common::Symptom(class, symptom(check))),
    });
    // A function that is not there, or never answers, fails its requirements for one reason; one with a wrong value may
    // have many.
    let function = check.class.filter(|class| !matches!(class, Class::WrongValue | Class::WrongOrder | Class::ExtraCallback));
    let function = function.map(|class| Common::Function(&check.capability, class));
    [Some(Common::Requirement(&check.requirement)), function, symptom].into_iter().flatten()
}

/// What was seen, without numbers and without the function's own name.
fn symptom(check: &CheckResult) -> String {
    let name = check.capability.rsplit('/').next().unwrap_or_default();
    let seen = check.seen.as_deref().unwrap_or_default();
    let seen = if name.len() > 3 { seen.replace(name, "…") } else { seen.to_owned() };
    let mut out = String::new();
    for letter in seen.chars() {
        match letter {
            '0'..='9' if out.ends_with('N') => {}
            '0'..='9' => out.push('N'),
            other => out.push(other),
        }
    }
    cut(&out, TELLING)
}

#[cfg(test)]
mod tests {
    use super::{Common, causes};
    use crate::case::Origin;
    use crate::certificate::{CheckResult, Class, Status};
    use crate::report::findings::Finding;
    use crate::spec::Level;

    fn check(requirement: &str, class: Class, seen: &str) -> CheckResult {
        let (capability, _) = requirement.rsplit_once('/').unwrap();
        CheckResult {
            trial: requirement.into(),
            check: 0,
            requirement: requirement.into(),
            level: Level::Must,
            capability: capability.into(),
            argument: None,
            condition: String::new(),
            origin: Origin::Recorded,
            status: Status::Fail,
            class: Some(class),
            expected: String::new(),
            seen: Some(seen.into()),
            stopped_by: None,
            attempts: 2,
            failures: 2,
            known: false,
            waived: None,
        }
    }

    #[test]
    fn one_cause_takes_what_it_explains_and_leaves_the_rest() {
        let checks = [
            check("area/alpha/data-type", Class::Accepted, "called success with 1"),
            check("area/gamma/data-type", Class::Accepted, "called success with 2"),
            check("area/delta/key-type", Class::Accepted, "called success with 3"),
            check("area/alpha/works", Class::NoCallback, "neither success nor fail was called in 5 ms"),
            check("area/alpha/answers", Class::NoCallback, "neither success nor fail was called in 7 ms"),
            check("area/gamma/throws", Class::Threw, "threw gamma 12"),
            check("area/delta/throws", Class::Threw, "threw delta 5"),
            check("area/omega/title", Class::WrongValue, "\"a\" instead of \"ab\""),
            check("area/omega/color", Class::WrongValue, "red instead of blue"),
        ];
        let findings: Vec<Finding> =
            checks.iter().map(|check| Finding { id: &check.requirement, level: Level::Must, requirement: None, checks: vec![check], stops: usize::from(check.class == Some(Class::Threw)) }).collect();
        let told: Vec<_> = causes(&findings).into_iter().map(|cause| (cause.common.clone(), cause.checks.len(), cause.stops)).collect();
        let wanted = [
            (Common::Arguments("type"), 3, 0),
            (Common::Function("area/alpha", Class::NoCallback), 2, 0),
            (Common::Symptom(Class::Threw, "threw … N".into()), 2, 2),
            (Common::Requirement("area/omega/title"), 1, 0),
            (Common::Requirement("area/omega/color"), 1, 0),
        ];
        let (mut told, mut wanted) = (told, wanted.to_vec());
        let order = |one: &(Common, usize, usize)| format!("{one:?}");
        assert_eq!(told.iter().map(|one| one.1).collect::<Vec<_>>(), [3, 2, 2, 1, 1], "the largest first");
        told.sort_by_key(order);
        wanted.sort_by_key(order);
        assert_eq!(told, wanted);
    }
}
