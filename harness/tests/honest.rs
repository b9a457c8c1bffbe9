//! Two hundred honest submissions that differ in whatever may differ, each accepted by `verify`.
//!
//! The suite is a small part of the real one, with waivers and a case that needs a person. Four runs are real: of the small
//! honest host beside the cheats, in a browser, with claims that it does not keep; one of them is interrupted and continued,
//! one answers a nonce. They are submitted as they are. The others are recorded again by the transcript's one writer, from
//! what was observed in those (`honest/again.rs`): as they might as well have been.

#[path = "honest/again.rs"]
mod again;
#[path = "support/program.rs"]
mod program;
#[path = "support/suite.rs"]
mod suite;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use minicert::case::Cases;
use minicert::certificate::Verdict;
use minicert::spec::{Spec, Warehouse};
use minicert::submission::{Release, submit, verify};

use again::{CLAIMS, NAMES, Suite, failing, record};

type Done<T> = Result<T, Box<dyn Error + Send + Sync>>;

const COUNT: usize = 200;

const NONCE: &str = "00112233445566778899aabbccddeeff";

/// The capabilities of the small suite: what is claimed, what its cases call besides, and the states whose sequences are
/// generated whether it is or not.
const CAPABILITIES: [&str; 20] = [
    "ui/nextTick", "protocol/call", "app-event/onAppShow", "app-event/onAppHide", "app-event/offAppShow", "app-event/offAppHide", "framework/app", "framework/page",
    "open/setTimeout", "open/clearTimeout", "open/setInterval", "open/clearInterval", "device/getBatteryInfo", "device/getBatteryInfoSync", "storage/state",
    "file-system/state", "network/socketTask", "ui/tabBar", "device/getSystemInfoSync", "storage/getStorageInfoSync",
];

/// What the union waives: of every host, for a while that is over, and of one member, who has no need of it any more or
/// lets it expire.
const WAIVERS: &str = r#"
batteries:
  scope: {requirement: device/getBatteryInfo/present, release: draft-1}
  reason: {en: No engine tells it any more., zh: 引擎不再提供。}
  link: https://union.example/decisions/1
  issued: 2025-01-01
  expires: 2999-12-31
batteries-of-old:
  scope: {requirement: device/getBatteryInfoSync/present, release: draft-1}
  reason: {en: No engine told it yet., zh: 引擎尚未提供。}
  link: https://union.example/decisions/2
  issued: 2021-01-01
  expires: 2021-12-31
timers:
  scope: {requirement: open/setTimeout/present, member: 例の会社}
  reason: {en: It was being built., zh: 正在开发。}
  link: https://union.example/decisions/3
  issued: 2021-01-01
  expires: 2999-12-31
"#;

#[test]
fn what_may_differ_is_accepted() {
    check().unwrap();
}

fn check() -> Done<()> {
    let folder = tempfile::tempdir()?;
    let root = folder.path().join("root");
    let own = |path: &str| CAPABILITIES.iter().any(|id| path == format!("spec/{id}.yaml") || (path.starts_with(&format!("cases/{id}/")) && *id != "protocol/call"));
    let table = |path: &str| path.starts_with("spec/") && path.matches('/').count() == 1;
    suite::write(&root, WAIVERS, |path| own(path) || table(path))?;
    let runs = ran(folder.path())?;
    let load = || -> Done<(Spec, Cases)> {
        let warehouse = Warehouse::folder(&root)?;
        Ok((Spec::load(&warehouse).map_err(|problems| format!("{problems:?}"))?, Cases::load(&warehouse).map_err(|problems| format!("{problems:?}"))?))
    };
    let (spec, cases) = load()?;
    let release = Release::new(spec, cases);
    let (spec, cases) = load()?;
    let suite = Suite::new(spec, &cases, &runs)?;
    let mut seen = Seen::default();
    for (number, runs) in [&runs[..1], &runs[1..2], &runs[2..3], &runs[3..], &runs].into_iter().enumerate() {
        let verdict = accepted(&release, runs, &folder.path().join(format!("real-{number}")), &mut seen)?;
        assert_eq!(verdict, Verdict::Fail, "what the host does not keep is seen: real submission {number}");
    }
    for number in 5..COUNT {
        let place = folder.path().join(format!("n{number}"));
        // Some are of several runs of one build.
        let again: Vec<PathBuf> = (0..1 + usize::from(number % 4 == 0) + usize::from(number % 20 == 0)).map(|run| place.join(format!("run-{run}"))).collect();
        for (run, folder) in again.iter().enumerate() {
            record(&suite, number, run, folder)?;
        }
        let verdict = accepted(&release, &again, &place, &mut seen)?;
        assert_eq!(verdict == Verdict::Fail, failing(number), "what the host does not keep is seen whoever it is called: submission {number}");
        fs::remove_dir_all(&place)?;
    }
    seen.is_everything()
}

/// What was met among the submissions, so that none of it is left out unnoticed.
#[derive(Debug, Default)]
struct Seen {
    submissions: usize,
    names: BTreeSet<String>,
    verdicts: BTreeMap<&'static str, usize>,
    /// What a certificate may tell → how many do.
    told: BTreeMap<String, usize>,
    /// Why those are incomplete that are.
    incomplete: BTreeMap<String, usize>,
}

impl Seen {
    fn is_everything(&self) -> Done<()> {
        let told: Vec<&str> = self.told.keys().map(String::as_str).collect();
        let due = [
            "batteries waived", "batteries-of-old expired", "batteries-of-old waived", "challenge", "deviation known", "deviation not-needed", "deviation not-reached",
            "driver-cannot", "incident", "interrupted", "manual", "needs-person", "not-claimed", "package-lacks-page", "several browsers", "timers not-needed", "unclaimed",
        ];
        println!("{self:#?}");
        let missing: Vec<&&str> = due.iter().filter(|due| !told.contains(due)).collect();
        if !missing.is_empty() || self.submissions != COUNT || self.names.len() != NAMES.len() || self.verdicts.len() != 3 {
            return Err(format!("missing: {missing:?} in {self:#?}").into());
        }
        Ok(())
    }
}

/// Submits the runs, and sees them accepted.
fn accepted(release: &Release, runs: &[PathBuf], place: &Path, seen: &mut Seen) -> Done<Verdict> {
    let (folder, _) = submit(runs, &place.join("reports"), false)?;
    let verified = verify(&folder, release);
    let submission = verified.submission.filter(|_| verified.objections.is_empty()).ok_or_else(|| format!("{}: {:#?}", place.display(), verified.objections))?;
    assert_eq!(submission.runs.len(), runs.len());
    let mut told = BTreeSet::new();
    let mut tell = |what: String| told.extend([what]);
    for run in &submission.runs {
        let certificate: minicert::certificate::Certificate = serde_json::from_str(&fs::read_to_string(folder.join("runs").join(&run.transcript).join("certificate.json"))?)?;
        certificate.omissions.iter().for_each(|omission| tell(named(&omission.class)));
        certificate.waivers.iter().for_each(|waiver| tell(format!("{} {}", waiver.id, named(&waiver.outcome))));
        certificate.deviations.iter().for_each(|deviation| tell(format!("deviation {}", named(&deviation.outcome))));
        certificate.incidents.iter().for_each(|incident| tell(if incident.contains("interrupted") { "interrupted" } else { "incident" }.into()));
        certificate.unclaimed.iter().for_each(|_| tell("unclaimed".into()));
        certificate.run.challenge.iter().for_each(|_| tell("challenge".into()));
    }
    submission.manual.iter().for_each(|_| tell("manual".into()));
    if submission.runs.iter().flat_map(|run| &run.browsers).collect::<BTreeSet<_>>().len() > 1 {
        tell("several browsers".into());
    }
    told.into_iter().for_each(|what| *seen.told.entry(what).or_default() += 1);
    *seen.verdicts.entry(submission.verdict.name()).or_default() += 1;
    if submission.verdict == Verdict::Incomplete {
        submission.reasons.iter().for_each(|reason| *seen.incomplete.entry(reason.id.clone()).or_default() += 1);
    }
    seen.submissions += 1;
    if submission.product != "Small host" || seen.submissions > 5 {
        seen.names.insert(submission.product);
    }
    Ok(submission.verdict)
}

/// As a file has it.
fn named(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The real runs: in one session in the order of the plan; twice in two sessions in another; with what a nonce brings; and
/// the first again, interrupted within a line and continued.
fn ran(folder: &Path) -> Done<[PathBuf; 4]> {
    let hosts = Path::new(env!("CARGO_MANIFEST_DIR")).join("harness/tests/hosts/cheats");
    let served = folder.join("served");
    fs::create_dir(&served)?;
    for file in ["index.html", "core.js", "wrong.js", "replay.js"] {
        fs::copy(hosts.join(file), served.join(file))?;
    }
    fs::write(served.join("recording.js"), "var recording = [];\n")?;
    let text = fs::read_to_string(hosts.join("honest.yaml"))?;
    fs::write(folder.join("host.yaml"), text.replace("[protocol, timers, storage]", &format!("[{}]", CLAIMS[0])).replace("serve: .", "serve: served"))?;
    let one = &["--sessions", "1", "--out", "one"][..];
    let again = &["--sessions", "1", "--out", "again"][..];
    run(folder, one)?;
    run(folder, &["--sessions", "2", "--repeat", "2", "--shuffle", "5", "--out", "two"])?;
    run(folder, &["--sessions", "1", "--challenge", NONCE, "--out", "asked"])?;
    fs::create_dir(folder.join("again"))?;
    fs::copy(folder.join("one/host.yaml"), folder.join("again/host.yaml"))?;
    let text = fs::read_to_string(folder.join("one/transcript.jsonl"))?;
    let attempts: Vec<usize> = text.match_indices(",\"line\":\"attempt\",").map(|(at, _)| at).collect();
    fs::write(folder.join("again/transcript.jsonl"), &text[..attempts[attempts.len() * 3 / 4] + 20])?;
    run(folder, &[again, &["--resume"]].concat())?;
    Ok(["one", "two", "asked", "again"].map(|out| folder.join(out)))
}

fn run(folder: &Path, args: &[&str]) -> Done<()> {
    let said = program::minicert_in(folder, &[&["run", "host.yaml", "--root", "root"], args].concat())?;
    let handed_in = said.stdout.contains("hand it in: minicert submit '");
    if said.code == Some(1) && handed_in { Ok(()) } else { Err(format!("the run {args:?} ended with {:?}:\n{}{}", said.code, said.stdout, said.stderr).into()) }
}
