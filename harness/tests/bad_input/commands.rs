//! Commands with wrong input. An archive holds a sentence, a command after `$`, the files it finds in its folder, and last
//! what it says, under `expected`.
//!
//! Files below `root/` are laid over the small clean root of the lint examples. `{closed-port}` stands for a port at which
//! nothing listens, `{busy-port}` for one at which something does.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};

use crate::closed::Closed;
use crate::program::{minicert, run, steady};
use crate::txtar::{self, EXPECTED};

/// One test for each archive.
pub fn trials() -> Vec<Trial> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("harness/tests/bad_input");
    let base = root.join("harness/lint/examples/base.txtar");
    let trial = |(name, archive): (String, PathBuf)| {
        let base = base.clone();
        Trial::test(format!("command/{name}"), move || check(&archive, &base))
    };
    txtar::archives(&folder).into_iter().map(trial).collect()
}

fn check(archive: &Path, base: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(archive)?;
    let busy = TcpListener::bind("127.0.0.1:0")?;
    let closed = Closed::hold()?;
    let places = [("{busy-port}", busy.local_addr()?.port().to_string()), ("{closed-port}", closed.port()?.to_string())];
    let folder = tempfile::tempdir()?;
    let files = txtar::unpack(&places.iter().fold(text.clone(), |text, (place, port)| text.replace(place, port)));
    if files.iter().any(|(path, _)| path.starts_with("root/")) {
        for (path, text) in txtar::unpack(&fs::read_to_string(base)?) {
            write(&folder.path().join("root").join(path), &text)?;
        }
    }
    for (path, text) in files.iter().filter(|(path, _)| path != EXPECTED) {
        write(&folder.path().join(path), text)?;
    }
    let line = text.lines().find_map(|line| line.strip_prefix("$ ")).ok_or("the archive has no line that begins with $")?;
    let line = places.iter().fold(line.to_owned(), |line, (place, port)| line.replace(place, port));
    let said = said(folder.path(), &line)?;
    for (path, text) in files.iter().filter(|(path, _)| path != EXPECTED) {
        if fs::read_to_string(folder.path().join(path))? != *text {
            return Err(format!("{path} was changed").into());
        }
    }
    let said = places.iter().fold(said, |said, (place, port)| said.replace(port, place));
    txtar::hold(archive, "bad_input", &line, &said)
}

/// The exit code and what was said, of a line such as `NAME=value minicert run --json`. JSON is for programs, and is tested
/// elsewhere.
fn said(folder: &Path, line: &str) -> Result<String, Failed> {
    let (variables, arguments) = line.split_once("minicert").ok_or("the command is not minicert")?;
    let mut command = minicert(folder);
    command.env_remove("CHROME").env_remove("CHROMEDRIVER").args(arguments.split_whitespace());
    for variable in variables.split_whitespace() {
        let (name, value) = variable.split_once('=').ok_or("a variable has no value")?;
        command.env(name, value);
    }
    let said = run(&mut command)?;
    let code = said.code.ok_or("the program was ended by a signal")?;
    let printed = if line.contains("--json") { "" } else { &said.stdout };
    Ok(format!("exit {code}\n{}{printed}", steady(&said.stderr)))
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
