//! What the rules look at: everything that was read, and what the rest of the suite makes of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{Cases, Compiled, Origin, compile};
use crate::diagnostic::Diagnostic;
use crate::fault::{self, Fault};
use crate::kill::mechanical::triage::{self, Triage};
use crate::spec::{Spec, Warehouse};
use crate::trial::Trial;
use crate::yaml::Document;

/// Makes the derived and generated trials of a spec.
pub type Generate<'a> = dyn Fn(&Spec) -> Vec<Trial> + 'a;

/// What lint is told about the parts of the suite that are not YAML.
#[derive(Default)]
pub struct Surroundings<'a> {
    /// Without it there are no derived and generated trials.
    pub trials: Option<&'a Generate<'a>>,
    /// Every model with its rules.
    pub model_rules: &'a [(&'a str, &'a str)],
    /// The files of the reference host, by path below `harness/reference/`; empty: patches are not looked up in them.
    pub reference: &'a [(String, String)],
    /// Path and text of what was found out about mutants of the reference host; without it none is looked up.
    pub triage: Option<(&'a str, &'a str)>,
}

/// The whole of it, read and compiled.
pub struct World<'a> {
    pub spec: Spec,
    pub cases: Cases,
    /// Each recorded case compiled, by id.
    pub compiled: BTreeMap<String, Compiled>,
    /// Derived and generated ones.
    pub trials: Vec<Trial>,
    pub faults: Vec<(String, Document<Fault>)>,
    pub model_rules: &'a [(&'a str, &'a str)],
    pub reference: &'a [(String, String)],
    pub triage: Option<Document<Triage>>,
}

impl<'a> World<'a> {
    /// Reads every file; all that could not be read come back together.
    pub fn read(warehouse: &Warehouse, faults: &[(String, String)], surroundings: &Surroundings<'a>) -> Result<Self, Vec<Diagnostic>> {
        let triage = surroundings.triage.map(|(path, text)| triage::read(path, text)).transpose().map_err(|objection| vec![objection]);
        match (Spec::load(warehouse), Cases::load(warehouse), fault::load(faults), triage) {
            (Ok(spec), Ok(cases), Ok(faults), Ok(triage)) => {
                let compiled = cases
                    .cases
                    .iter()
                    .map(|(id, case)| (id.clone(), compile(id, &case.value, &Origin::Recorded, &Cases::subject(id), &spec, None)))
                    .collect();
                let trials = surroundings.trials.map(|make| make(&spec)).unwrap_or_default();
                let Surroundings { model_rules, reference, .. } = *surroundings;
                Ok(Self { spec, cases, compiled, trials, faults, model_rules, reference, triage })
            }
            (spec, cases, faults, triage) => {
                let unreadable = [spec.err(), cases.err(), faults.err(), triage.err()];
                Err(unreadable.into_iter().flatten().flatten().collect())
            }
        }
    }

    /// Recorded, derived and generated trials.
    pub fn all_trials(&self) -> impl Iterator<Item = &Trial> {
        self.compiled.values().flat_map(|compiled| &compiled.trials).chain(&self.trials)
    }

    /// The requirements that a check names.
    pub fn checked(&self) -> BTreeSet<&str> {
        self.all_trials().flat_map(|trial| &trial.checks).map(|check| check.requirement.as_str()).collect()
    }
}
