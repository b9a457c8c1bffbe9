//! Hosts that are wrong: caught with the requirement that was broken, made small, kept as a case.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Failed;
use minicert::certificate::{Class, Status, Verdict};
use minicert::run::shrink::Diagnoses;
use minicert::value::sha256;

use crate::program::minicert_in;
use crate::runs::{Test, code, run, run_in, verdict};

pub const ALL: [Test; 6] = [
    ("fault/is-caught", is_caught),
    ("fault/is-seen-on-the-screen", is_seen),
    ("fault/is-held-at-the-gate", is_held_at_the_gate),
    ("fault/is-shrunk-and-kept", || is_shrunk_and_kept(&STALE, "generated/storage/state/storage-sequence-", 8)),
    ("fault/of-files-is-shrunk-and-kept", || is_shrunk_and_kept(&KEPT, "generated/file-system/state/file-sequence-1", 15)),
    ("fault/what-the-smoke-run-calls-is-no-matter", smoke),
];

/// What getStorageSync knows goes stale when setStorage replaces it.
const STALE: [&str; 2] = ["--fault", "storage/get-sync-misses-set"];

/// What a file is read as stays until its own path is written, whatever changes it otherwise.
const KEPT: [&str; 2] = ["--fault", "file-system/reads-are-kept-until-the-path-is-written"];

fn is_caught() -> Result<(), Failed> {
    let run = run(&["--fault", "protocol/complete-before-success", "--only", "protocol/call/completes-last-around-a-nested-call"])?;
    code(&run.said, 1)?;
    let certificate = run.certificate()?;
    verdict(&certificate, Verdict::Fail, &["protocol/call/complete-last", "run-narrowed"])?;
    let failed: Vec<_> = certificate.checks.iter().filter(|check| check.status == Status::Fail).collect();
    let told = failed.iter().all(|check| check.class == Some(Class::WrongOrder) && (check.attempts, check.failures) == (2, 2));
    if certificate.host.faults == ["protocol/complete-before-success"] && !failed.is_empty() && told { Ok(()) } else { Err(format!("{failed:#?}").into()) }
}

/// The screen of a failing trial is kept under its hash, beside the transcript, and is part of the page.
fn is_seen() -> Result<(), Failed> {
    let run = run(&["--fault", "ui/modal-title-cut", "--only", "ui/showModal/shows-a-title-in-chinese", "--only", "ui/showModal/shows-a-content-in-chinese"])?;
    code(&run.said, 1)?;
    let index = fs::read_to_string(run.out().join("screens/index.jsonl"))?;
    for line in index.lines() {
        let entry: serde_json::Value = serde_json::from_str(line)?;
        let hash = entry["sha256"].as_str().unwrap_or_default();
        let picture = fs::read(run.out().join("screens").join(format!("{hash}.png")))?;
        if sha256(&picture) != hash || !picture.starts_with(b"\x89PNG") || entry["trial"] != "ui/showModal/shows-a-title-in-chinese" {
            return Err(line.to_owned().into());
        }
    }
    let page = fs::read_to_string(run.out().join("report.html"))?;
    code(&minicert_in(run.folder.path(), &["report", "out/transcript.jsonl", "--repeat", "minicert run --fault 'ui/modal-title-cut'"])?, 0)?;
    let again = fs::read_to_string(run.folder.path().join("report.html"))?;
    let pictures = page.matches("src=\"data:image/png;base64,").count();
    if index.lines().count() == 2 && pictures == 1 && again == page { Ok(()) } else { Err(format!("{pictures} pictures\n{index}").into()) }
}

fn is_held_at_the_gate() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let gate = |out: &str, more: &[&str]| minicert_in(folder.path(), &[&["gate", "--baseline", "base.json", "--only", "storage/setStorage/string-with-marks", "--out", out][..], more].concat());
    let missing = gate("none", &[])?;
    code(&missing, 2)?;
    code(&gate("first", &["--update"])?, 0)?;
    code(&gate("same", &[])?, 0)?;
    let worse = gate("worse", &["--fault", "storage/entities-are-resolved"])?;
    code(&worse, 1)?;
    for name in ["junit.xml", "ctrf.json"] {
        let text = fs::read_to_string(folder.path().join("worse/").join(name))?;
        if !text.contains("wrong-value") {
            return Err(format!("{name} does not tell the fail").into());
        }
    }
    let later = minicert_in(folder.path(), &["diff", "worse/certificate.json", "same/transcript.jsonl"])?;
    code(&later, 0)?;
    let told = missing.stderr.contains("file-unreadable") && worse.stdout.contains("worse ") && worse.stdout.contains("pass → fail wrong-value") && later.stdout.contains("better ");
    if told { Ok(()) } else { Err(format!("{}\n{}\n{}", missing.stderr, worse.stdout, later.stdout).into()) }
}

/// A sequence that a fault fails comes down to a case of few steps, which fails with the fault alone.
fn is_shrunk_and_kept(fault: &[&str], sequence: &str, steps: usize) -> Result<(), Failed> {
    let run = run(&[fault, &["--only", sequence]].concat())?;
    code(&run.said, 1)?;
    let found: Diagnoses = serde_json::from_str(&fs::read_to_string(run.out().join("diagnosis.json"))?)?;
    let Some(smallest) = found.diagnoses.iter().min_by_key(|one| one.after) else { return Err("no sequence was made smaller".into()) };
    if smallest.after >= smallest.before || smallest.case.steps.len() > steps {
        return Err(format!("{} calls came down to {} only", smallest.before, smallest.after).into());
    }

    let folder = run.folder.path();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    for part in ["spec", "cases"] {
        copy(&root.join(part), &folder.join("root").join(part))?;
    }
    let promote = ["promote", "out", "--root", "root", "--requirement", &smallest.requirement, "--name", "found-by-chance", "--brief", "A sequence is answered from what the calls before left."];
    let said = minicert_in(folder, &promote)?;
    code(&said, 0)?;
    let kept = said.stdout.trim().trim_start_matches("root/cases/").trim_end_matches(".yaml").to_owned();
    // It reads and compiles, it passes on the host as it is, and it fails where the fault is.
    code(&minicert_in(folder, &["lint", "--root", "root"])?, 0)?;
    let only = ["--root", "root", "--only", &kept];
    fs::rename(run.out(), folder.join("first"))?;
    code(&run_in(folder, &only)?, 0)?;
    fs::rename(run.out(), folder.join("second"))?;
    code(&run_in(folder, &[&only[..], fault].concat())?, 1)?;
    // It is there already, so a second one needs another name.
    code(&minicert_in(folder, &["promote", "first", "--root", "root", "--requirement", &smallest.requirement, "--name", "found-by-chance"])?, 2)
}

/// The functions that a smoke run calls first hang and stay silent: the host is asked all the same.
fn smoke() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let fault = "brief: Of the battery and the network nothing is heard.\nrequirement: device/getBatteryInfo/result-level\npatch:\n  - file: api/battery.js\n    find: 'asyncApi(\"getBatteryInfo\", { run: () => info() })'\n    replace: 'asyncApi(\"getBatteryInfo\", { run: () => { while (true) {} } })'\n";
    fs::create_dir_all(folder.path().join("faults/device"))?;
    fs::write(folder.path().join("faults/device/battery-hangs.yaml"), fault)?;
    let said = run_in(folder.path(), &["--faults", "faults", "--fault", "device/battery-hangs", "--budget", "200", "--sessions", "1", "--only", "storage/getStorage/succeeds-for-a-stored-value#sync"])?;
    code(&said, 0)?;
    let certificate: minicert::certificate::Certificate = serde_json::from_str(&said.stdout)?;
    let lost = certificate.incidents.iter().filter(|incident| incident.contains("contact-lost")).count();
    let passed = certificate.checks.iter().all(|check| check.status == Status::Pass);
    if passed && lost == 1 { Ok(()) } else { Err(format!("{:#?}", certificate.incidents).into()) }
}

pub fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
