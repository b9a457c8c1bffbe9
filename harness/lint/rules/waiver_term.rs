//! A waiver has a term, and a place where it was decided.

use crate::diagnostic::Diagnostic;
use crate::lint::slug::escape;
use crate::lint::{Rule, World};

pub const RULE: Rule = Rule { id: "waiver-term", about: "Each waiver is issued before it expires or is withdrawn, and links to its decision.", run };

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let waivers = &world.spec.waivers;
    for (id, waiver) in &waivers.value {
        let mut object = |key: &str, message: String, help: &str| {
            found.push(Diagnostic::new(RULE.id, waivers.place(&format!("/{}/{key}", escape(id))), message, help));
        };
        if waiver.expires < waiver.issued {
            object("expires", format!("the waiver `{id}` expires on {}, before it is issued on {}", waiver.expires, waiver.issued), "name the last day of the term");
        }
        if let Some(withdrawn) = waiver.withdrawn.filter(|withdrawn| *withdrawn < waiver.issued) {
            object("withdrawn", format!("the waiver `{id}` is withdrawn on {withdrawn}, before it is issued on {}", waiver.issued), "name a day of the term, or remove the waiver");
        }
        if !["https://", "http://"].iter().any(|scheme| waiver.link.starts_with(scheme)) {
            object("link", format!("{:?} is no http address", waiver.link), "give the page on which the union says why");
        }
    }
}
