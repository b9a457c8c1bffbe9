//! A misspelt name would stop a trial on the host; it is found here instead.

use std::collections::BTreeSet;

use crate::case::{Assertion, Case, Need, Step, all, check::head};
use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::{Rule, World, steps};
use crate::package;
use crate::value::Value;

pub const RULE: Rule = Rule {
    id: "reference-bound",
    about: "Each `$ref`, `of`, observation and listener that a case names is bound by a step of it.",
    run,
};

/// What the steps of a case bind.
#[derive(Default)]
struct Bound {
    values: BTreeSet<String>,
    listeners: BTreeSet<String>,
}

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for (id, document) in &world.cases.cases {
        let case = &document.value;
        let mut bound = Bound::default();
        for trial in world.compiled.get(id).iter().flat_map(|compiled| &compiled.trials) {
            bound.values.extend(trial.calls.keys().cloned());
        }
        bind(&case.steps, &mut bound);
        if case.needs.contains(&Need::Package) {
            bound.listeners.extend(package::hooks());
        }
        for (pointer, kind, name) in named(case) {
            let known = if kind == "listener" { &bound.listeners } else { &bound.values };
            if !known.contains(&name) {
                let help = did_you_mean(&name, known.iter().map(String::as_str), &help(kind));
                found.push(Diagnostic::new(RULE.id, document.place(&pointer), format!("no step binds the {kind} `{name}`"), help));
            }
        }
    }
}

fn help(kind: &str) -> String {
    if kind == "listener" {
        "pass {$listener: {name: …}} to a call; a hook such as second.onLoad takes `needs: [package]`".into()
    } else {
        "give the name with `as` to a call, read, let or ui step".into()
    }
}

fn bind(steps: &[Step], bound: &mut Bound) {
    for step in all(steps) {
        let name = match step {
            Step::Let(bind) => Some(bind.name.clone()),
            Step::Read(read) => Some(read.name.clone()),
            Step::Ui(ui) => ui.name.clone(),
            _ => None,
        };
        bound.values.extend(name);
        for (value, _) in steps::values(step, "") {
            value.walk(&mut |value| {
                if let Value::Listener { name, then } = value {
                    bound.listeners.insert(name.clone());
                    let nested: Vec<Step> = then.iter().filter_map(|step| serde_json::from_value(step.clone()).ok()).collect();
                    bind(&nested, bound);
                }
            });
        }
    }
}

/// Everything that a case refers to: pointer, kind, name.
fn named(case: &Case) -> Vec<(String, &'static str, String)> {
    let mut all = Vec::new();
    steps::each(&case.steps, "/steps", &mut |step, pointer| {
        let of = match step {
            Step::Call(call) => call.of.as_deref(),
            Step::Read(read) => read.of.as_deref(),
            Step::Change(change) => Some(change.of.as_str()),
            _ => None,
        };
        all.extend(of.map(|of| (format!("{pointer}/of"), "value", head(of).to_owned())));
        if let Step::Await(wait) = step {
            all.extend(wait.listener.iter().map(|name| (format!("{pointer}/listener"), "listener", name.clone())));
        }
        for (value, pointer) in steps::values(step, pointer) {
            value.walk(&mut |value| {
                if let Value::Ref(reference) = value {
                    all.push((pointer.clone(), "value", head(reference).to_owned()));
                }
            });
        }
    });
    for (index, check) in case.checks.iter().enumerate() {
        expected(&check.expect, &format!("/checks/{index}/expect"), &mut all);
    }
    all
}

/// What an assertion refers to.
fn expected(assertion: &Assertion, pointer: &str, all: &mut Vec<(String, &'static str, String)>) {
    match assertion {
        Assertion::Observed { of, .. } => all.push((format!("{pointer}/observed/of"), "value", head(of).to_owned())),
        Assertion::SeenAfter { of, .. } => all.push((format!("{pointer}/seen-after/of"), "value", head(of).to_owned())),
        Assertion::Same { left, right } => {
            all.push((format!("{pointer}/same/left"), "value", head(left).to_owned()));
            all.push((format!("{pointer}/same/right"), "value", head(right).to_owned()));
        }
        Assertion::NotAbove { left, right } => {
            all.push((format!("{pointer}/not-above/left"), "value", head(left).to_owned()));
            all.push((format!("{pointer}/not-above/right"), "value", head(right).to_owned()));
        }
        Assertion::Differ { left, right } => {
            all.push((format!("{pointer}/differ/left"), "value", head(left).to_owned()));
            all.push((format!("{pointer}/differ/right"), "value", head(right).to_owned()));
        }
        Assertion::NotBefore { listener, .. } => all.push((format!("{pointer}/not-before/listener"), "listener", listener.clone())),
        Assertion::Heard { listener, .. } => all.push((format!("{pointer}/heard/listener"), "listener", listener.clone())),
        Assertion::InOrder { events } => {
            for (index, event) in events.iter().enumerate() {
                let pointer = format!("{pointer}/in-order/events/{index}/listener");
                all.extend(event.listener.iter().map(|name| (pointer.clone(), "listener", name.clone())));
            }
        }
        Assertion::Either(any) => any.iter().enumerate().for_each(|(index, one)| expected(one, &format!("{pointer}/either/{index}"), all)),
        Assertion::Given { when, then } => {
            expected(when, &format!("{pointer}/given/when"), all);
            expected(then, &format!("{pointer}/given/then"), all);
        }
        _ => {}
    }
}
