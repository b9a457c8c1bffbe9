//! The README of a folder of reports: which hosts came to what, and where. Markdown; whatever a member wrote stays text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::visible;
use crate::certificate::{Status, Verdict};
use crate::published::{Published, Shown};
use crate::spec::Level;

/// The most letters of a name that a cell shows.
const LONGEST: usize = 80;

const HEAD: &str = "# Reports

<!-- `minicert publish` writes this file from what lies beside it; do not edit it. -->

What hosts came to, each by its stored transcripts. A verdict holds for the build, the claims, the release and the browsers it
names. `minicert judge <folder>/transcript.jsonl.zst --json` gives each `certificate.json` again, byte for byte, without the host;
`minicert verify <folder>`, of the release that made it, says whether a submission is what it says
([what it finds, and what nobody can](../harness/README.md#submissions)). A stored transcript is never rewritten: when its format or
the suite changes, a new run is stored beside it, and `minicert judge --suite` says what a new suite makes of an old one.

";

/// One run of a folder and the format of its transcript, for the last table.
pub struct Stored<'a> {
    pub host: &'a Published,
    /// The format of each run's transcript, in their order.
    pub formats: Vec<u32>,
}

/// `README.md` of the folder that holds these.
pub fn readme(all: &[Stored]) -> String {
    let mut text = HEAD.to_owned();
    hosts(all, &mut text);
    areas(all, &mut text);
    files(all, &mut text);
    text
}

fn hosts(all: &[Stored], text: &mut String) {
    text.push_str("## Hosts\n\n");
    text.push_str("Requirements of the released set by level and result, over all runs of a build. Undecided: flaky, not reached, without a witness, or\nan error of ours. Left out: not claimed, or beyond what the driver, the package or no person could do.\n\n");
    text.push_str("| host | version | member | dialect | verdict | release | MUST: met | failed | undecided | left out | SHOULD, MAY: met | failed | undecided | left out |\n");
    text.push_str("|---|---|---|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for Stored { host, .. } in all {
        let certificate = host.first();
        let shown: Vec<Shown> = host.requirements().into_values().collect();
        let (must, advice): (Vec<Shown>, Vec<Shown>) = shown.into_iter().partition(|one| one.level == Level::Must);
        let row = [
            format!("[{}]({})", cell(&certificate.host.name), link(&host.place)),
            cell(&certificate.host.version),
            certificate.host.member.as_deref().map_or_else(|| "–".to_owned(), cell),
            cell(&certificate.host.dialect),
            verdict(host.verdict()).to_owned(),
            certificate.suite.release.as_deref().map_or_else(|| "–".to_owned(), cell),
        ];
        let numbers = [counts(&must), counts(&advice)].concat().into_iter().map(|count| count.to_string());
        let row: Vec<String> = row.into_iter().chain(numbers).collect();
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    if all.iter().any(|one| one.host.first().host.dialect != "swan") {
        text.push_str("\nA host of another dialect than swan never said that it keeps this spec: its row is a finding about interoperability, not about it.\n");
    }
}

fn areas(all: &[Stored], text: &mut String) {
    let areas: BTreeSet<&str> = all.iter().flat_map(|one| one.host.areas().into_keys()).collect();
    text.push_str("\n## Hosts and areas\n\n");
    text.push_str("Requirements met, of those that its plan names in the area; in bold how many failed. –: the plan names none, or all of them were left out.\n\n");
    let heads: Vec<String> = areas.iter().map(|area| cell(area)).collect();
    let _ = writeln!(text, "| host | {} |\n|---|{}", heads.join(" | "), "--:|".repeat(areas.len()));
    for Stored { host, .. } in all {
        let of = host.areas();
        let cells: Vec<String> = areas.iter().map(|area| of.get(area).map_or_else(|| "–".to_owned(), |shown| area_cell(shown))).collect();
        let _ = writeln!(text, "| [{}]({}) | {} |", cell(&host.first().host.name), link(&host.place), cells.join(" | "));
    }
}

fn area_cell(shown: &[Shown]) -> String {
    let [met, failed, _, left_out] = counts(shown);
    match (left_out == shown.len(), failed) {
        (true, _) => "–".to_owned(),
        (false, 0) => format!("{met}/{}", shown.len()),
        (false, _) => format!("{met}/{} **{failed}**", shown.len()),
    }
}

fn files(all: &[Stored], text: &mut String) {
    text.push_str("\n## Runs\n\n| host | started | browsers | verdict of the run | challenge | trials | transcript | manifest |\n|---|---|---|---|---|--:|---|---|\n");
    for Stored { host, formats } in all {
        for (run, format) in host.runs.iter().zip(formats) {
            let certificate = &run.certificate;
            let trials: u64 = certificate.totals.trials.iter().filter(|(result, _)| *result != "omitted").map(|(_, count)| count).sum();
            let manifest = if host.submission.is_some() { format!("[host.yaml]({}/host.yaml)", link(&run.place)) } else { "–".to_owned() };
            let row = [
                cell(&certificate.host.name),
                cell(&certificate.run.started),
                cell(&certificate.run.browsers.join(", ")),
                format!("[{}]({}/certificate.json)", verdict(certificate.verdict), link(&run.place)),
                certificate.run.challenge.as_deref().map_or_else(|| "–".to_owned(), cell),
                trials.to_string(),
                format!("[format {format}]({}/transcript.jsonl.zst)", link(&run.place)),
                manifest,
            ];
            let _ = writeln!(text, "| {} |", row.join(" | "));
        }
    }
}

/// Met, failed, undecided, left out.
fn counts(shown: &[Shown]) -> [usize; 4] {
    let mut counts = [0; 4];
    for one in shown {
        counts[match one.status {
            Some(Status::Pass) => 0,
            Some(Status::Fail) => 1,
            Some(Status::Unwitnessed | Status::NotReached | Status::Error | Status::Flaky) => 2,
            None => 3,
        }] += 1;
    }
    counts
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "certified",
        Verdict::Fail => "not certified",
        Verdict::Incomplete => "incomplete",
    }
}

/// What somebody wrote, as text of a table's cell: nothing in it is read as Markdown or HTML (CommonMark, section 2.4; an
/// address is no link of GitHub's without its colon or its `www.`).
fn cell(text: &str) -> String {
    let mut out = String::new();
    let text = visible(text);
    for letter in text.chars().take(LONGEST) {
        let www = letter == '.' && out.to_lowercase().ends_with("www");
        if letter.is_ascii_punctuation() && (www || !matches!(letter, '.' | ',' | '-' | '/' | '%')) {
            out.push('\\');
        }
        out.push(letter);
    }
    if text.chars().count() > LONGEST {
        out.push('…');
    }
    out
}

/// A path as the address of a link: what an address would read otherwise is percent-encoded.
fn link(place: &str) -> String {
    let mut out = String::new();
    for byte in place.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{cell, link};

    #[test]
    fn what_a_member_wrote_stays_text() {
        for (text, shown) in [
            ("12.1.0-beta", "12.1.0-beta"),
            ("<img src=x onerror=alert(1)>", r"\<img src\=x onerror\=alert\(1\)\>"),
            ("a|b\n| c", r"a\|b\\n\| c"),
            ("[x](javascript:alert(1))", r"\[x\]\(javascript\:alert\(1\)\)"),
            ("&lt;b&gt; `c` **d**", r"\&lt\;b\&gt\; \`c\` \*\*d\*\*"),
            ("https://example.com www.example.com", r"https\://example.com www\.example.com"),
            ("\u{202e}gpj", r"\\u202egpj"),
            ("手机", "手机"),
        ] {
            assert_eq!(cell(text), shown);
        }
        assert_eq!(cell(&"x".repeat(200)).chars().count(), 81);
        assert_eq!(link("a b/手)(\"<"), "a%20b/%E6%89%8B%29%28%22%3C");
    }
}
