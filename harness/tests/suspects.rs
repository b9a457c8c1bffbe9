//! Where two hosts that nobody here wrote fail the same requirement, it may be the requirement: `hosts/suspects.yaml` lists
//! each such one with what came of reading it again, and nothing else.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use minicert::spec::{Spec, Warehouse};
use minicert::yaml;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Group {
    resolution: Resolution,
    /// The entry of `spec/ambiguities.yaml`.
    ambiguity: Option<String>,
    why: String,
    requirements: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Resolution {
    Host,
    /// It was ours, and is mended: the hosts may pass it by now.
    Spec,
    Ambiguity,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("harness/tests/hosts")
}

fn groups() -> Vec<Group> {
    let path = folder().join("suspects.yaml");
    let text = fs::read_to_string(&path).unwrap();
    yaml::read::<Vec<Group>>(&path.display().to_string(), &text).unwrap_or_else(|refused| panic!("{refused}")).value
}

/// Requirement → how many hosts fail it.
fn failures() -> BTreeMap<String, usize> {
    let mut failing = BTreeMap::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let Ok(expected) = fs::read_to_string(entry.unwrap().path().join("expected.txt")) else { continue };
        for line in expected.lines() {
            if let [id, "fail", ..] = line.split(' ').collect::<Vec<_>>()[..] {
                *failing.entry(id.to_owned()).or_default() += 1;
            }
        }
    }
    failing
}

#[test]
fn what_two_hosts_fail_has_been_read_again() {
    let failing = failures();
    let suspect: BTreeSet<&str> = failing.iter().filter(|(_, hosts)| **hosts >= 2).map(|(id, _)| id.as_str()).collect();
    assert!(!suspect.is_empty(), "no expected.txt of two hosts was found below {}", folder().display());
    let groups = groups();
    let listed: Vec<(&str, Resolution)> = groups.iter().flat_map(|group| group.requirements.iter().map(|id| (id.as_str(), group.resolution))).collect();
    let names: BTreeSet<&str> = listed.iter().map(|(id, _)| *id).collect();
    assert_eq!(names.len(), listed.len(), "a requirement is listed twice");
    let unread: Vec<&&str> = suspect.difference(&names).collect();
    assert!(unread.is_empty(), "two hosts fail these, and nobody has written into hosts/suspects.yaml whose fault it is: {unread:?}");
    let stale: Vec<&str> = listed.iter().filter(|(id, resolution)| *resolution != Resolution::Spec && !suspect.contains(id)).map(|(id, _)| *id).collect();
    assert!(stale.is_empty(), "no two hosts fail these any more; take them out of hosts/suspects.yaml: {stale:?}");
}

#[test]
fn a_resolution_says_why_and_of_what() {
    let spec = Spec::load(&Warehouse::open(None).unwrap()).unwrap_or_else(|all| panic!("{all:?}"));
    for group in groups() {
        assert!(group.why.split_whitespace().count() > 5, "{group:?}");
        assert_eq!(group.ambiguity.is_some(), group.resolution == Resolution::Ambiguity, "{group:?}");
        assert!(group.ambiguity.iter().all(|id| spec.ambiguities.value.contains_key(id)), "{group:?}");
        for id in &group.requirements {
            assert!(spec.requirements.contains_key(id), "the spec has no {id}");
        }
    }
}
