//! Whether the host's own requests and sockets get to the fixture server and back, with and without TLS.

use serde_json::{Value as Json, json};

use super::{Links, Patient};
use crate::case::{Arrives, Need};
use crate::host::{Stage, Trouble, abilities};
use crate::plan;
use crate::run::probe;
use crate::transcript::{Development, Seen};

/// A scheme that the fixture server answers.
#[derive(Clone, Copy)]
pub struct Route {
    link: &'static str,
    /// The features of which one makes use of it.
    features: &'static [&'static str],
    socket: bool,
    secure: bool,
}

pub const ROUTES: [Route; 4] = [
    Route { link: "http", features: &["request", "upload", "download"], socket: false, secure: false },
    Route { link: "https", features: &["request", "upload", "download"], socket: false, secure: true },
    Route { link: "ws", features: &["socket"], socket: true, secure: false },
    Route { link: "wss", features: &["socket"], socket: true, secure: true },
];

/// Whether contact was lost.
pub async fn examine(links: &mut Links, patient: &mut Patient<'_>, stage: &Stage, route: Route) -> bool {
    let claims = plan::claimed(patient.spec, &patient.manifest.claims);
    if !route.features.iter().any(|feature| claims.contains(*feature)) {
        links.not_reached(route.link, format!("the host claims none of {}", route.features.join(", ")));
        return false;
    }
    if !abilities(patient.manifest).needs.contains(&Need::Fixtures) {
        links.warning(
            route.link,
            "development-not-claimed",
            "the host does not claim the switches without which it may not reach a server at 127.0.0.1 and a port",
            "where the host has such switches, turn them on and claim `development: [any-domain, any-port]`; else the trials of the network are left out",
        );
        return false;
    }
    if !route.secure && !patient.manifest.claims.development.contains(&Development::PlainHttp) {
        links.not_reached(route.link, "the host does not claim plain-http, so it is asked over TLS alone");
        return false;
    }
    let namespace = format!("doctor-{}", route.link);
    stage.expect_arrivals(&namespace);
    let seen = probe::perform(&mut patient.session, &namespace, patient.budget, &steps(route)).await;
    let arrived: Vec<Arrives> = stage.take_arrivals(&namespace).into_iter().map(|arrival| arrival.what).collect();
    let seen = match seen {
        Ok(seen) => seen,
        Err(trouble) => {
            links.trouble(route.link, &trouble);
            return matches!(trouble, Trouble::Lost(_));
        }
    };
    let came = arrived.contains(if route.socket { &Arrives::Open } else { &Arrives::Request });
    let answer = answer(&seen, route);
    match (came, answer) {
        (true, Told::Well(told)) => links.ok(route.link, format!("it arrived at the server of the run, and {told}")),
        (true, Told::Nothing(told)) if route.socket => links.ok(route.link, format!("a socket opened at the server of the run; {told}")),
        (true, Told::Nothing(told) | Told::Refused(told)) => {
            links.warning(route.link, "answer-not-seen", format!("it arrived at the server of the run, and {told}"), "see whether the host lets its programs read answers of other origins, which the server permits");
        }
        (false, Told::Well(told) | Told::Nothing(told) | Told::Refused(told)) => {
            let help = if route.secure {
                "let the host trust the authority of the run (authority.pem below the server's address), or claim plain-http; see that it may connect to this machine and does not forbid other origins"
            } else {
                "see that the host may connect to this machine, and that no policy of its page forbids other origins"
            };
            links.broken(route.link, "fixture-not-reached", format!("nothing arrived at the server of the run, and {told}"), help);
        }
    }
    false
}

fn steps(route: Route) -> Json {
    let scheme = if route.secure { "https" } else { "http" };
    let heard = |name: &str| json!([{"$listener": {"name": name}}]);
    if route.socket {
        let url = json!({"$url": format!("{scheme}:socket/echo")});
        json!([
            {"call": {"api": "connectSocket", "as": "socket", "with": {"url": url}, "callbacks": ["fail"], "wait": "none"}},
            {"call": {"api": "onOpen", "of": "socket", "as": "onOpen", "args": heard("open"), "callbacks": []}},
            {"call": {"api": "onError", "of": "socket", "as": "onError", "args": heard("error"), "callbacks": []}},
            {"await": {"listener": "open"}},
            {"call": {"api": "close", "of": "socket", "as": "close", "with": {}, "callbacks": []}}
        ])
    } else {
        // A header of its own has a browser ask for permission first, wherever the origin is another.
        let with = json!({"url": {"$url": format!("{scheme}:echo")}, "header": {"x-minicert": "doctor"}});
        json!([{"call": {"api": "request", "as": "request", "with": with, "callbacks": ["success", "fail"], "wait": "settled"}}])
    }
}

/// What the host told of it, in words.
enum Told {
    Well(String),
    Refused(String),
    Nothing(String),
}

fn answer(seen: &[(f64, Seen)], route: Route) -> Told {
    let mut told = Told::Nothing("the host told nothing".to_owned());
    for (_, seen) in seen {
        match seen {
            Seen::Callback { name, args, .. } if name == "success" && !route.socket => {
                let status = args.first().and_then(|answer| answer.get("statusCode")).cloned().unwrap_or_default();
                return if status == json!(200) { Told::Well("request called success with the answer".to_owned()) } else { Told::Refused(format!("request called success with the status {status}")) };
            }
            Seen::Heard { listener, .. } if listener == "open" => return Told::Well("the socket told that it is open".to_owned()),
            Seen::Callback { name, args, .. } if name == "fail" => told = Told::Refused(format!("the host called fail with {}", short(args.first()))),
            Seen::Heard { listener, args } if listener == "error" => told = Told::Refused(format!("the socket told an error: {}", short(args.first()))),
            Seen::Stopped { why, call, .. } if matches!(told, Told::Nothing(_)) => told = Told::Nothing(format!("{} could not be called: {why}", call.as_deref().unwrap_or("it"))),
            _ => {}
        }
    }
    told
}

fn short(value: Option<&Json>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| value.to_string().chars().take(160).collect())
}
