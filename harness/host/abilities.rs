//! What a host can be asked for besides its API, as far as its manifest says.

use std::collections::{BTreeMap, BTreeSet};

use super::engine;
use crate::case::Need;
use crate::manifest::{Channel, Influence, Manifest};
use crate::package;
use crate::plan::Abilities;
use crate::transcript::Development;

/// The button of the conformance mini-program.
pub(super) const GESTURE: &str = "gesture";

/// What steps and cases may need that this host and driver can give. A person is never among it.
pub fn abilities(manifest: &Manifest) -> Abilities {
    Abilities { needs: needs(manifest), names: manifest.ui.keys().cloned().collect(), pages: pages(manifest) }
}

/// The manifest's own pages, and those of the conformance mini-program where the host runs it.
fn pages(manifest: &Manifest) -> BTreeMap<String, String> {
    let ours = manifest.channel.runs_package().then(package::pages).into_iter().flatten().map(|(name, route)| (name.to_owned(), route));
    let own = manifest.pages.iter().map(|(name, route)| (name.clone(), route.clone()));
    ours.chain(own).collect()
}

fn needs(manifest: &Manifest) -> BTreeSet<Need> {
    let gesture = match manifest.channel {
        Channel::Script(_) => true,
        // No tap of a document runs steps inside a worker as a person's.
        Channel::Realm(_) => false,
        Channel::DialIn(_) | Channel::Page(_) => manifest.ui.contains_key(GESTURE),
    };
    [
        (Need::Gesture, gesture),
        (Need::Ui, manifest.ui.keys().any(|name| name != GESTURE)),
        (Need::Background, manifest.background.is_some() && manifest.foreground.is_some()),
        (Need::Relaunch, true),
        (Need::Back, manifest.back.is_some()),
        (Need::Package, manifest.channel.runs_package()),
        // The fixture server is on this machine, at a port.
        (Need::Fixtures, [Development::AnyDomain, Development::AnyPort].iter().all(|switch| manifest.claims.development.contains(switch))),
        (Need::HttpsOnly, !manifest.claims.development.contains(&Development::PlainHttp)),
    ]
    .into_iter()
    .filter_map(|(need, met)| met.then_some(need))
    .chain(given(manifest))
    .collect()
}

/// What the driver can do: as its engine has it where it is ours, as far as the manifest says where it is somebody else's.
fn given(manifest: &Manifest) -> Vec<Need> {
    let ours = engine::of(manifest.browser.engine).gives.iter().copied();
    let Some(webdriver) = &manifest.webdriver else { return ours.collect() };
    let said = webdriver.device.iter().map(|influence| match influence {
        Influence::Position => Need::Position,
        Influence::Permission => Need::Permission,
        Influence::Offline => Need::Offline,
        Influence::Screen => Need::Screen,
    });
    ours.filter(|need| *need == Need::Drag).chain(said).collect()
}

#[cfg(test)]
mod tests {
    use super::{Need, needs};
    use crate::manifest::Manifest;

    #[test]
    fn the_reference_host_gives_everything_but_a_person() {
        let manifest = Manifest::reference().unwrap();
        let all = [Need::Gesture, Need::Ui, Need::Drag, Need::Background, Need::Relaunch, Need::Back, Need::Position, Need::Permission, Need::Offline, Need::Screen, Need::Pick, Need::Media, Need::Package, Need::Fixtures, Need::HttpsOnly];
        assert_eq!(needs(&manifest), all.into_iter().collect());
    }
}
