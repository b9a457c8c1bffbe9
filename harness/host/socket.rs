//! Commands over a WebSocket: one at a time, each with a number that its answer has, too.
//!
//! What comes without being asked for is passed over unless it is waited for, and so is the late answer of a command that was
//! given up.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value as Json, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::trouble::{Loss, Trouble, one_line};
use crate::error::Error;

/// How long it may take to open.
const OPEN: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub(super) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// What is spoken over it, for messages.
    protocol: &'static str,
    last: u64,
    /// The part of the browser that commands go to (Chrome DevTools Protocol, "Target.attachToTarget").
    session: Option<String>,
}

impl Socket {
    pub(super) async fn open(address: &str, protocol: &'static str) -> Result<Self, String> {
        match tokio::time::timeout(OPEN, connect_async(address)).await {
            Ok(Ok((stream, _))) => Ok(Self { stream, protocol, last: 0, session: None }),
            Ok(Err(error)) => Err(one_line(&error.to_string())),
            Err(_) => Err(format!("it did not open within {} s", OPEN.as_secs())),
        }
    }

    /// Commands go to this part of the browser from here on.
    pub(super) fn attach(&mut self, session: String) {
        self.session = Some(session);
    }

    /// Waits, however long, for the next event of this name: its parameters.
    pub(super) async fn event(&mut self, what: &str, name: &str) -> Result<Json, Trouble> {
        while let Some(message) = self.stream.next().await {
            let Message::Text(text) = message.map_err(|error| closed(what, self.protocol, &error))? else { continue };
            let Ok(mut event) = serde_json::from_str::<Json>(&text) else { continue };
            if event.get("method").and_then(Json::as_str) == Some(name) {
                return Ok(event.get_mut("params").map(Json::take).unwrap_or_default());
            }
        }
        Err(closed(what, self.protocol, &tungstenite::Error::ConnectionClosed))
    }

    /// Sends a command and waits for its answer, whatever that says; `what` is what it is to do, for messages.
    pub(super) async fn ask(&mut self, what: &str, method: &str, params: Json, limit: Duration) -> Result<Json, Trouble> {
        self.last += 1;
        let id = self.last;
        let mut message = json!({"id": id, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let text = message.to_string();
        let protocol = self.protocol;
        let asked = async {
            self.stream.send(Message::text(text)).await.map_err(|error| closed(what, protocol, &error))?;
            while let Some(message) = self.stream.next().await {
                let Message::Text(text) = message.map_err(|error| closed(what, protocol, &error))? else { continue };
                let Ok(answer) = serde_json::from_str::<Json>(&text) else { continue };
                if answer.get("id").and_then(Json::as_u64) == Some(id) {
                    return Ok(answer);
                }
            }
            Err(closed(what, protocol, &tungstenite::Error::ConnectionClosed))
        };
        match tokio::time::timeout(limit, asked).await {
            Ok(answer) => answer,
            Err(_) => Err(Trouble::Lost(Loss::Silent(format!("failed to {what}: no answer within {:.1} s", limit.as_secs_f64())))),
        }
    }
}

fn closed(what: &str, protocol: &str, error: &tungstenite::Error) -> Trouble {
    Error::new("driver-lost", format!("failed to {what}: {protocol} is gone: {}", one_line(&error.to_string())), "run it again; if it happens again, see the machine's memory").into()
}
