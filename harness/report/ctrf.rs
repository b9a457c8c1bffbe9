//! The certificate as CTRF JSON (Common Test Report Format), a test for each check.

use std::borrow::Cow;

use serde::Serialize;

use crate::certificate::{Certificate, CheckResult, Status};
use crate::error::{Error, Result};
use crate::spec::Spec;
use crate::yaml;

use super::words::{check_name, command, is_advice, kind, waiver};

/// The version of the format that this follows.
const SPEC: &str = "0.0.0";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ctrf<'a> {
    report_format: &'static str,
    spec_version: &'static str,
    /// Left out where the certificate's is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<&'a str>,
    generated_by: String,
    results: Results<'a>,
}

#[derive(Serialize)]
struct Results<'a> {
    tool: Tool<'a>,
    summary: Summary,
    tests: Vec<Test<'a>>,
    environment: Environment<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'static str,
    version: &'a str,
}

/// `skipped` is what was left out, is waived, or is advice; `other` what was not decided: errors of ours, and checks that
/// were not reached.
#[derive(Default, Serialize)]
struct Summary {
    tests: u64,
    passed: u64,
    failed: u64,
    skipped: u64,
    pending: u64,
    other: u64,
    flaky: u64,
    start: i64,
    stop: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Environment<'a> {
    app_name: &'a str,
    app_version: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Test<'a> {
    name: String,
    status: &'static str,
    /// The format asks for one; a check has no time of its own.
    duration: u64,
    raw_status: String,
    suite: [&'a str; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
    flaky: bool,
}

/// `ctrf.json`. `repeat` is the command that repeats a trial, before `--only`.
pub fn ctrf(certificate: &Certificate, repeat: &str) -> Result<String> {
    let started = certificate.run.started.parse::<jiff::Timestamp>().ok();
    let start = started.map(jiff::Timestamp::as_millisecond).unwrap_or_default();
    let mut summary = Summary { start, stop: start.saturating_add_unsigned(certificate.run.milliseconds), ..Summary::default() };
    let mut tests = Vec::new();
    for check in &certificate.checks {
        let status = match check.status {
            _ if check.waived.is_some() => "skipped",
            // A red test would say that the host is not certified for it.
            Status::Fail if is_advice(check) => "skipped",
            Status::Pass => "passed",
            Status::Fail | Status::Flaky => "failed",
            Status::Error | Status::NotReached | Status::Unwitnessed => "other",
        };
        summary.flaky += u64::from(check.status == Status::Flaky);
        tests.push(test(check, status, repeat, waiver(certificate, check)));
    }
    tests.extend(certificate.omissions.iter().map(|omission| {
        let requirement = omission.requirements.first().map_or("", String::as_str);
        Test {
            name: omission.trial.clone(),
            status: "skipped",
            duration: 0,
            raw_status: yaml::name(&omission.class),
            suite: [Spec::area(requirement), requirement],
            message: Some(Cow::Borrowed(&omission.reason)),
            trace: None,
            flaky: false,
        }
    }));
    for test in &tests {
        *match test.status {
            "passed" => &mut summary.passed,
            "failed" => &mut summary.failed,
            "skipped" => &mut summary.skipped,
            _ => &mut summary.other,
        } += 1;
        summary.tests += 1;
    }
    let environment = Environment { app_name: &certificate.host.name, app_version: &certificate.host.version };
    let tool = Tool { name: "minicert", version: &certificate.suite.version };
    let generated_by = format!("minicert {}", certificate.suite.version);
    let ctrf = Ctrf { report_format: "CTRF", spec_version: SPEC, timestamp: started.map(|_| certificate.run.started.as_str()), generated_by, results: Results { tool, summary, tests, environment } };
    let text = serde_json::to_string_pretty(&ctrf).map_err(|error| Error::new("json", format!("failed to write JSON: {error}"), ""))?;
    Ok(format!("{text}\n"))
}

fn test<'a>(check: &'a CheckResult, status: &'static str, repeat: &str, waived: Option<String>) -> Test<'a> {
    let raw_status = match status {
        "skipped" if check.waived.is_some() => "waived".to_owned(),
        "skipped" => format!("advice, {}", kind(check)),
        _ if check.known => format!("known, {}", kind(check)),
        _ => kind(check).to_owned(),
    };
    let trace = (check.status != Status::Pass).then(|| format!("expected: {}\nrepeat: {}", check.expected, command(repeat, &check.trial)));
    Test {
        name: check_name(check),
        status,
        duration: 0,
        raw_status,
        suite: [Spec::area(&check.requirement), &check.requirement],
        message: waived.map(Cow::Owned).or(check.seen.as_deref().map(Cow::Borrowed)),
        trace,
        flaky: check.status == Status::Flaky,
    }
}
