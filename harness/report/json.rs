//! The certificate for machines. The schema that describes it is among those of `schema.rs`.

use serde::Serialize;

use crate::certificate::{Certificate, Totals};

/// `certificate.json`: indented, a newline at the end, the same bytes for equal certificates.
pub fn json(certificate: &Certificate) -> String {
    // Two maps are equal whatever the order of their keys, so the order is fixed here.
    let mut ordered = certificate.clone();
    order(&mut ordered.totals);
    ordered.areas.sort_keys();
    ordered.areas.values_mut().for_each(order);
    ordered.requirements.iter_mut().for_each(|requirement| requirement.checks.sort_keys());
    pretty(&ordered)
}

fn order(totals: &mut Totals) {
    totals.trials.sort_keys();
    totals.checks.sort_keys();
    totals.requirements.sort_keys();
    totals.requirements.values_mut().for_each(indexmap::IndexMap::sort_keys);
}

fn pretty(value: &impl Serialize) -> String {
    // Writing to memory fails only for a map whose keys are not strings, and there is none in these types.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
