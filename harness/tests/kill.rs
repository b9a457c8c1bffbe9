//! A sample of the faults is caught, each by a check of the requirement it violates; `minicert kill` grades them all.
//!
//! `MINICERT_ROTATE` decides which faults are in the sample; left out, the commit does.

#![allow(clippy::unwrap_used)]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/record.rs"]
mod record;

use std::path::Path;
use std::process::{Command, Output};

use folder::copy;
use indexmap::IndexMap;
use minicert::case::{Assertion, Matcher};
use minicert::fault::Fault;
use minicert::judge::judge;
use minicert::kill::summary::{self, Failed};
use minicert::plan::Plan;
use minicert::spec::{Spec, Type, Warehouse};
use minicert::transcript::{Line, Seen};
use minicert::trial::CallStyle;
use record::{attempt, call, check, footer, lines, session, trial};
use serde_json::{Value as Json, json};

/// So many faults cost less than a minute.
const SAMPLE: &str = "12";

fn minicert(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_minicert")).arg("kill").args(arguments).output().unwrap()
}

fn rotation() -> String {
    std::env::var("MINICERT_ROTATE").ok().filter(|text| !text.is_empty()).or_else(commit).unwrap_or_else(|| "no commit".to_owned())
}

/// The commit that is checked out, where this is a repository.
fn commit() -> Option<String> {
    let output = Command::new("git").args(["rev-parse", "HEAD"]).current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn a_sample_of_the_faults_is_caught_by_checks_of_their_requirements() {
    let rotate = rotation();
    let output = minicert(&["--sample", SAMPLE, "--rotate", &rotate, "--json"]);
    let result: Json = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(result["rows"].as_array().unwrap().len().to_string(), SAMPLE);
    let missed: Vec<&Json> = result["rows"].as_array().unwrap().iter().filter(|row| row["caught"] != "by-its-requirement").collect();
    assert!(missed.is_empty(), "of the sample of {rotate:?} (`minicert kill --sample {SAMPLE} --rotate {rotate}`) no check of their requirement caught: {missed:#?}");
    assert_eq!(result["killed"], result["faults"]);
    assert!(output.status.success());
}

/// What a grading says of a fault whose host refuses a call, where a check looks at what the call answers.
fn blamed(requirement: &str, also: &[&str]) -> Vec<String> {
    let got = || "got".to_owned();
    let looks = check("area/thing/keeps", Assertion::Answered { call: got(), is: Matcher::Type(vec![Type::Object]) });
    let made = trial("t/looks", IndexMap::from([(got(), call(CallStyle::Async))]), vec![looks]);
    let refused = vec![Seen::Called { call: got() }, Seen::Callback { call: got(), name: "fail".into(), args: vec![json!({"errCode": 1})], inside: false }];
    let happened = vec![session("s1-1"), Line::Attempt(Box::new(attempt("t/looks", 1, "s1-1", 1, refused))), footer(1)];
    let failed: Vec<Failed> = judge(&lines(vec![made.clone()], happened)).into_iter().map(Failed::from).collect();
    let fault = Fault { brief: "By hand.".into(), requirement: requirement.into(), also: also.iter().map(|id| (*id).to_owned()).collect(), patch: Vec::new() };
    let plan = Plan { trials: vec![made], omissions: Vec::new(), requirements: Vec::new() };
    let row = summary::row(&Spec::load(&Warehouse::embedded()).unwrap(), &plan, "area/by-hand", &fault, &failed, 1);
    assert_eq!(row.others, ["area/thing/keeps"]);
    row.blamed
}

#[test]
fn nobody_is_blamed_for_what_a_fault_breaks_of_necessity() {
    assert_eq!(blamed("area/thing/forgets", &[]), ["area/thing/keeps"]);
    assert_eq!(blamed("area/thing/forgets", &["area/thing/keeps"]), [""; 0]);
    // The requirement of the call itself, which the trial looks through.
    assert_eq!(blamed("area/thing/succeeds", &[]), [""; 0]);
}

#[test]
fn a_folder_with_a_grading_is_not_written_over_and_continued_by_the_same_program_alone() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let header = format!("{{\"format\":3,\"plan\":\"{}\",\"program\":\"{}\",\"mode\":\"first-kill\",\"trials\":{{}}}}\n", "0".repeat(64), "0".repeat(64));
    std::fs::write(folder.path().join("kill.jsonl"), header).unwrap();
    for (more, id) in [(&["--out", out][..], "kill-out-used"), (&["--out", out, "--resume"], "kill-resume-differs")] {
        let output = minicert(&[&["--sample", "1"][..], more].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(id), "{said}");
        assert_eq!(output.status.code(), Some(2), "{said}");
    }
}

/// A configuration that is not empty: two cases show it.
const SHOWN_TWICE: &str = "third-party/ext-config-names-the-program";

#[test]
fn after_a_case_was_changed_a_fault_meets_that_case_alone() {
    let folder = tempfile::tempdir().unwrap();
    for part in ["spec", "cases"] {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(part), &folder.path().join(part)).unwrap();
    }
    let out = folder.path().join("out");
    let asked = ["--matrix", "--json", "--fault", SHOWN_TWICE, "--root", folder.path().to_str().unwrap(), "--out", out.to_str().unwrap()];
    let killers = |more: &[&str]| -> Vec<String> {
        let output = minicert(&[&asked, more].concat());
        let result: Json = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        result["rows"][0]["checks"].as_array().unwrap().iter().map(|check| check.as_str().unwrap().to_owned()).collect()
    };
    let ran = || -> Vec<String> {
        let transcript = std::fs::read_to_string(out.join(SHOWN_TWICE.replace('/', ".")).join("0/transcript.jsonl")).unwrap();
        let lines = transcript.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
        lines.filter(|line| line["line"] == "trial").map(|line| line["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(killers(&[]), ["third-party/getExtConfig/is-empty#async:0", "third-party/getExtConfig/is-empty#sync:0", "third-party/getExtConfig/is-empty-after-writing:0"]);
    // One of the cases accepts now what the fault does.
    let case = folder.path().join("cases/third-party/getExtConfig/is-empty.yaml");
    let text = std::fs::read_to_string(&case).unwrap();
    std::fs::write(&case, text.replace("{any: [{not: {type: [object]}}, {equals: {}}]}", "{type: [object]}")).unwrap();
    assert_eq!(killers(&["--resume"]), ["third-party/getExtConfig/is-empty-after-writing:0"]);
    assert_eq!(ran(), ["third-party/getExtConfig/is-empty#async", "third-party/getExtConfig/is-empty#sync"]);
}

/// A value that a function no longer takes; a query of which nothing is read, so that the agent never dials; and the number with which
/// the questions of a channel begin, which nobody sees.
const KILLED: &str = "api/storage.js/argument-a49c697f";
const NOT_STARTING: &str = "common/query.js/argument-c2b52fc9";
const EQUIVALENT: &str = "common/channel.js/number-25074caf";

#[test]
fn mutants_are_killed_or_survive() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let asked = ["--mechanical", "9", "--json", "--alone", "0", "--fault", KILLED, "--fault", NOT_STARTING, "--fault", EQUIVALENT, "--out", out.to_str().unwrap()];
    let grade = |more: &[&str]| {
        let output = minicert(&[&asked, more].concat());
        let result: Json = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        (output, result)
    };
    let (mut output, mut result) = grade(&[]);
    // A machine with much to do leaves a mutant that does not start open, and says so: it is tried again.
    for _ in 0..3 {
        if result["errors"] == 0 {
            break;
        }
        (output, result) = grade(&["--resume"]);
    }
    let row = |name: &str| result["rows"].as_array().unwrap().iter().find(|row| row["mutant"] == name).unwrap_or_else(|| panic!("no row of {name}: {result:#}")).clone();
    assert_eq!(row(KILLED)["killed"], "check");
    assert!(row(KILLED)["killer"].as_str().unwrap().starts_with("storage/"));
    assert_eq!(row(NOT_STARTING)["killed"], "does-not-start", "{:#}", row(NOT_STARTING));
    assert_eq!(row(EQUIVALENT)["killed"], Json::Null);
    assert_eq!(row(EQUIVALENT)["error"], Json::Null);
    assert!(row(EQUIVALENT)["trials"].as_u64().unwrap() > 0);
    assert_eq!((result["mutants"].as_u64(), result["killed"].as_u64(), result["triaged"]["equivalent"].as_u64()), (Some(3), Some(2), Some(1)));
    assert_eq!(result["rate-after-triage"], 1.0);
    assert_eq!(result["survivors"][0]["mutant"], EQUIVALENT);
    // Every survivor is explained.
    assert!(output.status.success());
}

#[test]
fn a_name_that_no_mutant_has_is_wrong_usage() {
    let output = minicert(&["--mechanical", "9", "--fault", "api/storage.js/argument-00000000"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("mutant-unknown"), "{said}");
    assert_eq!(output.status.code(), Some(2), "{said}");
}

#[test]
fn the_same_seed_takes_the_same_mutants_and_more_hold_the_fewer() {
    let names = |count: &str, seed: &str| -> Vec<String> {
        let output = minicert(&["--mechanical", count, "--seed", seed, "--list"]);
        String::from_utf8_lossy(&output.stdout).lines().map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect()
    };
    let few = names("20", "1");
    assert_eq!(few.len(), 20);
    assert_eq!(few, names("20", "1"));
    assert_ne!(few, names("20", "2"));
    let more = names("60", "1");
    assert!(few.iter().all(|name| more.contains(name)));
}
