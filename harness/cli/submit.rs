//! `digest`, `submit`, `verify`: from the runs of a build to a submission, and what it is worth.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Outcome, Source, print, print_json, quoted};
use crate::certificate::Verdict;
use crate::digest;
use crate::generate::Nonce;
use crate::plan::SEED;
use crate::report::visible;
use crate::submission::{self, Objection, Release, Verified};

#[derive(Debug, Args)]
pub struct Digest {
    /// The host's package, or the folder that is served.
    path: PathBuf,
}

impl Digest {
    pub fn run(self) -> Outcome {
        print(&format!("{}\n", digest::of(&self.path)?))?;
        Ok(0)
    }
}

#[derive(Debug, Args)]
pub struct Submit {
    /// The folders that runs wrote: of one build, in one browser or several.
    #[arg(required = true, value_name = "DIR")]
    runs: Vec<PathBuf>,
    /// The folder that holds the members' folders.
    #[arg(long, default_value = "reports", value_name = "DIR")]
    to: PathBuf,
    /// What a person saw of the trials that need one [default: the manual.yaml in the folder of a run].
    #[arg(long, value_name = "FILE")]
    manual: Option<PathBuf>,
    /// Put these runs in the place of what was submitted of this version before.
    #[arg(long)]
    force: bool,
}

impl Submit {
    pub fn run(self) -> Outcome {
        let (folder, submission) = submission::submit_with(&self.runs, self.manual.as_deref(), &self.to, self.force)?;
        print(&format!("{}: {} {} of {}\n", submission.verdict.name().to_uppercase(), submission.product, submission.version, submission.member))?;
        print(&format!("submission: {}\ncheck it as the union does: minicert verify {}\n", folder.display(), quoted(&folder)))?;
        Ok(u8::from(submission.verdict != Verdict::Pass))
    }
}

#[derive(Debug, Args)]
pub struct Verify {
    /// The folder of a submission.
    folder: PathBuf,
    /// The nonce that the union gave: a run has to answer it.
    #[arg(long, value_name = "NONCE")]
    challenge: Option<Nonce>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
    /// Hold the plan against spec/ and cases/ below this folder instead of those inside this binary.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

impl Verify {
    /// 0 when the submission is what it says, whatever its verdict; 1 when it is not.
    pub fn run(self) -> Outcome {
        let loaded = Source { root: self.root, seed: SEED }.load()?;
        let Verified { submission, mut objections } = submission::verify(&self.folder, &Release::new(loaded.spec, loaded.cases));
        let asked = submission.as_ref().zip(self.challenge.as_ref());
        objections.extend(asked.and_then(|(submission, nonce)| submission::unanswered(submission, nonce)));
        if self.json {
            let objections: Vec<_> = objections.iter().map(|Objection { id, place, message }| json!({"id": id, "place": place, "message": message})).collect();
            print_json(&json!({"format": 1, "accepted": objections.is_empty(), "objections": objections, "submission": submission}))?;
            return Ok(u8::from(!objections.is_empty()));
        }
        for Objection { id, place, message } in &objections {
            print(&format!("{}: [{id}] {}\n", visible(place), visible(message)))?;
        }
        match (&submission, objections.len()) {
            (Some(submission), 0) => print(&format!(
                "accepted: {} {} of {}, build {}: {}\n",
                visible(&submission.product),
                visible(&submission.version),
                visible(&submission.member),
                submission.build,
                submission.verdict.name()
            ))?,
            (_, 1) => print("refused for one reason\n")?,
            (_, number) => print(&format!("refused for {number} reasons\n"))?,
        }
        Ok(u8::from(!objections.is_empty()))
    }
}
