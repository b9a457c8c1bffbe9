//! Plans that are run many times, in many orders: what is steady, what is not, and what depends on what ran before.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use libtest_mimic::Failed;
use minicert::certificate::{Certificate, Repeats, Status};
use minicert::run::shrink::Diagnoses;
use minicert::transcript::{self, Line};
use tempfile::TempDir;

use crate::program::Said;
use crate::runs::{Test, code, run, run_in};

pub const ALL: [Test; 3] = [("steady/agrees-in-any-order", agrees), ("steady/a-flake-is-counted", flake), ("steady/a-polluter-is-found", polluter)];

/// A trial that reads what is stored, and one that asks what is.
const READS: &str = "storage/getStorage/succeeds-for-a-stored-value#async";
const ASKS: &str = "storage/getStorageInfo/lists-a-stored-key";
const MANY: [&str; 8] = ["--shuffle", "11", "--attempts", "1", "--sessions", "1", "--budget", "300"];

fn agrees() -> Result<(), Failed> {
    let run = run(&[&MANY[..], &["--repeat", "8", "--only", "storage/getStorage/succeeds", "--only", "storage/getStorageInfo/"]].concat())?;
    code(&run.said, 0)?;
    let certificate = run.certificate()?;
    let repeats = repeats(&certificate)?;
    let trials = certificate.totals.trials.values().sum::<u64>();
    let orders = orders(&run.transcript())?;
    let told = (repeats.runs, repeats.shuffle, repeats.executions, repeats.errors, repeats.differing_runs) == (8, Some(11), trials * 8, 0, 0);
    if told && (0.31..0.32).contains(&repeats.run_bound) && orders == 8 { Ok(()) } else { Err(format!("{repeats:#?} of {trials} trials in {orders} orders").into()) }
}

fn flake() -> Result<(), Failed> {
    let (folder, said) = faulty("16", "run: ({ key }) => ({ data: Math.random() < 0.5 ? 'other' : get(key) }),")?;
    code(&said, 1)?;
    let certificate: Certificate = serde_json::from_str(&said.stdout)?;
    let repeats = repeats(&certificate)?;
    let [one] = repeats.differing.as_slice() else { return Err(format!("{repeats:#?}").into()) };
    let flaky = certificate.checks.iter().any(|check| check.trial == READS && check.status == Status::Flaky);
    // Chance has no polluter.
    let blamed = folder.path().join("out/diagnosis.json").exists();
    if flaky && !blamed && one.trial == READS && one.executions == 16 && one.differ > 0 { Ok(()) } else { Err(format!("{repeats:#?}\n{}", said.stderr).into()) }
}

fn polluter() -> Result<(), Failed> {
    let (folder, said) = faulty("8", "run: ({ key }) => ({ data: self.asked ? 'other' : get(key) }),")?;
    code(&said, 1)?;
    let found: Diagnoses = serde_json::from_str(&fs::read_to_string(folder.path().join("out/diagnosis.json"))?)?;
    let [one] = found.polluted.as_slice() else { return Err(format!("{:#?}\n{}", found.polluted, said.stderr).into()) };
    if one.trial == READS && one.after == [ASKS] && said.stderr.contains("fails after") { Ok(()) } else { Err(format!("{one:#?}").into()) }
}

/// Many runs of three trials on a host whose getStorage does this; `self.asked` says that getStorageInfo was called since
/// the launch.
fn faulty(runs: &str, does: &str) -> Result<(TempDir, Said), Failed> {
    let folder = tempfile::tempdir()?;
    let fault = format!(
        "brief: What is read depends on more than what was stored.\nrequirement: storage/getStorage/succeeds\npatch:\n\
         \x20 - file: api/storage.js\n    find: 'run: ({{ key }}) => ({{ data: get(key) }}),'\n    replace: \"{does}\"\n\
         \x20 - file: api/storage.js\n    find: 'getStorageInfo\", {{ run: () => info() }})'\n    replace: 'getStorageInfo\", {{ run: () => (self.asked = true) && info() }})'\n"
    );
    fs::create_dir_all(folder.path().join("faults/storage"))?;
    fs::write(folder.path().join("faults/storage/reads-another-value.yaml"), fault)?;
    let arguments = ["--repeat", runs, "--faults", "faults", "--fault", "storage/reads-another-value", "--only", READS, "--only", ASKS, "--only", "storage/getStorageInfo/succeeds"];
    let said = run_in(folder.path(), &[&MANY[..], &arguments].concat())?;
    Ok((folder, said))
}

/// How many different orders the attempts of a transcript came in, eight runs of them.
fn orders(transcript: &Path) -> Result<usize, Failed> {
    let lines = transcript::open(transcript)?.lines;
    let tried: Vec<&str> = lines.iter().filter_map(|line| if let Line::Attempt(attempt) = line { Some(attempt.trial.as_str()) } else { None }).collect();
    Ok(tried.chunks(tried.len() / 8).collect::<BTreeSet<_>>().len())
}

fn repeats(certificate: &Certificate) -> Result<&Repeats, Failed> {
    certificate.repeats.as_ref().ok_or_else(|| "the certificate does not tell of repeats".into())
}
