//! `judge --suite`: a stored transcript by the checks of another suite.

use std::path::Path;

use super::{Failure, Outcome, Source, print, print_json};
use crate::error::Error;
use crate::plan::SEED;
use crate::rejudge::Rejudging;
use crate::report::rejudged;
use crate::transcript::Reader;

/// What stands for the spec and the cases inside this binary.
const BUILTIN: &str = "builtin";

/// 0 where nothing changes, 1 where something does.
pub fn run(transcript: &Path, suite: &Path, json: bool) -> Outcome {
    let root = (suite != Path::new(BUILTIN)).then(|| suite.to_owned());
    let loaded = Source { root, seed: SEED }.load()?;
    // Read line by line, so that a large one needs no more memory.
    let mut reader = Reader::open(transcript)?;
    let mut rejudging = Rejudging::new(&loaded.spec, &loaded.cases);
    while let Some(line) = reader.next()? {
        rejudging.add(&line);
    }
    let Some(rejudged) = rejudging.finish() else {
        return Err(Failure::Error(Error::usage("transcript-foreign", "the transcript does not begin with a header line", "give the transcript.jsonl of a run")));
    };
    if json { print_json(&rejudged)? } else { print(&rejudged::text(&rejudged))? }
    Ok(u8::from(!rejudged.checks.is_empty() || !rejudged.requirements.is_empty()))
}
