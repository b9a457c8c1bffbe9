//! The two ways to dial in: a WebSocket, and requests that wait. Both carry the same text messages.
//!
//! The first message of a link is the agent's hello; every address carries `?launch=`, a name that the agent makes up when
//! it is launched. `{"poll": true}` in a waiting request says nothing and asks for the next message; `{"wait": true}` is
//! the answer when there is none for a while, `{"refused": why}` when this agent is not the one of the session.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::Shared;
use super::dial::Line;

/// How long a request waits for a message; shorter than the shortest documented timeout of a request.
const POLL: Duration = Duration::from_secs(15);

/// How long a fresh socket may take to say hello.
const HELLO: Duration = Duration::from_secs(10);

/// The largest message of an agent, in bytes.
const LARGEST: usize = 64 << 20;

#[derive(Debug, Deserialize)]
pub(super) struct Dialler {
    launch: String,
}

pub(super) async fn socket(State(shared): State<Arc<Shared>>, Path(session): Path<String>, Query(dialler): Query<Dialler>, upgrade: WebSocketUpgrade) -> Response {
    let Some(line) = shared.dial.line(&session) else { return unknown(&shared, &session) };
    upgrade.max_message_size(LARGEST).max_frame_size(LARGEST).on_upgrade(move |socket| async move {
        // A link that breaks is told to the line; there is nobody else to tell.
        let _ = converse(socket, &line, &shared, &session, &dialler.launch).await;
    })
}

/// Carries messages both ways until either end is done.
async fn converse(mut socket: WebSocket, line: &Line, shared: &Shared, session: &str, launch: &str) -> Result<(), axum::Error> {
    let Ok(Some(Ok(first))) = tokio::time::timeout(HELLO, socket.recv()).await else { return Ok(()) };
    let text = first.into_text()?;
    let hello = (kind(&text).as_deref() == Some("hello")).then_some(text.as_str());
    let link = match line.attach(launch, hello) {
        Ok(link) => link,
        Err(why) => {
            refuse(shared, session, launch, why);
            return socket.send(Message::text(json!({"refused": why}).to_string())).await;
        }
    };
    let ended = loop {
        tokio::select! {
            heard = socket.recv() => match heard {
                Some(Ok(Message::Text(text))) => line.hear(link, text.to_string()),
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_))) | None => break Ok(()),
                Some(Err(error)) => break Err(error),
            },
            next = line.next(link) => match next {
                Some(message) => if let Err(error) = socket.send(Message::text(message)).await { break Err(error) },
                None => break Ok(()),
            },
        }
    };
    line.detach(link);
    ended
}

pub(super) async fn poll(State(shared): State<Arc<Shared>>, Path(session): Path<String>, Query(dialler): Query<Dialler>, body: String) -> Response {
    let Some(line) = shared.dial.line(&session) else { return unknown(&shared, &session) };
    let said = kind(&body);
    let hello = (said.as_deref() == Some("hello")).then_some(body.as_str());
    let link = match line.attach(&dialler.launch, hello) {
        Ok(link) => link,
        Err(why) => {
            refuse(&shared, &session, &dialler.launch, why);
            return (StatusCode::CONFLICT, message(json!({"refused": why}).to_string())).into_response();
        }
    };
    if hello.is_some() {
        // An agent that tries one way after the other has to learn soon that this one carries.
        return message(json!({"wait": true}).to_string()).into_response();
    }
    if said.is_some() {
        line.hear(link, body);
    }
    match tokio::time::timeout(POLL, line.next(link)).await {
        Ok(Some(next)) => message(next).into_response(),
        Ok(None) | Err(_) => message(json!({"wait": true}).to_string()).into_response(),
    }
}

fn message(text: String) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], text)
}

/// What kind of message a text is; nothing for a poll.
fn kind(text: &str) -> Option<String> {
    let message: Json = serde_json::from_str(text).ok()?;
    message.get("type")?.as_str().map(str::to_owned)
}

fn unknown(shared: &Shared, session: &str) -> Response {
    shared.dial.refused(format!("an agent dialled in to {session:?}, which is no session that waits for one"));
    StatusCode::NOT_FOUND.into_response()
}

fn refuse(shared: &Shared, session: &str, launch: &str, why: &str) {
    shared.dial.refused(format!("an agent of launch {launch:?} was refused in session {session:?}: {why}"));
}
