//! What is kept apart or left open in calls with every two values is something that such calls would give.

use indexmap::IndexMap;

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};
use crate::shape::{Argument, arguments};
use crate::spec::{Capability, result_fields};
use crate::value::Value;
use crate::yaml::Document;

pub const RULE: Rule = Rule {
    id: "pairs-known",
    about: "`apart` and `open` name arguments with values that their shapes give them, `apart` two or more of them, `open` a field that is checked.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for document in world.spec.capabilities.values() {
        let capability = &document.value;
        let arguments = arguments(&capability.params).unwrap_or_default();
        for (index, apart) in capability.pairs.apart.iter().enumerate() {
            let pointer = format!("/pairs/apart/{index}/of");
            if apart.of.len() < 2 {
                let message = "fewer than two arguments cannot be kept apart";
                found.push(Diagnostic::new(RULE.id, document.place(&pointer), message, "name another one, or leave the values out of the shape"));
            }
            values(&apart.of, &arguments, document, &pointer, found);
        }
        for (index, open) in capability.pairs.open.iter().enumerate() {
            let pointer = format!("/pairs/open/{index}");
            values(&open.of, &arguments, document, &format!("{pointer}/of"), found);
            let fields = result_fields(&capability.results);
            if !fields.iter().any(|(path, _)| *path == open.field) {
                let help = did_you_mean(&open.field, fields.iter().map(|(path, _)| path.as_str()), "name a field of `results` with a level");
                found.push(Diagnostic::new(RULE.id, document.place(&format!("{pointer}/field")), format!("no check looks at a field `{}`", open.field), help));
            }
        }
    }
}

fn values(of: &IndexMap<String, Vec<Value>>, arguments: &[Argument], document: &Document<Capability>, pointer: &str, found: &mut Vec<Diagnostic>) {
    for (path, values) in of {
        let place = document.place(&format!("{pointer}/{}", escape(path)));
        let Some(argument) = arguments.iter().find(|argument| argument.path == *path) else {
            let help = did_you_mean(path, arguments.iter().map(|argument| argument.path.as_str()), "name one that has values, a field as `argument.field`");
            found.push(Diagnostic::new(RULE.id, place, format!("no call gives an argument `{path}`"), help));
            continue;
        };
        for value in values.iter().filter(|value| !argument.values.iter().flatten().any(|given| given == *value)) {
            let message = format!("no call gives `{path}` the value {}", value.to_json());
            found.push(Diagnostic::new(RULE.id, place.clone(), message, "name one of its sample, samples, default, enum or booleans"));
        }
    }
}
