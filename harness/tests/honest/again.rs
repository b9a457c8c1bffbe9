//! Records a run again as it might as well have been: under other names and claims, with the plan that follows from them, in
//! other sessions and orders, with retries, incidents, interruptions, waivers of another day, known failures. What differs
//! follows from the number of the submission and of the run. The order of the jobs is the run's own (`run::schedule`), the
//! lines are written by its one writer; what was observed is that of a real run, under the names of the new one.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use minicert::case::Cases;
use minicert::generate::Nonce;
use minicert::host::abilities;
use minicert::manifest::Manifest;
use minicert::plan::{self, Plan, SEED, Selection};
use minicert::run::{self, schedule};
use minicert::spec::{Day, Spec, applying};
use minicert::transcript::{self, Attempt, COMPLETE, Footer, Header, Incident, Line, Outcome, Purpose, Segment, Session, Unclaimed, Writer};
use minicert::trial::Trial;

use super::Done;
use super::suite::write_record;

pub const NAMES: [&str; 11] = [
    "Small host", "手机浏览器", "Браузер", "متصفح", "דפדפן", "ブラウザ", "브라우저", "हिन्दी ब्राउज़र", "<script>alert(1)</script> & \"Co\"", "a'b {c} \\ d: #e", "Größe\u{a0}1",
];

const VERSIONS: [&str; 7] = ["1.0.0", "2026.11-β3", "v1 (build 7)", "0", "12.1.0+sha.5114f85", "第3版", "<1>"];

const MEMBERS: [&str; 5] = ["Example Corp", "例の会社", "O'Neil & Söhne <GmbH>", "ООО «Пример»", "1"];

/// The first is what the real runs claim.
pub const CLAIMS: [&str; 5] = ["protocol, timers, battery, app-visibility", "timers", "protocol, timers", "battery, timers", "app-visibility, protocol"];

/// Nothing, one that is known, one that is not needed, one that was not run.
const DEVIATIONS: [&str; 4] = ["", "device/getBatteryInfoSync/present", "open/clearTimeout/present", "app-event/onAppHide/present"];

/// Days on which a run may have begun: today's waivers, those of long ago, none.
const STARTED: [&str; 3] = ["2026-11-28T10:00:00Z", "2021-06-01T23:59:59Z", "2024-02-29T00:00:00Z"];

/// The browsers of the second run of a submission.
const ENVIRONMENTS: [(&str, &str); 2] = [("firefox", "146.0"), ("MiniBrowser", "2.50.1")];

fn of<'a>(list: &[&'a str], number: usize, step: usize) -> &'a str {
    list[(number / step + number) % list.len()]
}

fn claims(number: usize) -> &'static str {
    CLAIMS[number % CLAIMS.len()]
}

/// The small host has no batteries and no visibility.
pub fn failing(number: usize) -> bool {
    ["battery", "app-visibility"].iter().any(|feature| claims(number).contains(feature))
}

/// A run as it was, by its parts.
struct Real {
    header: Header,
    sessions: HashMap<String, Session>,
    /// Trial → its attempts in their order.
    attempts: HashMap<String, Vec<Attempt>>,
    manifest: String,
}

/// What every run is recorded from.
pub struct Suite {
    spec: Spec,
    trials: Vec<Trial>,
    runs: Vec<Real>,
    /// Claims, and the nonce → the plan.
    plans: Mutex<HashMap<(String, Option<String>), Plan>>,
}

impl Suite {
    pub fn new(spec: Spec, cases: &Cases, runs: &[PathBuf]) -> Done<Self> {
        let trials = plan::all_trials(&spec, cases, SEED, Some("swan"));
        let runs = runs.iter().map(|run| read(run)).collect::<Done<_>>()?;
        Ok(Self { spec, trials, runs, plans: Mutex::default() })
    }

    fn plan(&self, manifest: &Manifest, nonce: Option<&str>) -> Done<Plan> {
        let mut plans = self.plans.lock().map_err(|error| error.to_string())?;
        let key = (format!("{:?}", manifest.claims), nonce.map(str::to_owned));
        if let Some(plan) = plans.get(&key) {
            return Ok(plan.clone());
        }
        let mut trials = self.trials.clone();
        if let Some(nonce) = nonce {
            trials.extend(plan::challenge_trials(&self.spec, &nonce.parse::<Nonce>()?, Some(&manifest.dialect)));
        }
        let plan = plan::plan(&self.spec, trials, &manifest.claims, &manifest.dialect, &abilities(manifest), &Selection::default());
        Ok(plans.entry(key).or_insert(plan).clone())
    }
}

fn read(run: &Path) -> Done<Real> {
    let record = transcript::open(&run.join("transcript.jsonl"))?;
    let mut header = None;
    let (mut sessions, mut attempts): (HashMap<_, _>, HashMap<String, Vec<Attempt>>) = Default::default();
    for line in record.lines {
        match line {
            Line::Header(read) => header = Some(*read),
            Line::Session(session) => drop(sessions.insert(session.session.clone(), session)),
            Line::Attempt(attempt) => attempts.entry(attempt.trial.clone()).or_default().push(*attempt),
            _ => {}
        }
    }
    Ok(Real { header: header.ok_or("there is no header")?, sessions, attempts, manifest: fs::read_to_string(run.join("host.yaml"))? })
}

fn manifest(suite: &Suite, real: &Real, number: usize) -> Done<Manifest> {
    let quoted = serde_json::to_string::<str>;
    let mut text = real
        .manifest
        .replace("name: Small host", &format!("name: {}", quoted(of(&NAMES, number, 1))?))
        .replace("version: 1.0.0", &format!("version: {}", quoted(of(&VERSIONS, number, 3))?))
        .replace("member: Example Corp", &format!("member: {}", quoted(of(&MEMBERS, number, 7))?))
        .replace(&format!("[{}]", CLAIMS[0]), &format!("[{}]", claims(number)));
    let known = DEVIATIONS[number / 3 % DEVIATIONS.len()];
    if !known.is_empty() {
        text.push_str(&format!("deviations:\n  - {{requirement: {known}, reason: \"<i>It</i> is being mended.\", link: \"https://bugs.example/1\"}}\n"));
    }
    Ok(Manifest::parse("host.yaml", &text, &suite.spec).map_err(|diagnostic| diagnostic.to_string())?)
}

/// Writes the folder of a run.
pub fn record(suite: &Suite, number: usize, run: usize, folder: &Path) -> Done<()> {
    let real = &suite.runs[(number + run) % suite.runs.len()];
    let manifest = manifest(suite, real, number)?;
    let plan = suite.plan(&manifest, real.header.challenge.as_deref())?;
    let mut header = Header { salt: Some(transcript::salt()?), plan: plan::digest(&plan), deviations: manifest.deviations.clone(), ..real.header.clone() };
    header.started = of(&STARTED, number, 2).to_owned();
    header.host.name.clone_from(&manifest.name);
    header.host.version.clone_from(&manifest.version);
    header.host.member.clone_from(&manifest.member);
    header.host.manifest.clone_from(&manifest.digest);
    header.host.claims = manifest.claims.clone();
    header.settings.sessions = 1 + (number + run) as u32 % 3;
    header.settings.batch = [50, 7][number / 2 % 2];
    header.settings.shuffle = (number + run).is_multiple_of(2).then_some(number as u64);
    let day = Day::of(&header.started).ok_or("no day")?;
    header.waivers = applying(&suite.spec.waivers.value, header.host.named(&header.suite), day);

    fs::create_dir_all(folder)?;
    fs::write(folder.join("host.yaml"), &manifest.text)?;
    if run == 0 && number.is_multiple_of(3) && claims(number).contains("timers") {
        write_record(folder, header.host.build.as_deref().ok_or("the run has no build")?)?;
    }
    let path = folder.join("transcript.jsonl");
    let mut writer = Writer::create(&path)?;
    let begin = Line::Begin { trials: plan.trials.len() as u64, omissions: plan.omissions.len() as u64 };
    writer.write(&Line::Header(Box::new(header.clone())))?;
    plan.requirements.iter().cloned().try_for_each(|requirement| writer.write(&Line::Requirement(requirement)))?;
    plan.trials.iter().cloned().try_for_each(|trial| writer.write(&Line::Trial(Box::new(trial))))?;
    plan.omissions.iter().cloned().try_for_each(|omission| writer.write(&Line::Omission(omission)))?;
    writer.write(&begin)?;
    if number.is_multiple_of(3) {
        writer.write(&Line::Unclaimed(Unclaimed { functions: vec!["getStorage".into(), "</script>".into(), "名字.x".into()] }))?;
    }
    let mut happens = Happens { real, header, trials: &plan.trials, path, writer: Some(writer), number, run, part: 0, sessions: HashMap::new(), made: HashMap::new(), count: 0 };
    happens.all()
}

/// A run that is being recorded.
struct Happens<'a> {
    real: &'a Real,
    header: Header,
    trials: &'a [Trial],
    path: PathBuf,
    /// None while nobody writes.
    writer: Option<Writer>,
    number: usize,
    run: usize,
    /// How often it was interrupted.
    part: usize,
    /// Session → the last position in it.
    sessions: HashMap<String, u64>,
    /// Trial → how many attempts were made at it.
    made: HashMap<usize, u32>,
    count: u64,
}

impl Happens<'_> {
    fn all(&mut self) -> Done<()> {
        let mut done = vec![0; self.trials.len()];
        let cut = self.number.is_multiple_of(4).then_some(self.trials.len() / (2 + self.run));
        self.first(&mut done, cut)?;
        if cut.is_some() {
            self.interrupted()?;
            self.first(&mut done, None)?;
        }
        // What comes behind everything else: trials again that went down with others, that failed, or were silent.
        for (trial, done) in done.into_iter().enumerate() {
            let attempts = self.real.attempts.get(&self.trials[trial].id).cloned().unwrap_or_default();
            for attempt in attempts.into_iter().skip(done as usize) {
                self.attempt("last", trial, attempt)?;
            }
        }
        let footer = Footer { attempts: self.count, ended: COMPLETE.into(), at: 200_000, busy: 100_000 };
        Ok(self.writer()?.append(&Line::Footer(footer))?)
    }

    /// First attempts, in the order in which the sessions take them; so many of them where it is interrupted.
    fn first(&mut self, done: &mut [u32], most: Option<usize>) -> Done<()> {
        let settings = self.header.settings.clone();
        let jobs = schedule::round(self.trials, &schedule::wanted(done, &settings, 0), &settings, Purpose::Plan);
        let mut left = most.unwrap_or(usize::MAX);
        for (place, job) in jobs.iter().enumerate() {
            let session = format!("s{}", place % settings.sessions as usize);
            let lost = (place + self.number).is_multiple_of(11);
            for trial in job.trials.iter().take(left).copied() {
                let Some(attempt) = self.real.attempts.get(&self.trials[trial].id).and_then(|attempts| attempts.first()).cloned() else { continue };
                if self.made.contains_key(&trial) {
                    // It went down before the interruption, and is made again at the end.
                    continue;
                }
                if lost {
                    let outcome = if job.alone && self.number.is_multiple_of(2) { Outcome::Error } else { Outcome::Collateral };
                    self.attempt(&session, trial, Attempt { outcome, detail: Some("contact with the host was lost: <no answer>".into()), events: Vec::new(), ..attempt })?;
                } else {
                    done[trial] += 1;
                    self.attempt(&session, trial, attempt)?;
                }
            }
            left = left.saturating_sub(job.trials.len());
            if left == 0 {
                return Ok(());
            }
        }
        Ok(())
    }

    fn writer(&mut self) -> Done<&mut Writer> {
        Ok(self.writer.as_mut().ok_or("nobody writes")?)
    }

    /// Killed within a line, and continued.
    fn interrupted(&mut self) -> Done<()> {
        self.writer = None;
        OpenOptions::new().append(true).open(&self.path)?.write_all(b"{\"prev\":\"")?;
        let record = transcript::open(&self.path)?;
        self.writer = Some(Writer::resume(&self.path, &record)?);
        self.part += 1;
        let segment = Segment { after: record.last, dropped: true, started: self.header.started.clone() };
        Ok(self.writer()?.append(&Line::Segment(segment))?)
    }

    /// Writes an attempt as the next one of its trial and of the session, which is opened where it is not.
    fn attempt(&mut self, session: &str, trial: usize, attempt: Attempt) -> Done<()> {
        let opened = &self.real.sessions[&attempt.session];
        let mut budget = run::session_budget(self.header.settings.budget, opened.canary);
        // A session has one canary, and its attempts the patience that follows from it.
        let session = format!("{session}-{}-{}", attempt.session, self.part);
        if !self.sessions.contains_key(&session) {
            if self.number.is_multiple_of(6) {
                let message = "<b>the tab crashed</b>".into();
                self.writer()?.write(&Line::Incident(Incident { session: format!("{session}-first"), id: "contact-lost".into(), message, at: opened.at }))?;
            }
            let mut line = Session { session: session.clone(), ..opened.clone() };
            if self.run > 0 {
                let (browser, version) = ENVIRONMENTS[(self.number + self.run) % ENVIRONMENTS.len()];
                (line.browser, line.browser_version) = (browser.into(), version.into());
            }
            self.writer()?.write(&Line::Session(line))?;
        }
        let position = self.sessions.entry(session.clone()).or_default();
        *position += 1 + u64::from(self.number.is_multiple_of(9));
        let made = self.made.entry(trial).or_default();
        *made += 1;
        if attempt.purpose == Purpose::ConfirmSilence {
            budget *= run::CONFIRM;
        }
        let begin = format!("{:06x}", (self.number * 4 + self.run) * 2 + self.part);
        let salt = self.header.salt.as_deref().unwrap_or_default();
        let namespace = transcript::namespace(salt, &begin, trial, *made);
        // What was observed names what it was observed of.
        let events = serde_json::from_str(&serde_json::to_string(&attempt.events)?.replace(&attempt.namespace, &namespace))?;
        self.count += 1;
        let attempt = Attempt { attempt: *made, position: *position, session, namespace, budget, events, ..attempt };
        Ok(self.writer()?.write(&Line::Attempt(Box::new(attempt)))?)
    }
}
