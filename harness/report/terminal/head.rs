//! The top of the page: verdict, whose it is, how it came about, counts.

use crate::certificate::{Certificate, Verdict};
use crate::report::findings::Findings;
use crate::report::words::{self, RESULTS};

use super::line::{Line, Tint, fit, wrap};

/// How many reasons are shown that are not failing requirements.
const REASONS: usize = 4;

pub fn head(certificate: &Certificate, findings: &Findings, width: usize) -> Vec<Line> {
    let Certificate { host, suite, run, .. } = certificate;
    let mut lines = vec![verdict(certificate, findings)];
    let mut fact = |name: &str, text: String| {
        if !text.is_empty() {
            lines.push(Line::of(Tint::Dim, format!("  {name:<8}")).add(Tint::Plain, fit(&text, width.saturating_sub(10))));
        }
    };
    fact("claims", words::claims(host));
    fact("browser", run.browsers.iter().chain(&run.channels).map(String::as_str).collect::<Vec<_>>().join(", "));
    fact(
        "run",
        format!(
            "{}, {}, {}, seed {}, minicert {}",
            run.started,
            words::duration(run.milliseconds),
            words::count(run.attempts as usize, "attempt"),
            run.seed,
            suite.version
        ),
    );
    fact("faults", host.faults.join(", "));
    certificate.repeats.iter().flat_map(words::repeats).zip(["repeats", ""]).for_each(|(text, name)| fact(name, text));
    lines.push(Line::blank());
    for reason in findings.reasons.iter().take(REASONS) {
        let text = format!("{}: {}", reason.id, reason.text);
        for (index, part) in wrap(&text, width.saturating_sub(4), 2).into_iter().enumerate() {
            lines.push(Line::of(Tint::Doubt, if index == 0 { "  ! " } else { "    " }).add(Tint::Plain, part));
        }
    }
    if findings.reasons.len() > REASONS {
        lines.push(Line::of(Tint::Dim, format!("    … and {}", words::more(findings.reasons.len() - REASONS, "reason"))));
    }
    if !findings.reasons.is_empty() {
        lines.push(Line::blank());
    }
    lines.extend(table(certificate));
    lines
}

fn verdict(certificate: &Certificate, findings: &Findings) -> Line {
    let tint = match certificate.verdict {
        Verdict::Pass => Tint::Good,
        Verdict::Fail => Tint::Bad,
        Verdict::Incomplete => Tint::Doubt,
    };
    let why = match words::failing_and_known(findings.must.len(), findings.known.len()) {
        none if none.is_empty() => none,
        some => format!("  {some}"),
    };
    Line::of(tint, certificate.verdict.name().to_uppercase())
        .add(Tint::Bold, format!("  {} {}", certificate.host.name, certificate.host.version))
        .add(Tint::Plain, why)
}

/// A row for trials, checks and each level; a column for each result that occurs.
fn table(certificate: &Certificate) -> Vec<Line> {
    let rows = words::rows(&certificate.totals);
    let shown: Vec<usize> = (0..RESULTS.len()).filter(|column| rows.iter().any(|(_, counts)| counts[*column] > 0)).collect();
    let wide = |column: usize| words::spaced(RESULTS[column]).len().max(6) + 2;
    let titles: String = shown.iter().map(|column| format!("{:>1$}", words::spaced(RESULTS[*column]), wide(*column))).collect();
    let mut lines = vec![Line::of(Tint::Dim, format!("  {:<8}{titles}", ""))];
    for (name, counts) in &rows {
        let mut line = Line::of(Tint::Dim, format!("  {name:<8}"));
        for column in &shown {
            let (tint, text) = match counts[*column] {
                0 => (Tint::Dim, "-".to_owned()),
                many => (tint(RESULTS[*column]), words::number(many)),
            };
            line = line.add(tint, format!("{text:>0$}", wide(*column)));
        }
        lines.push(line);
    }
    lines
}

fn tint(result: &str) -> Tint {
    match result {
        "pass" => Tint::Good,
        "waived" => Tint::Note,
        "fail" => Tint::Bad,
        "flaky" | "error" => Tint::Doubt,
        _ => Tint::Plain,
    }
}
