//! What befalls a run from outside: none of it loses, doubles or misattributes a trial, and the certificate comes out as if
//! nothing had been.

use std::fs;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use libtest_mimic::Failed;
use minicert::certificate::{Certificate, Verdict};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};

use crate::program::{Said, minicert};
use crate::resumed::once_each_counted;
use crate::runs::{PART, Test, code, run_in, undisturbed, verdict};

pub const ALL: [Test; 7] = [
    ("disaster/the-browser-is-killed", || lost(|run| run.signal(Signal::KILL, |name| name.contains("chrom") && !name.contains("--type=") && !name.contains("chromedriver")))),
    ("disaster/the-tab-crashes", || lost(|run| run.signal(Signal::KILL, |name| name.contains("--type=renderer") && !name.contains("--top-chrome-webui")))),
    ("disaster/the-driver-is-killed", || lost(|run| run.signal(Signal::KILL, |name| name.contains("chromedriver")))),
    ("disaster/the-driver-stops-answering", || lost(|run| run.signal(Signal::STOP, |name| name.contains("chromedriver")))),
    ("disaster/the-machine-is-suspended", || disturbed(suspended).map(drop)),
    ("disaster/the-machine-is-busy", || disturbed(busy).map(drop)),
    ("disaster/the-disk-is-full", full_disk),
];

/// A run that goes on, by its process.
struct Going {
    id: u32,
}

impl Going {
    /// The processes that descend from it, itself first: id and command line.
    fn processes(&self) -> Vec<(i32, String)> {
        let all: Vec<(i32, i32)> = fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| parent(entry.file_name().to_str()?.parse().ok()?)).collect();
        let mut found = vec![i32::try_from(self.id).unwrap_or_default()];
        let mut next = 0;
        while next < found.len() {
            let parent = found[next];
            found.extend(all.iter().filter(|(_, of)| *of == parent).map(|(id, _)| *id));
            next += 1;
        }
        let name = |id: &i32| String::from_utf8_lossy(&fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default()).replace('\0', " ");
        found.iter().map(|id| (*id, name(id))).collect()
    }

    /// Sends a signal to those whose command line is meant; there has to be one.
    fn signal(&self, signal: Signal, meant: fn(&str) -> bool) -> Result<(), Failed> {
        let ids: Vec<i32> = self.processes().into_iter().skip(1).filter(|(_, name)| meant(name)).map(|(id, _)| id).collect();
        if ids.is_empty() {
            return Err(format!("there is none among {:#?}", self.processes()).into());
        }
        // Some may have ended meanwhile.
        for id in ids.into_iter().filter_map(Pid::from_raw) {
            let _ = kill_process(id, signal);
        }
        Ok(())
    }
}

/// A process with its parent.
fn parent(id: i32) -> Option<(i32, i32)> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    Some((id, fields.split_ascii_whitespace().nth(1)?.parse().ok()?))
}

/// Everything stands still for longer than any callback is waited for.
fn suspended(run: &Going) -> Result<(), Failed> {
    run.signal(Signal::STOP, |_| true)?;
    let own = Pid::from_raw(i32::try_from(run.id)?).ok_or("there is no process")?;
    kill_process(own, Signal::STOP)?;
    std::thread::sleep(Duration::from_secs(20));
    run.signal(Signal::CONT, |_| true)?;
    Ok(kill_process(own, Signal::CONT)?)
}

/// Twice as many idle loops as there are cores, until the run has ended.
fn busy(run: &Going) -> Result<(), Failed> {
    let ended = Arc::new(AtomicBool::new(false));
    for _ in 0..2 * std::thread::available_parallelism()?.get() {
        let ended = Arc::clone(&ended);
        std::thread::spawn(move || while !ended.load(Ordering::Relaxed) {});
    }
    let id = run.id;
    std::thread::spawn(move || {
        while Path::new(&format!("/proc/{id}/exe")).exists() {
            std::thread::sleep(Duration::from_millis(100));
        }
        ended.store(true, Ordering::Relaxed);
    });
    Ok(())
}

/// The same, and the run has to say that something was lost.
fn lost(disturb: impl FnOnce(&Going) -> Result<(), Failed>) -> Result<(), Failed> {
    let incidents = disturbed(disturb)?.incidents;
    if incidents.is_empty() { Err("nobody said that anything happened".into()) } else { Ok(()) }
}

/// Lets something happen in the middle of a run, which has to come out like the one that nothing disturbed.
fn disturbed(disturb: impl FnOnce(&Going) -> Result<(), Failed>) -> Result<Certificate, Failed> {
    let folder = tempfile::tempdir()?;
    let mut command = minicert(folder.path());
    command.arg("run").args(PART).args(["--out", "out"]);
    let said = during(&mut command, disturb)?;
    code(&said, 0)?;
    same(folder.path())
}

/// The certificate of an undisturbed run, whatever else is on record, and each trial counted once.
fn same(folder: &Path) -> Result<Certificate, Failed> {
    let certificate: Certificate = serde_json::from_str(&fs::read_to_string(folder.join("out/certificate.json"))?)?;
    verdict(&certificate, Verdict::Incomplete, &["run-narrowed"])?;
    let usual = undisturbed()?.certificate()?;
    if certificate.checks != usual.checks || certificate.requirements != usual.requirements {
        let other: Vec<_> = certificate.checks.iter().filter(|check| !usual.checks.contains(check)).collect();
        return Err(format!("the checks came out otherwise: {other:#?}\n{:#?}", certificate.incidents).into());
    }
    once_each_counted(&folder.join("out/transcript.jsonl"))?;
    Ok(certificate)
}

/// Starts a command, does something once the first trial is recorded, when most of those that have the host loaded anew are
/// still to come, and waits for its end.
fn during(command: &mut Command, disturb: impl FnOnce(&Going) -> Result<(), Failed>) -> Result<Said, Failed> {
    let transcript = command.get_current_dir().ok_or("the command runs in no folder of its own")?.join("out/transcript.jsonl");
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdout = reads(child.stdout.take().ok_or("there is no standard output")?);
    let stderr = reads(child.stderr.take().ok_or("there is no standard error")?);
    while !fs::read_to_string(&transcript).is_ok_and(|text| text.contains("\"line\":\"attempt\"")) && child.try_wait()?.is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let done = disturb(&Going { id: child.id() });
    let status = child.wait()?;
    done?;
    Ok(Said { code: status.code(), stdout: text(stdout)?, stderr: text(stderr)? })
}

/// What was read of an output, once it has ended.
fn text(reading: JoinHandle<std::io::Result<String>>) -> Result<String, Failed> {
    Ok(reading.join().map_err(|_| "an output was not read")??)
}

/// Reads an output to its end beside what goes on, so that nobody waits for room in it.
fn reads(mut from: impl Read + Send + 'static) -> JoinHandle<std::io::Result<String>> {
    std::thread::spawn(move || {
        let mut text = String::new();
        from.read_to_string(&mut text).map(|_| text)
    })
}

/// No file of the run may grow any more: it ends and says so, and with room again it goes on.
fn full_disk() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    // A shell that ignores the signal, so that the write fails as it does on a full disk.
    let program = minicert(folder.path()).get_program().to_owned();
    let mut command = Command::new("sh");
    command.current_dir(folder.path()).args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]).arg(program).arg("run").args(PART).args(["--out", "out"]).process_group(0);
    let path = folder.path().join("out/transcript.jsonl");
    let said = during(&mut command, |run| {
        let size = fs::metadata(&path)?.len() + 200;
        prlimit(Pid::from_raw(i32::try_from(run.id)?), Resource::Fsize, Rlimit { current: Some(size), maximum: None })?;
        Ok(())
    })?;
    code(&said, 3)?;
    if !said.stderr.contains("transcript-unwritable") || !said.stderr.contains("--resume") {
        return Err(said.stderr.into());
    }
    let said = run_in(folder.path(), &[&PART[..], &["--resume"]].concat())?;
    code(&said, 0)?;
    same(folder.path()).map(drop)
}
