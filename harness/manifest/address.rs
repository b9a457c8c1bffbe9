//! The placeholders of a launch address. It knows names and encodings, not what listens at an address.

use std::collections::BTreeMap;

/// What the placeholders stand for in one launch.
#[derive(Clone, Debug, Default)]
pub struct Places(BTreeMap<&'static str, String>);

/// The placeholder of the host inside this binary.
pub(super) const REFERENCE: &str = "reference";

/// Every placeholder, and what it stands for.
const NAMES: [(&str, &str); 7] = [
    ("served", "the address of the `serve` folder"),
    (REFERENCE, "the address of the reference host inside minicert"),
    ("session", "the name of the session, which the agent repeats when it dials in"),
    ("instance", "a name for a fresh storage, where the host can separate storages"),
    ("dial", "the address that the agent dials back to"),
    ("package", "the address of the conformance mini-program, with a slash at its end"),
    ("token", "the secret of this run that every address of ours begins with"),
];

/// The names and meanings of the placeholders, for help texts.
pub fn placeholders() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.into_iter()
}

impl Places {
    /// Says what a placeholder stands for.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.insert(name, value.into());
        self
    }

    /// The address with every placeholder filled in. One that stands for nothing is left empty; [`check`] refused
    /// unknown ones when the manifest was read.
    pub fn fill(&self, address: &str) -> String {
        let mut filled = String::new();
        for part in parts(address) {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Placeholder { name, encoded } => {
                    let value = self.0.get(name).map_or("", String::as_str);
                    if encoded { filled.push_str(&encode(value)) } else { filled.push_str(value) }
                }
            }
        }
        filled
    }
}

/// Message and help for an address that cannot be launched.
pub(super) fn check(address: &str, serves: bool) -> Result<(), (String, String)> {
    for part in parts(address) {
        let Part::Placeholder { name, .. } = part else { continue };
        if !NAMES.iter().any(|(known, _)| *known == name) {
            let known: Vec<String> = NAMES.iter().map(|(name, _)| format!("{{{name}}}")).collect();
            return Err((format!("{{{name}}} is no placeholder"), format!("use one of {}, each also as {{name|encoded}}", known.join(" "))));
        }
        if name == "served" && !serves {
            return Err(("{served} is used, and no folder is served".to_owned(), "add `serve: folder`, relative to the manifest".to_owned()));
        }
    }
    if ["{served}", "{reference}", "{package}", "http://", "https://"].iter().any(|start| address.starts_with(start)) {
        Ok(())
    } else {
        Err((format!("{address} is no http address"), "begin it with {served}, http:// or https://".to_owned()))
    }
}

/// Whether an address has a placeholder.
pub(super) fn has(address: &str, placeholder: &str) -> bool {
    parts(address).iter().any(|part| matches!(part, Part::Placeholder { name, .. } if *name == placeholder))
}

enum Part<'a> {
    Text(&'a str),
    Placeholder { name: &'a str, encoded: bool },
}

fn parts(address: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = address;
    while let Some((text, after)) = rest.split_once('{') {
        let Some((inside, after)) = after.split_once('}') else { break };
        parts.push(Part::Text(text));
        let (name, encoded) = inside.strip_suffix("|encoded").map_or((inside, false), |name| (name, true));
        parts.push(Part::Placeholder { name, encoded });
        rest = after;
    }
    parts.push(Part::Text(rest));
    parts
}

/// Percent-encoding as of JavaScript's `encodeURIComponent` (RFC 3986, section 2.1).
fn encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{Places, check};

    #[test]
    fn fills_and_encodes() {
        let places = Places::default().with("served", "http://127.0.0.1:1/t").with("package", "http://h/a b/?c=1");
        assert_eq!(places.fill("{served}/i?app={package|encoded}&s={session}#x"), "http://127.0.0.1:1/t/i?app=http%3A%2F%2Fh%2Fa%20b%2F%3Fc%3D1&s=#x");
    }

    #[test]
    fn refuses_what_cannot_be_launched() {
        assert!(check("{served}/", true).is_ok());
        assert!(check("http://h/{session}", false).is_ok());
        for (address, serves, message) in [
            ("{served}/", false, "{served} is used, and no folder is served"),
            ("http://h/{nonsense}", true, "{nonsense} is no placeholder"),
            ("ftp://h/", true, "ftp://h/ is no http address"),
        ] {
            assert_eq!(check(address, serves).map_err(|(message, _)| message), Err(message.to_owned()));
        }
    }
}
