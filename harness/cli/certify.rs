//! `run`, `judge`, `report`: from a host, or from a stored transcript, to a certificate.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::{Failure, Outcome, Source, print, quoted, rejudge, write};
use crate::certificate::{Certificate, Reason, Verdict};
use crate::certify::{Draft, certify};
use crate::error::{Error, Result};
use crate::fault::{self, Patch};
use crate::generate::Nonce;
use crate::host::{Stage, StageOptions};
use crate::manifest::unknown_trial;
use crate::plan::{self, Selection};
use crate::report::{self, Background};
use crate::run::{self, Asked, RunOptions, polluter, screens, shrink};
use crate::spec::{Spec, Warehouse};
use crate::transcript::{self, Line, Reader, Record};

/// Errors that end a run before it has written a line: what lies in its folder is another run's.
const BEFORE_A_LINE: [&str; 6] = ["out-used", "out-busy", "resume-differs", "resume-complete", "transcript-no-plan", "transcript-unwritable"];

/// Errors that say nothing of the host.
const ENDED_FROM_OUTSIDE: [&str; 2] = ["interrupted", "deadline"];

#[derive(Debug, Args)]
pub struct Run {
    /// The host's manifest; left out: the reference host inside this binary.
    #[arg(value_name = "HOST", conflicts_with = "host")]
    manifest: Option<PathBuf>,
    /// The same by name, as the commands of a report have it.
    #[arg(long, value_name = "HOST")]
    host: Option<PathBuf>,
    /// The folder for the transcript, the certificate and the reports [default: out/<host>-<time>].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Only trials whose id is, or contains, this. May be repeated. Such a run certifies nothing.
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// Only this area. May be repeated. Such a run certifies nothing.
    #[arg(long, value_name = "AREA")]
    area: Vec<String>,
    /// Continue the interrupted run in --out.
    #[arg(long, requires = "out")]
    resume: bool,
    /// Attempts at a trial that fails; those that disagree make it flaky.
    #[arg(long, value_name = "N")]
    attempts: Option<u32>,
    /// Run the plan N times, and say how far the runs agree.
    #[arg(long, value_name = "N")]
    repeat: Option<u32>,
    /// Run the trials in an order that this number decides, a new one each time.
    #[arg(long, value_name = "SEED")]
    shuffle: Option<u64>,
    /// Run on top of the released set what this nonce of the union's stands for.
    #[arg(long, value_name = "NONCE")]
    challenge: Option<Nonce>,
    /// Browser sessions at once (3).
    #[arg(long, value_name = "N")]
    sessions: Option<u32>,
    /// Milliseconds that a callback is waited for at least.
    #[arg(long, value_name = "MS")]
    budget: Option<u64>,
    /// Port of the server on the loopback interface [default: a free one].
    #[arg(long, default_value_t = 0, value_name = "PORT", hide_default_value = true)]
    port: u16,
    /// Put this fault into the reference host. May be repeated.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["host", "manifest"])]
    fault: Vec<String>,
    /// Look for faults in this folder, too.
    #[arg(long, value_name = "DIR")]
    faults: Option<PathBuf>,
    /// Seconds that a launch may take, and again the agent's dialling in: for hosts that are known to be quick, or slow.
    #[arg(long, value_name = "SECONDS", hide = true)]
    launch_timeout: Option<u64>,
    /// End the run after so many seconds, and judge what was recorded until then.
    #[arg(long, value_name = "SECONDS")]
    deadline: Option<u64>,
    /// Print the result as JSON.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    source: Source,
}

/// What a run came to.
pub struct Certified {
    pub certificate: Certificate,
    /// The command that repeats a trial, before `--only`.
    pub repeat: String,
    /// Where everything was written.
    pub out: PathBuf,
    /// What ended it before its time.
    pub failure: Option<Error>,
}

impl Run {
    pub async fn run(self) -> Outcome {
        let Certified { certificate, repeat, out, failure } = self.certify().await?;
        if self.json {
            print(&report::json(&certificate))?;
        } else {
            show(&certificate, &repeat, &out)?;
        }
        match failure {
            Some(error) => Err(error.into()),
            None => Ok(code(&certificate)),
        }
    }

    /// Runs the plan, judges what happened, and writes it all.
    pub async fn certify(&self) -> std::result::Result<Certified, Failure> {
        let loaded = self.source.load()?;
        let manifest = super::manifest(self.host.as_deref().or(self.manifest.as_deref()), &loaded.spec)?;
        let unknown = plan::unknown_claims(&loaded.spec, &manifest.claims);
        if !unknown.is_empty() {
            return Err(Error::usage("claim-unknown", format!("the manifest claims what the spec does not have: {}", unknown.join(", ")), "see spec/profiles.yaml for the names").into());
        }
        let selection = Selection { only: self.only.clone(), areas: self.area.clone() };
        if manifest.deviations.iter().any(|deviation| deviation.trial.is_some())
            && let Some(diagnostic) = unknown_trial(&manifest, &self.source.trials(&loaded, Some(&manifest.dialect)))
        {
            return Err(Failure::Diagnostics(vec![diagnostic]));
        }
        let plan = self.source.plan(&loaded, &manifest, self.challenge.as_ref(), &selection);
        if plan.trials.is_empty() {
            return Err(Error::usage("plan-empty", "no trial is left to run", "see `minicert list` for the trials, and the manifest's claims").into());
        }
        if let Some((trial, requirement)) = plan::unknown_requirement(&loaded.spec, &plan) {
            return Err(Error::usage("requirement-unknown", format!("{trial} checks {requirement}, which the spec does not have"), "`minicert lint` says where, and what was meant").into());
        }
        let mut settings = run::settings();
        settings.attempts = self.attempts.unwrap_or(settings.attempts);
        settings.sessions = self.sessions.unwrap_or(settings.sessions);
        settings.budget = self.budget.unwrap_or(settings.budget);
        settings.repeat = self.repeat.filter(|times| *times > 1);
        settings.shuffle = self.shuffle;
        let options = RunOptions {
            out: self.out.clone().unwrap_or_else(|| default_folder(&manifest.name)),
            seed: self.source.seed,
            challenge: self.challenge.as_ref().map(|nonce| nonce.as_str().to_owned()),
            settings,
            resume: self.resume,
            faults: self.fault.clone(),
            narrowed: !selection.is_everything(),
            label: String::new(),
            smoke: true,
            show: !self.json,
            screens: true,
        };
        let patches = patches(&self.fault, self.faults.as_deref())?;
        let launch = self.launch_timeout.map_or(StageOptions::default().launch, Duration::from_secs);
        let stage = Stage::open(&manifest, StageOptions { port: self.port, patches, launch, keep: options.settings.repeat.is_some() }).await?;
        let asked = Asked { manifest: &manifest, spec: &loaded.spec, cases: &loaded.cases, plan };
        let result = tokio::select! {
            result = run::run(asked, &stage, &options) => result,
            () = interrupted() => Err(Error::new("interrupted", "the run was interrupted", format!("continue it with --resume --out {}", options.out.display()))),
            () = passed(self.deadline) => Err(Error::new("deadline", format!("the run was ended by its deadline of {} s", self.deadline.unwrap_or_default()), format!("continue it with --resume --out {}", options.out.display()))),
        };
        let repeat = self.repeat_command();
        let (record, failure) = match result {
            Ok(record) => (record, None),
            // What was recorded is judged all the same.
            Err(error) if options.out.join(run::TRANSCRIPT).exists() && !BEFORE_A_LINE.contains(&error.id) => {
                (transcript::open(&options.out.join(run::TRANSCRIPT))?, Some(error))
            }
            Err(error) => return Err(error.into()),
        };
        // Where nothing was tried there is nothing to judge: the one message is why.
        if let Some(error) = &failure
            && !record.lines.iter().any(|line| matches!(line, Line::Attempt(_)))
        {
            return Err(self.towards_doctor(error.clone()).into());
        }
        let certificate = certify(&record)?;
        let screens = screens::read(&options.out)?;
        let background = Background { lines: &record.lines, sources: Some(&loaded.spec.sources.value), screens: &screens };
        store(&options.out, &certificate, &repeat, &background)?;
        if failure.is_none() {
            let place = shrink::Place { stage: &stage, spec: &loaded.spec, dialect: &manifest.dialect, settings: &options.settings };
            diagnose(&place, &record, &certificate, &options.out).await?;
        }
        Ok(Certified { certificate, repeat, out: options.out, failure })
    }

    /// The same error, with the command that looks for its cause.
    fn towards_doctor(&self, error: Error) -> Error {
        if error.usage || ENDED_FROM_OUTSIDE.contains(&error.id) {
            return error;
        }
        let host = self.host.as_ref().or(self.manifest.as_ref()).map_or_else(String::new, |path| format!(" {}", quoted(path)));
        Error { help: format!("{}; `minicert doctor{host}` looks at each link to the host in turn", error.help), ..error }
    }

    /// The command that repeats a trial of this run.
    fn repeat_command(&self) -> String {
        let mut command = "minicert run".to_owned();
        for (flag, path) in [("--host", self.host.as_ref().or(self.manifest.as_ref())), ("--root", self.source.root.as_ref()), ("--faults", self.faults.as_ref())] {
            if let Some(path) = path {
                command.push_str(&format!(" {flag} {}", quoted(path)));
            }
        }
        for fault in &self.fault {
            command.push_str(&format!(" --fault {}", quoted(Path::new(fault))));
        }
        if self.source.seed != plan::SEED {
            command.push_str(&format!(" --seed {}", self.source.seed));
        }
        if let Some(nonce) = &self.challenge {
            command.push_str(&format!(" --challenge {nonce}"));
        }
        command
    }
}

/// The patches of the faults that were asked for.
pub fn patches(names: &[String], folder: Option<&Path>) -> std::result::Result<Vec<Patch>, Failure> {
    let faults = faults(folder)?;
    let mut patches = Vec::new();
    for name in names {
        let Some((_, fault)) = faults.iter().find(|(id, _)| id == name) else {
            return Err(Error::usage("fault-unknown", format!("there is no fault {name}"), "see `minicert kill --list` for their names, or give --faults").into());
        };
        patches.extend(fault.patch.clone());
    }
    Ok(patches)
}

/// The faults inside this binary, and those of a folder beside them.
pub fn faults(folder: Option<&Path>) -> std::result::Result<Vec<(String, fault::Fault)>, Failure> {
    let mut files = fault::embedded();
    if let Some(folder) = folder {
        files.extend(fault::folder(folder)?);
    }
    let faults = fault::load(&files).map_err(Failure::Diagnostics)?;
    Ok(faults.into_iter().map(|(id, document)| (id, document.value)).collect())
}

async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

async fn passed(deadline: Option<u64>) {
    match deadline {
        Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
        None => std::future::pending().await,
    }
}

async fn diagnose(place: &shrink::Place<'_>, record: &Record, certificate: &Certificate, out: &Path) -> Result<()> {
    let diagnoses = shrink::shrink(place, &certificate.checks).await.unwrap_or_else(|trouble| {
        eprintln!("failing sequences were not made smaller: {trouble}");
        Vec::new()
    });
    let polluted = polluter::find(place, &record.lines, &certificate.checks).await.unwrap_or_else(|trouble| {
        eprintln!("flaky trials were not tried in other orders: {trouble}");
        Vec::new()
    });
    if diagnoses.is_empty() && polluted.is_empty() {
        return Ok(());
    }
    for one in &polluted {
        eprintln!("{}: fails after {}, and passes without", report::visible(&one.trial), one.after.join(", "));
    }
    for diagnosis in &diagnoses {
        eprintln!(
            "{}: {} calls came down to {}; keep them as a case with: minicert promote '{}' --requirement {}",
            report::visible(&diagnosis.trial),
            diagnosis.before,
            diagnosis.after,
            out.display(),
            diagnosis.requirement
        );
    }
    let all = shrink::Diagnoses { format: shrink::FORMAT, host: certificate.host.name.clone(), diagnoses, polluted };
    let text = serde_json::to_string_pretty(&all).map_err(|error| Error::new("json", format!("failed to write JSON: {error}"), ""))?;
    write(&out.join("diagnosis.json"), &format!("{text}\n"))
}

fn store(out: &Path, certificate: &Certificate, repeat: &str, background: &Background) -> Result<()> {
    write(&out.join("certificate.json"), &report::json(certificate))?;
    write(&out.join("report.html"), &report::html(certificate, repeat, background))?;
    write(&out.join("junit.xml"), &report::junit(certificate, repeat)?)?;
    write(&out.join("ctrf.json"), &report::ctrf(certificate, repeat)?)
}

fn show(certificate: &Certificate, repeat: &str, out: &Path) -> Result<()> {
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    print(&report::terminal(certificate, repeat, colour, 100))?;
    print(&format!("\nreport: {}\n", out.join("report.html").display()))?;
    match handing_in(certificate, out) {
        Some(line) => print(&line),
        None => Ok(()),
    }
}

/// How the union is told. What certifies nothing is not handed in.
fn handing_in(certificate: &Certificate, out: &Path) -> Option<String> {
    if !certificate.run.finished || certificate.reasons.iter().any(|reason| reason.id == "run-narrowed") {
        return None;
    }
    let lacking = match (&certificate.host.member, &certificate.host.build) {
        (Some(_), Some(_)) => return Some(format!("hand it in: minicert submit {}\n", quoted(out))),
        (None, Some(_)) => "member:",
        (Some(_), None) => "build:",
        (None, None) => "member: and build:",
    };
    Some(format!("to hand in such a result: say {lacking} in the manifest, and run again\n"))
}

/// 0 for a pass. A narrowed run certifies nothing, so it is clean when nothing else is the matter.
fn code(certificate: &Certificate) -> u8 {
    let clean = certificate.reasons.iter().all(|reason: &Reason| reason.id == "run-narrowed");
    u8::from(certificate.verdict != Verdict::Pass && !clean)
}

fn default_folder(host: &str) -> PathBuf {
    let name: String = host.to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
    Path::new("out").join(format!("{name}-{}", jiff::Zoned::now().strftime("%Y%m%d-%H%M%S")))
}

/// What a stored transcript comes to. It is read line by line, so that a large one needs no more memory.
pub fn certified(transcript: &Path) -> Result<Certificate> {
    let mut reader = Reader::open(transcript)?;
    let mut draft = Draft::default();
    while let Some(line) = reader.next()? {
        draft.add(&line);
    }
    draft.finish(reader.last(), reader.torn())
}

#[derive(Debug, Args)]
pub struct Judge {
    /// transcript.jsonl or transcript.jsonl.zst.
    transcript: PathBuf,
    /// Judge it by the checks of another suite, and list what changes: a folder with spec/ and cases/, or `builtin` for those
    /// inside this binary.
    #[arg(long, value_name = "DIR")]
    suite: Option<PathBuf>,
    /// Print the certificate, or what changes, as JSON.
    #[arg(long)]
    json: bool,
}

impl Judge {
    pub fn run(self) -> Outcome {
        if let Some(suite) = &self.suite {
            return rejudge::run(&self.transcript, suite, self.json);
        }
        let certificate = certified(&self.transcript)?;
        if self.json {
            print(&report::json(&certificate))?;
        } else {
            print(&report::terminal(&certificate, "minicert run", false, 100))?;
        }
        Ok(code(&certificate))
    }
}

#[derive(Debug, Args)]
pub struct Report {
    /// transcript.jsonl or transcript.jsonl.zst.
    transcript: PathBuf,
    /// The page to write.
    #[arg(long, default_value = "report.html", value_name = "FILE")]
    out: PathBuf,
    /// The command that repeats a trial, before `--only`.
    #[arg(long, default_value = "minicert run", value_name = "COMMAND")]
    repeat: String,
}

impl Report {
    pub fn run(self) -> Outcome {
        let record = transcript::open(&self.transcript)?;
        let certificate = certify(&record)?;
        let spec = Spec::load(&Warehouse::open(None)?).map_err(Failure::Diagnostics)?;
        let screens = screens::read(self.transcript.parent().unwrap_or(Path::new("")))?;
        let background = Background { lines: &record.lines, sources: Some(&spec.sources.value), screens: &screens };
        write(&self.out, &report::html(&certificate, &self.repeat, &background))?;
        print(&format!("{}\n", self.out.display()))?;
        Ok(0)
    }
}
