//! `kill --mechanical`: the suite graded by mutants of the reference host.

use std::time::Duration;

use super::grade::{self, Kill};
use super::{Outcome, print, print_json};
use crate::error::Error;
use crate::host::{Stage, StageOptions, abilities};
use crate::kill::killers;
use crate::kill::mechanical::grade::{Grade, grade};
use crate::kill::mechanical::{self, Mechanical, near, triage};
use crate::kill::store::Grading;
use crate::manifest::Manifest;
use crate::plan::{self, SEED, Selection};
use crate::report;

/// A mutant that does not come up in this time is tried once more. The host itself takes a small part of it.
const LAUNCH: Duration = Duration::from_secs(12);

impl Kill {
    pub(super) async fn mechanical(mut self, count: usize) -> Outcome {
        // The seed chooses mutants; what they are tried with is what hosts are certified with.
        let seed = std::mem::replace(&mut self.source.seed, SEED);
        let every = mechanical::all()?;
        let all = every.len();
        let mut wanted = every;
        wanted.retain(|(name, _)| self.fault.is_empty() || self.fault.iter().any(|part| name.contains(part.as_str())));
        let mutants = mechanical::chosen(wanted, count, seed);
        if self.list {
            for (name, mutant) in &mutants {
                print(&format!("{name}  {}:{}:{}  {}\n", mutant.patch.file, mutant.line, mutant.column, mutant.brief))?;
            }
            return Ok(0);
        }
        if mutants.is_empty() {
            return Err(Error::usage("mutant-unknown", "no mutant has such a name", "see `minicert kill --mechanical 100000 --list`").into());
        }
        let triage = triage::read(triage::PATH, &triage::text(self.source.root.as_deref())).map_err(Error::from)?.value;
        let modules = near::modules(self.source.root.as_deref())?;
        let loaded = self.source.load()?;
        let manifest = Manifest::reference()?;
        let trials = self.source.trials(&loaded, None);
        let plan = plan::plan(&loaded.spec, trials, &manifest.claims, &manifest.dialect, &abilities(&manifest), &Selection::default());
        let (store, before) = self.store(mechanical::FORMAT, &plan, Grading::Mechanical)?;
        let bench = self.bench(&manifest, &loaded, plan);
        let stage = Stage::open(&manifest, StageOptions { keep: true, launch: LAUNCH, ..StageOptions::default() }).await?;
        let hints = killers::embedded()?;
        let faults = super::certify::faults(None)?;
        let graded = Grade { bench, mutants, all, seed, faults, modules, triage, killers: hints.clone(), most_alone: self.alone, launch: LAUNCH };
        let result = grade(graded, &stage, before, store).await;
        self.tidy();
        let result = result?;
        if let Some(folder) = &self.out {
            super::write(&folder.join(grade::PAGE), &report::mechanical(&result))?;
        }
        if let Some(path) = &self.write_killers {
            let seen = result.rows.iter().map(|row| (row.mutant.as_str(), row.killer.as_deref()));
            killers::write(path, &killers::after(hints, seen, &grade::known(std::iter::empty())?))?;
        }
        if self.json { print_json(&result)? } else { print(&text(&result))? }
        Ok(u8::from(result.unexplained > 0 || result.errors > 0))
    }
}

fn text(result: &Mechanical) -> String {
    let percent = |rate: f64| format!("{:.1} %", rate * 100.0);
    let mut text = format!(
        "{} of {} mutants were killed ({}), {} without those that are equivalent or open; there are {} in all\n",
        result.killed,
        result.mutants,
        percent(result.rate),
        percent(result.rate_after_triage),
        result.all
    );
    for (kind, tally) in &result.kinds {
        text.push_str(&format!("  {kind}: {} of {}\n", tally.killed, tally.mutants - tally.excused));
    }
    for survivor in &result.survivors {
        let said = match (survivor.verdict, &survivor.reason) {
            (Some(verdict), Some(reason)) => format!("{}: {reason}", verdict.word()),
            _ => format!("nothing failed in {} trials", survivor.trials),
        };
        text.push_str(&format!("survived: {} at {}: {}\n  {said}\n", survivor.mutant, survivor.place, survivor.brief));
    }
    for name in &result.contradicted {
        text.push_str(&format!("killed, though harness/kill/mutants.yaml excuses it: {name}\n"));
    }
    for row in &result.rows {
        if let Some(error) = &row.error {
            text.push_str(&format!("error: {}: {error}\n", row.mutant));
        }
    }
    text
}
