//! Rules over the whole spec, the cases and the faults: one rule a file under `rules/`, with its bad examples under `examples/`.
//!
//! Lint looks and objects; it mends nothing. It knows no host, and generates nothing itself: the derived and generated
//! trials and the rules of the models are told to it by the caller.

mod fits;
mod near;
pub mod rules;
mod slug;
mod steps;
mod texts;
mod world;

pub use near::nearest;
pub use world::{Generate, Surroundings, World};

use crate::diagnostic::Diagnostic;
use crate::spec::Warehouse;

/// One rule: a stable id, what it asks for, and the search for what offends it.
pub struct Rule {
    pub id: &'static str,
    /// What is right, as one sentence.
    pub about: &'static str,
    pub run: fn(&World, &mut Vec<Diagnostic>),
}

/// Everything wrong with the files, in the order of the files. What cannot be read comes alone, because rules need all of it.
pub fn lint(warehouse: &Warehouse, faults: &[(String, String)], surroundings: &Surroundings) -> Vec<Diagnostic> {
    match World::read(warehouse, faults, surroundings) {
        Ok(world) => check(&world),
        Err(mut unreadable) => {
            unreadable.sort();
            unreadable
        }
    }
}

/// Runs every rule.
pub fn check(world: &World) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in rules::ALL {
        (rule.run)(world, &mut found);
    }
    found.sort();
    found.dedup();
    found
}
