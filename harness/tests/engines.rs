//! The reference host in other browsers, by one line of its manifest: parts of the plan are certified, and a host that hangs
//! is left behind. Firefox and Chromium's headless shell are always done (`make test`), WebKit when it is asked for (`make
//! webkit`).

#[path = "support/folder.rs"]
mod folder;
#[path = "support/program.rs"]
mod program;
#[path = "support/verdict.rs"]
mod verdict;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use minicert::certificate::{Certificate, CheckResult, Class, Status, Verdict};

use folder::copy;
use program::minicert_in;
use verdict::{clean, verdict};

/// A browser as the manifest has it, and what its name begins with in a transcript.
#[derive(Clone, Copy)]
struct Browser {
    name: &'static str,
    manifest: &'static str,
    told: &'static str,
    /// Trials besides, of what its driver can make of the device.
    also: &'static [&'static str],
}

const PICKS: &[&str] = &["media/chooseImage/gives-several-pictures", "media/chooseImage/is-cancelled"];

const FIREFOX: Browser = Browser { name: "firefox", manifest: "{engine: firefox}", told: "firefox", also: PICKS };
const SHELL: Browser = Browser { name: "headless-shell", manifest: "{binary: /usr/bin/chromium-headless-shell}", told: "chrome-headless-shell", also: PICKS };
const WEBKIT: Browser = Browser { name: "webkit", manifest: "{engine: webkit}", told: "MiniBrowser", also: &[] };

/// A few of each kind: batches, worlds of their own, dialogs, pages, gestures, requests and sockets with TLS.
const PART: [&str; 11] = [
    "storage/getStorage/",
    "storage/removeStorage/",
    "storage/getStorageInfo/",
    "storage/clearStorage/",
    "ui/showModal/confirms",
    "ui/showToast/shows-a",
    "ui/navigateTo/opens",
    "ui/setNavigationBarColor/shows",
    "framework/setData/",
    "network/request/sends-",
    "network/sendSocketMessage/sends",
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(1);
    let all = [(FIREFOX, false), (SHELL, false), (WEBKIT, true)].into_iter().flat_map(|(browser, asked_for)| {
        let name = browser.name;
        [
            Trial::test(format!("{name}/a-part-passes"), move || a_part_passes(browser)).with_ignored_flag(asked_for),
            Trial::test(format!("{name}/a-hang-is-left-behind"), move || a_hang_is_left_behind(browser)).with_ignored_flag(asked_for),
        ]
    });
    libtest_mimic::run(&arguments, all.collect()).exit_code()
}

fn a_part_passes(browser: Browser) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    fs::copy(reference().join("host.yaml"), folder.path().join("host.yaml"))?;
    let only: Vec<&str> = PART.iter().chain(browser.also).flat_map(|trials| ["--only", *trials]).collect();
    let certificate = run(folder.path(), browser, 0, &only)?;
    verdict(&certificate, Verdict::Incomplete, &["run-narrowed"])?;
    clean(&certificate)
}

/// The trial that hangs is blamed for it, and those beside it are done in another browser.
fn a_hang_is_left_behind(browser: Browser) -> Result<(), Failed> {
    const HANGS: &str = "storage/getStorage/succeeds-for-a-stored-value#async";
    const OTHERS: [&str; 2] = ["storage/getStorage/succeeds-for-a-stored-value#sync", "storage/getStorageInfo/lists-a-stored-key"];
    let folder = tempfile::tempdir()?;
    copy(&reference(), folder.path())?;
    edit(&folder.path().join("api/storage.js"), "run: ({ key }) => ({ data: get(key) }),", "run() { while (true) {} },")?;
    let manifest = folder.path().join("host.yaml");
    edit(&manifest, "name: Reference host", "name: A host that hangs")?;
    edit(&manifest, "\nlaunch: \"{reference}", "\nserve: .\nlaunch: \"{served}")?;
    let mut arguments = vec!["--budget", "200", "--only", HANGS];
    arguments.extend(OTHERS.into_iter().flat_map(|trial| ["--only", trial]));
    let certificate = run(folder.path(), browser, 1, &arguments)?;
    let of = |trial: &str| certificate.checks.iter().filter(|check| check.trial == trial).collect::<Vec<&CheckResult>>();
    let blamed = of(HANGS).first().is_some_and(|check| (check.status, check.class) == (Status::Fail, Some(Class::Hang)));
    let passed = |trial: &str| !of(trial).is_empty() && of(trial).iter().all(|check| check.status == Status::Pass);
    if blamed && OTHERS.into_iter().all(passed) { Ok(()) } else { Err(format!("{:#?}\n{:#?}", certificate.checks, certificate.incidents).into()) }
}

/// What a run of the host in a folder comes to, in this browser.
fn run(folder: &Path, browser: Browser, code: i32, arguments: &[&str]) -> Result<Certificate, Failed> {
    let manifest = fs::read_to_string(folder.join("host.yaml"))?;
    fs::write(folder.join("host.yaml"), format!("{manifest}browser: {}\n", browser.manifest))?;
    let all: Vec<&str> = ["run", "host.yaml", "--json", "--out", "out", "--sessions", "1"].iter().chain(arguments).copied().collect();
    let said = minicert_in(folder, &all)?;
    if said.code != Some(code) {
        return Err(format!("exit {:?} instead of {code}\n{}{}", said.code, said.stderr, said.stdout.chars().take(4_000).collect::<String>()).into());
    }
    let transcript = fs::read_to_string(folder.join("out/transcript.jsonl"))?;
    if !transcript.contains(&format!("\"browser\":\"{}", browser.told)) {
        return Err(format!("no session was in {}", browser.told).into());
    }
    Ok(serde_json::from_str(&said.stdout)?)
}

fn reference() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("harness/reference")
}

fn edit(file: &Path, find: &str, replace: &str) -> Result<(), Failed> {
    let text = fs::read_to_string(file)?;
    if text.contains(find) { Ok(fs::write(file, text.replace(find, replace))?) } else { Err(format!("{} has no {find:?}", file.display()).into()) }
}
