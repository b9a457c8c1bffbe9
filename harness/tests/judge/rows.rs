//! The rows of the tables, and what each comes to in words.

use std::path::Path;

use indexmap::IndexMap;
use minicert::case::{Assertion, Call, Check, Matcher, Step};
use minicert::certificate::CheckResult;
use minicert::judge::compare::{Mismatch, matches};
use minicert::judge::{Finding, judge_attempt, judge_trial};
use minicert::transcript::{Attempt, Outcome, Purpose};
use minicert::trial::{CallMeta, CallStyle, Trial};
use minicert::value::Value;
use minicert::yaml;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::events::seen;
use crate::record::{REQUIREMENT, attempt, call, check, trial};

pub struct Table {
    pub name: &'static str,
    pub rows: Vec<Row>,
}

/// One row; which keys it has says what is judged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Row {
    pub name: String,
    /// The expectation of the one check.
    #[serde(default)]
    pub expect: Option<Assertion>,
    /// A matcher by itself, with the value it is given.
    #[serde(default)]
    pub matcher: Option<Matcher>,
    #[serde(default)]
    value: Option<Json>,
    /// What its check names, where it matters.
    #[serde(default)]
    requirement: Option<String>,
    /// Further checks of the trial, which may change whom the row's check blames.
    #[serde(default)]
    beside: Vec<Check>,
    /// The calls of the trial, in order. Left out: `got`.
    #[serde(default)]
    calls: Vec<String>,
    /// Those of the calls that are synchronous.
    #[serde(default)]
    sync: Vec<String>,
    /// Those of the calls that may come out as they like.
    #[serde(default)]
    free: Vec<String>,
    /// Storage calls by name: verb, key, value.
    #[serde(default)]
    storage: IndexMap<String, Vec<Json>>,
    #[serde(default)]
    events: Vec<Vec<Json>>,
    /// Several attempts instead of one.
    #[serde(default)]
    attempts: Vec<Part>,
    /// What it comes to.
    pub is: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Part {
    #[serde(default = "plan")]
    purpose: Purpose,
    #[serde(default = "closed")]
    outcome: Outcome,
    #[serde(default)]
    detail: Option<String>,
    #[serde(default)]
    events: Vec<Vec<Json>>,
}

fn plan() -> Purpose {
    Purpose::Plan
}

fn closed() -> Outcome {
    Outcome::Closed
}

impl Table {
    /// Reads a table; with `UPDATE_EXPECTED` it is written first with what its rows come to.
    pub fn read(folder: &Path, name: &'static str) -> Result<Self, String> {
        let path = folder.join(name).with_extension("yaml");
        let read = || -> Result<(String, Self), String> {
            let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let rows = yaml::read(&path.display().to_string(), &text).map_err(|objection| objection.to_string())?.value;
            Ok((text, Self { name, rows }))
        };
        let (text, table) = read()?;
        if std::env::var_os("UPDATE_EXPECTED").is_none() {
            return Ok(table);
        }
        std::fs::write(&path, table.current(&text)?).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(read()?.1)
    }

    /// The table's text with every `is` as it comes out; one stands at the end of each row.
    fn current(&self, text: &str) -> Result<String, String> {
        let mut rows = self.rows.iter();
        let mut lines = Vec::new();
        for line in text.lines() {
            let place = line.rfind(", is: ").map(|at| (at + 2, "}")).or(line.starts_with("  is: ").then_some((2, "")));
            let Some((at, end)) = place.filter(|(_, end)| line.starts_with("- {") == (*end == "}")) else {
                lines.push(line.to_owned());
                continue;
            };
            let row = rows.next().ok_or("there are more lines with `is` than rows")?;
            let actual = serde_json::to_string(&row.comes_to()?).map_err(|error| error.to_string())?;
            lines.push(format!("{}is: {actual}{end}", &line[..at]));
        }
        Ok(lines.join("\n") + "\n")
    }
}

impl Row {
    /// What the row comes to, in the words of its `is`.
    pub fn comes_to(&self) -> Result<String, String> {
        if let Some(matcher) = &self.matcher {
            let value = Value::from_json(self.value.as_ref().unwrap_or(&Json::Null))?;
            return Ok(match matches(matcher, &value, "n") {
                Ok(()) => "matches".to_owned(),
                Err(Mismatch::Other(seen)) => format!("differs: {seen}"),
                Err(Mismatch::Cut(why)) => format!("cannot tell: {why}"),
            });
        }
        let trial = self.trial()?;
        if self.attempts.is_empty() {
            let one = attempt(&trial.id, 1, "s1-1", 1, seen(&self.events)?);
            return Ok(judge_attempt(&trial, &one).first().map(finding).unwrap_or_default());
        }
        let attempts = self.made(&trial)?;
        let attempts: Vec<&Attempt> = attempts.iter().collect();
        Ok(judge_trial(&trial, &attempts).first().map(result).unwrap_or_default())
    }

    /// What several attempts come to, for the tables as a whole.
    pub fn result(&self) -> Result<Option<CheckResult>, String> {
        let trial = self.trial()?;
        let attempts = if self.attempts.is_empty() { vec![attempt(&trial.id, 1, "s1-1", 1, seen(&self.events)?)] } else { self.made(&trial)? };
        let attempts: Vec<&Attempt> = attempts.iter().collect();
        Ok(judge_trial(&trial, &attempts).into_iter().next())
    }

    fn made(&self, trial: &Trial) -> Result<Vec<Attempt>, String> {
        self.attempts
            .iter()
            .zip(1..)
            .map(|(part, number)| {
                let one = attempt(&trial.id, number, "s1-1", u64::from(number), seen(&part.events)?);
                Ok(Attempt { purpose: part.purpose, outcome: part.outcome, detail: part.detail.clone(), ..one })
            })
            .collect()
    }

    fn trial(&self) -> Result<Trial, String> {
        let expect = self.expect.clone().unwrap_or(Assertion::Settled { call: "got".into() });
        let names: Vec<String> = if self.calls.is_empty() { vec!["got".to_owned()] } else { self.calls.clone() };
        let mut calls: IndexMap<String, CallMeta> = names.into_iter().map(|name| (name.clone(), self.meta(&name))).collect();
        let mut steps = Vec::new();
        if !self.storage.is_empty() {
            calls.clear();
        }
        for (name, words) in &self.storage {
            let (step, capability) = storage(name, words, self.sync.contains(name))?;
            calls.insert(name.clone(), CallMeta { capability: Some(capability), ..self.meta(name) });
            steps.push(step);
        }
        let own = check(self.requirement.as_deref().unwrap_or(REQUIREMENT), expect);
        let beside = self.beside.iter().map(|other| check(&other.requirement, other.expect.clone()));
        let mut made = trial("t/row", calls, std::iter::once(own).chain(beside).collect());
        made.steps = steps;
        Ok(made)
    }

    fn meta(&self, name: &String) -> CallMeta {
        let style = if self.sync.contains(name) { CallStyle::Sync } else { CallStyle::Async };
        let answers = if self.sync.contains(name) && self.storage.contains_key(name) { Some("data".to_owned()) } else { None };
        CallMeta { free: self.free.contains(name), answers, ..call(style) }
    }
}

/// A storage call: `[set, k, 1]`, `[get, k]`, `[remove, k]`, `[clear]`, `[info]`.
fn storage(name: &str, words: &[Json], sync: bool) -> Result<(Step, String), String> {
    let verb = words.first().and_then(Json::as_str).unwrap_or_default();
    let api = match verb {
        "set" => "setStorage",
        "get" => "getStorage",
        "remove" => "removeStorage",
        "clear" => "clearStorage",
        "info" => "getStorageInfo",
        other => return Err(format!("there is no storage call {other}")),
    };
    let args = words[1..].iter().map(Value::from_json).collect::<Result<Vec<_>, _>>()?;
    let suffix = if sync { "Sync" } else { "" };
    let call = Call { name: Some(name.to_owned()), api: format!("{api}{suffix}"), ..Call::default() };
    let call = if sync {
        Call { args: Some(args), ..call }
    } else {
        let fields = ["key", "data"].into_iter().map(str::to_owned).zip(args).collect();
        Call { with: Some(Value::Object(fields)), ..call }
    };
    Ok((Step::Call(call), format!("storage/{api}{suffix}")))
}

fn finding(finding: &Finding) -> String {
    match finding {
        Finding::Pass => "pass".to_owned(),
        Finding::Fail { class, seen } => format!("fail {}: {seen}", class.name()),
        Finding::NotReached { by: Some(by), seen } => format!("not-reached by {by}: {seen}"),
        Finding::NotReached { by: None, seen } => format!("not-reached: {seen}"),
        Finding::TooLate(seen) => format!("too late: {seen}"),
        Finding::Error(why) => format!("error: {why}"),
    }
}

fn result(result: &CheckResult) -> String {
    let mut text = result.status.name().to_owned();
    if let Some(class) = result.class {
        text.push_str(&format!(" {}", class.name()));
    }
    if let Some(by) = &result.stopped_by {
        text.push_str(&format!(" by {by}"));
    }
    text.push_str(&format!(", {} of {} failed", result.failures, result.attempts));
    if let Some(seen) = &result.seen {
        text.push_str(&format!(": {seen}"));
    }
    text
}
