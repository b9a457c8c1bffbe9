//! Progress for people: a bar on a terminal, a line now and then elsewhere, nothing where nobody looks.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

/// Counts attempts against what is planned.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    lines: bool,
    /// What is counted.
    what: &'static str,
    total: AtomicU64,
    done: AtomicU64,
}

impl Progress {
    /// Shows nothing.
    pub fn silent() -> Self {
        Self { bar: None, lines: false, what: "", total: AtomicU64::new(0), done: AtomicU64::new(0) }
    }

    /// A bar on a terminal, plain lines elsewhere; both on standard error.
    pub fn shown(total: u64, what: &'static str) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = terminal.then(|| {
            let bar = ProgressBar::new(total);
            if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:32}} {{pos}}/{{len}} {what}, {{elapsed}}")) {
                bar.set_style(style);
            }
            bar
        });
        Self { bar, lines: !terminal, what, total: AtomicU64::new(total), done: AtomicU64::new(0) }
    }

    /// Some attempts are done, and some more have become necessary.
    pub fn done(&self, attempts: u64, more: u64) {
        let total = self.total.fetch_add(more, Ordering::Relaxed) + more;
        let before = self.done.fetch_add(attempts, Ordering::Relaxed);
        let done = before + attempts;
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_position(done);
        }
        // A line for every tenth of the way.
        if self.lines && total > 0 && (done * 10 / total) > (before * 10 / total) {
            eprintln!("{done} of {total} {}", self.what);
        }
    }

    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
