//! The report's page in a real browser: what a person does with it, in either language, with a mouse, with keys alone,
//! on a narrow window, and without scripts.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "report/beside.rs"]
mod beside;
#[path = "support/browser.rs"]
mod browser;
#[path = "report/hostile.rs"]
mod hostile;
#[path = "report/made_up.rs"]
mod made_up;

use std::path::{Path, PathBuf};

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use browser::Browser;
use fantoccini::Locator;
use fantoccini::key::Key;
use minicert::certificate::Certificate;
use minicert::report::{self, Background};
use serde_json::{Value as Json, json};

const REPEAT: &str = "minicert run --host host.yaml";
const ACCESSIBLE: &str = include_str!("page/accessible.js");
const ROWS: &str = "return Array.from(document.querySelectorAll('.requirement')).filter(row => row.checkVisibility()).map(row => row.querySelector('.id').textContent)";

fn page(certificate: &Certificate) -> String {
    let lines = beside::lines(beside::json(certificate));
    let screens = beside::screens(certificate);
    report::html(certificate, REPEAT, &Background { lines: &lines, sources: None, screens: &screens })
}

/// Writes a page and gives its address.
fn keep(name: &str, page: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, page).expect("the target folder can be written");
    format!("file://{}", path.display())
}

async fn rows(browser: &Browser) -> Vec<String> {
    serde_json::from_value(browser.js(ROWS).await).expect("they are names")
}

/// How many requirements are seen at first: an area of which nothing was run is folded.
fn unfolded(certificate: &Certificate) -> usize {
    let area = |id: &str| id.split('/').next().map(str::to_owned);
    let run: Vec<_> = certificate.requirements.iter().filter(|one| one.status.is_some()).map(|one| area(&one.id)).collect();
    certificate.requirements.iter().filter(|one| run.contains(&area(&one.id))).count()
}

/// Chooses from a list, as a person does.
async fn choose(browser: &Browser, id: &str, value: &str) {
    browser.client.find(Locator::Id(id)).await.expect("there is a choice").select_by_value(value).await.expect("it can be chosen");
}

async fn click(browser: &Browser, css: &str) {
    let element = browser.client.find(Locator::Css(css)).await.unwrap_or_else(|_| panic!("{css} is there"));
    // Not behind the bar that stays at the top.
    browser.js(&format!("document.querySelector('{css}').scrollIntoView({{block: 'center'}})")).await;
    element.click().await.unwrap_or_else(|error| panic!("{css} can be clicked: {error}"));
}

async fn address(browser: &Browser) -> String {
    browser.js("return location.search + location.hash").await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_filters_searches_and_follows_links() {
    let certificate = made_up::small();
    let url = keep("page.html", &page(&certificate));
    let browser = Browser::open("en-US").await;
    browser.goto(&url).await;
    assert_eq!(browser.js("return [document.documentElement.lang, document.title]").await, json!(["en", "fail: Harbour 3.2.1 (minicert)"]));
    assert_eq!(rows(&browser).await.len(), unfolded(&certificate));
    assert_eq!(address(&browser).await, "");

    click(&browser, "label:has(#show-fail)").await;
    let failing: Vec<&str> = certificate.requirements.iter().filter(|one| one.checks.contains_key("fail")).map(|one| one.id.as_str()).collect();
    assert_eq!(rows(&browser).await, failing);
    choose(&browser, "level", "MUST").await;
    choose(&browser, "class", "wrong-value").await;
    assert_eq!(rows(&browser).await, ["storage/state/overwrites"]);
    assert_eq!(address(&browser).await, "?status=fail&level=MUST&class=wrong-value");
    click(&browser, ".requirement:not([hidden]) > summary").await;
    let checks = "return Array.from(document.querySelectorAll('.requirement[open] .check')).filter(check => check.checkVisibility()).map(check => check.dataset.class)";
    assert_eq!(browser.js(checks).await, json!(["wrong-value", "wrong-value"]), "the other checks of the row are hidden");

    // What the address remembers is there again.
    browser.client.refresh().await.expect("it loads again");
    assert_eq!(rows(&browser).await, ["storage/state/overwrites"]);
    choose(&browser, "area", "network").await;
    assert_eq!(rows(&browser).await, Vec::<String>::new());
    assert_eq!(browser.js("return document.querySelector('.none').checkVisibility()").await, json!(true));
    click(&browser, ".reset").await;
    assert_eq!(rows(&browser).await.len(), unfolded(&certificate));

    let search = browser.client.find(Locator::Id("search")).await.expect("there is a search");
    search.send_keys("OVERWRITES array").await.expect("it takes words");
    browser.client.wait().for_element(Locator::Css(".found:not(:empty)")).await.expect("it says what it found");
    assert_eq!(rows(&browser).await, ["storage/state/overwrites"]);
    assert_eq!(browser.js("return document.querySelector('.found').textContent").await, json!(format!("1 of {} requirements", certificate.requirements.len())));
    assert_eq!(address(&browser).await, "?q=OVERWRITES+array");

    // A link unfolds what it points to, whatever the filter hides.
    let open = "const row = document.querySelector('.target'); const box = row.getBoundingClientRect(); return [row.id || row.querySelector('.id').textContent, box.top >= 0 && box.top < innerHeight, !!row.closest('details[open]'), row.contains(document.activeElement)]";
    browser.goto(&format!("{url}?status=pass#storage/state/overwrites")).await;
    assert_eq!(browser.js(open).await, json!(["storage/state/overwrites", true, true, true]));
    assert_eq!(address(&browser).await, "#storage/state/overwrites");
    browser.goto(&format!("{url}#storage/state/an-object-over-a-number%23async:0")).await;
    assert_eq!(browser.js(open).await, json!(["storage/state/an-object-over-a-number#async:0", true, true, true]));
    assert_eq!(browser.js("return document.querySelector('.target .story').open").await, json!(true));
    // Each link of the page leads somewhere it unfolds.
    click(&browser, "#fix .finding[open] a.trial").await;
    assert_eq!(browser.js("return [document.querySelector('.target').id, decodeURIComponent(location.hash.slice(1))].every((id, _, all) => id === all[0])").await, json!(true));

    quiet(&browser, &url).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_chinese_reads_chinese() {
    let url = keep("page-zh.html", &page(&made_up::small()));
    let browser = Browser::open("zh-CN").await;
    let shown = "return ['en', 'zh-Hans'].map(lang => Array.from(document.querySelectorAll('span[lang=' + lang + ']')).filter(word => word.checkVisibility()).length > 0)";
    browser.goto(&url).await;
    assert_eq!(browser.js("return [document.documentElement.lang, document.title, document.querySelector('#search').placeholder, document.querySelector('#level option').textContent]").await, json!(["zh-Hans", "未通过: Harbour 3.2.1 (minicert)", "编号、条文、条件、值", "全部"]));
    assert_eq!(browser.js(shown).await, json!([false, true]));
    let condition = "const all = Array.from(document.querySelectorAll('.finding[open] > .body > .example .condition')); return all.length > 0 && all.every(one => one.checkVisibility() && one.textContent !== '')";
    assert_eq!(browser.js(condition).await, json!(true), "what the certificate says in one language stays");
    click(&browser, "label:has(#language-en)").await;
    assert_eq!(browser.js(shown).await, json!([true, false]));
    assert_eq!(browser.js("return [document.documentElement.lang, document.title, document.querySelector('#level option').textContent]").await, json!(["en", "fail: Harbour 3.2.1 (minicert)", "all"]));
    assert_eq!(address(&browser).await, "?lang=en");
    browser.client.refresh().await.expect("it loads again");
    assert_eq!(browser.js(shown).await, json!([true, false]), "the choice is remembered");
    quiet(&browser, &url).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_alone_are_enough() {
    let url = keep("page-keys.html", &page(&made_up::small()));
    let browser = Browser::open("en-US").await;
    browser.goto(&url).await;
    let press = async |key: &str| {
        let active = browser.client.active_element().await.expect("something has the focus");
        active.send_keys(key).await.expect("it takes keys");
    };
    press(&Key::Tab.to_string()).await;
    let focus = "const one = document.activeElement; const box = one.getBoundingClientRect(); return [one.className || one.id, box.left >= 0 && box.width > 0]";
    assert_eq!(browser.js(focus).await, json!(["skip", true]), "the first stop leads past the head");
    press(&Key::Enter.to_string()).await;
    assert_eq!(browser.js("return [location.hash, document.activeElement.id]").await, json!(["#main", "main"]));
    press("/").await;
    assert_eq!(browser.js("return [document.activeElement.id, document.activeElement.value]").await, json!(["search", ""]));

    // From the top to the end, each stop is seen and none keeps the focus.
    browser.goto(&url).await;
    let stop = "const one = document.activeElement; if (one === document.body) return null;
        window.stops = window.stops || new Map();
        if (stops.has(one)) return null;
        stops.set(one, true);
        const seen = one.type === 'radio' ? one.nextElementSibling : one;
        const style = getComputedStyle(seen);
        return [one.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, seen.outerHTML.slice(0, 100)]";
    let mut stops = 0;
    loop {
        press(&Key::Tab.to_string()).await;
        let told = browser.js(stop).await;
        if told.is_null() {
            break;
        }
        assert_eq!(told[0], json!(true), "the focus is not seen at {}", told[1]);
        stops += 1;
        assert!(stops < 1_000, "the focus never comes to an end");
    }
    let last = "return Array.from(window.stops.keys()).some(one => one.closest('#requirements .area:last-of-type'))";
    assert!(stops > 40, "only {stops} stops");
    assert_eq!(browser.js(last).await, json!(true), "the last area was reached");
    // A row unfolds by keys.
    browser.js("document.querySelector('.requirement > summary').focus()").await;
    press(&Key::Enter.to_string()).await;
    assert_eq!(browser.js("return document.querySelector('.requirement').open").await, json!(true));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_keeps_a_person_from_using_it() {
    let browser = Browser::open("en-US").await;
    for (name, certificate) in [("accessible-failing.html", made_up::small()), ("accessible-passing.html", made_up::passing()), ("accessible-excused.html", made_up::excused())] {
        let url = keep(name, &page(&certificate));
        for scheme in ["light", "dark"] {
            browser.devtools("Emulation.setEmulatedMedia", json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]})).await;
            for language in ["en", "zh"] {
                browser.goto(&format!("{url}?lang={language}")).await;
                assert_eq!(browser.js(ACCESSIBLE).await, json!([]), "{name} {scheme} {language}");
            }
        }
        for width in [360, 1_800] {
            browser.devtools("Emulation.setDeviceMetricsOverride", json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false})).await;
            browser.js("document.querySelectorAll('details').forEach(one => { one.open = true; })").await;
            assert_eq!(browser.js("return document.documentElement.scrollWidth <= innerWidth").await, json!(true), "{name} is wider than {width} pixels");
        }
        browser.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await;
        quiet(&browser, &url).await;
    }
    // Nothing of what a host said acts, and nothing asks for anything.
    let certificate = hostile::certificate();
    let (lines, sources) = (hostile::lines(), hostile::sources(&certificate));
    let screens = beside::screens(&certificate);
    let url = keep("page-hostile.html", &report::html(&certificate, REPEAT, &Background { lines: &lines, sources: Some(&sources), screens: &screens }));
    browser.goto(&url).await;
    assert_eq!(browser.js("document.querySelectorAll('details').forEach(one => { one.open = true; }); return [document.images.length, document.scripts.length, document.querySelectorAll('[onerror], [onclick], iframe').length]").await, json!([1, 2, 0]));
    assert_eq!(browser.js(ACCESSIBLE).await, json!([]), "hostile");
    quiet(&browser, &url).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_thousands_is_searched() {
    let certificate = made_up::large(25_000);
    let url = keep("page-large.html", &page(&certificate));
    let browser = Browser::open("en-US").await;
    browser.goto(&format!("{url}?status=fail&area=storage&q=keeps-order")).await;
    let found = rows(&browser).await;
    assert!(!found.is_empty() && found.iter().all(|id| id.starts_with("storage/") && id.contains("keeps-order")), "{found:?}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_it_filters_and_changes_its_language() {
    let certificate = made_up::small();
    let text = page(&certificate);
    // A frame that is forbidden scripts, and that the document around it may look into.
    let frame = "<!doctype html><title>Frame</title><iframe sandbox=\"allow-same-origin\" src=\"/page\" width=1200 height=800></iframe>";
    let routes = Router::new().route("/", get(async move || Html(frame))).route("/page", get(async move || Html(text)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("there is a port");
    let url = format!("http://{}/", listener.local_addr().expect("it has an address"));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let browser = Browser::open("en-US").await;
    browser.goto(&url).await;
    let inside = |script: &str| format!("const inside = document.querySelector('iframe').contentDocument; const shown = css => Array.from(inside.querySelectorAll(css)).filter(one => one.checkVisibility()); {script}");
    assert_eq!(browser.js(&inside("return [inside.documentElement.dataset.language || null, shown('.scripted, .copy').length, shown('.requirement').length]")).await, json!([null, 0, unfolded(&certificate)]));
    let failing = certificate.requirements.iter().filter(|one| one.checks.contains_key("fail")).count();
    assert_eq!(browser.js(&inside("inside.getElementById('show-fail').checked = true; return shown('.requirement').length")).await, json!(failing));
    let languages = inside("const count = () => ['en', 'zh-Hans'].map(lang => shown('span[lang=' + lang + ']').length > 0); const before = count(); inside.getElementById('language-zh').checked = true; return [before, count()]");
    assert_eq!(browser.js(&languages).await, json!([[true, false], [false, true]]));
    browser.close().await;
}

/// The page asked for nothing but itself, and broke none of its own rules.
async fn quiet(browser: &Browser, url: &str) {
    let asked: Vec<String> = browser
        .log("performance")
        .await
        .iter()
        .filter_map(|entry| serde_json::from_str::<Json>(entry["message"].as_str()?).ok())
        .filter(|entry| entry["message"]["method"] == "Network.requestWillBeSent")
        .filter_map(|entry| Some(entry["message"]["params"]["request"]["url"].as_str()?.to_owned()))
        .filter(|asked| !is_page(asked) && !asked.starts_with("data:image/png;base64,") && asked != "about:blank")
        .collect();
    assert_eq!(asked, Vec::<String>::new());
    assert_eq!(browser.log("browser").await, Vec::<Json>::new(), "{url}");
}

/// One of the pages that the tests open.
fn is_page(asked: &str) -> bool {
    asked.starts_with("file://") && asked.split(['?', '#']).next().is_some_and(|path| path.ends_with(".html"))
}
