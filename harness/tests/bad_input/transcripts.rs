//! Transcripts that are not, or no longer, the record of one run. Each is judged by the real binary, and is the same file
//! afterwards, byte for byte.
//!
//! The record they are made from, by line:
//! 1 header, 2 requirement, 3 trial a, 4 trial b, 5 begin, 6 session, 7 attempt of a, 8 attempt of b, 9 footer.

use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use minicert::transcript::{Line, Segment};
use minicert::value::sha256;

use crate::program::{minicert_in, steady};
use crate::record::{REQUIREMENT, attempt, chained, footer, lines, session, simple, succeeded};

const NAME: &str = "transcript.jsonl";

/// Changes what was written, as an editor would.
type Edit = fn(&mut Vec<Vec<u8>>);

/// Changes what is said and chains it again, as somebody who knows the format would.
type Forge = fn(&mut Vec<Line>);

const EDITED: [(&str, Edit, &str); 15] = [
    ("empty", |bytes| bytes.clear(), "[transcript-foreign] transcript.jsonl does not begin with a header line"),
    ("a-text", |bytes| *bytes = vec![b"Dear Sir or Madam,\n".to_vec()], "[transcript-foreign] transcript.jsonl does not begin with a header line"),
    ("json-of-another-kind", |bytes| *bytes = vec![b"{\"line\":\"log\",\"format\":1}\n".to_vec()], "[transcript-foreign] transcript.jsonl does not begin with a header line"),
    ("a-torn-first-line", |bytes| *bytes = vec![bytes[0][..100].to_vec()], "[transcript-foreign] transcript.jsonl does not begin with a header line"),
    (
        "an-edited-line",
        |bytes| replace(&mut bytes[6], "\"success\"", "\"fail\""),
        "[transcript-chain] transcript.jsonl:8: the line does not follow from the one before it: it names {sha256}, that one hashes to {sha256}",
    ),
    (
        "a-dropped-line",
        |bytes| drop(bytes.remove(6)),
        "[transcript-chain] transcript.jsonl:7: the line does not follow from the one before it: it names {sha256}, that one hashes to {sha256}",
    ),
    (
        "two-swapped-lines",
        |bytes| bytes.swap(6, 7),
        "[transcript-chain] transcript.jsonl:7: the line does not follow from the one before it: it names {sha256}, that one hashes to {sha256}",
    ),
    (
        "a-doubled-footer",
        |bytes| bytes.push(bytes[8].clone()),
        "[transcript-chain] transcript.jsonl:10: the line does not follow from the one before it: it names {sha256}, that one hashes to {sha256}",
    ),
    ("an-empty-line", |bytes| bytes.insert(6, b"\n".to_vec()), "[transcript-line] transcript.jsonl:7:0: EOF while parsing a value"),
    ("bytes-that-are-no-text", |bytes| bytes[6] = vec![0xff, 0xfe, b'\n'], "[transcript-line] transcript.jsonl:7:1: expected value"),
    (
        "a-foreign-line",
        |bytes| after(bytes, 7, "\"line\":\"remark\",\"text\":\"all is well\""),
        "[transcript-line] transcript.jsonl:8:112: unknown variant `remark`, expected one of `header`, `requirement`, `trial`, `omission`, `begin`, `session`, `unclaimed`, `attempt`, `incident`, `segment`, `footer`",
    ),
    (
        "an-unknown-field",
        |bytes| after(bytes, 7, "\"line\":\"footer\",\"attempts\":1,\"ended\":\"complete\",\"at\":1,\"busy\":1,\"mood\":1"),
        "[transcript-line] transcript.jsonl:8:148: unknown field `mood`, expected one of `attempts`, `ended`, `at`, `busy`",
    ),
    (
        "deep-nesting",
        |bytes| after(bytes, 7, &format!("\"line\":\"session\",\"agent\":{}{}", "[".repeat(100_000), "]".repeat(100_000))),
        "[transcript-line] transcript.jsonl:8:227: recursion limit exceeded",
    ),
    (
        "a-very-long-line",
        |bytes| bytes.insert(7, [vec![b' '; 64 << 20], b"\n".to_vec()].concat()),
        "[transcript-line-too-long] transcript.jsonl:8: a line of more than 64 MB",
    ),
    (
        "another-format",
        |bytes| bytes[0] = b"{\"prev\":\"\",\"line\":\"header\",\"format\":9,\"what\":\"may be anything\"}\n".to_vec(),
        "[transcript-format] transcript.jsonl has format 9, this minicert reads the formats 1 to 5",
    ),
];

const FORGED: [(&str, Forge, &str); 20] = [
    ("a-second-header", |lines| lines.insert(5, lines[0].clone()), "[transcript-second-header] transcript.jsonl:6: a second header"),
    ("a-requirement-after-the-plan", |lines| lines.insert(6, lines[1].clone()), "[transcript-plan-late] transcript.jsonl:7: a line of the kind requirement after the plan was complete"),
    ("a-trial-after-the-plan", |lines| lines.insert(6, lines[2].clone()), "[transcript-plan-late] transcript.jsonl:7: a line of the kind trial after the plan was complete"),
    ("a-second-begin", |lines| lines.insert(6, lines[4].clone()), "[transcript-plan-late] transcript.jsonl:7: a line of the kind begin after the plan was complete"),
    ("an-attempt-before-the-plan-is-complete", |lines| lines.swap(4, 6), "[transcript-plan-open] transcript.jsonl:5: a line of the kind attempt before the plan is complete"),
    ("a-requirement-twice", |lines| lines.insert(2, lines[1].clone()), "[transcript-plan-twice] transcript.jsonl:3: the requirement area/thing/works is in the plan twice"),
    ("a-trial-twice", |lines| lines.insert(3, lines[2].clone()), "[transcript-plan-twice] transcript.jsonl:4: the trial t/a is in the plan twice"),
    ("a-check-of-no-requirement", |lines| drop(lines.remove(1)), "[transcript-requirement-unknown] transcript.jsonl:2: the trial t/a checks area/thing/works, which the plan does not have"),
    ("a-trial-left-out", |lines| drop(lines.remove(3)), "[transcript-plan-count] transcript.jsonl:4: the plan has 1 trials and 0 omissions, and should have 2 and 0"),
    ("an-easier-trial", |lines| easier(&mut lines[3]), "[transcript-plan-digest] transcript.jsonl:5: the plan hashes to {sha256}, and the header names {sha256}"),
    ("trials-in-another-order", |lines| lines.swap(2, 3), "[transcript-plan-digest] transcript.jsonl:5: the plan hashes to {sha256}, and the header names {sha256}"),
    (
        "an-attempt-that-was-never-planned",
        |lines| lines.insert(6, Line::Attempt(Box::new(attempt("t/c", 1, "s1-1", 9, succeeded())))),
        "[transcript-trial-unknown] transcript.jsonl:7: an attempt of t/c, which the plan does not have",
    ),
    (
        "the-same-attempt-again",
        |lines| lines.insert(7, Line::Attempt(Box::new(attempt("t/a", 1, "s1-1", 9, succeeded())))),
        "[transcript-attempt-number] transcript.jsonl:8: attempt 1 of t/a, and 2 comes next",
    ),
    ("a-first-attempt-left-out", |lines| number(&mut lines[6], 2), "[transcript-attempt-number] transcript.jsonl:7: attempt 2 of t/a, and 1 comes next"),
    ("a-session-that-was-never-opened", |lines| drop(lines.remove(5)), "[transcript-session-unknown] transcript.jsonl:6: an attempt in the session s1-1, which was not opened"),
    ("a-session-twice", |lines| lines.insert(7, session("s1-1")), "[transcript-session-twice] transcript.jsonl:8: the session s1-1 was opened before"),
    ("positions-that-do-not-increase", |lines| lines.swap(6, 7), "[transcript-position] transcript.jsonl:8: position 1 of the session s1-1 comes after position 2"),
    ("a-footer-that-counts-otherwise", |lines| drop(lines.remove(7)), "[transcript-footer-count] transcript.jsonl:8: the footer counts 2 attempts, and 1 were read"),
    ("a-line-after-the-footer", |lines| lines.push(session("s1-2")), "[transcript-after-footer] transcript.jsonl:10: a line of the kind session after the footer"),
    (
        "a-second-footer",
        |lines| lines.push(footer(2)),
        "[transcript-after-footer] transcript.jsonl:10: a line of the kind footer after the footer",
    ),
];

/// A name, behind how many lines the run was continued, what the segment makes of the last one's hash, and the refusal.
type Continued = (&'static str, usize, fn(&str) -> String, &'static str);

/// Segments need the hash of a line, which is known only when the lines before are chained.
const CONTINUED: [Continued; 4] = [
    ("a-segment-after-another-line", 7, |_| "0".repeat(64), "[transcript-segment] transcript.jsonl:8: the run was continued after the line {sha256}, and the line before this one hashes to {sha256}"),
    ("a-segment-after-a-complete-run", 9, str::to_owned, "[transcript-after-footer] transcript.jsonl:10: a complete run was continued"),
    ("a-segment-within-the-plan", 3, str::to_owned, "[transcript-plan-open] transcript.jsonl:4: the run was continued before its plan was complete"),
    ("the-end-within-the-plan", 4, |_| String::new(), "[transcript-no-plan] the transcript ends before its plan is complete"),
];

pub fn trials() -> Vec<Trial> {
    let edited = EDITED.into_iter().map(|(name, edit, expected)| {
        refused(name, expected, move || {
            let mut bytes = chained(&whole())?;
            edit(&mut bytes);
            Ok(bytes.concat())
        })
    });
    let forged = FORGED.into_iter().map(|(name, forge, expected)| {
        refused(name, expected, move || {
            let mut lines = whole();
            forge(&mut lines);
            Ok(chained(&lines)?.concat())
        })
    });
    let continued = CONTINUED.into_iter().map(|(name, count, after, expected)| {
        refused(name, expected, move || {
            let mut lines = whole();
            lines.truncate(count);
            let last = sha256(chained(&lines)?.last().ok_or("no line")?);
            let after = after(&last);
            if !after.is_empty() {
                lines.push(Line::Segment(Segment { after, dropped: false, started: "2026-11-21T12:01:00Z".into() }));
            }
            Ok(chained(&lines)?.concat())
        })
    });
    let others = [
        Trial::test("transcript/whole", || judged(&chained(&whole())?.concat(), 0, &["t/a pass", "t/b pass"], &[])),
        Trial::test("transcript/torn-footer", || judged(&cut(9)?, 1, &["t/a pass", "t/b pass"], &["transcript-torn", "run-unfinished"])),
        Trial::test("transcript/torn-attempt", || {
            judged(&cut(8)?, 1, &["t/a pass", "t/b error"], &[REQUIREMENT, "transcript-torn", "run-unfinished"])
        }),
        Trial::test("transcript/compressed", compressed),
        Trial::test("transcript/cut-where-compressed", || {
            let stored = zstd::encode_all(chained(&whole())?.concat().as_slice(), 3)?;
            unreadable("transcript.jsonl.zst", &stored[..stored.len() / 2], "incomplete frame")
        }),
        Trial::test("transcript/not-compressed-as-named", || unreadable("transcript.jsonl.zst", b"{}\n", "Unknown frame descriptor")),
        Trial::test("transcript/missing", || {
            let folder = tempfile::tempdir()?;
            says(folder.path(), NAME, "[transcript-unreadable] failed to read transcript.jsonl: No such file or directory (os error 2)")
        }),
        Trial::test("transcript/a-folder", || {
            let folder = tempfile::tempdir()?;
            fs::create_dir(folder.path().join(NAME))?;
            says(folder.path(), NAME, "[transcript-unreadable] failed to read transcript.jsonl: Is a directory (os error 21)")
        }),
    ];
    edited.chain(forged).chain(continued).chain(others).collect()
}

/// The record that the tests begin with.
fn whole() -> Vec<Line> {
    let attempt = |trial: &str, position| Line::Attempt(Box::new(attempt(trial, 1, "s1-1", position, succeeded())));
    lines(vec![simple("t/a"), simple("t/b")], vec![session("s1-1"), attempt("t/a", 1), attempt("t/b", 2), footer(2)])
}

/// A test that a transcript is refused with this message, and left alone.
fn refused(name: &str, expected: &'static str, make: impl Fn() -> Result<Vec<u8>, Failed> + Send + 'static) -> Trial {
    Trial::test(format!("transcript/{name}"), move || {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join(NAME);
        let bytes = make()?;
        fs::write(&path, &bytes)?;
        says(folder.path(), NAME, expected)?;
        if fs::read(&path)? == bytes { Ok(()) } else { Err("the transcript was changed".into()) }
    })
}

/// The message is one line, and a second one says how to mend it; nothing is printed in place of a certificate.
fn says(folder: &Path, name: &str, expected: &str) -> Result<(), Failed> {
    for command in [&["judge", name][..], &["judge", name, "--json"], &["report", name]] {
        let said = minicert_in(folder, command)?;
        let (first, help) = said.stderr.split_once('\n').unwrap_or((&said.stderr, ""));
        if said.code != Some(2) || steady(first) != format!("minicert: {expected}") || !said.stdout.is_empty() {
            return Err(format!("{command:?}\nexpected: exit 2, minicert: {expected}\nactual: {:?}, {}{}", said.code, steady(&said.stderr), said.stdout).into());
        }
        if !help.starts_with("  help: ") || help.lines().count() != 1 {
            return Err(format!("the message does not say how to mend it: {}", said.stderr).into());
        }
    }
    Ok(())
}

fn unreadable(name: &str, bytes: &[u8], why: &str) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join(name), bytes)?;
    says(folder.path(), name, &format!("[transcript-unreadable] failed to read {name}: {why}"))
}

/// A transcript that is judged: the exit code, the status of each trial's check, and the ids of the reasons.
fn judged(bytes: &[u8], code: i32, statuses: &[&str], reasons: &[&str]) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join(NAME), bytes)?;
    let said = minicert_in(folder.path(), &["judge", NAME, "--json"])?;
    let certificate: serde_json::Value = serde_json::from_str(&said.stdout).map_err(|error| format!("{error}: {}{}", said.stdout, said.stderr))?;
    let all = |list: &str, say: fn(&serde_json::Value) -> String| -> Vec<String> { certificate[list].as_array().into_iter().flatten().map(say).collect() };
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let seen_reasons = all("reasons", |reason| reason["id"].as_str().unwrap_or_default().to_owned());
    let seen_statuses = all("checks", |check| format!("{} {}", check["trial"].as_str().unwrap_or_default(), check["status"].as_str().unwrap_or_default()));
    let verdict = if reasons.is_empty() { "pass" } else { "incomplete" };
    if said.code != Some(code) || seen_statuses != statuses || seen_reasons != reasons || text(&certificate["verdict"]) != verdict {
        return Err(format!("exit {:?}\n{}\n{}", said.code, said.stdout, said.stderr).into());
    }
    if fs::read(folder.path().join(NAME))? == bytes { Ok(()) } else { Err("the transcript was changed".into()) }
}

/// Compressed or not, a transcript gives the same certificate.
fn compressed() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let bytes = chained(&whole())?.concat();
    fs::write(folder.path().join(NAME), &bytes)?;
    fs::write(folder.path().join("stored.jsonl.zst"), zstd::encode_all(bytes.as_slice(), 3)?)?;
    let plain = minicert_in(folder.path(), &["judge", NAME, "--json"])?;
    let stored = minicert_in(folder.path(), &["judge", "stored.jsonl.zst", "--json"])?;
    if plain.code == Some(0) && plain.stdout == stored.stdout { Ok(()) } else { Err(format!("{plain:?}\n{stored:?}").into()) }
}

/// The transcript up to the middle of a line, from 1.
fn cut(line: usize) -> Result<Vec<u8>, Failed> {
    let mut bytes = chained(&whole())?;
    bytes.truncate(line);
    let last = bytes.last_mut().ok_or("no line")?;
    last.truncate(last.len() / 2);
    Ok(bytes.concat())
}

fn replace(line: &mut Vec<u8>, find: &str, with: &str) {
    *line = String::from_utf8_lossy(line).replacen(find, with, 1).into_bytes();
}

/// Puts a line with these fields, rightly chained, after so many others.
fn after(bytes: &mut Vec<Vec<u8>>, count: usize, fields: &str) {
    let line = format!("{{\"prev\":\"{}\",{fields}}}\n", sha256(&bytes[count - 1]));
    bytes.insert(count, line.into_bytes());
}

fn easier(line: &mut Line) {
    if let Line::Trial(trial) = line {
        trial.checks.clear();
    }
}

fn number(line: &mut Line, number: u32) {
    if let Line::Attempt(attempt) = line {
        attempt.attempt = number;
    }
}
