//! A few of many, so that a pipeline grades other faults with each commit and the same ones with the same commit.

use crate::value::sha256;

/// `count` of them, chosen by the hash of each name with `rotate`, in their own order. All, when there are no more.
pub fn sample<T>(mut all: Vec<(String, T)>, count: usize, rotate: &str) -> Vec<(String, T)> {
    let key = |name: &str| sha256(format!("sample {rotate} {name}").as_bytes());
    let mut keys: Vec<String> = all.iter().map(|(name, _)| key(name)).collect();
    keys.sort();
    if let Some(limit) = keys.get(count) {
        all.retain(|(name, _)| key(name) < *limit);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::sample;

    fn names(count: usize, rotate: &str) -> Vec<String> {
        let all = (0..100).map(|number| (format!("area/{number:02}"), ())).collect();
        sample(all, count, rotate).into_iter().map(|(name, ())| name).collect()
    }

    #[test]
    fn a_sample_has_its_size_and_is_the_same_again() {
        assert_eq!(names(12, "abc").len(), 12);
        assert_eq!(names(12, "abc"), names(12, "abc"));
        assert_eq!(names(200, "abc").len(), 100);
        assert!(names(0, "abc").is_empty());
    }

    #[test]
    fn another_commit_has_another_sample_and_a_larger_one_holds_the_smaller() {
        assert_ne!(names(12, "abc"), names(12, "abd"));
        let larger = names(30, "abc");
        assert!(names(12, "abc").iter().all(|name| larger.contains(name)));
    }

    #[test]
    fn commit_after_commit_comes_to_every_fault() {
        let met: std::collections::BTreeSet<String> = (0..120).flat_map(|commit| names(12, &commit.to_string())).collect();
        assert_eq!(met.len(), 100);
    }
}
