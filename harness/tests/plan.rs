//! The released set is reviewed: a new case or requirement is a line here, and nothing changes unseen.
//!
//! `cargo insta review`, or `INSTA_UPDATE=always cargo test --test plan`, takes what came out.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use minicert::case::Cases;
use minicert::host::abilities;
use minicert::manifest::Manifest;
use minicert::plan::{self, Plan, SEED, Selection, all_trials};
use minicert::spec::{Spec, Warehouse};
use minicert::transcript::Development;
use minicert::trial::{OmissionClass, Trial};

fn loaded() -> (Spec, Cases) {
    let warehouse = Warehouse::embedded();
    (Spec::load(&warehouse).unwrap(), Cases::load(&warehouse).unwrap())
}

fn reference_plan(seed: u64) -> Plan {
    let (spec, cases) = loaded();
    let manifest = Manifest::reference().unwrap();
    let trials = all_trials(&spec, &cases, seed, Some(&manifest.dialect));
    plan::plan(&spec, trials, &manifest.claims, &manifest.dialect, &abilities(&manifest), &Selection::default())
}

#[test]
fn the_plan_of_the_reference_host_is_the_reviewed_one() {
    let plan = reference_plan(SEED);
    insta::assert_snapshot!(format!("seed {SEED}\ntrials {}\nomissions {}\ndigest {}", plan.trials.len(), plan.omissions.len(), plan::digest(&plan)));
}

/// A line a trial: its id, and how many requirements its checks name.
#[test]
fn the_released_set_is_the_reviewed_one() {
    let (spec, cases) = loaded();
    let mut lines = String::new();
    for Trial { id, checks, .. } in all_trials(&spec, &cases, SEED, None) {
        let requirements: BTreeSet<&str> = checks.iter().map(|check| check.requirement.as_str()).collect();
        let _ = writeln!(lines, "{id} {}", requirements.len());
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn every_trial_has_an_id_of_its_own() {
    let (spec, cases) = loaded();
    let mut seen = BTreeSet::new();
    for trial in all_trials(&spec, &cases, SEED, None) {
        assert!(seen.insert(trial.id.clone()), "two trials are named {}", trial.id);
    }
}

#[test]
fn the_same_seed_gives_the_same_plan_and_another_gives_another() {
    assert_eq!(plan::digest(&reference_plan(7)), plan::digest(&reference_plan(7)));
    assert_ne!(plan::digest(&reference_plan(7)), plan::digest(&reference_plan(8)));
}

/// A host that lets http and ws pass while it is tested says so in its claims, and nothing is missing of it.
#[test]
fn a_rule_that_is_switched_off_is_not_claimed() {
    let (spec, cases) = loaded();
    let mut manifest = Manifest::reference().unwrap();
    manifest.claims.development.push(Development::PlainHttp);
    let trials = all_trials(&spec, &cases, SEED, Some(&manifest.dialect));
    let plan = plan::plan(&spec, trials, &manifest.claims, &manifest.dialect, &abilities(&manifest), &Selection::default());
    let before: BTreeSet<String> = reference_plan(SEED).trials.into_iter().map(|trial| trial.id).collect();
    let after: BTreeSet<String> = plan.trials.into_iter().map(|trial| trial.id).collect();
    let gone: Vec<&String> = before.difference(&after).collect();
    assert_eq!(gone, ["network/connectSocket/refuses-ws"]);
    let omission = plan.omissions.iter().find(|omission| omission.trial == *gone[0]).unwrap();
    assert_eq!(omission.class, OmissionClass::NotClaimed);
}
