//! Plans that are run many times, in many orders: what is steady, what is not, and what depends on what ran before.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use libtest_mimic::Failed;
use minicert::certificate::{Certificate, Repeats, Status};
use minicert::run::shrink::Diagnoses;
use minicert::transcript::{self, Line};
use tempfile::TempDir;

use crate::folder::copy;
use crate::program::{Said, minicert_in};
use crate::runs::{Test, code, run, run_in};

pub const ALL: [Test; 4] = [
    ("steady/agrees-in-any-order", agrees),
    ("steady/a-flake-is-counted", flake),
    ("steady/a-polluter-is-found", polluter),
    ("steady/a-case-soaks", soaks),
];

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
    // A case that does not run alike decides no certificate.
    suite(folder.path())?;
    let soak = minicert_in(folder.path(), &["soak", "out"])?;
    let unlike = soak.code == Some(1) && soak.stdout.starts_with("unlike  storage/getStorage/succeeds-for-a-stored-value: ");
    let told = one.trial == READS && one.executions == 16 && one.differ > 0;
    if flaky && !blamed && told && unlike { Ok(()) } else { Err(format!("{repeats:#?}\n{}{soak:?}", said.stderr).into()) }
}

fn polluter() -> Result<(), Failed> {
    let (folder, said) = faulty("8", "run: ({ key }) => ({ data: self.asked ? 'other' : get(key) }),")?;
    code(&said, 1)?;
    let found: Diagnoses = serde_json::from_str(&fs::read_to_string(folder.path().join("out/diagnosis.json"))?)?;
    let [one] = found.polluted.as_slice() else { return Err(format!("{:#?}\n{}", found.polluted, said.stderr).into()) };
    if one.trial == READS && one.after == [ASKS] && said.stderr.contains("fails after") { Ok(()) } else { Err(format!("{one:#?}").into()) }
}

/// The spec and the cases in another folder.
fn suite(folder: &Path) -> Result<(), Failed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(["spec", "cases"].into_iter().try_for_each(|top| copy(&root.join(top), &folder.join(top)))?)
}

/// A case is left out of whole runs until it ran alike often enough, and again when it is another.
fn soaks() -> Result<(), Failed> {
    const CASE: &str = "storage/getStorage/succeeds-for-a-stored-value";
    let folder = tempfile::tempdir()?;
    suite(folder.path())?;
    fs::write(folder.path().join("spec/soak.yaml"), "{}")?;
    let minicert = |arguments: &str| minicert_in(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
    let listed = || -> Result<(bool, bool), Failed> {
        let on_probation = minicert("soak")?.stdout.lines().any(|line| line == CASE);
        code(&minicert("list --root . --plan plan.jsonl")?, 0)?;
        Ok((on_probation, fs::read_to_string(folder.path().join("plan.jsonl"))?.contains(CASE)))
    };
    let before = listed()?;
    let few = minicert(&format!("run --root . --only {CASE} --repeat 4 --shuffle 1 --sessions 1 --out few"))?;
    code(&few, 0)?;
    code(&minicert("soak few")?, 0)?;
    let after_few = listed()?;
    fs::write(folder.path().join("spec/soak.yaml"), "{}")?;
    code(&minicert(&format!("run --root . --only {CASE}#async --repeat 5 --shuffle 1 --sessions 1 --out half"))?, 0)?;
    code(&minicert("soak half")?, 0)?;
    let after_one_form = listed()?;
    // The suite is the same as long as nothing has soaked.
    fs::write(folder.path().join("spec/soak.yaml"), "{}")?;
    code(&minicert(&format!("run --root . --only {CASE} --repeat 5 --shuffle 1 --sessions 1 --out often"))?, 0)?;
    code(&minicert("soak often")?, 0)?;
    let after = listed()?;
    let other_suite = minicert("soak often")?;
    let file = folder.path().join("cases").join(format!("{CASE}.yaml"));
    fs::write(&file, fs::read_to_string(&file)?.replacen("brief: ", "brief: Once more, ", 1))?;
    let changed = listed()?;
    fs::write(folder.path().join("spec/soak.yaml"), "{}")?;
    code(&minicert(&format!("run --root . --only {CASE} --sessions 1 --out ordered"))?, 0)?;
    let ordered = minicert("soak ordered")?;
    let states = (before, after_few, after_one_form, after, changed);
    if states != ((true, false), (true, false), (true, false), (false, true), (true, false)) {
        return Err(format!("{states:?}").into());
    }
    for (said, why) in [(other_suite, "spec or cases were others"), (ordered, "its trials ran in one order")] {
        if said.code != Some(2) || !said.stderr.contains(why) {
            return Err(format!("{:?} {}", said.code, said.stderr).into());
        }
    }
    Ok(())
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
