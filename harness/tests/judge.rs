//! What the judge makes of an attempt, row by row: `judge/*.yaml`.
//!
//! A row gives what was seen as short events, and what that comes to, word for word. `[called, got]` is an event of the
//! call `got`; `[done, got, {data: 1}]` stands for a call and its success, `[gave, got, 1]` for a synchronous call and what
//! it returned. `UPDATE_EXPECTED=1` writes what came out. Every assertion, matcher, status and class of fail there is has to come up.

#[path = "judge/complete.rs"]
mod complete;
#[path = "judge/events.rs"]
mod events;
#[path = "support/record.rs"]
mod record;
#[path = "judge/rows.rs"]
mod rows;
#[path = "judge/whole.rs"]
mod whole;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use rows::{Row, Table};

fn main() -> ExitCode {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("harness/tests/judge");
    let mut tests = Vec::new();
    let mut tables = Vec::new();
    for name in ["assertions", "matchers", "setup", "attempts", "storage"] {
        match Table::read(&folder, name) {
            Ok(table) => tables.push(table),
            Err(why) => tests.push(Trial::test(name, move || Err(why.into()))),
        }
    }
    let tables = Arc::new(tables);
    for table in tables.iter() {
        tests.extend(table.rows.iter().map(|row| {
            let row = row.clone();
            Trial::test(format!("{}/{}", table.name, row.name), move || check(&row))
        }));
    }
    for (name, every) in complete::ALL {
        let tables = Arc::clone(&tables);
        tests.push(Trial::test(format!("every/{name}"), move || every(&tables)));
    }
    tests.extend(whole::ALL.into_iter().map(|(name, test)| Trial::test(format!("whole/{name}"), test)));
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}

fn check(row: &Row) -> Result<(), Failed> {
    let actual = row.comes_to()?;
    if actual == row.is { Ok(()) } else { Err(format!("expected: {}\nactual:   {actual}\nUPDATE_EXPECTED=1 cargo test --test judge writes what came out for review", row.is).into()) }
}
