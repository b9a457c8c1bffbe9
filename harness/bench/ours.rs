//! minicert's own part: a plan of small trials, run and recorded as any other.

use std::fs;
use std::path::Path;

use minicert::case::{Case, Cases, Origin, compile};
use minicert::certificate::Status;
use minicert::error::Result;
use minicert::host::{Stage, StageOptions};
use minicert::plan::Plan;
use minicert::run::{self, Asked, RunOptions};
use minicert::spec::{Spec, Warehouse};
use minicert::transcript::{Line, Record, Settings};
use minicert::trial::Trial;
use minicert::{judge, yaml};

use super::{Took, failed, manifest, spec};

/// A call that returns its answer.
const RETURNS: &str = "brief: It answers.
steps: [{call: {api: getStorageSync, args: [KEY], as: got}}]
checks: [{requirement: storage/getStorageSync/succeeds, expect: {answered: {call: got, is: {has: {data: {equals: KEY is stored}}}}}}]
";

/// A call that calls back.
const CALLS_BACK: &str = "brief: It answers.
steps: [{call: {api: getStorage, with: {key: KEY}, as: got}}]
checks: [{requirement: storage/getStorage/succeeds, expect: {answered: {call: got, is: {has: {data: {equals: KEY is stored}}}}}}]
";

/// Runs so many trials and prints what they took.
pub async fn measure(folder: &Path, cases: usize) -> Result<()> {
    let (manifest, spec) = (manifest(folder)?, spec()?);
    let none = Cases::load(&Warehouse::of([])).map_err(|_| failed("make an empty set of cases", &"it has faults"))?;
    let plan = Plan { trials: (0..cases).map(|index| trial(&spec, index)).collect::<Result<_>>()?, omissions: Vec::new(), requirements: Vec::new() };
    let requirements = plan.trials.iter().take(2).flat_map(|trial| &trial.checks).filter_map(|check| spec.requirements.get(&check.requirement).cloned()).collect();
    let plan = Plan { requirements, ..plan };
    let out = tempfile::tempdir().map_err(|error| failed("make a folder", &error))?;
    let stage = Stage::open(&manifest, StageOptions::default()).await?;
    let options = RunOptions {
        out: out.path().to_owned(),
        seed: 0,
        challenge: None,
        settings: Settings { attempts: 1, sessions: 1, ..run::settings() },
        resume: false,
        faults: Vec::new(),
        narrowed: true,
        label: String::new(),
        smoke: false,
        show: false,
        screens: false,
    };
    let record = run::run(Asked { manifest: &manifest, spec: &spec, cases: &none, plan }, &stage, &options).await?;
    let took = Took { milliseconds: time(&record, cases)?, peak: peak()? };
    println!("{}", serde_json::to_string(&took).map_err(|error| failed("write the result", &error))?);
    Ok(())
}

fn trial(spec: &Spec, index: usize) -> Result<Trial> {
    let (text, capability) = if index.is_multiple_of(2) { (RETURNS, "storage/getStorageSync") } else { (CALLS_BACK, "storage/getStorage") };
    let id = format!("{capability}/case-{index}");
    let case: Case = yaml::read(&id, &text.replace("KEY", &format!("key-{index}"))).map_err(|fault| failed("read a case", &fault.message))?.value;
    let compiled = compile(&id, &case, &Origin::Recorded, capability, spec, None);
    match (compiled.problems.first(), compiled.trials.into_iter().next()) {
        (None, Some(trial)) => Ok(trial),
        (problem, _) => Err(failed("compile a case", &format!("{problem:?}"))),
    }
}

/// From the opening of the session, with the page loaded and the agent in it, until the last trial is on the disk; every
/// check has to have passed.
fn time(record: &Record, cases: usize) -> Result<f64> {
    let passed = judge::judge(&record.lines).iter().filter(|check| check.status == Status::Pass).count();
    if passed != cases {
        return Err(failed("pass every case", &format!("{passed} of {cases} did")));
    }
    let opened = record.lines.iter().find_map(|line| if let Line::Session(session) = line { Some(session.at) } else { None });
    let last = record.lines.iter().filter_map(|line| if let Line::Attempt(attempt) = line { Some(attempt.at) } else { None }).max();
    match (opened, last) {
        (Some(opened), Some(last)) => Ok((last - opened) as f64),
        _ => Err(failed("find the times", &"there is no session or no attempt")),
    }
}

/// The most memory that this process had, in kilobytes.
fn peak() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status").map_err(|error| failed("read /proc/self/status", &error))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).ok_or_else(|| failed("read /proc/self/status", &"it has no VmHWM"))
}
