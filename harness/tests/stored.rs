//! Every stored transcript still gives the certificate beside it, byte for byte: on another machine's settings, in an empty
//! folder, without the cases and without the host.

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("reports");
    let mut transcripts = Vec::new();
    collect(&root, &mut transcripts);
    transcripts.sort();
    let mut trials = vec![Trial::test("there-is-one", {
        let found = transcripts.len();
        move || if found > 0 { Ok(()) } else { Err("no transcript is stored below reports/".into()) }
    })];
    trials.push(Trial::test("the-readme-is-what-publish-writes", published));
    trials.extend(transcripts.into_iter().map(|path| {
        let name = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
        Trial::test(name, move || same(&path))
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn published() -> Result<(), Failed> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let said = program::minicert_in(&root, &["publish", "reports", "--check"])?;
    if said.code == Some(0) { Ok(()) } else { Err(format!("{}{}", said.stdout, said.stderr).into()) }
}

fn same(transcript: &Path) -> Result<(), Failed> {
    let beside = transcript.with_file_name("certificate.json");
    let expected = fs::read_to_string(&beside).map_err(|error| format!("{}: {error}", beside.display()))?;
    let folder = tempfile::tempdir()?;
    let mut command = program::minicert(folder.path());
    command.env_clear().env("TZ", "Pacific/Kiritimati").env("LANG", "tr_TR.UTF-8").env("LC_ALL", "tr_TR.UTF-8").arg("judge").arg(transcript).arg("--json");
    let said = program::run(&mut command)?;
    if let Some(left) = fs::read_dir(folder.path())?.next() {
        return Err(format!("judging wrote {}", left?.path().display()).into());
    }
    if said.stdout == expected {
        return Ok(());
    }
    let (line, was, is) = difference(&expected, &said.stdout);
    Err(format!(
        "{} is not what judging gives; from line {line} on\nexpected: {was}\nactual:   {is}\n{}a stored transcript stays as it is: bump the format, or find what changed its judgement",
        beside.display(),
        said.stderr
    )
    .into())
}

/// The first line that differs, from 1, as it was and as it is.
fn difference<'a>(expected: &'a str, actual: &'a str) -> (usize, &'a str, &'a str) {
    let count = expected.lines().zip(actual.lines()).take_while(|(was, is)| was == is).count();
    (count + 1, expected.lines().nth(count).unwrap_or_default(), actual.lines().nth(count).unwrap_or_default())
}

fn collect(folder: &Path, transcripts: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, transcripts);
        } else if name.ends_with("transcript.jsonl") || name.ends_with("transcript.jsonl.zst") {
            transcripts.push(path);
        }
    }
}
