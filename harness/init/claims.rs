//! What a host may claim, and what it is called, as far as it shows.

use std::path::Path;

use serde_json::Value as Json;

use crate::host::{Session, Trouble};
use crate::run::probe::{self, Api};
use crate::spec::{Kind, Root, Spec};
use crate::transcript::Claims;

/// The features of which the host has a function, and a function to wait for.
pub async fn features(session: &mut Session, dialect: &str, spec: &Spec) -> Result<(Vec<String>, Option<String>), Trouble> {
    let api = Api::of(spec, dialect, &Claims::default());
    let present = probe::present(session, "init-present", 2_000, &api.functions).await?;
    let renames = spec.dialects.value.get(dialect).map(|dialect| &dialect.renames);
    let mut features: Vec<String> = spec
        .capabilities
        .iter()
        .filter(|(id, document)| {
            let capability = &document.value;
            let path = renames.and_then(|renames| renames.get(*id)).cloned().unwrap_or_else(|| capability.api_path(id));
            capability.root == Root::Api && !matches!(capability.kind, Kind::Framework | Kind::PageHandler) && present.contains(&path)
        })
        .map(|(_, document)| document.value.feature.clone())
        .collect();
    // How calls are made is asked of every host.
    features.push("protocol".to_owned());
    let order: Vec<&String> = spec.profiles.value.features.keys().collect();
    features.sort_by_key(|feature| order.iter().position(|known| *known == feature));
    features.dedup();
    let ready = api.quick.iter().map(|(path, _)| path).find(|path| present.contains(*path)).or_else(|| present.iter().next()).cloned();
    Ok((features, ready))
}

/// Name and version of the package.json in a served folder, or in the one above it.
pub fn named(folder: &Path) -> (Option<String>, Option<String>) {
    let package = [Some(folder), folder.parent()].into_iter().flatten().find_map(|folder| {
        let text = std::fs::read_to_string(folder.join("package.json")).ok()?;
        serde_json::from_str::<Json>(&text).ok()
    });
    let word = |name: &str| package.as_ref()?.get(name)?.as_str().map(str::to_owned);
    (word("name"), word("version"))
}
