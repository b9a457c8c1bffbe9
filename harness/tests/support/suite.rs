//! A suite of a test's own: that of the binary, or a part of it, with what the union waives and a case that needs a person, and
//! what a person writes down who saw it pass.
#![allow(dead_code, reason = "each test target uses a part of it")]

use std::fs;
use std::io::Result;
use std::path::Path;

use minicert::spec::SOAK;
use minicert::value::sha256;

/// A case that nothing here can make.
const PERSON: &str = "
brief: A person sees that a timer runs.
needs: [person]
steps:
  - call: {api: setTimeout, args: [{$listener: {name: tick}}, 10]}
  - await: {listener: tick}
checks:
  - requirement: open/setTimeout/each-runs
    expect: {heard: {listener: tick, times: 1}}
";

/// The picture that shows what the person saw.
pub const EVIDENCE: &str = "a picture of a timer that ran";

/// Writes the files of the binary's suite that are to be in it, and what is added. None of its cases is on probation.
pub fn write(root: &Path, waivers: &str, keeps: impl Fn(&str) -> bool) -> Result<()> {
    let kept = minicert::embedded::FILES.iter().copied().filter(|(path, _)| keeps(path) && *path != SOAK);
    for (path, text) in kept.chain([("spec/waivers.yaml", waivers), ("cases/open/setTimeout/is-seen-to-run.yaml", PERSON)]) {
        let file = root.join(path);
        file.parent().map(fs::create_dir_all).transpose()?;
        fs::write(file, text)?;
    }
    Ok(())
}

/// Writes the record of what the person saw beside a run of a build.
pub fn write_record(run: &Path, build: &str) -> Result<()> {
    fs::write(run.join("timer.png"), EVIDENCE)?;
    let record = format!(
        "build: {build}\nbuilt: 2020-01-01T00:00:00Z\nchecks:\n  - trial: open/setTimeout/is-seen-to-run\n    requirement: open/setTimeout/each-runs\n    who: Jane Doe\n    when: 2021-01-01T00:00:00Z\n    seen: The timer ran.\n    outcome: pass\n    evidence: {{file: timer.png, sha256: {}}}\n",
        sha256(EVIDENCE.as_bytes())
    );
    fs::write(run.join("manual.yaml"), record)
}
