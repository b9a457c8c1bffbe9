//! Commands over a WebSocket: one at a time, each with a number that its answer has, too.
//!
//! Nothing is subscribed to, so what comes without being asked for is passed over, and so is the late answer of a command
//! that was given up.

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
}

impl Socket {
    pub(super) async fn open(address: &str, protocol: &'static str) -> Result<Self, String> {
        match tokio::time::timeout(OPEN, connect_async(address)).await {
            Ok(Ok((stream, _))) => Ok(Self { stream, protocol, last: 0 }),
            Ok(Err(error)) => Err(one_line(&error.to_string())),
            Err(_) => Err(format!("it did not open within {} s", OPEN.as_secs())),
        }
    }

    /// Sends a command and waits for its answer, whatever that says; `what` is what it is to do, for messages.
    pub(super) async fn ask(&mut self, what: &str, method: &str, params: Json, limit: Duration) -> Result<Json, Trouble> {
        self.last += 1;
        let id = self.last;
        let text = json!({"id": id, "method": method, "params": params}).to_string();
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
