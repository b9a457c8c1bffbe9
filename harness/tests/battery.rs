//! What may be done to an honest submission, and what `verify` says of it: `battery/alterations.yaml`, each as an outsider
//! would do it and as the member itself would, with everything computed anew.

#[path = "support/program.rs"]
mod program;
#[path = "support/suite.rs"]
mod suite;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Failed, Trial};
use minicert::case::Cases;
use minicert::certificate::Verdict;
use minicert::spec::{Spec, Warehouse};
use minicert::submission::{Objection, Release, Verified, submit, unanswered, verify};
use minicert::value::sha256;
use minicert::yaml;
use serde::Deserialize;

/// One thing that is done to a submission.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Alteration {
    name: String,
    /// The submission that is altered.
    #[serde(default)]
    of: Base,
    edit: Vec<Edit>,
    /// The nonce that the union asks for.
    #[serde(default)]
    asks: Option<String>,
    outsider: String,
    member: Option<String>,
    undetectable: Option<String>,
}

/// An honest submission.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Base {
    /// Of a host that fails one requirement.
    #[default]
    Plain,
    /// The same failure, listed as known and waived by the union, with a trial that needs a person, who saw it pass.
    Excused,
    /// The same failure, of a run that was interrupted within a line and continued.
    Resumed,
    /// The same failure, with what [`NONCE`] brings on top of the released set.
    Challenged,
}

const NONCE: &str = "00112233445566778899aabbccddeeff";

/// One change of one file; see the data's own first lines.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Edit {
    file: String,
    line: Option<String>,
    with: String,
    find: Option<String>,
    put: Option<String>,
    /// As often the text that is put.
    times: Option<usize>,
    and: Option<String>,
    to: Option<String>,
    all: bool,
    drop: bool,
    double: bool,
    /// A list of the submission whose items are there twice.
    repeated: Option<String>,
    empty: Option<String>,
    exchange: Option<String>,
    #[serde(rename = "move")]
    moved: Option<String>,
    insert: Option<String>,
    cut: Option<usize>,
    remove: bool,
    link: Option<String>,
    bytes: Option<Vec<u8>>,
    zeros: Option<u64>,
}

/// The suite, and an honest submission: its folder, and the run that it was made from.
struct Honest {
    release: Release,
    /// The folder of the suite, where it is not the one inside the binary.
    root: Option<PathBuf>,
    run: PathBuf,
    submission: PathBuf,
    /// Ends with the process.
    _folder: tempfile::TempDir,
}

fn main() -> ExitCode {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("harness/tests/battery/alterations.yaml");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let alterations: Vec<Alteration> = match yaml::read(&path.display().to_string(), &text) {
        Ok(document) => document.value,
        Err(diagnostic) => {
            eprintln!("{diagnostic}");
            return ExitCode::from(2);
        }
    };
    let honest: Arc<Submissions> = Arc::default();
    let mut trials = vec![
        Trial::test("honest/is-accepted", {
            let honest = Arc::clone(&honest);
            move || accepted(honest.get(Base::Plain)?)
        }),
        Trial::test("honest/excused-is-certified", {
            let honest = Arc::clone(&honest);
            move || excused(honest.get(Base::Excused)?)
        }),
        Trial::test("honest/resumed-is-accepted", {
            let honest = Arc::clone(&honest);
            move || accepted(honest.get(Base::Resumed)?)
        }),
        Trial::test("honest/challenged-is-accepted", {
            let honest = Arc::clone(&honest);
            move || challenged(honest.get(Base::Challenged)?)
        }),
        Trial::test("enough", {
            let count = alterations.len();
            move || if count >= 60 { Ok(()) } else { Err(format!("{count} alterations are fewer than sixty").into()) }
        }),
    ];
    for alteration in alterations {
        let (one, other) = (alteration.clone(), alteration);
        let (here, there) = (Arc::clone(&honest), Arc::clone(&honest));
        trials.push(Trial::test(format!("outsider/{}", one.name), move || as_outsider(here.get(one.of)?, &one)));
        if other.member.is_some() || other.undetectable.is_some() {
            trials.push(Trial::test(format!("member/{}", other.name), move || as_member(there.get(other.of)?, &other)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Each made when it is first asked for.
#[derive(Default)]
struct Submissions {
    plain: OnceLock<Result<Honest, String>>,
    excused: OnceLock<Result<Honest, String>>,
    resumed: OnceLock<Result<Honest, String>>,
    challenged: OnceLock<Result<Honest, String>>,
}

impl Submissions {
    fn get(&self, base: Base) -> Result<&Honest, Failed> {
        let place = match base {
            Base::Plain => &self.plain,
            Base::Excused => &self.excused,
            Base::Resumed => &self.resumed,
            Base::Challenged => &self.challenged,
        };
        place.get_or_init(|| Honest::new(base).map_err(|failed| failed.message().unwrap_or_default().to_owned())).as_ref().map_err(|why| why.as_str().into())
    }
}

/// What the union waives of the host of [`Base::Excused`].
const WAIVERS: &str = r#"
user-info:
  scope: {requirement: open/getUserInfo/present, member: Example Corp, product: Reference host, versions: ">=1.0 <2"}
  reason: {en: The account service is being moved., zh: 帐号服务正在迁移。}
  link: https://union.example/decisions/1
  issued: 2020-01-01
  expires: 2999-12-31
of-another-version:
  scope: {requirement: open/getUserInfo/present, member: Example Corp, product: Reference host, versions: ">=2.0"}
  reason: {en: The account service is being moved., zh: 帐号服务正在迁移。}
  link: https://union.example/decisions/2
  issued: 2020-01-01
  expires: 2999-12-31
"#;

const DEVIATIONS: &str = "dialect: swan\ndeviations:\n  - {requirement: open/getUserInfo/present, reason: The account service is being moved., link: \"https://bugs.example/1\"}\n";

fn release(warehouse: &Warehouse) -> Result<Release, Failed> {
    let spec = Spec::load(warehouse).map_err(|problems| format!("{problems:?}"))?;
    let cases = Cases::load(warehouse).map_err(|problems| format!("{problems:?}"))?;
    Ok(Release::new(spec, cases))
}

impl Honest {
    /// Runs a small plan on the reference host, and submits it.
    fn new(base: Base) -> Result<Self, Failed> {
        let folder = tempfile::tempdir()?;
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("harness/reference/host.yaml"))?;
        let (before, rest) = text.split_once("  features:").ok_or("the manifest claims no features")?;
        let (_, after) = rest.split_once("]\n").ok_or("the list of features has no end")?;
        let root = (base == Base::Excused).then(|| folder.path().join("root"));
        let known = if base == Base::Excused { DEVIATIONS } else { "dialect: swan\n" };
        let text = format!("{before}  features: [protocol, timers, env, account]\n{after}")
            .replace("dialect: swan\n", known)
            .replace("version: built-in", "version: 1.0.0")
            .replace("member: minicert", "member: Example Corp");
        fs::write(folder.path().join("host.yaml"), text)?;
        let mut command = vec!["run", "host.yaml", "--sessions", "1", "--out", "run"];
        if base == Base::Challenged {
            command.extend(["--challenge", NONCE]);
        }
        if let Some(root) = &root {
            suite::write(root, WAIVERS, |path| path.starts_with("spec/") || path.starts_with("cases/"))?;
            command.extend(["--root", "root"]);
        }
        let said = program::minicert_in(folder.path(), &command)?;
        if said.code != Some(1) {
            return Err(format!("the run ended with {:?}:\n{}{}", said.code, said.stdout, said.stderr).into());
        }
        let run = folder.path().join("run");
        if base == Base::Resumed {
            interrupted(&run)?;
            let said = program::minicert_in(folder.path(), &[&command[..], &["--resume"]].concat())?;
            if said.code != Some(1) || !said.stderr.contains("which had no end") {
                return Err(format!("the continued run ended with {:?}:\n{}{}", said.code, said.stdout, said.stderr).into());
            }
        }
        let release = release(&Warehouse::open(root.as_deref()).map_err(|error| error.to_string())?)?;
        if base == Base::Excused {
            let certificate: serde_json::Value = serde_json::from_str(&fs::read_to_string(run.join("certificate.json"))?)?;
            suite::write_record(&run, certificate["host"]["build"].as_str().ok_or("the run has no build")?)?;
        }
        let (submission, _) = submit(std::slice::from_ref(&run), &folder.path().join("reports"), false)?;
        Ok(Self { release, root, run, submission, _folder: folder })
    }

    /// As the union does, whose file of waivers may be another by then.
    fn verify(&self, folder: &Path, edits: &[Edit]) -> Result<Verified, Failed> {
        let edits: Vec<&Edit> = edits.iter().filter(|edit| edit.file == UNION).collect();
        let Some(root) = self.root.as_ref().filter(|_| !edits.is_empty()) else { return Ok(verify(folder, &self.release)) };
        let other = tempfile::tempdir()?;
        copied(root, other.path())?;
        for edit in edits {
            edit_file(&other.path().join("spec/waivers.yaml"), edit)?;
        }
        Ok(verify(folder, &release(&Warehouse::folder(other.path()).map_err(|error| error.to_string())?)?))
    }
}

/// The file of an edit that is the union's.
const UNION: &str = "union";

fn accepted(honest: &Honest) -> Result<(), Failed> {
    let Verified { submission, objections } = honest.verify(&honest.submission, &[])?;
    match submission {
        Some(submission) if objections.is_empty() && submission.verdict == Verdict::Fail && submission.reasons.len() == 1 => Ok(()),
        other => Err(format!("{other:?}\n{objections:#?}").into()),
    }
}

/// Leaves of a run what one leaves that is killed while it writes one of the last attempts.
fn interrupted(run: &Path) -> Result<(), Failed> {
    let path = run.join("transcript.jsonl");
    let text = fs::read_to_string(&path)?;
    let attempts: Vec<usize> = text.match_indices(",\"line\":\"attempt\",").map(|(at, _)| at).collect();
    let last = attempts.len().checked_sub(LOST).and_then(|place| attempts.get(place)).ok_or("the run has too few attempts")?;
    fs::remove_file(run.join("certificate.json"))?;
    Ok(fs::write(&path, &text[..last + 20])?)
}

/// So many attempts are made after the interruption.
const LOST: usize = 12;

/// It is accepted where nobody asks for more, and where the union asks for what it answers.
fn challenged(honest: &Honest) -> Result<(), Failed> {
    accepted(honest)?;
    let Verified { submission, .. } = honest.verify(&honest.submission, &[])?;
    let submission = submission.ok_or("there is no submission")?;
    let objection = unanswered(&submission, &NONCE.parse()?);
    if objection.is_none() && submission.runs[0].challenge.as_deref() == Some(NONCE) { Ok(()) } else { Err(format!("{objection:?}\n{submission:?}").into()) }
}

/// What is wrong with a submission, with what the union asked for.
fn objections(verified: &Verified, alteration: &Alteration) -> Result<Vec<Objection>, Failed> {
    let mut objections = verified.objections.clone();
    if let (Some(submission), Some(nonce)) = (&verified.submission, &alteration.asks) {
        objections.extend(unanswered(submission, &nonce.parse()?));
    }
    Ok(objections)
}

/// The failure is waived, and what needs a person was seen by one: the run alone is incomplete, the submission is a pass.
fn excused(honest: &Honest) -> Result<(), Failed> {
    let certificate: serde_json::Value = serde_json::from_str(&fs::read_to_string(honest.run.join("certificate.json"))?)?;
    let reasons = certificate["reasons"].as_array().ok_or("the certificate has no reasons")?;
    let omitted = reasons.len() == 1 && reasons[0]["id"] == "open/setTimeout/each-runs";
    let excuses = (certificate["waivers"][0]["outcome"] == "waived", certificate["deviations"][0]["outcome"] == "known", certificate["waivers"].as_array().map(Vec::len));
    if certificate["verdict"] != "incomplete" || !omitted || excuses != (true, true, Some(1)) {
        return Err(format!("{reasons:?} {excuses:?}").into());
    }
    let Verified { submission, objections } = honest.verify(&honest.submission, &[])?;
    match submission {
        Some(submission) if objections.is_empty() && submission.verdict == Verdict::Pass && submission.waived.len() == 1 && submission.manual.len() == 1 => Ok(()),
        other => Err(format!("{other:?}\n{objections:#?}").into()),
    }
}

/// The files of the submission are edited and left as they are.
fn as_outsider(honest: &Honest, alteration: &Alteration) -> Result<(), Failed> {
    let copy = tempfile::tempdir()?;
    copied(&honest.submission, copy.path())?;
    let runs = copy.path().join("runs");
    let run = fs::read_dir(&runs)?.next().ok_or("there is no run")??.path();
    for edit in alteration.edit.iter().filter(|edit| edit.file != UNION) {
        let path = match edit.file.as_str() {
            "manual" => copy.path().join("manual.yaml"),
            "evidence" => copy.path().join("evidence").join(sha256(suite::EVIDENCE.as_bytes())),
            "submission" => copy.path().join("submission.json"),
            "badge" => copy.path().join("badge.svg"),
            "certificate" => run.join("certificate.json"),
            "host" => run.join("host.yaml"),
            "transcript" => run.join("transcript.jsonl.zst"),
            other => copy.path().join(other),
        };
        if edit.file == "transcript" && edit.line.is_some() {
            let lines = edited_lines(&unpacked(&path)?, edit)?;
            fs::write(&path, zstd::encode_all(lines.concat().as_bytes(), 3)?)?;
        } else {
            edit_file(&path, edit)?;
        }
    }
    let objections = objections(&honest.verify(copy.path(), &alteration.edit)?, alteration)?;
    if objections.iter().any(|objection| objection.id == alteration.outsider) {
        return Ok(());
    }
    Err(format!("expected {}, found {objections:#?}", alteration.outsider).into())
}

/// The run is edited, and everything that is computed from it is made anew.
fn as_member(honest: &Honest, alteration: &Alteration) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let run = folder.path().join("run");
    copied(&honest.run, &run)?;
    let transcript = run.join("transcript.jsonl");
    let mut lines: Vec<String> = fs::read_to_string(&transcript)?.split_inclusive('\n').map(str::to_owned).collect();
    for edit in &alteration.edit {
        match edit.file.as_str() {
            "host" => edit_file(&run.join("host.yaml"), edit)?,
            "manual" => edit_file(&run.join("manual.yaml"), edit)?,
            "evidence" => edit_file(&run.join("timer.png"), edit)?,
            UNION => {}
            "transcript" => lines = edited_lines(&lines, edit)?,
            other => return Err(format!("{other} would be made anew").into()),
        }
    }
    fs::write(&transcript, redone(&lines, &fs::read(run.join("host.yaml"))?).concat())?;
    let expected = alteration.member.as_deref();
    // What the program that lays it out refuses is refused by its reader with the same words.
    let submission = match submit(&[run], &folder.path().join("reports"), false) {
        Ok((submission, _)) => submission,
        Err(error) if Some(error.id) == expected => return Ok(()),
        Err(error) => return Err(format!("expected {expected:?}, was refused: {error}").into()),
    };
    let verified = honest.verify(&submission, &alteration.edit)?;
    let objections = objections(&verified, alteration)?;
    let said: Vec<String> = verified
        .submission
        .iter()
        .flat_map(|submission| submission.reasons.iter().map(|reason| format!("reason {}", reason.id)).chain([format!("verdict {}", submission.verdict.name())]))
        .collect();
    let found = match expected {
        Some(expected) if expected.contains(' ') => objections.is_empty() && said.iter().any(|said| said == expected),
        Some(expected) => objections.iter().any(|objection| objection.id == expected),
        None => objections.is_empty() && alteration.undetectable.is_some(),
    };
    if found { Ok(()) } else { Err(format!("expected {expected:?}, found {said:?} and {objections:#?}").into()) }
}

/// A transcript with its chain and its counts made anew.
fn redone(lines: &[String], manifest: &[u8]) -> Vec<String> {
    let kind = |line: &str, kind: &str| line.contains(&format!(",\"line\":\"{kind}\","));
    let bare = |line: &str| line.get(75..).map(|rest| rest.trim_end_matches('\n').to_owned()).unwrap_or_default();
    let mut plan = String::new();
    for line in lines.iter().filter(|line| kind(line, "trial") || kind(line, "omission")) {
        // A line of the plan without its link and its kind.
        let rest = bare(line);
        let rest = rest.split_once("\",").map_or("", |(_, rest)| rest);
        plan.push_str(&format!("{{{rest}\n"));
    }
    let count = |what: &str| lines.iter().filter(|line| kind(line, what)).count();
    let mut redone = Vec::new();
    let mut prev = "0".repeat(64);
    for line in lines {
        let mut text = bare(line);
        if kind(line, "header") {
            text = replaced(&text, "\"plan\":\"", &sha256(plan.as_bytes()));
            text = replaced(&text, "\"manifest\":\"", &sha256(manifest));
        } else if kind(line, "begin") {
            text = format!("\"line\":\"begin\",\"trials\":{},\"omissions\":{}}}", count("trial"), count("omission"));
        } else if let (true, Some(before)) = (kind(line, "segment"), line.get(9..73))
            && before != "0".repeat(64)
            && text.contains(before)
        {
            // One that the run wrote names the line before it, whatever that line has come to.
            text = text.replacen(before, &prev, 1);
        } else if kind(line, "footer")
            && let Some((start, rest)) = text.split_once("\"attempts\":")
            && let Some((_, rest)) = rest.split_once(',')
        {
            text = format!("{start}\"attempts\":{},{rest}", count("attempt"));
        }
        let torn = if line.ends_with('\n') { "\n" } else { "" };
        let line = format!("{{\"prev\":\"{prev}\",{text}{torn}");
        prev = sha256(line.as_bytes());
        redone.push(line);
    }
    redone
}

/// Another hash behind a key.
fn replaced(text: &str, key: &str, hash: &str) -> String {
    match text.find(key) {
        Some(at) => format!("{}{hash}{}", &text[..at + key.len()], text.get(at + key.len() + 64..).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn edited_lines(lines: &[String], edit: &Edit) -> Result<Vec<String>, Failed> {
    let kind = edit.line.as_deref().unwrap_or_default();
    let is = |line: &String| line.contains(&format!(",\"line\":\"{kind}\",")) && line.contains(&edit.with);
    let mut places: Vec<usize> = (0..lines.len()).filter(|place| is(&lines[*place])).collect();
    let first = *places.first().ok_or_else(|| format!("no line {kind} holds {:?}", edit.with))?;
    if !edit.all || edit.find.is_some() && kind != "attempt" {
        places.truncate(1);
    }
    let mut edited = lines.to_vec();
    if let Some(text) = &edit.insert {
        edited.insert(first, format!("{{\"prev\":\"{}\",{text}}}\n", "0".repeat(64)));
    } else if edit.drop {
        places.iter().rev().for_each(|place| drop(edited.remove(*place)));
    } else if let Some(other) = &edit.exchange {
        let other = lines.iter().position(|line| line.contains(other.as_str())).ok_or("there is no line to exchange it with")?;
        edited.swap(first, other);
    } else if edit.moved.is_some() {
        let line = edited.remove(first);
        edited.push(line);
    } else if let Some(cut) = edit.cut {
        let kept = edited[first].len() - cut;
        edited[first].truncate(kept);
    } else {
        if edit.double {
            edited.insert(first + 1, lines[first].clone());
            places = vec![first + 1];
        }
        for place in places.iter().filter(|_| edit.find.is_some()) {
            edited[*place] = edited_text(&edited[*place], edit)?;
        }
    }
    Ok(edited)
}

fn edited_text(text: &str, edit: &Edit) -> Result<String, Failed> {
    let find = edit.find.as_deref().unwrap_or_default();
    let put = edit.put.as_deref().unwrap_or_default().repeat(edit.times.unwrap_or(1));
    if !text.contains(find) {
        return Err(format!("nothing reads {find:?}").into());
    }
    let mut text = if edit.all { text.replace(find, &put) } else { text.replacen(find, &put, 1) };
    if let (Some(and), Some(to)) = (&edit.and, &edit.to) {
        text = text.replacen(and.as_str(), to, 1);
    }
    Ok(text)
}

fn edit_file(path: &Path, edit: &Edit) -> Result<(), Failed> {
    if edit.remove {
        fs::remove_file(path)?;
    } else if let Some(target) = &edit.link {
        fs::remove_file(path)?;
        std::os::unix::fs::symlink(target, path)?;
    } else if let Some(bytes) = &edit.bytes {
        fs::write(path, bytes)?;
    } else if let Some(zeros) = edit.zeros {
        fs::write(path, zstd::encode_all(std::io::Read::take(std::io::repeat(0), zeros), 1)?)?;
    } else if edit.find.is_some() {
        fs::write(path, edited_text(&fs::read_to_string(path)?, edit)?)?;
    } else if let Some(text) = &edit.put {
        path.parent().map(fs::create_dir_all).transpose()?;
        fs::write(path, text.repeat(edit.times.unwrap_or(1)))?;
    } else {
        let mut value: BTreeMap<String, serde_json::Value> = serde_json::from_str(&fs::read_to_string(path)?)?;
        if let Some(list) = &edit.empty {
            value.insert(list.clone(), serde_json::json!([]));
        } else if let Some(list) = &edit.repeated
            && let Some(items) = value.get_mut(list).and_then(serde_json::Value::as_array_mut)
        {
            items.extend(items.clone());
        }
        fs::write(path, serde_json::to_string_pretty(&value)?)?;
    }
    Ok(())
}

fn unpacked(path: &Path) -> Result<Vec<String>, Failed> {
    let text = String::from_utf8(zstd::decode_all(fs::File::open(path)?)?)?;
    Ok(text.split_inclusive('\n').map(str::to_owned).collect())
}

fn copied(from: &Path, to: &Path) -> Result<(), Failed> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() { copied(&entry.path(), &target)? } else { fs::copy(entry.path(), target).map(|_| ())? }
    }
    Ok(())
}
