//! Comparing values: deep equality and matchers. Pure.

use crate::case::Matcher;
use crate::case::describe::short;
use crate::spec::Type;
use crate::value::{self, Large, Value};

/// Why a value does not match.
#[derive(Clone, Debug, PartialEq)]
pub enum Mismatch {
    /// The host's value is another one. In words, with the path to the difference.
    Other(String),
    /// The observation was cut by a cap, so nobody can tell: ours, not the host's.
    Cut(String),
}

/// Deep equality: the order of an object's keys does not matter, -0 equals 0, NaN equals NaN.
pub fn equal(expected: &Value, seen: &Value) -> Result<(), Mismatch> {
    equal_at("", expected, seen)
}

fn equal_at(path: &str, expected: &Value, seen: &Value) -> Result<(), Mismatch> {
    let other = || {
        let place = if path.is_empty() { String::new() } else { format!(" at {}", path.trim_start_matches('.')) };
        Err(Mismatch::Other(format!("{}{place} instead of {}", short(seen), short(expected))))
    };
    if let Value::Cut { why, .. } = seen {
        let place = if path.is_empty() { String::new() } else { format!(" at {}", path.trim_start_matches('.')) };
        return Err(Mismatch::Cut(format!("the observation was cut by the {why} cap{place}")));
    }
    match (expected, seen) {
        (Value::Number(a), Value::Number(b)) if a == b || (a.is_nan() && b.is_nan()) => Ok(()),
        (Value::Array(a), Value::Array(b)) => {
            if a.len() != b.len() {
                return match b.last() {
                    Some(Value::Cut { .. }) => equal_at(path, &Value::Null, &b[b.len() - 1]),
                    _ => other(),
                };
            }
            a.iter().zip(b).enumerate().try_for_each(|(index, (a, b))| equal_at(&format!("{path}.{index}"), a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            if let Some((_, cut @ Value::Cut { .. })) = b.last() {
                return equal_at(path, &Value::Null, cut);
            }
            let extra = b.iter().any(|(name, _)| !a.iter().any(|(known, _)| known == name));
            if extra || a.len() != b.len() {
                return other();
            }
            a.iter().try_for_each(|(name, value)| match b.iter().find(|(known, _)| known == name) {
                Some((_, found)) => equal_at(&format!("{path}.{name}"), value, found),
                None => other(),
            })
        }
        (Value::String(_) | Value::Utf16(_) | Value::Text(_), Value::Large(large)) => {
            if large_equals(expected, large) { Ok(()) } else { other() }
        }
        (Value::Bytes(bytes) | Value::Typed { bytes, .. }, Value::Large(large)) => {
            if large.kind == "bytes" && large.length == bytes.len() as u64 && large.sha256 == value::sha256(bytes) { Ok(()) } else { other() }
        }
        (Value::String(_) | Value::Utf16(_) | Value::Text(_), Value::String(_) | Value::Utf16(_)) => {
            if value::units(expected) == value::units(seen) { Ok(()) } else { other() }
        }
        (a, b) if a == b => Ok(()),
        _ => other(),
    }
}

fn is_text(text: &value::Text, large: &Large) -> bool {
    large.kind == "string" && large.length == u64::from(text.length) && large.sha256 == text.sha256()
}

fn large_equals(expected: &Value, large: &Large) -> bool {
    value::units(expected).is_some_and(|units| {
        large.kind == "string" && large.length == units.len() as u64 && large.sha256 == value::hash_units(&units)
    })
}

/// Whether a value is of a type. A large string is a string all the same.
pub fn is_type(kind: Type, value: &Value) -> bool {
    match kind {
        Type::Any => !matches!(value, Value::Undefined),
        Type::String => matches!(value, Value::String(_) | Value::Utf16(_)) || matches!(value, Value::Large(large) if large.kind == "string"),
        Type::Number => matches!(value, Value::Number(_)),
        Type::Boolean => matches!(value, Value::Bool(_)),
        Type::Object => matches!(value, Value::Object(_) | Value::Instance { .. } | Value::Error { .. }),
        Type::Array => matches!(value, Value::Array(_)),
        Type::Strings => matches!(value, Value::Array(items) if items.iter().all(|item| is_type(Type::String, item) || matches!(item, Value::Cut { .. }))),
        Type::Objects => matches!(value, Value::Array(items) if items.iter().all(|item| is_type(Type::Object, item) || matches!(item, Value::Cut { .. }))),
        Type::Function => matches!(value, Value::Function(_)),
        Type::Buffer => matches!(value, Value::Bytes(_)) || matches!(value, Value::Large(large) if large.kind == "bytes"),
        Type::Bytes => matches!(value, Value::Typed { .. }) || matches!(value, Value::Large(large) if large.kind == "bytes"),
    }
}

/// Evaluates a matcher. Expected values are resolved in the attempt's namespace first.
pub fn matches(matcher: &Matcher, seen: &Value, namespace: &str) -> Result<(), Mismatch> {
    let other = |what: &str| Err(Mismatch::Other(format!("{} {what}", short(seen))));
    // Whatever was cut was there, so it is of any type; of which, nobody can tell.
    if let (Value::Cut { why, .. }, false) = (seen, matches!(matcher, Matcher::Type(types) if types.contains(&Type::Any))) {
        return Err(cut(why));
    }
    match matcher {
        // Not written out where its hash says it.
        Matcher::Equals(Value::Text(text)) if matches!(seen, Value::Large(large) if is_text(text, large)) => Ok(()),
        Matcher::Equals(expected) => equal(&expected.resolve(namespace), seen),
        Matcher::OneOf(values) => {
            if values.iter().any(|value| equal(&value.resolve(namespace), seen).is_ok()) { Ok(()) } else { other("is none of the values allowed") }
        }
        Matcher::Type(types) => {
            if types.iter().any(|kind| is_type(*kind, seen)) { Ok(()) } else { Err(Mismatch::Other(typed(seen))) }
        }
        Matcher::Has(fields) => fields.iter().try_for_each(|(name, matcher)| {
            known(seen, name)?;
            let value = seen.get(name).cloned().unwrap_or(Value::Undefined);
            matches(matcher, &value, namespace).map_err(|mismatch| match mismatch {
                Mismatch::Other(text) if matches!(seen, Value::Object(_) | Value::Instance { .. } | Value::Error { .. } | Value::Array(_)) => Mismatch::Other(format!("{name}: {text}")),
                Mismatch::Other(_) => Mismatch::Other(format!("{} has no {name}", short(seen))),
                cut => cut,
            })
        }),
        Matcher::Lacks(fields) => match fields.iter().find(|name| seen.get(name).is_some()) {
            Some(name) => other(&format!("has {name}")),
            None => fields.iter().try_for_each(|name| known(seen, name)),
        },
        Matcher::Includes(item) => if includes(seen, &item.resolve(namespace))? { Ok(()) } else { other(&format!("does not include {}", short(&item.resolve(namespace)))) },
        Matcher::Excludes(item) => if includes(seen, &item.resolve(namespace))? { other(&format!("includes {}", short(&item.resolve(namespace)))) } else { Ok(()) },
        Matcher::Each(each) => match seen {
            Value::Array(items) => items.iter().try_for_each(|item| matches(each, item, namespace)),
            Value::Object(fields) => fields.iter().try_for_each(|(_, value)| matches(each, value, namespace)),
            _ => other("is neither an array nor an object"),
        },
        Matcher::Length(length) => match size(seen)? {
            Some(size) if size == *length => Ok(()),
            Some(size) => other(&format!("has length {size}")),
            None => other("has no length"),
        },
        Matcher::AtLeast(least) => match seen {
            Value::Number(number) if number >= least => Ok(()),
            _ => other(&format!("is not a number of at least {least}")),
        },
        Matcher::AtMost(most) => match seen {
            Value::Number(number) if number <= most => Ok(()),
            _ => other(&format!("is not a number of at most {most}")),
        },
        Matcher::ReadsAs(inner) => match seen {
            Value::Number(_) => matches(inner, seen, namespace),
            Value::String(text) => match text.trim().parse::<f64>() {
                Ok(number) => matches(inner, &Value::Number(number), namespace),
                Err(_) => other("does not read as a number"),
            },
            _ => other("is neither a number nor a string that reads as one"),
        },
        Matcher::Truthy(wanted) => if truthy(seen) == *wanted { Ok(()) } else { other(if *wanted { "is falsy" } else { "is truthy" }) },
        Matcher::InstanceOf(class) => match seen {
            Value::Error { name, .. } if class == "Error" || name == class => Ok(()),
            Value::Instance { class: found, .. } if found == class => Ok(()),
            _ => other(&format!("is no {class}")),
        },
        Matcher::All(all) => all.iter().try_for_each(|one| matches(one, seen, namespace)),
        Matcher::Any(any) => {
            let mut cut = None;
            for one in any {
                match matches(one, seen, namespace) {
                    Ok(()) => return Ok(()),
                    Err(Mismatch::Cut(text)) => cut = Some(Mismatch::Cut(text)),
                    Err(Mismatch::Other(_)) => {}
                }
            }
            cut.map_or_else(|| other("is none of the alternatives"), Err)
        }
        Matcher::Not(not) => match matches(not, seen, namespace) {
            Ok(()) => other("is what it may not be"),
            Err(Mismatch::Other(_)) => Ok(()),
            Err(cut) => Err(cut),
        },
    }
}

fn cut(why: &str) -> Mismatch {
    Mismatch::Cut(format!("the observation was cut by the {why} cap"))
}

/// Whether it can be told that the field is there or not: not where the fields were cut before it.
fn known(seen: &Value, name: &str) -> Result<(), Mismatch> {
    match seen {
        Value::Object(fields) | Value::Instance { fields, .. } | Value::Error { fields, .. } if seen.get(name).is_none() => match fields.last() {
            // The agent writes what it left out as a field of this name.
            Some((last, Value::Cut { why, .. })) if last == "$cut" => Err(cut(why)),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

fn includes(seen: &Value, item: &Value) -> Result<bool, Mismatch> {
    match seen {
        Value::Array(items) => {
            if items.iter().any(|one| equal(item, one).is_ok()) {
                return Ok(true);
            }
            match items.last() {
                Some(Value::Cut { why, .. }) => Err(cut(why)),
                _ => Ok(false),
            }
        }
        Value::String(text) => Ok(matches!(item, Value::String(part) if text.contains(part.as_str()))),
        _ => Ok(false),
    }
}

fn size(value: &Value) -> Result<Option<u64>, Mismatch> {
    Ok(match value {
        Value::Array(items) => match items.last() {
            Some(Value::Cut { why, .. }) => return Err(cut(why)),
            _ => Some(items.len() as u64),
        },
        Value::Large(large) => Some(large.length),
        Value::Bytes(bytes) | Value::Typed { bytes, .. } => Some(bytes.len() as u64),
        other => value::units(other).map(|units| units.len() as u64),
    })
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Undefined | Value::Null | Value::Hole => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => *number != 0.0 && !number.is_nan(),
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}

/// A value with its type, for a sentence such as "value is …": "a string, \"x\"", or just "undefined".
fn typed(value: &Value) -> String {
    match value {
        Value::Undefined | Value::Null | Value::Promise => type_name(value).to_owned(),
        _ => format!("{}, {}", type_name(value), short(value)),
    }
}

/// The type of an observed value, with its article.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Undefined => "undefined",
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) | Value::Utf16(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) | Value::Instance { .. } => "an object",
        Value::Function(_) => "a function",
        Value::Error { .. } => "an Error",
        Value::Promise => "a promise",
        Value::Bytes(_) | Value::Typed { .. } => "binary data",
        Value::Large(large) if large.kind == "string" => "a string",
        Value::Large(_) => "binary data",
        _ => "a value of another kind",
    }
}
