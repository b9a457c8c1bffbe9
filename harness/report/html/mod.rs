//! The certificate as one page that needs nothing but itself: no network, no fonts, no build.
//!
//! maud escapes every string, and `show` marks what would be invisible. The page forbids itself everything but the
//! styles and scripts below, by their hashes, and pictures that are part of it, so that a string that slipped
//! through could still not act. Without the script the page is complete: it folds, links, changes its language and
//! filters by status; search, the other filters and what the address remembers are missing.

mod areas;
mod check;
mod filter;
mod fix;
mod rest;
mod story;
mod top;
mod words;

use std::collections::{HashMap, HashSet};

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::certificate::{Certificate, CheckResult, Status};

use super::background::{Background, Screen, Story};
use super::difference::Part as Differing;
use super::findings::findings;
use super::visible::{self, Part};
use words::Both;

const STYLE: &str = include_str!("page.css");
/// For browsers, and readers, without scripts.
const SCRIPTLESS: &str = include_str!("scriptless.css");
const LANGUAGE: &str = include_str!("language.js");
const SCRIPT: &str = include_str!("page.js");

/// The pictures of a page have so many bytes at most; the others are named.
const PICTURES: usize = 6_000_000;

/// What the parts of the page share.
struct Page<'a> {
    certificate: &'a Certificate,
    background: &'a Background<'a>,
    /// The command before `--only`.
    repeat: &'a str,
    /// The name of the object that carries the API.
    root: &'a str,
    stories: HashMap<&'a str, Story<'a>>,
    /// Trial → the check below which its story is told.
    told: HashMap<&'a str, u32>,
    /// The files of the pictures that are part of the page.
    embedded: HashSet<&'a str>,
}

impl<'a> Page<'a> {
    fn new(certificate: &'a Certificate, background: &'a Background<'a>, repeat: &'a str) -> Self {
        let stories = background.stories(&certificate.checks);
        let mut told = HashMap::new();
        for check in certificate.checks.iter().filter(|check| check.status != Status::Pass && stories.contains_key(check.trial.as_str())) {
            told.entry(check.trial.as_str()).or_insert(check.check);
        }
        let mut bytes = 0;
        let fits = |screen: &&Screen| {
            let fits = story::embeds(screen.picture.len()) && bytes + screen.picture.len() <= PICTURES;
            bytes += if fits { screen.picture.len() } else { 0 };
            fits
        };
        let embedded = background.screens.iter().filter(fits).map(|screen| screen.file.as_str()).collect();
        Self { certificate, background, repeat, root: &certificate.host.dialect, stories, told, embedded }
    }

    fn embeds(&self, screen: &Screen) -> bool {
        self.embedded.contains(screen.file.as_str())
    }
}

/// The page. `repeat` is the command before `--only`, such as `minicert run --host host.yaml`.
pub fn html(certificate: &Certificate, repeat: &str, background: &Background) -> String {
    let page = Page::new(certificate, background, repeat);
    let findings = findings(certificate);
    let host = &certificate.host;
    let name = visible::visible(&format!("{} {}", host.name, host.version));
    let title = |verdict: &str| format!("{verdict}: {name} (minicert)");
    let verdict = words::verdict(certificate.verdict);
    let sections = [
        ("fix", words::FIX, fix::fix(&page, &findings)),
        ("known", words::KNOWN, fix::known(&page, &findings)),
        ("waived", words::WAIVED, rest::waived(&findings)),
        ("advice", words::ADVICE, fix::advice(&page, &findings)),
        ("doubt", words::DOUBT, rest::doubt(&findings)),
        ("unwitnessed", words::UNWITNESSED, rest::unwitnessed(certificate)),
        ("unclaimed", words::UNCLAIMED, rest::unclaimed(certificate)),
        ("omitted", words::OMITTED, rest::omitted(&findings)),
        ("incidents", words::INCIDENTS, rest::incidents(certificate)),
        ("requirements", words::REQUIREMENTS, Some(areas::areas(&page))),
        ("facts", words::FACTS, Some(rest::facts(certificate))),
        ("meanings", words::MEANINGS, Some(rest::meanings())),
    ];
    let sections: Vec<_> = sections.into_iter().filter_map(|(id, title, body)| Some((id, title, body?))).collect();
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title data-zh=(title(&verdict.zh)) { (title(&verdict.en)) }
                script { (PreEscaped(LANGUAGE)) }
                style { (PreEscaped(STYLE)) }
                noscript { style { (PreEscaped(SCRIPTLESS)) } }
            }
            body {
                a.skip href="#main" { (words::SKIP) }
                (top::top(&page, &findings))
                nav aria-label=(words::SECTIONS.en) data-zh=(words::SECTIONS.zh) data-at="aria-label" {
                    @for (id, title, _) in &sections { a href={ "#" (id) } { (title) } }
                }
                main id="main" tabindex="-1" {
                    @for (id, title, body) in &sections {
                        section id=(id) aria-labelledby={ (id) "-title" } {
                            h2 id={ (id) "-title" } { (title) }
                            (body)
                        }
                    }
                }
                footer {
                    p { "minicert " (show(&certificate.suite.version)) ". " (words::FOOTER) }
                }
                template id="copied" { (words::COPIED) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

/// A string of the certificate, escaped, with what would be invisible written out and marked.
fn show(text: &str) -> Markup {
    html! {
        @for part in visible::parts(text) {
            @match part {
                Part::Plain(plain) => (plain),
                Part::Hidden(hidden) => span.hidden title=(words::HIDDEN.en) { (visible::name(hidden)) },
            }
        }
    }
}

/// A sentence with the part marked in which it differs from its counterpart.
fn marked(parts: &[Differing]) -> Markup {
    html! { @for part in parts { @if part.differs { mark { (show(part.text)) } } @else { (show(part.text)) } } }
}

/// A status as a label; the colour repeats what the word says.
fn label(status: &str) -> Markup {
    html! { span class={ "st " (status) } { (words::status(status)) } }
}

/// A class of fail by its stable name; what it means is a title away, and in the last section.
fn class(name: &str) -> Markup {
    html! { span.class { (name) } }
}

/// A link to a requirement of this page.
fn link(id: &str) -> Markup {
    html! { a.id href=(fragment(id)) { (show(id)) } }
}

/// Text that a button copies; a click selects all of it.
fn copied(class: &str, text: &Markup) -> Markup {
    html! {
        div.copied {
            // A long line is scrolled to, which a keyboard must be able to do.
            pre class=(class) tabindex="0" { code { (text) } }
            button.copy type="button" { (words::COPY) }
        }
    }
}

/// An option of a choice; an option holds text alone, so that the script changes its language.
fn option(value: &str, text: &Both) -> Markup {
    html! { option value=(value) data-zh=(text.zh) { (text.en) } }
}

/// The id of a requirement's element. An id has a slash, so it meets no id of the page's own.
fn anchor(id: &str) -> String {
    visible::visible(id)
}

/// The id of a check's element.
fn check_anchor(trial: &str, check: u32) -> String {
    visible::visible(&format!("{trial}:{check}"))
}

fn check_link(check: &CheckResult) -> String {
    fragment(&format!("{}:{}", check.trial, check.check))
}

/// A link to the element of an id, encoded where an address needs it.
fn fragment(id: &str) -> String {
    visible::visible(id).bytes().fold(String::from("#"), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/:@!$&'()*+,;=?".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// Nothing but the inline styles and scripts of this page, and pictures that are part of it.
fn policy() -> String {
    let [style, scriptless, language, script] = [STYLE, SCRIPTLESS, LANGUAGE, SCRIPT].map(content_hash);
    format!("default-src 'none'; style-src '{style}' '{scriptless}'; script-src '{language}' '{script}'; img-src data:; base-uri 'none'; form-action 'none'")
}

/// What a policy names inline content by (Content Security Policy, level 3, section 6.7.3.3).
pub fn content_hash(text: &str) -> String {
    use base64::Engine as _;
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes())))
}
