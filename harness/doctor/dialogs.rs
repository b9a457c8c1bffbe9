//! What a person would see and touch: the names of the manifest's `ui:` map while the host shows what they stand for.

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::{Links, Patient};
use crate::host::{Trouble, abilities};
use crate::case::Need;
use crate::plan;
use crate::run::probe;

/// How long a dialog may take to be drawn.
const APPEAR: Duration = Duration::from_secs(1);

/// Something that the host shows when it is asked to.
pub struct Group {
    link: &'static str,
    feature: &'static str,
    api: &'static str,
    /// What it is called with, in JSON.
    options: &'static str,
    /// Names of one element each.
    single: &'static [&'static str],
    /// Names of several.
    several: &'static [&'static str],
}

pub const GROUPS: [Group; 4] = [
    Group { link: "toast", feature: "toast", api: "showToast", options: r#"{"title": "minicert", "duration": 3000}"#, single: &["toast", "toast-icon"], several: &[] },
    Group { link: "loading", feature: "loading", api: "showLoading", options: r#"{"title": "minicert"}"#, single: &["loading"], several: &[] },
    Group { link: "modal", feature: "modal", api: "showModal", options: r#"{"title": "minicert", "content": "minicert looks"}"#, single: &["modal", "modal-title", "modal-content", "modal-confirm", "modal-cancel"], several: &["dialog-button"] },
    Group { link: "action-sheet", feature: "action-sheet", api: "showActionSheet", options: r#"{"itemList": ["one", "two", "three", "four", "five", "six"]}"#, single: &["sheet", "sheet-item-0", "sheet-item-1", "sheet-item-5", "sheet-cancel"], several: &["sheet-item"] },
];

/// Opens what a group is about and looks for its names. Whether contact was lost.
pub async fn examine(links: &mut Links, patient: &mut Patient<'_>, group: &Group) -> bool {
    if !plan::claimed(patient.spec, &patient.manifest.claims).contains(group.feature) {
        links.not_reached(group.link, format!("the host does not claim {}", group.feature));
        return false;
    }
    let known = |name: &&&str| patient.manifest.ui.contains_key(**name);
    let names: Vec<(&str, bool)> = group.single.iter().filter(known).map(|name| (*name, true)).chain(group.several.iter().filter(known).map(|name| (*name, false))).collect();
    if names.is_empty() {
        let help = format!("add what {} are under ui: in the host's manifest; trials that look for them are left out", [group.single, group.several].concat().join(", "));
        links.warning(group.link, "ui-not-named", "the manifest names nothing of it", &help);
        return false;
    }
    let seen = show(patient, group, &names).await;
    // Whatever is open now is in the way of the next link.
    let instance = "doctor-1";
    let seen = match (seen, patient.session.relaunch(instance).await) {
        (Ok(seen), Ok(())) => seen,
        (Err(trouble), _) | (_, Err(trouble)) => {
            links.trouble(group.link, &trouble);
            return matches!(trouble, Trouble::Lost(_));
        }
    };
    let wrong: Vec<String> = seen.iter().filter(|look| !look.is_right()).map(Look::text).collect();
    if wrong.is_empty() {
        let right: Vec<&str> = seen.iter().map(|look| look.name).collect();
        links.ok(group.link, format!("{} showed {}", group.api, right.join(", ")));
    } else {
        let help = "call the function by hand in the host's page and correct the selectors under ui: in its manifest; leave out a name for what the host does not draw";
        links.broken(group.link, "ui-not-one", format!("while {} shows something, {}", group.api, wrong.join("; ")), help);
    }
    false
}

/// How many elements a name stood for.
struct Look {
    name: &'static str,
    css: String,
    single: bool,
    all: usize,
    displayed: usize,
}

impl Look {
    fn is_right(&self) -> bool {
        self.displayed == 1 || (!self.single && self.displayed > 1)
    }

    fn text(&self) -> String {
        let Self { name, css, all, displayed, .. } = self;
        match (all, displayed) {
            (0, _) => format!("{name} ({css:?}) matches nothing"),
            (_, 0) => format!("{name} ({css:?}) matches {all} that nobody could see"),
            _ => format!("{name} ({css:?}) matches {displayed} that are displayed, not one"),
        }
    }
}

async fn show(patient: &mut Patient<'_>, group: &Group, names: &[(&'static str, bool)]) -> Result<Vec<Look>, Trouble> {
    let options: Json = serde_json::from_str(group.options).unwrap_or_default();
    let steps = json!([{"call": {"api": group.api, "as": "shown", "with": options, "callbacks": ["success"], "wait": "none"}}]);
    probe::perform(&mut patient.session, &format!("doctor-{}", group.link), patient.budget, &steps).await?;
    let began = Instant::now();
    loop {
        let mut looks = Vec::new();
        for (name, single) in names {
            let (all, displayed) = patient.session.count(name).await?;
            let css = patient.manifest.spot(name)?.css.clone();
            looks.push(Look { name, css, single: *single, all, displayed });
        }
        if began.elapsed() > APPEAR || looks.iter().all(Look::is_right) {
            return Ok(looks);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A tap of the driver's runs a step inside the host. Whether contact was lost.
pub async fn gesture(links: &mut Links, patient: &mut Patient<'_>) -> bool {
    if !abilities(patient.manifest).needs.contains(&Need::Gesture) {
        links.warning("gesture", "ui-not-named", "the manifest does not say where the button of the conformance mini-program is", "add gesture: under ui: in the host's manifest; trials that need a tap are left out");
        return false;
    }
    let steps = json!([{"gesture": {"then": [{"let": {"as": "tapped", "value": true}}, {"read": {"of": "tapped", "path": "", "as": "seen"}}]}}]);
    match probe::perform(&mut patient.session, "doctor-gesture", patient.budget, &steps).await {
        Ok(seen) if probe::read(&seen, "seen").is_some() => links.ok("gesture", "a tap of the driver's on the agent's button ran a step"),
        Ok(seen) => {
            let why: Vec<String> = seen.iter().filter_map(|(_, seen)| if let crate::transcript::Seen::Stopped { why, .. } = seen { Some(why.clone()) } else { None }).collect();
            links.broken("gesture", "tap-not-arrived", format!("a tap of the driver's on the agent's button ran nothing: {}", why.join("; ")), "see what lies above the page, and whether the host counts touches alone: pointer: touch under browser: in its manifest");
        }
        Err(trouble) => {
            links.trouble("gesture", &trouble);
            return matches!(trouble, Trouble::Lost(_));
        }
    }
    false
}
