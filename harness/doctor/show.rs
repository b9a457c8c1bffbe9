//! An examination for people: a line a link, and what to do about the first that is broken.

use super::{Examination, Link, State};
use crate::report::visible;

/// Wide enough for every state and every link.
const STATE: usize = 11;
const NAME: usize = 15;

pub fn text(examination: &Examination) -> String {
    let mut text = format!("{} {}\n\n", visible(&examination.host), visible(&examination.version));
    for link in &examination.links {
        let line = format!("{:STATE$}  {:NAME$}  {}", link.state.name(), link.id, told(link));
        text.push_str(line.trim_end());
        text.push('\n');
        if let (State::Warning, Some(help)) = (link.state, &link.help) {
            text.push_str(&format!("{:STATE$}  {:NAME$}  help: {}\n", "", "", visible(help)));
        }
    }
    let count = |state: State| examination.links.iter().filter(|link| link.state == state).count();
    text.push('\n');
    match examination.links.iter().find(|link| link.state == State::Broken) {
        Some(first) => {
            text.push_str(&format!("{} of {} links broken; the first is {}\n", count(State::Broken), examination.links.len(), first.id));
            if let Some(help) = &first.help {
                text.push_str(&format!("  help: {}\n", visible(help)));
            }
        }
        None => text.push_str(&format!("no link is broken; {} ok, {} with a warning, {} not reached\n", count(State::Ok), count(State::Warning), count(State::NotReached))),
    }
    text
}

fn told(link: &Link) -> String {
    match &link.error {
        Some(error) => format!("[{error}] {}", visible(&link.seen)),
        None => visible(&link.seen),
    }
}
