//! JSON Schemas of the YAML files, for editors, and of what the program writes, for programs. The types are the truth; the files under `spec/schema/` are written from them.

use std::collections::BTreeMap;
use std::path::Path;

use indexmap::IndexMap;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use crate::submission::{Manual, Submission};
use crate::case::Case;
use crate::certificate::Certificate;
use crate::compare::{Baseline, Comparison};
use crate::doctor::Examination;
use crate::error::{Error, Result};
use crate::explain::Explanation;
use crate::fault::Fault;
use crate::kill::Kill;
use crate::kill::mechanical::Mechanical;
use crate::kill::mechanical::triage::Triage;
use crate::list;
use crate::manifest::Manifest;
use crate::rejudge::Rejudged;
use crate::run::shrink::Diagnoses;
use crate::spec::{Ambiguity, Capability, Derived, Dialect, Facts, Profiles, Soaked, Source, Waiver};
use crate::stats::Stats;

/// What writes the files again.
pub const COMMAND: &str = "minicert lint --write-schemas";

/// Path below the project's root, and text.
pub fn schemas() -> Vec<(String, String)> {
    vec![
        one::<Capability>("capability", "One capability: spec/<area>/<name>.yaml"),
        one::<Case>("case", "One case: cases/<area>/<subject>/<name>.yaml"),
        one::<Fault>("fault", "One fault: harness/reference/faults/<area>/<name>.yaml"),
        one::<IndexMap<String, Source>>("sources", "spec/sources.yaml"),
        one::<IndexMap<String, Ambiguity>>("ambiguities", "spec/ambiguities.yaml"),
        one::<Profiles>("profiles", "spec/profiles.yaml"),
        one::<IndexMap<String, Dialect>>("dialects", "spec/dialects.yaml"),
        one::<Derived>("derived", "spec/derived.yaml"),
        one::<Facts>("facts", "spec/facts.yaml"),
        one::<IndexMap<String, Waiver>>("waivers", "spec/waivers.yaml"),
        one::<BTreeMap<String, Soaked>>("soak", "spec/soak.yaml"),
        one::<Manifest>("host", "A host's manifest: host.yaml"),
        one::<Certificate>("certificate", "certificate.json, and what `minicert judge --json` prints"),
        one::<Submission>("submission", "submission.json"),
        one::<Manual>("manual", "What a person saw: manual.yaml"),
        one::<Baseline>("baseline", "What `minicert gate --update` writes"),
        one::<Rejudged>("rejudged", "What `minicert judge --suite --json` prints"),
        one::<Explanation>("explain", "What `minicert explain --json` prints"),
        one::<Comparison>("comparison", "What `minicert diff --json` and `minicert gate --json` print"),
        one::<Examination>("doctor", "What `minicert doctor --json` prints"),
        one::<Diagnoses>("diagnosis", "diagnosis.json"),
        one::<Kill>("kill", "What `minicert kill --json` prints"),
        one::<Mechanical>("mechanical", "What `minicert kill --mechanical --json` prints"),
        one::<Triage>("mutants", "harness/kill/mutants.yaml"),
        one::<Vec<list::Row>>("list", "What `minicert list --json` prints"),
        one::<Vec<list::RequirementRow>>("list-requirements", "What `minicert list --requirements --json` prints"),
        one::<Stats>("stats", "What `minicert stats --json` prints"),
    ]
}

/// Writes every schema below the project's root.
pub fn write(root: &Path) -> Result<()> {
    for (path, text) in schemas() {
        let file = root.join(path);
        let unwritable = |error: std::io::Error| {
            Error::new("schema-unwritable", format!("failed to write {}: {error}", file.display()), "give --root the folder of the project")
        };
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(unwritable)?;
        }
        std::fs::write(&file, text).map_err(unwritable)?;
    }
    Ok(())
}

fn one<T: JsonSchema>(name: &str, title: &str) -> (String, String) {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    schema.insert("title".into(), title.into());
    // The schema holds nothing that JSON could not, so an empty text would only say that a test has to fail.
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    (format!("spec/schema/{name}.json"), text + "\n")
}
