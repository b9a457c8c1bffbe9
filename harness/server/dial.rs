//! The lines that agents dial in on: one agent to a session, whatever it dials over.
//!
//! An agent names its launch. The first launch that says hello holds the line until the harness expects another one; an
//! agent that lost its link takes it up again by the same launch. Others are refused, and the refusal is kept. This
//! module carries text; what it says is for the agent and the channel.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// How long an agent whose link broke may take to dial again.
const GRACE: Duration = Duration::from_secs(3);

/// An agent that is asked one thing at a time has no more than this to say. Whoever says more must not fill the memory.
const UNHEARD: usize = 4;

/// Why an agent did not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HangUp {
    /// It said nothing in this time.
    Silent(Duration),
    /// Its link broke, and it did not dial again.
    Gone,
}

/// All lines of a run.
#[derive(Clone, Debug, Default)]
pub struct DialIn(Arc<Mutex<Lines>>);

#[derive(Debug, Default)]
struct Lines {
    sessions: HashMap<String, Arc<Line>>,
    refusals: Vec<String>,
}

impl DialIn {
    /// Opens the line of a session, until the handle is dropped.
    pub fn session(&self, id: &str) -> DialHandle {
        let line = Arc::new(Line::default());
        self.lock().sessions.insert(id.to_owned(), Arc::clone(&line));
        DialHandle { id: id.to_owned(), line, all: self.clone() }
    }

    /// Who was refused since the last call, and why.
    pub fn refusals(&self) -> Vec<String> {
        std::mem::take(&mut self.lock().refusals)
    }

    pub(super) fn line(&self, session: &str) -> Option<Arc<Line>> {
        self.lock().sessions.get(session).cloned()
    }

    pub(super) fn refused(&self, why: String) {
        let mut lines = self.lock();
        // A host that dials for ever must not fill the memory.
        if lines.refusals.len() < 100 && !lines.refusals.contains(&why) {
            lines.refusals.push(why);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The harness's end of a line.
#[derive(Debug)]
pub struct DialHandle {
    id: String,
    line: Arc<Line>,
    all: DialIn,
}

impl DialHandle {
    /// From now on only an agent of another launch may say hello.
    pub fn expect_launch(&self) {
        self.line.expect_launch();
    }

    /// Waits for the hello of an agent, which it may have said already.
    pub async fn hello(&self, timeout: Duration) -> Result<String, HangUp> {
        let hello = self.line.until(|state| state.hello.clone());
        tokio::time::timeout(timeout, hello).await.map_err(|_| HangUp::Silent(timeout))
    }

    /// Sends a message and waits for the answer to it.
    pub async fn exchange(&self, message: String, timeout: Duration) -> Result<String, HangUp> {
        self.line.send(message);
        let answer = self.line.until(|state| state.from_agent.pop_front());
        tokio::select! {
            answer = answer => Ok(answer),
            () = self.line.gone() => Err(HangUp::Gone),
            () = tokio::time::sleep(timeout) => Err(HangUp::Silent(timeout)),
        }
    }
}

impl Drop for DialHandle {
    fn drop(&mut self) {
        let mut lines = self.all.lock();
        if lines.sessions.get(&self.id).is_some_and(|line| Arc::ptr_eq(line, &self.line)) {
            lines.sessions.remove(&self.id);
        }
    }
}

/// One line, seen from both ends.
#[derive(Debug, Default)]
pub(super) struct Line {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// The launch that holds the line.
    launch: Option<String>,
    /// Launches that held it before.
    spent: HashSet<String>,
    hello: Option<String>,
    to_agent: VecDeque<String>,
    from_agent: VecDeque<String>,
    /// The link that carries it now; links are numbered.
    link: u64,
    /// That link is known to be broken. One that asks again and again never is.
    broken: bool,
}

impl Line {
    /// An agent says hello, or dials again. The number of its link, or why it is refused.
    pub(super) fn attach(&self, launch: &str, hello: Option<&str>) -> Result<u64, &'static str> {
        let mut state = self.lock();
        if state.spent.contains(launch) {
            return Err("its launch is over");
        }
        match (&state.launch, hello) {
            (Some(holder), _) if holder != launch => return Err("another agent holds the line"),
            (None, None) => return Err("it did not say hello first"),
            _ => {}
        }
        state.launch = Some(launch.to_owned());
        if state.hello.is_none() {
            state.hello = hello.map(str::to_owned);
        }
        state.link += 1;
        state.broken = false;
        let link = state.link;
        drop(state);
        self.changed.notify_waiters();
        Ok(link)
    }

    /// The agent says something over its link.
    pub(super) fn hear(&self, link: u64, text: String) {
        let mut state = self.lock();
        if state.link == link && state.from_agent.len() < UNHEARD {
            state.from_agent.push_back(text);
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// The next message for the agent; nothing when the link is no longer the one that counts.
    pub(super) async fn next(&self, link: u64) -> Option<String> {
        self.until(|state| if state.link == link { state.to_agent.pop_front().map(Some) } else { Some(None) }).await
    }

    /// A link broke.
    pub(super) fn detach(&self, link: u64) {
        let mut state = self.lock();
        if state.link == link {
            state.broken = true;
        }
        drop(state);
        self.changed.notify_waiters();
    }

    fn expect_launch(&self) {
        let mut state = self.lock();
        let mut spent = std::mem::take(&mut state.spent);
        spent.extend(state.launch.take());
        *state = State { spent, link: state.link + 1, ..State::default() };
        drop(state);
        self.changed.notify_waiters();
    }

    fn send(&self, message: String) {
        let mut state = self.lock();
        // What was said before this question answers another one.
        state.from_agent.clear();
        state.to_agent.clear();
        state.to_agent.push_back(message);
        drop(state);
        self.changed.notify_waiters();
    }

    /// Waits until the link has been broken for as long as is granted.
    async fn gone(&self) {
        loop {
            let link = self.until(|state| state.broken.then_some(state.link)).await;
            let mended = self.until(|state| (state.link != link).then_some(()));
            if tokio::time::timeout(GRACE, mended).await.is_err() {
                return;
            }
        }
    }

    /// Waits until a look at the state finds something.
    async fn until<T>(&self, mut look: impl FnMut(&mut State) -> Option<T>) -> T {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // A change between the look and the wait must not be missed.
            changed.as_mut().enable();
            if let Some(found) = look(&mut self.lock()) {
                return found;
            }
            changed.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{DialIn, HangUp};

    const SOON: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn one_agent_holds_the_line_until_another_launch_is_expected() {
        let all = DialIn::default();
        let handle = all.session("s1");
        let line = all.line("s1").unwrap();
        assert_eq!(line.attach("one", None), Err("it did not say hello first"));
        let link = line.attach("one", Some("hello one")).unwrap();
        assert_eq!(handle.hello(SOON).await, Ok("hello one".to_owned()));
        assert_eq!(line.attach("two", Some("hello two")), Err("another agent holds the line"));
        handle.expect_launch();
        assert_eq!(line.next(link).await, None);
        assert_eq!(line.attach("one", Some("hello one")), Err("its launch is over"));
        line.attach("two", Some("hello two")).unwrap();
        assert_eq!(handle.hello(SOON).await, Ok("hello two".to_owned()));
        drop(handle);
        assert!(all.line("s1").is_none());
    }

    #[tokio::test]
    async fn messages_survive_a_new_link_of_the_same_launch() {
        let all = DialIn::default();
        let handle = all.session("s1");
        let line = all.line("s1").unwrap();
        let first = line.attach("one", Some("hello")).unwrap();
        line.detach(first);
        let agent = async {
            let second = line.attach("one", Some("hello")).unwrap();
            let question = line.next(second).await.unwrap();
            line.hear(first, "from the broken link".to_owned());
            line.hear(second, format!("answer to {question}"));
        };
        let (answer, ()) = tokio::join!(handle.exchange("question".to_owned(), SOON), agent);
        assert_eq!(answer, Ok("answer to question".to_owned()));
    }

    #[tokio::test]
    async fn what_nobody_asked_for_is_not_kept() {
        let all = DialIn::default();
        let handle = all.session("s1");
        let line = all.line("s1").unwrap();
        let link = line.attach("one", Some("hello")).unwrap();
        (0..1_000).for_each(|number| line.hear(link, format!("{number}")));
        assert_eq!(line.lock().from_agent.len(), super::UNHEARD);
        let agent = async {
            let question = line.next(link).await.unwrap();
            line.hear(link, format!("answer to {question}"));
        };
        let (answer, ()) = tokio::join!(handle.exchange("question".to_owned(), SOON), agent);
        assert_eq!(answer, Ok("answer to question".to_owned()));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_and_hanging_up_are_told_apart() {
        let all = DialIn::default();
        let handle = all.session("s1");
        let line = all.line("s1").unwrap();
        let link = line.attach("one", Some("hello")).unwrap();
        assert_eq!(handle.exchange("a".to_owned(), SOON).await, Err(HangUp::Silent(SOON)));
        line.detach(link);
        assert_eq!(handle.exchange("b".to_owned(), SOON).await, Err(HangUp::Gone));
    }
}
