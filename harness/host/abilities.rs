//! What a host can be asked for besides its API, as far as its manifest says.

use std::collections::BTreeSet;

use crate::case::{Need, Step, Ui, all};
use crate::manifest::{Channel, Manifest};
use crate::transcript::Development;

/// The button of the conformance mini-program.
pub(super) const GESTURE: &str = "gesture";

/// Every button of a dialog.
pub(super) const DIALOG_BUTTON: &str = "dialog-button";

/// What steps and cases may need that this host and driver can give. A person is never among it.
pub fn abilities(manifest: &Manifest) -> BTreeSet<Need> {
    let script = matches!(manifest.channel, Channel::Script(_));
    [
        (Need::Gesture, script || manifest.ui.contains_key(GESTURE)),
        (Need::Ui, manifest.ui.keys().any(|name| name != GESTURE)),
        (Need::Background, manifest.background.is_some() && manifest.foreground.is_some()),
        (Need::Relaunch, true),
        (Need::Back, manifest.back.is_some()),
        (Need::Package, !script),
        // The fixture server is on this machine, at a port, without TLS.
        (Need::Fixtures, Development::ALL.iter().all(|switch| manifest.claims.development.contains(switch))),
    ]
    .into_iter()
    .filter_map(|(need, met)| met.then_some(need))
    .collect()
}

/// The names that steps look for on the screen and the manifest does not have.
pub fn unnamed<'a>(manifest: &Manifest, steps: &'a [Step]) -> BTreeSet<&'a str> {
    all(steps).into_iter().filter_map(name).filter(|name| !manifest.ui.contains_key(*name)).collect()
}

fn name(step: &Step) -> Option<&str> {
    let Step::Ui(Ui { tap, press, read, type_into, dismiss, .. }) = step else { return None };
    let named = tap.as_deref().or(read.as_deref()).or(type_into.as_deref()).or(dismiss.as_deref());
    named.or(press.as_ref().map(|_| DIALOG_BUTTON))
}

#[cfg(test)]
mod tests {
    use super::{Need, Step, abilities, unnamed};
    use crate::manifest::Manifest;

    #[test]
    fn the_reference_host_gives_everything_but_a_person() {
        let manifest = Manifest::reference(None).unwrap();
        let all = [Need::Gesture, Need::Ui, Need::Background, Need::Relaunch, Need::Back, Need::Package, Need::Fixtures];
        assert_eq!(abilities(&manifest), all.into_iter().collect());
    }

    #[test]
    fn a_name_that_the_manifest_lacks_is_found() {
        let steps: Vec<Step> = serde_json::from_str(r#"[{"gesture": {"then": [{"ui": {"tap": "nowhere"}}]}}, {"ui": {"press": "OK"}}, {"ui": {"read": "toast"}}]"#).unwrap();
        let mut manifest = Manifest::reference(None).unwrap();
        assert_eq!(unnamed(&manifest, &steps), ["nowhere"].into_iter().collect());
        manifest.ui.shift_remove("dialog-button");
        assert_eq!(unnamed(&manifest, &steps), ["dialog-button", "nowhere"].into_iter().collect());
    }
}
