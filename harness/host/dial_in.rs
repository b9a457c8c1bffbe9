//! The `dial-in` channel: the agent is part of the conformance mini-program and dials back.

use std::time::Duration;

use super::trouble::{Loss, Trouble};
use crate::server::{DialHandle, HangUp};

#[derive(Debug)]
pub(super) struct DialedIn {
    line: DialHandle,
}

impl DialedIn {
    pub(super) fn new(line: DialHandle) -> Self {
        Self { line }
    }

    /// The agent of the launch before has had its time.
    pub(super) fn expect_launch(&self) {
        self.line.expect_launch();
    }

    /// What the agent says when it dials in; nothing when it does not.
    pub(super) async fn hello(&self, limit: Duration) -> Option<String> {
        self.line.hello(limit).await.ok()
    }

    pub(super) async fn exchange(&self, message: &str, timeout: Duration) -> Result<String, Trouble> {
        self.line.exchange(message.to_owned(), timeout).await.map_err(|why| {
            Trouble::Lost(match why {
                HangUp::Silent(limit) => Loss::Silent(format!("the agent did not answer within {:.1} s", limit.as_secs_f64())),
                HangUp::Gone => Loss::Gone("the agent hung up and did not dial in again".to_owned()),
            })
        })
    }
}
