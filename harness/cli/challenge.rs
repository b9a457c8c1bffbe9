//! `challenge`: a nonce for a member to run with, and what it stands for.

use clap::Args;

use super::{Outcome, Source, print, print_json};
use crate::error::Error;
use crate::generate::Nonce;
use crate::list::{self, Filter};
use crate::plan;

#[derive(Debug, Args)]
pub struct Challenge {
    /// List what this nonce brings on top of the released set [default: draw a new nonce].
    #[arg(long, value_name = "HEX")]
    nonce: Option<Nonce>,
    /// Print the checks as JSON, as `minicert list` does.
    #[arg(long, requires = "nonce")]
    json: bool,
    #[command(flatten)]
    source: Source,
}

impl Challenge {
    /// A new nonce alone stands on standard output, so that it can be kept.
    pub fn run(self) -> Outcome {
        let Some(nonce) = &self.nonce else {
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes).map_err(|error| Error::new("no-randomness", format!("failed to draw a nonce: {error}"), "the operating system gives no random bytes"))?;
            let nonce = Nonce::of(bytes);
            print(&format!("{nonce}\n"))?;
            eprintln!("the member runs:   minicert run host.yaml --challenge {nonce}\nthe union checks:  minicert verify DIR --challenge {nonce}");
            return Ok(0);
        };
        let loaded = self.source.load()?;
        let rows = list::list(&plan::challenge_trials(&loaded.spec, nonce, None), &Filter::default());
        if self.json { print_json(&rows)? } else { print(&list::text(&rows))? }
        Ok(0)
    }
}
