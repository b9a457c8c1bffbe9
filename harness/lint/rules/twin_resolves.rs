//! A case rewritten into its synchronous form calls the function meant, and a report finds the way back.

use crate::diagnostic::Diagnostic;
use crate::lint::{Rule, World};
use crate::spec::{Kind, Spec};

pub const RULE: Rule = Rule {
    id: "twin-resolves",
    about: "`twin` of an asynchronous function and `twin-of` of its synchronous form name each other; `answers` is a field of the asynchronous result.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    let spec = &world.spec;
    for (id, document) in &spec.capabilities {
        let capability = &document.value;
        let own = capability.api_path(id);
        if let Some(twin) = &capability.twin
            && let Err((message, help)) = twin_of(spec, capability.kind, &own, twin, Kind::Sync)
        {
            found.push(Diagnostic::new(RULE.id, document.place("/twin"), message, help));
        }
        if let Some(twin) = &capability.twin_of
            && let Err((message, help)) = twin_of(spec, capability.kind, &own, twin, Kind::Async)
        {
            found.push(Diagnostic::new(RULE.id, document.place("/twin-of"), message, help));
        }
        if let Some(answers) = &capability.answers {
            let twin = capability.twin_of.as_ref().and_then(|twin| spec.by_api(twin));
            match twin {
                None => found.push(Diagnostic::new(RULE.id, document.place("/answers"), "`answers` stands without a `twin-of`", "name the asynchronous form, or remove `answers`")),
                Some((id, twin)) if !twin.results.iter().any(|field| field.name == *answers) => found.push(Diagnostic::new(
                    RULE.id,
                    document.place("/answers"),
                    format!("the result of `{id}` has no field `{answers}`"),
                    "name a field under `results:` of the asynchronous form",
                )),
                Some(_) => {}
            }
        }
    }
}

/// Whether `twin` is of the kind that the other side has to be, and names this function in turn.
fn twin_of(spec: &Spec, kind: Kind, own: &str, twin: &str, wanted: Kind) -> Result<(), (String, String)> {
    let (this, key, back) = if wanted == Kind::Sync { ("async", "twin", "twin-of") } else { ("sync", "twin-of", "twin") };
    if kind == wanted || !matches!(kind, Kind::Async | Kind::Sync) {
        return Err((format!("only a capability of the kind {this} has a `{key}`"), format!("remove `{key}`, or mend `kind`")));
    }
    let Some((id, other)) = spec.by_api(twin) else {
        return Err((format!("the spec has no function `{twin}`"), "name the function, as `api` or the file name has it, without an area".into()));
    };
    if other.kind != wanted {
        return Err((format!("`{id}` is not of the kind {}", if wanted == Kind::Sync { "sync" } else { "async" }), "name the other form of the same behaviour".into()));
    }
    let named = if wanted == Kind::Sync { &other.twin_of } else { &other.twin };
    match named {
        Some(named) if named == own => Ok(()),
        Some(named) => Err((format!("`{id}` names `{named}` as its `{back}`, not `{own}`"), "let the two name each other".into())),
        None => Err((format!("`{id}` has no `{back}`"), format!("add `{back}: {own}` to spec/{id}.yaml"))),
    }
}
