//! Whole runs by the real binary against the embedded reference host, in a real browser: certified, interrupted and
//! continued, broken and disturbed, with faults found, made smaller and kept. Needs Chromium; one test at a time has the machine.

#[path = "run/broken.rs"]
mod broken;
#[path = "run/certified.rs"]
mod certified;
#[path = "run/disasters.rs"]
mod disasters;
#[path = "run/faults.rs"]
mod faults;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/program.rs"]
mod program;
#[path = "run/resumed.rs"]
mod resumed;
#[path = "run/runs.rs"]
mod runs;
#[path = "run/steady.rs"]
mod steady;
#[path = "support/verdict.rs"]
mod verdict;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(1);
    let all = certified::ALL.into_iter().chain(resumed::ALL).chain(faults::ALL).chain(steady::ALL).chain(broken::ALL).chain(disasters::ALL);
    let trials = all.map(|(name, test)| Trial::test(name, test)).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}
