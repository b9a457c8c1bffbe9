//! Drives a plan on a host and appends what happened to a transcript. It decides nothing about the host: it only sorts
//! out what is tried again, and why.

mod busy;
mod exchange;
pub mod polluter;
pub mod probe;
mod progress;
mod recorder;
pub mod schedule;
pub mod screens;
pub mod shrink;
mod smoke;
mod worker;

pub use progress::Progress;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use indexmap::IndexMap;
use tokio::sync::Mutex;

use crate::case::Cases;
use crate::digest;
use crate::error::{Error, Result};
use crate::host::Stage;
use crate::judge::{self, Finding, Tried};
use crate::manifest::Manifest;
use crate::plan::{self, Plan};
use crate::spec::{Day, Spec, applying};
use crate::transcript::{self, COMPLETE, FORMAT, Header, Host, Line, Outcome, Purpose, Record, Segment, Settings, Suite, Writer};
use crate::trial::Trial;
use crate::value::sha256;
use recorder::Recorder;
use smoke::{Proof, Smoke};
use schedule::Queue;
use worker::Shared;

/// The name of the transcript in a run's folder.
pub const TRANSCRIPT: &str = "transcript.jsonl";

/// The host's manifest as it was, beside the transcript.
pub const MANIFEST: &str = "host.yaml";

/// How a run is made.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// The folder of the transcript.
    pub out: PathBuf,
    pub seed: u64,
    /// The nonce that the plan was made from besides.
    pub challenge: Option<String>,
    pub settings: Settings,
    /// Continue the transcript in `out`.
    pub resume: bool,
    /// Names of the faults that the stage was patched with.
    pub faults: Vec<String>,
    /// The plan was narrowed by hand: the run certifies nothing.
    pub narrowed: bool,
    /// Before the names of the sessions, which are unique on a stage: runs that share one differ in it.
    pub label: String,
    /// See first that the host can be asked at all.
    pub smoke: bool,
    pub show: bool,
    /// Keep pictures of the screen after attempts that did not pass.
    pub screens: bool,
}

/// What a host is asked, with the spec and cases it comes from.
pub struct Asked<'a> {
    pub manifest: &'a Manifest,
    pub spec: &'a Spec,
    pub cases: &'a Cases,
    pub plan: Plan,
}

/// The settings of a run where nobody says otherwise.
pub fn settings() -> Settings {
    Settings { budget: 1_500, quiet: 60, attempts: 2, sessions: 3, batch: 50, repeat: None, shuffle: None }
}

/// A silent attempt is confirmed with this many times the budget.
pub const CONFIRM: u64 = 5;

/// The budget of a callback in a session whose canary takes so many milliseconds: a slow machine is given time in
/// proportion to what a trivial call costs on it.
pub fn session_budget(floor: u64, canary: f64) -> u64 {
    floor.max((canary * 60.0) as u64)
}

/// Runs a plan. Everything is in the transcript, also when this returns an error.
pub async fn run(asked: Asked<'_>, stage: &Stage, options: &RunOptions) -> Result<Record> {
    let path = options.out.join(TRANSCRIPT);
    let header = header(&asked, options)?;
    let (writer, before, offset) = begin(&path, &header, &asked, options)?;
    // A run that is continued goes on with the salt that it began with.
    let salt = match before.first() {
        Some(Line::Header(begun)) => begun.salt.clone(),
        _ => header.salt.clone(),
    };
    let began = Instant::now().checked_sub(std::time::Duration::from_millis(offset)).unwrap_or_else(Instant::now);
    let mut recorder = Recorder::new(writer, began);
    recorder.remember(&before);
    let trials = asked.plan.trials;
    let done = executions(&trials, &before);
    let times = options.settings.repeat.unwrap_or(1).max(1);
    let left: u64 = done.iter().map(|done| u64::from(times.saturating_sub(*done))).sum();
    let progress = if options.show { Progress::shown(left, "trials") } else { Progress::silent() };
    let shared = Arc::new(Shared {
        stage: stage.clone(),
        queue: Queue::default(),
        sessions: options.settings.sessions as usize,
        recorder: Mutex::new(recorder),
        busy: busy::Busy::default(),
        proof: Mutex::new(if options.smoke { Proof::Owed(Smoke::new(probe::Api::of(asked.spec, &asked.manifest.dialect, &asked.manifest.claims))) } else { Proof::Given }),
        progress,
        label: options.label.clone(),
        run: beginning(&header),
        salt: salt.unwrap_or_default(),
        budget: options.settings.budget,
        quiet: options.settings.quiet,
        screens: options.screens.then(|| options.out.clone()),
        trials,
    });
    let result = rounds(&shared, &done, options).await;
    shared.progress.finish();
    let busy = shared.busy.total().as_millis() as u64;
    let ended = match &result {
        Ok(()) => COMPLETE.to_owned(),
        Err(error) => format!("[{}] {}", error.id, error.message),
    };
    shared.recorder.lock().await.finish(&ended, busy)?;
    result?;
    transcript::open(&path)
}

/// The plan once, then what repeating it asks for, then again what failed (so that a fluke is seen to be one).
/// `done` says how often each trial was executed before an interruption.
async fn rounds(shared: &Arc<Shared>, done: &[u32], options: &RunOptions) -> Result<()> {
    let settings = &options.settings;
    for number in 0..settings.repeat.unwrap_or(1).max(1) {
        let wanted = schedule::wanted(done, settings, number);
        round(shared, &wanted, if number == 0 { Purpose::Plan } else { Purpose::Repeat }, options).await?;
    }
    for _ in 1..settings.attempts.max(1) {
        let failed = failing(shared).await;
        if failed.is_empty() {
            break;
        }
        shared.progress.done(0, failed.len() as u64);
        round(shared, &failed, Purpose::Repeat, options).await?;
    }
    Ok(())
}

async fn round(shared: &Arc<Shared>, wanted: &[usize], purpose: Purpose, options: &RunOptions) -> Result<()> {
    let jobs = schedule::round(&shared.trials, wanted, &options.settings, purpose);
    let sessions = (options.settings.sessions as usize).min(jobs.len()).max(1);
    jobs.into_iter().for_each(|job| shared.queue.push(job));
    let workers: Vec<_> = (1..=sessions).map(|number| tokio::spawn(worker::work(Arc::clone(shared), number))).collect();
    let mut result = Ok(());
    for worker in workers {
        let one = worker.await.unwrap_or_else(|error| Err(Error::new("worker-died", format!("a session's task ended: {error}"), "this is a fault of minicert: please report it")));
        result = result.and(one);
    }
    result
}

/// The trials of which some counted attempt has a failing check or looked too late, and which were not lost twice.
async fn failing(shared: &Shared) -> Vec<usize> {
    let recorder = shared.recorder.lock().await;
    shared
        .trials
        .iter()
        .enumerate()
        .filter(|(_, trial)| {
            if recorder.confirmed(&trial.id) {
                // It has been attempted again already, alone and with more patience.
                return false;
            }
            let tried: Vec<Tried> = recorder.of(&trial.id).iter().map(|attempt| Tried::new(trial, attempt)).collect();
            let failed = |one: &Tried| one.outcome == Outcome::Closed && one.findings.iter().any(|finding| matches!(finding, Finding::Fail { .. } | Finding::TooLate(_)));
            judge::counted(&tried).places.into_iter().any(|place| failed(&tried[place]))
        })
        .map(|(index, _)| index)
        .collect()
}

/// How many executions of each trial an interrupted run has left.
fn executions(trials: &[Trial], before: &[Line]) -> Vec<u32> {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    before.iter().filter_map(settled).for_each(|trial| *counts.entry(trial).or_default() += 1);
    trials.iter().map(|trial| counts.get(trial.id.as_str()).copied().unwrap_or_default()).collect()
}

/// A trial that needs no further attempt in its round.
pub fn settled(line: &Line) -> Option<&str> {
    match line {
        Line::Attempt(attempt) if attempt.outcome == Outcome::Closed && !judge::needs_confirmation(attempt) => Some(attempt.trial.as_str()),
        _ => None,
    }
}

/// A new transcript with its plan, or an interrupted one that this run continues. Gives the milliseconds that had passed.
fn begin(path: &Path, header: &Header, asked: &Asked, options: &RunOptions) -> Result<(Writer, Vec<Line>, u64)> {
    if !options.resume {
        std::fs::create_dir_all(&options.out)
            .map_err(|error| Error::new("out-unwritable", format!("failed to create {}: {error}", options.out.display()), "give --out a folder that can be written"))?;
        let manifest = options.out.join(MANIFEST);
        if std::fs::read_to_string(&manifest).is_ok_and(|text| text != asked.manifest.text) {
            return Err(Error::usage("out-used", format!("{} is the manifest of another host", manifest.display()), "give --out a folder of the run's own"));
        }
        let mut writer = Writer::create(path)?;
        std::fs::write(&manifest, &asked.manifest.text).map_err(|error| Error::new("out-unwritable", format!("failed to write {}: {error}", manifest.display()), "give --out a folder that can be written"))?;
        for line in plan_lines(header, &asked.plan) {
            writer.write(&line)?;
        }
        writer.sync()?;
        return Ok((writer, Vec::new(), 0));
    }
    let record = transcript::open(path)?;
    // Nothing is cut off a transcript that this run may not continue.
    same_run(path, header, &record)?;
    let mut writer = Writer::resume(path, &record)?;
    if let Some(torn) = &record.torn {
        eprintln!("dropped line {} of {}, which had no end ({} bytes)", torn.line, path.display(), torn.bytes);
    }
    writer.append(&Line::Segment(Segment { after: record.last.clone(), dropped: record.torn.is_some(), started: header.started.clone() }))?;
    let offset = record.lines.iter().filter_map(time_of).max().unwrap_or_default();
    Ok((writer, record.lines, offset))
}

fn time_of(line: &Line) -> Option<u64> {
    match line {
        Line::Attempt(attempt) => Some(attempt.at),
        Line::Session(session) => Some(session.at),
        Line::Incident(incident) => Some(incident.at),
        Line::Footer(footer) => Some(footer.at),
        _ => None,
    }
}

fn plan_lines(header: &Header, plan: &Plan) -> Vec<Line> {
    let mut lines = vec![Line::Header(Box::new(header.clone()))];
    lines.extend(plan.requirements.iter().cloned().map(Line::Requirement));
    lines.extend(plan.trials.iter().cloned().map(|trial| Line::Trial(Box::new(trial))));
    lines.extend(plan.omissions.iter().cloned().map(Line::Omission));
    lines.push(Line::Begin { trials: plan.trials.len() as u64, omissions: plan.omissions.len() as u64 });
    lines
}

/// Only the same plan on the same host by the same minicert may be continued.
fn same_run(path: &Path, header: &Header, record: &Record) -> Result<()> {
    let refuse = |what: &str| {
        Err(Error::usage("resume-differs", format!("{} was written with another {what}", path.display()), "continue it with what it was begun with, or begin anew in another folder"))
    };
    let Some(Line::Header(begun)) = record.lines.first() else { return refuse("format") };
    if !record.lines.iter().any(|line| matches!(line, Line::Begin { .. })) {
        return Err(Error::usage("transcript-no-plan", format!("{} ends before its plan is complete", path.display()), "begin anew in another folder: nothing had been tried yet"));
    }
    if begun.format != header.format {
        return refuse("format");
    }
    if begun.plan != header.plan {
        return refuse("plan");
    }
    if begun.suite != header.suite {
        return refuse("minicert");
    }
    if begun.host != header.host {
        return refuse("host");
    }
    if begun.settings != header.settings || begun.seed != header.seed || begun.challenge != header.challenge {
        return refuse("setting");
    }
    match record.lines.last() {
        Some(Line::Footer(footer)) if footer.ended == COMPLETE => {
            Err(Error::usage("resume-complete", format!("{} is complete", path.display()), "judge it with `minicert judge`, or begin anew in another folder"))
        }
        _ => Ok(()),
    }
}

fn header(asked: &Asked, options: &RunOptions) -> Result<Header> {
    let profiles: IndexMap<String, Vec<String>> =
        asked.spec.profiles.value.profiles.iter().map(|(name, profile)| (name.clone(), profile.features.clone())).collect();
    let started = now();
    let suite = Suite {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        release: Some(asked.spec.profiles.value.release.clone()),
        spec: asked.spec.digest.clone(),
        cases: asked.cases.digest.clone(),
        agent: sha256(crate::package::agent()?.as_bytes()),
    };
    let host = Host {
        name: asked.manifest.name.clone(),
        version: asked.manifest.version.clone(),
        member: asked.manifest.member.clone(),
        build: digest::build(asked.manifest)?,
        dialect: asked.manifest.dialect.clone(),
        manifest: asked.manifest.digest.clone(),
        claims: asked.manifest.claims.clone(),
        faults: options.faults.clone(),
    };
    let waivers = Day::of(&started).map(|day| applying(&asked.spec.waivers.value, host.named(&suite), day)).unwrap_or_default();
    Ok(Header {
        format: FORMAT,
        started,
        suite,
        host,
        seed: options.seed,
        challenge: options.challenge.clone(),
        settings: options.settings.clone(),
        narrowed: options.narrowed,
        profiles,
        plan: plan::digest(&asked.plan),
        deviations: asked.manifest.deviations.clone(),
        waivers,
        salt: Some(transcript::salt()?),
    })
}

/// RFC 3339 in UTC, to the second.
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A few characters that no other run's namespaces begin with.
fn beginning(header: &Header) -> String {
    let moment = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map(|time| time.as_nanos()).unwrap_or_default();
    let mut text = sha256(format!("{} {moment} {}", header.plan, std::process::id()).as_bytes());
    text.truncate(6);
    text
}
