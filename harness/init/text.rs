//! The text of a manifest, with what everything in it is for.

use super::{Asked, Found};

pub fn manifest(asked: &Asked, found: &Found) -> String {
    let mut text = String::new();
    let mut line = |part: &str| {
        text.push_str(part);
        text.push('\n');
    };
    line("# A host of smart mini-programs, for minicert: every key is described by spec/schema/host.json.");
    line("# `minicert doctor` looks at each link to it, `minicert run` certifies it.");
    line("# The name and version that a certificate is issued for.");
    line(&format!("name: {}", quoted(&asked.name)));
    line(&format!("version: {}", quoted(&asked.version)));
    line("# Who answers for it, as `minicert submit` asks: said before the run whose result is handed in.");
    line("# member: Example Corp");
    if asked.serve.is_none() {
        line("# Which build it is, as `minicert digest PACKAGE` prints; of a folder that minicert serves it is computed.");
        line("# build: sha256:...");
    }
    if let Some(script) = &found.script {
        line("# The API whose names the host uses; `swan` is the spec's own.");
        line(&format!("dialect: {}", script.dialect));
    }
    line("claims:");
    line("  # What is claimed is certified, and what is not claimed is not asked. These are the features of which the host has");
    line("  # at least one function; the names are in spec/profiles.yaml. A profile stands for several: `profiles: [...]`.");
    line(&format!("  features: {}", list(&found.features)));
    line("  # Rules of the network that the host does not enforce while it is tested: addresses without TLS, of any domain, with");
    line("  # a port. The server of a run is at 127.0.0.1 and a port; without these its trials are left out.");
    line("  development: [plain-http, any-domain, any-port]");
    if let Some(serve) = &asked.serve {
        line("# A folder that minicert serves, relative to this file.");
        line(&format!("serve: {}", quoted(serve)));
    }
    line("# The address that is opened. {served} stands for the folder, {session} and {dial} for what an agent needs that dials in,");
    line("# {package} for the conformance mini-program, {instance} for a fresh storage where the host can keep several apart.");
    line(&format!("launch: {}", quoted(&asked.launch)));
    line("# What is there once the host has launched: a path below the window of the API, or `css:` and a selector.");
    match (&found.script, &found.ready) {
        (Some(script), Some(ready)) => line(&format!("ready: {{path: {}}}", quoted(&format!("{}.{ready}", script.root)))),
        (Some(script), None) => line(&format!("ready: {{path: {}}}", quoted(&script.root))),
        (None, _) => line("ready: {css: body}"),
    }
    line("# How the API is reached: `script` where a script of the browser's finds its root in a window or a frame, else `dial-in`,");
    line("# where the conformance mini-program (minicert package) runs in the host and dials back.");
    match &found.script {
        Some(script) => {
            let frame = script.frame.as_ref().map_or_else(String::new, |frame| format!(", frame: {}", quoted(frame)));
            line(&format!("channel: {{script: {{root: {}{frame}}}}}", quoted(&script.root)));
        }
        None => line("channel: {dial-in: {}}"),
    }
    match &asked.webdriver {
        Some(url) => {
            line("# A WebDriver that runs already. `capabilities:` are asked for as they are.");
            line(&format!("webdriver: {{url: {}}}", quoted(url)));
        }
        None => line("# minicert starts Chromium itself, or what browser: {engine: firefox} names. A WebDriver that runs already: webdriver: {url: \"http://127.0.0.1:4444/\"}"),
    }
    line("# Where a person would see what the host draws. A name that is left out leaves out the trials that look for it; all");
    line("# names are in harness/README.md. Some hosts count touches alone as taps: browser: {pointer: touch}");
    if found.ui.is_empty() {
        line("# ui:");
        line("#   toast: {css: \".toast\"}");
    } else {
        line("ui:");
        for (name, css, frame) in &found.ui {
            let frame = frame.as_ref().map_or_else(String::new, |frame| format!(", frame: {}", quoted(frame)));
            line(&format!("  {name}: {{css: {}{frame}}}", quoted(css)));
        }
    }
    if !found.dialled {
        line("# Pages of the host's own, none of them the first: second and third ordinary ones, tab-a and tab-b those of the tab bar.");
        line("# pages: {second: /pages/detail/detail, tab-a: /pages/home/home}");
    }
    line("# How the host is sent to the background and brought back, as events on the window; and its way back.");
    line("# background: {event: \"host:background\"}");
    line("# foreground: {event: \"host:foreground\"}");
    line("# back: {browser: {}}");
    text
}

/// A JSON string is one of YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A list over as many lines as it takes.
fn list(names: &[String]) -> String {
    const WIDTH: usize = 110;
    let one = format!("[{}]", names.join(", "));
    if one.len() < WIDTH {
        return one;
    }
    let mut text = "[\n   ".to_owned();
    let mut width = 0;
    for (index, name) in names.iter().enumerate() {
        if width > WIDTH {
            text.push_str("\n   ");
            width = 0;
        }
        let part = format!(" {name}{}", if index + 1 < names.len() { "," } else { "" });
        width += part.len();
        text.push_str(&part);
    }
    text.push_str("\n  ]");
    text
}
