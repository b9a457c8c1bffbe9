//! `soak`: a case decides a certificate once it has run alike, often enough and in random orders, on some host.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, Loaded, Outcome, Source, print, write};
use crate::certificate::Status;
use crate::error::Error;
use crate::judge::Judging;
use crate::plan::{self, SEED};
use crate::run::TRANSCRIPT;
use crate::spec::{SOAK, Soaked};
use crate::transcript::{Line, Reader};

/// Each trial of a case has to have run so often.
const EXECUTIONS: u32 = 5;

const ABOUT: &str = "\
# yaml-language-server: $schema=schema/soak.json
# The cases that decide a certificate: each has run alike every time, in random orders, on some host. Written by `minicert soak RUN`
# from runs with --repeat and --shuffle. A case that is missing here, or is another by now, is on probation: whole runs leave it out.
";

#[derive(Debug, Args)]
pub struct Soak {
    /// Folders of runs, made with --repeat and --shuffle by this very suite; none: list the cases that are on probation.
    runs: Vec<PathBuf>,
    /// The folder that holds spec/ and cases/.
    #[arg(long, default_value = ".", value_name = "DIR")]
    root: PathBuf,
}

impl Soak {
    /// 1 where a case did not run alike.
    pub fn run(self) -> Outcome {
        let loaded = Source { root: Some(self.root.clone()), seed: SEED }.load()?;
        if self.runs.is_empty() {
            let all = plan::on_probation(&loaded.spec, &loaded.cases, SEED);
            print(&all.iter().fold(String::new(), |text, id| text + id + "\n"))?;
            print(&format!("{} on probation\n", all.len()))?;
            return Ok(0);
        }
        let digests = plan::soaking(&loaded.cases, SEED);
        let mut seen = Seen::default();
        for run in &self.runs {
            seen.add(run, &loaded)?;
        }
        let mut soaked: BTreeMap<String, Soaked> = loaded.spec.soak.as_ref().map(|document| document.value.clone()).unwrap_or_default();
        let before = soaked.len();
        // One that is gone, or is another by now, or ran unlike.
        soaked.retain(|id, entry| digests.get(id) == Some(&entry.digest) && !seen.unlike.contains_key(id));
        let kept = soaked.len();
        for (id, executions) in seen.executions(&loaded).into_iter().filter(|(id, executions)| *executions >= EXECUTIONS && !seen.unlike.contains_key(id)) {
            if let Some(digest) = digests.get(&id) {
                let entry = soaked.entry(id).or_insert_with(|| Soaked { digest: digest.clone(), executions: 0 });
                entry.executions += executions;
            }
        }
        let text = soaked.iter().fold(ABOUT.to_owned(), |mut text, (id, Soaked { digest, executions })| {
            let _ = writeln!(text, "{id}: {{digest: \"{digest}\", executions: {executions}}}");
            text
        });
        // A file of comments alone is no table.
        let text = if soaked.is_empty() { text + "{}\n" } else { text };
        write(&self.root.join(SOAK), &text)?;
        for (id, why) in &seen.unlike {
            print(&format!("unlike  {id}: {why}\n"))?;
        }
        print(&format!("{} soaked, {} of them new; {} dropped; {} on probation\n", soaked.len(), soaked.len() - kept, before - kept, digests.len() - soaked.len()))?;
        Ok(u8::from(!seen.unlike.is_empty()))
    }
}

/// What runs showed.
#[derive(Default)]
struct Seen {
    /// How often each trial was run to its end, every time alike, by its id.
    alike: BTreeMap<String, u32>,
    /// Why a case does not decide a certificate yet, by its id.
    unlike: BTreeMap<String, String>,
}

impl Seen {
    fn add(&mut self, run: &Path, loaded: &Loaded) -> std::result::Result<(), Failure> {
        let path = if run.is_dir() { run.join(TRANSCRIPT) } else { run.to_owned() };
        let mut reader = Reader::open(&path)?;
        let refused = |why: &str| Error::usage("soak-run", format!("{} tells nothing of how alike cases run: {why}", path.display()), "give runs of this suite that were made with --repeat and --shuffle");
        let Some(Line::Header(header)) = reader.next()? else { return Err(refused("it does not begin with a header").into()) };
        if header.settings.shuffle.is_none() {
            return Err(refused("its trials ran in one order").into());
        }
        if (&header.suite.spec, &header.suite.cases) != (&loaded.spec.digest, &loaded.cases.digest) {
            return Err(refused("spec or cases were others").into());
        }
        let mut judging = Judging::default();
        let mut planned: BTreeMap<String, String> = BTreeMap::new();
        while let Some(line) = reader.next()? {
            if let Line::Trial(trial) = &line {
                planned.insert(trial.id.clone(), trial.case.clone());
            }
            judging.add(&line);
        }
        let mut executions: BTreeMap<String, u32> = BTreeMap::new();
        for result in judging.results() {
            let Some(case) = planned.get(&result.trial) else { continue };
            let attempts = match result.status {
                Status::Pass | Status::Fail | Status::Unwitnessed => result.attempts,
                // It says nothing of what would have come behind it.
                Status::NotReached => 0,
                Status::Flaky | Status::Error => {
                    let why = format!("{} of {} executions did not pass ({})", result.failures, result.attempts, result.seen.as_deref().unwrap_or("no reason is known"));
                    self.unlike.entry(case.clone()).or_insert(why);
                    0
                }
            };
            let least = executions.entry(result.trial).or_insert(attempts);
            *least = attempts.min(*least);
        }
        for (trial, executions) in executions {
            *self.alike.entry(trial).or_default() += executions;
        }
        Ok(())
    }

    /// How often each case was run, by its id: as often as the form of it that was run least.
    fn executions(&self, loaded: &Loaded) -> BTreeMap<String, u32> {
        let mut executions: BTreeMap<String, u32> = BTreeMap::new();
        for trial in plan::all_trials(&loaded.spec, &loaded.cases, SEED, None) {
            let often = self.alike.get(&trial.id).copied().unwrap_or_default();
            let least = executions.entry(trial.case).or_insert(often);
            *least = often.min(*least);
        }
        executions
    }
}
