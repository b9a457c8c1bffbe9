//! Messages of the agent protocol, as far as carrying them needs to know: `harness/README.md`, "Agent protocol".

use serde_json::Value as Json;

use super::trouble::Trouble;
use crate::error::{Error, Result};

/// The version that this harness speaks.
const PROTOCOL: u64 = 8;

/// What the harness says first where it is the one to begin.
pub(super) const HELLO: &str = r#"{"type":"hello"}"#;

/// A message as ASCII text; there are drivers and sockets that change anything else.
pub(super) fn text(message: &Json) -> String {
    let text = message.to_string();
    if text.is_ascii() && !text.contains('\u{7f}') {
        return text;
    }
    let mut ascii = String::new();
    for letter in text.chars() {
        if letter.is_ascii() && letter != '\u{7f}' {
            ascii.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                ascii.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    ascii
}

/// Reads an answer. One that says that the agent failed is our own trouble.
pub(super) fn read(text: &str) -> std::result::Result<Json, Trouble> {
    let failed = |why: String| Trouble::Ours(Error::new("agent-failed", why, "this is a fault of minicert: report it with the transcript"));
    let message: Json = serde_json::from_str(text).map_err(|error| failed(format!("the agent's answer is no JSON: {error}")))?;
    if message.get("type").and_then(Json::as_str) == Some("failed") {
        let why = message.get("message").and_then(Json::as_str).unwrap_or("it does not say why");
        return Err(failed(format!("the agent failed: {why}")));
    }
    Ok(message)
}

/// Whether an agent that says hello is one that this harness can speak to; its transport.
pub(super) fn greet(hello: &Json) -> Result<String> {
    let word = |name: &str| hello.get(name).and_then(Json::as_str);
    if word("type") != Some("hello") {
        return Err(Error::new("agent-protocol", format!("the agent did not say hello but {:?}", word("type").unwrap_or("nothing")), REPACK));
    }
    let protocol = hello.get("protocol").and_then(Json::as_u64);
    if protocol != Some(PROTOCOL) {
        let theirs = protocol.map_or_else(|| "no version".to_owned(), |version| format!("version {version}"));
        return Err(Error::new("agent-protocol", format!("the agent speaks {theirs} of the agent protocol, this minicert version {PROTOCOL}"), REPACK));
    }
    if word("root") == Some("undefined") {
        return Err(Error::new("api-never-appeared", "the agent runs, and there is no API root in its reach", "see that root: under channel: and the dialect in the host's manifest are the host's"));
    }
    Ok(word("transport").unwrap_or("unknown").to_owned())
}

const REPACK: &str = "write the conformance mini-program again with minicert package, of the same version, and give it to the host";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{greet, read, text};

    #[test]
    fn messages_are_ascii() {
        assert_eq!(text(&json!({"a": "\u{4e2d}\u{1f600}\"\n\u{7f}"})), r#"{"a":"\u4e2d\ud83d\ude00\"\n\u007f"}"#);
    }

    #[test]
    fn another_protocol_is_refused() {
        assert_eq!(greet(&json!({"type": "hello", "protocol": 8, "root": "object", "transport": "script"})).unwrap(), "script");
        for hello in [json!({"type": "hello", "protocol": 2}), json!({"type": "hello"}), json!({"type": "result"})] {
            assert_eq!(greet(&hello).unwrap_err().id, "agent-protocol");
        }
        assert_eq!(greet(&json!({"type": "hello", "protocol": 8, "root": "undefined"})).unwrap_err().id, "api-never-appeared");
    }

    #[test]
    fn a_failed_agent_is_our_trouble() {
        assert!(read(r#"{"type":"failed","message":"x"}"#).unwrap_err().to_string().contains("the agent failed: x"));
        assert!(read("{").is_err());
    }
}
