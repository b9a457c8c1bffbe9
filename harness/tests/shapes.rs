//! Hosts of every architecture, each driven with its `host.yaml` alone: the folders of `hosts/shapes`.
//!
//! Each is asked the same few trials, and `expected.txt` holds what each trial comes to (`UPDATE_EXPECTED=1` writes what came
//! out). After its line `broken=` stands what else comes out once the host makes that one mistake: a shape in which no
//! mistake is found would pass whatever it does. A new shape is a folder, and nothing else.
//!
//! The folders of `hosts/servers` are shapes behind a server from npm, which is installed, started (`npm start`) and ended again.
//! That takes a while, so it is done with the hosts from npm: `make hosts`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use minicert::case::Cases;
use minicert::certificate::{Certificate, Status};
use minicert::certify::certify;
use minicert::host::{Stage, StageOptions, abilities};
use minicert::manifest::Manifest;
use minicert::plan::{self, SEED, Selection};
use minicert::run::{self, Asked, RunOptions};
use minicert::spec::{Spec, Warehouse};
use minicert::transcript::Settings;

/// What every shape is asked, as far as it claims it and a driver can see it.
const ASKED: [&str; 14] = [
    "storage/setStorage/string-beyond-ascii#async",
    "storage/getStorage/missing-key-beside-longer-and-shorter#async",
    "storage/state/an-object-survives#async",
    "derived/storage/getStorage/protocol",
    "derived/storage/getStorage/protocol-throw",
    "derived/storage/getStorage/missing-key",
    "derived/device/getSystemInfoSync/result",
    "ui/showToast/shows-a-title-in-chinese",
    "ui/showModal/confirms-by-the-default-text",
    "ui/showModal/cancels-by-the-default-text",
    "ui/showModal/cancels-after-a-relaunch",
    "ui/showActionSheet/answers-with-the-first",
    "ui/showActionSheet/is-cancelled",
    "ui/navigateTo/reaches-a-page",
];

/// What the line of a mistake begins with.
const BROKEN: &str = "broken=";

fn main() -> ExitCode {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("harness/tests/hosts");
    let suite = match Suite::load() {
        Ok(suite) => Arc::new(suite),
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let mut shapes: Vec<PathBuf> =
        ["shapes", "servers"].into_iter().flat_map(|kind| fs::read_dir(folder.join(kind))).flatten().flatten().map(|entry| entry.path()).filter(|shape| shape.join("host.yaml").is_file()).collect();
    shapes.sort();
    let trial = |shape: PathBuf| {
        let suite = Arc::clone(&suite);
        let name = shape.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let server = shape.join("package.json").is_file();
        Trial::test(name, move || if server { behind(&suite, &shape) } else { check(&suite, &shape) }).with_ignored_flag(server)
    };
    libtest_mimic::run(&Arguments::from_args(), shapes.into_iter().map(trial).collect()).exit_code()
}

struct Suite {
    spec: Spec,
    cases: Cases,
}

impl Suite {
    fn load() -> Result<Self, String> {
        let warehouse = Warehouse::embedded();
        let spec = Spec::load(&warehouse).map_err(|_| "the spec inside this program cannot be read")?;
        let cases = Cases::load(&warehouse).map_err(|_| "the cases inside this program cannot be read")?;
        Ok(Self { spec, cases })
    }

    /// What each of the trials comes to.
    fn ask(&self, manifest: &Manifest) -> Result<BTreeMap<String, String>, Failed> {
        let selection = Selection { only: ASKED.map(str::to_owned).to_vec(), areas: Vec::new() };
        let trials = plan::all_trials(&self.spec, &self.cases, SEED, Some(&manifest.dialect));
        let plan = plan::plan(&self.spec, trials, &manifest.claims, &manifest.dialect, &abilities(manifest), &selection);
        let out = tempfile::tempdir()?;
        let options = RunOptions {
            out: out.path().join("out"),
            seed: SEED,
            challenge: None,
            settings: Settings { sessions: 1, ..run::settings() },
            resume: false,
            faults: Vec::new(),
            narrowed: true,
            label: String::new(),
            smoke: true,
            show: false,
            screens: false,
        };
        let asked = Asked { manifest, spec: &self.spec, cases: &self.cases, plan };
        let certificate = tokio::runtime::Runtime::new()?.block_on(async {
            let stage = Stage::open(manifest, StageOptions::default()).await?;
            certify(&run::run(asked, &stage, &options).await?)
        });
        Ok(summary(&certificate.map_err(|error| error.to_string())?))
    }
}

/// The check with the server of the shape's folder running, where its manifest looks for one.
fn behind(suite: &Suite, shape: &Path) -> Result<(), Failed> {
    let installed = npm(shape, &["ci", "--no-audit", "--no-fund"]).status().map_err(|error| format!("failed to start npm: {error}; this test needs Node.js with npm (apt-get install nodejs npm)"))?;
    if !installed.success() {
        return Err(format!("npm ci failed in {}", shape.display()).into());
    }
    let manifest = Manifest::load(&shape.join("host.yaml"), &suite.spec).map_err(|error| error.to_string())?;
    let url = manifest.webdriver.ok_or("the manifest names no webdriver")?.url;
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    // A group of its own, because npm starts what it is told to below itself.
    let server = npm(shape, &["start"]).process_group(0).spawn()?;
    let answers = |_| {
        sleep(Duration::from_millis(100));
        TcpStream::connect(address).is_ok()
    };
    let result = if (0..SECONDS * 10).any(answers) { check(suite, shape) } else { Err(format!("nothing answers at {url} within {SECONDS} s").into()) };
    Command::new("kill").args(["--", &format!("-{}", server.id())]).status()?;
    result
}

/// How long a server may take to start.
const SECONDS: u64 = 60;

fn npm(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(folder).stdout(Stdio::null());
    command
}

fn check(suite: &Suite, shape: &Path) -> Result<(), Failed> {
    let reviewed = shape.join("expected.txt");
    let before = fs::read_to_string(&reviewed).unwrap_or_default();
    let mistake = before.lines().find_map(|line| line.strip_prefix(BROKEN)).ok_or("expected.txt names no mistake: write a line broken=NAME")?;
    let manifest = Manifest::load(&shape.join("host.yaml"), &suite.spec).map_err(|error| error.to_string())?;
    let whole = suite.ask(&manifest)?;
    let wrong: Vec<&String> = whole.iter().filter(|(_, result)| *result != "pass" && !result.starts_with("omitted")).map(|(trial, _)| trial).collect();
    let mistaken = suite.ask(&Manifest { launch: manifest.launch.replacen('?', &format!("?{BROKEN}{mistake}&"), 1), ..manifest })?;
    let found: BTreeMap<&String, &String> = mistaken.iter().filter(|(trial, result)| whole.get(*trial) != Some(*result)).collect();
    let nothing = !found.values().any(|result| result.starts_with("fail"));
    let actual = format!("{}{BROKEN}{mistake}\n{}", lines(&whole), lines(found));
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&reviewed, &actual)?;
    }
    if !wrong.is_empty() {
        return Err(format!("it does not pass what it claims: {wrong:?}\n{actual}").into());
    }
    if nothing {
        return Err(format!("no trial finds the mistake {mistake}\n{actual}").into());
    }
    if fs::read_to_string(&reviewed)? == actual { Ok(()) } else { Err(format!("expected:\n{before}actual:\n{actual}UPDATE_EXPECTED=1 cargo test --test shapes writes it for review").into()) }
}

fn lines<'a>(results: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    results.into_iter().map(|(trial, result)| format!("{trial} {result}\n")).collect()
}

/// `pass`, or the first requirement that did not, by trial; and why a trial was left out.
fn summary(certificate: &Certificate) -> BTreeMap<String, String> {
    let mut results: BTreeMap<String, String> = certificate.omissions.iter().map(|omission| (omission.trial.clone(), format!("omitted {}", minicert::yaml::name(&omission.class)))).collect();
    let mut seen = BTreeSet::new();
    for check in &certificate.checks {
        let good = matches!(check.status, Status::Pass | Status::Unwitnessed);
        if seen.insert(&check.trial) || (!good && results.get(&check.trial).is_some_and(|result| result == "pass")) {
            let class = check.class.map_or(String::new(), |class| format!(" {}", class.name()));
            results.insert(check.trial.clone(), if good { "pass".to_owned() } else { format!("{} {}{class}", check.status.name(), check.requirement) });
        }
    }
    results
}
