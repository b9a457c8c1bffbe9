//! `list`, `stats`, `lint`, `explain`: what the suite covers, without a host.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, Loaded, Outcome, Source, print, print_json, write};
use crate::embedded;
use crate::explain::Explanation;
use crate::fault;
use crate::generate::Nonce;
use crate::kill::mechanical::triage;
use crate::lint::{self, Surroundings};
use crate::list::{self, Filter};
use crate::model;
use crate::plan::{self, Selection};
use crate::published;
use crate::report::visible;
use crate::schema;
use crate::spec::{Level, Spec, Warehouse};
use crate::stats;
use crate::trial::Trial;

#[derive(Debug, Args)]
pub struct List {
    /// Part of a trial's id, or a pattern with `*`.
    trial: Option<String>,
    #[arg(long)]
    area: Option<String>,
    #[arg(long)]
    capability: Option<String>,
    #[arg(long)]
    requirement: Option<String>,
    #[arg(long, value_parser = level)]
    level: Option<Level>,
    /// List requirements instead of checks.
    #[arg(long)]
    requirements: bool,
    /// Only what runs on this host: its plan.
    #[arg(long, value_name = "HOST")]
    host: Option<PathBuf>,
    /// Write the plan of the host (left out: of the reference host) to this file, and print its digest: what the transcript of
    /// a run of it has as its plan, without the links.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["trial", "area", "capability", "requirement", "level", "requirements", "json"])]
    plan: Option<PathBuf>,
    /// With what this nonce of the union's stands for.
    #[arg(long, value_name = "NONCE")]
    challenge: Option<Nonce>,
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

fn level(text: &str) -> std::result::Result<Level, String> {
    match text.to_lowercase().as_str() {
        "must" => Ok(Level::Must),
        "should" => Ok(Level::Should),
        "may" => Ok(Level::May),
        _ => Err("a level is must, should or may".into()),
    }
}

impl List {
    pub fn run(self) -> Outcome {
        let loaded = self.source.load()?;
        if self.host.is_some() || self.plan.is_some() {
            let manifest = super::manifest(self.host.as_deref(), &loaded.spec)?;
            let plan = self.source.plan(&loaded, &manifest, self.challenge.as_ref(), &Selection::default());
            if let Some(file) = &self.plan {
                write(file, &plan::text(&plan))?;
                eprintln!("{}: {} trials, {} omissions", visible(&manifest.name), plan.trials.len(), plan.omissions.len());
                // As sha256sum prints it, so that it can be checked without minicert.
                print(&format!("{}  {}\n", plan::digest(&plan), file.display()))?;
                return Ok(0);
            }
            return self.show(&loaded, &plan.trials);
        }
        let mut trials = self.source.trials(&loaded, None);
        trials.extend(self.challenge.iter().flat_map(|nonce| plan::challenge_trials(&loaded.spec, nonce, None)));
        self.show(&loaded, &trials)
    }

    fn show(self, loaded: &Loaded, trials: &[Trial]) -> Outcome {
        let filter = Filter { trial: self.trial, area: self.area, capability: self.capability, requirement: self.requirement, level: self.level };
        match (self.requirements, self.json) {
            (true, true) => print_json(&list::requirements(&loaded.spec, trials, &filter))?,
            (true, false) => print(&list::requirements_text(&list::requirements(&loaded.spec, trials, &filter)))?,
            (false, true) => print_json(&list::list(trials, &filter))?,
            (false, false) => print(&list::text(&list::list(trials, &filter)))?,
        }
        Ok(0)
    }
}

#[derive(Debug, Args)]
pub struct Stats {
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

impl Stats {
    pub fn run(self) -> Outcome {
        let loaded = self.source.load()?;
        let trials = self.source.trials(&loaded, None);
        let faults = fault::load(&fault::embedded()).map_err(Failure::Diagnostics)?;
        let stats = stats::stats(&loaded.spec, &trials, &faults);
        if self.json { print_json(&stats)? } else { print(&stats.to_string())? }
        Ok(0)
    }
}

#[derive(Debug, Args)]
pub struct Lint {
    /// Print the objections as JSON.
    #[arg(long)]
    json: bool,
    /// Check the faults of this folder, too.
    #[arg(long, value_name = "DIR")]
    faults: Option<PathBuf>,
    /// Write the JSON Schemas for editors below --root (or the working folder).
    #[arg(long)]
    write_schemas: bool,
    #[command(flatten)]
    source: Source,
}

impl Lint {
    pub fn run(self) -> Outcome {
        if self.write_schemas {
            schema::write(self.source.root.as_deref().unwrap_or_else(|| std::path::Path::new(".")))?;
        }
        let warehouse = Warehouse::open(self.source.root.as_deref())?;
        let mut faults = fault::embedded();
        if let Some(folder) = &self.faults {
            faults.extend(fault::folder(folder)?);
        }
        let rules: Vec<(&str, &str)> = model::RULES.iter().map(|(model, rule, _)| (*model, *rule)).collect();
        let seed = self.source.seed;
        let generated = move |spec: &Spec| generated(spec, seed);
        let reference = reference_files();
        let triage = triage::text(self.source.root.as_deref());
        let surroundings = Surroundings { trials: Some(&generated), model_rules: &rules, reference: &reference, triage: Some((triage::PATH, &triage)) };
        let objections = lint::lint(&warehouse, &faults, &surroundings);
        if self.json {
            print_json(&objections)?;
        } else {
            for objection in &objections {
                print(&format!("{objection}\n"))?;
            }
            print(&match objections.len() {
                0 => "clean\n".to_owned(),
                1 => "1 objection\n".to_owned(),
                many => format!("{many} objections\n"),
            })?;
        }
        Ok(u8::from(!objections.is_empty()))
    }
}

/// The trials that no file holds.
pub fn generated(spec: &Spec, seed: u64) -> Vec<Trial> {
    plan::all_trials(spec, &crate::case::Cases::default(), seed, None)
}

/// The reference host's files, by path below its folder.
pub fn reference_files() -> Vec<(String, String)> {
    embedded::FILES
        .iter()
        .filter_map(|(path, text)| path.strip_prefix("harness/reference/").map(|name| (name.to_owned(), (*text).to_owned())))
        .filter(|(name, _)| !name.starts_with("faults/"))
        .collect()
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The id of a requirement, a capability or an ambiguity.
    id: String,
    /// The folder of submissions whose hosts are told with a requirement [default: reports, where it is there].
    #[arg(long, value_name = "DIR")]
    reports: Option<PathBuf>,
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

impl Explain {
    pub fn run(self) -> Outcome {
        let loaded: Loaded = self.source.load()?;
        let trials = self.source.trials(&loaded, None);
        let faults = fault::load(&fault::embedded()).map_err(Failure::Diagnostics)?;
        let mut explained = crate::explain::explain(&self.id, &loaded.spec, &trials, &faults)?;
        if let Explanation::Requirement(requirement) = &mut explained
            && let Some(folder) = self.reports.or_else(|| Some(PathBuf::from(published::FOLDER)).filter(|folder| folder.is_dir()))
        {
            requirement.hosts = published::read(&folder)?.iter().map(|host| host.line(&requirement.id)).collect();
        }
        if self.json { print_json(&explained)? } else { print(&explained.to_string())? }
        Ok(0)
    }
}
