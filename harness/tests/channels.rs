//! What every channel has to do, done over each: values of every kind come back as they were, long messages arrive whole and
//! in order, a batch is answered while the one before is listened to, what is lost or hangs is told as that, a launch begins
//! anew, and sessions do not mix.
//!
//! The channels `script` and `realm` are seen at two small pages of ours, `dial-in` and `page` at the host inside minicert.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use minicert::fault::Patch;
use minicert::host::{Loss, Session, Stage, StageOptions, Trouble};
use minicert::manifest::{Channel, Manifest, PageChannel, Typing};
use serde_json::{Value as Json, json};

/// No message of these tests takes so long that goes well.
const LIMIT: Duration = Duration::from_secs(120);

/// A channel, the host that it is seen at, and what of it differs.
#[derive(Clone, Copy)]
struct Line {
    name: &'static str,
    host: fn(&Path) -> Manifest,
    /// Letters of a long message.
    long: usize,
    /// Losing the top document loses the agent, and the driver sees it at once.
    in_document: bool,
}

const LINES: [Line; 5] = [
    Line { name: "script", host: |folder| page(folder, "script", "<script src='api.js'></script>"), long: 1_000_000, in_document: true },
    Line { name: "realm", host: |folder| page(folder, "realm", "<script>new Worker('api.js')</script>"), long: 1_000_000, in_document: true },
    Line { name: "dial-in", host: |_| Manifest::reference().unwrap(), long: 1_000_000, in_document: false },
    Line { name: "page", host: |_| on_page(Typing::Value), long: 1_000_000, in_document: true },
    Line { name: "page-by-keys", host: |_| on_page(Typing::Keys), long: 600, in_document: true },
];

type Check = fn(Line) -> Result<(), Failed>;

const CHECKS: [(&str, Check); 6] = [
    ("values-and-long-messages-arrive-whole-and-in-order", |line| wait(messages(line))),
    ("what-is-listened-to-is-told-with-the-next-batch", |line| wait(listens(line))),
    ("a-launch-begins-anew", |line| wait(launches(line))),
    ("a-lost-document-is-told", |line| wait(lost(line))),
    ("a-hang-is-told", |line| wait(hung(line))),
    ("sessions-do-not-mix", |line| wait(two(line))),
];

/// The API of our pages, and of the host inside with its patch: a key that hangs the logic.
const API: &str = "self.swan = { getStorage: function (options) { while (options.key === 'hang') {} options.success({ data: '' }); } };";

fn main() -> ExitCode {
    let trials = LINES.into_iter().flat_map(|line| CHECKS.map(|(name, check)| Trial::test(format!("{}/{name}", line.name), move || check(line)))).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn page(folder: &Path, channel: &str, body: &str) -> Manifest {
    std::fs::write(folder.join("index.html"), format!("<!doctype html><title>Page</title><body>{body}")).unwrap();
    std::fs::write(folder.join("api.js"), API).unwrap();
    let text = format!("name: Page\nversion: '1'\nserve: {}\nlaunch: '{{served}}/'\nready: {{path: swan.getStorage}}\nchannel: {{{channel}: {{root: swan}}}}\n", folder.display());
    Manifest::read("host.yaml", &text).unwrap().value
}

fn on_page(typing: Typing) -> Manifest {
    let target = PageChannel { input: "#minicert-line".into(), text: "#minicert-said".into(), frame: Some("iframe[data-current]".into()), typing };
    Manifest { channel: Channel::Page(target), ..Manifest::reference().unwrap() }
}

fn wait(check: impl Future<Output = Result<(), Failed>>) -> Result<(), Failed> {
    tokio::runtime::Runtime::new()?.block_on(check)
}

async fn stage(line: Line, folder: &Path) -> Result<Stage, Failed> {
    let manifest = (line.host)(folder);
    let hang = Patch { file: "api/storage.js".into(), find: "run: ({ key }) => ({ data: get(key) }),".into(), replace: "run({ key }) { while (key === \"hang\") {} return { data: get(key) }; },".into() };
    let patches = if manifest.reference { vec![hang] } else { Vec::new() };
    Stage::open(&manifest, StageOptions { patches, ..StageOptions::default() }).await.map_err(|error| error.to_string().into())
}

async fn open(stage: &Stage, name: &str) -> Result<Session, Failed> {
    stage.session(name, name).await.map_err(|trouble| trouble.to_string().into())
}

/// A batch of one trial; its steps as they stand in the agent protocol.
fn batch(number: u64, steps: Json) -> Json {
    let trial = json!({"trial": "t", "budget": 2000, "quiet": 1, "steps": steps});
    json!({"type": "run", "batch": number, "caps": {"depth": 20, "width": 200, "bytes": 4_000_000, "large": 4_000_000}, "trials": [trial]})
}

/// Sends values and reads them back, each from under a name of its own.
async fn echo(session: &mut Session, number: u64, values: &[Json]) -> Result<Vec<Json>, Failed> {
    let steps: Vec<Json> = values.iter().enumerate().flat_map(|(at, value)| [json!({"let": {"as": format!("v{at}"), "value": value}}), json!({"read": {"of": format!("v{at}"), "path": "", "as": format!("v{at}")}})]).collect();
    let answer = session.run(&batch(number, json!(steps)), LIMIT).await.map_err(|trouble| trouble.to_string())?;
    if answer["batch"] != json!(number) {
        return Err(format!("batch {number} was answered by {}", answer["batch"]).into());
    }
    Ok(read(&answer))
}

fn read(answer: &Json) -> Vec<Json> {
    let events = answer["attempts"][0]["events"].as_array().cloned().unwrap_or_default();
    events.iter().filter(|event| event["kind"] == "read").map(|event| event["value"].clone()).collect()
}

fn same(what: &str, sent: &[Json], back: &[Json]) -> Result<(), Failed> {
    let brief = |values: &[Json]| json!(values).to_string().chars().take(300).collect::<String>();
    if sent == back { Ok(()) } else { Err(format!("{what}: sent {} and got {}", brief(sent), brief(back)).into()) }
}

async fn messages(line: Line) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let stage = stage(line, folder.path()).await?;
    let mut session = open(&stage, "s1").await?;
    let name = session.facts.channel.clone();
    if !line.name.starts_with(&name) {
        return Err(format!("it is the channel {name}").into());
    }
    let values = [
        json!("\u{4e2d}\u{1f600}\"\\\n\t\u{7f}\u{2028} two  spaces and a \\ before one: :%<b>&amp;{{said}}"),
        json!({"$utf16": "d83d0041"}),
        json!([0, -1.5, 1e300, {"$number": "NaN"}, {"$number": "-Infinity"}, {"$number": "-0"}]),
        json!([null, {"$undefined": true}, true, false, "", [], {}]),
        json!({"$bytes": "00ff7f80"}),
        json!({"$date": 1_700_000_000_000_u64}),
        json!([[[[{"a": {" b ": "c"}}]]]]),
    ];
    same("values of every kind", &values, &echo(&mut session, 1, &values).await?)?;
    // Every letter has its place: one that is lost or moved is seen.
    let long: String = (0..line.long).map(|at| char::from(b' ' + u8::try_from((at * 7 + at / 95) % 95).unwrap_or_default())).collect();
    let long = [json!(long)];
    same("a long message", &long, &echo(&mut session, 2, &long).await?)?;
    for number in 3..13 {
        let values = [json!(number), json!("\u{4e2d}".repeat(usize::try_from(number)?))];
        same("one of ten messages", &values, &echo(&mut session, number, &values).await?)?;
    }
    session.close().await;
    Ok(())
}

async fn listens(line: Line) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let stage = stage(line, folder.path()).await?;
    let mut session = open(&stage, "s1").await?;
    let trial = |name: &str, quiet: u64| json!({"trial": name, "budget": 2000, "quiet": quiet, "steps": [{"sleep": {"ms": 30}}, {"read": {"path": "", "as": name}}]});
    let message = |number: u64, carry: bool, trials: Json| json!({"type": "run", "batch": number, "carry": carry, "caps": {"depth": 1, "width": 9, "bytes": 900, "large": 900}, "trials": trials});
    let told = async |session: &mut Session, message: Json| -> Result<(Json, Vec<(String, usize)>), Failed> {
        let answer = session.run(&message, LIMIT).await.map_err(|trouble| trouble.to_string())?;
        let attempts = answer["attempts"].as_array().cloned().unwrap_or_default();
        let of = |part: &Json| (part["trial"].as_str().unwrap_or_default().to_owned(), part["events"].as_array().map_or(0, Vec::len));
        Ok((answer["open"].clone(), attempts.iter().map(of).collect()))
    };
    // Each reads once and closes once. The answers come as soon as nothing is due, and no window is over by then.
    let expected = [(message(1, true, json!([trial("a", 60_000), trial("b", 60_000)])), json!(["a", "b"]), vec![]), (message(2, true, json!([trial("c", 60_000)])), json!(["a", "b", "c"]), vec![])];
    for (message, open, closed) in expected {
        let seen = told(&mut session, message).await?;
        if seen != (open, closed) {
            return Err(format!("{seen:?}").into());
        }
    }
    session.relaunch("one").await.map_err(|trouble| trouble.to_string())?;
    told(&mut session, message(3, true, json!([trial("d", 500)]))).await?;
    let (open, mut closed) = told(&mut session, message(4, false, json!([trial("e", 1)]))).await?;
    closed.sort();
    if open != json!([]) || closed != [("d".to_owned(), 2), ("e".to_owned(), 2)] {
        return Err(format!("{open} {closed:?}").into());
    }
    if told(&mut session, message(5, false, json!([]))).await? != (json!([]), vec![]) {
        return Err("something is told twice".into());
    }
    session.close().await;
    Ok(())
}

/// Leaves a mark on the API, or looks for it.
async fn marked(session: &mut Session, mark: Option<&str>) -> Result<Vec<Json>, Failed> {
    let mut steps = vec![json!({"read": {"path": "", "as": "root"}})];
    steps.extend(mark.map(|mark| json!({"change": {"of": "root", "path": "mark", "value": mark}})));
    steps.push(json!({"read": {"path": "mark", "as": "mark"}}));
    let answer = session.run(&batch(1, json!(steps)), LIMIT).await.map_err(|trouble| trouble.to_string())?;
    Ok(read(&answer).into_iter().skip(1).collect())
}

async fn launches(line: Line) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let stage = stage(line, folder.path()).await?;
    let mut session = open(&stage, "s1").await?;
    same("a mark", &[json!("one")], &marked(&mut session, Some("one")).await?)?;
    for launch in ["one", "another"] {
        session.relaunch(launch).await.map_err(|trouble| trouble.to_string())?;
        same("a mark after a launch", &[json!({"$undefined": true})], &marked(&mut session, None).await?)?;
        same("a mark of the new launch", &[json!(launch)], &marked(&mut session, Some(launch)).await?)?;
    }
    session.close().await;
    Ok(())
}

async fn lost(line: Line) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let stage = stage(line, folder.path()).await?;
    let mut session = open(&stage, "s1").await?;
    session.look("leave", "setTimeout(function () { location.replace('about:blank'); }, 300);").await.map_err(|trouble| trouble.to_string())?;
    let answer = session.run(&batch(1, json!([{"sleep": {"ms": 60_000}}])), Duration::from_secs(12)).await;
    match answer {
        Err(Trouble::Lost(Loss::Gone(_))) => {}
        Err(Trouble::Lost(Loss::Silent(_))) if !line.in_document => {}
        other => return Err(format!("{other:?}").into()),
    }
    // What is lost is found again by a launch in the same browser.
    session.relaunch("one").await.map_err(|trouble| trouble.to_string())?;
    same("a value after it", &[json!(1)], &echo(&mut session, 2, &[json!(1)]).await?)?;
    session.close().await;
    Ok(())
}

async fn hung(line: Line) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let stage = stage(line, folder.path()).await?;
    let mut session = open(&stage, "s1").await?;
    let call = |key: &str| json!([{"call": {"api": "getStorage", "as": "c", "with": {"key": key}, "callbacks": ["success"], "wait": "settled"}}]);
    let well = session.run(&batch(1, call("k")), LIMIT).await.map_err(|trouble| trouble.to_string())?;
    if !well.to_string().contains("\"success\"") {
        return Err(well.to_string().into());
    }
    let answer = session.run(&batch(2, call("hang")), Duration::from_secs(4)).await;
    if !matches!(answer, Err(Trouble::Lost(Loss::Silent(_)))) {
        return Err(format!("{answer:?}").into());
    }
    session.close().await;
    let mut next = open(&stage, "s2").await?;
    same("a value in the next session", &[json!(1)], &echo(&mut next, 3, &[json!(1)]).await?)?;
    next.close().await;
    Ok(())
}

async fn two(line: Line) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let stage = stage(line, folder.path()).await?;
    let (mut one, mut other) = (open(&stage, "s1").await?, open(&stage, "s2").await?);
    for round in 0..3 {
        let [sent, others] = ["one", "other"].map(|whose| format!("{whose} {round}"));
        let (back, theirs) = tokio::join!(marked(&mut one, Some(&sent)), marked(&mut other, Some(&others)));
        same("the mark of one", &[json!(sent)], &back?)?;
        same("the mark of the other", &[json!(others)], &theirs?)?;
        let (back, theirs) = tokio::join!(marked(&mut one, None), marked(&mut other, None));
        same("what one kept", &[json!(sent)], &back?)?;
        same("what the other kept", &[json!(others)], &theirs?)?;
    }
    one.close().await;
    other.close().await;
    Ok(())
}
