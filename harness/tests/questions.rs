//! What `stats`, `list` and `explain` answer about the small root of `questions/root.txtar`, compared whole.
//!
//! Cases below `derived/` stand for what a generator would make. `UPDATE_EXPECTED=1` writes what came out.

#[path = "support/txtar.rs"]
mod txtar;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use minicert::case::{Case, Cases, Origin, compile};
use minicert::explain::explain;
use minicert::fault::{self, Fault};
use minicert::list::{self, Filter};
use minicert::spec::{Level, Spec, Warehouse};
use minicert::stats::stats;
use minicert::yaml::{self, Document};

struct Root {
    spec: Spec,
    trials: Vec<minicert::trial::Trial>,
    faults: Vec<(String, Document<Fault>)>,
}

/// A file's name, and what is asked for it.
type Question = (&'static str, fn(&Root) -> String);

fn main() -> ExitCode {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("harness/tests/questions");
    let asked: Vec<Question> = vec![
        ("stats.txt", |root| stats(&root.spec, &root.trials, &root.faults).to_string()),
        ("stats.json", |root| json(&stats(&root.spec, &root.trials, &root.faults))),
        ("list.txt", |root| list::text(&list::list(&root.trials, &Filter::default()))),
        ("list-sync.json", |root| json(&list::list(&root.trials, &filter(|filter| filter.trial = Some("*#sync".into()))))),
        ("list-should.txt", |root| list::text(&list::list(&root.trials, &filter(|filter| filter.level = Some(Level::Should))))),
        ("list-area.txt", |root| list::text(&list::list(&root.trials, &filter(|filter| filter.area = Some("stor".into()))))),
        ("requirements.txt", |root| list::requirements_text(&list::requirements(&root.spec, &root.trials, &Filter::default()))),
        ("explain-requirement.txt", |root| answer("storage/getStorage/succeeds", root)),
        ("explain-derived.txt", |root| answer("storage/setStorage/key-required", root)),
        ("explain-capability.txt", |root| answer("storage/getStorage", root)),
        ("explain-function.txt", |root| answer("swan.getStorageSync", root)),
        ("explain-ambiguity.txt", |root| answer("A01", root)),
        ("explain-near.txt", |root| answer("storage/getStorage/suceeds", root)),
        ("explain-unknown.txt", |root| answer("nothing/like/it", root)),
    ];
    let trials = asked
        .into_iter()
        .map(|(name, ask)| {
            let folder = folder.clone();
            Trial::test(name, move || same(&folder.join(name), &ask(&root(&folder)?)))
        })
        .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn answer(id: &str, root: &Root) -> String {
    explain(id, &root.spec, &root.trials, &root.faults).map_or_else(|error| format!("{error}\n"), |explanation| explanation.to_string())
}

fn filter(set: impl FnOnce(&mut Filter)) -> Filter {
    let mut filter = Filter::default();
    set(&mut filter);
    filter
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn same(file: &Path, actual: &str) -> Result<(), Failed> {
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(file, actual)?;
    }
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    Err(format!("expected:\n{expected}\nactual:\n{actual}\nUPDATE_EXPECTED=1 cargo test --test questions writes the actual text for review").into())
}

fn root(folder: &Path) -> Result<Root, Failed> {
    let files = txtar::unpack(&std::fs::read_to_string(folder.join("root.txtar"))?);
    let faults: Vec<_> = files.iter().filter(|(path, _)| path.starts_with("faults/")).cloned().collect();
    let derived: Vec<_> = files.iter().filter(|(path, _)| path.starts_with("derived/")).cloned().collect();
    let warehouse = Warehouse::of(files);
    let spec = Spec::load(&warehouse).map_err(|all| format!("{all:?}"))?;
    let cases = Cases::load(&warehouse).map_err(|all| format!("{all:?}"))?;
    let mut trials = Vec::new();
    for (id, case) in &cases.cases {
        trials.extend(compile(id, &case.value, &Origin::Recorded, &Cases::subject(id), &spec, None).trials);
    }
    for (path, text) in derived {
        let case = yaml::read::<Case>(&path, &text).map_err(|objection| objection.to_string())?;
        let id = path.trim_end_matches(".yaml");
        let origin = Origin::Derived { rule: "required".into() };
        trials.extend(compile(id, &case.value, &origin, &Cases::subject(id.trim_start_matches("derived/")), &spec, None).trials);
    }
    let faults = fault::load(&faults).map_err(|all| format!("{all:?}"))?;
    Ok(Root { spec, trials, faults })
}
