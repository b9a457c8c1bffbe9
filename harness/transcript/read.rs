//! Reads a transcript and proves its chain. A torn last line is said; anything else that does not fit is an error.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::order::Order;
use super::{FORMAT, GENESIS, Line, Link, OLDEST, keys};
use crate::error::{Error, Result, json_fault};
use crate::value::{hex, sha256};

/// The most that is read of a transcript, unpacked; the largest that was seen has a twentieth of it.
const LARGEST: u64 = 1 << 30;

/// The longest line that is read. An observation is capped far below it.
const LONGEST: usize = 64 << 20;

const ALTERED: &str = "a line was edited, removed, added or moved: ask for the original";

/// A transcript as read.
#[derive(Clone, Debug)]
pub struct Record {
    pub lines: Vec<Line>,
    /// Hash of the last whole line.
    pub last: String,
    /// Bytes up to the end of the last whole line.
    pub whole: u64,
    pub torn: Option<Torn>,
}

/// The last line has no end: the run was interrupted while it was written.
#[derive(Clone, Debug)]
pub struct Torn {
    /// From 1.
    pub line: u64,
    pub bytes: u64,
}

/// Reads `transcript.jsonl`, or `.jsonl.zst` where stored.
pub fn open(path: &Path) -> Result<Record> {
    Reader::open(path)?.record()
}

/// Reads the bytes of a transcript; `name` is for messages.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Record> {
    Reader::new(name, bytes).record()
}

/// Reads a transcript line by line, and proves its chain as it goes: what lies behind is not kept.
pub struct Reader<'a> {
    name: String,
    source: BufReader<Box<dyn Read + 'a>>,
    order: Order,
    buffer: Vec<u8>,
    lines: u64,
    last: String,
    whole: u64,
    /// Over all bytes, torn ones too.
    digest: Sha256,
    torn: Option<Torn>,
}

impl<'a> Reader<'a> {
    /// Of `transcript.jsonl`, or `.jsonl.zst` where stored.
    pub fn open(path: &Path) -> Result<Reader<'static>> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
        if path.extension().is_some_and(|extension| extension == "zst") {
            let unpacked = zstd::Decoder::new(file).map_err(|error| unreadable(&name, &error))?;
            Ok(Reader::new(&name, unpacked))
        } else {
            Ok(Reader::new(&name, file))
        }
    }

    /// `name` is for messages.
    pub fn new(name: &str, source: impl Read + 'a) -> Self {
        Self {
            name: name.to_owned(),
            source: BufReader::new(Box::new(source)),
            order: Order::default(),
            buffer: Vec::new(),
            lines: 0,
            last: GENESIS.to_owned(),
            whole: 0,
            digest: Sha256::new(),
            torn: None,
        }
    }

    /// The next whole line; nothing at the end, where [`Reader::torn`] says whether a line has none.
    #[expect(clippy::should_implement_trait, reason = "an error ends it, and an iterator would go on")]
    pub fn next(&mut self) -> Result<Option<Line>> {
        let number = self.lines + 1;
        self.buffer.clear();
        // One byte more than is allowed shows that there is more; a small file may unpack to any amount.
        let most = (LONGEST as u64 + 1).min(LARGEST + 1 - self.whole);
        let read = (&mut self.source).take(most).read_until(b'\n', &mut self.buffer).map_err(|error| unreadable(&self.name, &error))?;
        self.digest.update(&self.buffer);
        if self.whole + read as u64 > LARGEST {
            let message = format!("{} holds more than {} MB", self.name, LARGEST >> 20);
            return Err(Error::usage("transcript-too-large", message, "no run writes so much: ask for the original"));
        }
        if read > LONGEST {
            return Err(Error::usage("transcript-line-too-long", format!("{}:{number}: a line of more than {} MB", self.name, LONGEST >> 20), "no run writes such a line: ask for the original"));
        }
        if !self.buffer.ends_with(b"\n") {
            self.torn = (read > 0).then_some(Torn { line: number, bytes: read as u64 });
            return if self.lines == 0 { Err(foreign(&self.name)) } else { Ok(None) };
        }
        if number == 1 {
            begins(&self.name, &self.buffer)?;
        }
        let line = read_line(&self.name, number, &self.buffer, &self.last)?;
        self.order.next(&line, &self.buffer, &self.last).map_err(|(id, why)| Error::usage(id, format!("{}:{number}: {why}", self.name), ALTERED))?;
        self.lines = number;
        self.last = sha256(&self.buffer);
        self.whole += read as u64;
        Ok(Some(line))
    }

    /// Hash of the last whole line.
    pub fn last(&self) -> &str {
        &self.last
    }

    /// The last line, where it has no end.
    pub fn torn(&self) -> Option<&Torn> {
        self.torn.as_ref()
    }

    /// SHA-256 of everything that was read.
    pub fn digest(&self) -> String {
        hex(&self.digest.clone().finalize())
    }

    /// All that is left, kept.
    fn record(mut self) -> Result<Record> {
        let mut lines = Vec::new();
        while let Some(line) = self.next()? {
            lines.push(line);
        }
        Ok(Record { lines, last: self.last, whole: self.whole, torn: self.torn })
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Error {
    Error::usage("transcript-unreadable", format!("failed to read {name}: {error}"), "give the path of a transcript.jsonl or transcript.jsonl.zst")
}

/// What the first line of every format has.
#[derive(Deserialize)]
struct Beginning {
    line: String,
    format: u32,
}

/// Looked at before anything else is read, because another format may have other lines.
fn begins(name: &str, bytes: &[u8]) -> Result<()> {
    match serde_json::from_slice::<Beginning>(bytes) {
        Ok(Beginning { line, format }) if line == "header" && (OLDEST..=FORMAT).contains(&format) => Ok(()),
        Ok(Beginning { line, format }) if line == "header" => Err(Error::usage(
            "transcript-format",
            format!("{name} has format {format}, this minicert reads the formats {OLDEST} to {FORMAT}"),
            "use the minicert version that wrote it",
        )),
        _ => Err(foreign(name)),
    }
}

fn foreign(name: &str) -> Error {
    Error::usage("transcript-foreign", format!("{name} does not begin with a header line"), "give the transcript.jsonl of a run")
}

fn read_line(name: &str, number: u64, line: &[u8], last: &str) -> Result<Line> {
    if let Some(key) = keys::doubled(line) {
        return Err(Error::usage("transcript-line", format!("{name}:{number}: the key {key:?} stands twice in one object"), ALTERED));
    }
    let link: Link = serde_json::from_slice(line).map_err(|error| {
        Error::usage("transcript-line", format!("{name}:{number}:{}: {}", error.column(), json_fault(&error)), "the file was changed or is no transcript: ask for the original")
    })?;
    if link.prev != last {
        return Err(Error::usage(
            "transcript-chain",
            format!("{name}:{number}: the line does not follow from the one before it: it names {}, that one hashes to {last}", link.prev),
            ALTERED,
        ));
    }
    Ok(link.line)
}

#[cfg(test)]
mod tests {
    use super::Reader;

    #[test]
    fn what_unpacks_to_too_much_is_given_up() {
        let packed = zstd::encode_all(std::io::Read::take(std::io::repeat(b' '), 65 << 20), 1).unwrap();
        assert!(packed.len() < 10_000);
        let error = Reader::new("bomb", zstd::Decoder::new(packed.as_slice()).unwrap()).next().unwrap_err();
        assert_eq!(error.id, "transcript-line-too-long");
    }

    #[test]
    fn an_empty_file_is_no_transcript() {
        for bytes in [&b""[..], b"{", b"\n"] {
            assert_eq!(Reader::new("t", bytes).next().unwrap_err().id, "transcript-foreign");
        }
    }
}
