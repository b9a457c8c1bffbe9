//! The certificate as JUnit XML: a suite for each area, a case for each check. A fail of the host is a failure, ours is an
//! error, and what was not decided, is advice or is waived is skipped, with the reason; so no reader of the file takes the one
//! for the other.

use std::time::Duration;

use indexmap::IndexMap;
use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::words::{check_name, command, is_advice, kind, waiver};
use crate::certificate::{Certificate, CheckResult, Status};
use crate::error::{Error, Result};
use crate::spec::Spec;
use crate::yaml;

/// `junit.xml`. `repeat` is the command that repeats a trial, before `--only`.
pub fn junit(certificate: &Certificate, repeat: &str) -> Result<String> {
    let mut report = Report::new(format!("minicert: {} {}", certificate.host.name, certificate.host.version));
    report.set_time(Duration::from_millis(certificate.run.milliseconds));
    let mut areas: IndexMap<&str, TestSuite> = IndexMap::new();
    for check in &certificate.checks {
        let area = Spec::area(&check.requirement);
        let suite = areas.entry(area).or_insert_with(|| suite(area, certificate));
        suite.add_test_case(case(check, sentence(certificate, &check.requirement), repeat, waiver(certificate, check)));
    }
    for omission in &certificate.omissions {
        let requirement = omission.requirements.first().map_or("", String::as_str);
        let area = Spec::area(requirement);
        let mut status = TestCaseStatus::skipped();
        status.set_type(yaml::name(&omission.class)).set_message(&omission.reason);
        let mut case = TestCase::new(&omission.trial, status);
        case.set_classname(requirement);
        areas.entry(area).or_insert_with(|| suite(area, certificate)).add_test_case(case);
    }
    report.add_test_suites(areas.into_values());
    let text = report.to_string().map_err(|error| Error::new("junit", format!("failed to write JUnit XML: {error}"), "this is a fault of minicert: report it"))?;
    Ok(without_sum(&text))
}

/// The schema of Jenkins has the count of what was skipped at each suite, and not at their sum. No value of an attribute
/// has a quotation mark, so the first that looks like this one is this one.
fn without_sum(text: &str) -> String {
    let end = text.find("<testsuites").and_then(|start| Some(start + text[start..].find('>')?)).unwrap_or_default();
    let (head, rest) = text.split_at(end);
    match head.split_once(" skipped=\"") {
        Some((before, after)) => format!("{before}{}{rest}", after.split_once('"').map_or("", |(_, after)| after)),
        None => text.to_owned(),
    }
}

fn suite(area: &str, certificate: &Certificate) -> TestSuite {
    let mut suite = TestSuite::new(area);
    for (name, value) in [("host", &certificate.host.name), ("host version", &certificate.host.version), ("plan", &certificate.run.plan), ("minicert", &certificate.suite.version)] {
        suite.add_property(Property::new(name, value));
    }
    suite
}

fn case(check: &CheckResult, sentence: &str, repeat: &str, waived: Option<String>) -> TestCase {
    let seen = check.seen.as_deref().unwrap_or_default();
    let told = format!("{sentence}\nexpected: {}\nseen: {seen}\nrepeat: {}\n", check.expected, command(repeat, &check.trial));
    let not = |which: NonSuccessKind| {
        let mut status = TestCaseStatus::non_success(which);
        let known = if check.known { "known: " } else { "" };
        status.set_type(kind(check)).set_message(format!("{known}{seen}")).set_description(&told);
        status
    };
    let skipped = |class: &str, message: &str| {
        let mut status = TestCaseStatus::skipped();
        status.set_type(class).set_message(message);
        status
    };
    let status = match check.status {
        _ if check.waived.is_some() => skipped("waived", &waived.unwrap_or_default()),
        // A red test would say that the host is not certified for it.
        Status::Fail if is_advice(check) => skipped("advice", &format!("a {} bars no pass; {}: {seen}", check.level.name(), kind(check))),
        Status::Pass => TestCaseStatus::success(),
        // An attempt that failed is a failure here, too: a reader that knows no third colour must not show it green.
        Status::Fail | Status::Flaky => not(NonSuccessKind::Failure),
        Status::Error => not(NonSuccessKind::Error),
        Status::NotReached | Status::Unwitnessed => skipped(kind(check), seen),
    };
    let mut case = TestCase::new(check_name(check), status);
    case.set_classname(&check.requirement);
    case
}

fn sentence<'a>(certificate: &'a Certificate, requirement: &str) -> &'a str {
    certificate.requirements.binary_search_by(|result| result.id.as_str().cmp(requirement)).map_or("", |index| certificate.requirements[index].en.as_str())
}
