//! The conformance run as tests: one for each trial of the plan, with the filters, lists and runners that tests have.
//!
//! `cargo test --test conformance -- storage/` runs a part of it, `MINICERT_HOST=host.yaml` puts another host in the
//! reference host's place. The trials that are asked for are one run, in its own sessions, whatever the number of threads.
//! nextest starts a process for each test: the first one leaves a host behind that serves the others, in the browser it
//! opened, until nobody has asked for some seconds.

#[path = "conformance/held.rs"]
mod held;
#[path = "support/verdict.rs"]
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Failed, Trial};
use minicert::case::Cases;
use minicert::certificate::{Certificate, CheckResult, Status, Verdict};
use minicert::certify::certify;
use minicert::error::Result;
use minicert::host::{Stage, StageOptions, abilities};
use minicert::manifest::Manifest;
use minicert::plan::{self, Plan, SEED, Selection};
use minicert::report;
use minicert::run::{self, Asked, RunOptions};
use minicert::spec::{Spec, Warehouse};
use minicert::transcript;

/// The test of this file that is no trial, and needs no plan.
const SHARED: &str = "nextest/its-processes-share-a-browser";

/// The host, and all that it is asked.
struct Suite {
    spec: Spec,
    cases: Cases,
    manifest: Manifest,
    plan: Plan,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // One test of many processes: who holds the host knows what the test is, and reading the suite takes seconds.
    if let (Some(socket), true, Some(id)) = (held::socket(), arguments.exact && !arguments.list, &arguments.filter)
        && id != SHARED
    {
        let one = id.clone();
        return libtest_mimic::run(&arguments, vec![Trial::test(id.clone(), move || held::ask(&socket, &one))]).exit_code();
    }
    let suite = match Suite::load() {
        Ok(suite) => Arc::new(suite),
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    if let Some(socket) = held::asked_to_hold() {
        return held::hold(&suite, &socket);
    }
    let whole: Arc<OnceLock<std::result::Result<Whole, String>>> = Arc::default();
    let mut trials: Vec<Trial> = Vec::new();
    let wanted: Arc<OnceLock<BTreeSet<String>>> = Arc::default();
    for id in suite.plan.trials.iter().map(|trial| trial.id.clone()) {
        let (suite, whole, wanted) = (Arc::clone(&suite), Arc::clone(&whole), Arc::clone(&wanted));
        trials.push(Trial::test(id.clone(), move || Whole::get(&suite, &whole, &wanted)?.verdict_of(&id)));
    }
    let asked: BTreeSet<String> = trials.iter().filter(|trial| !arguments.is_filtered_out(trial)).map(|trial| trial.name().to_owned()).collect();
    let everything = asked.len() == trials.len();
    let _ = wanted.set(asked);
    if suite.manifest.reference {
        trials.push(Trial::test(SHARED, held::shared));
    }
    // Of a run whose trials are processes there is no certificate.
    if everything && suite.manifest.reference && !held::under_nextest() {
        trials.push(Trial::test("certificate/is-a-clean-pass", move || Whole::get(&suite, &whole, &wanted)?.is_certified()));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

impl Suite {
    fn load() -> Result<Self> {
        let warehouse = Warehouse::embedded();
        let read = |what: &str| minicert::error::Error::new("embedded", format!("the {what} inside this program cannot be read"), "see `minicert lint`");
        let spec = Spec::load(&warehouse).map_err(|_| read("spec"))?;
        let cases = Cases::load(&warehouse).map_err(|_| read("cases"))?;
        let manifest = match std::env::var_os("MINICERT_HOST") {
            Some(path) => Manifest::load(Path::new(&path), &spec)?,
            None => Manifest::reference()?,
        };
        let trials = plan::all_trials(&spec, &cases, SEED, Some(&manifest.dialect));
        let plan = plan::plan(&spec, trials, &manifest.claims, &manifest.dialect, &abilities(&manifest), &Selection::default());
        Ok(Self { spec, cases, manifest, plan })
    }

    /// A stage that keeps its browsers.
    async fn stage(&self) -> Result<Stage> {
        Stage::open(&self.manifest, StageOptions { keep: true, ..StageOptions::default() }).await
    }

    /// Runs these trials, and judges them.
    async fn run(&self, stage: &Stage, wanted: impl Fn(&str) -> bool, out: PathBuf, label: String) -> Result<Certificate> {
        let mut plan = self.plan.clone();
        plan.trials.retain(|trial| wanted(&trial.id));
        let narrowed = plan.trials.len() != self.plan.trials.len();
        let asked = Asked { manifest: &self.manifest, spec: &self.spec, cases: &self.cases, plan };
        let options = RunOptions { out, seed: SEED, challenge: None, settings: run::settings(), resume: false, faults: Vec::new(), narrowed, smoke: label.is_empty(), label, show: false, screens: false };
        certify(&run::run(asked, stage, &options).await?)
    }
}

/// What one run of all that was asked for came to.
struct Whole {
    certificate: Certificate,
    out: tempfile::TempDir,
}

impl Whole {
    /// Runs it when the first test wants to know.
    fn get<'a>(suite: &Suite, whole: &'a OnceLock<std::result::Result<Self, String>>, wanted: &OnceLock<BTreeSet<String>>) -> std::result::Result<&'a Self, Failed> {
        let run = || -> std::result::Result<Self, String> {
            let out = tempfile::tempdir().map_err(|error| error.to_string())?;
            let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
            let certificate = runtime.block_on(async {
                let stage = suite.stage().await?;
                suite.run(&stage, |id| wanted.get().is_some_and(|wanted| wanted.contains(id)), out.path().join("out"), String::new()).await
            });
            Ok(Self { certificate: certificate.map_err(|error| error.to_string())?, out })
        };
        whole.get_or_init(run).as_ref().map_err(|why| why.as_str().into())
    }

    fn verdict_of(&self, trial: &str) -> std::result::Result<(), Failed> {
        let wrong = wrong(&self.certificate, trial);
        if wrong.is_empty() { Ok(()) } else { Err(wrong.into()) }
    }

    /// Every check of the reference host passes at its first attempt, and the stored transcript gives the same certificate.
    fn is_certified(&self) -> std::result::Result<(), Failed> {
        verdict::verdict(&self.certificate, Verdict::Pass, &[])?;
        verdict::clean(&self.certificate)?;
        let again = certify(&transcript::open(&self.out.path().join("out/transcript.jsonl"))?)?;
        if report::json(&again) == report::json(&self.certificate) { Ok(()) } else { Err("judging the transcript again gives another certificate".into()) }
    }
}

/// What of a trial did not pass; nothing when all of it did, as far as it can be seen.
fn wrong(certificate: &Certificate, trial: &str) -> String {
    let mut said: BTreeMap<&str, String> = BTreeMap::new();
    let mut judged = false;
    for check in certificate.checks.iter().filter(|check| check.trial == trial) {
        judged = true;
        if check.status != Status::Pass && check.status != Status::Unwitnessed {
            said.entry(&check.requirement).or_default().push_str(&told(check));
        }
    }
    if judged { said.into_values().collect() } else { format!("{trial} was not judged") }
}

fn told(check: &CheckResult) -> String {
    let class = check.class.map_or(String::new(), |class| format!(" ({})", class.name()));
    format!("{} {}{class}\n  expected: {}\n  seen:     {}\n", check.requirement, check.status.name(), check.expected, check.seen.as_deref().unwrap_or_default())
}
