//! Sessions in a real browser: a page with a small API, and the host inside the binary.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::time::Duration;

use minicert::case::{Gesture, Step, Ui};
use minicert::host::{Session, Stage, StageOptions, Trouble};
use minicert::manifest::{Manifest, Spot};
use serde_json::{Value as Json, json};

const LIMIT: Duration = Duration::from_secs(20);

const PAGE: &str = "<!doctype html><title>Page</title><body>shown<script>
var api = {
  keep: function (data) { localStorage.kept = data; },
  kept: function () { return localStorage.kept; },
  active: function () { return navigator.userActivation.isActive; },
  hang: function () { while (true) {} },
  leave: function () { location.replace('about:blank'); },
  telephone: function () { location.href = 'tel:1'; }
};
</script>";

fn page(folder: &Path, ready: &str) -> Manifest {
    std::fs::write(folder.join("index.html"), PAGE).unwrap();
    let text = format!("name: Page\nversion: '1'\nserve: {}\nlaunch: '{{served}}/'\nready: {{path: {ready}}}\nchannel: {{script: {{root: api}}}}\n", folder.display());
    Manifest::read("host.yaml", &text).unwrap().value
}

/// A trial of one attempt; its steps as they stand in the agent protocol.
fn trial(steps: Json) -> Json {
    let trial = json!({"trial": "t", "budget": 2000, "quiet": 1, "steps": steps});
    json!({"type": "run", "batch": 1, "caps": {"depth": 4, "width": 50, "bytes": 4096, "large": 1024}, "trials": [trial]})
}

fn call(api: &str, args: Json) -> Json {
    json!({"call": {"api": api, "as": api, "args": args, "callbacks": []}})
}

fn resume() -> Json {
    json!({"type": "resume", "batch": 1, "trial": "t"})
}

/// What the calls of an answer returned.
fn returned(answer: &Json) -> Vec<Json> {
    let events = answer["attempts"][0]["events"].as_array().unwrap();
    events.iter().filter(|event| event["kind"] == "returned").map(|event| event["value"].clone()).collect()
}

async fn seen(session: &mut Session, ui: Json) -> Result<Json, Trouble> {
    session.perform(&Step::Ui(serde_json::from_value::<Ui>(ui).unwrap())).await.map(|look| look.value)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_reached_by_script() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::open(&page(folder.path(), "api.keep"), StageOptions::default()).await.unwrap();
    let mut session = stage.session("s1", "one").await.unwrap();
    assert_eq!((session.facts.channel.as_str(), session.facts.transport.as_str()), ("script", "script"));
    assert!(session.facts.canary > 0.0);

    let answer = session.run(&trial(json!([call("active", json!([])), call("keep", json!(["\u{4e2d}"]))])), LIMIT).await.unwrap();
    assert_eq!(returned(&answer), [json!(false), json!({"$undefined": true})]);

    session.run(&trial(json!([{"gesture": {"then": [call("active", json!([]))]}}])), LIMIT).await.unwrap();
    session.perform(&Step::Gesture(Gesture { then: Vec::new() })).await.unwrap();
    assert_eq!(returned(&session.run(&resume(), LIMIT).await.unwrap()), [json!(true)]);

    session.perform(&Step::Relaunch).await.unwrap();
    let kept = trial(json!([call("kept", json!([]))]));
    assert_eq!(returned(&session.run(&kept, LIMIT).await.unwrap()), [json!("\u{4e2d}")]);

    let left = session.run(&trial(json!([call("leave", json!([])), {"sleep": {"ms": 60_000}}])), LIMIT).await;
    assert!(matches!(left, Err(Trouble::Lost(_))), "{left:?}");
    session.relaunch("one").await.unwrap();

    // Another profile knows nothing of this one, and shows the host in a window of the same size, in which the clipboard is read without a question, too.
    let size = session.look("measure", "return [innerWidth, innerHeight, navigator.language];").await.unwrap();
    const CLIPBOARD: &str = "return navigator.permissions.query({name: 'clipboard-read'}).then(function (status) { return status.state; });";
    assert_eq!(session.look("ask", CLIPBOARD).await.unwrap(), "granted");
    for _ in 0..2 {
        session.launch_anew("one").await.unwrap();
        assert_eq!(returned(&session.run(&kept, LIMIT).await.unwrap()), [json!({"$undefined": true})]);
        assert_eq!(session.look("measure", "return [innerWidth, innerHeight, navigator.language];").await.unwrap(), size);
        assert_eq!(session.look("ask", CLIPBOARD).await.unwrap(), "granted");
        session.run(&trial(json!([call("keep", json!(["1"]))])), LIMIT).await.unwrap();
        session.perform(&Step::Relaunch).await.unwrap();
        assert_eq!(returned(&session.run(&kept, LIMIT).await.unwrap()), [json!("1")]);
    }

    let hung = session.run(&trial(json!([call("hang", json!([]))])), Duration::from_secs(1)).await;
    assert!(matches!(hung, Err(Trouble::Lost(_))), "{hung:?}");
    session.close().await;

    // Another browser has a storage of its own.
    let mut other = stage.session("s2", "one").await.unwrap();
    assert_eq!(returned(&other.run(&kept, LIMIT).await.unwrap()), [json!({"$undefined": true})]);
    other.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_keeps_the_focus_beside_a_question_of_the_browser() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::open(&page(folder.path(), "api.keep"), StageOptions::default()).await.unwrap();
    let mut session = stage.session("s1", "one").await.unwrap();
    for window in ["the first", "one in a profile of its own"] {
        session.run(&trial(json!([call("telephone", json!([])), {"sleep": {"ms": 500}}])), LIMIT).await.unwrap();
        assert_eq!(session.look("ask", "return document.hasFocus();").await.unwrap(), json!(true), "{window}");
        session.launch_anew("one").await.unwrap();
    }
    session.close().await;
}

/// A page that tells how far a finger was drawn over it, itself and in a frame that is drawn at half its size.
const DRAGGED: &str = "<!doctype html><title>Page</title><body style='margin: 0'>
<div id=outer style='height: 100px; width: 200px'>-</div>
<iframe id=small src=inner.html style='border: 0; width: 400px; height: 800px; transform: scale(0.5); transform-origin: 0 0'></iframe>
<script src=dragged.js></script><script>var api = {};</script>";

const DRAGGED_SCRIPT: &str = "var from, shown = document.querySelector('div');
addEventListener('touchstart', function (event) { from = event.touches[0].clientY; event.preventDefault(); }, {passive: false});
addEventListener('touchend', function (event) { shown.textContent = Math.round(event.changedTouches[0].clientY - from); });";

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_is_drawn_as_far_as_it_is_told_in_any_frame() {
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = page(folder.path(), "api");
    std::fs::write(folder.path().join("index.html"), DRAGGED).unwrap();
    std::fs::write(folder.path().join("inner.html"), "<!doctype html><div style='height: 200px'>-</div><script src=dragged.js></script>").unwrap();
    std::fs::write(folder.path().join("dragged.js"), DRAGGED_SCRIPT).unwrap();
    manifest.ui.insert("outer".to_owned(), Spot { css: "#outer".to_owned(), frame: None });
    manifest.ui.insert("inner".to_owned(), Spot { css: "div".to_owned(), frame: Some("#small".to_owned()) });
    let stage = Stage::open(&manifest, StageOptions::default()).await.unwrap();
    let mut session = stage.session("s1", "one").await.unwrap();
    // Pixels of the window, so that the frame counts twice as many.
    for (name, down, far) in [("outer", 120, "120"), ("inner", 120, "240"), ("outer", -20, "-20")] {
        seen(&mut session, json!({"drag": name, "down": down})).await.unwrap();
        assert_eq!(seen(&mut session, json!({"read": name, "until": {"equals": far}})).await.unwrap(), json!(far), "{name}");
    }
    session.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_the_api_is_one_clear_message() {
    let folder = tempfile::tempdir().unwrap();
    let options = StageOptions { launch: Duration::from_millis(200), ..StageOptions::default() };
    let stage = Stage::open(&page(folder.path(), "api.none"), options).await.unwrap();
    let Err(Trouble::Ours(error)) = stage.session("s1", "one").await else { panic!("there is no such API") };
    assert_eq!(error.id, "api-never-appeared");
    assert!(error.message.contains("api.none was not defined at http://127.0.0.1:") && error.message.contains("Page | shown"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_inside_dials_in() {
    let manifest = Manifest::reference().unwrap();
    let stage = Stage::open(&manifest, StageOptions::default()).await.unwrap();
    let mut session = stage.session("s1", "one").await.unwrap();
    assert_eq!((session.facts.channel.as_str(), session.facts.transport.as_str()), ("dial-in", "WebSocket"));

    let modal = json!({"call": {"api": "showModal", "as": "modal", "with": {"title": "Title", "content": "Text"}, "callbacks": ["success"], "wait": "none"}});
    let shown = json!({"ui": {"read": "modal-title", "as": "title"}});
    session.run(&trial(json!([{"gesture": {"then": [modal]}}, shown])), LIMIT).await.unwrap();
    session.perform(&Step::Gesture(Gesture { then: Vec::new() })).await.unwrap();
    session.run(&resume(), LIMIT).await.unwrap();
    assert_eq!(seen(&mut session, json!({"read": "modal-title"})).await.unwrap(), json!("Title"));
    let unknown = seen(&mut session, json!({"press": "no such label"})).await;
    assert!(matches!(&unknown, Err(Trouble::Unseen(error)) if error.id == "ui-not-one"), "{unknown:?}");
    seen(&mut session, json!({"tap": "modal-confirm"})).await.unwrap();
    assert_eq!(seen(&mut session, json!({"read": "modal-title"})).await.unwrap(), json!({"$undefined": true}));
    let answer = session.run(&resume(), LIMIT).await.unwrap();
    assert!(answer.to_string().contains("\"confirm\":true"), "{answer}");

    session.relaunch("two").await.unwrap();
    assert!(session.canary().await.unwrap() > 0.0);
    assert_eq!(stage.refusals(), Vec::<String>::new());
    session.close().await;
}
