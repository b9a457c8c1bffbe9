//! Where in the window an element of a frame is tapped that is drawn scaled or turned. Drivers take such a frame for one that is
//! only moved, and their taps land elsewhere; so the point is computed here, and tapped from the top document.

use serde_json::{Value as Json, json};

use super::browser::Browser;
use super::trouble::Trouble;
use crate::error::Error;

const PLACE: &str = include_str!("place.js");

/// The middle of an element, in its own document, and what lies over it there; in the window, where a script may know that.
const MIDDLE: &str = "var element = arguments[0];
element.scrollIntoView({block: 'nearest', inline: 'nearest'});
var box = element.getBoundingClientRect(), x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
var hit = element.getRootNode().elementFromPoint(x, y), frame = null;
try { frame = window.frameElement; } catch (refused) {}
var seen = frame ? place(frame, x, y) : {x: x, y: y, elsewhere: true};
if (!seen.covered && !element.contains(hit)) seen.covered = hit ? 'a ' + hit.tagName.toLowerCase() : 'the edge of the frame';
return seen;";

/// The point of the window, with the browser in the top document; nothing where a driver's own tap lands, and the browser where
/// it was.
pub(super) async fn in_window(browser: &mut Browser, name: &str, frame: Option<&str>, element: Json) -> Result<Option<(f64, f64)>, Trouble> {
    let Some(frame) = frame else { return Ok(None) };
    let what = format!("look where {name} is");
    let mut seen = browser.execute(&what, &format!("{PLACE}\n{MIDDLE}"), vec![element]).await?;
    let is = |seen: &Json, name: &str| seen.get(name).and_then(Json::as_bool) == Some(true);
    let number = |seen: &Json, name: &str| seen.get(name).and_then(Json::as_f64).unwrap_or_default();
    let mut covered = seen.get("covered").and_then(Json::as_str).map(str::to_owned);
    if is(&seen, "elsewhere") {
        browser.enter(None).await?;
        let args = vec![json!(frame), json!(number(&seen, "x")), json!(number(&seen, "y"))];
        seen = browser.execute(&what, &format!("{PLACE}\nreturn place(document.querySelector(arguments[0]), arguments[1], arguments[2]);"), args).await?;
        covered = covered.or_else(|| seen.get("covered").and_then(Json::as_str).map(str::to_owned));
        if is(&seen, "plain") {
            browser.enter(Some(frame)).await?;
        }
    }
    if is(&seen, "plain") {
        return Ok(None);
    }
    browser.enter(None).await?;
    match covered {
        None => Ok(Some((number(&seen, "x"), number(&seen, "y")))),
        Some(by) => Err(Trouble::Unseen(Error::new("ui-covered", format!("failed to tap {name}: {by} lies over it"), "see that nothing lies above it on the host's screen"))),
    }
}
