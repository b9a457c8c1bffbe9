//! What becomes of the device that a browser runs on: where it is, what its owner has decided, whether it has a network.
//! What an engine's driver can do of it is in [`engine::Kind::gives`](super::engine::Kind::gives). Where a session has
//! WebDriver BiDi, that is what is used; elsewhere the commands of ChromeDriver.

use std::time::Duration;

use http::Method;
use serde_json::{Value as Json, json};

use super::browser::{Browser, COMMAND, Command};
use super::chooser::Chooser;
use super::trouble::Trouble;
use crate::case::{Decision, Device, Offline, Permission, Permitted, Position, Screen};

/// What is to be put back when a trial is over.
#[derive(Debug, Default)]
pub(super) struct Changed {
    position: bool,
    permissions: Vec<Permitted>,
    screen: bool,
    chooser: Option<Chooser>,
}

/// Performs a step. The network is back when it returns.
pub(super) async fn perform(browser: &mut Browser, device: &Device, changed: &mut Changed) -> Result<(), Trouble> {
    match device {
        Device::Position(place) => {
            changed.position = true;
            locate(browser, "tell the device where it is", Some(place)).await
        }
        Device::Permission(Permission { to, is }) => {
            let state = match is {
                Decision::Granted => "granted",
                Decision::Denied => "denied",
            };
            browser.decide("decide what the program may do", name(*to), state).await?;
            changed.permissions.push(*to);
            Ok(())
        }
        Device::Offline(Offline { ms }) => {
            connect(browser, "take the network from the device", false).await?;
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            connect(browser, "give the device its network back", true).await
        }
        Device::Screen(screen) => {
            changed.screen = true;
            resize(browser, "give the device another screen", Some(screen)).await
        }
        Device::Pick(files) => {
            // Only one sits there.
            changed.chooser = None;
            changed.chooser = Some(browser.chooser(files).await?);
            Ok(())
        }
    }
}

/// Puts back what steps have changed.
pub(super) async fn restore(browser: &mut Browser, changed: &mut Changed) -> Result<(), Trouble> {
    let Changed { position: moved, permissions, screen: resized, chooser } = std::mem::take(changed);
    if let Some(chooser) = chooser {
        chooser.leave().await?;
    }
    if moved {
        locate(browser, "let the device find out itself where it is", None).await?;
    }
    if resized {
        resize(browser, "give the device its own screen back", None).await?;
    }
    for to in permissions {
        browser.decide("let the program ask again", name(to), "prompt").await?;
    }
    Ok(())
}

/// WebDriver BiDi, "emulation.setGeolocationOverride", or the command of the same name of the Chrome DevTools Protocol; no
/// position ends it.
async fn locate(browser: &mut Browser, what: &str, place: Option<&Position>) -> Result<(), Trouble> {
    let coordinates = place.map(coordinates);
    if browser.has_bidi() {
        let params = json!({"coordinates": coordinates, "contexts": [browser.context()]});
        return browser.bidi(what).await?.command(what, "emulation.setGeolocationOverride", params, COMMAND).await.map(drop);
    }
    let command = match coordinates {
        Some(coordinates) => Command::dev_tools("Emulation.setGeolocationOverride", &coordinates),
        None => Command::dev_tools("Emulation.clearGeolocationOverride", &json!({})),
    };
    browser.issue(what, command).await
}

fn coordinates(place: &Position) -> Json {
    let Position { latitude, longitude, accuracy, altitude, altitude_accuracy, speed } = place;
    let mut all = json!({"latitude": latitude, "longitude": longitude, "accuracy": accuracy});
    for (name, value) in [("altitude", altitude), ("altitudeAccuracy", altitude_accuracy), ("speed", speed)] {
        if let Some(value) = value {
            all[name] = json!(value);
        }
    }
    all
}

/// In Permissions, section 4, and Media Capture and Streams, section 13.
fn name(to: Permitted) -> &'static str {
    match to {
        Permitted::Position => "geolocation",
        Permitted::Camera => "camera",
        Permitted::Microphone => "microphone",
    }
}

/// WebDriver BiDi, "emulation.setNetworkConditions", or ChromeDriver's own. Messages of a WebSocket that was open before may
/// wait until the network is back.
async fn connect(browser: &mut Browser, what: &str, online: bool) -> Result<(), Trouble> {
    if browser.has_bidi() {
        let conditions = if online { Json::Null } else { json!({"type": "offline"}) };
        let params = json!({"networkConditions": conditions, "contexts": [browser.context()]});
        return browser.bidi(what).await?.command(what, "emulation.setNetworkConditions", params, COMMAND).await.map(drop);
    }
    let path = "chromium/network_conditions";
    let conditions = json!({"offline": true, "latency": 0, "upload_throughput": 0, "download_throughput": 0});
    let command = if online { Command { path, method: Method::DELETE, body: None } } else { Command::post(path, json!({"network_conditions": conditions})) };
    browser.issue(what, command).await
}

/// WebDriver BiDi, "browsingContext.setViewport", or the Chrome DevTools Protocol's "Emulation.setDeviceMetricsOverride"; no
/// screen ends it.
async fn resize(browser: &mut Browser, what: &str, screen: Option<&Screen>) -> Result<(), Trouble> {
    if browser.has_bidi() {
        let viewport = screen.map(|Screen { width, height, .. }| json!({"width": width, "height": height}));
        let params = json!({"context": browser.context(), "viewport": viewport, "devicePixelRatio": screen.map(|screen| screen.scale)});
        return browser.bidi(what).await?.command(what, "browsingContext.setViewport", params, COMMAND).await.map(drop);
    }
    let command = match screen {
        Some(Screen { width, height, scale }) => {
            let metrics = json!({"width": width, "height": height, "screenWidth": width, "screenHeight": height, "deviceScaleFactor": scale, "mobile": false});
            Command::dev_tools("Emulation.setDeviceMetricsOverride", &metrics)
        }
        None => Command::dev_tools("Emulation.clearDeviceMetricsOverride", &json!({})),
    };
    browser.issue(what, command).await
}
