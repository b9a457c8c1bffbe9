//! What a vendor reads after one command: about a screen, verdict first, then what to fix next.
//!
//! It does not know whether it writes to a terminal; the caller says whether there is colour and how wide a line is.

mod fix;
mod head;
mod line;
mod rest;

use crate::certificate::Certificate;

use super::findings::findings;

/// How many lines the page is meant to have at most.
const LINES: usize = 60;
/// How many entries the sections after "what to fix next" have, where there is room and where there is not.
const ENTRIES: [usize; 2] = [3, 1];

/// The page, a newline at its end. `repeat` is the command before `--only`, such as `minicert run --host host.yaml`;
/// `width` is in columns.
pub fn terminal(certificate: &Certificate, repeat: &str, colour: bool, width: usize) -> String {
    let width = width.clamp(60, 140);
    let findings = findings(certificate);
    let head = head::head(certificate, &findings, width);
    let wanted = fix::fix(&findings.must, repeat, width, LINES).len();
    let room = |most: usize| LINES.saturating_sub(head.len() + rest::rest(certificate, &findings, width, most).len());
    let [roomy, close] = ENTRIES;
    let most = if room(roomy) >= wanted { roomy } else { close };
    let fix = fix::fix(&findings.must, repeat, width, room(most));
    let rest = rest::rest(certificate, &findings, width, most);
    line::render(&[head, fix, rest].concat(), colour)
}
