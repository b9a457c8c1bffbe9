//! Hosts that break down: a trial that brings it about is blamed, as what it is, and the trials beside it are not.

use std::fs;
use std::path::Path;

use libtest_mimic::Failed;
use minicert::certificate::{Certificate, CheckResult, Class, Status};

use crate::faults::copy;
use crate::runs::{Test, code, run_in};

pub const ALL: [Test; 10] = [
    ("broken/callback-never-comes", || blamed(&Change { meets: "derived/storage/getStorage/protocol", ..get("run: () => new Promise(() => {}),") }, Some(Class::NoCallback))),
    ("broken/callback-comes-late", || blamed(&get("run: ({ key }) => new Promise((resolve) => setTimeout(() => resolve({ data: get(key) }), 700)),"), None)),
    ("broken/clock-is-set-back", || blamed(&get("run({ key }) { Date.now = () => 0; return { data: get(key) }; },"), None)),
    ("broken/logic-never-returns", || blamed(&get("run() { while (true) {} },"), Some(Class::Hang))),
    ("broken/logic-ends", || blamed(&get("run() { self.close(); },"), Some(Class::ContextLost))),
    ("broken/bridge-throws", || blamed(&describe("throw new TypeError(\"no bridge\");"), Some(Class::Refused))),
    ("broken/page-never-returns", || blamed(&describe("while (true) {}"), Some(Class::Hang))),
    ("broken/page-goes-elsewhere", || blamed(&describe("location.replace(\"about:blank\");"), Some(Class::ContextLost))),
    ("broken/page-asks-a-person", || blamed(&describe("alert(\"Are you there?\");"), Some(Class::Hang))),
    ("broken/tab-runs-out-of-memory", out_of_memory),
];

/// Trials that have nothing to do with what is broken.
const WORK: [&str; 2] = ["storage/getStorage/succeeds-for-a-stored-value#sync", "storage/getStorageInfo/lists-a-stored-key"];

/// A change of the reference host, and the trial that meets it.
struct Change {
    file: &'static str,
    find: &'static str,
    replace: String,
    meets: &'static str,
}

/// getStorage does this.
fn get(does: &str) -> Change {
    Change { file: "api/storage.js", find: "run: ({ key }) => ({ data: get(key) }),", replace: does.to_owned(), meets: "storage/getStorage/succeeds-for-a-stored-value#async" }
}

/// The top document does this when it is to have a title.
fn describe(does: &str) -> Change {
    Change { file: "shell/description.js", find: "if (title !== undefined) document.title = title;", replace: does.to_owned(), meets: "open/setDocumentTitle/sets" }
}

fn blamed(change: &Change, class: Option<Class>) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let Change { file, find, replace, .. } = change;
    let fault = serde_json::json!({"brief": "It breaks down.", "requirement": "storage/getStorage/succeeds", "patch": [{"file": file, "find": find, "replace": replace}]});
    fs::create_dir_all(folder.path().join("faults/storage"))?;
    fs::write(folder.path().join("faults/storage/breaks-down.yaml"), fault.to_string())?;
    judge(folder.path(), change, &["--faults", "faults", "--fault", "storage/breaks-down"], class)
}

/// A tab that has little room: no other browser ends in good time.
fn out_of_memory() -> Result<(), Failed> {
    let change = get("run() { const all = []; for (;;) all.push({ all: [...all] }); },");
    let folder = tempfile::tempdir()?;
    let host = folder.path().join("host");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("harness/reference"), &host)?;
    let edit = |file: &str, find: &str, replace: &str| -> Result<(), Failed> {
        let text = fs::read_to_string(host.join(file))?;
        if text.contains(find) { Ok(fs::write(host.join(file), text.replace(find, replace))?) } else { Err(format!("{file} has no {find}").into()) }
    };
    edit(change.file, change.find, &change.replace)?;
    edit("host.yaml", "\nlaunch: \"{reference}", "\nbrowser: {args: [\"--js-flags=--max-old-space-size=48\"]}\nserve: .\nlaunch: \"{served}")?;
    judge(folder.path(), &change, &["--host", "host/host.yaml"], Some(Class::ContextLost))
}

/// Runs the trial that meets the change between those that do not.
fn judge(folder: &Path, change: &Change, host: &[&str], class: Option<Class>) -> Result<(), Failed> {
    let mut arguments = [host, &["--budget", "200"]].concat();
    for trial in WORK.iter().chain([&change.meets]) {
        arguments.extend(["--only", trial]);
    }
    let said = run_in(folder, &arguments)?;
    code(&said, i32::from(class.is_some()))?;
    let certificate: Certificate = serde_json::from_str(&said.stdout)?;
    let of = |trial: &str| certificate.checks.iter().filter(|check| check.trial == trial).collect::<Vec<&CheckResult>>();
    for trial in WORK {
        let checks = of(trial);
        if checks.is_empty() || checks.iter().any(|check| check.status != Status::Pass) {
            return Err(format!("{trial} was blamed, too: {:#?}", certificate.checks).into());
        }
    }
    let met = of(change.meets);
    let right = match (class, met.split_first()) {
        (_, None) => false,
        (None, Some(_)) => met.iter().all(|check| check.status == Status::Pass),
        // What a failure keeps from being reached is not blamed again.
        (Some(class), Some((first, rest))) => {
            // Of a callback that never comes it is true that it does not come twice.
            let kept = |check: &CheckResult| class == Class::NoCallback && check.status == Status::Pass;
            let reached = |check: &&CheckResult| check.status == Status::Fail || kept(check) || check.stopped_by.as_ref().is_some_and(|by| met.iter().any(|one| one.status == Status::Fail && one.requirement == *by));
            (first.status, first.class) == (Status::Fail, Some(class)) && rest.iter().all(reached)
        }
    };
    if right { Ok(()) } else { Err(format!("{met:#?}\n{:#?}", certificate.incidents).into()) }
}
