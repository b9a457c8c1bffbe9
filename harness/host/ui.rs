//! What a person would see and touch, by the names of the manifest's `ui` map.
//!
//! Only what is displayed counts. What a name stands for is waited for a little, because a host may draw it late; a
//! name that stands for nothing, or for two things, is one clear message.

use std::time::{Duration, Instant};

use fantoccini::actions::{Actions, InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, TouchActions};
use fantoccini::elements::Element;
use serde_json::{Value as Json, json};

use super::abilities::GESTURE;
use super::browser::{Browser, COMMAND};
use super::channel::Channel;
use super::place;
use super::trouble::Trouble;
use crate::case::{DIALOG_BUTTON, Matcher, Ui};
use crate::error::Error;
use crate::judge::compare;
use crate::manifest::{Back, Manifest, Pointer, Spot};
use crate::value::Value;

/// How long something to be touched may take to appear.
const APPEAR: Duration = Duration::from_secs(2);

/// How long something to be read may: what is not there is an observation too.
const GLANCE: Duration = Duration::from_secs(1);

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// A finger is drawn in so many moves of this time each, as a page expects of one.
const DRAG_MOVES: u8 = 10;
const DRAG_MOVE: Duration = Duration::from_millis(20);

const LISTEN_FOR_FINGER: &str = "window.minicertFinger = false;
window.addEventListener('touchstart', function () { window.minicertFinger = true; }, {capture: true, once: true, passive: true});";

/// False where no finger came; a document that was replaced meanwhile does not know.
const FINGER_ARRIVED: &str = "var arrived = window.minicertFinger; delete window.minicertFinger; return arrived === undefined ? null : arrived;";

/// The button of a `script` channel; see `script_start.js`.
const BUTTON: &str = "#minicert-tap";

/// What the button says while a tap on it counts.
const ARMED: &str = "armed";

/// What a step saw, null where it looks at nothing, and how often it looked until it saw that.
#[derive(Debug, Default)]
pub struct Look {
    pub value: Json,
    pub looks: u32,
}

/// Performs a `ui` step.
pub(super) async fn perform(browser: &mut Browser, manifest: &Manifest, step: &Ui) -> Result<Look, Trouble> {
    let Ui { tap: to_tap, press: label, type_into, text, dismiss: to_dismiss, drag: to_drag, down, .. } = step;
    if let Some(name) = step.read.as_ref().or(step.list.as_ref()) {
        return read(browser, name, manifest.spot(name)?, step).await;
    }
    if let Some(name) = to_tap {
        let spot = manifest.spot(name)?;
        let element = one(browser, name, spot).await?;
        tap(browser, manifest, name, spot, &element, step.hold.map(Duration::from_millis)).await?;
    } else if let Some(label) = label {
        let spot = manifest.spot(DIALOG_BUTTON)?;
        let element = labelled(browser, spot, label).await?;
        tap(browser, manifest, label, spot, &element, None).await?;
    } else if let Some(name) = type_into {
        let Some(Value::String(text)) = text else {
            return Err(Error::new("ui-text", format!("what is typed into {name} is no string"), "give text: a string").into());
        };
        let element = one(browser, name, manifest.spot(name)?).await?;
        browser.command(&format!("type into {name}"), COMMAND, |_| element.send_keys(text)).await?;
    } else if let (Some(name), Some(down)) = (to_drag, down) {
        let spot = manifest.spot(name)?;
        let element = one(browser, name, spot).await?;
        drag(browser, name, spot, &element, *down).await?;
    } else if let Some(name) = to_dismiss {
        dismiss(browser, manifest.browser.pointer, name, manifest.spot(name)?).await?;
    }
    Ok(Look::default())
}

/// Taps the agent's button and waits until the tap has arrived, as far as that can be seen.
pub(super) async fn gesture(browser: &mut Browser, manifest: &Manifest, channel: &Channel) -> Result<(), Trouble> {
    let ours;
    let spot = match channel {
        Channel::Script(script) => {
            ours = Spot { css: BUTTON.to_owned(), frame: script.frame().map(str::to_owned) };
            &ours
        }
        Channel::DialIn(_) | Channel::Page(_) => manifest.spot(GESTURE)?,
        Channel::Realm(_) => return Err(Error::usage("driver-cannot", "no tap runs steps inside a worker", "reach the host over another channel for steps inside a tap").into()),
    };
    says(browser, spot, |text| text == Some(ARMED)).await?;
    let element = one(browser, GESTURE, spot).await?;
    tap(browser, manifest, "the agent's button", spot, &element, None).await?;
    says(browser, spot, |text| text != Some(ARMED)).await
}

/// Goes back as the hardware would.
pub(super) async fn back(browser: &mut Browser, manifest: &Manifest) -> Result<(), Trouble> {
    match &manifest.back {
        Some(Back::Browser(_)) => browser.command("go back", COMMAND, |client| async move { client.back().await }).await,
        Some(Back::Tap(name)) => {
            let spot = manifest.spot(name)?;
            let element = one(browser, name, spot).await?;
            tap(browser, manifest, name, spot, &element, None).await
        }
        Some(Back::Event(name)) => dispatch(browser, name).await,
        None => Err(Error::usage("driver-cannot", "the host's manifest does not say what its way back is", "add back:").into()),
    }
}

/// Dispatches an event on the top window.
pub(super) async fn dispatch(browser: &mut Browser, event: &str) -> Result<(), Trouble> {
    browser.enter(None).await?;
    browser.execute(&format!("dispatch {event}"), "window.dispatchEvent(new Event(arguments[0]));", vec![json!(event)]).await.map(drop)
}

/// Looks until what is seen is what is waited for, or the time is up; then what was seen last is the answer.
async fn read(browser: &mut Browser, name: &str, spot: &Spot, step: &Ui) -> Result<Look, Trouble> {
    let began = Instant::now();
    let limit = step.within.map_or(GLANCE, Duration::from_millis);
    let mut looks = 0;
    loop {
        let seen = match look(browser, name, spot, step).await {
            // It was replaced while it was looked at.
            Err(Trouble::Unseen(_)) if began.elapsed() < limit => None,
            seen => {
                looks += 1;
                Some(seen?)
            }
        };
        match seen {
            Some(value) if began.elapsed() >= limit || is_awaited(step.until.as_ref(), &value) => return Ok(Look { value, looks }),
            _ => tokio::time::sleep(LOOK).await,
        }
    }
}

/// What a `read` or `list` step sees now.
async fn look(browser: &mut Browser, name: &str, spot: &Spot, step: &Ui) -> Result<Json, Trouble> {
    if let Some(property) = &step.property {
        return match present(browser, spot).await?.as_slice() {
            [] => Ok(json!({"$undefined": true})),
            [element] => measure(browser, name, PROPERTY, element, property).await,
            found => Err(not_one(name, spot, found.len())),
        };
    }
    let found = displayed(browser, spot).await?;
    if step.list.is_some() {
        let mut texts = Vec::new();
        for element in &found {
            texts.push(text_of(browser, element).await?);
        }
        return Ok(json!(texts));
    }
    match found.as_slice() {
        [] => Ok(json!({"$undefined": true})),
        [element] => match (&step.style, step.place) {
            (Some(property), _) => measure(browser, name, STYLE, element, property).await,
            (None, Some(side)) => measure(browser, name, PLACE, element, side.name()).await,
            (None, None) => Ok(Json::String(text_of(browser, element).await?)),
        },
        _ => Err(not_one(name, spot, found.len())),
    }
}

/// Left out, anything that is there at all is waited for.
fn is_awaited(until: Option<&Matcher>, seen: &Json) -> bool {
    let Some(matcher) = until else {
        return !seen.is_object() && seen.as_array().is_none_or(|items| !items.is_empty());
    };
    serde_json::from_value::<Value>(seen.clone()).is_ok_and(|seen| compare::matches(matcher, &seen, "").is_ok())
}

/// A property of an element's computed style, with colours in one notation.
const STYLE: &str = "var value = getComputedStyle(arguments[0]).getPropertyValue(arguments[1]);
var parts = /^rgba?\\((\\d+), (\\d+), (\\d+)(?:, 1)?\\)$/.exec(value);
if (!parts) return value;
return '#' + parts.slice(1).map(function (part) { return ('0' + (+part).toString(16)).slice(-2); }).join('');";

/// A side of an element's box, rounded to whole pixels.
const PLACE: &str = "return Math.round(arguments[0].getBoundingClientRect()[arguments[1]]);";

/// A property that an element has, drawn or not.
const PROPERTY: &str = "return String(arguments[0][arguments[1]]);";

async fn measure(browser: &mut Browser, name: &str, script: &str, element: &Element, what: &str) -> Result<Json, Trouble> {
    let element = as_argument(element)?;
    browser.execute(&format!("measure {name}"), script, vec![element, json!(what)]).await
}

fn as_argument(element: &Element) -> Result<Json, Trouble> {
    serde_json::to_value(element).map_err(|error| Error::new("driver-command", format!("failed to name an element: {error}"), "").into())
}

/// The one element of a name.
async fn one(browser: &mut Browser, name: &str, spot: &Spot) -> Result<Element, Trouble> {
    let began = Instant::now();
    loop {
        let mut found = displayed(browser, spot).await?;
        if found.len() == 1 {
            return Ok(found.remove(0));
        }
        if began.elapsed() > APPEAR {
            return Err(not_one(name, spot, found.len()));
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The one button of a dialog that carries a label.
async fn labelled(browser: &mut Browser, spot: &Spot, label: &str) -> Result<Element, Trouble> {
    let began = Instant::now();
    loop {
        let mut others = Vec::new();
        let mut found = Vec::new();
        for element in displayed(browser, spot).await? {
            let text = text_of(browser, &element).await?;
            if text.trim() == label { found.push(element) } else { others.push(text) }
        }
        if found.len() == 1 {
            return Ok(found.remove(0));
        }
        if began.elapsed() > APPEAR {
            let message = format!("{} buttons of a dialog carry the label {label:?}, not one; the others that are displayed carry {others:?}", found.len());
            return Err(Trouble::Unseen(Error::new("ui-not-one", message, "see dialog-button: under ui: in the host's manifest")));
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// How many elements a place has, and how many of them a person could see now.
pub(super) async fn count(browser: &mut Browser, spot: &Spot) -> Result<(usize, usize), Trouble> {
    let all = present(browser, spot).await?.len();
    Ok((all, displayed(browser, spot).await?.len()))
}

/// The elements of a place, drawn or not.
async fn present(browser: &mut Browser, spot: &Spot) -> Result<Vec<Element>, Trouble> {
    if browser.try_enter(spot.frame.as_deref()).await? != 1 {
        return Ok(Vec::new());
    }
    browser.find_all(&spot.css).await
}

/// The elements of a place that a person could see now.
async fn displayed(browser: &mut Browser, spot: &Spot) -> Result<Vec<Element>, Trouble> {
    let mut shown = Vec::new();
    for element in present(browser, spot).await? {
        match browser.command("see whether it is displayed", COMMAND, |_| element.is_displayed()).await {
            Ok(true) => shown.push(element),
            // One that was replaced in the meantime is not there any more.
            Ok(false) | Err(Trouble::Unseen(_)) => {}
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(shown)
}

/// The text of an element, or what was typed into it.
async fn text_of(browser: &mut Browser, element: &Element) -> Result<String, Trouble> {
    let tag = browser.command("read an element's name", COMMAND, |_| element.tag_name()).await?;
    if ["input", "textarea"].contains(&tag.to_ascii_lowercase().as_str()) {
        let value = browser.command("read what was typed", COMMAND, |_| element.prop("value")).await?;
        return Ok(value.unwrap_or_default());
    }
    browser.command("read a text", COMMAND, |_| element.text()).await
}

/// Taps an element, or leaves the pointer on it for a while.
async fn tap(browser: &mut Browser, manifest: &Manifest, name: &str, spot: &Spot, element: &Element, held: Option<Duration>) -> Result<(), Trouble> {
    let what = format!("{} {name}", if held.is_some() { "hold" } else { "tap" });
    let pointer = manifest.browser.pointer;
    let to = match (place::in_window(browser, name, spot.frame.as_deref(), as_argument(element)?).await?, pointer, held) {
        (None, Pointer::Mouse, None) => return browser.command(&what, COMMAND, |_| element.click()).await,
        (place, _, _) => onto(element, place),
    };
    press(browser, pointer, &what, to, held).await
}

/// Puts a pointer on an element, whose place in the window is told where the driver cannot know it.
fn onto(element: &Element, place: Option<(f64, f64)>) -> PointerAction {
    match place {
        Some((x, y)) => PointerAction::MoveTo { duration: None, x, y },
        None => PointerAction::MoveToElement { element: element.clone(), duration: None, x: 0.0, y: 0.0 },
    }
}

/// Draws a finger from an element down or up. It is a finger whatever counts as a tap, because nobody drags with a mouse.
/// The element's own document is listened to, because a driver that has no touch may say nothing of it.
async fn drag(browser: &mut Browser, name: &str, spot: &Spot, element: &Element, down: i32) -> Result<(), Trouble> {
    browser.execute("listen for a finger", LISTEN_FOR_FINGER, Vec::new()).await?;
    let to = onto(element, place::in_window(browser, name, spot.frame.as_deref(), as_argument(element)?).await?);
    let mut finger = TouchActions::new("finger".to_owned()).then(to).then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
    for _ in 0..DRAG_MOVES {
        finger = finger.then(PointerAction::MoveBy { duration: Some(DRAG_MOVE), x: 0.0, y: f64::from(down) / f64::from(DRAG_MOVES) });
    }
    let actions = Actions::from(finger.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT }));
    browser.command(&format!("drag {name}"), COMMAND, |client| async move { client.perform_actions(actions).await }).await?;
    // Where its frame is gone, something came of the finger.
    let arrived = browser.try_enter(spot.frame.as_deref()).await? != 1 || browser.execute("see whether a finger arrived", FINGER_ARRIVED, Vec::new()).await? != json!(false);
    if !arrived {
        return Err(Error::new("driver-cannot", format!("the driver was to drag a finger over {name}, and no touch arrived in its document"), "use a driver that has touch; `minicert doctor` with pointer: touch under browser: in the host's manifest says whether one has").into());
    }
    Ok(())
}

/// Taps beside an element: in the corner of its document that is farthest from it.
async fn dismiss(browser: &mut Browser, pointer: Pointer, name: &str, spot: &Spot) -> Result<(), Trouble> {
    const CORNER: &str = "var box = arguments[0].getBoundingClientRect(), w = window.innerWidth, h = window.innerHeight;
var x = (box.left + box.right) / 2 < w / 2 ? w - 3 : 2, y = (box.top + box.bottom) / 2 < h / 2 ? h - 3 : 2;
var inside = x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
return inside ? null : [x, y];";
    let element = one(browser, name, spot).await?;
    let element = as_argument(&element)?;
    let corner = browser.execute(&format!("look beside {name}"), CORNER, vec![element]).await?;
    let [Some(x), Some(y)] = [0, 1].map(|index| corner.get(index).and_then(Json::as_f64)) else {
        return Err(Trouble::Unseen(Error::new("ui-no-outside", format!("{name} fills the screen: there is nothing beside it to tap"), "let its selector match the dialog, not the cover under it")));
    };
    press(browser, pointer, &format!("tap beside {name}"), PointerAction::MoveTo { duration: None, x, y }, None).await
}

/// Moves a pointer to a place, down, and up at once or after a time.
async fn press(browser: &mut Browser, pointer: Pointer, what: &str, to: PointerAction, time: Option<Duration>) -> Result<(), Trouble> {
    let (down, up) = (PointerAction::Down { button: MOUSE_BUTTON_LEFT }, PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    let wait = PointerAction::Pause { duration: time.unwrap_or_default() };
    let actions = match pointer {
        Pointer::Mouse => Actions::from(MouseActions::new("mouse".to_owned()).then(to).then(down).then(wait).then(up)),
        Pointer::Touch => Actions::from(TouchActions::new("finger".to_owned()).then(to).then(down).then(wait).then(up)),
    };
    browser.command(what, COMMAND, |client| async move { client.perform_actions(actions).await }).await
}

/// Waits a little until the text of a place, if it has one, is as wished; whether it came to that is for the agent to say.
async fn says(browser: &mut Browser, spot: &Spot, wished: impl Fn(Option<&str>) -> bool) -> Result<(), Trouble> {
    let began = Instant::now();
    while began.elapsed() < APPEAR {
        let text = match displayed(browser, spot).await?.first() {
            Some(element) => match text_of(browser, element).await {
                Ok(text) => Some(text),
                Err(Trouble::Unseen(_)) => None,
                Err(trouble) => return Err(trouble),
            },
            None => None,
        };
        if wished(text.as_deref().map(str::trim)) {
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

fn not_one(name: &str, spot: &Spot, found: usize) -> Trouble {
    let place = spot.frame.as_ref().map_or_else(String::new, |frame| format!(" in the frame {frame:?}"));
    let message = format!("{name} ({:?}{place}) matches {found} elements that are displayed, not one", spot.css);
    Trouble::Unseen(Error::new("ui-not-one", message, format!("see whether the host shows it, and {name}: under ui: in the host's manifest")))
}
