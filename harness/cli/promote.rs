//! `promote`: a shrunk counterexample becomes a recorded case.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Outcome, print, write};
use crate::case::{Case, Step};
use crate::error::{Error, Result, json_fault};
use crate::run::shrink::{Diagnoses, Diagnosis};

#[derive(Debug, Args)]
pub struct Promote {
    /// The folder of the run, or its diagnosis.json.
    run: PathBuf,
    /// Which counterexample, where the run found several.
    #[arg(long, value_name = "ID")]
    requirement: Option<String>,
    /// The case's name [default: from the trial].
    #[arg(long)]
    name: Option<String>,
    /// What the case shows, as a fact.
    #[arg(long)]
    brief: Option<String>,
    /// The folder that holds cases/.
    #[arg(long, default_value = ".", value_name = "DIR")]
    root: PathBuf,
}

impl Promote {
    pub fn run(self) -> Outcome {
        let path = if self.run.is_dir() { self.run.join("diagnosis.json") } else { self.run.clone() };
        let all = read(&path)?;
        let diagnosis = self.choose(&all, &path)?;
        let name = self.name.clone().unwrap_or_else(|| diagnosis.trial.rsplit('/').next().unwrap_or("counterexample").to_owned());
        if name.is_empty() || !name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-') {
            return Err(Error::usage("promote-name", format!("{name:?} cannot name a case"), "give --name with lower-case letters, digits and hyphens").into());
        }
        let subject = diagnosis.requirement.rsplit_once('/').map_or("storage/state", |(capability, _)| capability);
        let file = self.root.join("cases").join(subject).join(format!("{name}.yaml"));
        if file.exists() {
            return Err(Error::usage("promote-exists", format!("{} is there already", file.display()), "give another --name").into());
        }
        let folder = file.parent().unwrap_or(&self.root);
        std::fs::create_dir_all(folder)
            .map_err(|error| Error::new("out-unwritable", format!("failed to create {}: {error}", folder.display()), "give --root a folder that can be written"))?;
        write(&file, &yaml(&self.case(diagnosis))?)?;
        print(&format!("{}\n", file.display()))?;
        Ok(0)
    }

    fn choose<'a>(&self, all: &'a Diagnoses, path: &Path) -> Result<&'a Diagnosis> {
        let fitting: Vec<&Diagnosis> = all.diagnoses.iter().filter(|one| self.requirement.as_ref().is_none_or(|id| *id == one.requirement)).collect();
        let smallest = fitting.iter().min_by_key(|one| one.after).copied();
        match (smallest, &self.requirement) {
            (Some(one), Some(_)) => Ok(one),
            (Some(one), None) if all.diagnoses.len() == 1 => Ok(one),
            (Some(_), None) => {
                let mut ids: Vec<&str> = all.diagnoses.iter().map(|one| one.requirement.as_str()).collect();
                ids.dedup();
                Err(Error::usage("promote-which", format!("{} holds {} counterexamples", path.display(), all.diagnoses.len()), format!("give --requirement, one of: {}", ids.join(", "))))
            }
            (None, _) => Err(Error::usage("promote-none", format!("{} holds no such counterexample", path.display()), "see the requirements in that file")),
        }
    }

    fn case(&self, diagnosis: &Diagnosis) -> Case {
        let mut case = diagnosis.case.clone();
        case.checks.retain(|check| check.requirement == diagnosis.requirement);
        for check in &mut case.checks {
            check.condition = Some("a sequence that a host got wrong".into());
        }
        if let Some(brief) = &self.brief {
            case.brief.clone_from(brief);
        }
        // A wait that is the default says nothing.
        for step in &mut case.steps {
            if let Step::Call(call) = step
                && call.callbacks.as_ref().is_some_and(Vec::is_empty)
            {
                call.callbacks = None;
            }
        }
        case.found = Some(format!("{} on a host, {} calls made {}", diagnosis.trial, diagnosis.before, diagnosis.after));
        case
    }
}

fn read(path: &Path) -> Result<Diagnoses> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::usage("diagnosis-unreadable", format!("failed to read {}: {error}", path.display()), "give the folder of a run whose generated checks failed"))?;
    serde_json::from_str(&text).map_err(|error| {
        Error::usage("diagnosis-unreadable", format!("{}:{}:{}: {}", path.display(), error.line(), error.column(), json_fault(&error)), "give the diagnosis.json that a run wrote")
    })
}

fn yaml(case: &Case) -> Result<String> {
    crate::yaml::write(case).map_err(|error| Error::new("yaml", format!("failed to write the case: {error}"), ""))
}
