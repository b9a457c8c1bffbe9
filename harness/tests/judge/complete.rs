//! Whether the tables leave anything out: the names come from the types, so a new one needs its rows.

use std::collections::BTreeSet;

use libtest_mimic::Failed;
use minicert::case::{Assertion, Matcher};
use minicert::certificate::{Class, Status};
use minicert::model;
use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde_json::Value as Json;

use crate::rows::{Row, Table};

type Whole = fn(&[Table]) -> Result<(), Failed>;

pub const ALL: [(&str, Whole); 6] = [
    ("assertion-passes", |tables| named::<Assertion>(tables, |row| row.is == "pass", |row| row.expect.as_ref().map(key))),
    ("assertion-fails", |tables| named::<Assertion>(tables, |row| row.is.starts_with("fail "), |row| row.expect.as_ref().map(key))),
    ("matcher-matches", |tables| named::<Matcher>(tables, |row| row.is == "matches", |row| row.matcher.as_ref().map(key))),
    ("matcher-differs", |tables| named::<Matcher>(tables, |row| row.is.starts_with("differs: "), |row| row.matcher.as_ref().map(key))),
    ("status-and-class", |tables| {
        let mut results = Vec::new();
        for row in tables.iter().flat_map(|table| &table.rows).filter(|row| row.matcher.is_none()) {
            results.extend(row.result()?);
        }
        all("status", &names::<Status>()?, &results.iter().map(|result| key(&result.status)).collect())?;
        all("class", &names::<Class>()?, &results.iter().filter_map(|result| result.class.as_ref().map(key)).collect())
    }),
    ("rule-of-a-model", |tables| {
        let wanted: BTreeSet<String> = model::RULES.iter().map(|(model, rule, _)| format!("{model} {rule}")).collect();
        for outcome in ["pass", "fail wrong-value: "] {
            let rows = tables.iter().flat_map(|table| &table.rows).filter(|row| row.is.starts_with(outcome));
            let seen = rows.filter_map(|row| match &row.expect {
                Some(Assertion::Follows { model, rule }) => Some(format!("{model} {rule}")),
                _ => None,
            });
            all(outcome, &wanted, &seen.collect())?;
        }
        Ok(())
    }),
];

/// Every variant of a type comes up in a row of this outcome.
fn named<T: JsonSchema>(tables: &[Table], outcome: fn(&Row) -> bool, name: fn(&Row) -> Option<String>) -> Result<(), Failed> {
    let rows = tables.iter().flat_map(|table| &table.rows).filter(|row| outcome(row));
    all("variant", &names::<T>()?, &rows.filter_map(name).collect())
}

fn all(what: &str, wanted: &BTreeSet<String>, seen: &BTreeSet<String>) -> Result<(), Failed> {
    let lacking: Vec<&String> = wanted.difference(seen).collect();
    if lacking.is_empty() && !wanted.is_empty() { Ok(()) } else { Err(format!("no row for {what} {lacking:?}").into()) }
}

/// The names of a type's variants, as its schema has them.
fn names<T: JsonSchema>() -> Result<BTreeSet<String>, Failed> {
    let schema = schema_for!(T).to_value();
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let mut names: BTreeSet<String> = schema["enum"].as_array().into_iter().flatten().filter_map(text).collect();
    for one in schema["oneOf"].as_array().ok_or("the type has no variants")? {
        names.extend(one["const"].as_str().map(str::to_owned));
        names.extend(one["enum"].as_array().into_iter().flatten().filter_map(text));
        names.extend(one["required"].as_array().into_iter().flatten().filter_map(text));
    }
    Ok(names)
}

/// The name of a variant: the text it is written as, or the one key of the map.
fn key(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Json::String(name)) => name,
        Ok(Json::Object(map)) => map.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}
