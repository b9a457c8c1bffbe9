//! The renderers, from made-up certificates: whole pages as snapshots, and what no page may ever contain.

#[path = "report/made_up.rs"]
mod made_up;

use minicert::report;

const REPEAT: &str = "minicert run --host host.yaml";

#[test]
fn terminal_shows_every_status() {
    insta::assert_snapshot!(report::terminal(&made_up::small(), REPEAT, false, 100));
}

#[test]
fn terminal_stays_short_with_many_failures() {
    let text = report::terminal(&made_up::large(2_000), REPEAT, false, 100);
    insta::assert_snapshot!(text);
}
