//! One session of a run: takes jobs, opens and replaces its browser, writes down what came back, and asks for what is
//! still open. The rules of blame are in `harness/README.md`, "Who is to blame".

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Mutex;

use super::busy::Busy;
use super::exchange::{self, Came, Sending};
use super::{CONFIRM, session_budget};
use super::progress::Progress;
use super::recorder::Recorder;
use super::schedule::{self, Job, Queue};
use super::screens;
use super::smoke::Proof;
use crate::case::World;
use crate::error::{Error, Result};
use crate::host::{Session, Stage, Trouble, Worlds};
use crate::transcript::{self, Attempt, Observation, Outcome, Purpose};
use crate::trial::Trial;

/// How many times an error of ours is tried again before it stands.
const TRIES: usize = 2;

/// So many jobs in a row that an error of ours ended, and going on would only repeat it.
const HOPELESS: u32 = 8;

/// What the workers of a run share.
pub struct Shared {
    pub stage: Stage,
    pub trials: Vec<Trial>,
    pub queue: Queue,
    /// How many work at once.
    pub sessions: usize,
    pub recorder: Mutex<Recorder>,
    pub busy: Busy,
    pub proof: Mutex<Proof>,
    pub progress: Progress,
    /// Before the names of the sessions.
    pub label: String,
    /// Every namespace begins with it: no key of an earlier run is met again.
    pub run: String,
    /// The rest of a namespace is made with it.
    pub salt: String,
    pub budget: u64,
    pub quiet: u64,
    /// Where pictures of the screen are kept, if they are.
    pub screens: Option<PathBuf>,
}

/// A session with what was done in it.
struct Seat<'a> {
    session: Session,
    id: String,
    instance: String,
    /// Worlds that the seat had after its first.
    worlds: u64,
    /// Jobs since the host was launched.
    used: u64,
    /// Nothing ran in this world: its storage is empty.
    pristine: bool,
    /// What has to be launched before the next job.
    owed: Option<Owed>,
    /// Milliseconds that a trial of the last batch took.
    pace: Option<f64>,
    budget: u64,
    /// What the agent still listens to of the batches before: its next answer tells of it.
    listened: Option<(Job, Vec<Sending<'a>>)>,
    /// What closed meanwhile: it is written while the host does the next batch.
    unwritten: Vec<Closed>,
}

/// Place in the plan, and what was seen.
type Closed = (usize, Attempt);

/// The clean-up after a trial. It is made when the next one begins, which may have a launch of its own.
#[derive(Clone, Copy)]
enum Owed {
    /// The host again.
    Launch,
    /// The host in a world that nothing ran in.
    World,
}

/// Works until the queue is empty. `number` tells the workers apart.
pub async fn work(shared: Arc<Shared>, number: usize) -> Result<()> {
    let shared = &*shared;
    let mut seat: Option<Seat> = None;
    let mut batch = 0;
    let mut errors = 0;
    // Jobs that were taken, and whose trials are not all written down.
    let mut open = 0;
    loop {
        let listened = seat.as_ref().and_then(|seat| seat.listened.as_ref()).map(|(job, _)| job);
        let mut todo = match (shared.queue.next(), listened) {
            (Some(job), Some(before)) if !before.joins(&job) => vec![job, before.without_trials()],
            (Some(job), _) => vec![job],
            // It may bring new jobs.
            (None, Some(before)) => vec![before.without_trials()],
            (None, None) => shared.queue.take().await.into_iter().collect(),
        };
        if todo.is_empty() {
            break;
        }
        open += todo.iter().filter(|job| !job.trials.is_empty()).count();
        let mut done = Ok(());
        while let (Some(mut job), Ok(())) = (todo.pop(), &done) {
            if let Some(pace) = seat.as_ref().and_then(|seat| seat.pace).filter(|_| !job.trials.is_empty()) {
                shared.queue.widen(&mut job, schedule::size(pace), shared.sessions);
            }
            batch += 1;
            match attempt(shared, &mut seat, number, batch, &job).await {
                Ok(Done::Well { left }) => {
                    errors = 0;
                    todo.extend(left);
                }
                Ok(Done::Ours(error)) => {
                    errors += 1;
                    if errors == HOPELESS {
                        done = Err(error);
                    }
                }
                Err(error) => done = Err(error),
            }
        }
        if done.is_err() || seat.as_ref().is_none_or(|seat| seat.listened.is_none()) {
            (0..std::mem::take(&mut open)).for_each(|_| shared.queue.finished());
        }
        if let Err(error) = done {
            shared.queue.stop();
            if let Some(seat) = seat {
                seat.session.close().await;
            }
            return Err(error);
        }
    }
    if let Some(seat) = seat {
        seat.session.finish().await;
    }
    Ok(())
}

/// How a job ended.
enum Done {
    /// Everything that is to be said of it is written down or in the queue. What the deadline left of a batch, or a launch
    /// that failed of a job, goes on before anything else, so that trials keep their order.
    Well { left: Option<Job> },
    /// By an error of ours.
    Ours(Error),
}

/// Attempts one job, and with it what is still listened to of those before. A job without trials waits for that alone.
async fn attempt<'a>(shared: &'a Shared, seat: &mut Option<Seat<'a>>, number: usize, batch: u64, job: &Job) -> Result<Done> {
    let alone = match job.trials[..] {
        [index] if job.alone || shared.trials[index].alone() => Some(&shared.trials[index]),
        _ => None,
    };
    let single = alone.is_some();
    let empty = alone.is_some_and(|trial| trial.world == World::Empty);
    if seat.as_ref().is_some_and(|seat| (job.fresh && seat.used > 0 && seat.owed.is_none()) || (empty && !seat.pristine && shared.stage.worlds() == Worlds::Browsers)) {
        close(seat).await;
    }
    if seat.is_none() {
        *seat = Some(open(shared, number).await?);
        prove(shared, seat, number).await?;
    }
    let Some(here) = seat.as_mut() else { return Ok(Done::Well { left: None }) };
    let readied = if empty && !here.pristine { anew(shared, here).await } else { settle(shared, here).await };
    if let Err(trouble) = readied {
        incident(shared, &here.id, &trouble).await?;
        close(seat).await;
        return Ok(Done::Well { left: Some(job.clone()) });
    }
    let budget = if job.purpose == Purpose::ConfirmSilence { here.budget * CONFIRM } else { here.budget };
    let sending = sending(shared, job, budget).await;
    sending.iter().for_each(|one| shared.stage.expect_arrivals(&one.namespace));
    let clean = here.used == 0;
    here.used += 1;
    here.pristine = false;
    let (job, sending, before) = match here.listened.take() {
        Some((earlier, mut all)) => {
            let before = all.len();
            all.extend(sending);
            (Job { trials: [earlier.trials, job.trials.clone()].concat(), ..earlier }, all, before)
        }
        None => (job.clone(), sending, 0),
    };
    let began = Instant::now();
    let (id, instance, unwritten) = (here.id.clone(), here.instance.clone(), std::mem::take(&mut here.unwritten));
    let exchange = async {
        if single {
            return exchange::alone(&mut here.session, batch, &sending[0], &instance, &shared.busy).await.map(|events| vec![Came::Back(events)]);
        }
        let carry = sending.len() > before && shared.queue.goes_on(&job);
        exchange::together(&mut here.session, batch, &sending, before, carry, &shared.busy).await
    };
    let (result, written) = tokio::join!(exchange, record(shared, unwritten));
    written?;
    match result {
        Ok(came) => {
            let begun = came[before..].iter().filter(|came| !matches!(came, Came::Untouched)).count();
            if !single && begun > 0 {
                here.pace = Some(began.elapsed().as_secs_f64() * 1000.0 / begun as f64);
            }
            let (mut closed, mut listened, mut left) = (Vec::new(), Vec::new(), job.without_trials());
            for ((index, one), came) in job.trials.iter().copied().zip(sending).zip(came) {
                match came {
                    Came::Back(mut events) => {
                        exchange::join(&mut events, &shared.stage.take_arrivals(&one.namespace));
                        closed.push((index, line(&id, &job, &one, Outcome::Closed, None, events, single, budget)));
                    }
                    Came::Listened => listened.push((index, one)),
                    Came::Untouched => left.trials.push(index),
                }
            }
            if let (Some(trial), Some(out), Some((_, attempt))) = (alone, &shared.screens, closed.first()) {
                screens::keep(out, &mut here.session, trial, attempt).await;
            }
            if listened.is_empty() {
                record(shared, closed).await?;
            } else {
                let (trials, sending) = listened.into_iter().unzip();
                here.listened = Some((Job { trials, ..job }, sending));
                here.unwritten = closed;
            }
            if let Some(trial) = alone {
                match (empty, shared.stage.worlds()) {
                    (true, Worlds::Browsers) => close(seat).await,
                    (true, _) => here.owed = Some(Owed::World),
                    _ if trial.leaves_traces() => here.owed = Some(Owed::Launch),
                    _ => {}
                }
            }
            Ok(Done::Well { left: (!left.trials.is_empty()).then_some(left) })
        }
        Err(trouble) => {
            incident(shared, &id, &trouble).await?;
            sending.iter().for_each(|one| drop(shared.stage.take_arrivals(&one.namespace)));
            if let (Some(trial), Some(out)) = (alone, &shared.screens) {
                let attempt = line(&id, &job, &sending[0], Outcome::Lost, None, Vec::new(), single, budget);
                screens::keep(out, &mut here.session, trial, &attempt).await;
            }
            close(seat).await;
            lost(shared, &id, &job, &sending, &trouble, single && clean, budget).await?;
            Ok(match trouble {
                Trouble::Ours(error) => Done::Ours(error),
                Trouble::Lost(_) | Trouble::Unseen(_) => Done::Well { left: None },
            })
        }
    }
}

async fn sending<'a>(shared: &'a Shared, job: &Job, budget: u64) -> Vec<Sending<'a>> {
    let recorder = shared.recorder.lock().await;
    job.trials
        .iter()
        .map(|index| {
            let trial = &shared.trials[*index];
            let attempt = recorder.next_attempt(&trial.id);
            Sending { trial, attempt, namespace: transcript::namespace(&shared.salt, &shared.run, *index, attempt), budget, quiet: shared.quiet }
        })
        .collect()
}

/// Writes what came back; silence is to be confirmed.
async fn record(shared: &Shared, closed: Vec<Closed>) -> Result<()> {
    if closed.is_empty() {
        return Ok(());
    }
    let mut recorder = shared.recorder.lock().await;
    let silent: Vec<usize> =
        closed.iter().filter(|(_, attempt)| crate::judge::needs_confirmation(attempt) && !recorder.confirmed(&attempt.trial)).map(|(index, _)| *index).collect();
    shared.progress.done(closed.len() as u64, silent.len() as u64);
    recorder.attempts(closed.into_iter().map(|(_, attempt)| attempt).collect())?;
    drop(recorder);
    for index in silent {
        shared.queue.push(Job { trials: vec![index], purpose: Purpose::ConfirmSilence, fresh: false, alone: true });
    }
    Ok(())
}

/// Contact was lost, or something of ours failed: sorts out who is to blame and what is tried next.
async fn lost(shared: &Shared, session: &str, job: &Job, sending: &[Sending<'_>], trouble: &Trouble, blameable: bool, budget: u64) -> Result<()> {
    let mut recorder = shared.recorder.lock().await;
    let ours = !matches!(trouble, Trouble::Lost(_));
    let outcome = match (ours, blameable) {
        (true, _) => Outcome::Error,
        (false, true) => Outcome::Lost,
        (false, false) => Outcome::Collateral,
    };
    let attempts = sending.iter().map(|one| line(session, job, one, outcome, Some(trouble.to_string()), Vec::new(), blameable, budget)).collect();
    recorder.attempts(attempts)?;
    if job.trials.len() > 1 {
        let again = if ours && sending.iter().any(|one| recorder.errors(&one.trial.id) > TRIES) { Vec::new() } else { schedule::halves(job) };
        if again.is_empty() {
            shared.progress.done(job.trials.len() as u64, 0);
        }
        again.into_iter().for_each(|half| shared.queue.push(half));
        return Ok(());
    }
    let trial = &sending[0].trial.id;
    let tried = if ours { recorder.errors(trial) <= TRIES } else { recorder.losses(trial) < 2 };
    drop(recorder);
    if tried {
        let purpose = if job.purpose == Purpose::ConfirmSilence { job.purpose } else { Purpose::Retry };
        shared.queue.push(Job { trials: job.trials.clone(), purpose, fresh: true, alone: true });
    } else {
        shared.progress.done(1, 0);
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "they are the fields of a line, named at each call by what they are")]
fn line(session: &str, job: &Job, one: &Sending, outcome: Outcome, detail: Option<String>, events: Vec<Observation>, alone: bool, budget: u64) -> Attempt {
    Attempt {
        trial: one.trial.id.clone(),
        attempt: one.attempt,
        session: session.to_owned(),
        position: 0,
        namespace: one.namespace.clone(),
        purpose: job.purpose,
        alone,
        budget,
        outcome,
        detail,
        at: 0,
        events,
    }
}

/// Opens a session; a first failure is tried once more, because browsers do not always start.
async fn open<'a>(shared: &Shared, number: usize) -> Result<Seat<'a>> {
    let mut last = None;
    for _ in 0..TRIES {
        let id = format!("{}{}", shared.label, shared.recorder.lock().await.name_session(number));
        let instance = format!("{}-{id}", shared.run);
        match shared.stage.session(&id, &instance).await {
            Ok(session) => {
                let mut recorder = shared.recorder.lock().await;
                let at = recorder.now();
                let canary = session.facts.canary;
                recorder.session(session.facts.line(at))?;
                let budget = session_budget(shared.budget, canary);
                return Ok(Seat { session, id, instance, worlds: 0, used: 0, pristine: true, owed: None, pace: None, budget, listened: None, unwritten: Vec::new() });
            }
            Err(trouble) => {
                incident(shared, &id, &trouble).await?;
                last = Some(trouble);
            }
        }
    }
    Err(match last {
        Some(Trouble::Ours(error) | Trouble::Unseen(error)) => error,
        Some(Trouble::Lost(loss)) => Error::new("host-lost-at-launch", format!("the host could not be launched: {loss}"), "open the manifest's launch address in a browser and see what it shows"),
        None => Error::new("host-lost-at-launch", "the host could not be launched", ""),
    })
}

/// The smoke run, in the first session that opens; the others wait for it.
async fn prove(shared: &Shared, seat: &mut Option<Seat<'_>>, number: usize) -> Result<()> {
    let mut proof = shared.proof.lock().await;
    loop {
        let (smoke, here) = match (&mut *proof, seat.as_mut()) {
            (Proof::Owed(smoke), Some(here)) => (smoke, here),
            (Proof::Refused(error), _) => return Err(error.clone()),
            (Proof::Given, _) | (_, None) => return Ok(()),
        };
        let Err(trouble) = smoke.run(&mut here.session, &here.instance, here.budget).await else {
            let unclaimed = smoke.unclaimed();
            *proof = Proof::Given;
            return if unclaimed.is_empty() { Ok(()) } else { shared.recorder.lock().await.unclaimed(unclaimed) };
        };
        let refused = match &trouble {
            Trouble::Ours(error) | Trouble::Unseen(error) => Some(error.clone()),
            Trouble::Lost(loss) => smoke.is_hopeless(loss),
        };
        incident(shared, &here.id, &trouble).await?;
        close(seat).await;
        match refused {
            Some(error) => *proof = Proof::Refused(error),
            None => *seat = Some(open(shared, number).await?),
        }
    }
}

/// Launches what the job before left to be launched.
async fn settle(shared: &Shared, seat: &mut Seat<'_>) -> std::result::Result<(), Trouble> {
    match seat.owed {
        Some(Owed::World) => anew(shared, seat).await,
        Some(Owed::Launch) => {
            let instance = seat.instance.clone();
            renew(shared, seat, &instance, false).await
        }
        None => Ok(()),
    }
}

/// Launches the host again in the same browser, where it finds what it stored or nothing, and sees that it answers.
async fn renew(shared: &Shared, seat: &mut Seat<'_>, instance: &str, empty: bool) -> std::result::Result<(), Trouble> {
    let at_work = shared.busy.start();
    let result = if empty { seat.session.launch_anew(instance).await } else { seat.session.relaunch(instance).await };
    drop(at_work);
    result?;
    seat.instance = instance.to_owned();
    seat.used = 0;
    seat.owed = None;
    Ok(())
}

/// Launches the host where nothing ran: with an empty storage.
async fn anew(shared: &Shared, seat: &mut Seat<'_>) -> std::result::Result<(), Trouble> {
    seat.worlds += 1;
    let instance = format!("{}-{}-{}", shared.run, seat.id, seat.worlds);
    renew(shared, seat, &instance, true).await?;
    seat.pristine = true;
    Ok(())
}

async fn close(seat: &mut Option<Seat<'_>>) {
    if let Some(seat) = seat.take() {
        seat.session.close().await;
    }
}

async fn incident(shared: &Shared, session: &str, trouble: &Trouble) -> Result<()> {
    let (id, message) = match trouble {
        Trouble::Lost(loss) => ("contact-lost", loss.to_string()),
        Trouble::Unseen(error) | Trouble::Ours(error) => (error.id, error.message.clone()),
    };
    shared.recorder.lock().await.incident(session, id, &message)
}
