//! What a request that arrived says, besides its bytes. Pure.

use crate::value::Value;

/// Adds to a request what its query and body stand for: `parameters`, the decoded query; `form`, the body decoded in the
/// same way; `json`, the body as JSON. What a body does not stand for is left out. Anything else stays as it is.
pub fn read(mut value: Value) -> Value {
    let text = |name: &str| match value.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    let (Some(query), body) = (text("query"), text("body")) else { return value };
    let more = [
        Some(("parameters", decoded(&query))),
        body.as_ref().map(|body| ("form", decoded(body))),
        body.as_ref().and_then(|body| serde_json::from_str(body).ok()).map(|json: serde_json::Value| ("json", plain(&json))),
    ];
    if let Value::Object(fields) = &mut value {
        fields.extend(more.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)));
    }
    value
}

/// Names and values (URL standard, "application/x-www-form-urlencoded parsing"); a name that comes again has an array.
fn decoded(text: &str) -> Value {
    let mut fields: Vec<(String, Value)> = Vec::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let value = Value::string(value);
        match fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, Value::Array(all))) => all.push(value),
            Some((_, one)) => *one = Value::Array(vec![one.clone(), value]),
            None => fields.push((name.into_owned(), value)),
        }
    }
    Value::Object(fields)
}

/// JSON as a value; what looks like a tag of the encoding is none here.
fn plain(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::String(text) => Value::string(text.clone()),
        serde_json::Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        serde_json::Value::Object(fields) => Value::Object(fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect()),
    }
}
