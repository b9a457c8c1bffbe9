//! Looks for things nobody has named yet: in the top document, and in each of its frames.

use serde_json::{Value as Json, json};

use super::browser::Browser;
use super::trouble::Trouble;

/// A selector for each frame of the top document, by what it is called or by where it stands.
const FRAMES: &str = include_str!("find_frames.js");

/// Runs a script in the top document and in each frame; a frame that goes away meanwhile is left out.
pub(super) async fn everywhere(browser: &mut Browser, what: &str, script: &str, args: &[Json]) -> Result<Vec<(Option<String>, Json)>, Trouble> {
    browser.enter(None).await?;
    let mut seen = vec![(None, browser.execute(what, script, args.to_vec()).await?)];
    let frames: Vec<String> = serde_json::from_value(browser.execute("look for frames", FRAMES, Vec::new()).await?).unwrap_or_default();
    for frame in frames {
        let value = match browser.try_enter(Some(&frame)).await {
            Ok(1) => browser.execute(what, script, args.to_vec()).await,
            Ok(_) => continue,
            Err(trouble) => Err(trouble),
        };
        match value {
            Ok(value) => seen.push((Some(frame), value)),
            Err(trouble) if browser.is_lost() => return Err(trouble),
            Err(_) => {}
        }
    }
    browser.enter(None).await?;
    Ok(seen)
}

/// How many of these functions are below these roots: one number for each pair.
pub(super) const COUNT: &str = include_str!("find_functions.js");

/// For each text the selector of the one element that shows it and nothing else, and one selector for all of them.
pub(super) const BY_TEXT: &str = include_str!("find_texts.js");

/// The argument of [`COUNT`].
pub(super) fn counted(roots: &[(String, Vec<String>)]) -> Json {
    json!(roots.iter().map(|(root, functions)| json!({"root": root, "functions": functions})).collect::<Vec<_>>())
}
