//! Numbers, names and commands in the words that every renderer uses.

use crate::certificate::{Certificate, CheckResult, Repeats, Status, Totals};
use crate::spec::{Level, Waiver};
use crate::transcript::Host;

/// The order in which counts are shown: what is good, what is the host's, what is ours, what was not seen.
pub const RESULTS: [&str; 8] = ["pass", "waived", "fail", "flaky", "error", "not-reached", "unwitnessed", "omitted"];

/// The command that repeats a trial. `repeat` is the part before `--only`, such as `minicert run --host host.yaml`.
pub fn command(repeat: &str, trial: &str) -> String {
    // In single quotes a shell takes everything as it is, except the single quote itself.
    format!("{repeat} --only '{}'", trial.replace('\'', r"'\''"))
}

/// `1,932`.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 check`, `12 checks`. For nouns that take an s.
pub fn count(many: usize, noun: &str) -> String {
    format!("{} {noun}{}", number(many as u64), if many == 1 { "" } else { "s" })
}

/// `850 ms`, `41.2 s`, `12 min 5 s`.
pub fn duration(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        1_000..120_000 => format!("{}.{} s", milliseconds / 1_000, milliseconds % 1_000 / 100),
        _ => format!("{} min {} s", milliseconds / 60_000, milliseconds % 60_000 / 1_000),
    }
}

/// A stable name as a person reads it: `not-reached` is "not reached".
pub fn spaced(name: &str) -> String {
    name.replace('-', " ")
}

/// `2 of 3 attempts did not pass`, or `3 attempts` where all of them passed.
pub fn attempts(check: &CheckResult) -> String {
    match check.failures {
        0 => count(check.attempts as usize, "attempt"),
        failures => format!("{failures} of {} did not pass", count(check.attempts as usize, "attempt")),
    }
}

/// The status as it is counted: what is waived is no fail.
pub fn counted(check: &CheckResult) -> &'static str {
    if check.waived.is_some() { "waived" } else { check.status.name() }
}

/// Whether it bars no pass because it is a SHOULD or a MAY.
pub fn is_advice(check: &CheckResult) -> bool {
    check.level != Level::Must && check.status == Status::Fail
}

/// Why a check bars no pass although it is not met: by which waiver, and where that was decided.
pub fn waiver(certificate: &Certificate, check: &CheckResult) -> Option<String> {
    let id = check.waived.as_ref()?;
    let Waiver { reason, link, expires, .. } = &certificate.waivers.iter().find(|result| result.id == *id)?.waiver;
    Some(format!("waived until {expires} ({id}): {} {link}", reason.en))
}

/// The class of a fail, or the status of anything else.
pub fn kind(check: &CheckResult) -> &'static str {
    match (check.status, check.class) {
        (Status::Fail, Some(class)) => class.name(),
        (status, _) => status.name(),
    }
}

/// A check as one line: its trial, its place there, what it is about.
pub fn check_name(check: &CheckResult) -> String {
    let condition = if check.condition.is_empty() { String::new() } else { format!(" ({})", check.condition) };
    format!("{}:{}{condition}", check.trial, check.check)
}

/// The rows of the table of results: a name, and a count for each of `RESULTS`.
pub fn rows(totals: &Totals) -> Vec<(String, [u64; RESULTS.len()])> {
    let pick = |counts: &indexmap::IndexMap<String, u64>| RESULTS.map(|result| counts.get(result).copied().unwrap_or(0));
    let levels = [Level::Must, Level::Should, Level::May].into_iter().filter_map(|level| {
        // A level is `MUST` in prose and `must` in data; both are read.
        let counts = totals.requirements.iter().find(|(name, _)| name.eq_ignore_ascii_case(level.name()))?.1;
        Some((level.name().to_owned(), pick(counts)))
    });
    [("trials".to_owned(), pick(&totals.trials)), ("checks".to_owned(), pick(&totals.checks))].into_iter().chain(levels).collect()
}

/// `3 more checks`, `1 more check`.
pub fn more(many: usize, noun: &str) -> String {
    format!("{} more {noun}{}", number(many as u64), if many == 1 { "" } else { "s" })
}

/// `1 MUST requirement fails`, `7 MUST requirements fail`.
pub fn failing(many: usize) -> String {
    match many {
        1 => "1 MUST requirement fails".into(),
        many => format!("{} MUST requirements fail", number(many as u64)),
    }
}

/// The same with those that the host says it fails.
pub fn failing_and_known(new: usize, known: usize) -> String {
    match (new, known) {
        (0, 0) => String::new(),
        (new, 0) => failing(new),
        (0, known) => format!("{}, known", failing(known)),
        (new, known) => format!("{}; of others {} known", failing(new), count(known, "failure")),
    }
}

/// `profile basic; features network, storage`.
pub fn claims(host: &Host) -> String {
    let part = |one: &str, many: &str, names: &[String]| match names {
        [] => None,
        [name] => Some(format!("{one} {name}")),
        names => Some(format!("{many} {}", names.join(", "))),
    };
    let parts = [part("profile", "profiles", &host.claims.profiles), part("feature", "features", &host.claims.features)];
    let switches: Vec<String> = host.claims.development.iter().map(|switch| switch.name().to_owned()).collect();
    let parts = parts.into_iter().chain([part("development switch", "development switches", &switches)]);
    let claims = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    if claims.is_empty() { "nothing".into() } else { claims }
}

/// How steady the results of repeated runs are, in two lines.
pub fn repeats(repeats: &Repeats) -> [String; 2] {
    let Repeats { runs, shuffle, executions, errors, differing, differing_runs, run_bound, execution_bound } = repeats;
    let order = shuffle.map_or("in the order of the plan".to_owned(), |seed| format!("in orders of seed {seed}"));
    let differ: u64 = differing.iter().map(|one| one.differ).sum();
    let most: Vec<String> = differing.iter().take(3).map(|one| format!("; {} {} of {}", one.trial, one.differ, one.executions)).collect();
    [
        format!("{runs} runs {order}, {} executions, {errors} errors; differing: {differ} executions in {differing_runs} runs{}", number(*executions), most.concat()),
        format!("at 95 % confidence at most {:.2} % of runs and {:.4} % of executions differ", run_bound * 100.0, execution_bound * 100.0),
    ]
}
