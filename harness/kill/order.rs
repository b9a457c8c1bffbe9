//! With which trials a fault is tried, and in which order: a pure function of plan, fault and what killed it before.
//!
//! A launch costs more than most trials, so what goes together in one batch comes before what takes a launch each.

use super::Mode;
use crate::case::Origin;
use crate::fault::Fault;
use crate::spec::Spec;
use crate::trial::Trial;

/// So many trials that share a batch are run before the others.
const FIRST: usize = 8;

/// So many trials run between two looks at whether one failed: of those that share a batch, and of those that run alone.
const TOGETHER: usize = 50;
const ALONE: usize = 6;

/// What one look comes after.
#[derive(Debug, PartialEq)]
pub struct Round {
    /// Indices into the plan.
    pub trials: Vec<usize>,
    /// They name what the fault violates; the others only show whom the fault has blamed.
    pub named: bool,
}

/// The rounds of one fault, each of at least one trial. `killer` is the trial that killed it before.
pub fn rounds(trials: &[Trial], name: &str, fault: &Fault, killer: Option<&str>, mode: Mode) -> Vec<Round> {
    let violated = |requirement: &str| requirement == fault.requirement || (mode == Mode::Matrix && fault.breaks_also(requirement));
    let names = |index: &usize| trials[*index].checks.iter().any(|check| violated(&check.requirement));
    let (named, others): (Vec<usize>, Vec<usize>) = (0..trials.len()).partition(names);
    let area: Vec<usize> = others.into_iter().filter(|index| of_area(&trials[*index], Spec::area(name))).collect();
    if mode == Mode::Matrix {
        let cheap = area.into_iter().filter(|index| trials[*index].origin == Origin::Recorded && !trials[*index].alone()).collect();
        return [Round { trials: named, named: true }, Round { trials: cheap, named: false }].into_iter().filter(|round| !round.trials.is_empty()).collect();
    }
    let known: Vec<usize> = named.iter().copied().filter(|index| killer == Some(trials[*index].id.as_str())).collect();
    let left: Vec<usize> = named.into_iter().filter(|index| !known.contains(index)).collect();
    let mut rounds = vec![Round { trials: known, named: true }];
    rounds.extend(looks(trials, &left, FIRST).into_iter().map(|trials| Round { trials, named: true }));
    rounds.extend(looks(trials, &area, TOGETHER).into_iter().map(|trials| Round { trials, named: false }));
    rounds.retain(|round| !round.trials.is_empty());
    rounds
}

/// The cases of a fault's area that no fault has failed yet.
pub fn sweep(trials: &[Trial], name: &str, idle: &[String]) -> Vec<usize> {
    let wanted = |trial: &Trial| trial.origin == Origin::Recorded && of_area(trial, Spec::area(name)) && idle.binary_search(&trial.case).is_ok();
    (0..trials.len()).filter(|index| wanted(&trials[*index])).collect()
}

/// First some that share a batch, then the other ones of those, then those that run alone, a few at a time.
fn looks(trials: &[Trial], indices: &[usize], first: usize) -> Vec<Vec<usize>> {
    let (alone, together): (Vec<usize>, Vec<usize>) = indices.iter().partition(|index| trials[**index].alone());
    let (few, more) = together.split_at(first.min(together.len()));
    let mut looks = vec![few.to_vec()];
    looks.extend(more.chunks(TOGETHER).map(<[usize]>::to_vec));
    looks.extend(alone.chunks(ALONE).map(<[usize]>::to_vec));
    looks
}

fn of_area(trial: &Trial, area: &str) -> bool {
    Spec::area(&trial.capability) == area || trial.checks.iter().any(|check| Spec::area(&check.requirement) == area)
}
