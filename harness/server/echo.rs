//! The fixture route: it answers any request with what arrived, and keeps that for whoever judges from both ends.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, Method};
use serde::Serialize;

use super::Shared;
use crate::value::sha256;

/// The longest head of a body that is kept, in bytes.
const HEAD: usize = 4096;

/// The most arrivals that are kept until somebody takes them.
const MOST: usize = 10_000;

/// A request, as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Arrival {
    pub method: String,
    /// Below the token.
    pub path: String,
    pub query: Option<String>,
    /// Names in lower case, in the order of arrival; values that are no text are left out.
    pub headers: Vec<(String, String)>,
    pub body_length: usize,
    pub body_sha256: String,
    /// The beginning of the body, as text.
    pub body_head: String,
}

#[derive(Debug, Default)]
pub(super) struct Arrivals(Mutex<Vec<Arrival>>);

impl Arrivals {
    pub(super) fn take(&self) -> Vec<Arrival> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn keep(&self, arrival: Arrival) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < MOST {
            all.push(arrival);
        }
    }
}

pub(super) async fn echo(State(shared): State<Arc<Shared>>, OriginalUri(uri): OriginalUri, method: Method, headers: HeaderMap, body: Bytes) -> Json<Arrival> {
    let path = uri.path().splitn(3, '/').nth(2).unwrap_or_default();
    let arrival = Arrival {
        method: method.to_string(),
        path: format!("/{path}"),
        query: uri.query().map(str::to_owned),
        headers: headers.iter().filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned()))).collect(),
        body_length: body.len(),
        body_sha256: sha256(&body),
        body_head: String::from_utf8_lossy(&body[..body.len().min(HEAD)]).into_owned(),
    };
    shared.arrivals.keep(arrival.clone());
    Json(arrival)
}
