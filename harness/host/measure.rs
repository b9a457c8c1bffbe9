//! What a driver can do, seen by doing it on an empty document of ours. What a driver says of itself is not looked at.

use std::time::Duration;

use fantoccini::Locator;
use fantoccini::actions::{Actions, InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, TouchActions};
use serde_json::{Value as Json, json};

use super::browser::{Browser, COMMAND};
use super::device::{self, Changed};
use super::trouble::Trouble;
use crate::case::{Decision, Device, Offline, Permission, Permitted, Picked, Position, Screen};
use crate::manifest::{Manifest, Pointer};

/// Something that a driver does or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    pub ability: Ability,
    /// What was seen; or what was seen instead.
    pub seen: Result<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    ExecuteAsync,
    Click,
    Pointer,
    WindowRect,
    Screenshot,
    Cookies,
    Alerts,
    ShadowRoots,
    Permissions,
    Position,
    Offline,
    Screen,
    Pick,
    Media,
    Place,
}

impl Ability {
    pub const ALL: [Self; 15] = [
        Self::ExecuteAsync,
        Self::Click,
        Self::Pointer,
        Self::WindowRect,
        Self::Screenshot,
        Self::Cookies,
        Self::Alerts,
        Self::ShadowRoots,
        Self::Permissions,
        Self::Position,
        Self::Offline,
        Self::Screen,
        Self::Pick,
        Self::Media,
        Self::Place,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::ExecuteAsync => "execute-async",
            Self::Click => "click",
            Self::Pointer => "pointer",
            Self::WindowRect => "window-rect",
            Self::Screenshot => "screenshot",
            Self::Cookies => "cookies",
            Self::Alerts => "alerts",
            Self::ShadowRoots => "shadow-roots",
            Self::Permissions => "set-permissions",
            Self::Position => "set-position",
            Self::Offline => "network-conditions",
            Self::Screen => "set-screen",
            Self::Pick => "pick-files",
            Self::Media => "media-devices",
            Self::Place => "locale-and-zone",
        }
    }
}

/// A button that counts what reaches it, beside a root of shadow.
const DOCUMENT: &str = "document.body.innerHTML = '<button id=\"target\" style=\"position:fixed;left:20px;top:20px;width:120px;height:60px\">0</button><div id=\"shade\"></div>';
var target = document.getElementById('target');
window.heard = [];
['pointerdown', 'click'].forEach(function (type) {
  target.addEventListener(type, function (event) { window.heard.push(type + (type === 'click' ? '' : ' ' + event.pointerType)); });
});
document.getElementById('shade').attachShadow({mode: 'open'}).innerHTML = '<i id=\"inside\">in the shadow</i>';";

const HEARD: &str = "return window.heard.splice(0).join(', ');";

const PNG: [u8; 4] = [0x89, b'P', b'N', b'G'];

type Seen = Result<Result<String, String>, Trouble>;

/// Tries everything once. It ends where the browser is lost.
pub(super) async fn measure(browser: &mut Browser, empty: &str, manifest: &Manifest) -> Result<Vec<Measured>, Trouble> {
    // A dialog of the host's that is still open would be in the way; most often there is none.
    let _ = browser.command("dismiss a dialog of the browser's", COMMAND, |client| async move { client.dismiss_alert().await }).await;
    browser.goto(empty).await?;
    browser.execute("fill an empty document", DOCUMENT, Vec::new()).await?;
    let mut all = Vec::new();
    for ability in Ability::ALL {
        let seen = match ability {
            Ability::ExecuteAsync => execute_async(browser).await,
            Ability::Click => click(browser).await,
            Ability::Pointer => press(browser, manifest.browser.pointer).await,
            Ability::WindowRect => window_rect(browser).await,
            Ability::Screenshot => screenshot(browser).await,
            Ability::Cookies => cookies(browser).await,
            Ability::Alerts => alerts(browser).await,
            Ability::ShadowRoots => shadow_roots(browser).await,
            Ability::Permissions => permissions(browser).await,
            Ability::Position => position(browser).await,
            Ability::Offline => offline(browser).await,
            Ability::Screen => screen(browser).await,
            Ability::Pick => pick(browser).await,
            Ability::Media => media(browser).await,
            Ability::Place => place(browser, manifest).await,
        };
        let seen = match seen {
            Ok(seen) => seen,
            Err(Trouble::Lost(loss)) if browser.is_lost() => return Err(Trouble::Lost(loss)),
            Err(Trouble::Ours(error) | Trouble::Unseen(error)) => Err(error.message),
            Err(Trouble::Lost(loss)) => Err(loss.to_string()),
        };
        all.push(Measured { ability, seen });
    }
    Ok(all)
}

async fn execute_async(browser: &mut Browser) -> Seen {
    let script = "var done = arguments[arguments.length - 1]; setTimeout(function () { done(6 * 7); }, 1);";
    let answer = browser.execute_async("wait for a script", script, Vec::new(), COMMAND).await?;
    Ok(if answer == json!(42) { Ok("a script called back".to_owned()) } else { Err(format!("a script that calls back with 42 gave {answer}")) })
}

async fn click(browser: &mut Browser) -> Seen {
    let target = browser.command("find a button", COMMAND, |client| async move { client.find(Locator::Css("#target")).await }).await?;
    browser.command("click a button", COMMAND, |_| target.click()).await?;
    heard(browser, "click").await
}

async fn press(browser: &mut Browser, pointer: Pointer) -> Seen {
    let (to, down, up) = (PointerAction::MoveTo { duration: None, x: 60.0, y: 50.0 }, PointerAction::Down { button: MOUSE_BUTTON_LEFT }, PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    let (kind, actions) = match pointer {
        Pointer::Mouse => ("pointerdown mouse", Actions::from(MouseActions::new("mouse".to_owned()).then(to).then(down).then(up))),
        Pointer::Touch => ("pointerdown touch", Actions::from(TouchActions::new("finger".to_owned()).then(to).then(down).then(up))),
    };
    browser.command("press a pointer", COMMAND, |client| async move { client.perform_actions(actions).await }).await?;
    heard(browser, kind).await
}

async fn heard(browser: &mut Browser, wanted: &str) -> Seen {
    let heard = browser.execute("see what was heard", HEARD, Vec::new()).await?;
    let heard = heard.as_str().unwrap_or_default().to_owned();
    Ok(if heard.contains(wanted) { Ok(format!("the document heard {heard}")) } else { Err(format!("the document heard {}", if heard.is_empty() { "nothing" } else { &heard })) })
}

async fn window_rect(browser: &mut Browser) -> Seen {
    let before = browser.command("measure the window", COMMAND, |client| async move { client.get_window_size().await }).await?;
    let wanted = (before.0 as u32 + 40, before.1 as u32 - 40);
    browser.command("resize the window", COMMAND, |client| async move { client.set_window_size(wanted.0, wanted.1).await }).await?;
    let after = browser.command("measure the window", COMMAND, |client| async move { client.get_window_size().await }).await?;
    browser.command("resize the window", COMMAND, |client| async move { client.set_window_size(before.0 as u32, before.1 as u32).await }).await?;
    let text = format!("a window of {} × {} was to be {} × {} and became {} × {}", before.0, before.1, wanted.0, wanted.1, after.0, after.1);
    Ok(if after == (u64::from(wanted.0), u64::from(wanted.1)) { Ok(text) } else { Err(text) })
}

async fn screenshot(browser: &mut Browser) -> Seen {
    let picture = browser.command("take a picture", COMMAND, |client| async move { client.screenshot().await }).await?;
    Ok(if picture.starts_with(&PNG) { Ok("a picture in PNG".to_owned()) } else { Err(format!("{} bytes that are no PNG", picture.len())) })
}

async fn cookies(browser: &mut Browser) -> Seen {
    browser.execute("set a cookie", "document.cookie = 'minicert=1';", Vec::new()).await?;
    let cookie = browser.command("read a cookie", COMMAND, |client| async move { client.get_named_cookie("minicert").await }).await?;
    let value = cookie.value().to_owned();
    browser.command("delete a cookie", COMMAND, |client| async move { client.delete_cookie("minicert").await }).await?;
    let left = browser.execute("look for a cookie", "return document.cookie.indexOf('minicert') < 0;", Vec::new()).await?;
    Ok(if value == "1" && left == Json::Bool(true) { Ok("a cookie was read and deleted".to_owned()) } else { Err(format!("a cookie of 1 was read as {value:?} and {}", if left == Json::Bool(true) { "deleted" } else { "is still there" })) })
}

async fn alerts(browser: &mut Browser) -> Seen {
    browser.execute("open a dialog of the browser's", "setTimeout(function () { alert('minicert'); }, 0);", Vec::new()).await?;
    let mut text = None;
    for _ in 0..50 {
        match browser.command("read a dialog of the browser's", COMMAND, |client| async move { client.get_alert_text().await }).await {
            Ok(seen) => {
                text = Some(seen);
                break;
            }
            // It may not be open yet.
            Err(Trouble::Ours(_)) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(trouble) => return Err(trouble),
        }
    }
    let dismissed = browser.command("dismiss a dialog of the browser's", COMMAND, |client| async move { client.dismiss_alert().await }).await;
    Ok(match (text.as_deref(), dismissed) {
        (Some("minicert"), Ok(())) => Ok("a dialog of the browser's was read and dismissed".to_owned()),
        (Some(other), Ok(())) => Err(format!("a dialog of the browser's that says minicert was read as {other:?}")),
        (None, Ok(())) => Err("a dialog of the browser's was not seen".to_owned()),
        (_, Err(trouble)) => Err(trouble.to_string()),
    })
}

async fn shadow_roots(browser: &mut Browser) -> Seen {
    let host = browser.command("find an element", COMMAND, |client| async move { client.find(Locator::Css("#shade")).await }).await?;
    let root = browser.command("enter a shadow root", COMMAND, |_| host.shadow_root()).await?;
    let inside = browser.command("find an element in a shadow root", COMMAND, |_| root.find(Locator::Css("#inside"))).await?;
    let text = browser.command("read a text in a shadow root", COMMAND, |_| inside.text()).await?;
    Ok(if text == "in the shadow" { Ok("an element in a shadow root was read".to_owned()) } else { Err(format!("an element in a shadow root was read as {text:?}")) })
}

async fn permissions(browser: &mut Browser) -> Seen {
    let script = "var done = arguments[arguments.length - 1]; navigator.permissions.query({name: 'geolocation'}).then(function (status) { done(status.state); }, function (error) { done(String(error)); });";
    let mut states = Vec::new();
    for (is, name) in [(Decision::Granted, "granted"), (Decision::Denied, "denied")] {
        device::perform(browser, &Device::Permission(Permission { to: Permitted::Position, is }), &mut Changed::default()).await?;
        let seen = browser.execute_async("ask for a permission", script, Vec::new(), COMMAND).await?;
        states.push((seen.as_str().unwrap_or_default().to_owned(), name));
    }
    let as_decided = states.iter().all(|(seen, name)| seen == name);
    let seen: Vec<String> = states.into_iter().map(|(seen, _)| seen).collect();
    Ok(if as_decided { Ok("geolocation was granted and denied".to_owned()) } else { Err(format!("geolocation that was granted and denied is {}", seen.join(" and "))) })
}

/// The device is told where it is, and asked.
async fn position(browser: &mut Browser) -> Seen {
    let mut changed = Changed::default();
    let place = Position { latitude: 39.9, longitude: 116.4, accuracy: 10.0, altitude: None, altitude_accuracy: None, speed: None };
    device::perform(browser, &Device::Permission(Permission { to: Permitted::Position, is: Decision::Granted }), &mut changed).await?;
    let script = "var done = arguments[arguments.length - 1]; navigator.geolocation.getCurrentPosition(function (place) { done(place.coords.latitude + ', ' + place.coords.longitude); }, function (error) { done(error.message); }, {timeout: 5000});";
    let seen = match device::perform(browser, &Device::Position(place), &mut changed).await {
        Ok(()) => browser.execute_async("ask where the device is", script, Vec::new(), COMMAND).await,
        Err(trouble) => Err(trouble),
    };
    let restored = device::restore(browser, &mut changed).await;
    let seen = seen?;
    restored?;
    let seen = seen.as_str().unwrap_or_default();
    Ok(if seen == "39.9, 116.4" { Ok("a position was set and read".to_owned()) } else { Err(format!("the position 39.9, 116.4 was read as {seen:?}")) })
}

/// The device loses its network and has it again.
async fn offline(browser: &mut Browser) -> Seen {
    let listen = "window.heard = []; ['offline', 'online'].forEach(function (type) { window.addEventListener(type, function () { window.heard.push(type); }); });";
    browser.execute("listen for the network", listen, Vec::new()).await?;
    device::perform(browser, &Device::Offline(Offline { ms: 50 }), &mut Changed::default()).await?;
    heard(browser, "offline, online").await
}

/// The device has another screen, and its own again.
async fn screen(browser: &mut Browser) -> Seen {
    let look = "return [innerWidth, innerHeight, devicePixelRatio].join(' × ');";
    let before = browser.execute("measure the screen", look, Vec::new()).await?;
    let mut changed = Changed::default();
    let seen = match device::perform(browser, &Device::Screen(Screen { width: 320, height: 480, scale: 2.0 }), &mut changed).await {
        Ok(()) => browser.execute("measure the screen", look, Vec::new()).await,
        Err(trouble) => Err(trouble),
    };
    let restored = device::restore(browser, &mut changed).await;
    let seen = seen?;
    restored?;
    let after = browser.execute("measure the screen", look, Vec::new()).await?;
    Ok(match (seen.as_str(), before == after) {
        (Some("320 × 480 × 2"), true) => Ok("a screen of 320 × 480 with two pixels to one was set, measured and taken back".to_owned()),
        (Some("320 × 480 × 2"), false) => Err(format!("a screen of {before} is one of {after} after another was taken back")),
        _ => Err(format!("a screen of 320 × 480 × 2 was measured as {seen}")),
    })
}

/// Somebody taps the button, whose handler asks for a file with an input that is in no document.
async fn pick(browser: &mut Browser) -> Seen {
    let script = "window.picked = ''; var input = document.createElement('input'); input.type = 'file';
input.addEventListener('change', function () { window.picked = input.files[0].name + ', ' + input.files[0].size; });
document.getElementById('target').addEventListener('click', function () { input.click(); }, {once: true});";
    let mut changed = Changed::default();
    // The text of two bytes.
    let file = Picked { name: "minicert.txt".to_owned(), base64: "b2s=".to_owned() };
    browser.execute("ask for a file", script, Vec::new()).await?;
    device::perform(browser, &Device::Pick(vec![file]), &mut changed).await?;
    let target = browser.command("find a button", COMMAND, |client| async move { client.find(Locator::Css("#target")).await }).await?;
    browser.command("click a button", COMMAND, |_| target.click()).await?;
    let mut picked = Json::Null;
    for _ in 0..50 {
        picked = browser.execute("see what was picked", "return window.picked;", Vec::new()).await?;
        if picked != json!("") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    device::restore(browser, &mut changed).await?;
    Ok(if picked == json!("minicert.txt, 2") { Ok("a file was picked, and read by its name and size".to_owned()) } else { Err(format!("a file minicert.txt of 2 bytes was picked, and the document saw {picked}")) })
}

/// The owner lets the program see and hear, and both devices are there.
async fn media(browser: &mut Browser) -> Seen {
    let script = "var done = arguments[arguments.length - 1];
if (!navigator.mediaDevices) return done('no devices at all');
setTimeout(function () { done('nothing within five seconds'); }, 5000);
navigator.mediaDevices.getUserMedia({audio: true, video: true}).then(function (stream) {
  var kinds = stream.getTracks().map(function (track) { track.stop(); return track.kind; });
  done(kinds.sort().join(', '));
}, function (error) { done(String(error)); });";
    let mut changed = Changed::default();
    let mut seen = Ok(Json::Null);
    for to in [Permitted::Camera, Permitted::Microphone] {
        if seen.is_ok() {
            seen = device::perform(browser, &Device::Permission(Permission { to, is: Decision::Granted }), &mut changed).await.map(|()| Json::Null);
        }
    }
    if seen.is_ok() {
        seen = browser.execute_async("open the camera and the microphone", script, Vec::new(), COMMAND).await;
    }
    let restored = device::restore(browser, &mut changed).await;
    let seen = seen?;
    restored?;
    Ok(if seen == json!("audio, video") { Ok("a camera and a microphone that nobody holds were opened".to_owned()) } else { Err(format!("a camera and a microphone were asked for, and there came {seen}")) })
}

/// What pages are told of where they are, beside what the manifest asks for.
async fn place(browser: &mut Browser, manifest: &Manifest) -> Seen {
    let seen = browser.execute("read the locale and the time zone", "return navigator.language + ', ' + Intl.DateTimeFormat().resolvedOptions().timeZone;", Vec::new()).await?;
    let (wanted, seen) = (format!("{}, {}", manifest.locale(), manifest.time_zone()), seen.as_str().unwrap_or_default().to_owned());
    Ok(if seen == wanted { Ok(format!("pages are told {seen}")) } else { Err(format!("pages are told {seen}, not {wanted}")) })
}
