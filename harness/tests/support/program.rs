//! Runs the real binary, and makes what it says the same on every machine.
#![allow(dead_code, reason = "each test target uses a part of it")]

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The binary under test, in a folder of its own.
pub fn minicert(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minicert"));
    command.current_dir(folder);
    command
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> io::Result<Said> {
    let output = command.stdin(Stdio::null()).output()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Said { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) })
}

/// The binary under test with these arguments, run in a folder.
pub fn minicert_in(folder: &Path, args: &[&str]) -> io::Result<Said> {
    run(minicert(folder).args(args))
}

/// Puts words in place of what differs from run to run: hashes, the secret of a run, the port of its server.
pub fn steady(text: &str) -> String {
    let mut steady = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let hex = rest.bytes().take_while(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte)).count();
        let (taken, word) = match hex {
            64 => (64, Some("{sha256}")),
            32 => (32, Some("{token}")),
            0 => (letter.len_utf8(), None),
            other => (other, None),
        };
        match word {
            Some(word) => steady.push_str(word),
            None => steady.push_str(&rest[..taken]),
        }
        rest = &rest[taken..];
    }
    ports(&steady)
}

/// The port of the run's own server: the one whose addresses go on with its secret.
fn ports(text: &str) -> String {
    const HOST: &str = "http://127.0.0.1:";
    let mut parts = text.split(HOST);
    let mut steady = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        steady.push_str(HOST);
        steady.push_str(if part[digits..].starts_with("/{token}") { "{port}" } else { &part[..digits] });
        steady.push_str(&part[digits..]);
    }
    steady
}
