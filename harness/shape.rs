//! Types of arguments, and what the published framework refuses.
//!
//! That framework turns numbers into strings (but for a few calls) and drops what JSON cannot hold, and only then checks;
//! it does not check synchronous calls. So a wrong type is certain to be refused only where its own table says so.

use crate::spec::{Capability, Kind, Param, Type};
use crate::value::Value;

/// A type an argument may be given although the documentation does not allow it.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    pub given: Type,
    pub value: Value,
    /// The published framework refuses it.
    pub refused: bool,
}

/// The wrong types to try on an argument, with what the published framework does about each.
pub fn wrong_types(capability: &Capability, param: &Param) -> Vec<Wrong> {
    if capability.kind != Kind::Async || param.ambiguity.is_some() || param.types.contains(&Type::Any) {
        return Vec::new();
    }
    let candidates = [
        (Type::String, Value::string("x")),
        (Type::Number, Value::Number(1.0)),
        (Type::Boolean, Value::Bool(true)),
        (Type::Object, Value::Object(Vec::new())),
        (Type::Array, Value::Array(Vec::new())),
    ];
    candidates
        .into_iter()
        .filter(|(given, _)| !param.types.iter().any(|documented| accepts(*documented, *given)))
        // A number that the framework writes out as the string it wants works there, whatever the page says.
        .filter(|(given, _)| *given != Type::Number || capability.keeps_numbers || !stringified(param))
        .map(|(given, value)| Wrong { given, value, refused: refuses(capability, param, given) })
        .collect()
}

fn stringified(param: &Param) -> bool {
    param.framework.as_ref().is_some_and(|framework| framework.types.iter().any(|kind| matches!(kind, Type::String | Type::Any)))
}

/// Whether a documented type covers a given one. A number may stand for a numeric string in nobody's documentation.
fn accepts(documented: Type, given: Type) -> bool {
    documented == given
        || documented == Type::Any
        || matches!((documented, given), (Type::Strings | Type::Objects | Type::Bytes | Type::Buffer, Type::Array))
        || matches!((documented, given), (Type::Bytes | Type::Buffer, Type::Object))
}

/// Whether the published framework refuses this argument given a value of this type.
pub fn refuses(capability: &Capability, param: &Param, given: Type) -> bool {
    let Some(framework) = &param.framework else { return false };
    let seen = match given {
        Type::Number if !capability.keeps_numbers => Type::String,
        // JSON cannot hold it, so it is dropped, which is refused when the argument is required.
        Type::Function => return framework.required,
        other => other,
    };
    // An object or array where the table says object may be either, so only a scalar is certain to be refused there.
    !framework.types.iter().any(|allowed| match allowed {
        Type::Any => true,
        Type::Object | Type::Array | Type::Strings | Type::Objects => {
            matches!(seen, Type::Object | Type::Array)
        }
        other => *other == seen,
    })
}
