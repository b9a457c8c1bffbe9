//! What a trial did and what came of it: its steps as a script, its callbacks in order, the screen.

use base64::Engine as _;
use maud::{Markup, html};

use crate::case::describe::{cut, short};
use crate::report::background::Story;
use crate::report::script::script;
use crate::transcript::{Observation, Seen};
use crate::trial::Trial;
use crate::value::Value;

use super::words::{self, Both};
use super::{Page, copied, show};

/// A picture of more bytes is named, not embedded.
const LARGEST: usize = 400_000;
/// How much of a value is written.
const VALUE: usize = 200;
/// Calls are told apart by as many colours.
const LANES: usize = 6;

pub fn story(page: &Page, story: &Story) -> Markup {
    let title = if story.screen.is_some() { words::STORY_WITH_SCREEN } else { words::STORY };
    html! {
        details.story {
            summary { (title) }
            div.body {
                @if let Some(attempt) = story.attempt {
                    p.label { (words::ORDER) }
                    p.quiet {
                        (words::attempt(attempt.attempt, story.of)) " · " (words::purpose(attempt.purpose)) " · " (show(&attempt.session))
                        " · " (attempt.budget) " ms"
                    }
                    @if let Some(detail) = &attempt.detail { p.detail lang="en" { (show(detail)) } }
                    (timeline(story.trial, &attempt.events))
                }
                @if let Some(screen) = story.screen {
                    p.label { (words::SCREEN) }
                    @if page.embeds(screen) {
                        img.screen src={ "data:image/png;base64," (base64::engine::general_purpose::STANDARD.encode(&screen.picture)) }
                            alt=(words::SCREEN_ALT.en) data-zh=(words::SCREEN_ALT.zh) data-at="alt" loading="lazy" decoding="async";
                    } @else {
                        p { (words::SCREEN_FILE) " " code { (show(&screen.file)) } }
                    }
                }
                p.label { (words::SCRIPT) }
                (copied("script", &lines(&script(story.trial, page.root))))
            }
        }
    }
}

/// Whether a picture of so many bytes is embedded where so many are already.
pub fn embeds(bytes: usize) -> bool {
    bytes <= LARGEST
}

fn lines(text: &str) -> Markup {
    html! { @for line in text.lines() { (show(line)) "\n" } }
}

fn timeline(trial: &Trial, events: &[Observation]) -> Markup {
    if events.is_empty() {
        return html! { p.quiet { (words::NO_EVENTS) } };
    }
    html! {
        ol.timeline {
            @for event in events {
                @let told = told(trial, &event.what);
                li class={ (told.kind) @if let Some(lane) = told.lane { " lane-" (lane) } } {
                    span.at { (time(event.at)) }
                    span.what {
                        @if !told.who.is_empty() { code { (show(&told.who)) } " " }
                        (told.word)
                        @if let Some(name) = told.name { " " b { (show(name)) } }
                        @if told.inside { " " span.quiet { "(" (words::event("inside")) ")" } }
                    }
                    @if !told.value.is_empty() { code.value { (show(&told.value)) } }
                }
            }
        }
    }
}

/// One line of the timeline.
struct Told<'a> {
    kind: &'static str,
    lane: Option<usize>,
    who: String,
    word: Both,
    /// The name of a callback.
    name: Option<&'a str>,
    inside: bool,
    value: String,
}

fn told<'a>(trial: &Trial, seen: &'a Seen) -> Told<'a> {
    let line = |kind: &'static str, who: String, value: String| Told { kind, lane: None, who, word: words::event(kind), name: None, inside: false, value };
    let of = |kind: &'static str, call: &str, value: String| Told { lane: trial.calls.get_index_of(call).map(|index| index % LANES), ..line(kind, who(trial, call), value) };
    let all = |args: &[serde_json::Value]| args.iter().map(value).collect::<Vec<_>>().join(", ");
    match seen {
        Seen::Called { call } => of("called", call, String::new()),
        Seen::Returned { call, value: json } => of("returned", call, value(json)),
        Seen::Threw { call, error } => of("threw", call, value(error)),
        Seen::Callback { call, name, args, inside } => Told { name: Some(name), inside: *inside, ..of("callback", call, all(args)) },
        Seen::Resolved { call, value: json } => of("resolved", call, value(json)),
        Seen::Rejected { call, value: json } => of("rejected", call, value(json)),
        Seen::Heard { listener, args } => line("heard", listener.clone(), all(args)),
        Seen::Read { name, value: json } => line("read", name.clone(), value(json)),
        Seen::Seen { name, value: json, .. } => line("seen", name.clone(), value(json)),
        Seen::Silent { call, listener, event, waited } => {
            let waited = format!("{} ms", waited.round());
            match (call, listener) {
                (Some(call), _) => Told { name: Some(event), ..of("silent", call, waited) },
                (None, listener) => Told { name: Some(event), ..line("silent", listener.clone().unwrap_or_default(), waited) },
            }
        }
        Seen::Stopped { step, why, call } => match call {
            Some(call) => of("stopped", call, why.clone()),
            None => line("stopped", step.clone(), why.clone()),
        },
        Seen::Uncaught { error } => line("uncaught", String::new(), value(error)),
        Seen::Arrived { path, value: json, .. } => line("arrived", path.clone(), value(json)),
        Seen::Closed { why } => line("closed", String::new(), why.clone()),
    }
}

/// A call by its function, and by its own name where that says more.
fn who(trial: &Trial, call: &str) -> String {
    match trial.calls.get(call) {
        Some(meta) if trial.calls.values().filter(|other| other.shown == meta.shown).count() > 1 => format!("{} “{call}”", meta.shown),
        Some(meta) => meta.shown.clone(),
        None => call.to_owned(),
    }
}

fn value(json: &serde_json::Value) -> String {
    Value::from_json(json).map_or_else(|_| cut(&json.to_string(), VALUE), |value| short(&value))
}

/// Milliseconds since the attempt began.
fn time(at: f64) -> String {
    if at < 100.0 { format!("{at:.1} ms") } else { format!("{at:.0} ms") }
}
