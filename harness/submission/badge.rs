//! A small picture of a verdict, for a member's own pages.

use super::Submission;
use crate::certificate::Verdict;

/// `badge.svg`: what was certified under which release, and whether it was.
pub fn badge(submission: &Submission) -> String {
    let (word, colour) = match submission.verdict {
        Verdict::Pass => ("certified", "#1a7f37"),
        Verdict::Fail => ("not certified", "#b42318"),
        Verdict::Incomplete => ("incomplete", "#7a5900"),
    };
    let left = format!("minicert {}", submission.release);
    // Six and a half pixels a letter are enough for this font at this size.
    let (first, second) = (width(&left), width(word));
    let (left, total) = (escaped(&left), first + second);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{total}\" height=\"20\" role=\"img\" aria-label=\"{left}: {word}\">\n\
         <title>{left}: {word}</title>\n\
         <rect width=\"{total}\" height=\"20\" rx=\"3\" fill=\"#444\"/>\n\
         <path d=\"M{first} 0h{}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{first}z\" fill=\"{colour}\"/>\n\
         <g fill=\"#fff\" font-family=\"Verdana,Geneva,sans-serif\" font-size=\"11\" text-anchor=\"middle\">\n\
         <text x=\"{}\" y=\"14\">{left}</text>\n\
         <text x=\"{}\" y=\"14\">{word}</text>\n\
         </g>\n</svg>\n",
        second - 3,
        first / 2,
        first + second / 2,
    )
}

fn width(text: &str) -> usize {
    text.chars().count() * 13 / 2 + 14
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
