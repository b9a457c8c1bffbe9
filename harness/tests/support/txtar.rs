//! Several small files in one: each after a line `-- path --`. In the archives of commands the last one is what is said.
#![allow(dead_code, reason = "each test target uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Failed;

/// The file of an archive that holds what its command says.
pub const EXPECTED: &str = "expected";

/// The archives of a folder, with their names.
pub fn archives(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut archives: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|extension| extension == "txtar")).collect();
    archives.sort();
    archives.into_iter().map(|path| (path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), path)).collect()
}

/// Holds what was said against the archive, or writes it there where `UPDATE_EXPECTED` asks for that.
pub fn hold(archive: &Path, target: &str, command: &str, said: &str) -> Result<(), Failed> {
    let text = fs::read_to_string(archive)?;
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        let before = text.split(&format!("-- {EXPECTED} --\n")).next().unwrap_or_default();
        return Ok(fs::write(archive, format!("{before}-- {EXPECTED} --\n{said}"))?);
    }
    let expected = unpack(&text).into_iter().find(|(path, _)| path == EXPECTED).map(|(_, text)| text).unwrap_or_default();
    if expected == said {
        return Ok(());
    }
    Err(format!("{command}\nexpected:\n{expected}\nactual:\n{said}\nUPDATE_EXPECTED=1 cargo test --test {target} writes the actual text for review").into())
}

/// The files of an archive; what stands before the first is a comment.
pub fn unpack(archive: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in archive.lines() {
        if let Some(path) = line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            files.push((path.to_owned(), String::new()));
        } else if let Some((_, text)) = files.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    files
}
