//! `make bench`: the same small cases on the same page in the same browser, by minicert and by others.
//!
//! A case is one call with one check; every second call answers by a callback. What it takes to start a runner and its
//! browser is not counted. The runners take turns, round after round, so that a machine that is busy for a while is busy
//! for all of them; the ratios are those of the medians.

mod bare;
mod npm;
mod ours;

use std::path::{Path, PathBuf};
use std::process::Command;

use minicert::error::{Error, Result};
use minicert::host::{Programs, Stage, StageOptions};
use minicert::manifest::Manifest;
use minicert::spec::{Spec, Warehouse};

/// What a runner took for a number of cases.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub struct Took {
    pub milliseconds: f64,
    /// The most memory that minicert itself had, in kilobytes; the others are not asked.
    #[serde(default)]
    pub peak: u64,
}

/// What the runners are given.
#[derive(Clone)]
pub struct Bench {
    pub folder: PathBuf,
    pub programs: Programs,
    pub url: String,
    pub cases: usize,
}

/// What the browser of every other runner is started with: as minicert's own, it reaches nothing but this machine, and needs
/// no graphics and no sandbox that a container has not.
pub const ARGUMENTS: [&str; 4] = ["--disable-gpu", "--no-sandbox", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"];

/// Cases in a call of the driver.
const TOGETHER: usize = 50;

/// The word that this program starts itself with: a process that runs minicert alone has a memory of its own.
const OURS: &str = "ours";

#[tokio::main]
async fn main() {
    // `cargo bench` adds an argument of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [OURS, cases] => ours::measure(&folder(), number("the number of cases", cases)).await,
        [] => bench(setting("CASES", 500), setting("ROUNDS", 5)).await,
        _ => Err(Error::usage("bench-arguments", "the benchmark takes no arguments", "set CASES and ROUNDS in the environment")),
    };
    if let Err(error) = result {
        eprintln!("{error}");
        std::process::exit(2);
    }
}

async fn bench(cases: usize, rounds: usize) -> Result<()> {
    let manifest = manifest(&folder())?;
    let stage = Stage::open(&manifest, StageOptions::default()).await?;
    let programs = Programs::find(&manifest)?;
    let bench = Bench { folder: folder(), programs, url: stage.address("bench", "bench"), cases };
    let mut table: [(&str, f64, Vec<f64>); 5] = [
        ("minicert", 0.0, Vec::new()),
        ("mocha with selenium-webdriver", 12.0, Vec::new()),
        ("Playwright Test, a page for each case", 200.0, Vec::new()),
        ("fantoccini, a case in each call", 0.0, Vec::new()),
        ("fantoccini, fifty cases in each call", 0.8, Vec::new()),
    ];
    for round in 1..=rounds {
        let took = [
            itself(cases)?,
            npm::mocha(&bench)?,
            npm::playwright(&bench)?,
            bare::measure(&bench, 1).await?,
            bare::measure(&bench, TOGETHER).await?,
        ];
        for ((name, _, all), took) in table.iter_mut().zip(took) {
            eprintln!("round {round} of {rounds}: {name}: {:.0} ms", took.milliseconds);
            all.push(took.milliseconds);
        }
    }
    println!("{cases} cases, medians of {rounds} rounds\n\n{:38} {:>10} {:>12} {:>14} {:>6}", "runner", "ms", "ms a case", "of minicert's", "goal");
    let ours = median(&table[0].2);
    for (name, goal, all) in &table {
        let middle = median(all);
        let goal = if *goal > 0.0 { format!("{goal}") } else { "none".to_owned() };
        println!("{name:38} {middle:>10.0} {:>12.3} {:>14.2} {goal:>6}", middle / cases as f64, middle / ours);
    }
    println!("\n{:38} {:>10} {:>12} {:>14} {:>12}", "minicert", "ms", "ms a case", "peak, MB", "of bare's");
    for times in [1, 4, 16] {
        let bench = Bench { cases: cases * times, ..bench.clone() };
        let (mut took, mut peaks, mut bares) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            let Took { milliseconds, peak } = itself(bench.cases)?;
            took.push(milliseconds);
            peaks.push(peak as f64);
            bares.push(bare::measure(&bench, TOGETHER).await?.milliseconds);
        }
        let middle = median(&took);
        println!("{:38} {middle:>10.0} {:>12.3} {:>14.1} {:>12.2}", format!("{} cases", bench.cases), middle / bench.cases as f64, median(&peaks) / 1024.0, median(&bares) / middle);
    }
    Ok(())
}

/// Runs minicert in a process of its own.
fn itself(cases: usize) -> Result<Took> {
    let program = std::env::current_exe().map_err(|error| failed("find this program", &error))?;
    let output = Command::new(program).args([OURS, &cases.to_string()]).output().map_err(|error| failed("start this program", &error))?;
    serde_json::from_slice(&output.stdout).map_err(|_| failed("run minicert", &String::from_utf8_lossy(&output.stderr)))
}

fn median(all: &[f64]) -> f64 {
    let mut sorted = all.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("harness/bench")
}

/// The manifest of the page, which the spec has to know.
pub fn manifest(folder: &Path) -> Result<Manifest> {
    Manifest::load(&folder.join("host.yaml"), &spec()?)
}

pub fn spec() -> Result<Spec> {
    Spec::load(&Warehouse::embedded()).map_err(|faults| Error::new("bench-spec", format!("the spec has {} faults", faults.len()), "see `minicert lint`"))
}

pub fn failed(what: &str, why: &dyn std::fmt::Display) -> Error {
    Error::new("bench-failed", format!("failed to {what}: {why}"), "see harness/bench/README.md")
}

fn setting(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().filter(|value| !value.is_empty()).map_or(usual, |value| number(name, &value))
}

fn number(what: &str, text: &str) -> usize {
    text.parse().ok().filter(|number| *number > 0).unwrap_or_else(|| {
        eprintln!("{what} is {text:?}, which is no whole number above 0");
        std::process::exit(2)
    })
}
