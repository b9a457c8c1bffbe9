//! Hosts from npm, certified in a real browser: what each comes to is the `expected.txt` in its folder, reviewed.
//!
//! A line is a requirement, its status and, for a fail, the classes of its failing checks (as `hosts/expected.jq` writes
//! it). `UPDATE_EXPECTED=1` writes what came out. Needs Node.js with npm, and Chromium; the first run installs from npm.
//! Every run of the tests holds them to storage and the call protocol; the whole takes long, and `make hosts` does it.

#[path = "support/program.rs"]
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::SystemTime;

use libtest_mimic::{Arguments, Failed, Trial};
use minicert::certificate::{Certificate, Status};
use minicert::manifest::{Channel, Manifest};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Each host is given the whole machine.
    arguments.test_threads.get_or_insert(1);
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("harness/tests/hosts");
    let mut hosts: Vec<PathBuf> = fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("package.json").is_file() && path.join("expected.txt").is_file())
        .collect();
    hosts.sort();
    let mut trials = vec![Trial::test("there-is-one", {
        let (found, folder) = (hosts.len(), folder.clone());
        move || if found > 0 { Ok(()) } else { Err(format!("no host in {}", folder.display()).into()) }
    })];
    trials.push(Trial::test("the-agent-is-es5", move || parses_as_es5(&folder.join("uni-app-h5"))));
    for host in hosts {
        let name = host.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let part = host.clone();
        // A host that is spoken to on its page takes too long for every run of the tests.
        let slow = spoken_to_on_its_page(&host);
        trials.push(Trial::test(format!("{name}/storage-and-protocol"), move || same_part(&part)).with_ignored_flag(slow));
        trials.push(Trial::test(format!("{name}/whole"), move || same(&host)).with_ignored_flag(true));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn spoken_to_on_its_page(host: &Path) -> bool {
    let text = fs::read_to_string(host.join("host.yaml")).unwrap_or_default();
    Manifest::read("host.yaml", &text).is_ok_and(|manifest| matches!(manifest.value.channel, Channel::Page(_)))
}

/// The areas of the part, as arguments.
const PART: [&str; 4] = ["--area", "storage", "--area", "protocol"];

/// What the part comes to, held against the lines of the whole: those of storage are the same, and of the protocol, which
/// the calls of every area are held to, nothing fails that does not fail there.
fn same_part(host: &Path) -> Result<(), Failed> {
    build(host)?;
    let out = tempfile::tempdir()?;
    let reviewed = fs::read_to_string(host.join("expected.txt"))?;
    let expected = lines(&reviewed);
    let differs = |summary: &str| -> Vec<String> {
        let fits = |(id, line): &(&str, &str)| match expected.get(id) {
            Some(was) if id.starts_with("protocol/") => !line.starts_with(&format!("{id} fail")) || was.starts_with(&format!("{id} fail")),
            was => was == Some(line),
        };
        lines(summary).into_iter().filter(|one| !fits(one)).map(|(id, line)| format!("- {}\n+ {line}\n", expected.get(id).unwrap_or(&"nothing"))).collect()
    };
    let first = differs(&certify(host, out.path(), "out", &PART)?);
    if first.is_empty() {
        return Ok(());
    }
    let second = differs(&certify(host, out.path(), "again", &PART)?);
    let both: Vec<&String> = first.iter().filter(|line| second.contains(line)).collect();
    if both.is_empty() { Ok(()) } else { Err(format!("{}the run is kept in {}", both.into_iter().map(String::as_str).collect::<String>(), keep(host, out.path())?.display()).into()) }
}

fn same(host: &Path) -> Result<(), Failed> {
    build(host)?;
    let out = tempfile::tempdir()?;
    let reviewed = host.join("expected.txt");
    let mut actual = certify(host, out.path(), "out", &[])?;
    let before = fs::read_to_string(&reviewed).unwrap_or_default();
    if before != actual {
        // A host that waits for the network, or a machine that stalls, differs once; what differs twice is a change.
        let again = certify(host, out.path(), "again", &[])?;
        let expected: BTreeMap<&str, &str> = lines(&before);
        let second = lines(&again);
        actual = lines(&actual)
            .into_iter()
            .map(|(id, line)| match expected.get(id) {
                Some(was) if second.get(id) == Some(was) => format!("{was}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
    }
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&reviewed, &actual)?;
    }
    let expected = fs::read_to_string(&reviewed).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    let kept = keep(host, out.path())?;
    Err(format!(
        "{}the run is kept in {}\nUPDATE_EXPECTED=1 cargo test --test npm_hosts writes {} for review",
        difference(&expected, &actual),
        kept.display(),
        reviewed.display()
    )
    .into())
}

/// Reads every script that runs inside a host as the fifth edition of the language, with the parser among this host's
/// packages.
fn parses_as_es5(host: &Path) -> Result<(), Failed> {
    const PARSE: &str = "const {readFileSync} = require('fs'), {parse} = require('acorn');
for (const file of process.argv.slice(1)) {
  try { parse(readFileSync(file, 'utf8'), {ecmaVersion: 5}); }
  catch (error) { console.error(`${file}: ${error.message}`); process.exitCode = 1; }
}";
    build(host)?;
    let harness = Path::new(env!("CARGO_MANIFEST_DIR")).join("harness");
    let mut scripts = vec![harness.join("agent/agent.js")];
    for entry in fs::read_dir(harness.join("package/swan/lib"))? {
        scripts.push(entry?.path());
    }
    let output = Command::new("node").current_dir(host).args(["-e", PARSE]).args(&scripts).output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned().into()) }
}

/// The lines of a summary by requirement.
fn lines(summary: &str) -> BTreeMap<&str, &str> {
    summary.lines().map(|line| (line.split(' ').next().unwrap_or(line), line)).collect()
}

/// Runs the host once, or a part of the plan, and sums up what came out.
fn certify(host: &Path, folder: &Path, out: &str, part: &[&str]) -> Result<String, Failed> {
    let mut command = program::minicert(folder);
    let said = program::run(command.arg("run").arg("--host").arg(host.join("host.yaml")).args(["--json", "--out", out]).args(part))?;
    if !matches!(said.code, Some(0 | 1)) {
        return Err(format!("exit {:?}\n{}", said.code, said.stderr).into());
    }
    Ok(summary(&serde_json::from_str(&said.stdout)?))
}

/// One line a requirement, sorted.
fn summary(certificate: &Certificate) -> String {
    let mut classes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for check in certificate.checks.iter().filter(|check| check.status == Status::Fail) {
        classes.entry(&check.requirement).or_default().extend(check.class.map(|class| class.name()));
    }
    let mut lines: Vec<String> = certificate
        .requirements
        .iter()
        .map(|result| {
            let status = result.status.map_or("omitted", Status::name);
            let classes: Vec<&str> = classes.get(result.id.as_str()).into_iter().flatten().copied().collect();
            if result.status == Some(Status::Fail) { format!("{} {status} {}\n", result.id, classes.join(",")) } else { format!("{} {status}\n", result.id) }
        })
        .collect();
    lines.sort();
    lines.concat()
}

/// What is there and was not expected, and the other way round.
fn difference(expected: &str, actual: &str) -> String {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<String>>();
    let (was, is) = (lines(expected), lines(actual));
    let mut changed: Vec<(String, String)> = was.difference(&is).map(|line| (line.clone(), format!("- {line}\n"))).collect();
    changed.extend(is.difference(&was).map(|line| (line.clone(), format!("+ {line}\n"))));
    changed.sort_by(|(one, _), (other, _)| one.split(' ').next().cmp(&other.split(' ').next()));
    changed.into_iter().map(|(_, line)| line).collect()
}

/// Moves a run to where it outlives the test.
fn keep(host: &Path, out: &Path) -> Result<PathBuf, Failed> {
    let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(host.file_name().unwrap_or_default());
    fs::create_dir_all(&kept)?;
    for entry in fs::read_dir(out.join("out"))? {
        let entry = entry?;
        fs::copy(entry.path(), kept.join(entry.file_name()))?;
    }
    Ok(kept)
}

/// Installs and builds a host where that was not done since its lockfile changed, or since the conformance mini-program
/// that it is built from may have.
fn build(host: &Path) -> Result<(), Failed> {
    let ours = env!("CARGO_BIN_EXE_minicert");
    let written = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let of_host = |name: &str| written(&host.join(name));
    let since = |built: Option<SystemTime>, source: Option<SystemTime>| built.is_some_and(|built| source.is_some_and(|source| built > source));
    if !since(of_host("node_modules"), of_host("package-lock.json")) {
        npm(host, ours, &["ci", "--no-audit", "--no-fund"])?;
        touch(&host.join("node_modules"))?;
    }
    let packaged = fs::read_to_string(host.join("package.json"))?.contains("MINICERT");
    if !since(of_host("dist"), of_host("node_modules")) || (packaged && !since(of_host("dist"), written(Path::new(ours)))) {
        npm(host, ours, &["run", "build"])?;
        touch(&host.join("dist"))?;
    }
    Ok(())
}

fn npm(host: &Path, ours: &str, arguments: &[&str]) -> Result<(), Failed> {
    let output = Command::new("npm").args(arguments).current_dir(host).env("MINICERT", ours).output().map_err(|error| {
        format!("failed to start npm: {error}; this test needs Node.js with npm (apt-get install nodejs npm)")
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("npm {} failed in {}:\n{}", arguments.join(" "), host.display(), String::from_utf8_lossy(&said)).into())
}

/// What is made in a folder that was there leaves the folder's own date alone.
fn touch(folder: &Path) -> Result<(), Failed> {
    fs::File::open(folder)?.set_modified(SystemTime::now())?;
    Ok(())
}
