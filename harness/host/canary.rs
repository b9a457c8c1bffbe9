//! How long a trivial message takes, there and back: what a budget is measured in, and whether the host still answers.

use std::time::{Duration, Instant};

use serde_json::json;

use super::browser::Browser;
use super::channel::Channel;
use super::trouble::Trouble;
use super::wire;

/// How often it is asked where a budget depends on it: an odd number, so that the median is one of them.
pub(super) const MEASURED: usize = 5;

/// A host that does not answer this is not well.
const LIMIT: Duration = Duration::from_secs(10);

/// The median, in milliseconds, of so many exchanges in which no trial is run.
pub(super) async fn measure(channel: &mut Channel, browser: &mut Browser, times: usize) -> Result<f64, Trouble> {
    let message = wire::text(&json!({"type": "run", "batch": 0, "caps": {"depth": 1, "width": 1, "bytes": 64, "large": 64}, "trials": []}));
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let began = Instant::now();
        wire::read(&channel.exchange(browser, &message, LIMIT).await?)?;
        took.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    Ok(took[times / 2])
}
