//! Steps that belong to no plan: what they come to says something of the adapter, and nothing of the host's conformance.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::busy::Busy;
use super::exchange::{self, Sending};
use crate::case::{Form, Origin, Step, World};
use crate::error::Error;
use crate::generate;
use crate::host::{Session, Trouble};
use crate::plan;
use crate::spec::{Effect, Kind, Root, Spec};
use crate::transcript::{Claims, Seen};
use crate::trial::Trial;

/// What the spec knows to be below the root of a host's API.
#[derive(Clone, Debug)]
pub struct Api {
    /// The dotted path of every function, those of claimed features first.
    pub functions: Vec<String>,
    /// How many of them are claimed.
    pub claimed: usize,
    /// Functions that answer by a callback and do nothing else, with options to call them with.
    pub quick: Vec<(String, Json)>,
}

impl Api {
    pub fn of(spec: &Spec, dialect: &str, claims: &Claims) -> Self {
        let features = plan::claimed(spec, claims);
        let table = spec.dialects.value.get(dialect);
        let mut all: Vec<(bool, usize, String, Option<Json>)> = Vec::new();
        for (id, document) in &spec.capabilities {
            let capability = &document.value;
            let path = table.and_then(|table| table.renames.get(id)).cloned().unwrap_or_else(|| capability.api_path(id));
            let function = !matches!(capability.kind, Kind::Framework | Kind::PageHandler) && capability.root == Root::Api;
            if !function || path.contains('(') || table.is_some_and(|table| table.absent.contains(id)) {
                continue;
            }
            // What it answers is no matter, but it may leave nothing behind and ask nobody.
            let quick = capability.kind == Kind::Async
                && capability.effect == Effect::None
                && capability.leaves.is_none()
                && capability.scope.is_none()
                && !capability.results.is_empty()
                && generate::callable(capability, None);
            let needed = capability.params.iter().filter(|param| param.required == Some(true)).count();
            let options = quick.then(|| generate::options(capability, None).to_json());
            all.push((!features.contains(&capability.feature), needed, path, options));
        }
        // A claimed function before one that is not, and one without arguments before one that needs some.
        all.sort_by_key(|(unclaimed, needed, ..)| (*unclaimed, *needed));
        Self {
            claimed: all.iter().filter(|(unclaimed, ..)| !unclaimed).count(),
            functions: all.iter().map(|(_, _, path, _)| path.clone()).collect(),
            quick: all.into_iter().filter_map(|(_, _, path, options)| Some((path, options?))).filter(|(_, options)| !options.to_string().contains("\"$url\"")).collect(),
        }
    }
}

/// Has the agent perform steps, written as in a case with every default filled in. What it saw, in order.
pub async fn perform(session: &mut Session, namespace: &str, budget: u64, steps: &Json) -> Result<Vec<(f64, Seen)>, Trouble> {
    let steps: Vec<Step> = serde_json::from_value(steps.clone()).map_err(|error| Error::new("probe-steps", format!("the steps of a probe do not read: {error}"), "this is a fault of minicert: report it"))?;
    let trial = Trial {
        id: namespace.to_owned(),
        case: namespace.to_owned(),
        origin: Origin::Recorded,
        form: Form::Written,
        brief: String::new(),
        capability: String::new(),
        world: World::Shared,
        effect: Effect::None,
        needs: Vec::new(),
        cumulative: false,
        steps,
        calls: indexmap::IndexMap::new(),
        checks: Vec::new(),
    };
    let sending = Sending { trial: &trial, attempt: 1, namespace: namespace.to_owned(), budget, quiet: 1 };
    let events = exchange::alone(session, 0, &sending, "", &Busy::default()).await?;
    Ok(events.into_iter().map(|event| (event.at, event.what)).collect())
}

/// What a step read under this name.
pub fn read<'a>(seen: &'a [(f64, Seen)], wanted: &str) -> Option<&'a Json> {
    seen.iter().find_map(|(_, seen)| match seen {
        Seen::Read { name, value } | Seen::Seen { name, value, .. } if name == wanted => Some(value),
        _ => None,
    })
}

/// Values of every kind that goes both ways. What JSON cannot hold is what a channel loses first.
pub fn values() -> Json {
    json!({
        "text": "\u{4e2d}\u{1f600}\"\\\n\u{7f}\u{2028}", "lone": {"$utf16": "d83d0041"}, "numbers": [0, -1.5, 1e300, {"$number": "NaN"}, {"$number": "-Infinity"}, {"$number": "-0"}],
        "nothing": [null, {"$undefined": true}], "truth": [true, false], "bytes": {"$bytes": "00ff7f80"}, "date": {"$date": 1_700_000_000_000_u64},
        "large": {"$text": {"seed": 7, "length": 20_000, "alphabet": "cjk"}}, "deep": {"$object": [["__proto__", 1], ["$a", [[[[{}]]]]]]}
    })
}

/// What was sent and what came back differ here; nothing where they are the same.
pub async fn echo(session: &mut Session, namespace: &str, budget: u64) -> Result<Option<String>, Trouble> {
    let steps = json!([{"let": {"as": "sent", "value": values()}}, {"read": {"of": "sent", "path": "", "as": "back"}}]);
    let seen = perform(session, namespace, budget, &steps).await?;
    let Some(back) = read(&seen, "back") else { return Ok(Some(format!("the agent wrote down {seen:?}"))) };
    let value = |json: &Json| crate::value::Value::from_json(json).map_err(|why| Trouble::Ours(Error::new("agent-failed", format!("the agent answered a value that does not read: {why}"), "this is a fault of minicert: report it")));
    Ok(match crate::judge::compare::equal(&value(&values())?, &value(back)?) {
        Ok(()) => None,
        Err(crate::judge::compare::Mismatch::Other(why) | crate::judge::compare::Mismatch::Cut(why)) => Some(why),
    })
}

/// Which of these paths below the API root are functions.
pub async fn present(session: &mut Session, namespace: &str, budget: u64, paths: &[String]) -> Result<BTreeSet<String>, Trouble> {
    let steps: Vec<Json> = paths.iter().map(|path| json!({"read": {"path": path, "as": path}})).collect();
    let seen = perform(session, namespace, budget, &Json::Array(steps)).await?;
    Ok(paths.iter().filter(|path| read(&seen, path).is_some_and(|value| value.get("$function").is_some())).cloned().collect())
}

/// How a call went that is made only to see whether one can be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Called {
    /// Control came back, by a value or by a throw.
    pub returned: bool,
    /// The callback that came first.
    pub answered: Option<String>,
    /// A call that was made inside that callback came back, too.
    pub nested: bool,
}

/// Calls a function by name, and inside its callbacks the same once more.
pub async fn call(session: &mut Session, namespace: &str, budget: u64, (path, options): (&str, &Json)) -> Result<Called, Trouble> {
    let inner = json!([{"call": {"api": path, "as": "inner", "with": options, "callbacks": ["success", "fail"], "wait": "none"}}]);
    let outer = json!({"api": path, "as": "outer", "with": options, "callbacks": ["success", "fail"], "on": {"success": inner, "fail": inner}, "wait": "settled"});
    let seen = perform(session, namespace, budget, &json!([{"call": outer}])).await?;
    let mut called = Called::default();
    for (_, seen) in &seen {
        match seen {
            Seen::Returned { call, .. } | Seen::Threw { call, .. } => {
                called.returned |= call == "outer";
                called.nested |= call == "inner";
            }
            Seen::Callback { call, name, .. } if call == "outer" && called.answered.is_none() => called.answered = Some(name.clone()),
            _ => {}
        }
    }
    Ok(called)
}

/// Leaves a mark on the API root. Whether it stayed there: a root that is closed takes none.
pub async fn mark(session: &mut Session, namespace: &str, budget: u64) -> Result<bool, Trouble> {
    let steps = json!([{"read": {"path": "", "as": "root"}}, {"change": {"of": "root", "path": MARK, "value": true}}, {"read": {"path": MARK, "as": "mark"}}]);
    let seen = perform(session, namespace, budget, &steps).await?;
    Ok(read(&seen, "mark") == Some(&Json::Bool(true)))
}

/// Whether such a mark is there.
pub async fn is_marked(session: &mut Session, namespace: &str, budget: u64) -> Result<bool, Trouble> {
    let seen = perform(session, namespace, budget, &json!([{"read": {"path": MARK, "as": "mark"}}])).await?;
    Ok(read(&seen, "mark") == Some(&Json::Bool(true)))
}

const MARK: &str = "minicertMark";
