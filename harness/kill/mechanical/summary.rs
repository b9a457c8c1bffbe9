//! What the rows of all mutants say together: pure.

use std::collections::BTreeMap;

use super::grade::Grade;
use super::triage::{Found, Triage, Verdict};
use super::{FORMAT, Mechanical, Row, Survivor, Tally, Way};
use crate::mutate::Mutant;
use crate::plan;
use crate::value::sha256;

/// The row of a mutant that was not tried yet.
pub fn row(name: &str, mutant: &Mutant) -> Row {
    Row {
        mutant: name.to_owned(),
        kind: mutant.kind,
        file: mutant.patch.file.clone(),
        line: mutant.line,
        column: mutant.column,
        brief: mutant.brief.clone(),
        digest: digest(mutant),
        killed: None,
        killer: None,
        trials: 0,
        error: None,
    }
}

/// What names an edit: a row of another is not used again.
pub fn digest(mutant: &Mutant) -> String {
    sha256(serde_json::to_string(&mutant.patch).unwrap_or_default().as_bytes())
}

/// All rows together.
pub fn summary(grade: &Grade<'_>, rows: Vec<Row>) -> Mechanical {
    let triage = &grade.triage;
    let killed = rows.iter().filter(|row| row.killed.is_some()).count();
    let errors = rows.iter().filter(|row| row.error.is_some()).count();
    let survivors: Vec<Survivor> = grade
        .mutants
        .iter()
        .zip(&rows)
        .filter(|(_, row)| survived(row))
        .map(|((_, mutant), row)| survivor(mutant, row, triage.get(&row.mutant)))
        .collect();
    let mut triaged: BTreeMap<Verdict, usize> = BTreeMap::new();
    survivors.iter().filter_map(|survivor| survivor.verdict).for_each(|verdict| *triaged.entry(verdict).or_default() += 1);
    let mut ways: BTreeMap<Way, usize> = BTreeMap::new();
    rows.iter().filter_map(|row| row.killed).for_each(|way| *ways.entry(way).or_default() += 1);
    let excused = survivors.iter().filter(|survivor| survivor.verdict.is_some_and(Verdict::excuses)).count();
    Mechanical {
        format: FORMAT,
        plan: plan::digest(&grade.bench.plan),
        seed: grade.seed,
        all: grade.all,
        mutants: rows.len(),
        killed,
        ways,
        unexplained: survivors.iter().filter(|survivor| survivor.verdict.is_none()).count(),
        triaged,
        errors,
        rate: share(killed, rows.len()),
        rate_after_triage: share(killed, rows.len() - excused),
        kinds: tallies(&rows, triage, |row| row.kind.word()),
        files: tallies(&rows, triage, |row| &row.file),
        contradicted: rows.iter().filter(|row| row.killed.is_some() && excuses(triage, row)).map(|row| row.mutant.clone()).collect(),
        survivors,
        rows,
    }
}

fn survived(row: &Row) -> bool {
    row.killed.is_none() && row.error.is_none()
}

fn excuses(triage: &Triage, row: &Row) -> bool {
    triage.get(&row.mutant).is_some_and(|found| found.is.excuses())
}

fn survivor(mutant: &Mutant, row: &Row, found: Option<&Found>) -> Survivor {
    Survivor {
        mutant: row.mutant.clone(),
        place: format!("{}:{}:{}", row.file, row.line, row.column),
        brief: row.brief.clone(),
        diff: diff(&mutant.patch.find, &mutant.patch.replace),
        trials: row.trials,
        verdict: found.map(|found| found.is),
        reason: found.map(|found| found.reason.clone()),
    }
}

/// The lines of two texts that are not the same at their beginnings and ends.
pub fn diff(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let head = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(one, other)| one == other).count();
    let removed = old[head..old.len() - tail].iter().map(|line| format!("-{line}\n"));
    let added = new[head..new.len() - tail].iter().map(|line| format!("+{line}\n"));
    removed.chain(added).collect()
}

fn tallies<'a>(rows: &'a [Row], triage: &Triage, by: impl Fn(&'a Row) -> &'a str) -> BTreeMap<String, Tally> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for row in rows {
        let tally = tallies.entry(by(row).to_owned()).or_default();
        tally.mutants += 1;
        tally.killed += usize::from(row.killed.is_some());
        tally.excused += usize::from(survived(row) && excuses(triage, row));
        tally.rate_after_triage = share(tally.killed, tally.mutants - tally.excused);
    }
    tallies
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}
