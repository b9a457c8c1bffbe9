//! How long at least one session's host was working: the rest of the wall time is ours.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Shared by the sessions of a run.
#[derive(Clone, Debug, Default)]
pub struct Busy(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    at_work: u32,
    since: Option<Instant>,
    total: Duration,
}

/// A host is working while this lives.
#[derive(Debug)]
pub struct AtWork(Busy);

impl Busy {
    pub fn start(&self) -> AtWork {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.at_work += 1;
        if inner.at_work == 1 {
            inner.since = Some(Instant::now());
        }
        AtWork(self.clone())
    }

    pub fn total(&self) -> Duration {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.total + inner.since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        let mut inner = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.at_work -= 1;
        if inner.at_work == 0
            && let Some(since) = inner.since.take()
        {
            inner.total += since.elapsed();
        }
    }
}
