//! Reads the spec and cases, from the binary or from a folder, and answers by id.

use std::collections::BTreeMap;
use std::path::Path;

use indexmap::IndexMap;
use serde::de::DeserializeOwned;

use super::capability::{Capability, Root, Twin};
use super::derived::{self, Derived};
use super::facts::Facts;
use super::requirement::{Level, Requirement, level_of};
use super::tables::{Ambiguity, Dialect, Profiles, Soaked, Source};
use super::waiver::Waiver;
use crate::diagnostic::Diagnostic;
use crate::embedded;
use crate::error::{Error, Result};
use crate::value::sha256;
use crate::yaml::{self, Document};

/// Which cases have run alike often enough.
pub const SOAK: &str = "spec/soak.yaml";

/// What the union waives.
const WAIVERS: &str = "spec/waivers.yaml";

/// The YAML files of `spec/` and `cases/`, by path.
#[derive(Clone, Debug)]
pub struct Warehouse {
    files: BTreeMap<String, String>,
}

impl Warehouse {
    /// The files packed into this binary.
    pub fn embedded() -> Self {
        let files = embedded::FILES
            .iter()
            .filter(|(path, _)| path.ends_with(".yaml") && (path.starts_with("spec/") || path.starts_with("cases/")))
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        Self { files }
    }

    /// The files under a folder that holds `spec/` and `cases/`.
    pub fn folder(root: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        for top in ["spec", "cases"] {
            read_folder(root, &root.join(top), &mut files)?;
        }
        Ok(Self { files })
    }

    /// `--root DIR`, or what the binary holds.
    pub fn open(root: Option<&Path>) -> Result<Self> {
        root.map_or_else(|| Ok(Self::embedded()), Self::folder)
    }

    pub fn of(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { files: files.into_iter().collect() }
    }

    /// The files below a folder, with `/` at its end.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files.iter().filter(move |(path, _)| path.starts_with(folder)).map(|(path, text)| (path.as_str(), text.as_str()))
    }

    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// One hash over names and contents. What the union waives changes while a release stands, and is no part of it: each
    /// transcript carries what was waived of its host.
    pub fn digest(&self, folder: &str) -> String {
        let mut all = Vec::new();
        for (path, text) in self.below(folder).filter(|(path, _)| *path != WAIVERS) {
            all.extend(format!("{path} {}\n", sha256(text.as_bytes())).into_bytes());
        }
        sha256(&all)
    }
}

fn read_folder(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) -> Result<()> {
    let unreadable = |path: &Path, error: std::io::Error| {
        Error::usage("root-unreadable", format!("failed to read {}: {error}", path.display()), "give --root a folder that holds spec/ and cases/")
    };
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        if path.is_dir() {
            read_folder(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.insert(name, text);
        }
    }
    Ok(())
}

/// The whole spec, by id.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Capability id → its file.
    pub capabilities: BTreeMap<String, Document<Capability>>,
    /// Requirement id → requirement, written and derived ones.
    pub requirements: BTreeMap<String, Requirement>,
    pub sources: Document<IndexMap<String, Source>>,
    pub ambiguities: Document<IndexMap<String, Ambiguity>>,
    pub profiles: Document<Profiles>,
    pub dialects: Document<IndexMap<String, Dialect>>,
    pub derived: Document<Derived>,
    pub facts: Document<Facts>,
    /// What the union waives, by id.
    pub waivers: Document<IndexMap<String, Waiver>>,
    /// Which cases decide a certificate, by id; without the file all of them do.
    pub soak: Option<Document<BTreeMap<String, Soaked>>>,
    /// Over all files of `spec/` but the waivers.
    pub digest: String,
}

const TABLES: [&str; 8] = ["sources", "ambiguities", "profiles", "dialects", "derived", "facts", "waivers", "soak"];

impl Spec {
    /// Reads every file; all that could not be read come back together.
    pub fn load(warehouse: &Warehouse) -> std::result::Result<Self, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let mut capabilities = BTreeMap::new();
        for (path, text) in warehouse.below("spec/") {
            let id = path.trim_start_matches("spec/").trim_end_matches(".yaml");
            if TABLES.contains(&id) {
                continue;
            }
            match yaml::read::<Capability>(path, text) {
                Ok(document) => {
                    capabilities.insert(id.to_owned(), document);
                }
                Err(fault) => faults.push(fault),
            }
        }
        let sources = table(warehouse, "sources", &mut faults);
        let ambiguities = table(warehouse, "ambiguities", &mut faults);
        let profiles = table(warehouse, "profiles", &mut faults);
        let dialects = table(warehouse, "dialects", &mut faults);
        let derived = table(warehouse, "derived", &mut faults);
        let facts = table(warehouse, "facts", &mut faults);
        let waivers = table(warehouse, "waivers", &mut faults);
        let soak = if warehouse.get(SOAK).is_some() { table(warehouse, "soak", &mut faults) } else { None };
        match (sources, ambiguities, profiles, dialects, derived, facts, waivers) {
            (Some(sources), Some(ambiguities), Some(profiles), Some(dialects), Some(derived), Some(facts), Some(waivers)) if faults.is_empty() => {
                let requirements = requirements(&capabilities, &derived.value);
                let digest = warehouse.digest("spec/");
                Ok(Self { capabilities, requirements, sources, ambiguities, profiles, dialects, derived, facts, waivers, soak, digest })
            }
            _ => Err(faults),
        }
    }

    pub fn capability(&self, id: &str) -> Option<&Capability> {
        self.capabilities.get(id).map(|document| &document.value)
    }

    /// The capability whose function has this dotted path.
    pub fn by_api(&self, api: &str) -> Option<(&str, &Capability)> {
        self.capabilities
            .iter()
            .find(|(id, document)| document.value.api_path(id) == api)
            .map(|(id, document)| (id.as_str(), &document.value))
    }

    /// The synchronous form of an asynchronous call.
    pub fn twin(&self, capability: &Capability) -> Option<Twin> {
        let (id, twin) = self.by_api(capability.twin.as_deref()?)?;
        Some(Twin {
            id: id.to_owned(),
            api: twin.api_path(id),
            params: twin.params.iter().map(|param| param.name.clone()).collect(),
            answers: twin.answers.clone(),
        })
    }

    /// The requirement to blame when a set-up call of this capability does not succeed.
    pub fn blame(&self, id: &str) -> Option<String> {
        let capability = self.capability(id)?;
        capability.works.as_ref().map(|works| if works.contains('/') { works.clone() } else { format!("{id}/{works}") })
    }

    pub fn present(&self, id: &str) -> String {
        format!("{id}/present")
    }

    pub fn is_global(&self, capability: &Capability) -> bool {
        capability.root == Root::Global
    }

    /// The first segment of an id.
    pub fn area(id: &str) -> &str {
        id.split('/').next().unwrap_or(id)
    }
}

fn table<T: DeserializeOwned>(warehouse: &Warehouse, name: &str, faults: &mut Vec<Diagnostic>) -> Option<Document<T>> {
    let path = format!("spec/{name}.yaml");
    // A missing file reads as an empty one, so that the message names the file and what it lacks.
    match yaml::read(&path, warehouse.get(&path).unwrap_or("{}")) {
        Ok(document) => Some(document),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

fn requirements(capabilities: &BTreeMap<String, Document<Capability>>, templates: &Derived) -> BTreeMap<String, Requirement> {
    let mut all = BTreeMap::new();
    for (id, document) in capabilities {
        for requirement in derived::requirements(id, &document.value, templates) {
            all.insert(requirement.id.clone(), requirement);
        }
        for (slug, entry) in &document.value.requirements {
            let id = format!("{id}/{slug}");
            let requirement = Requirement {
                // Lint refuses a sentence without exactly one word; until then it counts as the weakest.
                level: level_of(&entry.en).unwrap_or(Level::May),
                feature: entry.feature.clone().unwrap_or_else(|| document.value.feature.clone()),
                en: entry.en.clone(),
                zh: entry.zh.clone(),
                basis: entry.basis.clone(),
                about: if entry.about.is_empty() { own(&id) } else { entry.about.clone() },
                untested: entry.untested.clone(),
                derived: None,
                id: id.clone(),
            };
            all.insert(id, requirement);
        }
    }
    all
}

/// The capability a requirement id belongs to.
fn own(requirement: &str) -> Vec<String> {
    requirement.rsplit_once('/').map(|(capability, _)| capability.to_owned()).into_iter().collect()
}
