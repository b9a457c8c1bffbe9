//! What a plan that was run many times says of its own steadiness. Pure.

use std::collections::HashMap;

use super::assertion::Finding;
use super::tried::Tried;
use super::{Judging, counted};
use crate::certificate::{Class, Differing, Repeats};
use crate::transcript::{Outcome, Settings};

/// How likely a bound is to hold.
const CONFIDENCE: f64 = 0.95;

/// Counts the executions of each trial that came out otherwise than most of them; nothing where the plan was run once.
pub fn repeats(settings: &Settings, judging: &Judging) -> Option<Repeats> {
    let runs = settings.repeat.filter(|runs| *runs > 1)?;
    let mut executions = 0;
    let mut errors = 0;
    let mut odd = 0;
    let mut odd_runs = vec![false; runs as usize];
    let mut differing = Vec::new();
    for (trial, tried) in judging.each() {
        errors += tried.iter().filter(|tried| tried.outcome == Outcome::Error).count() as u64;
        let outcomes: Vec<String> = counted(tried).places.into_iter().take(runs as usize).map(|place| outcome(&tried[place])).collect();
        let usual = most(&outcomes);
        let others: Vec<usize> = (0..outcomes.len()).filter(|run| Some(outcomes[*run].as_str()) != usual).collect();
        others.iter().for_each(|run| odd_runs[*run] = true);
        executions += outcomes.len() as u64;
        odd += others.len() as u64;
        if !others.is_empty() {
            differing.push(Differing { trial: trial.id.clone(), differ: others.len() as u64, executions: outcomes.len() as u64 });
        }
    }
    let odd_runs = odd_runs.iter().filter(|odd| **odd).count() as u64;
    Some(Repeats {
        runs: u64::from(runs),
        shuffle: settings.shuffle,
        executions,
        errors,
        differing,
        differing_runs: odd_runs,
        run_bound: upper(odd_runs, u64::from(runs)),
        execution_bound: upper(odd, executions),
    })
}

/// The result of an execution, without the values that were seen.
fn outcome(tried: &Tried) -> String {
    let word = |finding: &Finding| match finding {
        Finding::Pass => "pass",
        Finding::NotReached { .. } | Finding::TooLate(_) => "not-reached",
        Finding::Error(_) => "error",
        Finding::Fail { class, .. } => Class::name(*class),
    };
    tried.findings.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// The outcome that is met most often; the first of those that are met as often.
fn most(outcomes: &[String]) -> Option<&str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    outcomes.iter().for_each(|outcome| *counts.entry(outcome).or_default() += 1);
    let largest = counts.values().copied().max()?;
    outcomes.iter().map(String::as_str).find(|outcome| counts[outcome] == largest)
}

/// The Clopper-Pearson upper bound: the share at which seeing `seen` or fewer of `of` is still as likely as one minus the
/// confidence. With nothing to go by, it is 1.
fn upper(seen: u64, of: u64) -> f64 {
    if seen >= of {
        return 1.0;
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if at_most(seen, of, middle) > 1.0 - CONFIDENCE { low = middle } else { high = middle }
    }
    // Six digits are more than anyone can use, and the same on every machine.
    (high * 1e6).ceil() / 1e6
}

/// How likely `seen` or fewer of `of` are, when each has this share.
fn at_most(seen: u64, of: u64, share: f64) -> f64 {
    let (yes, no) = (share.ln(), (1.0 - share).ln());
    let mut choose = 0.0;
    let mut sum = 0.0;
    for count in 0..=seen {
        if count > 0 {
            choose += ((of - count + 1) as f64).ln() - (count as f64).ln();
        }
        sum += (choose + count as f64 * yes + (of - count) as f64 * no).exp();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::upper;

    #[test]
    fn bounds_are_those_of_the_tables() {
        // One-sided 95 % limits; with nothing seen, close to three divided by the number.
        for (seen, of, bound) in [(0, 50, 0.058_155), (1, 50, 0.091_398), (0, 90_000, 0.000_034), (5, 5, 1.0), (0, 0, 1.0), (2, 20, 0.282_619)] {
            let got = upper(seen, of);
            assert!((got - bound).abs() < 2e-6, "{seen} of {of}: {got}");
        }
    }
}
