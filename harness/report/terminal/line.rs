//! Lines of coloured spans, as wide as a terminal shows them.
//!
//! Spans hold text as it came. Only `render` writes escape sequences, and it makes each span visible first, so no string
//! of a certificate can reach the terminal unchanged. It knows nothing of certificates.

use crate::report::visible::visible;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    Plain,
    Bold,
    Dim,
    Good,
    Bad,
    Doubt,
    Note,
}

/// One line, from left to right.
#[derive(Clone, Debug, Default)]
pub struct Line {
    spans: Vec<(Tint, String)>,
}

impl Line {
    pub fn blank() -> Self {
        Self::default()
    }

    pub fn of(tint: Tint, text: impl Into<String>) -> Self {
        Self::blank().add(tint, text)
    }

    pub fn add(mut self, tint: Tint, text: impl Into<String>) -> Self {
        self.spans.push((tint, text.into()));
        self
    }
}

/// The lines with a newline after each.
pub fn render(lines: &[Line], colour: bool) -> String {
    let mut out = String::new();
    for line in lines {
        for (tint, text) in &line.spans {
            match tint.code() {
                Some(code) if colour && !text.trim().is_empty() => {
                    out.push_str(&format!("\u{1b}[{code}m{}\u{1b}[0m", visible(text)));
                }
                _ => out.push_str(&visible(text)),
            }
        }
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
    out
}

/// The text in at most `most` lines of at most `width` columns, broken between words where that is possible; what is
/// left over becomes an ellipsis.
pub fn wrap(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let text = visible(text);
    for word in text.split(' ') {
        let room = width.saturating_sub(columns(lines.last().map_or("", String::as_str)));
        let empty = lines.last().is_none_or(String::is_empty);
        if columns(word) + usize::from(!empty) <= room {
            push(&mut lines, if empty { "" } else { " " }, word);
        } else if columns(word) <= width {
            lines.push(word.to_owned());
        } else {
            // No line can hold it, so it is broken where it reaches the edge.
            push(&mut lines, if empty { "" } else { " " }, "");
            for c in word.chars() {
                if columns(lines.last().map_or("", String::as_str)) + column(c) > width {
                    lines.push(String::new());
                }
                if let Some(last) = lines.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = format!("{}…", head(last, width.saturating_sub(1)));
        }
    }
    lines
}

/// The text in one line of at most `width` columns.
pub fn fit(text: &str, width: usize) -> String {
    wrap(text, width, 1).into_iter().next().unwrap_or_default()
}

/// How many columns a terminal gives the text once it is visible.
pub fn columns(text: &str) -> usize {
    text.chars().map(column).sum()
}

/// Chinese, Japanese and Korean characters and emoji take two columns (Unicode UAX #11, in coarse ranges), marks that
/// combine take none.
fn column(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036F | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1FAFF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

fn head(text: &str, width: usize) -> String {
    let mut used = 0;
    text.chars().take_while(|c| {
        used += column(*c);
        used <= width
    }).collect()
}

fn push(lines: &mut [String], space: &str, word: &str) {
    if let Some(last) = lines.last_mut() {
        last.push_str(space);
        last.push_str(word);
    }
}

impl Tint {
    /// The parameter of "select graphic rendition" (ECMA-48, section 8.3.117).
    fn code(self) -> Option<&'static str> {
        Some(match self {
            Self::Plain => return None,
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Good => "1;32",
            Self::Bad => "1;31",
            Self::Doubt => "33",
            Self::Note => "36",
        })
    }
}
