//! Where a host draws what it is asked to show: what carries the very words it was given.

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::host::{Session, Trouble};
use crate::run::probe;

/// How long something may take to be drawn.
const APPEAR: Duration = Duration::from_secs(2);

/// Something that a host shows, with words that nothing else says.
struct Show {
    feature: &'static str,
    api: &'static str,
    /// In JSON.
    options: &'static str,
    /// A word, and the name in the `ui` map of what says it.
    words: &'static [(&'static str, &'static str)],
    /// The name of all of them together.
    all: Option<&'static str>,
    /// It may be drawn elsewhere than what was found before: both are meant then.
    also: bool,
}

const SHOWS: [Show; 9] = [
    Show { feature: "toast", api: "showToast", options: r#"{"title": "mc toast", "duration": 3000}"#, words: &[("mc toast", "toast")], all: None, also: false },
    Show { feature: "toast", api: "showToast", options: r#"{"title": "mc toast", "icon": "none", "duration": 3000}"#, words: &[("mc toast", "toast")], all: None, also: true },
    Show { feature: "loading", api: "showLoading", options: r#"{"title": "mc load"}"#, words: &[("mc load", "loading")], all: None, also: false },
    Show {
        feature: "modal",
        api: "showModal",
        options: r#"{"title": "mc title", "content": "mc content", "confirmText": "mc y", "cancelText": "mc n"}"#,
        words: &[("mc title", "modal-title"), ("mc content", "modal-content"), ("mc y", "modal-confirm"), ("mc n", "modal-cancel")],
        all: None,
        also: false,
    },
    Show { feature: "modal", api: "showModal", options: r#"{"title": "mc", "content": "mc", "confirmText": "mc y", "cancelText": "mc n"}"#, words: &[("mc y", ""), ("mc n", "")], all: Some("dialog-button"), also: false },
    Show {
        feature: "action-sheet",
        api: "showActionSheet",
        options: r#"{"itemList": ["mc 0", "mc 1", "mc 2", "mc 3", "mc 4", "mc 5"]}"#,
        words: &[("mc 0", "sheet-item-0"), ("mc 1", "sheet-item-1"), ("mc 2", ""), ("mc 3", ""), ("mc 4", ""), ("mc 5", "sheet-item-5")],
        all: Some("sheet-item"),
        also: false,
    },
    // The label is the browser's language's.
    Show { feature: "action-sheet", api: "showActionSheet", options: r#"{"itemList": ["mc 0"]}"#, words: &[("取消", "sheet-cancel")], all: None, also: false },
    Show { feature: "action-sheet", api: "showActionSheet", options: r#"{"itemList": ["mc 0"]}"#, words: &[("Cancel", "sheet-cancel")], all: None, also: false },
    Show { feature: "navigation-bar", api: "setNavigationBarTitle", options: r#"{"title": "mc bar"}"#, words: &[("mc bar", "navigation-title")], all: None, also: false },
];

/// Name → selector and frame, of everything that was found.
pub async fn look(session: &mut Session, features: &[String]) -> Result<Vec<(String, String, Option<String>)>, Trouble> {
    let mut found: Vec<(String, String, Option<String>)> = Vec::new();
    for show in SHOWS.iter().filter(|show| features.iter().any(|feature| feature == show.feature)) {
        if !show.also && show.words.iter().all(|(_, name)| found.iter().any(|(known, ..)| known == name)) {
            continue;
        }
        let options: Json = serde_json::from_str(show.options).unwrap_or_default();
        let steps = json!([{"call": {"api": show.api, "as": "shown", "with": options, "callbacks": ["success"], "wait": "none"}}]);
        probe::perform(session, "init-show", 1_000, &steps).await?;
        for (name, css, frame) in drawn(session, show).await? {
            match found.iter_mut().find(|(known, ..)| *known == name) {
                Some((_, known, inside)) if show.also && *inside == frame && *known != css => known.push_str(&format!(", {css}")),
                Some(_) => {}
                None => found.push((name, css, frame)),
            }
        }
        // What is open would be in the way of the next one.
        session.relaunch("init-2").await?;
    }
    Ok(found)
}

async fn drawn(session: &mut Session, show: &Show) -> Result<Vec<(String, String, Option<String>)>, Trouble> {
    let words: Vec<&str> = show.words.iter().map(|(word, _)| *word).collect();
    let began = Instant::now();
    loop {
        let places = session.find_texts(&words).await?;
        let best = places.into_iter().max_by_key(|(_, each, all)| each.iter().flatten().count() + usize::from(all.is_some()));
        if let Some((frame, each, all)) = best
            && (each.iter().all(Option::is_some) || began.elapsed() > APPEAR)
        {
            let named = show.words.iter().zip(each).filter_map(|((_, name), css)| Some(((*name).to_owned(), css?)));
            let together = show.all.and_then(|name| Some((name.to_owned(), all?)));
            return Ok(named.chain(together).filter(|(name, _)| !name.is_empty()).map(|(name, css)| (name, css, frame.clone())).collect());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
