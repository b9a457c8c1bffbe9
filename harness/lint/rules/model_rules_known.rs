//! A check by a model names a rule that decides it.

use crate::case::Assertion;
use crate::diagnostic::Diagnostic;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "model-rules-known", about: "`follows` names a model and one of its rules.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for document in world.cases.cases.values() {
        for (index, check) in document.value.checks.iter().enumerate() {
            let Assertion::Follows { model, rule } = &check.expect else { continue };
            if world.model_rules.contains(&(model.as_str(), rule.as_str())) {
                continue;
            }
            let pointer = format!("/checks/{index}/expect/follows");
            let rules: Vec<&str> = world.model_rules.iter().filter(|(name, _)| name == model).map(|(_, rule)| *rule).collect();
            if rules.is_empty() {
                let mut models: Vec<&str> = world.model_rules.iter().map(|(name, _)| *name).collect();
                models.dedup();
                let place = document.place(&format!("{pointer}/model"));
                found.push(Diagnostic::new(RULE.id, place, format!("there is no model `{model}`"), format!("the models are: {}", listed(&models))));
            } else {
                let place = document.place(&format!("{pointer}/rule"));
                found.push(Diagnostic::new(RULE.id, place, format!("the model `{model}` has no rule `{rule}`"), format!("its rules are: {}", listed(&rules))));
            }
        }
    }
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() { "none".into() } else { names.join(", ") }
}
