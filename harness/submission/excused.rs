//! Holds what a transcript says is known or waived against what the manifest and the union's file say. Pure.

use super::planned::Objection;
use crate::manifest::{Deviation, Manifest};
use crate::spec::{Day, Spec, applying};
use crate::transcript::Header;

/// What does not fit.
pub(super) fn excused(header: &Header, manifest: &Manifest, spec: &Spec) -> Vec<Objection> {
    let mut wrong = deviations(&header.deviations, &manifest.deviations);
    wrong.extend(waivers(header, spec));
    wrong
}

fn deviations(ran: &[Deviation], says: &[Deviation]) -> Vec<Objection> {
    let mut wrong = Vec::new();
    for one in ran.iter().filter(|one| !says.contains(one)) {
        wrong.push(("deviation-other", format!("{} was a known failure when it ran, and is none in the manifest, or another", one.named())));
    }
    for one in says.iter().filter(|one| !ran.contains(one)) {
        wrong.push(("deviation-other", format!("{} is a known failure in the manifest, and was none when it ran, or another", one.named())));
    }
    if wrong.is_empty() && ran != says {
        wrong.push(("deviation-other", "the known failures of the run are not those of the manifest, in its order".to_owned()));
    }
    wrong
}

fn waivers(header: &Header, spec: &Spec) -> Vec<Objection> {
    let ours = &spec.waivers.value;
    let host = header.host.named(&header.suite);
    let Some(day) = Day::of(&header.started) else {
        return vec![("waiver-term", format!("{:?} is no time at which a run can have begun, so nobody knows what was waived then", header.started))];
    };
    let mut wrong = Vec::new();
    for (id, waiver) in &header.waivers {
        let requirement = &waiver.scope.requirement;
        let objection = match ours.get(id) {
            None => Some(("waiver-unknown", format!("the union has no waiver {id}, of {requirement}"))),
            Some(own) if own.as_run() != *waiver => Some(("waiver-changed", format!("the waiver {id}, of {requirement}, is not as the union has it"))),
            Some(own) if !own.scope.names(host) => {
                Some(("waiver-other-host", format!("the waiver {id}, of {requirement}, is not for {} {}, or not for this release", header.host.name, header.host.version)))
            }
            Some(own) if !own.issued_by(day) => Some(("waiver-term", format!("the waiver {id}, of {requirement}, was not issued on {day}, or was withdrawn"))),
            // One that had expired is among those of an honest run, too: it waives nothing, and the certificate says so.
            Some(_) => None,
        };
        wrong.extend(objection);
    }
    // One that was left out could have been in nobody's need any more, which bars a pass.
    for (id, waiver) in applying(ours, host, day).iter().filter(|(id, _)| !header.waivers.contains_key(*id)) {
        wrong.push(("waiver-missing", format!("the waiver {id}, of {}, is for this host, and the transcript does not have it", waiver.scope.requirement)));
    }
    wrong
}
