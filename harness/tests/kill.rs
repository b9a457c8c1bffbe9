//! A sample of the faults is caught, each by a check of the requirement it violates; `minicert kill` grades them all.
//!
//! `MINICERT_ROTATE` decides which faults are in the sample; left out, the commit does.

use std::process::{Command, Output};

use serde_json::Value as Json;

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

#[test]
fn a_folder_with_a_grading_is_not_written_over_and_continued_by_the_same_plan_alone() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let header = format!("{{\"format\":2,\"plan\":\"{}\",\"program\":\"{}\",\"mode\":\"first-kill\"}}\n", "0".repeat(64), "0".repeat(64));
    std::fs::write(folder.path().join("kill.jsonl"), header).unwrap();
    for (more, id) in [(&["--out", out][..], "kill-out-used"), (&["--out", out, "--resume"], "kill-resume-differs")] {
        let output = minicert(&[&["--sample", "1"][..], more].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(id), "{said}");
        assert_eq!(output.status.code(), Some(2), "{said}");
    }
}
