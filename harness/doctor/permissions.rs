//! Functions that ask a person first: nobody is there to answer.

use std::collections::BTreeMap;

use super::{Links, Patient};
use crate::case::Need;
use crate::{host, plan};

/// What trials decide themselves where the driver can.
const DECIDED: &str = "scope.userLocation";

/// Whether contact was lost.
pub async fn examine(links: &mut Links, patient: &mut Patient<'_>) -> bool {
    const ASK: &str = "return 'permissions' in navigator;";
    let features = plan::claimed(patient.spec, &patient.manifest.claims);
    let decides = host::abilities(patient.manifest).needs.contains(&Need::Permission);
    let mut asking: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, document) in &patient.spec.capabilities {
        if let (Some(scope), true) = (&document.value.scope, features.contains(&document.value.feature))
            && !(decides && scope == DECIDED)
        {
            asking.entry(scope).or_default().push(id);
        }
    }
    match patient.session.look("look for permissions", ASK).await {
        Ok(_) if asking.is_empty() => links.ok("permissions", "the page can be looked at with no dialog above it, and no claimed function asks for a permission that no trial decides"),
        Ok(_) => {
            let names: Vec<String> = asking.iter().map(|(scope, ids)| format!("{scope} ({})", ids.join(", "))).collect();
            links.warning("permissions", "permission-asked", format!("claimed functions ask for permissions: {}", names.join("; ")), "grant them where the host keeps them, before the run: a trial that waits for a person waits in vain");
        }
        Err(trouble) => {
            links.trouble("permissions", &trouble);
            return true;
        }
    }
    false
}
