//! Short events → what a transcript holds.

use minicert::transcript::Seen;
use serde_json::Value as Json;

/// What a row's list of events stands for.
pub fn seen(events: &[Vec<Json>]) -> Result<Vec<Seen>, String> {
    let mut all = Vec::new();
    for event in events {
        let word = |index: usize| event.get(index).and_then(Json::as_str).unwrap_or_default().to_owned();
        let value = || event.get(2).cloned().unwrap_or_else(|| serde_json::json!({}));
        let rest = || event.iter().skip(2).cloned().collect::<Vec<Json>>();
        let name = word(1);
        let callback = |event: &str, args: Vec<Json>| Seen::Callback { call: name.clone(), name: event.to_owned(), args, inside: false };
        let called = || Seen::Called { call: name.clone() };
        match word(0).as_str() {
            "called" => all.push(called()),
            "returned" => all.push(Seen::Returned { call: name, value: value() }),
            "threw" => all.push(Seen::Threw { call: name, error: value() }),
            kind @ ("success" | "fail" | "complete") => all.push(callback(kind, rest())),
            "done" => all.extend([called(), callback("success", vec![value()])]),
            "gave" => all.extend([called(), Seen::Returned { call: name, value: value() }]),
            "refused" => all.extend([called(), callback("fail", vec![value()])]),
            "silent" => all.push(Seen::Silent { call: Some(name), listener: None, event: word(2), waited: 1_500.0 }),
            "missing" => all.push(Seen::Stopped { step: name.clone(), why: "missing".into(), call: Some(name) }),
            "unbound" => all.push(Seen::Stopped { step: name.clone(), why: format!("unbound {}", word(2)), call: Some(name) }),
            "stopped" => all.push(Seen::Stopped { step: name, why: word(2), call: None }),
            "heard" => all.push(Seen::Heard { listener: name, args: rest() }),
            "read" => all.push(Seen::Read { name, value: value() }),
            // Kind, path, value.
            "arrived" => {
                let what = serde_json::from_value(event.get(1).cloned().unwrap_or_default()).map_err(|error| error.to_string())?;
                all.push(Seen::Arrived { what, path: word(2), value: event.get(3).cloned().unwrap_or_else(|| serde_json::json!({})) });
            }
            // Name, value, number of looks.
            "seen" => all.push(Seen::Seen { name, value: value(), looks: event.get(3).and_then(Json::as_u64).map(|looks| looks as u32) }),
            other => return Err(format!("there is no event {other}")),
        }
    }
    Ok(all)
}
