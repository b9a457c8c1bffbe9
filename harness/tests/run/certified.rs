//! The reference host is certified, and what is narrowed certifies nothing.

use std::fs;

use libtest_mimic::Failed;
use minicert::certificate::Verdict;

use crate::program::minicert_in;
use crate::runs::{Test, clean, code, run, undisturbed, verdict};

pub const ALL: [Test; 4] = [
    ("reference/a-part-passes", a_part_passes),
    ("reference/one-trial-passes", one_trial_passes),
    ("reference/repeated-trials-agree", repeated_trials_agree),
    ("package/the-same-twice", the_same_package_twice),
];

fn a_part_passes() -> Result<(), Failed> {
    let run = undisturbed()?;
    code(&run.said, 0)?;
    let certificate = run.certificate()?;
    verdict(&certificate, Verdict::Incomplete, &["run-narrowed"])?;
    clean(&certificate)
}

fn one_trial_passes() -> Result<(), Failed> {
    let trial = "storage/setStorage/string-empty#async";
    let run = run(&["--only", trial])?;
    code(&run.said, 0)?;
    let certificate = run.certificate()?;
    verdict(&certificate, Verdict::Incomplete, &["run-narrowed"])?;
    if let Some(other) = certificate.checks.iter().find(|check| check.trial != trial) {
        return Err(format!("{} was run, too", other.trial).into());
    }
    clean(&certificate)
}

fn repeated_trials_agree() -> Result<(), Failed> {
    let run = run(&["--only", "storage/setStorage/string-empty#sync", "--only", "storage/clearStorage/leaves-no-keys#sync", "--repeat", "3"])?;
    code(&run.said, 0)?;
    let certificate = run.certificate()?;
    match certificate.checks.iter().find(|check| (check.attempts, check.failures) != (3, 0)) {
        None => verdict(&certificate, Verdict::Incomplete, &["run-narrowed"]),
        Some(check) => Err(format!("{check:#?}").into()),
    }
}

fn the_same_package_twice() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    for name in ["one", "two"] {
        code(&minicert_in(folder.path(), &["package", "--dial", "http://127.0.0.1:1/dial", "--out", name])?, 0)?;
    }
    let read = |name: &str| fs::read(folder.path().join(name));
    if read("one.zip")? != read("two.zip")? {
        return Err("the same files make another zip".into());
    }
    let agent = String::from_utf8(read("one/lib/agent.js")?)?;
    let config = String::from_utf8(read("one/config.js")?)?;
    if agent.contains("minicertAgent") && config.contains("http://127.0.0.1:1/dial") && read("one/app.json")? == read("two/app.json")? {
        Ok(())
    } else {
        Err("the package lacks its agent or its address".into())
    }
}
