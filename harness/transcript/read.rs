//! Reads a transcript and proves its chain. A torn last line is said; anything else that does not fit is an error.

use std::io::Read;
use std::path::Path;

use serde::Deserialize;

use super::order::Order;
use super::{FORMAT, GENESIS, Line, Link, OLDEST};
use crate::error::{Error, Result, json_fault};
use crate::value::sha256;

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
    let unreadable = |error: std::io::Error| {
        Error::usage("transcript-unreadable", format!("failed to read {}: {error}", path.display()), "give the path of a transcript.jsonl or transcript.jsonl.zst")
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let source: Box<dyn Read> =
        if path.extension().is_some_and(|extension| extension == "zst") { Box::new(zstd::Decoder::new(file).map_err(unreadable)?) } else { Box::new(file) };
    match at_most(LARGEST, source).map_err(unreadable)? {
        Some(bytes) => parse(&path.display().to_string(), &bytes),
        None => {
            let message = format!("{} holds more than {} MB", path.display(), LARGEST >> 20);
            Err(Error::usage("transcript-too-large", message, "no run writes so much: ask for the original"))
        }
    }
}

/// What a source holds, when it is no more than this; a small file may unpack to any amount.
fn at_most(limit: u64, source: impl Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    source.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// Reads the bytes of a transcript; `name` is for messages.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Record> {
    let mut record = Record { lines: Vec::new(), last: GENESIS.to_owned(), whole: 0, torn: None };
    let mut order = Order::default();
    let mut rest = bytes;
    while !rest.is_empty() {
        let number = record.lines.len() as u64 + 1;
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            record.torn = Some(Torn { line: number, bytes: rest.len() as u64 });
            break;
        };
        let bytes = &rest[..=end];
        if number == 1 {
            begins(name, bytes)?;
        }
        let line = read_line(name, number, bytes, &record.last)?;
        order.next(&line, bytes, &record.last).map_err(|(id, why)| Error::usage(id, format!("{name}:{number}: {why}"), ALTERED))?;
        record.lines.push(line);
        record.last = sha256(bytes);
        record.whole += bytes.len() as u64;
        rest = &rest[end + 1..];
    }
    if record.lines.is_empty() { Err(foreign(name)) } else { Ok(record) }
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
    if line.len() > LONGEST {
        return Err(Error::usage("transcript-line-too-long", format!("{name}:{number}: a line of {} bytes", line.len()), "no run writes such a line: ask for the original"));
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
    use super::at_most;

    #[test]
    fn what_unpacks_to_too_much_is_given_up() {
        let packed = zstd::encode_all(vec![b' '; 1 << 20].as_slice(), 3).unwrap();
        assert!(packed.len() < 1_000);
        let unpacked = || zstd::Decoder::new(packed.as_slice()).unwrap();
        assert_eq!(at_most((1 << 20) - 1, unpacked()).unwrap(), None);
        assert_eq!(at_most(1 << 20, unpacked()).unwrap().map(|bytes| bytes.len()), Some(1 << 20));
    }
}
