//! One job in one session: the messages to the agent, and the pauses at which the harness takes part.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::case::{Step, Ui, Wait, all};
use crate::host::{Look, Session, Trouble};
use crate::server::Arrival;
use crate::transcript::{Observation, Seen};
use crate::trial::Trial;

use super::busy::Busy;

/// Caps of an observation; see "Values" in `harness/README.md`.
const CAPS: (u64, u64, u64, u64) = (64, 3_000, 262_144, 4_096);

/// No further trial of a batch is begun after this many milliseconds, so that a slow host is not taken for a hung one.
const DEADLINE: u64 = 4_000;

/// What is added to the longest time that a batch may rightly take.
const GRACE: u64 = 6_000;

/// A trial as it is sent.
#[derive(Clone, Debug)]
pub struct Sending<'a> {
    pub trial: &'a Trial,
    pub attempt: u32,
    pub namespace: String,
    pub budget: u64,
    pub quiet: u64,
}

/// What has come of a trial.
#[derive(Debug)]
pub enum Came {
    /// It has closed; what was seen of it.
    Back(Vec<Observation>),
    /// Nothing is due of it any more: the next answer tells of it.
    Listened,
    /// The deadline left it untouched.
    Untouched,
}

/// What the agent answers to `run` and `resume`.
#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    attempts: Vec<Part>,
    /// Which trials are only listened to any more.
    #[serde(default)]
    open: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Part {
    trial: String,
    state: String,
    events: Vec<Observation>,
    #[serde(default)]
    pause: Option<Pause>,
    #[serde(default)]
    bindings: Json,
}

#[derive(Debug, Deserialize)]
struct Pause {
    step: String,
    /// Index of the step after the one at which the agent paused.
    from: usize,
    seq: u64,
}

/// Sends trials that run without the harness; the first `before` of them were sent before and are still listened to. With `carry`
/// the answer does not wait until it has been quiet after each. What came of each, in their order.
pub async fn together(session: &mut Session, batch: u64, all: &[Sending<'_>], before: usize, carry: bool, busy: &Busy) -> Result<Vec<Came>, Trouble> {
    let fixtures = session.fixtures();
    let longest = all.iter().map(patience).max().unwrap_or_default();
    let message = run_message(batch, carry, &fixtures, all[before..].iter().map(body).collect());
    let answer = exchange(session, &message, Duration::from_millis(DEADLINE + longest + GRACE), busy).await?;
    let open: HashSet<String> = answer.open.into_iter().collect();
    let mut closed: HashMap<String, Vec<Observation>> = answer.attempts.into_iter().map(|part| (part.trial, part.events)).collect();
    let came = |(number, one): (usize, &Sending<'_>)| match closed.remove(&one.namespace) {
        Some(events) => Ok(Came::Back(events)),
        None if carry && open.contains(&one.namespace) => Ok(Came::Listened),
        // Those before had begun, and the first begins before any deadline.
        None if number <= before => Err(ours("agent-protocol", format!("the agent answered without the trial {}", one.trial.id))),
        None => Ok(Came::Untouched),
    };
    all.iter().enumerate().map(came).collect()
}

/// Puts what arrived behind what the agent saw. The two clocks are not one: what came before what, across the two, is
/// known only where one caused the other.
pub fn join(events: &mut Vec<Observation>, arrivals: &[Arrival]) {
    let last = events.last().map_or(0, |event| event.seq);
    events.extend(arrivals.iter().zip(last + 1..).map(|(arrival, seq)| {
        let Arrival { at, what, path, value } = arrival.clone();
        Observation { seq, at, what: Seen::Arrived { what, path, value: value.to_json() } }
    }));
}

/// Sends one trial and takes part in it wherever the agent pauses: what was seen. Whatever came of it, the device is what it
/// was before.
pub async fn alone(session: &mut Session, batch: u64, sending: &Sending<'_>, instance: &str, busy: &Busy) -> Result<Vec<Observation>, Trouble> {
    let returned = take_part(session, batch, sending, instance, busy).await;
    let restored = session.restore().await;
    let returned = returned?;
    restored.map(|()| returned)
}

async fn take_part(session: &mut Session, batch: u64, sending: &Sending<'_>, instance: &str, busy: &Busy) -> Result<Vec<Observation>, Trouble> {
    let patience = Duration::from_millis(patience(sending) + GRACE);
    let fixtures = session.fixtures();
    let mut message = run_message(batch, false, &fixtures, vec![body(sending)]);
    let mut events: Vec<Observation> = Vec::new();
    loop {
        let answer = exchange(session, &message, patience, busy).await?;
        let Some(part) = answer.attempts.into_iter().find(|part| part.trial == sending.namespace) else {
            return Err(ours("agent-protocol", format!("the agent answered without the trial {}", sending.trial.id)));
        };
        events.extend(part.events);
        let Some(pause) = part.pause.filter(|_| part.state == "paused") else {
            return Ok(events);
        };
        let Some(step) = pause.from.checked_sub(1).and_then(|index| sending.trial.steps.get(index)) else {
            return Err(ours("agent-protocol", format!("the agent paused at step {}, which the trial does not have", pause.from)));
        };
        message = match step {
            Step::Relaunch => {
                session.relaunch(instance).await?;
                let mut rest = body(sending);
                (rest["from"], rest["seq"], rest["bindings"]) = (json!(pause.from), json!(pause.seq), part.bindings);
                run_message(batch, false, &fixtures, vec![rest])
            }
            step => match session.perform(step).await {
                Ok(seen) => resume_message(batch, &sending.namespace, step, seen),
                // What is not to be seen is an observation; the step's name stays without a value.
                Err(Trouble::Unseen(error)) => {
                    let seq = pause.seq + 1;
                    events.push(Observation { seq, at: 0.0, what: Seen::Stopped { step: pause.step.clone(), why: error.to_string(), call: None } });
                    resume_message(batch, &sending.namespace, step, Look::default())
                }
                Err(trouble) => return Err(trouble),
            },
        };
    }
}

fn resume_message(batch: u64, name: &str, step: &Step, Look { value, looks }: Look) -> Json {
    let wanted = match step {
        Step::Ui(ui) => ui.name.clone(),
        _ => None,
    };
    let seen = wanted.map_or(Json::Null, |wanted| json!({"as": wanted, "value": value, "looks": looks}));
    json!({"type": "resume", "batch": batch, "trial": name, "seen": seen})
}

async fn exchange(session: &mut Session, message: &Json, patience: Duration, busy: &Busy) -> Result<Answer, Trouble> {
    let at_work = busy.start();
    let answer = session.run(message, patience).await;
    drop(at_work);
    let answer: Answer = serde_json::from_value(answer?).map_err(|error| ours("agent-protocol", format!("the agent's answer does not follow the protocol: {error}")))?;
    match answer.kind.as_str() {
        "result" => Ok(answer),
        _ => Err(ours("agent-failed", answer.message.unwrap_or_else(|| "the agent gave no reason".into()))),
    }
}

fn ours(id: &'static str, message: String) -> Trouble {
    Trouble::Ours(crate::error::Error::new(id, message, "this is a fault of minicert: please report it with the transcript"))
}

fn run_message(batch: u64, carry: bool, fixtures: &Json, trials: Vec<Json>) -> Json {
    let (depth, width, bytes, large) = CAPS;
    json!({
        "type": "run", "batch": batch, "deadline": DEADLINE, "carry": carry,
        "caps": {"depth": depth, "width": width, "bytes": bytes, "large": large},
        "fixtures": fixtures, "trials": trials,
    })
}

/// A trial as the agent is told of it. It is named by its namespace: a host that listens learns neither which trial it is, nor
/// which attempt.
fn body(sending: &Sending) -> Json {
    json!({"trial": sending.namespace, "steps": told(&sending.trial.steps), "budget": sending.budget, "quiet": sending.quiet})
}

/// The steps as the host may know them: what the harness waits to see is not among it, nor what it makes of the device.
fn told(steps: &[Step]) -> Vec<Json> {
    let without = |step: &Step| match step {
        Step::Ui(ui) => json!({step.verb(): Ui { until: None, ..ui.clone() }}),
        Step::Device(_) => json!({step.verb(): {}}),
        step => json!(step),
    };
    steps.iter().map(without).collect()
}

/// The longest time that a trial may rightly take, in milliseconds.
fn patience(sending: &Sending) -> u64 {
    let steps: u64 = all(&sending.trial.steps)
        .into_iter()
        .map(|step| match step {
            Step::Call(call) if call.wait.is_some_and(|wait| wait != Wait::None) => call.budget.unwrap_or(sending.budget),
            Step::Await(wait) => wait.budget.unwrap_or(sending.budget),
            Step::Sleep(sleep) => sleep.ms,
            // A synchronous call takes no time that anyone would wait for, but a large one does take some.
            Step::Call(call) => call.budget.unwrap_or_default(),
            _ => 0,
        })
        .sum();
    steps + sending.budget + sending.quiet
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;

    use super::{Sending, body};
    use crate::case::{Form, Origin, World};
    use crate::spec::Effect;
    use crate::trial::Trial;

    fn trial(id: &str) -> Trial {
        Trial {
            id: id.to_owned(),
            case: id.to_owned(),
            origin: Origin::Recorded,
            form: Form::Written,
            brief: id.to_owned(),
            capability: "storage/setStorage".into(),
            world: World::Shared,
            effect: Effect::None,
            needs: Vec::new(),
            cumulative: false,
            steps: Vec::new(),
            calls: IndexMap::new(),
            checks: Vec::new(),
        }
    }

    #[test]
    fn no_message_says_which_trial_it_is_or_which_attempt() {
        let (one, other) = (trial("storage/setStorage/one"), trial("storage/setStorage/other"));
        let told = |trial, attempt| body(&Sending { trial, attempt, namespace: "n".into(), budget: 1_500, quiet: 60 });
        assert_eq!(told(&one, 1), told(&one, 2));
        assert_eq!(told(&one, 1), told(&other, 1));
    }

    #[test]
    fn no_message_says_what_is_made_of_the_device_or_waited_for() {
        let steps = r#"[{"device": {"position": {"latitude": 39.9, "longitude": 116.4, "accuracy": 10}}}, {"ui": {"read": "toast", "as": "seen", "until": {"equals": "a"}}}, {"sleep": {"ms": 5}}]"#;
        let trial = Trial { steps: serde_json::from_str(steps).unwrap(), ..trial("location/getLocation/one") };
        let told = body(&Sending { trial: &trial, attempt: 1, namespace: "n".into(), budget: 1_500, quiet: 60 });
        assert_eq!(told["steps"], serde_json::json!([{"device": {}}, {"ui": {"read": "toast", "as": "seen"}}, {"sleep": {"ms": 5}}]));
    }
}
