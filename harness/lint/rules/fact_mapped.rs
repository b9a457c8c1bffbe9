//! Each fact leads to what tests it, or to why nothing does.

use crate::diagnostic::Diagnostic;
use crate::lint::near::did_you_mean;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule {
    id: "fact-mapped",
    about: "Each fact has either `by` with requirements of the spec or `why` with a listed reason or an ambiguity.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let document = &world.spec.facts;
    let requirements = &world.spec.requirements;
    let reasons = &document.value.reasons;
    let ambiguities = &world.spec.ambiguities.value;
    for (subject, entries) in &document.value.facts {
        for (index, entry) in entries.iter().enumerate() {
            let place = |below: &str| document.place(&format!("/facts/{}/{index}{below}", escape(subject)));
            match (entry.by.is_empty(), &entry.why) {
                (true, None) => {
                    let help = "name the requirements that hold hosts to it under `by`, or under `why` the reason that there are none";
                    found.push(Diagnostic::new(RULE.id, place("/what"), "this fact has neither `by` nor `why`", help));
                }
                (false, Some(_)) => {
                    let help = "keep `by` when the requirements hold hosts to it, else `why`; split the entry where it is both";
                    found.push(Diagnostic::new(RULE.id, place("/why"), "this fact has both `by` and `why`", help));
                }
                _ => {}
            }
            for (number, id) in entry.by.iter().enumerate().filter(|(_, id)| !requirements.contains_key(*id)) {
                let help = did_you_mean(id, requirements.keys().map(String::as_str), "`minicert list --requirements` lists them");
                found.push(Diagnostic::new(RULE.id, place(&format!("/by/{number}")), format!("the spec has no requirement `{id}`"), help));
            }
            if let Some(why) = &entry.why
                && !reasons.contains_key(why)
                && !ambiguities.contains_key(why)
            {
                let known = reasons.keys().chain(ambiguities.keys()).map(String::as_str);
                let help = did_you_mean(why, known, "list it under `reasons`, or in spec/ambiguities.yaml where the sources are silent or disagree");
                found.push(Diagnostic::new(RULE.id, place("/why"), format!("there is no reason or ambiguity `{why}`"), help));
            }
        }
    }
}
