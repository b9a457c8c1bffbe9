//! Failures that a host says it has: they are tried as everything else, have to fail, and bar a pass as every failure does.
//! The word is the host's own. What the union lets pass is a waiver, and none of the host's to say.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Manifest;
use crate::diagnostic::Diagnostic;
use crate::lint::nearest;
use crate::spec::{Level, Spec};
use crate::trial::Trial;
use crate::yaml::Document;

/// A known failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Deviation {
    /// The id of a MUST.
    pub requirement: String,
    /// The one trial in which it fails. Left out: wherever the requirement is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<String>,
    /// The one check of that trial, from 0. Left out: each of the requirement's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<u32>,
    pub reason: String,
    /// Where it is being mended, http or https.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Line and column in the manifest. Written by minicert, in transcripts alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub at: Option<String>,
}

impl Deviation {
    /// Whether it is about a check.
    pub fn is_of(&self, trial: &str, check: u32, requirement: &str) -> bool {
        self.requirement == requirement && self.trial.as_deref().is_none_or(|own| own == trial) && self.check.is_none_or(|own| own == check)
    }

    /// `storage/state/overwrites in storage/… check 1`.
    pub fn named(&self) -> String {
        let trial = self.trial.as_ref().map(|trial| format!(" in {trial}")).unwrap_or_default();
        let check = self.check.map(|check| format!(", check {check}")).unwrap_or_default();
        format!("{}{trial}{check}", self.requirement)
    }

    /// Whether everything that this is about the other is about, too.
    fn within(&self, other: &Self) -> bool {
        let trial = other.trial.is_none() || self.trial == other.trial;
        let check = other.check.is_none() || self.check == other.check;
        self.requirement == other.requirement && trial && check
    }
}

/// Says of each where it was written.
pub(super) fn locate(document: &mut Document<Manifest>) {
    for index in 0..document.value.deviations.len() {
        let place = document.place(&format!("/deviations/{index}/requirement"));
        document.value.deviations[index].at = Some(format!("{}:{}", place.line, place.column));
    }
}

/// What the file says has to fit together. The places are not known yet.
pub(super) fn check(document: &Document<Manifest>) -> Result<(), Diagnostic> {
    let all = &document.value.deviations;
    for (index, one) in all.iter().enumerate() {
        let refuse = |key: &str, message: String, help: &str| Err(Diagnostic::new("manifest-deviation", document.place(&format!("/deviations/{index}{key}")), message, help));
        if one.at.is_some() {
            return refuse("/at", "where a deviation stands is found by minicert".to_owned(), "remove `at:`");
        }
        if one.reason.trim().is_empty() {
            return refuse("/reason", format!("the deviation of {} has no reason", one.requirement), "write what is known of the failure");
        }
        if one.check.is_some() && one.trial.is_none() {
            return refuse("/check", "a check is named, and not its trial".to_owned(), "add `trial:`, as the report names it");
        }
        if one.link.as_ref().is_some_and(|link| !["https://", "http://"].iter().any(|scheme| link.starts_with(scheme))) {
            return refuse("/link", format!("{:?} is no http address", one.link.as_deref().unwrap_or_default()), "give the page on which it is being mended, or leave it out");
        }
        if let Some(other) = all[..index].iter().find(|other| one.within(other) || other.within(one)) {
            return refuse("/requirement", format!("{} is a known failure twice, also as {}", one.named(), other.named()), "keep one of the two");
        }
    }
    Ok(())
}

/// What they name has to be in the spec, and able to bar a pass.
pub(super) fn check_names(document: &Document<Manifest>, spec: &Spec) -> Result<(), Diagnostic> {
    for (index, one) in document.value.deviations.iter().enumerate() {
        let refuse = |message: String, help: String| Err(Diagnostic::new("manifest-deviation", document.place(&format!("/deviations/{index}/requirement")), message, help));
        match spec.requirements.get(&one.requirement) {
            None => {
                let near = nearest(&one.requirement, spec.requirements.keys().map(String::as_str));
                let near = if near.is_empty() { String::new() } else { format!("did you mean {}? Otherwise ", near.join(" or ")) };
                return refuse(format!("the spec has no requirement {}", one.requirement), format!("{near}take the id from the report, or from `minicert list --requirements`"));
            }
            Some(requirement) if requirement.level != Level::Must => {
                let message = format!("{} is a {}", one.requirement, requirement.level.name());
                return refuse(message, "remove it: advice bars no pass, and needs no deviation".to_owned());
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The first deviation that names a trial, or a check of one, which is in no plan: where it stands, what is wrong, what to do.
pub fn unknown_trial(manifest: &Manifest, trials: &[Trial]) -> Option<Diagnostic> {
    for one in &manifest.deviations {
        let Some(name) = &one.trial else { continue };
        let refuse = |message: String, help: String| {
            let (line, column) = one.at.as_deref().and_then(|at| at.split_once(':')).and_then(|(line, column)| Some((line.parse().ok()?, column.parse().ok()?))).unwrap_or((1, 1));
            let path = manifest.path.clone();
            Some(Diagnostic::new("manifest-deviation", crate::diagnostic::Place { path, line, column }, message, help))
        };
        let Some(trial) = trials.iter().find(|trial| trial.id == *name) else {
            let near = nearest(name, trials.iter().map(|trial| trial.id.as_str()));
            let near = if near.is_empty() { String::new() } else { format!("did you mean {}? Otherwise ", near.join(" or ")) };
            return refuse(format!("there is no trial {name}"), format!("{near}take its name from the report, or from `minicert list`"));
        };
        if !trial.checks.iter().zip(0..).any(|(check, index)| one.is_of(name, index, &check.requirement)) {
            let checks: Vec<String> = trial.checks.iter().enumerate().map(|(index, check)| format!("{index}: {}", check.requirement)).collect();
            return refuse(format!("no such check of {name} is about {}", one.requirement), format!("its checks are {}", checks.join(", ")));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::manifest::Manifest;
    use crate::spec::{Spec, Warehouse};

    fn refused(deviations: &str) -> String {
        let text = format!("name: H\nversion: \"1\"\nlaunch: http://h/\nready: {{css: main}}\nchannel: {{dial-in: {{}}}}\ndeviations:\n{deviations}");
        let spec = Spec::load(&Warehouse::embedded()).unwrap();
        Manifest::parse("host.yaml", &text, &spec).map_or_else(|diagnostic| diagnostic.to_string(), |manifest| format!("{:?}", manifest.deviations[0].at))
    }

    #[test]
    fn what_cannot_be_a_known_failure_is_refused_where_it_is_written() {
        const KNOWN: &str = "  - {requirement: storage/state/overwrites, reason: r}\n";
        for (deviations, said) in [
            (KNOWN.to_owned(), "Some(\"7:6\")"),
            ("  - {requirement: storage/state/overwrite, reason: r}\n".to_owned(), "host.yaml:7:6: [manifest-deviation] the spec has no requirement storage/state/overwrite\n  help: did you mean storage/state/overwrites?"),
            ("  - {requirement: storage/getStorage/key-type-advice, reason: r}\n".to_owned(), "host.yaml:7:6: [manifest-deviation] storage/getStorage/key-type-advice is a SHOULD"),
            (format!("{KNOWN}{KNOWN}"), "host.yaml:8:6: [manifest-deviation] storage/state/overwrites is a known failure twice"),
            (format!("{KNOWN}  - {{requirement: storage/state/overwrites, trial: a, reason: r}}\n"), "host.yaml:8:6: [manifest-deviation] storage/state/overwrites in a is a known failure twice, also as storage/state/overwrites"),
            ("  - {requirement: storage/state/overwrites, check: 1, reason: r}\n".to_owned(), "host.yaml:7:45: [manifest-deviation] a check is named, and not its trial"),
            ("  - {requirement: storage/state/overwrites, reason: ' '}\n".to_owned(), "host.yaml:7:45: [manifest-deviation] the deviation of storage/state/overwrites has no reason"),
            ("  - {requirement: storage/state/overwrites, reason: r, link: bugs/1}\n".to_owned(), "host.yaml:7:56: [manifest-deviation] \"bugs/1\" is no http address"),
            ("  - {requirement: storage/state/overwrites, reason: r, at: '1:1'}\n".to_owned(), "host.yaml:7:56: [manifest-deviation] where a deviation stands is found by minicert"),
            ("  - {requirement: storage/state/overwrites, why: r}\n".to_owned(), "host.yaml:7:45: [yaml] unknown field `why`"),
        ] {
            let got = refused(&deviations);
            assert!(got.starts_with(said), "{got}");
        }
    }
}
