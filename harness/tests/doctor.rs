//! The doctor, and `init`, at hosts of which one link or another is broken, in a real browser.
//!
//! `doctor/*.txtar` lay files over the small whole host of `doctor/base`, and hold what is said (`UPDATE_EXPECTED=1` writes
//! what came out). Of a link that works only its name is compared: what is seen of it has versions and times in it. A line
//! `! /path` puts a driver in between that refuses commands whose address ends so, `~ /path` one that does nothing for them.

#[path = "support/closed.rs"]
mod closed;
#[path = "doctor/driver.rs"]
mod driver;
#[path = "support/program.rs"]
mod program;
#[path = "support/txtar.rs"]
mod txtar;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use closed::Closed;
use libtest_mimic::{Arguments, Failed, Trial};
use program::{minicert, run, steady};

/// What `init` is told to write.
const WRITTEN: &str = "new.yaml";

fn main() -> ExitCode {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("harness/tests/doctor");
    let mut trials: Vec<Trial> = txtar::archives(&folder).into_iter().map(|(name, archive)| Trial::test(name, move || check(&archive))).collect();
    trials.push(Trial::test("json-follows-its-schema", json));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// The whole host, with the files of an archive over it.
fn lay(folder: &Path, files: &[(String, String)]) -> Result<(), Failed> {
    let base = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("harness/tests/doctor/base");
    for name in ["host.yaml", "page/index.html", "page/host.js", "page/fault.js", "page/outer.html"] {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        let laid = files.iter().find(|(path, _)| path == name).map(|(_, text)| text.clone());
        let text = match laid {
            Some(text) => text,
            None => fs::read_to_string(base.join(name)).unwrap_or_default(),
        };
        fs::write(path, text)?;
    }
    Ok(())
}

fn check(archive: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(archive)?;
    let folder = tempfile::tempdir()?;
    let commands = |mark: &str| text.lines().filter_map(|line| line.strip_prefix(mark)).map(str::to_owned).collect::<Vec<_>>();
    let (refused, ignored) = (commands("! "), commands("~ "));
    let driver = if refused.is_empty() && ignored.is_empty() { None } else { Some(driver::Driver::start(refused, ignored)?) };
    let closed = Closed::hold()?;
    let places = [("{driver}", driver.as_ref().map_or_else(String::new, driver::Driver::url)), ("{closed-port}", closed.port()?.to_string())];
    let files = txtar::unpack(&places.iter().fold(text.clone(), |text, (place, word)| text.replace(place, word)));
    lay(folder.path(), &files)?;
    let line = text.lines().find_map(|line| line.strip_prefix("$ minicert ")).ok_or("the archive has no line that begins with $ minicert")?;
    let line = places.iter().fold(line.to_owned(), |line, (place, word)| line.replace(place, word));
    let said = run(minicert(folder.path()).env_remove("CHROME").env_remove("CHROMEDRIVER").args(line.split_whitespace()))?;
    let code = said.code.ok_or("the program was ended by a signal")?;
    let mut said = format!("exit {code}\n{}{}", steady(&said.stderr), seen(&steady(&said.stdout)));
    for (place, word) in places.iter().filter(|(_, word)| !word.is_empty()) {
        said = said.replace(word, place);
    }
    if let Ok(written) = fs::read_to_string(folder.path().join(WRITTEN)) {
        said.push_str(&format!("\n{WRITTEN}:\n{written}"));
    }
    txtar::hold(archive, "doctor", &line, &said)
}

/// What is said, with the names alone of the links that work, and with no time in what is said of others.
fn seen(text: &str) -> String {
    let mut whole = Vec::new();
    let mut lines = String::new();
    for line in text.lines() {
        match line.strip_prefix("ok ") {
            Some(rest) => whole.extend(rest.split_whitespace().next()),
            None => lines.push_str(&format!("{}\n", timeless(line))),
        }
    }
    format!("{lines}ok: {}\n", whole.join(" "))
}

/// The number before ` ms` and before ` s` is another one each time; what a driver says of a browser is its own affair.
fn timeless(line: &str) -> String {
    if let Some((before, _)) = line.split_once("[session-not-created]") {
        return format!("{before}[session-not-created] {{why}}");
    }
    let words: Vec<&str> = line.split(' ').map(of_any_machine).collect();
    let timed = |index: usize| words.get(index + 1).is_some_and(|unit| ["ms", "s", "ms,", "s;"].contains(unit)) && words[index].parse::<f64>().is_ok();
    words.iter().enumerate().map(|(index, word)| if timed(index) { "{time}" } else { word }).collect::<Vec<_>>().join(" ")
}

/// The programs lie elsewhere on another machine.
fn of_any_machine(word: &str) -> &str {
    match word.rsplit('/').next() {
        Some("chromedriver" | "chromium.chromedriver") if word.starts_with('/') => "{driver}",
        Some("chromium" | "chromium-browser" | "google-chrome" | "google-chrome-stable" | "chrome") if word.starts_with('/') => "{browser}",
        _ => word,
    }
}

fn json() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    lay(folder.path(), &[("host.yaml".to_owned(), "name: H\nversion: \"1\"\nlaunch: http://127.0.0.1:1/\nready: {css: body}\nchannel: {dial-in: {}}\nbrowser: {binary: nowhere}\n".to_owned())])?;
    let said = run(minicert(folder.path()).args(["doctor", "host.yaml", "--json"]))?;
    let examination: minicert::doctor::Examination = serde_json::from_str(&said.stdout)?;
    let told = (said.code, examination.whole, examination.links[0].error.as_deref()) == (Some(1), false, Some("browser-not-found"));
    if told && examination.links.len() == 35 { Ok(()) } else { Err(said.stdout.into()) }
}
