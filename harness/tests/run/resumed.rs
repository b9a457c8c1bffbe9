//! A run that is killed is continued, and ends as if nothing had been; another run does not continue it.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use libtest_mimic::Failed;
use minicert::certificate::{Certificate, Verdict};
use minicert::transcript::{self, Line, Outcome};

use crate::program::minicert;
use crate::runs::{PART, Test, clean, code, run_in, undisturbed, verdict};

pub const ALL: [Test; 3] = [
    ("resume/after-a-kill-and-a-torn-line", after_a_kill),
    ("resume/a-complete-run-is-refused", a_complete_run),
    ("resume/another-run-is-refused", another_run),
];

fn after_a_kill() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("out/transcript.jsonl");
    killed(folder.path())?;
    let before = transcript::open(&path)?;
    let tried = before.lines.iter().filter(|line| matches!(line, Line::Attempt(_))).count();
    if tried == 0 || before.lines.iter().any(|line| matches!(line, Line::Footer(_))) {
        return Err(format!("the run was not killed in its middle: {tried} attempts of {} lines", before.lines.len()).into());
    }
    tear(&path)?;

    let said = run_in(folder.path(), &[&PART[..], &["--resume"]].concat())?;
    code(&said, 0)?;
    if !said.stderr.contains("which had no end") {
        return Err(format!("nobody said that a line was dropped: {}", said.stderr).into());
    }
    let certificate: Certificate = serde_json::from_str(&said.stdout)?;
    verdict(&certificate, Verdict::Incomplete, &["run-narrowed"])?;
    if certificate.checks != undisturbed()?.certificate()?.checks {
        return Err("the checks came out otherwise than in a run that nothing disturbed".into());
    }
    once_each(&path)?;
    // That it was interrupted is on record, and nothing else is.
    let [incident] = certificate.incidents.as_slice() else { return Err(format!("{:#?}", certificate.incidents).into()) };
    if incident.contains("interrupted") { clean(&Certificate { incidents: Vec::new(), ..certificate }) } else { Err(incident.as_str().into()) }
}

/// Begins the run, and kills it once some attempts are written and others are still to come.
fn killed(folder: &Path) -> Result<(), Failed> {
    let mut child = minicert(folder).arg("run").args(PART).args(["--out", "out"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let errors = child.stderr.take().ok_or("there is no standard error")?;
    // A line of progress comes just before the attempts it counts are written, so at the second those of the first are.
    let lines: Vec<String> = BufReader::new(errors).lines().map_while(Result::ok).filter(|line| line.contains(" of ")).take(2).collect();
    child.kill()?;
    child.wait()?;
    if lines.len() == 2 { Ok(()) } else { Err(format!("the run ended before it could be killed: {lines:?}").into()) }
}

/// Leaves a last line without an end, as a kill within a write does.
fn tear(path: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(path)?;
    let last = text.lines().last().ok_or("the transcript is empty")?;
    OpenOptions::new().append(true).open(path)?.write_all(&last.as_bytes()[..last.len() / 2])?;
    Ok(())
}

/// Every trial of the plan was attempted once: none was lost, none doubled.
fn once_each(path: &Path) -> Result<(), Failed> {
    once(path, |_| true)
}

/// The same of the attempts that count; what was lost with others, or to an error of ours, was made again.
pub fn once_each_counted(path: &Path) -> Result<(), Failed> {
    once(path, |outcome| outcome == Outcome::Closed)
}

fn once(path: &Path, counts_it: fn(Outcome) -> bool) -> Result<(), Failed> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for line in transcript::open(path)?.lines {
        match line {
            Line::Trial(trial) => {
                counts.entry(trial.id).or_default();
            }
            Line::Attempt(attempt) if counts_it(attempt.outcome) => *counts.entry(attempt.trial).or_default() += 1,
            _ => {}
        }
    }
    counts.retain(|_, count| *count != 1);
    if counts.is_empty() { Ok(()) } else { Err(format!("attempted otherwise than once: {counts:?}").into()) }
}

fn a_complete_run() -> Result<(), Failed> {
    let run = undisturbed()?;
    let before = (fs::read(run.transcript())?, fs::metadata(run.out().join("certificate.json"))?.modified()?);
    let said = run_in(run.folder.path(), &[&PART[..], &["--resume"]].concat())?;
    refused(&said, "resume-complete")?;
    let after = (fs::read(run.transcript())?, fs::metadata(run.out().join("certificate.json"))?.modified()?);
    if before == after { Ok(()) } else { Err("a complete run was written to".into()) }
}

fn another_run() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("out/transcript.jsonl");
    fs::create_dir_all(folder.path().join("out"))?;
    // An interrupted transcript: the first half of a whole one, and a torn line.
    let whole = fs::read(undisturbed()?.transcript())?;
    let half = whole.len() - whole.len() / 4;
    fs::write(&path, &whole[..half])?;
    let host = "name: Another\nversion: \"1\"\nclaims: {features: [protocol, storage]}\nlaunch: http://127.0.0.1/\nready: {css: body}\nchannel: {dial-in: {}}\n";
    fs::write(folder.path().join("another.yaml"), host)?;
    let others: [&[&str]; 7] = [
        &["--area", "protocol", "--seed", "5"],
        &["--area", "protocol", "--budget", "999"],
        &["--area", "protocol", "--sessions", "1"],
        &["--area", "protocol", "--attempts", "5"],
        &["--area", "protocol", "--fault", "protocol/complete-before-success"],
        &["--area", "protocol", "--host", "another.yaml"],
        &["--area", "storage"],
    ];
    for other in others {
        let said = run_in(folder.path(), &[other, &["--resume"]].concat())?;
        refused(&said, "resume-differs").map_err(|failed| format!("{other:?}: {}", failed.message().unwrap_or_default()))?;
        if fs::read(&path)? != whole[..half] {
            return Err(format!("{other:?} changed the transcript").into());
        }
    }
    Ok(())
}

fn refused(said: &crate::program::Said, id: &str) -> Result<(), Failed> {
    code(said, 2)?;
    if said.stderr.starts_with(&format!("minicert: [{id}] ")) && said.stdout.is_empty() { Ok(()) } else { Err(format!("{}{}", said.stderr, said.stdout).into()) }
}
