//! With which trials a mutant is tried, and in which order: pure.
//!
//! What killed it last time comes first, then what killed its neighbours, then what its file is about: what shares a batch before
//! what takes a launch of its own, and in each what is named or violated by a fault nearby before the rest.

use super::near::About;
use crate::spec::Spec;
use crate::trial::Trial;

/// So many trials share a batch.
const TOGETHER: usize = 50;

/// So many that run alone are run between two looks at whether one failed.
const ALONE: usize = 6;

/// So many that killed neighbours are tried first.
const NEIGHBOURS: usize = 6;

/// The rounds of one mutant, each of at least one trial. `before` killed it last time, `neighbours` killed others of its file,
/// the nearest first. Not more than `most_alone` trials take launches of their own.
pub fn rounds(trials: &[Trial], about: &About, line: usize, before: Option<&str>, neighbours: &[&str], most_alone: usize) -> Vec<Vec<usize>> {
    let place = |id: &str| trials.iter().position(|trial| trial.id == id);
    let mut taken = vec![false; trials.len()];
    let mut rounds = Vec::new();
    let mut take = |wanted: Vec<usize>, size: usize, rounds: &mut Vec<Vec<usize>>| {
        let fresh: Vec<usize> = wanted.into_iter().filter(|index| !std::mem::replace(&mut taken[*index], true)).collect();
        rounds.extend(fresh.chunks(size).map(<[usize]>::to_vec));
    };
    take(before.and_then(place).into_iter().collect(), 1, &mut rounds);
    let mut own: Vec<(usize, usize)> = (0..trials.len()).filter(|index| concerns(about, &trials[*index])).map(|index| (distance(about, &trials[index], line), index)).collect();
    own.sort();
    let (alone, together): (Vec<usize>, Vec<usize>) = own.into_iter().map(|(_, index)| index).partition(|index| trials[*index].alone());
    let known: Vec<usize> = neighbours.iter().filter_map(|id| place(id)).take(NEIGHBOURS).collect();
    let (known_alone, known_together): (Vec<usize>, Vec<usize>) = known.into_iter().partition(|index| trials[*index].alone());
    take(known_together.into_iter().chain(together).collect(), TOGETHER, &mut rounds);
    let alone: Vec<usize> = known_alone.into_iter().chain(alone).take(most_alone).collect();
    let (first, later) = alone.split_at((2 * ALONE).min(alone.len()));
    take(first.to_vec(), ALONE, &mut rounds);
    let areas = about.areas();
    let of_area = |trial: &Trial| !trial.alone() && (areas.contains(&Spec::area(&trial.capability)) || trial.checks.iter().any(|check| areas.contains(&Spec::area(&check.requirement))));
    take((0..trials.len()).filter(|index| of_area(&trials[*index])).collect(), TOGETHER, &mut rounds);
    take(later.to_vec(), ALONE, &mut rounds);
    rounds
}

fn concerns(about: &About, trial: &Trial) -> bool {
    about.concerns(&trial.capability) || trial.checks.iter().any(|check| about.concerns(&check.requirement))
}

/// Lines to the nearest fault that violates what the trial names.
fn distance(about: &About, trial: &Trial, line: usize) -> usize {
    trial.checks.iter().filter_map(|check| about.distance(&check.requirement, line)).min().unwrap_or(usize::MAX)
}
