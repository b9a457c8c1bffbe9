//! Holds the order of first attempts against the order that a run says it was made in: that of the plan, or the one that
//! its shuffle seed gives. Pure.
//!
//! A run cuts the order into jobs, batches and single trials, and each session takes the next job that nobody has. So
//! within a session the jobs that are begun follow the order, and within a job its trials do, over all sessions. In runs of
//! earlier minicerts what the deadline of a batch left untouched, and a trial whose empty world could not be launched, came again
//! behind everything else. Second and later attempts are made when the ones before them ask for it, and have no order to be held to.

use std::collections::HashMap;

use super::planned::Objection;
use crate::case::World;
use crate::run::{self, schedule};
use crate::transcript::{Attempt, Line, Purpose, Settings};
use crate::trial::Trial;

/// What of the order has been read.
#[derive(Debug, Default)]
pub struct Ordered {
    settings: Option<Settings>,
    /// Trial, by its place in the plan → how often it was executed.
    done: Vec<u32>,
    /// Trial → its job, and its place in it.
    places: HashMap<usize, (usize, usize)>,
    /// Job → the place that was last attempted in it; nothing where it was not begun.
    begun: Vec<Option<usize>>,
    sessions: HashMap<String, Taken>,
    /// Something happened to a session: an empty world may have to wait.
    incident: bool,
}

/// What a session has taken.
#[derive(Debug, Default)]
struct Taken {
    job: Option<usize>,
    /// It has taken a job that was put behind all others.
    behind: bool,
}

impl Ordered {
    pub fn settings(&mut self, settings: &Settings) {
        self.settings = Some(settings.clone());
    }

    /// The plan is complete.
    pub fn begin(&mut self, trials: &[Trial]) {
        self.done = vec![0; trials.len()];
        self.queue(trials);
    }

    /// What is still to be executed, as a run that begins here would queue it.
    fn queue(&mut self, trials: &[Trial]) {
        let Some(settings) = &self.settings else { return };
        let jobs = schedule::round(trials, &schedule::wanted(&self.done, settings, 0), settings, Purpose::Plan);
        self.begun = vec![None; jobs.len()];
        self.places.clear();
        for (job, trials) in jobs.into_iter().map(|job| job.trials).enumerate() {
            self.places.extend(trials.into_iter().enumerate().map(|(place, trial)| (trial, (job, place))));
        }
        self.sessions.clear();
        self.incident = false;
    }

    /// Takes a line of what happened. `index` finds a trial's place in the plan.
    pub fn next(&mut self, line: &Line, trials: &[Trial], index: impl Fn(&str) -> Option<usize>) -> Option<Objection> {
        match line {
            Line::Segment(_) => {
                self.queue(trials);
                None
            }
            Line::Incident(_) => {
                self.incident = true;
                None
            }
            Line::Attempt(attempt) => {
                let trial = index(&attempt.trial)?;
                let objection = (attempt.attempt == 1).then(|| self.first(attempt, trial, trials)).flatten();
                if run::settled(line).is_some() {
                    self.done.get_mut(trial).into_iter().for_each(|done| *done += 1);
                }
                objection
            }
            _ => None,
        }
    }

    fn first(&mut self, attempt: &Attempt, trial: usize, trials: &[Trial]) -> Option<Objection> {
        let &(job, place) = self.places.get(&trial)?;
        let taken = self.sessions.entry(attempt.session.clone()).or_default();
        let before = self.begun[job].replace(place);
        let out_of = |what: String| Some(("order-other", format!("{} was first attempted {what}, where {} has another", attempt.trial, said(self.settings.as_ref()))));
        if before.is_some_and(|before| before >= place) {
            return out_of(format!("behind the trial {} of its batch", before.unwrap_or_default() + 1));
        }
        if taken.job == Some(job) {
            return None;
        }
        let waits = trials[trial].world == World::Empty && self.incident;
        let ahead = taken.job.is_none_or(|last| last < job);
        if before.is_none() && ahead && !taken.behind {
            taken.job = Some(job);
            return None;
        }
        if before.is_some() || waits {
            (taken.job, taken.behind) = (Some(job), true);
            return None;
        }
        let last = taken.job.map_or(0, |job| job + 1);
        taken.job = Some(job);
        out_of(format!("as part of the job {} in the session {}, behind the job {last}", job + 1, attempt.session))
    }
}

fn said(settings: Option<&Settings>) -> String {
    settings.and_then(|settings| settings.shuffle).map_or_else(|| "the order of the plan".to_owned(), |seed| format!("the order of the seed {seed}"))
}

#[cfg(test)]
mod tests {
    use super::Ordered;
    use crate::case::{Form, Origin, World};
    use crate::run::{schedule, settings};
    use crate::spec::Effect;
    use crate::transcript::{Attempt, Incident, Line, Outcome, Purpose, Segment, Settings};
    use crate::trial::Trial;

    /// Eight that may share a batch, then three that run alone, of which the last two have a world of their own.
    fn trials() -> Vec<Trial> {
        (0..11)
            .map(|index| Trial {
                id: format!("t{index}"),
                case: String::new(),
                origin: Origin::Recorded,
                form: Form::Written,
                brief: String::new(),
                capability: String::new(),
                world: if index > 8 { World::Empty } else { World::Shared },
                effect: if index == 8 { Effect::Navigates } else { Effect::None },
                needs: Vec::new(),
                cumulative: false,
                steps: Vec::new(),
                calls: indexmap::IndexMap::new(),
                checks: Vec::new(),
            })
            .collect()
    }

    fn attempt(trial: usize, number: u32, session: &str) -> Line {
        Line::Attempt(Box::new(Attempt {
            trial: format!("t{trial}"),
            attempt: number,
            session: session.to_owned(),
            position: 1,
            namespace: String::new(),
            purpose: Purpose::Plan,
            alone: false,
            budget: 1,
            outcome: Outcome::Closed,
            detail: None,
            at: 0,
            events: Vec::new(),
        }))
    }

    /// How many lines are objected to.
    fn objections(settings: &Settings, lines: &[Line]) -> usize {
        let trials = trials();
        let mut ordered = Ordered::default();
        ordered.settings(settings);
        ordered.begin(&trials);
        lines.iter().filter_map(|line| ordered.next(line, &trials, |id| id.get(1..)?.parse().ok())).inspect(|(id, _)| assert_eq!(*id, "order-other")).count()
    }

    fn batches_of_three(shuffle: Option<u64>) -> Settings {
        Settings { batch: 3, shuffle, ..settings() }
    }

    fn alone(order: &[usize]) -> Vec<Line> {
        order.iter().map(|trial| attempt(*trial, 1, "s")).collect()
    }

    #[test]
    fn the_order_of_the_seed_is_accepted_and_any_other_is_not() {
        for shuffle in [None, Some(1), Some(7)] {
            let settings = batches_of_three(shuffle);
            let wanted = schedule::wanted(&[0; 11], &settings, 0);
            let due: Vec<usize> = schedule::round(&trials(), &wanted, &settings, Purpose::Plan).into_iter().flat_map(|job| job.trials).collect();
            assert_eq!(objections(&settings, &alone(&due)), 0);
            // The last two may be the end of a batch and a trial alone: exchanged, they are what a deadline leaves behind.
            for place in 0..due.len() - 2 {
                let mut other = due.clone();
                other.swap(place, place + 1);
                assert!(objections(&settings, &alone(&other)) > 0, "{other:?} for {due:?}");
            }
            for another in [None, Some(2), Some(8)].into_iter().filter(|another| *another != shuffle) {
                assert!(objections(&batches_of_three(another), &alone(&due)) > 0, "{shuffle:?} passes for {another:?}");
            }
        }
    }

    #[test]
    fn sessions_share_the_order_and_later_attempts_have_none() {
        let lines = [attempt(3, 1, "b"), attempt(0, 1, "a"), attempt(4, 1, "b"), attempt(1, 1, "a"), attempt(0, 2, "a"), attempt(5, 1, "b"), attempt(2, 1, "a"), attempt(6, 1, "a"), attempt(4, 2, "b"), attempt(7, 1, "a"), attempt(8, 1, "b")];
        assert_eq!(objections(&batches_of_three(None), &lines), 0);
        // One session took the second batch before the first.
        assert_eq!(objections(&batches_of_three(None), &alone(&[3, 4, 5, 0, 1, 2])), 1);
    }

    #[test]
    fn what_a_deadline_left_comes_behind_everything_else() {
        let settings = batches_of_three(None);
        assert_eq!(objections(&settings, &alone(&[0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 2])), 0);
        assert!(objections(&settings, &alone(&[0, 1, 3, 4, 5, 2, 6, 7, 8, 9, 10])) > 0, "it came before its time");
        assert!(objections(&settings, &alone(&[0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1])) > 0, "a batch is left from its end");
        assert!(objections(&settings, &alone(&[3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2])) > 0, "a batch was not begun in its turn");
    }

    #[test]
    fn an_empty_world_waits_when_it_could_not_be_launched() {
        let settings = batches_of_three(None);
        let incident = Line::Incident(Incident { session: "s".into(), id: "contact-lost".into(), message: String::new(), at: 0 });
        let mut lines = alone(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 9]);
        assert_eq!(objections(&settings, &lines), 1);
        lines.insert(9, incident);
        assert_eq!(objections(&settings, &lines), 0);
    }

    #[test]
    fn a_run_that_was_interrupted_is_queued_again() {
        let settings = batches_of_three(Some(7));
        let wanted = schedule::wanted(&[0; 11], &settings, 0);
        let due: Vec<usize> = schedule::round(&trials(), &wanted, &settings, Purpose::Plan).into_iter().flat_map(|job| job.trials).collect();
        let mut done = [0; 11];
        due[..4].iter().for_each(|trial| done[*trial] = 1);
        let left: Vec<usize> = schedule::round(&trials(), &schedule::wanted(&done, &settings, 0), &settings, Purpose::Plan).into_iter().flat_map(|job| job.trials).collect();
        let mut lines = alone(&due[..4]);
        lines.push(Line::Segment(Segment { after: String::new(), dropped: false, started: String::new() }));
        lines.extend(left.iter().map(|trial| attempt(*trial, 1, "t")));
        assert_eq!(objections(&settings, &lines), 0);
        lines.swap(5, 6);
        assert!(objections(&settings, &lines) > 0);
    }
}
