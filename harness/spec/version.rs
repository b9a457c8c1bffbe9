//! Versions as hosts and browsers give them, and ranges of them.
//!
//! A version of a host is a text of its vendor's: `12.1.0`, `137.0.7151.68`, `built-in`. Only numbers joined by dots have an
//! order; any other text lies in no range and is met by its exact name alone. (Semantic versions have three numbers, and
//! browsers have four, so the parsers of those do not fit.)

use std::cmp::Ordering;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Conditions that all have to hold, such as `>=12.0 <13`; without a sign it is that version exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Versions {
    text: String,
    conditions: Vec<(Sign, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    AtLeast,
    AtMost,
    Above,
    Below,
    Exactly,
}

/// The longer signs first, so that `>=` is not read as `>`.
const SIGNS: [(&str, Sign); 5] = [(">=", Sign::AtLeast), ("<=", Sign::AtMost), (">", Sign::Above), ("<", Sign::Below), ("=", Sign::Exactly)];

impl TryFrom<String> for Versions {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut conditions = Vec::new();
        for part in text.split_whitespace() {
            let (sign, version) = SIGNS.iter().find_map(|(sign, meaning)| part.strip_prefix(sign).map(|rest| (*meaning, rest))).unwrap_or((Sign::Exactly, part));
            if version.is_empty() || (sign != Sign::Exactly && numbers(version).is_none()) {
                return Err(format!("{part:?} is no condition on a version: write it as in \">=12.0 <13\", with numbers joined by dots"));
            }
            conditions.push((sign, version.to_owned()));
        }
        if conditions.is_empty() { Err("there is no condition on a version: write it as in \">=12.0 <13\"".to_owned()) } else { Ok(Self { text, conditions }) }
    }
}

impl From<Versions> for String {
    fn from(versions: Versions) -> Self {
        versions.text
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Versions {
    /// Whether a version meets every condition.
    pub fn hold(&self, version: &str) -> bool {
        self.conditions.iter().all(|(sign, bound)| match order(version, bound) {
            // A text without an order is the bound or it is not.
            None => *sign == Sign::Exactly && version == bound,
            Some(order) => match sign {
                Sign::AtLeast => order != Ordering::Less,
                Sign::AtMost => order != Ordering::Greater,
                Sign::Above => order == Ordering::Greater,
                Sign::Below => order == Ordering::Less,
                Sign::Exactly => order == Ordering::Equal,
            },
        })
    }
}

/// `12.1` is `12.1.0`; nothing where one of them has no order.
fn order(left: &str, right: &str) -> Option<Ordering> {
    Some(numbers(left)?.cmp(&numbers(right)?))
}

/// The numbers of a version without zeros at its end.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut numbers = version.split('.').map(|part| part.parse().ok().filter(|_| digits(part))).collect::<Option<Vec<u64>>>()?;
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::Versions;

    #[test]
    fn a_range_holds_what_lies_in_it_and_nothing_that_has_no_order() {
        for (range, version, holds) in [
            (">=12.0 <13", "12", true),
            (">=12.0 <13", "12.9.9.1", true),
            (">=12.0 <13", "13.0", false),
            (">=12.0 <13", "11.99", false),
            (">=9", "10.1", true),
            (">12.1", "12.1.0", false),
            (">12.1", "12.1.0.1", true),
            ("<=12.1", "12.1.0", true),
            ("12.1", "12.1.0", true),
            ("=12.1", "12.1.1", false),
            ("built-in", "built-in", true),
            ("built-in", "built-in-2", false),
            (">=1", "built-in", false),
            (">=1", "2.0-beta", false),
            ("2.0-beta", "2.0-beta", true),
            ("<3", "", false),
        ] {
            assert_eq!(Versions::try_from(range.to_owned()).unwrap().hold(version), holds, "{version} in {range}");
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "  ", ">=", ">=twelve", "<12.x", ">=1 <", ">=1.+2", ">=-1"] {
            assert!(Versions::try_from(text.to_owned()).is_err(), "{text:?}");
        }
    }
}
