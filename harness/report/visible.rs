//! Makes characters visible that would move a cursor, turn the direction of text, or hide.
//!
//! It knows nothing of HTML or of colours: a renderer still escapes for its own medium.

/// A run of ordinary text, or one character that must not be written as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    Plain(&'a str),
    Hidden(char),
}

/// The text with each such character written as JavaScript writes it: `\n`, `\u001b`, `\u{e0041}`.
///
/// A backslash stays single, because most strings of a certificate are values written as JSON already.
pub fn visible(text: &str) -> String {
    parts(text)
        .map(|part| match part {
            Part::Plain(plain) => plain.to_owned(),
            Part::Hidden(hidden) => name(hidden),
        })
        .collect()
}

/// The text in order, split around the characters to be named.
pub fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if is_hidden(first) { first.len_utf8() } else { rest.find(is_hidden).unwrap_or(rest.len()) };
        let (part, after) = rest.split_at(end);
        rest = after;
        Some(if is_hidden(first) { Part::Hidden(first) } else { Part::Plain(part) })
    })
}

/// How a hidden character is written.
pub fn name(hidden: char) -> String {
    match hidden {
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        other if u32::from(other) > 0xFFFF => format!("\\u{{{:x}}}", u32::from(other)),
        other => format!("\\u{:04x}", u32::from(other)),
    }
}

/// Controls, line and paragraph separators, bidirectional controls (Unicode UAX #9, section 2), and what has no width.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}
