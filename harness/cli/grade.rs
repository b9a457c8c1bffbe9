//! `kill`: the suite graded by the faults of the reference host.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Source, certify, print, print_json};
use crate::error::Error;
use crate::host::{Stage, StageOptions, abilities};
use crate::kill::{self, Caught, Grade};
use crate::manifest::Manifest;
use crate::plan::{self, Selection};
use crate::run::{self, RunOptions};

#[derive(Debug, Args)]
pub struct Kill {
    /// Only faults whose name is, or contains, this. May be repeated.
    #[arg(long, value_name = "NAME")]
    fault: Vec<String>,
    /// Look for faults in this folder, too.
    #[arg(long, value_name = "DIR")]
    faults: Option<PathBuf>,
    /// Only print the names of the faults, with the requirement each violates.
    #[arg(long)]
    list: bool,
    /// Run every trial of what each fault violates, and tell which cases and rules no fault failed.
    #[arg(long)]
    matrix: bool,
    /// Faults at once.
    #[arg(long, default_value_t = 2, value_name = "N")]
    parallel: usize,
    /// Keep the transcripts in this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

impl Kill {
    pub async fn run(self) -> Outcome {
        let mut faults = certify::faults(self.faults.as_deref())?;
        faults.retain(|(name, _)| self.fault.is_empty() || self.fault.iter().any(|part| name.contains(part.as_str())));
        if self.list {
            for (name, fault) in &faults {
                print(&format!("{name}  {}  {}\n", fault.requirement, fault.brief))?;
            }
            return Ok(0);
        }
        if faults.is_empty() {
            return Err(Error::usage("fault-unknown", "no fault has such a name", "see `minicert kill --list`").into());
        }
        let loaded = self.source.load()?;
        let manifest = Manifest::reference()?;
        let trials = self.source.trials(&loaded, None);
        let plan = plan::plan(&loaded.spec, trials, &manifest.claims, &manifest.dialect, &abilities(&manifest), &Selection::default());
        let mut settings = run::settings();
        settings.attempts = 1;
        settings.sessions = 1;
        // The host is on this machine and answers in no time: a lost callback need not be waited for as on a vendor's.
        settings.budget = 400;
        let out = kill::folder(self.out.as_deref());
        let options = RunOptions { out: out.clone(), seed: self.source.seed, challenge: None, settings, resume: false, faults: Vec::new(), narrowed: true, label: String::new(), smoke: false, show: false, screens: false };
        let stage = Stage::open(&manifest, StageOptions { keep: true, ..StageOptions::default() }).await?;
        let grade = Grade { manifest: &manifest, spec: &loaded.spec, cases: &loaded.cases, plan, faults, options, matrix: self.matrix, parallel: self.parallel };
        let result = kill::kill(grade, &stage).await;
        if self.out.is_none() {
            // The folder is ours, and what could not be removed is only left behind in the system's temporary folder.
            let _ = std::fs::remove_dir_all(&out);
        }
        let result = result?;
        if self.json { print_json(&result)? } else { print(&text(&result))? }
        Ok(u8::from(!result.survivors.is_empty()))
    }
}

fn text(result: &kill::Kill) -> String {
    let mut text = format!("{} of {} faults were caught by a check of the requirement they violate ({:.1} %)\n", result.killed, result.faults, result.rate * 100.0);
    for row in &result.rows {
        match row.caught {
            Caught::ByItsRequirement => {}
            Caught::Otherwise => text.push_str(&format!("caught otherwise: {} violates {}, failed: {}\n", row.fault, row.requirement, row.others.join(", "))),
            Caught::Not if row.error.is_some() => text.push_str(&format!("error: {}: {}\n", row.fault, row.error.as_deref().unwrap_or_default())),
            Caught::Not => text.push_str(&format!("survived: {} violates {}\n", row.fault, row.requirement)),
        }
    }
    if let Some(idle) = &result.idle {
        for case in &idle.cases {
            text.push_str(&format!("no fault failed the case {case}\n"));
        }
        for rule in &idle.derived_rules {
            text.push_str(&format!("no fault failed a check of the rule {rule}\n"));
        }
        text.push_str(&format!("{} checks were failed by no fault\n", idle.checks.len()));
    }
    text
}
