//! WebDriver BiDi beside the classic commands, over the WebSocket that a session names.

use std::time::Duration;

use serde_json::Value as Json;

use super::browser::Browser;
use super::socket::Socket;
use super::trouble::{Loss, Trouble, one_line};
use crate::error::{Error, Result};

/// Codes of errors that say that what was spoken to went away (WebDriver BiDi, section 3.5, "Errors").
const GONE: [&str; 3] = ["no such frame", "no such script", "no such handle"];

#[derive(Debug)]
pub(super) struct Bidi {
    socket: Socket,
}

impl Bidi {
    /// Opens the WebSocket of a session; `wanted` is what it is needed for, for messages.
    pub(super) async fn of(browser: &Browser, wanted: &str) -> Result<Self> {
        let Some(address) = browser.bidi_address() else {
            let message = format!("{wanted} needs WebDriver BiDi, and the driver of {} named no webSocketUrl", browser.name);
            return Err(Error::new("driver-without-bidi", message, "use a browser and driver with WebDriver BiDi, and let webdriver: capabilities: ask for webSocketUrl: true; or reach the host over the channel page or dial-in"));
        };
        let unreachable = |why: String| Error::new("bidi-not-answering", format!("WebDriver BiDi at {address} does not answer: {why}"), "see that the address that the driver names is reached from this machine");
        if address.starts_with("wss:") {
            return Err(unreachable("minicert speaks it without TLS alone".to_owned()));
        }
        Ok(Self { socket: Socket::open(&address, "WebDriver BiDi").await.map_err(unreachable)? })
    }

    /// Sends a command and waits for its result; `what` is what it is to do, for messages.
    pub(super) async fn command(&mut self, what: &str, method: &str, params: Json, limit: Duration) -> std::result::Result<Json, Trouble> {
        read(what, &self.socket.ask(what, method, params, limit).await?)
    }

    /// Waits for the next event of this name: its parameters.
    pub(super) async fn event(&mut self, what: &str, name: &str) -> std::result::Result<Json, Trouble> {
        self.socket.event(what, name).await
    }
}

fn read(what: &str, answer: &Json) -> std::result::Result<Json, Trouble> {
    if answer.get("type").and_then(Json::as_str) == Some("success") {
        return Ok(answer.get("result").cloned().unwrap_or_default());
    }
    let word = |name: &str| answer.get(name).and_then(Json::as_str).unwrap_or_default();
    let text = one_line(&format!("{}: {}", word("error"), word("message")));
    if GONE.contains(&word("error")) {
        return Err(Trouble::Lost(Loss::Gone(format!("failed to {what}: {text}"))));
    }
    Err(Error::new("driver-command", format!("failed to {what} over WebDriver BiDi: {text}"), "see that browser and driver have the same version, and run it again").into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;
    use crate::host::{Loss, Trouble};

    #[test]
    fn answers_are_told_apart() {
        assert_eq!(read("ask", &json!({"type": "success", "id": 1, "result": {"a": 1}})).unwrap(), json!({"a": 1}));
        let gone = read("ask", &json!({"type": "error", "id": 1, "error": "no such frame", "message": "Realm not found\nat x"}));
        assert!(matches!(&gone, Err(Trouble::Lost(Loss::Gone(why))) if why == "failed to ask: no such frame: Realm not found"), "{gone:?}");
        let refused = read("ask", &json!({"type": "error", "id": 1, "error": "unknown command", "message": "?"}));
        assert!(matches!(&refused, Err(Trouble::Ours(error)) if error.id == "driver-command"), "{refused:?}");
    }
}
