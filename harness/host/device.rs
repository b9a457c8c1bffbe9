//! What becomes of the device that a browser runs on: where it is, what its owner has decided, whether it has a network.
//! What an engine's driver can do of it is in [`engine::Kind::gives`](super::engine::Kind::gives).

use std::time::Duration;

use http::Method;
use serde_json::json;

use super::browser::{Browser, Command};
use super::trouble::Trouble;
use crate::case::{Decision, Device, Offline, Permission, Permitted, Position};

/// What is to be put back when a trial is over.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Changed {
    position: bool,
    permission: Option<Permitted>,
}

/// Performs a step. The network is back when it returns.
pub(super) async fn perform(browser: &mut Browser, device: &Device, changed: &mut Changed) -> Result<(), Trouble> {
    match device {
        Device::Position(place) => {
            browser.issue("tell the device where it is", position(Some(place))).await?;
            changed.position = true;
            Ok(())
        }
        Device::Permission(Permission { to, is }) => {
            let state = match is {
                Decision::Granted => "granted",
                Decision::Denied => "denied",
            };
            browser.decide("decide what the program may do", name(*to), state).await?;
            changed.permission = Some(*to);
            Ok(())
        }
        Device::Offline(Offline { ms }) => {
            browser.issue("take the network from the device", network(true)).await?;
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            browser.issue("give the device its network back", network(false)).await
        }
    }
}

/// Puts back what steps have changed.
pub(super) async fn restore(browser: &mut Browser, changed: &mut Changed) -> Result<(), Trouble> {
    let Changed { position: moved, permission: decided } = std::mem::take(changed);
    if moved {
        browser.issue("let the device find out itself where it is", position(None)).await?;
    }
    match decided {
        Some(to) => browser.decide("let the program ask again", name(to), "prompt").await,
        None => Ok(()),
    }
}

/// Chrome DevTools Protocol, "Emulation.setGeolocationOverride"; no position ends it.
fn position(place: Option<&Position>) -> Command {
    let (cmd, params) = match place {
        Some(Position { latitude, longitude, accuracy, altitude, altitude_accuracy, speed }) => {
            let mut params = json!({"latitude": latitude, "longitude": longitude, "accuracy": accuracy});
            for (name, value) in [("altitude", altitude), ("altitudeAccuracy", altitude_accuracy), ("speed", speed)] {
                if let Some(value) = value {
                    params[name] = json!(value);
                }
            }
            ("Emulation.setGeolocationOverride", params)
        }
        None => ("Emulation.clearGeolocationOverride", json!({})),
    };
    Command::dev_tools(cmd, &params)
}

/// In Permissions, section 4.
fn name(to: Permitted) -> &'static str {
    match to {
        Permitted::Position => "geolocation",
    }
}

/// ChromeDriver's own. Messages of a WebSocket that was open before wait until the network is back.
fn network(offline: bool) -> Command {
    let path = "chromium/network_conditions";
    if !offline {
        return Command { path, method: Method::DELETE, body: None };
    }
    let conditions = json!({"offline": true, "latency": 0, "upload_throughput": 0, "download_throughput": 0});
    Command::post(path, json!({"network_conditions": conditions}))
}
