//! What a shape states is not left without a thought of how it is tested.

use crate::diagnostic::Diagnostic;
use crate::lint::{Rule, World};
use crate::spec::stated;
use crate::yaml;

pub const RULE: Rule = Rule {
    id: "facts-complete",
    about: "Each default, list of values, note, version and error of a shape has an entry in spec/facts.yaml.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let facts = &world.spec.facts.value.facts;
    for (id, document) in &world.spec.capabilities {
        let entries = facts.get(id).map_or(&[][..], Vec::as_slice);
        for fact in stated(&document.value) {
            if entries.iter().any(|entry| fact.kinds.contains(&entry.what) && entry.names().contains(&fact.of.as_str())) {
                continue;
            }
            let kinds = fact.kinds.iter().map(yaml::name).collect::<Vec<_>>().join(" or ");
            let of = if fact.of.is_empty() { String::new() } else { format!(", of: [{}]", fact.of) };
            found.push(Diagnostic::new(
                RULE.id,
                document.place(&fact.pointer),
                "spec/facts.yaml does not say what holds hosts to this fact",
                format!("add `{{what: {kinds}{of}, …}}` under `{id}` there: `by` names requirements, or `why` the reason that there is none"),
            ));
        }
    }
}
