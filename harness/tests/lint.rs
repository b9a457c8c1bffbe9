//! Each bad example beside the lint rules gives its expected message, whole; each rule has one; the schemas are current.
//!
//! An example (`harness/lint/examples/<rule>/<name>.txtar`) holds files after lines `-- path --`. They are laid over the
//! clean root of `examples/base.txtar`; a file without a line is taken out of it. `UPDATE_EXPECTED=1` writes what came out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[path = "support/txtar.rs"]
mod txtar;

use libtest_mimic::{Arguments, Failed, Trial};
use minicert::lint::{Surroundings, lint, rules};
use minicert::schema;
use minicert::spec::Warehouse;

const MODELS: [(&str, &str); 2] = [("storage", "reads-last-write"), ("storage", "lists-keys")];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("harness/lint/examples");
    let mut trials = vec![
        Trial::test("base-is-clean", {
            let folder = folder.clone();
            move || same("", &objections(&files(&folder, None)?))
        }),
        Trial::test("each-rule-has-an-example", {
            let folder = folder.clone();
            move || each_rule(&folder)
        }),
    ];
    for example in below(&folder) {
        let folder = folder.clone();
        let name = example.strip_prefix(&folder).unwrap_or(&example).with_extension("").to_string_lossy().into_owned();
        trials.push(Trial::test(format!("example/{name}"), move || run(&folder, &example)));
    }
    for (path, text) in schema::schemas() {
        let file = root.join(&path);
        trials.push(Trial::test(path, move || current(&file, &text)));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Compares the objections to one example with its expected text.
fn run(folder: &Path, example: &Path) -> Result<(), Failed> {
    let actual = objections(&files(folder, Some(example))?);
    let expected = example.with_extension("expected");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&expected, &actual)?;
    }
    let rule = example.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    for line in actual.lines().filter(|line| !line.starts_with("  help: ")) {
        if !line.contains(&format!("[{rule}]")) {
            return Err(format!("an example of {rule} offends another rule too: {line}").into());
        }
    }
    if actual.is_empty() {
        return Err("this example offends no rule".into());
    }
    same(&std::fs::read_to_string(&expected).unwrap_or_default(), &actual)
}

fn same(expected: &str, actual: &str) -> Result<(), Failed> {
    if expected == actual {
        return Ok(());
    }
    Err(format!("expected:\n{expected}\nactual:\n{actual}\nUPDATE_EXPECTED=1 cargo test --test lint writes the actual text for review").into())
}

fn each_rule(folder: &Path) -> Result<(), Failed> {
    let shown: BTreeSet<String> = below(folder)
        .iter()
        .filter_map(|example| Some(example.parent()?.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let rules: BTreeSet<String> = rules::ALL.iter().map(|rule| rule.id.to_owned()).chain(["yaml".to_owned()]).collect();
    if shown == rules {
        return Ok(());
    }
    let lacking: Vec<_> = rules.difference(&shown).collect();
    let unknown: Vec<_> = shown.difference(&rules).collect();
    Err(format!("rules without an example: {lacking:?}; examples of no rule: {unknown:?}").into())
}

fn current(file: &Path, text: &str) -> Result<(), Failed> {
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::create_dir_all(file.parent().unwrap_or(file))?;
        std::fs::write(file, text)?;
    }
    if std::fs::read_to_string(file).unwrap_or_default() == text {
        return Ok(());
    }
    Err(format!("{} is not what the types say; {} writes it", file.display(), schema::COMMAND).into())
}

/// The diagnostics as a person gets them.
fn objections(files: &BTreeMap<String, String>) -> String {
    let part = |folder: &str| -> Vec<(String, String)> {
        files.iter().filter(|(path, _)| path.starts_with(folder)).map(|(path, text)| (path.clone(), text.clone())).collect()
    };
    let warehouse = Warehouse::of(part("spec/").into_iter().chain(part("cases/")));
    let reference: Vec<(String, String)> =
        part("reference/").into_iter().map(|(path, text)| (path.trim_start_matches("reference/").to_owned(), text)).collect();
    let surroundings = Surroundings { trials: None, model_rules: &MODELS, reference: &reference, triage: files.get("harness/kill/mutants.yaml").map(|text| ("harness/kill/mutants.yaml", text.as_str())) };
    let mut all = String::new();
    for diagnostic in lint(&warehouse, &part("faults/"), &surroundings) {
        let _ = writeln!(all, "{diagnostic}");
    }
    all
}

/// The clean root with an example laid over it.
fn files(folder: &Path, example: Option<&Path>) -> Result<BTreeMap<String, String>, Failed> {
    let mut all = BTreeMap::new();
    let base = folder.join("base.txtar");
    for archive in std::iter::once(base.as_path()).chain(example) {
        for (path, text) in txtar::unpack(&std::fs::read_to_string(archive)?) {
            if text.trim().is_empty() {
                all.remove(&path);
            } else {
                all.insert(path, text);
            }
        }
    }
    Ok(all)
}

/// The examples of all rules, sorted.
fn below(folder: &Path) -> Vec<PathBuf> {
    let rules = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_dir());
    let mut examples: Vec<PathBuf> = rules.flat_map(|rule| txtar::archives(&rule)).map(|(_, path)| path).collect();
    examples.sort();
    examples
}
