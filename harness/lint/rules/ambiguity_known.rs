//! What is excused by an ambiguity says which, so that a reader can look up why no host fails for it.

use crate::diagnostic::{Diagnostic, Place};
use crate::lint::near::did_you_mean;
use crate::lint::{Rule, World};
use crate::spec::{Field, Param};

pub const RULE: Rule = Rule { id: "ambiguity-known", about: "Each ambiguity that a capability, argument or field names is in spec/ambiguities.yaml.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for document in world.spec.capabilities.values() {
        let capability = &document.value;
        let mut named: Vec<(&str, Place)> = Vec::new();
        named.extend(capability.ambiguities.iter().map(|id| (id.as_str(), document.place("/ambiguities"))));
        let mut add = |pointer: String, id| named.push((id, document.place(&pointer)));
        for (index, apart) in capability.pairs.apart.iter().enumerate() {
            add(format!("/pairs/apart/{index}/why"), apart.why.as_str());
        }
        for (index, open) in capability.pairs.open.iter().enumerate() {
            add(format!("/pairs/open/{index}/why"), open.why.as_str());
        }
        params("/params", &capability.params, &mut add);
        fields("/results", &capability.results, &mut add);
        fields("/returns/fields", capability.returns.as_ref().map_or(&[], |returns| &returns.fields), &mut add);
        let ambiguities = &world.spec.ambiguities.value;
        for (id, place) in named {
            if !ambiguities.contains_key(id) {
                let help = did_you_mean(id, ambiguities.keys().map(String::as_str), "add it to spec/ambiguities.yaml, with its portable reading");
                found.push(Diagnostic::new(RULE.id, place, format!("spec/ambiguities.yaml has no `{id}`"), help));
            }
        }
    }
}

fn params<'a>(pointer: &str, all: &'a [Param], add: &mut impl FnMut(String, &'a str)) {
    for (index, param) in all.iter().enumerate() {
        if let Some(id) = &param.ambiguity {
            add(format!("{pointer}/{index}/ambiguity"), id);
        }
        params(&format!("{pointer}/{index}/fields"), &param.fields, add);
    }
}

fn fields<'a>(pointer: &str, all: &'a [Field], add: &mut impl FnMut(String, &'a str)) {
    for (index, field) in all.iter().enumerate() {
        if let Some(id) = &field.ambiguity {
            add(format!("{pointer}/{index}/ambiguity"), id);
        }
        fields(&format!("{pointer}/{index}/fields"), &field.fields, add);
    }
}
