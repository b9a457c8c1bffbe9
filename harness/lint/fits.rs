//! Whether a value that the spec gives as an example is of a type that it documents.

use crate::spec::Type;
use crate::value::Value;

/// Whether one of the types covers the value. A bound value may be anything.
pub fn fits(value: &Value, types: &[Type]) -> bool {
    matches!(value, Value::Ref(_)) || types.iter().any(|one| fits_one(value, *one))
}

fn fits_one(value: &Value, one: Type) -> bool {
    match (one, value) {
        (Type::Any, _) => true,
        (Type::String, Value::String(_) | Value::Utf16(_) | Value::Key(_) | Value::File(_) | Value::Text(_) | Value::Url(_) | Value::Page(_)) => true,
        (Type::Number, Value::Number(_)) => true,
        (Type::Boolean, Value::Bool(_)) => true,
        (Type::Object, Value::Object(_)) => true,
        (Type::Array, Value::Array(_)) => true,
        (Type::Strings, Value::Array(items)) => items.iter().all(|item| fits(item, &[Type::String])),
        (Type::Objects, Value::Array(items)) => items.iter().all(|item| fits(item, &[Type::Object])),
        (Type::Function, Value::Listener { .. } | Value::Function(_)) => true,
        (Type::Buffer, Value::Bytes(_)) => true,
        (Type::Bytes, Value::Typed { .. }) => true,
        _ => false,
    }
}

/// "string or number", for messages.
pub fn names(types: &[Type]) -> String {
    types.iter().map(|one| one.name()).collect::<Vec<_>>().join(" or ")
}
