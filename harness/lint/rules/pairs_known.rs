//! What is kept apart in calls with every two values is something that such calls would give.

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};
use crate::shape::arguments;

pub const RULE: Rule = Rule {
    id: "pairs-known",
    about: "Each entry of `apart` names two or more arguments, and values that their shapes give them.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for document in world.spec.capabilities.values() {
        let capability = &document.value;
        let arguments = arguments(&capability.params).unwrap_or_default();
        for (index, apart) in capability.pairs.apart.iter().enumerate() {
            let pointer = format!("/pairs/apart/{index}/of");
            let mut object = |below: &str, message: String, help: String| found.push(Diagnostic::new(RULE.id, document.place(&format!("{pointer}{below}")), message, help));
            if apart.of.len() < 2 {
                object("", "fewer than two arguments cannot be kept apart".into(), "name another one, or leave the values out of the shape".into());
            }
            for (path, values) in &apart.of {
                let below = format!("/{}", escape(path));
                let Some(argument) = arguments.iter().find(|argument| argument.path == *path) else {
                    let known = arguments.iter().map(|argument| argument.path.as_str());
                    object(&below, format!("no call gives an argument `{path}`"), did_you_mean(path, known, "name one that has values, a field as `argument.field`"));
                    continue;
                };
                for value in values.iter().filter(|value| !argument.values.iter().flatten().any(|given| given == *value)) {
                    object(&below, format!("no call gives `{path}` the value {}", value.to_json()), "name one of its sample, samples, default, enum or booleans".into());
                }
            }
        }
    }
}
