//! Records made by hand: trials, attempts, and the transcripts that hold them.
#![allow(dead_code, reason = "each test target uses a part of it")]

use indexmap::IndexMap;
use minicert::case::{Assertion, Form, Origin, World};
use minicert::plan::{self, Plan};
use minicert::spec::{Effect, Level, Requirement};
use minicert::transcript::{
    Attempt, COMPLETE, Claims, FORMAT, Footer, GENESIS, Header, Host, Line, Link, Observation, Outcome, Purpose, Seen, Session, Settings, Suite,
};
use minicert::trial::{CallMeta, CallStyle, PlannedCheck, Trial};
use minicert::value::sha256;

/// The requirement that checks name where a test does not care which.
pub const REQUIREMENT: &str = "area/thing/works";

pub fn requirement(id: &str) -> Requirement {
    Requirement {
        id: id.to_owned(),
        level: Level::Must,
        feature: "area".into(),
        en: format!("What {id} speaks of MUST hold."),
        zh: "必须（MUST）成立。".into(),
        basis: vec!["docs/area".into()],
        about: Vec::new(),
        untested: None,
        derived: None,
    }
}

/// A call that is not made, is silent, or is refused is blamed on `area/thing/…`.
pub fn call(style: CallStyle) -> CallMeta {
    CallMeta {
        shown: "swan.thing".into(),
        capability: Some("area/thing".into()),
        style,
        answers: None,
        free: false,
        missing: Some("area/thing/present".into()),
        silent: Some("protocol/call/settles".into()),
        refused: Some("area/thing/succeeds".into()),
    }
}

pub fn check(requirement: &str, expect: Assertion) -> PlannedCheck {
    PlannedCheck {
        requirement: requirement.to_owned(),
        level: Level::Must,
        capability: "area/thing".into(),
        argument: None,
        condition: "by hand".into(),
        expected: "what the test expects".into(),
        expect,
    }
}

pub fn trial(id: &str, calls: IndexMap<String, CallMeta>, checks: Vec<PlannedCheck>) -> Trial {
    Trial {
        id: id.to_owned(),
        case: id.to_owned(),
        origin: Origin::Recorded,
        form: Form::Written,
        brief: "By hand.".into(),
        capability: "area/thing".into(),
        world: World::Shared,
        effect: Effect::None,
        needs: Vec::new(),
        cumulative: false,
        steps: Vec::new(),
        calls,
        checks,
    }
}

/// A trial with one call, `got`, that is to succeed.
pub fn simple(id: &str) -> Trial {
    let calls = IndexMap::from([("got".to_owned(), call(CallStyle::Async))]);
    trial(id, calls, vec![check(REQUIREMENT, Assertion::Settled { call: "got".into() })])
}

pub fn attempt(trial: &str, number: u32, session: &str, position: u64, seen: Vec<Seen>) -> Attempt {
    Attempt {
        trial: trial.to_owned(),
        attempt: number,
        session: session.to_owned(),
        position,
        namespace: "n".into(),
        purpose: Purpose::Plan,
        alone: false,
        budget: 1_500,
        outcome: Outcome::Closed,
        detail: None,
        at: 100,
        events: seen.into_iter().zip(1..).map(|(what, seq)| Observation { seq, at: 0.0, what }).collect(),
    }
}

/// What a call that succeeds leaves.
pub fn succeeded() -> Vec<Seen> {
    let got = || "got".to_owned();
    vec![
        Seen::Called { call: got() },
        Seen::Callback { call: got(), name: "success".into(), args: vec![serde_json::json!({})], inside: false },
        Seen::Callback { call: got(), name: "complete".into(), args: vec![serde_json::json!({})], inside: false },
        Seen::Closed { why: "done".into() },
    ]
}

pub fn session(name: &str) -> Line {
    Line::Session(Session {
        session: name.to_owned(),
        browser: "chrome".into(),
        browser_version: "1".into(),
        channel: "script".into(),
        transport: "script".into(),
        agent: serde_json::json!({"type": "hello"}),
        canary: 1.0,
        at: 10,
    })
}

pub fn footer(attempts: u64) -> Line {
    Line::Footer(Footer { attempts, ended: COMPLETE.into(), at: 200, busy: 50 })
}

/// The lines of a run of these trials, from the header to what happened; a footer is not added.
pub fn lines(trials: Vec<Trial>, happened: Vec<Line>) -> Vec<Line> {
    let mut requirements: Vec<Requirement> = trials.iter().flat_map(|trial| &trial.checks).map(|check| requirement(&check.requirement)).collect();
    requirements.sort_by(|one, other| one.id.cmp(&other.id));
    requirements.dedup();
    let plan = Plan { trials, omissions: Vec::new(), requirements };
    let mut lines = vec![Line::Header(Box::new(header(&plan)))];
    lines.extend(plan.requirements.iter().cloned().map(Line::Requirement));
    lines.extend(plan.trials.iter().cloned().map(|trial| Line::Trial(Box::new(trial))));
    lines.push(Line::Begin { trials: plan.trials.len() as u64, omissions: 0 });
    lines.extend(happened);
    lines
}

fn header(plan: &Plan) -> Header {
    Header {
        format: FORMAT,
        started: "2026-11-21T12:00:00Z".into(),
        suite: Suite { version: "0.1.0".into(), release: None, spec: "spec".into(), cases: "cases".into(), agent: "agent".into() },
        host: Host {
            name: "A host".into(),
            version: "1".into(),
            member: None,
            build: None,
            dialect: "swan".into(),
            manifest: "manifest".into(),
            claims: Claims { release: None, profiles: Vec::new(), features: vec!["area".into()], development: Vec::new() },
            faults: Vec::new(),
        },
        seed: 1,
        challenge: None,
        settings: Settings { budget: 1_500, quiet: 60, attempts: 2, sessions: 1, batch: 50, repeat: None, shuffle: None },
        narrowed: false,
        profiles: IndexMap::new(),
        plan: plan::digest(plan),
        deviations: Vec::new(),
        waivers: IndexMap::new(),
        salt: None,
    }
}

/// Each line with its newline, chained as a run would chain them.
pub fn chained(lines: &[Line]) -> serde_json::Result<Vec<Vec<u8>>> {
    let mut prev = GENESIS.to_owned();
    lines
        .iter()
        .map(|line| {
            let mut bytes = serde_json::to_vec(&Link { prev: prev.clone(), line: line.clone() })?;
            bytes.push(b'\n');
            prev = sha256(&bytes);
            Ok(bytes)
        })
        .collect()
}
