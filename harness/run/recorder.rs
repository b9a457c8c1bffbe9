//! What a run has recorded so far: the transcript on disk, and the attempts in memory for the next decision.

use std::collections::HashMap;
use std::time::Instant;

use crate::error::Result;
use crate::transcript::{Attempt, Footer, Incident, Line, Outcome, Purpose, Session, Unclaimed, Writer};

/// The one writer, with what the schedule has to remember.
#[derive(Debug)]
pub struct Recorder {
    writer: Writer,
    began: Instant,
    /// Trial id → its attempts, in the order written.
    attempts: HashMap<String, Vec<Attempt>>,
    /// Session → the last position used in it.
    positions: HashMap<String, u64>,
    count: u64,
    /// How many names of sessions may have been given.
    names: u64,
}

impl Recorder {
    pub fn new(writer: Writer, began: Instant) -> Self {
        Self { writer, began, attempts: HashMap::new(), positions: HashMap::new(), count: 0, names: 0 }
    }

    /// Takes over what an interrupted run had recorded.
    pub fn remember(&mut self, lines: &[Line]) {
        for line in lines {
            match line {
                Line::Attempt(attempt) => self.keep((**attempt).clone()),
                // A name that was given left one of these, whether the session opened or not.
                Line::Session(_) | Line::Incident(_) => self.names += 1,
                _ => {}
            }
        }
    }

    fn keep(&mut self, attempt: Attempt) {
        self.count += 1;
        self.attempts.entry(attempt.trial.clone()).or_default().push(attempt);
    }

    /// A name that no session of this run had before, also of an earlier round or before an interruption: positions
    /// increase within a session, so a session's name stands for one browser.
    pub fn name_session(&mut self, worker: usize) -> String {
        self.names += 1;
        format!("s{worker}-{}", self.names)
    }

    /// Milliseconds since the run began.
    pub fn now(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }

    pub fn session(&mut self, session: Session) -> Result<()> {
        self.writer.append(&Line::Session(session))
    }

    pub fn incident(&mut self, session: &str, id: &str, message: &str) -> Result<()> {
        let at = self.now();
        self.writer.append(&Line::Incident(Incident { session: session.to_owned(), id: id.to_owned(), message: message.to_owned(), at }))
    }

    /// What is there and nobody claims.
    pub fn unclaimed(&mut self, functions: Vec<String>) -> Result<()> {
        self.writer.append(&Line::Unclaimed(Unclaimed { functions }))
    }

    /// Writes the attempts of a batch and waits for the disk once.
    pub fn attempts(&mut self, attempts: Vec<Attempt>) -> Result<()> {
        for mut attempt in attempts {
            let position = self.positions.entry(attempt.session.clone()).or_default();
            *position += 1;
            attempt.position = *position;
            attempt.at = self.began.elapsed().as_millis() as u64;
            let line = Line::Attempt(Box::new(attempt));
            self.writer.write(&line)?;
            if let Line::Attempt(attempt) = line {
                self.keep(*attempt);
            }
        }
        self.writer.sync()
    }

    /// The attempts of a trial so far.
    pub fn of(&self, trial: &str) -> &[Attempt] {
        self.attempts.get(trial).map_or(&[], Vec::as_slice)
    }

    /// The number of the next attempt at a trial, from 1.
    pub fn next_attempt(&self, trial: &str) -> u32 {
        self.of(trial).len() as u32 + 1
    }

    /// How often contact was lost with nothing else running.
    pub fn losses(&self, trial: &str) -> usize {
        self.of(trial).iter().filter(|attempt| attempt.outcome == Outcome::Lost).count()
    }

    /// How often an attempt ended in an error of ours.
    pub fn errors(&self, trial: &str) -> usize {
        self.of(trial).iter().filter(|attempt| attempt.outcome == Outcome::Error).count()
    }

    /// Whether silence has been confirmed already.
    pub fn confirmed(&self, trial: &str) -> bool {
        self.of(trial).iter().any(|attempt| attempt.purpose == Purpose::ConfirmSilence && attempt.outcome == Outcome::Closed)
    }

    pub fn finish(&mut self, ended: &str, busy: u64) -> Result<()> {
        let footer = Footer { attempts: self.count, ended: ended.to_owned(), at: self.now(), busy };
        self.writer.append(&Line::Footer(footer))
    }
}
