//! The certificate as one page that needs nothing but itself: no network, no fonts, no build.
//!
//! maud escapes every string, and `show` marks what would be invisible. The page forbids itself everything but the one
//! style and the one script below, by their hashes, so that a string that slipped through could still not act. Without
//! the script the page is complete: it folds, links and filters by status; only the text search is missing.

mod areas;
mod check;
mod fix;
mod rest;
mod top;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::certificate::Certificate;

use super::findings::findings;
use super::visible::{self, Part};
use super::words;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the parts of the page share.
struct Page<'a> {
    certificate: &'a Certificate,
    /// The command before `--only`.
    repeat: &'a str,
}

/// The page. `repeat` is the command before `--only`, such as `minicert run --host host.yaml`.
pub fn html(certificate: &Certificate, repeat: &str) -> String {
    let page = Page { certificate, repeat };
    let findings = findings(certificate);
    let host = &certificate.host;
    let name = visible::visible(&format!("{} {}", host.name, host.version));
    let sections = [
        ("fix", "What to fix next", fix::fix(&page, &findings)),
        ("advice", "Advice", fix::advice(&page, &findings)),
        ("doubt", "Flaky, errors, not reached", rest::doubt(&page, &findings)),
        ("unwitnessed", "Unwitnessed", rest::unwitnessed(certificate)),
        ("omitted", "Omitted", rest::omitted(&findings)),
        ("incidents", "Incidents", rest::incidents(certificate)),
        ("requirements", "Requirements", Some(areas::areas(&page))),
        ("facts", "Facts of the run", Some(rest::facts(certificate))),
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
                title { (certificate.verdict.name()) ": " (name) " (minicert)" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the results" }
                (top::top(&page, &findings))
                nav aria-label="Sections" {
                    @for (id, title, _) in &sections { a href={ "#" (id) } { (title) } }
                }
                main id="main" {
                    @for (id, title, body) in &sections {
                        section id=(id) aria-labelledby={ (id) "-title" } {
                            h2 id={ (id) "-title" } { (title) }
                            (body)
                        }
                    }
                }
                footer {
                    p {
                        "Made by minicert " (show(&certificate.suite.version)) " from the certificate alone. "
                        "The certificate and its transcript are what counts; this page is a view."
                    }
                }
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
                Part::Hidden(hidden) => span.hidden title="a character that does not show" { (visible::name(hidden)) },
            }
        }
    }
}

/// A status as a label; the colour repeats what the word says.
fn label(status: &str) -> Markup {
    html! { span class={ "st " (status) } { (words::spaced(status)) } }
}

/// A link to a requirement of this page.
fn link(id: &str) -> Markup {
    html! { a.id href={ "#" (anchor(id)) } { (show(id)) } }
}

/// The fragment of a requirement. An id has a slash, so it meets no id of the page's own.
fn anchor(id: &str) -> String {
    visible::visible(id)
}

/// Nothing but the inline style and script of this page.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        content_hash(STYLE),
        content_hash(SCRIPT)
    )
}

/// What a policy names inline content by (Content Security Policy, level 3, section 6.7.3.3).
pub fn content_hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}
