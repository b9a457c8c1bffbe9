//! What an attempt's keys, files and addresses are called. The host is shown it, so it tells neither the trial nor the
//! number of the attempt to who does not know the run's salt; who has the transcript can make it again.

use crate::error::{Error, Result};
use crate::value::{hex, sha256};

/// So many hexadecimal digits tell the attempts of a run apart.
const DIGITS: usize = 12;

/// Drawn for each run, and written into its header.
pub fn salt() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::new("no-randomness", format!("the system gives no random bytes: {error}"), "see /dev/urandom"))?;
    Ok(hex(&bytes))
}

/// Of an attempt at the trial with this place in the plan. `begin` is what no other run's names begin with.
pub fn name(salt: &str, begin: &str, place: usize, attempt: u32) -> String {
    let mut tag = sha256(format!("{salt} {begin} {place} {attempt}").as_bytes());
    tag.truncate(DIGITS);
    format!("{begin}-{tag}")
}

/// The `begin` of a name.
pub fn begin(name: &str) -> &str {
    name.split('-').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{begin, name, salt};

    #[test]
    fn a_name_tells_neither_trial_nor_attempt() {
        let (one, other) = (salt().unwrap(), salt().unwrap());
        assert_ne!(one, other);
        let first = name(&one, "a1b2c3", 17, 1);
        assert_eq!(first, name(&one, "a1b2c3", 17, 1));
        assert_eq!(begin(&first), "a1b2c3");
        for different in [name(&other, "a1b2c3", 17, 1), name(&one, "a1b2c4", 17, 1), name(&one, "a1b2c3", 18, 1), name(&one, "a1b2c3", 17, 2)] {
            assert_ne!(first, different);
        }
    }
}
