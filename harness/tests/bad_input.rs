//! Whatever is wrong with what the program is given, it says so once: where, what, a stable id, how to mend it; with the
//! right exit code, without a panic, and without touching what it was given.
//!
//! `bad_input/*.txtar` are commands with their files and what they say, whole (`UPDATE_EXPECTED=1` writes what came out);
//! `bad_input/transcripts.rs` are the ways in which a transcript can be wrong. Some need Chromium.

#[path = "support/closed.rs"]
mod closed;
#[path = "bad_input/commands.rs"]
mod commands;
#[path = "support/program.rs"]
mod program;
#[path = "support/record.rs"]
mod record;
#[path = "bad_input/transcripts.rs"]
mod transcripts;
#[path = "support/txtar.rs"]
mod txtar;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let trials = commands::trials().into_iter().chain(transcripts::trials()).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
