//! Sequences of calls over several connections at once, played by the model of sockets and judged from both ends.

use proptest::bool::weighted;
use proptest::option;
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::strategy::BoxedStrategy;

use super::Sequence;
use super::calls::Calls;
use super::script::{Data, Script, has, product};
use crate::case::{Arrives, Assertion, Call, CallbackName, Matcher, Read, Step, Wait};
use crate::model::sockets::{Server, Socket, State};
use crate::value::Value;

const TASK: &str = "network/socketTask";

/// So many connections are open at once, and are opened in all, at most; five at once are documented to be allowed.
const AT_ONCE: usize = 4;
const IN_ALL: usize = 8;

/// Over a connection by its number, counted over those that there are.
#[derive(Clone, Debug)]
enum Op {
    Connect(Server),
    Send(usize, Data),
    Close(usize, Option<u16>),
    Look(usize),
}

pub fn strategy(_: u64) -> BoxedStrategy<Sequence> {
    Calls { call: op(), number: 16..=32 }.prop_map(|ops| play(&ops)).boxed()
}

/// How many other connections are open, and how far one is.
const OTHERS: [&str; 3] = ["none open", "one open", "more open"];
const IS: [&str; 4] = ["open and not used", "open and used", "closed by the program", "closed by the server"];

pub fn transitions() -> Vec<String> {
    let of = |calls: &[&str], states: &[&str]| product(calls, states).collect::<Vec<_>>();
    [
        of(&["connectSocket, which echoes", "connectSocket, which closes"], &OTHERS),
        of(&["send a text", "send bytes"], &IS),
        of(&["close", "close with a code"], &IS[..2]),
        of(&["readyState"], &IS),
    ]
    .concat()
}

fn op() -> impl Strategy<Value = Op> {
    let which = 0usize..IN_ALL;
    let data = prop_oneof![Just(Data::Text("a")), Just(Data::Text("b")), Just(Data::Text("\u{4f60}\u{597d}")), Just(Data::Bytes(&[0, 255, 128])), Just(Data::Bytes(&[254]))];
    let code = option::of(prop_oneof![Just(1000u16), Just(3001), Just(4000)]);
    prop_oneof![
        4 => weighted(0.25).prop_map(|closes| Op::Connect(if closes { Server::Closes } else { Server::Echoes })),
        6 => (which.clone(), data).prop_map(|(which, data)| Op::Send(which, data)),
        3 => (which.clone(), code).prop_map(|(which, code)| Op::Close(which, code)),
        2 => which.prop_map(Op::Look),
    ]
}

/// A connection with the names of what its steps are called by.
struct Connection {
    number: usize,
    socket: Socket<Data>,
    /// The last call that sent something, and the one that closed it with its code.
    sender: Option<String>,
    closer: Option<(String, Option<u16>)>,
}

impl Connection {
    fn state(&self) -> &'static str {
        match (self.socket.state, &self.closer) {
            (State::Open, _) => IS[usize::from(self.sender.is_some())],
            (State::Closed, Some(_)) => IS[2],
            (State::Closed, None) => IS[3],
        }
    }

    fn task(&self) -> String {
        format!("task-{}", self.number)
    }

    fn listener(&self, event: &str) -> String {
        format!("{event}-{}", self.number)
    }

    /// Where it leads to: a path of its own.
    fn path(&self) -> String {
        match self.socket.server {
            Server::Echoes => format!("socket/echo/{}", self.number),
            // The code tells the connections apart.
            Server::Closes => format!("socket/close/{}", 4000 + self.number),
        }
    }
}

fn play(ops: &[Op]) -> Sequence {
    let mut script = Script::default();
    let mut all: Vec<Connection> = Vec::new();
    for op in ops {
        match *op {
            Op::Connect(server) if all.len() < IN_ALL && open(&all) < AT_ONCE => {
                let which = if server == Server::Echoes { "echoes" } else { "closes" };
                script.reaches(format!("connectSocket, which {which}: {}", OTHERS[open(&all).min(2)]));
                all.push(connect(&mut script, all.len() + 1, server));
            }
            Op::Send(which, data) if !all.is_empty() => send(&mut script, which % all.len(), &mut all, data),
            Op::Close(which, code) if !all.is_empty() => close(&mut script, which % all.len(), &mut all, code),
            Op::Look(which) if !all.is_empty() => look(&mut script, which % all.len(), &all),
            _ => {}
        }
    }
    let several = all.len() > 1;
    all.iter().for_each(|one| ends(&mut script, one, several));
    script.sequence("Several connections are used in a random order, and each has what was sent over it.", Vec::new())
}

fn open(all: &[Connection]) -> usize {
    all.iter().filter(|one| one.socket.state == State::Open).count()
}

fn connect(script: &mut Script, number: usize, server: Server) -> Connection {
    let one = Connection { number, socket: Socket::open(server), sender: None, closer: None };
    script.next();
    let url = Value::object([("url", Value::Url(one.path()))]);
    script.call(Call { api: "connectSocket".into(), with: Some(url), name: Some(one.task()), wait: Some(Wait::None), ..Call::default() });
    for (api, event) in [("onOpen", "opened"), ("onMessage", "message"), ("onClose", "closed")] {
        let listener = Value::Listener { name: one.listener(event), then: Vec::new() };
        let name = Some(format!("{}-set", one.listener(event)));
        script.call(Call { api: api.into(), of: Some(one.task()), args: Some(vec![listener]), name, ..Call::default() });
    }
    script.wait_for(&one.listener("opened"), 1);
    one
}

/// A call of a function of a task, with all callbacks.
fn method(script: &mut Script, task: String, api: &str, with: Value, free: bool) -> String {
    let name = Some(format!("{}-{api}", script.next()));
    let callbacks = Some(vec![CallbackName::Success, CallbackName::Fail, CallbackName::Complete]);
    script.call(Call { api: api.into(), of: Some(task), with: Some(with), callbacks, wait: Some(Wait::Settled), name, free, ..Call::default() })
}

fn send(script: &mut Script, which: usize, all: &mut [Connection], data: Data) {
    let one = &mut all[which];
    script.reaches(format!("send {}: {}", if matches!(data, Data::Text(_)) { "a text" } else { "bytes" }, one.state()));
    let sent = one.socket.send(data);
    let call = method(script, one.task(), "send", Value::object([("data", data.value())]), true);
    if !sent {
        return script.check(&format!("{TASK}/send-when-not-open"), Assertion::Refused { call, is: None });
    }
    script.check(&format!("{TASK}/send-succeeds"), Assertion::Succeeded { call: call.clone() });
    one.sender = Some(call);
    match one.socket.state {
        State::Open => script.wait_for(&one.listener("message"), one.socket.heard),
        State::Closed => script.wait_for(&one.listener("closed"), 1),
    }
}

/// Closing what is closed is not documented.
fn close(script: &mut Script, which: usize, all: &mut [Connection], code: Option<u16>) {
    let one = &mut all[which];
    if one.socket.state == State::Closed {
        return;
    }
    script.reaches(format!("close{}: {}", if code.is_some() { " with a code" } else { "" }, one.state()));
    one.socket.close();
    let with = Value::object(code.map(|code| ("code", Value::Number(code.into()))));
    let call = method(script, one.task(), "close", with, true);
    script.check(&format!("{TASK}/close-succeeds"), Assertion::Succeeded { call: call.clone() });
    script.wait_for(&one.listener("closed"), 1);
    one.closer = Some((call, code));
}

fn look(script: &mut Script, which: usize, all: &[Connection]) {
    let one = &all[which];
    script.reaches(format!("readyState: {}", one.state()));
    let number = script.next();
    let name = format!("{number}-state");
    script.step(Step::Read(Read { of: Some(one.task()), global: false, path: "readyState".into(), name: name.clone() }));
    let state = if one.socket.state == State::Open { 1.0 } else { 3.0 };
    script.check(&format!("{TASK}/ready-state"), Assertion::Observed { of: name, is: Matcher::Equals(Value::Number(state)), within: None });
}

/// What both ends have seen when all is over: what arrived before what came back of it.
fn ends(script: &mut Script, one: &Connection, several: bool) {
    let heard = |event: &str, times: u32, is: Option<Matcher>| Assertion::Heard { listener: one.listener(event), times: Some(times), is, some: None, within: None };
    script.check(&format!("{TASK}/open-event"), heard("opened", 1, None));
    script.check(&format!("{TASK}/close-event"), heard("closed", u32::from(one.socket.state == State::Closed), None));
    if let Some(call) = &one.sender {
        let arrived = Matcher::OneOf(one.socket.sent.iter().map(|data| data.arrived()).collect());
        let times = Some(one.socket.sent.len() as u32);
        script.check(&format!("{TASK}/send-in-order"), Assertion::Arrived { call: call.clone(), path: one.path(), what: Arrives::Message, times, is: Some(arrived) });
    }
    let last = one.socket.sent.last().filter(|_| one.socket.heard > 0).map(|data| has("data", Matcher::Equals(data.value())));
    let messages = if several { "network/connectSocket/own-tasks".to_owned() } else { format!("{TASK}/message-each") };
    script.check(&messages, heard("message", one.socket.heard, last));
    if let Some((call, code)) = &one.closer {
        let rule = if code.is_some() { "close-code" } else { "close-default-code" };
        let is = has("code", Matcher::Equals(Value::Number(code.unwrap_or(1000).into())));
        script.check(&format!("{TASK}/{rule}"), Assertion::Arrived { call: call.clone(), path: one.path(), what: Arrives::Close, times: Some(1), is: Some(is) });
    }
}

impl Data {
    /// As the server has it.
    fn arrived(self) -> Value {
        let kind = if matches!(self, Self::Text(_)) { "text" } else { "binary" };
        Value::object([("data", self.value()), ("type", Value::string(kind))])
    }
}
