//! The renderers, from made-up certificates: whole pages as snapshots, and what no page may ever contain.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "report/beside.rs"]
mod beside;
#[path = "report/hostile.rs"]
mod hostile;
#[path = "report/made_up.rs"]
mod made_up;

use std::path::Path;

use minicert::certificate::Certificate;
use minicert::report::{self, Background};

const REPEAT: &str = "minicert run --host host.yaml";

#[test]
fn terminal_shows_every_status() {
    insta::assert_snapshot!(report::terminal(&made_up::small(), REPEAT, false, 100));
}

#[test]
fn terminal_stays_short_with_many_failures() {
    let text = report::terminal(&made_up::large(2_000), REPEAT, false, 100);
    assert!(text.lines().count() <= 62, "{} lines", text.lines().count());
    insta::assert_snapshot!(text);
}

#[test]
fn terminal_of_a_pass_says_little() {
    insta::assert_snapshot!(report::terminal(&made_up::passing(), REPEAT, false, 100));
}

#[test]
fn what_is_known_waived_or_advice_is_told_from_what_is_new() {
    let certificate = made_up::excused();
    let terminal = report::terminal(&certificate, REPEAT, false, 100);
    insta::assert_snapshot!("excused", terminal);
    let page = report::html(&certificate, REPEAT, &Background::default());
    let section = |id: &str| {
        let from = page.find(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("there is no section {id}"));
        &page[from..from + page[from..].find("</section>").expect("it ends")]
    };
    assert!(section("waived").contains("Clearing is forbidden on this device.") && section("waived").contains("https://union.example/17") && section("waived").contains("2026-06-30"));
    assert!(section("known").contains("Mended in 3.3.") && section("known").contains("https://bugs.example/9"));
    assert!(section("advice").contains("key-type-advice") && !page.contains("<section id=\"fix\""), "nothing is new");
    let junit = report::junit(&certificate, REPEAT).expect("it is written");
    assert_eq!((junit.matches("<failure").count(), junit.matches("<skipped").count()), (1, 2), "{junit}");
    assert!(junit.contains("type=\"waived\"") && junit.contains("Clearing is forbidden on this device. https://union.example/17") && junit.contains("type=\"advice\""));
    let ctrf: serde_json::Value = serde_json::from_str(&report::ctrf(&certificate, REPEAT).expect("it is written")).expect("it is JSON");
    let statuses: Vec<(&str, &str)> = ctrf["results"]["tests"].as_array().into_iter().flatten().map(|test| (test["status"].as_str().unwrap_or_default(), test["rawStatus"].as_str().unwrap_or_default())).collect();
    assert_eq!(statuses, [("passed", "pass"), ("failed", "known, wrong-value"), ("skipped", "waived"), ("skipped", "advice, accepted")]);
}

#[test]
fn colour_changes_nothing_but_colour() {
    let certificate = made_up::small();
    let mut coloured = report::terminal(&certificate, REPEAT, true, 100);
    for code in ["1", "2", "1;32", "1;31", "33", "36", "0"] {
        coloured = coloured.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(coloured, report::terminal(&certificate, REPEAT, false, 100));
}

#[test]
fn terminal_lines_keep_to_the_width() {
    let text = report::terminal(&made_up::large(2_000), REPEAT, false, 80);
    // Commands are to be copied and titles to be found, so those are never cut.
    let long = text.lines().filter(|line| line.chars().count() > 80 && !line.contains(" $ ") && !line.contains("MUST"));
    assert_eq!(long.collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn no_hostile_string_reaches_the_terminal() {
    for colour in [false, true] {
        let text = report::terminal(&hostile::certificate(), REPEAT, colour, 100);
        hostile::assert_no_hidden_characters(&text.replace("\u{1b}[0m", ""));
        for code in ["\u{1b}[31m", "\u{1b}]0;", "\u{9b}"] {
            assert!(!text.contains(code), "{code:?} reached the terminal");
        }
        assert!(text.contains(r"\u001b[31m") && text.contains(r"\u202e"), "what was hidden is shown");
    }
}

#[test]
fn no_hostile_string_reaches_the_page() {
    let page = hostile_page();
    hostile::assert_no_hidden_characters(&page);
    let certificate = made_up::small();
    let lines = beside::lines(beside::json(&certificate));
    let screens = beside::screens(&certificate);
    let ours = report::html(&certificate, REPEAT, &Background { lines: &lines, sources: None, screens: &screens });
    for tag in ["<script", "</script", "<img", "<style", "</style", "<meta", "<a href=\"javascript:", "<template", "<iframe", "<form"] {
        assert_eq!(page.matches(tag).count(), ours.matches(tag).count(), "{tag} came from a string");
    }
    assert!(page.contains("&lt;script&gt;") && page.contains("&quot;&gt;&lt;img"), "what was hostile is shown");
    // A quote that ended an attribute would leave an attribute of the host's.
    assert!(!page.contains("\"><img") && !page.contains("\" onerror"), "an attribute was left");
    // What is to be pasted is a string literal there, not code.
    assert!(page.contains("globalThis[") || page.contains("swan[&quot;"), "a name that is no path is no code");
}

/// The page of a certificate and of everything beside it that means harm.
fn hostile_page() -> String {
    let certificate = hostile::certificate();
    let (lines, sources) = (hostile::lines(), hostile::sources(&certificate));
    let screens = beside::screens(&certificate);
    report::html(&certificate, REPEAT, &Background { lines: &lines, sources: Some(&sources), screens: &screens })
}

#[test]
fn page_of_thousands_of_checks_is_whole() {
    let certificate = made_up::large(25_000);
    let lines = beside::lines(beside::json(&certificate));
    let page = report::html(&certificate, REPEAT, &Background { lines: &lines, ..Background::default() });
    assert_eq!(page.matches("<li class=\"check ").count(), certificate.checks.len());
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let places: std::collections::HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(places.len(), ids.len(), "an id is there twice");
    for requirement in &certificate.requirements {
        assert!(places.contains(requirement.id.as_str()), "{} has no place to link to", requirement.id);
    }
    // Left behind to be looked at in a browser.
    keep("large.html", &page);
    keep("hostile.html", &hostile_page());
    keep("passing.html", &report::html(&made_up::passing(), REPEAT, &Background::default()));
}

#[test]
fn page_tells_what_happened_and_how_to_see_it_again() {
    let certificate = made_up::small();
    let lines = beside::lines(beside::json(&certificate));
    let screens = beside::screens(&certificate);
    let page = report::html(&certificate, REPEAT, &Background { lines: &lines, sources: None, screens: &screens });
    keep("small.html", &page);
    // Each trial with a check that did not pass tells its story once.
    let trials: std::collections::BTreeSet<&str> = certificate.checks.iter().filter(|check| check.status.name() != "pass").map(|check| check.trial.as_str()).collect();
    assert_eq!(page.matches("<details class=\"story\">").count(), trials.len());
    assert_eq!(page.matches("<img").count(), 1, "one picture is part of the page");
    assert!(page.contains("screens/1.png") && !page.contains("AAAAAAAAAAAAAAAAAAAAAAAA"), "a picture that is too large is named");
    let story = &page[page.find("<details class=\"story\">").expect("there is one")..];
    insta::assert_snapshot!("story", without_tags(&story[..story.find("</details>").expect("it ends")]));
}

#[test]
fn every_word_of_the_page_is_there_in_both_languages() {
    let certificate = made_up::small();
    let lines = beside::lines(beside::json(&certificate));
    let page = report::html(&certificate, REPEAT, &Background { lines: &lines, ..Background::default() });
    // The style sheet hides spans by their language, so each has its counterpart right behind it, and no other has one.
    let spans = page.matches("<span lang=\"en\">").count();
    assert!(spans > 500, "{spans}");
    assert_eq!(page.matches("</span><span lang=\"zh-Hans\">").count(), spans);
    assert_eq!(page.matches("<span lang=").count(), spans * 2);
    assert!(!page.split("<span ").skip(1).any(|span| span.split('>').next().is_some_and(|tag| tag.contains("class=") && tag.contains("lang="))));
    // What stands in an attribute or an option has it beside it.
    for tag in page.split('<').filter(|tag| tag.starts_with("option") && !tag.contains("value=\"storage") || tag.contains(" placeholder=")) {
        let named = tag.contains("data-zh=") || !tag.contains("data-at") && tag.split_once("value=\"").is_some_and(|(_, value)| tag.ends_with(&format!(">{}", value.split('"').next().unwrap_or_default())));
        assert!(named, "{tag} is in one language alone");
    }
}

/// The text of markup, a line for each of its lines and items.
fn without_tags(markup: &str) -> String {
    let markup = markup.replace("<li", "\n<li").replace("</span><", "</span> <").replace("</code><", "</code> <").replace("<p", "\n<p").replace("<pre", "\n<pre");
    let text: String = markup.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn page_allows_itself_only_its_own_style_and_script() {
    let page = report::html(&made_up::small(), REPEAT, &Background::default());
    let between = |start: &str, end: &str| {
        let from = page.find(start).expect("the part is there") + start.len();
        &page[from..from + page[from..].find(end).expect("the part ends")]
    };
    let policy = between("Content-Security-Policy\" content=\"", "\"");
    insta::assert_snapshot!("policy", policy.split("; ").map(without_hash).collect::<Vec<_>>().join("\n"));
    for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
        assert_eq!(page.matches(start).count(), 2);
        for part in page.split(start).skip(1) {
            let hash = report::content_hash(part.split(end).next().expect("the part ends"));
            assert!(policy.contains(&hash), "{start} is not what the policy allows");
        }
    }
    for address in ["http://", "https://", " src=\"http", "url(", "@import", " style=", " onclick="] {
        assert!(!page.contains(address), "the page has {address}");
    }
}

#[test]
fn content_hash_is_that_of_the_standard() {
    // The example of Content Security Policy, level 3, section 6.7.3.3.
    assert_eq!(report::content_hash("doSomething();"), "sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc=");
}

#[test]
fn json_is_the_same_for_equal_certificates() {
    let certificate = made_up::small();
    let text = report::json(&certificate);
    assert!(text.ends_with("}\n") && !text.ends_with("\n\n"));
    let read: Certificate = serde_json::from_str(&text).expect("it reads what it writes");
    assert_eq!(read, certificate);
    let mut turned = certificate.clone();
    turned.areas.reverse();
    turned.totals.checks.reverse();
    turned.requirements.iter_mut().for_each(|requirement| requirement.checks.reverse());
    assert_eq!(turned, certificate);
    assert_eq!(report::json(&turned), text);
}

#[test]
fn junit_and_ctrf_tell_ours_from_theirs() {
    let certificate = made_up::small();
    insta::assert_snapshot!("junit", report::junit(&certificate, REPEAT).expect("it is written"));
    insta::assert_snapshot!("ctrf", report::ctrf(&certificate, REPEAT).expect("it is written"));
}

/// The schemas that consumers published: the XUnit plugin of Jenkins, and CTRF. Each comes with its licence.
#[test]
fn junit_and_ctrf_are_as_their_schemas_say() {
    let schema = uppsala::parse(include_str!("report/schemas/junit-10.xsd")).expect("the schema is XML");
    let junit = uppsala::XsdValidator::from_schema(&schema).expect("it is a schema");
    let schema: serde_json::Value = serde_json::from_str(include_str!("report/schemas/ctrf-0.0.json")).expect("the schema is JSON");
    let ctrf = jsonschema::options().should_validate_formats(true).build(&schema).expect("it is a schema");
    for certificate in [made_up::small(), made_up::passing(), made_up::excused(), made_up::large(2_000), hostile::certificate()] {
        let text = report::junit(&certificate, REPEAT).expect("it is written");
        let document = uppsala::parse(&text).expect("it is XML");
        assert_eq!(junit.validate(&document).iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
        let text = report::ctrf(&certificate, REPEAT).expect("it is written");
        let json = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(ctrf.iter_errors(&json).map(|error| error.to_string()).collect::<Vec<_>>(), Vec::<String>::new());
    }
    // The schemas do object where there is reason to.
    let wrong = uppsala::parse("<testsuites><testsuite name='a' tests='1'/></testsuites>").expect("it is XML");
    assert!(!junit.validate(&wrong).is_empty());
    assert!(!ctrf.is_valid(&serde_json::json!({"reportFormat": "CTRF"})));
}

#[test]
fn no_hostile_string_reaches_the_files_for_pipelines() {
    let certificate = hostile::certificate();
    let xml = report::junit(&certificate, REPEAT).expect("it is written");
    assert!(!xml.contains("<script") && !xml.contains("<img") && !xml.contains('\u{1b}'), "a string became markup, or is no XML");
    let json: serde_json::Value = serde_json::from_str(&report::ctrf(&certificate, REPEAT).expect("it is written")).expect("it is JSON");
    assert_eq!(json["results"]["tests"].as_array().map(Vec::len), Some(certificate.checks.len() + certificate.omissions.len()));
}

fn without_hash(directive: &str) -> String {
    match directive.split_once("'sha256-") {
        Some((name, hashes)) => format!("{name}{}", hashes.split("' '").map(|_| "'sha256-…'").collect::<Vec<_>>().join(" ")),
        None => directive.to_owned(),
    }
}

fn keep(name: &str, page: &str) {
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), page).expect("the target folder can be written");
}
