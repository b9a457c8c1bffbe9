//! WebDriver BiDi beside the classic commands, over the WebSocket that a session names: one command at a time.
//!
//! Nothing is subscribed to, so what comes without being asked for is passed over, and so is the late answer of a command
//! that was given up.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value as Json, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::browser::Browser;
use super::trouble::{Loss, Trouble, one_line};
use crate::error::{Error, Result};

/// How long the WebSocket may take to open.
const OPEN: Duration = Duration::from_secs(20);

/// Codes of errors that say that what was spoken to went away (WebDriver BiDi, section 3.5, "Errors").
const GONE: [&str; 3] = ["no such frame", "no such script", "no such handle"];

#[derive(Debug)]
pub(super) struct Bidi {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    last: u64,
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
        match tokio::time::timeout(OPEN, connect_async(&address)).await {
            Ok(Ok((socket, _))) => Ok(Self { socket, last: 0 }),
            Ok(Err(error)) => Err(unreachable(one_line(&error.to_string()))),
            Err(_) => Err(unreachable(format!("it did not open within {} s", OPEN.as_secs()))),
        }
    }

    /// Sends a command and waits for its result; `what` is what it is to do, for messages.
    pub(super) async fn command(&mut self, what: &str, method: &str, params: Json, limit: Duration) -> std::result::Result<Json, Trouble> {
        self.last += 1;
        let id = self.last;
        let text = json!({"id": id, "method": method, "params": params}).to_string();
        let asked = async {
            self.socket.send(Message::text(text)).await.map_err(|error| closed(what, &error))?;
            while let Some(message) = self.socket.next().await {
                let Message::Text(text) = message.map_err(|error| closed(what, &error))? else { continue };
                let Ok(answer) = serde_json::from_str::<Json>(&text) else { continue };
                if answer.get("id").and_then(Json::as_u64) == Some(id) {
                    return read(what, &answer);
                }
            }
            Err(closed(what, &tungstenite::Error::ConnectionClosed))
        };
        match tokio::time::timeout(limit, asked).await {
            Ok(answer) => answer,
            Err(_) => Err(Trouble::Lost(Loss::Silent(format!("failed to {what}: no answer within {:.1} s", limit.as_secs_f64())))),
        }
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

fn closed(what: &str, error: &tungstenite::Error) -> Trouble {
    Error::new("driver-lost", format!("failed to {what}: WebDriver BiDi is gone: {}", one_line(&error.to_string())), "run it again; if it happens again, see the machine's memory").into()
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
