//! What lies beside a made-up certificate: a trial and its attempts for each check that did not pass, and pictures.

use minicert::certificate::{Certificate, CheckResult, Status};
use minicert::report::Screen;
use minicert::transcript::Line;
use serde_json::{Value as Json, json};

/// A picture of one pixel.
const PIXEL: &str = "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082";

/// The lines of trials and attempts, as JSON.
pub fn json(certificate: &Certificate) -> Vec<Json> {
    let mut lines: Vec<Json> = Vec::new();
    let mut told = std::collections::HashSet::new();
    let mut trials: std::collections::HashMap<&str, Vec<&CheckResult>> = std::collections::HashMap::new();
    certificate.checks.iter().for_each(|check| trials.entry(&check.trial).or_default().push(check));
    for check in certificate.checks.iter().filter(|check| check.status != Status::Pass) {
        if !told.insert(&check.trial) {
            continue;
        }
        let api = check.capability.rsplit('/').next().unwrap_or_default();
        let meta = json!({"shown": format!("swan.{api}"), "capability": check.capability, "style": "async", "answers": null, "free": false, "missing": null, "silent": null, "refused": null});
        let checks: Vec<Json> = trials[check.trial.as_str()]
            .iter()
            .map(|check| {
                json!({
                    "requirement": check.requirement, "level": check.level, "capability": check.capability, "argument": check.argument,
                    "condition": check.condition, "expected": check.expected, "expect": {"answered": {"call": "got", "is": {"equals": {"a": 1}}}},
                })
            })
            .collect();
        lines.push(json!({
            "line": "trial", "id": check.trial, "case": check.trial, "origin": {"kind": "recorded"}, "form": "written", "brief": "Made up.",
            "capability": check.capability, "world": "shared", "effect": "none", "needs": [],
            "steps": [
                {"call": {"api": "setStorage", "as": "set", "with": {"key": {"$key": "k"}, "data": "</script>\n"}, "callbacks": ["success", "fail", "complete"], "on": {"success": [{"throw": {"message": "thrown"}}]}, "wait": "settled"}},
                {"ui": {"read": "toast", "as": "shown"}},
                {"call": {"api": api, "as": "got", "with": {"key": {"$key": "k"}, "n": {"$number": "NaN"}}, "callbacks": ["success", "fail", "complete"], "wait": "complete"}},
            ],
            "calls": {"set": meta, "got": meta}, "checks": checks,
        }));
        for attempt in 1..=2 {
            lines.push(json!({
                "line": "attempt", "trial": check.trial, "attempt": attempt, "session": "s1", "position": attempt, "namespace": "n",
                "purpose": if attempt == 1 { "plan" } else { "repeat" }, "alone": true, "budget": 1500, "outcome": "closed", "at": 900,
                "events": [
                    {"seq": 1, "at": 0.4, "kind": "called", "call": "set"},
                    {"seq": 2, "at": 1.2, "kind": "callback", "call": "set", "name": "success", "args": [{"errMsg": "setStorage:ok"}], "inside": true},
                    {"seq": 3, "at": 1.3, "kind": "threw", "call": "set", "error": {"$error": {"name": "Error", "message": "thrown", "fields": []}}},
                    {"seq": 4, "at": 2.0, "kind": "called", "call": "got"},
                    {"seq": 5, "at": 9.5, "kind": "callback", "call": "got", "name": "success", "args": [{"data": 1}], "inside": false},
                    {"seq": 6, "at": 150.0, "kind": "seen", "as": "shown", "value": "Saved"},
                    {"seq": 7, "at": 1510.0, "kind": "silent", "call": "got", "event": "complete", "waited": 1500.4},
                    {"seq": 8, "at": 1571.0, "kind": "closed", "why": "budget"},
                ],
            }));
        }
    }
    lines
}

pub fn lines(json: Vec<Json>) -> Vec<Line> {
    json.into_iter().map(|line| serde_json::from_value(line).expect("it is a line")).collect()
}

/// A picture of the first failing trial, and one that is too large for a page.
pub fn screens(certificate: &Certificate) -> Vec<Screen> {
    let trials = certificate.checks.iter().filter(|check| check.status == Status::Fail).map(|check| check.trial.clone());
    let pixel: Vec<u8> = (0..PIXEL.len()).step_by(2).filter_map(|at| u8::from_str_radix(&PIXEL[at..at + 2], 16).ok()).collect();
    let pictures = [pixel, vec![0; 900_000]];
    trials.zip(pictures).enumerate().map(|(index, (trial, picture))| Screen { trial, attempt: 1, file: format!("screens/{index}.png"), picture }).collect()
}
