//! Text → typed value, with the position of every node. The only module that names `serde_yaml`.
//!
//! A typed value carries no positions; a [`Document`] keeps an index beside it, addressed by JSON pointer, so that a rule
//! over the value can say where the thing it objects to was written.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;

use crate::diagnostic::{Diagnostic, Place};

/// A file read into a typed value.
#[derive(Clone, Debug)]
pub struct Document<T> {
    /// Path below the root, with `/`, as messages show it.
    pub path: String,
    pub value: T,
    pub positions: Positions,
}

impl<T> Document<T> {
    /// The place of the node at a JSON pointer, or of the nearest node above it that has one.
    pub fn place(&self, pointer: &str) -> Place {
        self.positions.place(&self.path, pointer)
    }
}

/// Where each node of a file begins.
#[derive(Clone, Debug, Default)]
pub struct Positions(BTreeMap<String, (u32, u32)>);

impl Positions {
    pub fn place(&self, path: &str, pointer: &str) -> Place {
        let mut pointer = pointer;
        loop {
            if let Some(&(line, column)) = self.0.get(pointer) {
                return Place { path: path.to_owned(), line, column };
            }
            match pointer.rfind('/') {
                Some(cut) => pointer = &pointer[..cut],
                None => return Place { path: path.to_owned(), line: 1, column: 1 },
            }
        }
    }
}

/// Reads a file's text. Unknown keys, duplicate keys and wrong types are one diagnostic with their position.
pub fn read<T: DeserializeOwned>(path: &str, text: &str) -> Result<Document<T>, Diagnostic> {
    let value = serde_yaml::from_str_with_options(text, options()).map_err(|error| diagnostic(path, text, &error))?;
    let mut positions = Positions::default();
    let seed = Index { pointer: String::new(), positions: &mut positions };
    // The text has just been read once, so an error here could only repeat the one above; positions are then fewer.
    let _ = serde_yaml::with_deserializer_from_str_with_options(text, options(), |deserializer| seed.deserialize(deserializer));
    Ok(Document { path: path.to_owned(), value, positions })
}

/// As YAML 1.2 has it, `no` and `on` are texts: a case that expects the text must not come to expect false.
fn options() -> serde_yaml::Options {
    serde_yaml::options! { strict_booleans: true }
}

fn diagnostic(path: &str, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let (line, column) = error.location().map_or((1, 1), |place| (place.line() as u32, place.column() as u32));
    let whole = error.to_string();
    // The library repeats the position and a source excerpt; the first line without its prefix is the message.
    let first = whole.lines().next().unwrap_or_default();
    let message = first.strip_prefix("error: ").unwrap_or(first);
    let message = message.split_once(": ").filter(|(head, _)| head.starts_with("line ")).map_or(message, |(_, rest)| rest);
    let message = message.replace(", set DuplicateKeyPolicy in Options if acceptable", "");
    let (message, help) = in_our_words(message.trim_end_matches(", found"), &found(text, line, column));
    Diagnostic::new("yaml", Place { path: path.to_owned(), line, column }, message, help)
}

/// The library's message where it is plain, and a plainer one where it speaks of its own parts; with the way to mend it.
fn in_our_words(message: &str, found: &str) -> (String, &'static str) {
    let expected = |what: &str| format!("expected {what}, found `{found}`");
    let format = "see the format in harness/README.md";
    match message {
        "expected end of mapping after enum variant value" => (
            format!("a second key, `{found}`, in a map that takes exactly one"),
            "keep one of the keys; where both are meant, as in a list of steps or checks, write the other as an item of its own",
        ),
        "expected string scalar" => (expected("one text"), "write a text; quote it where it looks like a number, a list or a map"),
        "expected mapping start" => (expected("a map"), format),
        "expected sequence start" => (expected("a list"), "write [a, b], or one line `- a` for each item"),
        _ if ["invalid u32", "invalid u64"].contains(&message) => (expected("a whole number of at least 0"), format),
        _ if ["invalid i32", "invalid i64"].contains(&message) => (expected("a whole number"), format),
        "invalid f64" | "invalid float literal" | "invalid number" => (expected("a number"), format),
        _ if message.starts_with("invalid bool") => (expected("true or false"), format),
        _ if message.starts_with("unknown field") || message.starts_with("unknown variant") => {
            (message.to_owned(), "use one of the names listed, or remove it")
        }
        _ if message.starts_with("duplicate mapping key") => (message.to_owned(), "keep one of the two"),
        _ if message.starts_with("missing field") => (message.to_owned(), "add it"),
        _ => (message.to_owned(), format),
    }
}

/// What stands at a position: up to the end of its line, or to what ends a value inside `{}` and `[]`.
fn found(text: &str, line: u32, column: u32) -> String {
    let rest: String = text.lines().nth((line as usize).saturating_sub(1)).unwrap_or_default().chars().skip((column as usize).saturating_sub(1)).collect();
    let end = rest.find([',', '}', ']', ':']).filter(|_| !rest.starts_with(['[', '{', '"', '\''])).unwrap_or(rest.len());
    rest[..end].trim().chars().take(40).collect()
}

/// Walks any document and notes where each node begins.
struct Index<'a> {
    pointer: String,
    positions: &'a mut Positions,
}

impl<'de> DeserializeSeed<'de> for Index<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Index<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut index = 0;
        loop {
            let pointer = format!("{}/{index}", self.pointer);
            match items.next_element_seed(At { pointer, positions: &mut *self.positions })? {
                Some(()) => index += 1,
                None => return Ok(()),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<Spanned<String>>()? {
            let pointer = format!("{}/{}", self.pointer, name.value.replace('~', "~0").replace('/', "~1"));
            self.positions.0.insert(pointer.clone(), (name.defined.line() as u32, name.defined.column() as u32));
            map.next_value_seed(Index { pointer, positions: &mut *self.positions })?;
        }
        Ok(())
    }
}

/// An item of a sequence has no key to take its position from, so the node itself is asked.
struct At<'a> {
    pointer: String,
    positions: &'a mut Positions,
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        Index { pointer: self.pointer, positions: self.positions }.deserialize(deserializer)
    }
}

/// Writes a value as YAML.
pub fn write<T: serde::Serialize>(value: &T) -> Result<String, String> {
    serde_yaml::to_string(value).map_err(|error| error.to_string())
}

/// The name that a variant without fields has in YAML.
pub fn name(variant: &impl serde::Serialize) -> String {
    serde_json::to_value(variant).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}
