//! The runners that are installed from npm. Each measures itself, without its start, and writes the milliseconds to a file.

use std::fs;
use std::process::Command;

use minicert::error::{Error, Result};

use super::{ARGUMENTS, Bench, Took, failed};

pub fn mocha(bench: &Bench) -> Result<Took> {
    run(bench, "mocha", &["--timeout", "60000", "--reporter", "dot", "mocha.js"])
}

pub fn playwright(bench: &Bench) -> Result<Took> {
    run(bench, "playwright", &["test"])
}

fn run(bench: &Bench, name: &str, arguments: &[&str]) -> Result<Took> {
    let program = bench.folder.join("node_modules/.bin").join(name);
    if !program.exists() {
        return Err(Error::usage("bench-not-installed", format!("{name} is not installed in {}", bench.folder.display()), "start the benchmark with `make bench`, or run npm ci there"));
    }
    let scratch = tempfile::tempdir().map_err(|error| failed("make a folder", &error))?;
    let out = scratch.path().join("took.json");
    let output = Command::new(program)
        .args(arguments)
        .current_dir(&bench.folder)
        .env("BENCH_URL", &bench.url)
        .env("BENCH_CASES", bench.cases.to_string())
        .env("BENCH_BROWSER", &bench.programs.browser)
        .env("BENCH_DRIVER", &bench.programs.driver)
        .env("BENCH_ARGUMENTS", serde_json::json!(ARGUMENTS).to_string())
        .env("BENCH_SCRATCH", scratch.path().join("results"))
        .env("BENCH_OUT", &out)
        .output()
        .map_err(|error| failed(&format!("start {name}"), &error))?;
    let said = || format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        return Err(failed(&format!("pass every case with {name}"), &said()));
    }
    let took = fs::read(&out).map_err(|error| failed(&format!("read what {name} took"), &format!("{error}; it said: {}", said())))?;
    serde_json::from_slice(&took).map_err(|error| failed(&format!("read what {name} took"), &error))
}
