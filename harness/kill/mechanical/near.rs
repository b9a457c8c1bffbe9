//! What a file of the reference host is about: what the faults that change it violate, and what `harness/kill/modules.yaml`
//! adds for files that the faults leave alone.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::Result;
use crate::fault::Fault;
use crate::yaml;

const PATH: &str = "harness/kill/modules.yaml";
const TEXT: &str = include_str!("../modules.yaml");

/// File → areas or capabilities.
pub type Modules = BTreeMap<String, Vec<String>>;

/// The file below a root that has one, otherwise as this binary was built with it.
pub fn modules(root: Option<&Path>) -> Result<Modules> {
    let text = root.and_then(|root| std::fs::read_to_string(root.join(PATH)).ok());
    Ok(yaml::read::<Modules>(PATH, text.as_deref().unwrap_or(TEXT))?.value)
}

/// What one file is about.
#[derive(Debug, Default)]
pub struct About {
    /// Requirements with the line at which a fault violates them.
    violated: Vec<(String, usize)>,
    /// Areas and capabilities.
    subjects: Vec<String>,
    /// The source's lines.
    lines: Vec<String>,
}

impl About {
    /// The file's faults and modules.
    pub fn of(file: &str, source: &str, faults: &[(String, Fault)], modules: &Modules) -> Self {
        let mut violated = Vec::new();
        for (_, fault) in faults {
            for patch in fault.patch.iter().filter(|patch| patch.file == file) {
                // A later edit of one fault finds what an earlier one wrote.
                if let Some(at) = source.find(&patch.find) {
                    violated.push((fault.requirement.clone(), source[..at].matches('\n').count() + 1));
                }
            }
        }
        let mut subjects: Vec<String> = violated.iter().filter_map(|(requirement, _)| Some(requirement.rsplit_once('/')?.0.to_owned())).collect();
        subjects.extend(modules.get(file).into_iter().flatten().cloned());
        subjects.sort();
        subjects.dedup();
        Self { violated, subjects, lines: source.lines().map(str::to_owned).collect() }
    }

    /// How many lines from a line the requirement is violated by a fault, or its capability is named at or above it.
    pub fn distance(&self, requirement: &str, line: usize) -> Option<usize> {
        let violated = self.violated.iter().filter(|(known, _)| known == requirement).map(|(_, at)| at.abs_diff(line)).min();
        let name = requirement.split('/').nth(1)?;
        let named = self.lines.iter().take(line).rev().position(|text| text.contains(name));
        violated.into_iter().chain(named).min()
    }

    /// Whether the id of a capability or a requirement is below one of the subjects.
    pub fn concerns(&self, id: &str) -> bool {
        self.subjects.iter().any(|subject| id == subject || id.strip_prefix(subject.as_str()).is_some_and(|rest| rest.starts_with('/')))
    }

    /// The areas of its subjects.
    pub fn areas(&self) -> Vec<&str> {
        let mut areas: Vec<&str> = self.subjects.iter().map(|subject| crate::spec::Spec::area(subject)).collect();
        areas.dedup();
        areas
    }
}

#[cfg(test)]
mod tests {
    use super::{About, modules};
    use crate::fault::{self, Fault, Patch};

    fn fault(requirement: &str, find: &str) -> (String, Fault) {
        let patch = vec![Patch { file: "a.js".to_owned(), find: find.to_owned(), replace: String::new() }];
        ("area/name".to_owned(), Fault { brief: String::new(), requirement: requirement.to_owned(), also: Vec::new(), patch })
    }

    #[test]
    fn a_file_is_about_what_its_faults_violate_and_what_is_added() {
        let faults = [fault("storage/getStorage/succeeds", "two"), fault("ui/showToast/shows", "four")];
        let added = [("a.js".to_owned(), vec!["network".to_owned()])].into();
        let about = About::of("a.js", "one\ntwo\nthree\nfour\n", &faults, &added);
        assert_eq!(about.areas(), ["network", "storage", "ui"]);
        assert_eq!(about.distance("storage/getStorage/succeeds", 5), Some(3));
        assert_eq!(about.distance("storage/getStorage/fails", 5), None);
        assert_eq!(about.distance("storage/three/fails", 4), Some(1));
        assert_eq!(about.distance("storage/four/fails", 3), None);
        assert!(about.concerns("storage/getStorage") && about.concerns("network/request/sends") && about.concerns("ui/showToast/hides"));
        assert!(!about.concerns("storage/getStorageSync") && !about.concerns("ui/hideToast"));
    }

    #[test]
    fn every_file_of_the_reference_host_is_about_something() {
        let files = fault::host_files();
        let faults: Vec<(String, Fault)> = fault::load(&fault::embedded()).unwrap().into_iter().map(|(id, document)| (id, document.value)).collect();
        let modules = modules(None).unwrap();
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".js")) {
            assert!(!About::of(path, text, &faults, &modules).areas().is_empty(), "{path}: no fault changes it, so harness/kill/modules.yaml has to say what it is about");
        }
        for path in modules.keys() {
            assert!(files.iter().any(|(known, _)| known == path), "harness/kill/modules.yaml: the reference host has no file {path}");
        }
    }
}
