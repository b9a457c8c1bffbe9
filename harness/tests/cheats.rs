//! Hosts that cheat, certified in a real browser: what catches each of them, or why nothing that is run once can, is in
//! `hosts/cheats/cheats.yaml`. The hosts themselves lie beside it: a manifest and a script each, over one small honest host.

#[path = "support/program.rs"]
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Failed, Trial};
use minicert::certificate::{Certificate, Status};
use minicert::host::Programs;
use minicert::manifest::Manifest;
use minicert::spec::{Level, Spec, Warehouse};
use minicert::submission::submit;
use minicert::yaml;
use serde::Deserialize;
use serde_json::{Value as Json, json};

/// How a host cheats, and what comes of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cheat {
    name: String,
    /// Where it is not the name.
    #[serde(default)]
    manifest: Option<String>,
    /// What is run besides what every one of them is asked.
    #[serde(default)]
    only: Vec<String>,
    /// Instead of what every one of them is asked.
    #[serde(default)]
    instead: Vec<String>,
    #[serde(default)]
    shuffle: Option<u64>,
    /// The MUST requirements that did not pass, each with its status and the classes of its fails.
    #[serde(default)]
    caught: Vec<String>,
    /// What is listed as there and not claimed.
    #[serde(default)]
    unclaimed: Vec<String>,
    /// Why nothing that is run once catches it.
    #[serde(default)]
    passes: Option<String>,
    /// What a person sees who opens the host without a driver.
    #[serde(default)]
    look: Option<String>,
}

/// What every host is asked: enough to see whether what is removed is gone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cheats {
    only: Vec<String>,
    hosts: Vec<Cheat>,
}

/// The folder of the hosts, with what the honest one was seen to answer.
struct Place {
    folder: PathBuf,
    _temporary: tempfile::TempDir,
}

type Shared = Arc<OnceLock<Result<Place, String>>>;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Each has a browser.
    arguments.test_threads.get_or_insert(2);
    let path = hosts().join("cheats.yaml");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let cheats: Cheats = match yaml::read(&path.display().to_string(), &text) {
        Ok(document) => document.value,
        Err(diagnostic) => {
            eprintln!("{diagnostic}");
            return ExitCode::from(2);
        }
    };
    let place: Shared = Arc::default();
    let names: BTreeSet<String> = cheats.hosts.iter().map(|cheat| cheat.manifest.clone().unwrap_or_else(|| cheat.name.clone())).collect();
    let mut trials = vec![Trial::test("every-manifest-is-run", move || every_manifest(&names))];
    for cheat in cheats.hosts {
        let (place, only) = (Arc::clone(&place), cheats.only.clone());
        trials.push(Trial::test(cheat.name.clone(), move || comes_to(get(&place, &only)?, &only, &cheat)));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn hosts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("harness/tests/hosts/cheats")
}

/// A host that nobody runs would be taken for one that is caught.
fn every_manifest(run: &BTreeSet<String>) -> Result<(), Failed> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(hosts())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") && !path.ends_with("cheats.yaml") {
            found.insert(path.file_stem().unwrap_or_default().to_string_lossy().into_owned());
        }
    }
    if found == *run && found.len() > 8 { Ok(()) } else { Err(format!("there are {found:?}, and {run:?} are run").into()) }
}

fn get<'a>(place: &'a Shared, only: &[String]) -> Result<&'a Path, Failed> {
    let made = place.get_or_init(|| prepared(only).map_err(|failed| failed.message().unwrap_or_default().to_owned()));
    made.as_ref().map(|place| place.folder.as_path()).map_err(|why| why.as_str().into())
}

/// A copy of the hosts, and in it a recording of a run of the honest one.
fn prepared(only: &[String]) -> Result<Place, Failed> {
    let temporary = tempfile::tempdir()?;
    let folder = temporary.path().join("hosts");
    copied(&hosts(), &folder)?;
    fs::write(folder.join("recording.js"), "var recording = [];\n")?;
    run(&folder, "honest", "recorded", only, None)?;
    let text = fs::read_to_string(folder.join("recorded/transcript.jsonl"))?;
    fs::write(folder.join("recording.js"), format!("var recording = {};\n", recording(&text)?))?;
    Ok(Place { folder, _temporary: temporary })
}

/// What was asked in each attempt, and what came of it.
fn recording(transcript: &str) -> Result<Json, Failed> {
    let mut steps: BTreeMap<String, Json> = BTreeMap::new();
    let mut attempts = Vec::new();
    for line in transcript.lines() {
        let line: Json = serde_json::from_str(line)?;
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        match line["line"].as_str() {
            Some("trial") => drop(steps.insert(text("id"), line["steps"].clone())),
            Some("attempt") => attempts.push(json!({"trial": text("trial"), "namespace": text("namespace"), "steps": steps.get(&text("trial")), "events": line["events"]})),
            _ => {}
        }
    }
    Ok(Json::Array(attempts))
}

/// Runs a host as a member would; its certificate.
fn run(folder: &Path, manifest: &str, out: &str, only: &[String], shuffle: Option<u64>) -> Result<Certificate, Failed> {
    let file = format!("{manifest}.yaml");
    let shuffle = shuffle.map(|seed| seed.to_string());
    let mut args = vec!["run", &file, "--sessions", "1", "--out", out];
    only.iter().for_each(|only| args.extend(["--only", only]));
    shuffle.iter().for_each(|seed| args.extend(["--shuffle", seed]));
    let said = program::minicert_in(folder, &args)?;
    let path = folder.join(out).join("certificate.json");
    let text = fs::read_to_string(&path).map_err(|_| format!("the run ended with {:?}:\n{}{}", said.code, said.stdout, said.stderr))?;
    Ok(serde_json::from_str(&text)?)
}

fn comes_to(folder: &Path, common: &[String], cheat: &Cheat) -> Result<(), Failed> {
    let only: Vec<String> = if cheat.instead.is_empty() { common.iter().chain(&cheat.only).cloned().collect() } else { cheat.instead.clone() };
    let out = format!("out-{}", cheat.name);
    let manifest = cheat.manifest.as_deref().unwrap_or(&cheat.name);
    let certificate = run(folder, manifest, &out, &only, cheat.shuffle)?;
    let caught = caught(&certificate);
    if caught != cheat.caught || certificate.unclaimed != cheat.unclaimed {
        return Err(format!("caught: {caught:#?}\nunclaimed: {:?}\nreasons: {:#?}\nincidents: {:#?}", certificate.unclaimed, certificate.reasons, certificate.incidents).into());
    }
    // What is not caught says why; nothing else may be without a reason.
    let honest = manifest == "honest" || !cheat.unclaimed.is_empty();
    if cheat.caught.is_empty() && cheat.passes.is_none() && !honest {
        return Err("it is caught by nothing, and nobody says why".into());
    }
    if let Some(expected) = &cheat.look {
        looked(folder, manifest, expected)?;
    }
    // Whatever a host does, its member can still hand in what was seen.
    submit(&[folder.join(&out)], &folder.join("reports").join(&cheat.name), false).map(drop).map_err(Failed::from)
}

/// The MUST requirements that did not pass, as the data writes them.
fn caught(certificate: &Certificate) -> Vec<String> {
    let mut caught = Vec::new();
    for result in certificate.requirements.iter().filter(|result| result.level == Level::Must) {
        let Some(status) = result.status.filter(|status| *status != Status::Pass) else { continue };
        let classes: BTreeSet<&str> = certificate.checks.iter().filter(|check| check.requirement == result.id).filter_map(|check| check.class).map(|class| class.name()).collect();
        caught.push([vec![result.id.as_str(), status.name()], classes.into_iter().collect()].concat().join(" "));
    }
    caught
}

/// Opens the host in a browser that nothing drives, and reads what a person would see.
fn looked(folder: &Path, name: &str, expected: &str) -> Result<(), Failed> {
    let spec = Spec::load(&Warehouse::embedded()).map_err(|problems| format!("{problems:?}"))?;
    let text = fs::read_to_string(folder.join("honest.yaml"))?;
    let manifest = Manifest::parse("honest.yaml", &text, &spec).map_err(|diagnostic| diagnostic.to_string())?;
    let programs = Programs::find(&manifest)?;
    let profile = tempfile::tempdir()?;
    let mut browser = Command::new(&programs.browser);
    browser.args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--dump-dom"]);
    browser.arg(format!("--user-data-dir={}", profile.path().display()));
    browser.arg(format!("file://{}/look.html?{name}", folder.display()));
    let said = program::run(&mut browser)?;
    if said.stdout.contains(expected) { Ok(()) } else { Err(format!("{expected:?} is not to be seen:\n{}{}", said.stdout, said.stderr).into()) }
}

fn copied(from: &Path, to: &Path) -> Result<(), Failed> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() { copied(&entry.path(), &target)? } else { fs::copy(entry.path(), target).map(drop)? }
    }
    Ok(())
}
