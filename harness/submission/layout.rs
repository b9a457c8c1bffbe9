//! Lays out a member's folder from the folders of its runs.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ManualCheck;
use super::{BADGE, CERTIFICATE, EVIDENCE, MANIFEST, MANUAL, RUNS, SUBMISSION, Submission, TRANSCRIPT, badge, json, manual, summary};
use crate::certificate::Certificate;
use crate::certify::Draft;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::report;
use crate::run;
use crate::transcript::Reader;
use crate::value::hex;

/// How hard a transcript is compressed: harder takes ten times as long for a tenth less.
const EFFORT: i32 = 9;

/// Writes `reports/<member>/<product>/<version>/` below a root; the folder and what is in it. What was there before is
/// replaced only when asked for.
pub fn submit(runs: &[PathBuf], root: &Path, force: bool) -> Result<(PathBuf, Submission)> {
    submit_with(runs, None, root, force)
}

/// The same with what a person saw: a record that is given, or the `manual.yaml` beside a run.
pub fn submit_with(runs: &[PathBuf], record: Option<&Path>, root: &Path, force: bool) -> Result<(PathBuf, Submission)> {
    let (mut named, mut manifests) = (Vec::new(), Vec::new());
    for one in runs {
        let manifest = one.join(run::MANIFEST);
        manifests.push(fs::read_to_string(&manifest).map_err(|error| unreadable(&manifest, &error))?);
        named.push(judged(&one.join(run::TRANSCRIPT))?);
    }
    let record = match record {
        Some(given) => Some(given.to_owned()),
        None => beside(runs)?,
    };
    let seen = record.as_deref().map(|path| Seen::read(path, &named)).transpose()?;
    let submission = summary(&named, seen.as_ref().map_or(&[], |seen| &seen.checks)).map_err(|(id, why)| Error::usage(id, format!("these runs are no submission: {why}"), "run the host again with member: in its manifest, and build: where minicert does not serve it"))?;
    let folder = root.join(slug(&submission.member)?).join(slug(&submission.product)?).join(slug(&submission.version)?);
    if folder.exists() {
        if !force {
            return Err(Error::usage("submission-exists", format!("{} is there already", folder.display()), "give --force to put these runs in its place"));
        }
        fs::remove_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
    }
    for ((one, manifest), (hash, certificate)) in runs.iter().zip(&manifests).zip(&named) {
        let place = folder.join(RUNS).join(hash);
        fs::create_dir_all(&place).map_err(|error| unwritable(&place, &error))?;
        pack(&one.join(run::TRANSCRIPT), hash, &place.join(TRANSCRIPT))?;
        write(&place.join(CERTIFICATE), report::json(certificate).as_bytes())?;
        write(&place.join(MANIFEST), manifest.as_bytes())?;
    }
    if let Some(seen) = &seen {
        seen.lay_out(&folder)?;
    }
    write(&folder.join(SUBMISSION), json(&submission).as_bytes())?;
    write(&folder.join(BADGE), badge::badge(&submission).as_bytes())?;
    Ok((folder, submission))
}

/// A transcript's hash, and what it comes to. It is read line by line, so that a large one needs no more memory.
fn judged(path: &Path) -> Result<(String, Certificate)> {
    // What is missing is the run's folder, not a transcript that was named.
    fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let mut reader = Reader::open(path)?;
    let mut draft = Draft::default();
    while let Some(line) = reader.next()? {
        draft.add(&line);
    }
    Ok((reader.digest(), draft.finish(reader.last(), reader.torn())?))
}

/// Compresses a transcript piece by piece. It has been judged, and has to be the same still.
fn pack(from: &Path, hash: &str, to: &Path) -> Result<()> {
    let source = File::open(from).map_err(|error| unreadable(from, &error))?;
    let mut source = Hashed { source, digest: Sha256::new() };
    let target = File::create(to).map_err(|error| unwritable(to, &error))?;
    zstd::stream::copy_encode(&mut source, target, EFFORT).map_err(|error| unwritable(to, &error))?;
    if hex(&source.digest.finalize()) == hash {
        return Ok(());
    }
    Err(Error::usage("run-changing", format!("{} changed while it was read", from.display()), "submit the run when it has ended, with --force"))
}

/// What is read, and the hash of it.
struct Hashed {
    source: File,
    digest: Sha256,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.digest.update(&buffer[..read]);
        Ok(read)
    }
}

/// The record that lies beside a run. Two would each say what a person saw of the one build.
fn beside(runs: &[PathBuf]) -> Result<Option<PathBuf>> {
    let found: Vec<PathBuf> = runs.iter().map(|run| run.join(MANUAL)).filter(|path| path.exists()).collect();
    match found.as_slice() {
        [one, other, ..] => Err(Error::usage("manual-two", format!("{} and {} both say what a person saw", one.display(), other.display()), "give the one that counts with --manual")),
        found => Ok(found.first().cloned()),
    }
}

/// A record of what a person saw, with the files that show it.
struct Seen {
    text: String,
    checks: Vec<ManualCheck>,
    /// Hash → where the file is.
    evidence: BTreeMap<String, PathBuf>,
}

impl Seen {
    /// Refuses what the reader of the submission would refuse.
    fn read(path: &Path, runs: &[(String, Certificate)]) -> Result<Self> {
        let name = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|error| Error::usage("manual-unreadable", format!("failed to read {name}: {error}"), "give --manual the record of what a person saw"))?;
        let document = manual::read(&name, &text)?;
        if let Some(misfit) = manual::misfits(&document, &runs.iter().map(|(_, certificate)| certificate).collect::<Vec<_>>()).into_iter().next() {
            return Err(misfit.into());
        }
        let mut evidence = BTreeMap::new();
        for (index, check) in document.value.checks.iter().enumerate() {
            let file = path.with_file_name(&check.evidence.file);
            let refuse = |id, message: String| Error::from(Diagnostic::new(id, document.place(&format!("/checks/{index}/evidence")), message, "give the file, and what `sha256sum` says of it"));
            let (hash, _) = manual::hashed(&file).map_err(|error| refuse("evidence-missing", format!("failed to read {}: {error}", file.display())))?;
            if hash != check.evidence.sha256 {
                return Err(refuse("evidence-edited", format!("{} hashes to {hash}", file.display())));
            }
            evidence.insert(hash, file);
        }
        Ok(Self { text, checks: document.value.checks, evidence })
    }

    fn lay_out(&self, folder: &Path) -> Result<()> {
        write(&folder.join(MANUAL), self.text.as_bytes())?;
        let place = folder.join(EVIDENCE);
        fs::create_dir_all(&place).map_err(|error| unwritable(&place, &error))?;
        for (hash, file) in &self.evidence {
            let copy = place.join(hash);
            fs::copy(file, &copy).map_err(|error| unwritable(&copy, &error))?;
        }
        Ok(())
    }
}

/// A name as a folder: lower case, with a dash for what is neither letter, digit nor dot.
fn slug(name: &str) -> Result<String> {
    let mut slug = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            _ if letter.is_alphanumeric() => slug.push(letter),
            '.' if !slug.is_empty() => slug.push('.'),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_end_matches(['-', '.']).to_owned();
    if slug.is_empty() { Err(Error::usage("submission-name", format!("{name:?} names no folder"), "use letters and digits")) } else { Ok(slug) }
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).map_err(|error| unwritable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::usage("run-unreadable", format!("failed to read {}: {error}", path.display()), "give the folder that a run wrote (--out)")
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::new("out-unwritable", format!("failed to write {}: {error}", path.display()), "give a folder that can be written")
}

#[cfg(test)]
mod tests {
    use super::{pack, slug};
    use crate::value::sha256;

    #[test]
    fn a_transcript_that_changed_since_it_was_judged_is_not_laid_out() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("transcript.jsonl"), folder.path().join("transcript.jsonl.zst"));
        std::fs::write(&from, "as it was").unwrap();
        pack(&from, &sha256(b"as it was"), &to).unwrap();
        assert_eq!(zstd::decode_all(std::fs::File::open(&to).unwrap()).unwrap(), b"as it was");
        std::fs::write(&from, "as it was, and more").unwrap();
        assert_eq!(pack(&from, &sha256(b"as it was"), &to).unwrap_err().id, "run-changing");
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for (name, folder) in [("Example Corp.", "example-corp"), ("../../etc", "etc"), ("3.0.1-beta", "3.0.1-beta"), ("手机浏览器", "手机浏览器"), ("a/b\\c", "a-b-c")] {
            assert_eq!(slug(name).unwrap(), folder, "{name}");
        }
        for name in ["..", "/", "", "—"] {
            assert_eq!(slug(name).unwrap_err().id, "submission-name", "{name:?}");
        }
    }
}
