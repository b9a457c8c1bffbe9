//! The steps of a trial as JavaScript that a person can read, and paste into a console where the API is.
//!
//! It says what the steps say and judges nothing. A transcript may come from anybody, so what it names is written as it
//! stands only where it is a plain path; everything else is a string literal.

use std::fmt::Write as _;

use crate::case::{AwaitEvent, Call, CallbackName, Decision, Device, Permission, Permitted, Position, Screen, Step, Ui, Wait};
use crate::trial::Trial;
use crate::value::{Alphabet, Value, fixture_parts};

const CALL: &str = r#"  // Makes a call, tells what comes of it, and goes on when one of the events has come, or none has in 5 s.
  function call(name, make, ...until) {
    return new Promise(go => {
      const heard = answer[name] = {};
      const on = (event, then) => (...args) => {
        console.log(name, event, ...args);
        heard[event] = args[0];
        if (until.includes(event)) setTimeout(go);
        if (then) then();
      };
      try {
        heard.returned = make(on);
        console.log(name, "returned", heard.returned);
      } catch (error) {
        console.log(name, "threw", error);
        until = [];
      }
      setTimeout(() => {
        if (until.length && !until.some(event => event in heard)) console.log(name, "nothing of", until, "in 5 s");
        go();
      }, until.length ? 5000 : 0);
    });
  }
"#;

const LISTENER: &str = r#"  // A function that tells when it is called; the same name is the same function.
  function listener(name, then) {
    return listeners[name] ??= (...args) => {
      console.log(name, "heard", ...args);
      answer[name] = args[0];
      if (then) then();
    };
  }
"#;

const UNTIL: &str = r#"  // Waits until something has been told, 5 s at most.
  async function until(told) {
    for (let n = 0; n < 100 && !told(); n++) await new Promise(go => setTimeout(go, 50));
  }
"#;

const PAUSE: &str = r#"  // Waits for a person, who goes on with: go()
  function pause(what) {
    return new Promise(done => { globalThis.go = done; console.log(what + ", then type: go()"); });
  }
"#;

const TAP: &str = r#"  // Runs inside a tap: click the button that appears.
  function tap(then) {
    return new Promise(go => {
      const button = document.body.appendChild(document.createElement("button"));
      button.textContent = "tap here";
      button.style.cssText = "position:fixed;left:0;top:0;z-index:2147483647";
      button.onclick = () => { button.remove(); then(); go(); };
    });
  }
"#;

const URL: &str = r#"  // An address of the fixture server, which runs while minicert does: put a server of your own here.
  function url(path) { return "https://127.0.0.1/" + path; }
"#;

/// The script: the steps first, and below them the functions that they use. `root` is the name of the object that
/// carries the API.
pub fn script(trial: &Trial, root: &str) -> String {
    let writer = Writer { root: plain(root).unwrap_or("swan") };
    let mut body = String::new();
    for step in &trial.steps {
        writer.step(step, 1, true, &mut body);
    }
    let uses = |name: &str| body.contains(name);
    let mut text = String::from("(async () => {\n  const answer = {};\n");
    if uses("listener(") {
        text.push_str("  const listeners = {};\n");
    }
    if uses("key(") || uses("file(") {
        text.push_str("  // Names that nothing else uses.\n  const space = \"mc-\" + Date.now() + \"-\";\n");
    }
    if uses("key(") {
        text.push_str("  const key = name => space + name;\n");
    }
    if uses("file(") {
        let _ = writeln!(text, "  const file = name => {}.env.USER_DATA_PATH + \"/\" + space + name;", writer.root);
    }
    text.push('\n');
    text.push_str(&body);
    text.push_str("  console.log(\"done\", answer);\n\n");
    let parts = [("call(", CALL), ("listener(", LISTENER), ("until(", UNTIL), ("pause(", PAUSE), ("tap(", TAP), ("url(", URL)];
    parts.into_iter().filter(|(used, _)| uses(used)).for_each(|(_, part)| text.push_str(part));
    text.push_str("})();\n");
    text
}

struct Writer<'a> {
    root: &'a str,
}

impl Writer<'_> {
    /// `waits`: outside callbacks, where a step can be waited for.
    fn step(&self, step: &Step, depth: usize, waits: bool, out: &mut String) {
        let pad = "  ".repeat(depth);
        let wait = if waits { "await " } else { "" };
        let line = match step {
            Step::Call(call) => return self.call(call, depth, waits, out),
            Step::Read(read) => {
                let from = match (&read.of, read.global) {
                    (Some(of), _) => join(&bound(of), &read.path),
                    (None, true) => path(&read.path),
                    (None, false) => join(self.root, &read.path),
                };
                format!("{} = {from}; console.log({}, {});", bound(&read.name), text(&read.name), bound(&read.name))
            }
            Step::Let(let_) => format!("{} = {};", bound(&let_.name), self.value(&let_.value, depth)),
            Step::Change(change) => format!("{} = {};", join(&bound(&change.of), &change.path), self.value(&change.value, depth)),
            Step::Await(wait) => {
                let told = match (&wait.call, &wait.listener) {
                    (Some(call), _) => match wait.event.unwrap_or(AwaitEvent::Settled) {
                        AwaitEvent::Success => format!("\"success\" in {}", bound(call)),
                        AwaitEvent::Fail => format!("\"fail\" in {}", bound(call)),
                        AwaitEvent::Complete => format!("\"complete\" in {}", bound(call)),
                        AwaitEvent::Settled => format!("\"success\" in {0} || \"fail\" in {0}", bound(call)),
                    },
                    (None, Some(listener)) => format!("{} in answer", text(listener)),
                    (None, None) => "false".into(),
                };
                format!("await until(() => {told});")
            }
            Step::Throw(throw) => format!("throw new Error({});", text(&throw.message)),
            Step::Sleep(sleep) => format!("await new Promise(go => setTimeout(go, {}));", sleep.ms),
            Step::Gesture(gesture) => {
                let _ = writeln!(out, "{pad}{wait}tap(() => {{");
                gesture.then.iter().for_each(|step| self.step(step, depth + 1, false, out));
                "});".into()
            }
            Step::Ui(ui) => format!("{wait}pause({});", text(&by_hand(ui))),
            Step::Background => format!("{wait}pause(\"Send the host to the background\");"),
            Step::Foreground => format!("{wait}pause(\"Bring the host back\");"),
            Step::Relaunch => "// Launch the host again here, and go on below with a new paste.".into(),
            Step::Back => format!("{wait}pause(\"Go back by the hardware's or browser's own way\");"),
            Step::Device(device) => format!("{wait}pause({});", text(&of_device(device))),
        };
        let _ = writeln!(out, "{pad}{line}");
    }

    fn call(&self, call: &Call, depth: usize, waits: bool, out: &mut String) {
        let pad = "  ".repeat(depth);
        let callee = match (&call.of, call.global) {
            (Some(of), _) => join(&bound(of), &call.api),
            (None, true) => path(&call.api),
            (None, false) => join(self.root, &call.api),
        };
        let name = call.name.clone().unwrap_or_else(|| call.api.clone());
        let callbacks = call.callbacks.clone().unwrap_or_default();
        let inner = "  ".repeat(depth + 1);
        let arguments = if callbacks.is_empty() && call.on.is_empty() {
            let with = call.with.iter().map(|value| self.value(value, depth));
            with.chain(call.args.iter().flatten().map(|value| self.value(value, depth))).collect::<Vec<_>>().join(", ")
        } else {
            let mut text = String::from("{\n");
            match &call.with {
                Some(Value::Object(fields)) => {
                    for (name, value) in fields {
                        let _ = writeln!(text, "{inner}{}: {},", key(name), self.value(value, depth + 1));
                    }
                }
                Some(other) => {
                    let _ = writeln!(text, "{inner}...{},", self.value(other, depth + 1));
                }
                None => {}
            }
            for callback in callbacks {
                let event = event(callback);
                match call.on.get(&callback) {
                    Some(steps) => {
                        let _ = writeln!(text, "{inner}{event}: on(\"{event}\", () => {{");
                        steps.iter().for_each(|step| self.step(step, depth + 2, false, &mut text));
                        let _ = writeln!(text, "{inner}}}),");
                    }
                    None => {
                        let _ = writeln!(text, "{inner}{event}: on(\"{event}\"),");
                    }
                }
            }
            format!("{text}{pad}}}")
        };
        let until = match call.wait {
            Some(Wait::Settled) => ", \"success\", \"fail\"",
            Some(Wait::Complete) => ", \"complete\"",
            Some(Wait::None) | None => "",
        };
        let wait = if waits { "await " } else { "" };
        let on = if arguments.contains("on(") { "on" } else { "()" };
        let _ = writeln!(out, "{pad}{wait}call({}, {on} => {callee}({arguments}){until});", text(&name));
    }

    fn value(&self, value: &Value, depth: usize) -> String {
        let each = |values: &[Value]| values.iter().map(|value| self.value(value, depth)).collect::<Vec<_>>().join(", ");
        let fields = |fields: &[(String, Value)]| fields.iter().map(|(name, value)| format!("{}: {}", key(name), self.value(value, depth))).collect::<Vec<_>>().join(", ");
        let bytes = |bytes: &[u8]| bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
        match value {
            Value::Undefined => "undefined".into(),
            Value::Null => "null".into(),
            Value::Bool(truth) => truth.to_string(),
            Value::Number(number) if number.is_nan() => "NaN".into(),
            Value::Number(number) if number.is_infinite() => if *number > 0.0 { "Infinity" } else { "-Infinity" }.into(),
            Value::Number(number) => number.to_string(),
            Value::String(string) => text(string),
            Value::Utf16(units) => format!("\"{}\"", units.iter().fold(String::new(), |mut out, unit| { let _ = write!(out, "\\u{unit:04x}"); out })),
            Value::Array(values) => format!("[{}]", each(values)),
            Value::Object(all) if all.is_empty() => "{}".into(),
            Value::Object(all) => format!("{{ {} }}", fields(all)),
            Value::Bytes(all) => format!("new Uint8Array([{}]).buffer", bytes(all)),
            Value::Typed { class, bytes: all } => format!("new {}(new Uint8Array([{}]).buffer)", plain(class).unwrap_or("Uint8Array"), bytes(all)),
            Value::Date(at) => format!("new Date({at})"),
            Value::Error { message, .. } => format!("new Error({})", text(message)),
            Value::Function(_) => "() => {}".into(),
            Value::Key(name) => format!("key({})", text(name)),
            Value::File(name) => format!("file({})", text(name)),
            Value::Url(address) => format!("url({})", text(fixture_parts(address).1)),
            Value::Text(described) => {
                let letter = match described.alphabet {
                    Alphabet::Ascii => "a",
                    Alphabet::Cjk => "一",
                    Alphabet::Astral => "😀",
                };
                format!("{}.repeat({})", text(letter), described.length as usize / letter.encode_utf16().count())
            }
            Value::Ref(reference) => bound(reference),
            Value::Listener { name, then } if then.is_empty() => format!("listener({})", text(name)),
            Value::Listener { name, then } => {
                let mut steps = String::new();
                let then = then.iter().filter_map(|step| serde_json::from_value::<Step>(step.clone()).ok());
                then.for_each(|step| self.step(&step, depth + 2, false, &mut steps));
                format!("listener({}, () => {{\n{steps}{}}})", text(name), "  ".repeat(depth + 1))
            }
            // What only a host can give.
            _ => "undefined".into(),
        }
    }
}

fn event(name: CallbackName) -> &'static str {
    match name {
        CallbackName::Success => "success",
        CallbackName::Fail => "fail",
        CallbackName::Complete => "complete",
    }
}

/// What a person does where a driver would.
fn by_hand(ui: &Ui) -> String {
    let label = ui.text.as_ref().map(|text| format!(" {}", text.to_json())).unwrap_or_default();
    let (verb, name) = match ui {
        Ui { tap: Some(name), hold: Some(_), .. } => ("Hold a finger on", name),
        Ui { tap: Some(name), .. } => ("Tap", name),
        Ui { press: Some(name), .. } => ("Press the button", name),
        Ui { read: Some(name), .. } => ("Look at", name),
        Ui { list: Some(name), .. } => ("Look at every", name),
        Ui { type_into: Some(name), .. } => ("Type into", name),
        Ui { dismiss: Some(name), .. } => ("Tap beside", name),
        Ui { drag: Some(name), down: Some(down), .. } => return format!("Put a finger on {name}, draw it {} pixels {}, and lift it", down.unsigned_abs(), if *down < 0 { "up" } else { "down" }),
        _ => return "Look at the screen".into(),
    };
    let aspect = match (&ui.style, &ui.property, &ui.place) {
        (Some(aspect), ..) | (None, Some(aspect), _) => format!(" ({aspect})"),
        (None, None, Some(side)) => format!(" ({})", side.name()),
        (None, None, None) => String::new(),
    };
    format!("{verb} {name}{aspect}{label}")
}

fn of_device(device: &Device) -> String {
    match device {
        Device::Position(Position { latitude, longitude, accuracy, altitude, speed, .. }) => {
            let more = [("at an altitude of", altitude, "m"), ("with a speed of", speed, "m/s")];
            let more: String = more.into_iter().filter_map(|(what, value, unit)| value.map(|value| format!(", {what} {value} {unit}"))).collect();
            format!("Set the position of the device to latitude {latitude}, longitude {longitude} (accuracy {accuracy} m){more}")
        }
        Device::Permission(Permission { to, is }) => {
            let what = match to {
                Permitted::Position => "know the position",
                Permitted::Camera => "use the camera",
                Permitted::Microphone => "use the microphone",
            };
            format!("{} the program to {what}", if *is == Decision::Granted { "Permit" } else { "Forbid" })
        }
        Device::Offline(offline) => format!("Take the network from the device, and give it back after {} ms", offline.ms),
        Device::Pick(files) if files.is_empty() => "Where the program asks for files, choose none".into(),
        Device::Pick(files) => format!("Where the program asks for files, choose {}", files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")),
        Device::Screen(Screen { width, height, scale }) => format!("Use a device with a screen of {width} × {height} CSS pixels, each {scale} × {scale} pixels of the device"),
    }
}

/// A bound value, as in `$ref`: `got.success.data`.
fn bound(reference: &str) -> String {
    join("answer", reference)
}

fn join(object: &str, below: &str) -> String {
    match plain(below) {
        Some("") => object.to_owned(),
        Some(plain) if plain.split('.').all(|part| part.starts_with(|first: char| !first.is_ascii_digit())) => format!("{object}.{plain}"),
        _ => below.split('.').fold(object.to_owned(), |path, part| format!("{path}[{}]", text(part))),
    }
}

fn path(path: &str) -> String {
    plain(path).map_or_else(|| join("globalThis", path), str::to_owned)
}

/// A dotted path that is code as it stands; `name()` on the way is what that function returns.
fn plain(path: &str) -> Option<&str> {
    let named = |part: &str| {
        let part = part.strip_suffix("()").unwrap_or(part);
        part.chars().all(|letter| letter.is_ascii_alphanumeric() || "_$".contains(letter))
    };
    path.split('.').all(named).then_some(path)
}

fn key(name: &str) -> String {
    // Without brackets this one would be the prototype.
    if name == "__proto__" {
        return "[\"__proto__\"]".into();
    }
    let plain = !name.is_empty() && !name.starts_with(|first: char| first.is_ascii_digit()) && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_$".contains(letter));
    if plain { name.to_owned() } else { text(name) }
}

/// A string literal: JSON, whose strings are JavaScript's.
fn text(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}
