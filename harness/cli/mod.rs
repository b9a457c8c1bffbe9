//! The command line: what a person types, and what the library is asked for it.
//!
//! Exit codes: 0 certified or clean; 1 not certified, incomplete, or lint objects; 2 wrong usage or input; 3 could not run.

mod certify;
mod challenge;
mod compare;
mod doctor;
mod grade;
mod init;
mod inspect;
mod make;
mod mechanical;
mod promote;
mod publish;
mod rejudge;
mod soak;
mod submit;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::case::Cases;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::generate::Nonce;
use crate::host::abilities;
use crate::manifest::Manifest;
use crate::plan::{self, Plan, SEED, Selection};
use crate::spec::{Spec, Warehouse};
use crate::trial::Trial;

/// Interoperability conformance suite for smart mini-programs.
#[derive(Debug, Parser)]
#[command(name = "minicert", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a manifest for a host, from what it shows of itself.
    Init(init::Init),
    /// Look at each link from the browser to the host's API, and say what is broken.
    Doctor(doctor::Doctor),
    /// Certify a host: run the plan, judge what happened, write the certificate and the report.
    Run(certify::Run),
    /// Certify a host and hold the result against a baseline: for a pipeline.
    Gate(compare::Gate),
    /// Hold two results against each other.
    Diff(compare::Diff),
    /// Name a build of a host: the digest of its package, or of a folder.
    Digest(submit::Digest),
    /// Lay out the runs of one build as a submission to the union.
    Submit(submit::Submit),
    /// Check a submission without its host: chain, plan, claims, and every result again.
    Verify(submit::Verify),
    /// Draw a nonce for a member to run with, or list what one stands for.
    Challenge(challenge::Challenge),
    /// Write the README of a folder of submissions: hosts, areas, results.
    Publish(publish::Publish),
    /// Judge a stored transcript again; needs neither the host nor the cases.
    Judge(certify::Judge),
    /// Write the report page of a stored transcript.
    Report(certify::Report),
    /// List what can be checked, one line a check.
    List(inspect::List),
    /// Count capabilities, requirements, checks, cases and faults.
    Stats(inspect::Stats),
    /// Check spec, cases and faults.
    Lint(inspect::Lint),
    /// Explain a requirement, a capability or an ambiguity.
    Explain(inspect::Explain),
    /// Grade the suite: run every fault of the reference host against its area.
    Kill(grade::Kill),
    /// Say which cases are on probation, or take them into the certification set by runs in which they ran alike.
    Soak(soak::Soak),
    /// Keep a shrunk counterexample as a case.
    Promote(promote::Promote),
    /// Write the conformance mini-program as a folder and a zip.
    Package(make::Package),
    /// Serve the reference host, to open it in a browser.
    Serve(make::Serve),
}

/// Where spec and cases come from.
#[derive(Clone, Debug, Args)]
pub struct Source {
    /// Read spec/ and cases/ below this folder instead of those inside this binary.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// The seed of the generated cases; certified runs use the default.
    #[arg(long, default_value_t = SEED, value_name = "N")]
    seed: u64,
}

/// The spec and the recorded cases.
pub struct Loaded {
    pub spec: Spec,
    pub cases: Cases,
}

impl Source {
    fn load(&self) -> std::result::Result<Loaded, Failure> {
        let warehouse = Warehouse::open(self.root.as_deref())?;
        match (Spec::load(&warehouse), Cases::load(&warehouse)) {
            (Ok(spec), Ok(cases)) => Ok(Loaded { spec, cases }),
            (spec, cases) => Err(Failure::Diagnostics([spec.err(), cases.err()].into_iter().flatten().flatten().collect())),
        }
    }

    fn trials(&self, loaded: &Loaded, dialect: Option<&str>) -> Vec<Trial> {
        plan::all_trials(&loaded.spec, &loaded.cases, self.seed, dialect)
    }

    /// The plan of a host: of the released set, and of what a nonce brings on top of it.
    fn plan(&self, loaded: &Loaded, manifest: &Manifest, nonce: Option<&Nonce>, selection: &Selection) -> Plan {
        let dialect = Some(manifest.dialect.as_str());
        // Whoever names trials may have those that are on probation.
        let (mut trials, left_out) = if selection.is_everything() { plan::released(&loaded.spec, &loaded.cases, self.seed, dialect) } else { (self.trials(loaded, dialect), 0) };
        if left_out > 0 {
            eprintln!("left out: {left_out} cases on probation; `minicert soak` lists them");
        }
        trials.extend(nonce.into_iter().flat_map(|nonce| plan::challenge_trials(&loaded.spec, nonce, dialect)));
        plan::plan(&loaded.spec, trials, &manifest.claims, &manifest.dialect, &abilities(manifest), selection)
    }
}

/// The manifest that a command is given; left out, that of the reference host inside this binary.
fn manifest(given: Option<&Path>, spec: &Spec) -> Result<Manifest> {
    const BESIDE: &str = "host.yaml";
    if let Some(path) = given {
        return Manifest::load(path, spec);
    }
    if Path::new(BESIDE).exists() {
        eprintln!("no host was given, so this is the reference host inside minicert; {BESIDE} is that of another");
    }
    Manifest::reference()
}

/// Why a command did not do what it was asked.
pub enum Failure {
    Error(Error),
    /// What a person wrote does not read.
    Diagnostics(Vec<Diagnostic>),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// What a command ends with: its exit code, or why it could not do its work.
pub type Outcome = std::result::Result<u8, Failure>;

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Init(init) => block(init.run()),
        Command::Run(run) => block(run.run()),
        Command::Gate(gate) => block(gate.run()),
        Command::Doctor(doctor) => block(doctor.run()),
        Command::Diff(diff) => diff.run(),
        Command::Digest(digest) => digest.run(),
        Command::Submit(submit) => submit.run(),
        Command::Verify(verify) => verify.run(),
        Command::Challenge(challenge) => challenge.run(),
        Command::Publish(publish) => publish.run(),
        Command::Judge(judge) => judge.run(),
        Command::Report(report) => report.run(),
        Command::List(list) => list.run(),
        Command::Stats(stats) => stats.run(),
        Command::Lint(lint) => lint.run(),
        Command::Explain(explain) => explain.run(),
        Command::Kill(kill) => block(kill.run()),
        Command::Soak(soak) => soak.run(),
        Command::Promote(promote) => promote.run(),
        Command::Package(package) => package.run(),
        Command::Serve(serve) => block(serve.run()),
    };
    ExitCode::from(match outcome {
        Ok(code) => code,
        Err(Failure::Error(error)) => {
            eprintln!("minicert: {error}");
            error.exit_code()
        }
        Err(Failure::Diagnostics(all)) => {
            for diagnostic in &all {
                eprintln!("{diagnostic}");
            }
            2
        }
    })
}

fn block(work: impl Future<Output = Outcome>) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::new("runtime", format!("failed to start the runtime: {error}"), ""))?;
    runtime.block_on(work)
}

/// Writes to standard output. A reader that went away, as `head` does, is no error.
fn print(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::new("output-unwritable", format!("failed to write to standard output: {error}"), ""))
        }
        _ => Ok(()),
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

/// Pretty JSON with a newline at its end, on standard output.
fn print_json(value: &impl serde::Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::new("json", format!("failed to write JSON: {error}"), ""))?;
    print(&format!("{text}\n"))
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text)
        .map_err(|error| Error::new("out-unwritable", format!("failed to write {}: {error}", path.display()), "give a folder that can be written"))
}
