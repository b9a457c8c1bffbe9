//! What the union waives: failures of a requirement that do not bar a pass, of certain hosts and for a time. Union data:
//! `spec/waivers.yaml`. A host's own word on its failures is a deviation, and waives nothing.

use std::fmt;

use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::capability::Text;
use super::version::Versions;

/// An entry of `spec/waivers.yaml`, by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Waiver {
    pub scope: Scope,
    pub reason: Text,
    /// Where the union decided it, http or https.
    pub link: String,
    /// It is for runs that began on this day (UTC) or later.
    pub issued: Day,
    /// The last day (UTC) on which a run may begin under it.
    pub expires: Day,
    /// It is not for runs that began on this day or later. An entry stays in the file, for the runs before; transcripts leave
    /// this out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Day>,
}

/// What is waived, and of whom: a member's hosts, or every host under a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scope {
    /// The id of a MUST.
    pub requirement: String,
    /// As the manifest of the host has it. Left out: every member's, and then `release` is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The name of the host. Left out: every host of the member's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Versions of the product, as in `>=12.0 <13`. Left out: each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<Versions>,
    /// The release of the spec. Left out: each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Left out: each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
}

/// Where the host ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Environment {
    /// The name that the driver gives, in whatever case: `chrome`, `firefox`.
    pub browser: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<Versions>,
}

/// A day, as in `2027-02-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Day(Date);

/// Whose host it is, as far as waivers ask.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    pub member: Option<&'a str>,
    pub product: &'a str,
    pub version: &'a str,
    /// The release of the spec that the run was made with.
    pub release: Option<&'a str>,
}

impl Scope {
    /// Whether it names a host; where the host runs is looked at when that is known. What names neither a member nor a
    /// release names nobody.
    pub fn names(&self, host: Named) -> bool {
        let said = self.member.is_some() || self.release.is_some();
        let member = self.member.as_deref().is_none_or(|member| host.member == Some(member));
        let product = self.product.as_deref().is_none_or(|product| host.product == product);
        let version = self.versions.as_ref().is_none_or(|versions| versions.hold(host.version));
        let release = self.release.as_deref().is_none_or(|release| host.release == Some(release));
        said && member && product && version && release
    }
}

impl Environment {
    pub fn is(&self, browser: &str, version: &str) -> bool {
        self.browser.eq_ignore_ascii_case(browser) && self.versions.as_ref().is_none_or(|versions| versions.hold(version))
    }
}

impl Waiver {
    /// Whether the union had issued it on a day, and had not withdrawn it. It may have expired all the same.
    pub fn issued_by(&self, day: Day) -> bool {
        self.issued <= day && self.withdrawn.is_none_or(|withdrawn| day < withdrawn)
    }

    /// As a transcript has it.
    pub fn as_run(&self) -> Self {
        Self { withdrawn: None, ..self.clone() }
    }
}

/// The waivers that name a host on the day on which its run begins. Those that have expired are among them: that the union
/// forgot one is for the certificate to say.
pub fn applying(waivers: &IndexMap<String, Waiver>, host: Named, day: Day) -> IndexMap<String, Waiver> {
    waivers.iter().filter(|(_, waiver)| waiver.scope.names(host) && waiver.issued_by(day)).map(|(id, waiver)| (id.clone(), waiver.as_run())).collect()
}

impl Day {
    /// The day in UTC of an RFC 3339 time.
    pub fn of(time: &str) -> Option<Self> {
        Some(Self(time.parse::<jiff::Timestamp>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).date()))
    }
}

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text);
        day.map(Self).ok_or_else(|| format!("{text:?} is no day: write it as in 2027-02-01"))
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, Named, Waiver, applying};

    fn waiver(scope: &str) -> Waiver {
        let text = format!("scope: {{requirement: a/b/c, {scope}}}\nreason: {{en: a, zh: b}}\nlink: https://h/\nissued: 2026-01-10\nexpires: 2026-02-10\nwithdrawn: 2026-02-01\n");
        crate::yaml::read("w", &text).unwrap().value
    }

    #[test]
    fn a_scope_names_those_whom_all_of_it_names() {
        let host = Named { member: Some("M"), product: "P", version: "2.1", release: Some("r1") };
        for (scope, names) in [
            ("member: M", true),
            ("member: N", false),
            ("member: M, product: P", true),
            ("member: M, product: Q", false),
            ("member: M, product: P, versions: '>=2 <3'", true),
            ("member: M, product: P, versions: '<2'", false),
            ("member: M, release: r1", true),
            ("member: M, release: r2", false),
            ("release: r1", true),
            ("product: P", false),
        ] {
            assert_eq!(waiver(scope).scope.names(host), names, "{scope}");
        }
        assert!(!waiver("member: M").scope.names(Named { member: None, ..host }));
    }

    #[test]
    fn a_waiver_is_there_from_its_issue_until_it_is_withdrawn() {
        let host = Named { member: Some("M"), product: "P", version: "2.1", release: None };
        let all = [("w".to_owned(), waiver("member: M"))].into_iter().collect();
        for (day, there) in [("2026-01-09", 0), ("2026-01-10", 1), ("2026-01-31", 1), ("2026-02-01", 0)] {
            assert_eq!(applying(&all, host, Day::try_from(day.to_owned()).unwrap()).len(), there, "{day}");
        }
    }

    #[test]
    fn a_day_is_that_of_utc() {
        let day = |text: &str| Day::of(text).map(|day| day.to_string());
        assert_eq!(day("2026-02-10T23:30:00-03:00").as_deref(), Some("2026-02-11"));
        assert_eq!(day("2026-02-10T00:00:00Z").as_deref(), Some("2026-02-10"));
        assert_eq!(day("yesterday"), None);
        for text in ["2026-2-1", "2026-02-30", "2026-02-10T00:00:00", ""] {
            assert!(Day::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
