//! A list of calls that shrinks fast: each candidate costs a host some time.
//!
//! Proptest's own lists lose one element after the other, keep a least length, and give what is known to fail again
//! after each candidate that does not. Here halves go first, then quarters, down to single calls, for as long as any can go;
//! then the calls that are left are made simpler one by one.

use std::fmt::Debug;
use std::ops::RangeInclusive;

use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// So many calls at first, and any fewer when it is made smaller.
#[derive(Clone, Debug)]
pub struct Calls<S> {
    pub call: S,
    pub number: RangeInclusive<usize>,
}

impl<S: Strategy> Strategy for Calls<S> {
    type Tree = Tree<S::Tree>;
    type Value = Vec<S::Value>;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let number = self.number.new_tree(runner)?.current();
        let calls = (0..number).map(|_| self.call.new_tree(runner)).collect::<Result<Vec<_>, _>>()?;
        Ok(Tree { kept: calls, removed: None, size: number.div_ceil(2), at: 0, progress: false, simpler: None })
    }
}

pub struct Tree<T> {
    kept: Vec<T>,
    /// What the last candidate is without, and where it was.
    removed: Option<(usize, Vec<T>)>,
    /// How many calls are taken out at once, and from where next; 0 once single ones have been tried in vain.
    size: usize,
    at: usize,
    /// Something could go since the pass over the calls began.
    progress: bool,
    /// The call that is being made simpler, once none can go.
    simpler: Option<usize>,
}

impl<T: ValueTree> Tree<T> {
    /// Takes out the next calls; false when none can go.
    fn remove(&mut self) -> bool {
        while self.size > 0 {
            if self.at < self.kept.len() {
                let end = (self.at + self.size).min(self.kept.len());
                self.removed = Some((self.at, self.kept.drain(self.at..end).collect()));
                return true;
            }
            let again = self.size == 1 && self.progress;
            if !again {
                self.size /= 2;
            }
            self.at = 0;
            self.progress = false;
        }
        false
    }

    fn simplify_from(&mut self, first: usize) -> bool {
        self.simpler = (first..self.kept.len()).find(|index| self.kept[*index].simplify());
        self.simpler.is_some()
    }
}

impl<T: ValueTree> ValueTree for Tree<T> {
    type Value = Vec<T::Value>;

    fn current(&self) -> Self::Value {
        self.kept.iter().map(ValueTree::current).collect()
    }

    /// What is there fails, too: on from it.
    fn simplify(&mut self) -> bool {
        if self.removed.take().is_some() {
            self.progress = true;
        }
        match self.simpler {
            Some(index) => self.simplify_from(index),
            None => self.remove() || self.simplify_from(0),
        }
    }

    /// What is there does not fail: back, and on from there.
    fn complicate(&mut self) -> bool {
        if let Some((at, calls)) = self.removed.take() {
            self.at = at + calls.len();
            self.kept.splice(at..at, calls);
            return self.remove() || self.simplify_from(0);
        }
        match self.simpler {
            Some(index) => self.kept[index].complicate() || self.simplify_from(index + 1),
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;

    use super::Calls;

    /// What a list of thirty numbers comes down to, and after how many candidates.
    fn smallest(fails: impl Fn(&[u32]) -> bool) -> (Vec<u32>, u32) {
        let mut tree = Calls { call: 0u32..100, number: 30..=30 }.new_tree(&mut TestRunner::deterministic()).unwrap();
        assert!(fails(&tree.current()));
        let (mut tried, mut more, mut best) = (0, tree.simplify(), tree.current());
        while more {
            tried += 1;
            let now = tree.current();
            more = if fails(&now) {
                best = now;
                tree.simplify()
            } else {
                tree.complicate()
            };
        }
        (best, tried)
    }

    #[test]
    fn what_is_not_needed_goes() {
        let (best, tried) = smallest(|all| all.iter().filter(|one| **one >= 50).count() >= 2);
        assert_eq!(best, [50, 50]);
        assert!(tried < 80, "{tried} candidates");
    }

    #[test]
    fn what_is_needed_from_both_ends_stays() {
        let (best, _) = smallest(|all| all.iter().map(|one| u64::from(*one)).sum::<u64>() >= 700);
        assert!(best.iter().sum::<u32>() >= 700 && best.len() < 14, "{best:?}");
    }
}
