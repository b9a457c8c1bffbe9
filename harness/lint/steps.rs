//! The steps of a case with the JSON pointer of each, the nested ones too.

use crate::case::Step;
use crate::value::Value;

/// Calls `visit` with each step and its pointer (that of the value below the step's key).
pub fn each<'a>(steps: &'a [Step], pointer: &str, visit: &mut dyn FnMut(&'a Step, &str)) {
    for (index, step) in steps.iter().enumerate() {
        let pointer = format!("{pointer}/{index}/{}", step.verb());
        visit(step, &pointer);
        match step {
            Step::Call(call) => {
                for (event, nested) in &call.on {
                    each(nested, &format!("{pointer}/on/{}", event.key()), visit);
                }
            }
            Step::Gesture(gesture) => each(&gesture.then, &format!("{pointer}/then"), visit),
            _ => {}
        }
    }
}

/// The values that a step carries, with their pointers.
pub fn values<'a>(step: &'a Step, pointer: &str) -> Vec<(&'a Value, String)> {
    match step {
        Step::Call(call) => {
            let with = call.with.iter().map(|value| (value, format!("{pointer}/with")));
            let args = call.args.iter().flatten().enumerate().map(|(index, value)| (value, format!("{pointer}/args/{index}")));
            with.chain(args).collect()
        }
        Step::Let(bind) => vec![(&bind.value, format!("{pointer}/value"))],
        Step::Change(change) => vec![(&change.value, format!("{pointer}/value"))],
        Step::Ui(ui) => ui.text.iter().map(|value| (value, format!("{pointer}/text"))).collect(),
        _ => Vec::new(),
    }
}

