//! Sequences of calls, from a seed: one generator a file, and the table of them.
//!
//! A generator is a strategy of proptest's that gives a whole case: whatever its tree is simplified to is a sequence that
//! makes sense, because a model plays the calls when the case is made and leaves out what the documentation does not decide.
//! Proptest's runner is not used. A tree is made here, and the async runner drives its `simplify` and `complicate` when
//! a sequence failed (see `run::shrink`).

mod calls;
pub mod coverage;
mod files;
mod pages;
mod script;
mod sockets;
mod storage;
mod tab_bar;

use std::collections::BTreeSet;

use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sha2::{Digest, Sha256};

use super::Generated;
use crate::case::{Case, Origin};

/// A way of making sequences.
pub struct Generator {
    /// As origins and the ids of its cases have it.
    pub name: &'static str,
    /// The capability that its cases are chiefly about.
    pub capability: &'static str,
    /// How many sequences are released at least.
    pub count: u64,
    /// The sequences that may stand at an index.
    strategy: fn(u64) -> BoxedStrategy<Sequence>,
    /// The transitions of the model that its sequences can make.
    transitions: fn() -> Vec<String>,
}

pub const GENERATORS: [Generator; 5] = [
    Generator { name: "storage-sequence", capability: "storage/state", count: storage::COUNT, strategy: storage::strategy, transitions: storage::transitions },
    Generator { name: "file-sequence", capability: "file-system/state", count: 30, strategy: files::strategy, transitions: files::transitions },
    Generator { name: "page-sequence", capability: "framework/page", count: pages::COUNT, strategy: pages::strategy, transitions: pages::transitions },
    Generator { name: "tab-bar-sequence", capability: "ui/tabBar", count: tab_bar::COUNT, strategy: tab_bar::strategy, transitions: tab_bar::transitions },
    Generator { name: "socket-sequence", capability: "network/socketTask", count: 8, strategy: sockets::strategy, transitions: sockets::transitions },
];

/// A sequence as a case, how many calls it is made of, and the transitions of the model that they make.
#[derive(Clone, Debug)]
pub struct Sequence {
    pub case: Case,
    pub length: usize,
    pub reached: Vec<String>,
}

/// A sequence that can be made smaller.
pub type Tree = Box<dyn ValueTree<Value = Sequence>>;

/// The generator of this name.
pub fn generator(name: &str) -> Option<&'static Generator> {
    GENERATORS.iter().find(|one| one.name == name)
}

/// So many indexes more are looked at for what the first ones miss.
const MORE: u64 = 500;

/// The released sequences of a seed.
pub fn cases(seed: u64) -> Vec<Generated> {
    GENERATORS.iter().flat_map(|one| one.released(seed)).collect()
}

impl Generator {
    /// The first sequences, and of those behind them each that makes a transition that none before it makes.
    fn released(&self, seed: u64) -> Vec<Generated> {
        let mut missed: BTreeSet<String> = (self.transitions)().into_iter().collect();
        let mut released = Vec::new();
        for index in 0..self.count + MORE {
            if index >= self.count && missed.is_empty() {
                break;
            }
            // One of which nothing is decided asks nothing of a host.
            let Some(Sequence { case, reached, .. }) = self.tree(seed, index).map(|tree| tree.current()).filter(|one| !one.case.checks.is_empty()) else { continue };
            if index < self.count || reached.iter().any(|transition| missed.contains(transition)) {
                missed.retain(|transition| !reached.contains(transition));
                released.push(self.generated(seed, index, case));
            }
        }
        released
    }

    /// The sequence that a seed and an index stand for, with its way of shrinking.
    pub fn tree(&self, seed: u64, index: u64) -> Option<Tree> {
        let bytes: [u8; 32] = Sha256::digest(format!("{} {seed} {index}", self.name)).into();
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::default() }, rng);
        (self.strategy)(index).new_tree(&mut runner).ok()
    }

    fn generated(&self, seed: u64, index: u64, case: Case) -> Generated {
        Generated {
            id: format!("generated/{}/{}-{index:02}", self.capability, self.name),
            case,
            origin: Origin::Generated { generator: self.name.to_owned(), seed, index },
            capability: self.capability.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{GENERATORS, Generated};
    use crate::case::{Case, Compiled, Origin, compile};
    use crate::spec::{Spec, Warehouse};

    fn problems(spec: &Spec, capability: &str, case: &Case) -> Vec<(String, String, String)> {
        let Compiled { problems, .. } = compile("sequence", case, &Origin::Recorded, capability, spec, None);
        problems
    }

    #[test]
    fn released_sequences_make_every_transition_and_no_other() {
        for (one, seed) in GENERATORS.iter().flat_map(|one| [1, 2, 3].map(|seed| (one, seed))) {
            let indexes = one.released(seed).into_iter().filter_map(|case| match case.origin {
                Origin::Generated { index, .. } => Some(index),
                _ => None,
            });
            let reached: BTreeSet<String> = indexes.flat_map(|index| one.tree(seed, index).unwrap().current().reached).collect();
            assert_eq!(reached, (one.transitions)().into_iter().collect(), "{} {seed}", one.name);
        }
    }

    #[test]
    fn released_sequences_have_checks_and_compile() {
        let spec = Spec::load(&Warehouse::embedded()).unwrap();
        for one in &GENERATORS {
            for Generated { id, case, .. } in one.released(1) {
                assert!(!case.checks.is_empty(), "{id} checks nothing");
                assert_eq!(problems(&spec, one.capability, &case), [], "{id}");
            }
        }
    }

    #[test]
    fn whatever_a_sequence_shrinks_to_compiles() {
        let spec = Spec::load(&Warehouse::embedded()).unwrap();
        for one in &GENERATORS {
            for index in 0..one.count {
                let mut tree = one.tree(2, index).unwrap();
                // Every third candidate is taken for one that does not fail.
                for step in 0..60 {
                    if !(if step % 3 == 2 { tree.complicate() } else { tree.simplify() }) {
                        break;
                    }
                    assert_eq!(problems(&spec, one.capability, &tree.current().case), [], "{} {index}", one.name);
                }
            }
        }
    }
}
