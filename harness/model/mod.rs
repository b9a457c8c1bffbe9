//! What a right host may do next. Pure and total: a model keeps the set of states that the observations allow.

pub mod files;
pub mod pages;
pub mod play;
pub mod sockets;
pub mod storage;
pub mod tab_bar;

use crate::judge::Finding;
use crate::judge::view::View;
use crate::trial::Trial;

/// Model, rule, and the requirement that the rule decides.
pub const RULES: [(&str, &str, &str); 4] = [
    ("storage", "reads", "storage/state/follows-history"),
    ("storage", "removed", "storage/state/remove-deletes"),
    ("storage", "missing", "storage/state/missing-gives-nothing"),
    ("storage", "keys", "storage/state/info-lists-keys"),
];

/// The requirement of a rule.
pub fn requirement(model: &str, rule: &str) -> Option<&'static str> {
    RULES.iter().find(|(m, r, _)| *m == model && *r == rule).map(|(_, _, requirement)| *requirement)
}

/// Whether what was seen is a behaviour that the model allows, as far as this rule decides it.
pub fn follow(model: &str, rule: &str, trial: &Trial, view: &View) -> Finding {
    match model {
        "storage" => storage::follow(rule, trial, view),
        other => Finding::Error(format!("there is no model {other}")),
    }
}
