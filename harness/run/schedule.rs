//! What is tried next: batches first, then what runs alone, then what an attempt left open.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use crate::case::World;
use crate::transcript::{Purpose, Settings};
use crate::trial::Trial;
use crate::value::sha256;

/// Some trials to attempt together.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Indices into the plan.
    pub trials: Vec<usize>,
    pub purpose: Purpose,
    /// In a session that nothing else ran in.
    pub fresh: bool,
    /// Nothing beside it, also where the trials would allow it.
    pub alone: bool,
}

impl Job {
    /// Both are batches, tried for the same reason in any session: they may be one.
    pub fn joins(&self, other: &Self) -> bool {
        [self, other].iter().all(|job| !job.fresh && !job.alone) && self.purpose == other.purpose
    }

    /// The same for nothing new.
    pub fn without_trials(&self) -> Self {
        Self { trials: Vec::new(), ..self.clone() }
    }
}

/// How long a batch is meant to take, in milliseconds: much longer than what each of them costs besides its trials.
const MEANT: f64 = 1_000.0;

/// The most trials of one. Each time that this is halved after a loss costs a host that hangs a deadline.
const MOST: usize = 200;

/// How many trials a batch may have where one takes so many milliseconds.
pub fn size(pace: f64) -> usize {
    ((MEANT / pace) as usize).min(MOST)
}

/// The queue that the sessions of a run take from.
#[derive(Debug, Default)]
pub struct Queue {
    inner: Mutex<Inner>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    jobs: VecDeque<Job>,
    /// Jobs taken and not yet finished: they may bring new ones.
    open: usize,
    stopped: bool,
}

impl Inner {
    fn next(&mut self) -> Option<Job> {
        let job = if self.stopped { None } else { self.jobs.pop_front() };
        self.open += usize::from(job.is_some());
        job
    }
}

impl Queue {
    pub fn push(&self, job: Job) {
        self.lock().jobs.push_back(job);
        self.changed.notify_waiters();
    }

    /// The next job, if there is one now.
    pub fn next(&self) -> Option<Job> {
        self.lock().next()
    }

    /// Whether a batch is next that may be one with this job.
    pub fn goes_on(&self, job: &Job) -> bool {
        let inner = self.lock();
        !inner.stopped && inner.jobs.front().is_some_and(|next| job.joins(next))
    }

    /// The next job; waits while others may still bring one. None when all is done.
    pub async fn take(&self) -> Option<Job> {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            {
                let mut inner = self.lock();
                if let Some(job) = inner.next() {
                    return Some(job);
                }
                if inner.stopped || inner.open == 0 {
                    return None;
                }
            }
            changed.await;
        }
    }

    /// Puts the batches that are next into one that was taken, up to so many trials; what is left is shared by so many
    /// sessions.
    pub fn widen(&self, job: &mut Job, size: usize, sessions: usize) {
        let mut inner = self.lock();
        let share = inner.jobs.iter().filter(|next| job.joins(next)).count() / sessions.max(1);
        for _ in 0..share {
            if !inner.jobs.front().is_some_and(|next| job.joins(next) && job.trials.len() + next.trials.len() <= size) {
                break;
            }
            job.trials.extend(inner.jobs.pop_front().into_iter().flat_map(|next| next.trials));
        }
    }

    /// A taken job is finished, with whatever it brought pushed before.
    pub fn finished(&self) {
        self.lock().open -= 1;
        self.changed.notify_waiters();
    }

    /// Hands out nothing more.
    pub fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_waiters();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The trials that a round executes, in their order: those that were not executed so often, shuffled where that was asked.
pub fn wanted(done: &[u32], settings: &Settings, round: u32) -> Vec<usize> {
    let mut wanted: Vec<usize> = (0..done.len()).filter(|index| done[*index] <= round).collect();
    if let Some(seed) = settings.shuffle {
        shuffle(&mut wanted, seed, round);
    }
    wanted
}

/// The jobs of a round, in the order in which the sessions take them.
pub fn round(trials: &[Trial], wanted: &[usize], settings: &Settings, purpose: Purpose) -> Vec<Job> {
    let mut jobs = jobs(trials, wanted, settings.batch as usize, purpose);
    if settings.shuffle.is_some() {
        // As the trials lie that they begin with.
        jobs.sort_by_key(|job| wanted.iter().position(|index| *index == job.trials[0]));
    }
    jobs
}

/// The jobs of a plan: batches of what may run together, single jobs for the rest.
pub fn jobs(trials: &[Trial], wanted: &[usize], batch: usize, purpose: Purpose) -> Vec<Job> {
    let (alone, together): (Vec<usize>, Vec<usize>) = wanted.iter().partition(|index| trials[**index].alone());
    let mut jobs: Vec<Job> = together.chunks(batch.max(1)).map(|chunk| Job { trials: chunk.to_vec(), purpose, fresh: false, alone: false }).collect();
    // What needs a world of its own comes last: it costs a launch each.
    let (empty, shared): (Vec<usize>, Vec<usize>) = alone.into_iter().partition(|index| trials[*index].world == World::Empty);
    jobs.extend(shared.into_iter().chain(empty).map(|index| Job { trials: vec![index], purpose, fresh: false, alone: true }));
    jobs
}

/// Puts the trials into an order that the seed and the number of the round decide, and nothing else.
pub fn shuffle(wanted: &mut [usize], seed: u64, round: u32) {
    wanted.sort_by_cached_key(|index| sha256(format!("order {seed} {round} {index}").as_bytes()));
}

/// A lost batch is halved until one trial is alone.
pub fn halves(job: &Job) -> Vec<Job> {
    let (first, second) = job.trials.split_at(job.trials.len() / 2);
    [first, second]
        .into_iter()
        .filter(|half| !half.is_empty())
        .map(|half| Job { trials: half.to_vec(), purpose: job.purpose, fresh: true, alone: half.len() == 1 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Job, Purpose, Queue, size};

    fn job(trials: std::ops::Range<usize>, alone: bool) -> Job {
        Job { trials: trials.collect(), purpose: Purpose::Plan, fresh: false, alone }
    }

    #[tokio::test]
    async fn batches_become_one_where_trials_are_quick() {
        let queue = Queue::default();
        for start in [0, 50, 100, 150, 200] {
            queue.push(job(start..start + 50, false));
        }
        queue.push(job(250..251, true));
        let widened = |sessions: usize, pace: f64| {
            let queue = &queue;
            async move {
                let mut taken = queue.take().await.unwrap();
                queue.widen(&mut taken, size(pace), sessions);
                taken.trials
            }
        };
        // Two sessions share the four batches that are left, and none is left alone with its end.
        assert_eq!(widened(2, 5.0).await, (0..150).collect::<Vec<_>>());
        // A slow host is given no more than the batch that it took.
        assert_eq!(widened(1, 40.0).await, (150..200).collect::<Vec<_>>());
        // What runs alone joins nothing.
        assert_eq!(widened(1, 0.1).await, (200..250).collect::<Vec<_>>());
        assert_eq!(widened(1, 0.1).await, [250]);
    }

    #[tokio::test]
    async fn a_batch_goes_on_with_the_next_of_its_kind() {
        let queue = Queue::default();
        let (first, again) = (job(0..50, false), Job { purpose: Purpose::Retry, ..job(0..50, false) });
        assert!(!queue.goes_on(&first), "nothing is next");
        queue.push(job(50..100, false));
        assert!(queue.goes_on(&first) && !queue.goes_on(&again) && !queue.goes_on(&Job { fresh: true, ..first.clone() }));
        assert_eq!(queue.next(), Some(job(50..100, false)));
        queue.push(job(100..101, true));
        assert!(!queue.goes_on(&first), "what is next has the host to itself");
        queue.stop();
        assert_eq!(queue.next(), None);
    }

    #[test]
    fn a_batch_is_no_larger_than_a_loss_allows() {
        assert_eq!([0.0, 0.1, 10.0, 41.0, 5_000.0].map(size), [200, 200, 100, 24, 0]);
    }
}
