//! The one tagged encoding of JavaScript values: in YAML, on the wire, in the transcript.
//!
//! JSON stands for itself. What JSON cannot hold is an object with one key that begins with `$`
//! (the table is in `harness/README.md`, "Values"). This module knows the encoding and what a
//! described value stands for; it knows nothing of steps, checks or hosts.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

/// A JavaScript value in the tagged encoding.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Undefined,
    Null,
    Bool(bool),
    /// Any number, also NaN, the infinities and -0.
    Number(f64),
    String(String),
    /// A string with a lone surrogate, as UTF-16 code units.
    Utf16(Vec<u16>),
    Array(Vec<Value>),
    /// Own enumerable properties, in the order the host gave them.
    Object(Vec<(String, Value)>),
    /// An ArrayBuffer.
    Bytes(Vec<u8>),
    /// A typed array or DataView.
    Typed { class: String, bytes: Vec<u8> },
    /// Milliseconds since the epoch; NaN for an invalid date.
    Date(f64),
    Error { name: String, message: String, fields: Vec<(String, Value)> },
    /// A function the host gave; its name.
    Function(String),
    /// An object of a class that has no tag of its own.
    Instance { class: String, fields: Vec<(String, Value)> },
    Symbol(String),
    BigInt(String),
    Promise,
    Hole,
    /// A getter that threw.
    Accessor(String),
    /// The object this many levels up.
    Cycle(u64),
    /// A string or bytes above the cap.
    Large(Large),
    /// Left out by a cap.
    Cut { why: String, size: u64 },
    /// A key of this trial and attempt alone.
    Key(String),
    /// A path of this trial and attempt alone in the user's folder of the file system.
    File(String),
    /// A string described, not sent.
    Text(Text),
    /// The address of a fixture of this trial and attempt alone: its path, behind `http:` or `https:` where it is not to
    /// be the one that the host is usually given.
    Url(String),
    /// A page by what it stands for, such as `second`, with a query behind it where one is wanted; the plan puts the
    /// host's own route in its place.
    Page(String),
    /// A bound value.
    Ref(String),
    /// A recording function, with the steps it performs.
    Listener { name: String, then: Vec<Json> },
}

/// A leaf above the cap: enough to compare it with a described value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Large {
    /// `string` or `bytes`.
    #[serde(rename = "type")]
    pub kind: String,
    /// UTF-16 code units of a string, bytes of a buffer.
    pub length: u64,
    /// Over the UTF-16LE code units, or over the bytes; lower-case hex.
    pub sha256: String,
    pub head: String,
    pub tail: String,
}

/// A string described by the generator that makes it, the same in the agent and here.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub seed: u32,
    /// UTF-16 code units (for `astral`, an even number).
    pub length: u32,
    pub alphabet: Alphabet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alphabet {
    /// `a` to `z`: one byte a code unit in UTF-8.
    Ascii,
    /// U+4E00 onwards: three bytes a code unit.
    Cjk,
    /// U+1F600 onwards: four bytes, two code units.
    Astral,
}

/// The longest text that is described, in code units: a few bytes may not ask a reader for all its memory.
pub const LONGEST: u32 = 1 << 24;

/// Texts that were hashed before. A transcript has few of them, and asks again at each attempt.
static HASHES: LazyLock<Mutex<HashMap<Text, String>>> = LazyLock::new(Mutex::default);

impl Text {
    /// What [`hash_units`] says of it.
    pub fn sha256(&self) -> String {
        let mut known = HASHES.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(self.clone()).or_insert_with(|| hash_units(&self.units())).clone()
    }

    /// The UTF-16 code units this description stands for.
    pub fn units(&self) -> Vec<u16> {
        let mut state = self.seed | 1;
        let mut units = Vec::with_capacity(self.length as usize);
        while units.len() < self.length as usize {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            match self.alphabet {
                Alphabet::Ascii => units.push(0x61 + (state % 26) as u16),
                Alphabet::Cjk => units.push(0x4E00 + (state % 4096) as u16),
                Alphabet::Astral => units.extend([0xD83D, 0xDE00 + (state % 64) as u16]),
            }
        }
        units.truncate(self.length as usize);
        units
    }
}

impl Value {
    pub fn object(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        Self::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    pub fn string(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// The own property of an object, error or instance.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Object(fields) | Self::Instance { fields, .. } | Self::Error { fields, .. } => {
                fields.iter().find(|(key, _)| key == name).map(|(_, value)| value)
            }
            Self::Array(items) => name.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => None,
        }
    }

    /// The value below `path`, segment by segment.
    pub fn at<'a>(&'a self, path: impl IntoIterator<Item = &'a str>) -> Option<&'a Value> {
        path.into_iter().try_fold(self, |value, name| value.get(name))
    }

    /// Reads the encoding. The error says what is wrong, in a fragment that fits "failed to read a value: …".
    pub fn from_json(json: &Json) -> Result<Self, String> {
        Ok(match json {
            Json::Null => Self::Null,
            Json::Bool(truth) => Self::Bool(*truth),
            Json::Number(number) => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) => Self::String(text.clone()),
            Json::Array(items) => Self::Array(items.iter().map(Self::from_json).collect::<Result<_, _>>()?),
            Json::Object(map) => Self::from_map(map)?,
        })
    }

    fn from_map(map: &Map<String, Json>) -> Result<Self, String> {
        let Some(tag) = map.keys().find(|key| key.starts_with('$')) else {
            return Ok(Self::Object(fields(map)?));
        };
        if map.len() != 1 {
            return Err(format!(
                "`{tag}` stands beside other keys; a tag is an object's only key (a literal object with such a key is \
                 written {{$object: [[key, value], …]}})"
            ));
        }
        let body = &map[tag];
        let text = || body.as_str().map(str::to_owned).ok_or_else(|| format!("`{tag}` takes a string"));
        let part = |name: &str| {
            body.get(name).and_then(Json::as_str).map(str::to_owned).ok_or_else(|| format!("`{tag}` needs a string `{name}`"))
        };
        let parts = |name: &str| match body.get(name) {
            None => Ok(Vec::new()),
            Some(Json::Object(map)) => fields(map),
            Some(Json::Array(pairs)) => entries(pairs),
            Some(_) => Err(format!("`{name}` of `{tag}` takes an object")),
        };
        Ok(match tag.as_str() {
            "$undefined" => Self::Undefined,
            "$promise" => Self::Promise,
            "$hole" => Self::Hole,
            "$number" => Self::Number(match text()?.as_str() {
                "NaN" => f64::NAN,
                "Infinity" => f64::INFINITY,
                "-Infinity" => f64::NEG_INFINITY,
                "-0" => -0.0,
                other => return Err(format!("`$number` is NaN, Infinity, -Infinity or -0, not {other:?}")),
            }),
            "$bytes" => Self::Bytes(unhex(&text()?)?),
            "$typed" => Self::Typed { class: part("class")?, bytes: unhex(&part("bytes")?)? },
            "$utf16" => {
                let bytes = unhex(&text()?)?;
                if bytes.len() % 2 == 1 {
                    return Err("`$utf16` takes four hex digits a code unit".into());
                }
                Self::Utf16(bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect())
            }
            // A date has no negative zero (ECMA-262, TimeClip).
            "$date" => Self::Date(body.as_f64().unwrap_or(f64::NAN) + 0.0),
            "$error" => Self::Error { name: part("name")?, message: part("message")?, fields: parts("fields")? },
            "$function" => Self::Function(text()?),
            "$instance" => Self::Instance { class: part("class")?, fields: parts("fields")? },
            "$symbol" => Self::Symbol(text()?),
            "$bigint" => Self::BigInt(text()?),
            "$accessor" => Self::Accessor(text()?),
            "$cycle" => Self::Cycle(body.as_u64().ok_or("`$cycle` takes a whole number")?),
            "$large" => Self::Large(typed(tag, body)?),
            "$cut" => Self::Cut { why: part("why")?, size: body.get("size").and_then(Json::as_u64).unwrap_or(0) },
            "$key" => Self::Key(text()?),
            "$file" => Self::File(text()?),
            "$text" => {
                let text: Text = typed(tag, body)?;
                if text.length > LONGEST {
                    return Err(format!("`$text` takes a length of at most {LONGEST}"));
                }
                Self::Text(text)
            }
            "$url" => Self::Url(text()?),
            "$page" => Self::Page(text()?),
            "$ref" => Self::Ref(text()?),
            "$listener" => Self::Listener {
                name: part("name")?,
                then: body.get("then").and_then(Json::as_array).cloned().unwrap_or_default(),
            },
            "$object" => Self::Object(entries(body.as_array().ok_or("`$object` takes a list of [key, value]")?)?),
            other => return Err(format!("there is no tag `{other}`")),
        })
    }

    /// Writes the encoding.
    pub fn to_json(&self) -> Json {
        let tag = |name: &str, body: Json| Json::Object(Map::from_iter([(name.to_owned(), body)]));
        match self {
            Self::Undefined => tag("$undefined", true.into()),
            Self::Null => Json::Null,
            Self::Bool(truth) => (*truth).into(),
            Self::Number(number) => number_json(*number).unwrap_or_else(|| tag("$number", number_name(*number).into())),
            Self::String(text) => text.clone().into(),
            Self::Utf16(units) => tag("$utf16", units.iter().map(|unit| format!("{unit:04x}")).collect::<String>().into()),
            Self::Array(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Object(fields) if fields.iter().any(|(key, _)| key.starts_with('$')) => tag("$object", pairs_json(fields)),
            Self::Object(fields) => fields_json(fields),
            Self::Bytes(bytes) => tag("$bytes", hex(bytes).into()),
            Self::Typed { class, bytes } => tag("$typed", serde_json::json!({"class": class, "bytes": hex(bytes)})),
            Self::Date(ms) => tag("$date", number_json(*ms).unwrap_or(Json::Null)),
            Self::Error { name, message, fields } => {
                tag("$error", serde_json::json!({"name": name, "message": message, "fields": pairs_json(fields)}))
            }
            Self::Function(name) => tag("$function", name.clone().into()),
            Self::Instance { class, fields } => {
                tag("$instance", serde_json::json!({"class": class, "fields": pairs_json(fields)}))
            }
            Self::Symbol(text) => tag("$symbol", text.clone().into()),
            Self::BigInt(digits) => tag("$bigint", digits.clone().into()),
            Self::Promise => tag("$promise", true.into()),
            Self::Hole => tag("$hole", true.into()),
            Self::Accessor(message) => tag("$accessor", message.clone().into()),
            Self::Cycle(depth) => tag("$cycle", (*depth).into()),
            Self::Large(large) => tag("$large", serde_json::to_value(large).unwrap_or_default()),
            Self::Cut { why, size } => tag("$cut", serde_json::json!({"why": why, "size": size})),
            Self::Key(name) => tag("$key", name.clone().into()),
            Self::File(path) => tag("$file", path.clone().into()),
            Self::Text(text) => tag("$text", serde_json::to_value(text).unwrap_or_default()),
            Self::Url(path) => tag("$url", path.clone().into()),
            Self::Page(name) => tag("$page", name.clone().into()),
            Self::Ref(path) => tag("$ref", path.clone().into()),
            Self::Listener { name, then } => tag("$listener", serde_json::json!({"name": name, "then": then})),
        }
    }

    /// What the value stands for in the attempt with this namespace: keys become strings, described text is written out.
    pub fn resolve(&self, namespace: &str) -> Value {
        let all = |fields: &[(String, Value)]| {
            fields.iter().map(|(name, value)| (name.clone(), value.resolve(namespace))).collect()
        };
        match self {
            Self::Key(name) => Self::String(key(namespace, name)),
            Self::Text(text) => from_units(text.units()),
            Self::Array(items) => Self::Array(items.iter().map(|item| item.resolve(namespace)).collect()),
            Self::Object(fields) => Self::Object(all(fields)),
            other => other.clone(),
        }
    }

    /// Every value in this one, itself first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Value)) {
        visit(self);
        match self {
            Self::Array(items) => items.iter().for_each(|item| item.walk(visit)),
            Self::Object(fields) | Self::Instance { fields, .. } | Self::Error { fields, .. } => {
                fields.iter().for_each(|(_, value)| value.walk(visit));
            }
            _ => {}
        }
    }
}

/// The storage key, path or label that `{$key: name}` stands for.
pub fn key(namespace: &str, name: &str) -> String {
    format!("mc-{namespace}-{name}")
}

/// A string from code units; a lone surrogate keeps it in code units.
pub fn from_units(units: Vec<u16>) -> Value {
    match String::from_utf16(&units) {
        Ok(text) => Value::String(text),
        Err(_) => Value::Utf16(units),
    }
}

/// The code units of a string value.
pub fn units(value: &Value) -> Option<Vec<u16>> {
    match value {
        Value::String(text) => Some(text.encode_utf16().collect()),
        Value::Utf16(units) => Some(units.clone()),
        Value::Text(text) => Some(text.units()),
        _ => None,
    }
}

/// The hash a `$large` string carries: SHA-256 over the UTF-16LE code units.
pub fn hash_units(units: &[u16]) -> String {
    let mut hash = Sha256::new();
    for unit in units {
        hash.update(unit.to_le_bytes());
    }
    hex(&hash.finalize())
}

/// The scheme and the path of a [`Value::Url`].
pub fn fixture_parts(url: &str) -> (Option<&str>, &str) {
    match url.split_once(':') {
        Some((scheme @ ("http" | "https"), path)) => (Some(scheme), path),
        _ => (None, url),
    }
}

/// SHA-256 over bytes, lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Result<Vec<u8>, String> {
    let digits = text.as_bytes();
    if digits.len() % 2 == 1 {
        return Err("a hex string has an even number of digits".into());
    }
    digits
        .chunks(2)
        .map(|pair| {
            std::str::from_utf8(pair).ok().filter(|pair| pair.bytes().all(|digit| digit.is_ascii_hexdigit())).and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or_else(|| "not a hex digit".into())
        })
        .collect()
}

fn fields(map: &Map<String, Json>) -> Result<Vec<(String, Value)>, String> {
    map.iter().map(|(name, value)| Ok((name.clone(), Value::from_json(value)?))).collect()
}

fn entries(pairs: &[Json]) -> Result<Vec<(String, Value)>, String> {
    pairs
        .iter()
        .map(|pair| match pair.as_array().map(Vec::as_slice) {
            Some([Json::String(name), value]) => Ok((name.clone(), Value::from_json(value)?)),
            _ => Err("a property is written [key, value]".into()),
        })
        .collect()
}

fn pairs_json(fields: &[(String, Value)]) -> Json {
    Json::Array(fields.iter().map(|(name, value)| Json::Array(vec![name.clone().into(), value.to_json()])).collect())
}

fn fields_json(fields: &[(String, Value)]) -> Json {
    Json::Object(fields.iter().map(|(name, value)| (name.clone(), value.to_json())).collect())
}

fn typed<T: serde::de::DeserializeOwned>(tag: &str, body: &Json) -> Result<T, String> {
    serde_json::from_value(body.clone()).map_err(|error| format!("`{tag}`: {error}"))
}

/// A number as JSON writes it: whole numbers without a fraction, as JavaScript does. None for what JSON cannot hold.
fn number_json(number: f64) -> Option<Json> {
    if number == 0.0 && number.is_sign_negative() {
        return None;
    }
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        return Some((number as i64).into());
    }
    serde_json::Number::from_f64(number).map(Json::Number)
}

fn number_name(number: f64) -> &'static str {
    if number.is_nan() {
        "NaN"
    } else if number == 0.0 {
        "-0"
    } else if number > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Self::from_json(&json).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Value {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Any JSON value; what JSON cannot hold is an object whose only key is a tag such as $undefined, $key or $text"
        })
    }
}
