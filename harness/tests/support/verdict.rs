//! What a certificate has to say.

use libtest_mimic::Failed;
use minicert::certificate::{Certificate, CheckResult, Status, Verdict};

/// The verdict and the ids of the reasons.
pub fn verdict(certificate: &Certificate, verdict: Verdict, reasons: &[&str]) -> Result<(), Failed> {
    let ids: Vec<&str> = certificate.reasons.iter().map(|reason| reason.id.as_str()).collect();
    if certificate.verdict == verdict && ids == reasons { Ok(()) } else { Err(format!("{} because of {:#?}", certificate.verdict.name(), certificate.reasons).into()) }
}

/// Requirements whose effect no driver can see: a right host answers success, and that alone is no pass.
const UNSEEN: [&str; 1] = ["device/setKeepScreenOn/succeeds"];

/// Every check passed, at the first attempt, and nothing went wrong on our side.
pub fn clean(certificate: &Certificate) -> Result<(), Failed> {
    let met = |check: &CheckResult| check.status == Status::Pass || (check.status == Status::Unwitnessed && UNSEEN.contains(&check.requirement.as_str()));
    let other: Vec<&CheckResult> = certificate.checks.iter().filter(|check| !met(check) || check.attempts != 1).collect();
    if certificate.checks.is_empty() || !other.is_empty() || !certificate.incidents.is_empty() {
        return Err(format!("{other:#?}\n{:#?}", certificate.incidents).into());
    }
    Ok(())
}
