//! Where what was seen differs from what was expected: the parts of either sentence that say it.
//!
//! The sentences are those of `case::describe` and of the judge's findings. A sentence of another form is left whole.

/// A part of a sentence, and whether it is where the two differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    pub text: &'a str,
    pub differs: bool,
}

/// How findings say what a host did.
const SEEN: [&str; 12] = [
    "neither success nor fail was called",
    "complete was not called",
    "called success with",
    "called success",
    "was refused",
    "returned without throwing",
    "returned",
    "threw",
    "is undefined",
    "a promise",
    "undefined",
    "nothing of the kind arrived",
];

/// How expectations say what was due, the longer before what they begin with.
const EXPECTED: [&str; 13] = [
    "calls fail and not success",
    "calls only one of success and fail, and only once",
    "calls success or fail",
    "calls complete after success or fail",
    "calls complete no more than once",
    "calls complete",
    "calls success",
    "returns no Error and does not throw",
    "returns or throws an Error",
    "does not throw",
    "throws",
    "calls fail",
    "is function",
];

/// Both sentences in parts.
pub fn difference<'a>(expected: &'a str, seen: &'a str) -> (Vec<Part<'a>>, Vec<Part<'a>>) {
    let (due, odd) = value(expected, seen).or_else(|| field(expected, seen)).unwrap_or_else(|| outcome(expected, seen));
    (around(expected, due), around(seen, odd))
}

type Range = std::ops::Range<usize>;

/// `data: 1 instead of 2`, `size: 3 is not a number of at least 4`.
fn value(expected: &str, seen: &str) -> Option<(Option<Range>, Option<Range>)> {
    let (at, due) = [" instead of ", " is not "].iter().find_map(|word| seen.rfind(word).map(|at| (at, &seen[at + word.len()..])))?;
    let from = place(seen).map_or(0, |(_, end)| end);
    let end = seen[from..at].rfind(" at ").map_or(at, |place| from + place);
    let (due, odd) = (expected.rfind(due).map(|start| start..start + due.len()), from..end);
    Some((due.clone().map(|due| middle(expected, due, seen, odd.clone()).0), Some(due.map_or(odd.clone(), |due| middle(expected, due, seen, odd).1))))
}

/// `name: undefined`, where the expectation says what the field is.
fn field(expected: &str, seen: &str) -> Option<(Option<Range>, Option<Range>)> {
    let (name, end) = place(seen)?;
    let said = format!("{name} is ");
    let start = expected.rfind(&said)? + said.len();
    let stop = expected[start..].find(" and ").map_or(expected.len(), |stop| start + stop);
    Some((Some(start..stop), Some(end..seen.len())))
}

/// What the host did, and what it had to do instead.
fn outcome(expected: &str, seen: &str) -> (Option<Range>, Option<Range>) {
    let find = |text: &str, phrases: &[&str]| phrases.iter().find_map(|phrase| text.find(phrase).map(|at| at..at + phrase.len()));
    let odd = find(seen, &SEEN).or_else(|| seen.find(" was called ").map(|_| 0..seen.len()));
    let due = find(expected, &EXPECTED).map(|due| {
        // Of a success with the wrong payload the payload is what differs.
        let both_succeed = expected[due.clone()] == *"calls success" && seen.starts_with("called success");
        let often = ["never", "once", "times"].iter().any(|word| expected.ends_with(word));
        if both_succeed || often { due.start..expected.len() } else { due }
    });
    (due, odd.or(Some(0..seen.len())))
}

/// The name before the first colon, and where what follows it begins.
fn place(seen: &str) -> Option<(&str, usize)> {
    let (name, _) = seen.split_once(": ")?;
    let plain = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-.".contains(letter));
    plain.then_some((name, name.len() + 2))
}

/// Of two values that are mostly alike, the middles in which they are not.
fn middle(expected: &str, due: Range, seen: &str, odd: Range) -> (Range, Range) {
    let (left, right) = (&expected[due.clone()], &seen[odd.clone()]);
    let same = |one: &mut dyn Iterator<Item = char>, other: &mut dyn Iterator<Item = char>| one.zip(other).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let before = same(&mut left.chars(), &mut right.chars());
    let after = same(&mut left[before..].chars().rev(), &mut right[before..].chars().rev());
    let longest = left.len().max(right.len());
    let empty = before + after >= left.len().min(right.len());
    if empty || (before + after) * 2 < longest {
        return (due, odd);
    }
    (due.start + before..due.end - after, odd.start + before..odd.end - after)
}

fn around(text: &str, differs: Option<Range>) -> Vec<Part<'_>> {
    let Some(range) = differs else { return vec![Part { text, differs: false }] };
    let parts = [(&text[..range.start], false), (&text[range.clone()], true), (&text[range.end..], false)];
    parts.into_iter().filter(|(text, _)| !text.is_empty()).map(|(text, differs)| Part { text, differs }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Part, difference};

    /// The sentences with brackets around what differs.
    fn marked(expected: &str, seen: &str) -> [String; 2] {
        let (due, odd) = difference(expected, seen);
        let show = |parts: Vec<Part>| parts.iter().map(|part| if part.differs { format!("[{}]", part.text) } else { part.text.to_owned() }).collect();
        [show(due), show(odd)]
    }

    #[test]
    fn what_differs_is_marked_on_both_sides() {
        let rows = [
            ("f calls fail and not success", r#"called success with {"a":1}"#, "f [calls fail and not success]", r#"[called success with] {"a":1}"#),
            ("f calls success or fail", "neither success nor fail was called in 20 ms", "f [calls success or fail]", "[neither success nor fail was called] in 20 ms"),
            ("f calls success never", "success was called 1 times", "f [calls success never]", "[success was called 1 times]"),
            ("f does not throw", r#"threw {"$error":1}"#, "f [does not throw]", r#"[threw] {"$error":1}"#),
            ("f returns an object whose host is string", "host: undefined", "f returns an object whose host is [string]", "host: [undefined]"),
            ("f calls success with an object whose n is a number of at least 900", r#"n: {"$number":"NaN"} is not a number of at least 900"#, "f calls success with an object whose n is [a number of at least 900]", r#"n: [{"$number":"NaN"}] is not a number of at least 900"#),
            ("data is a value equal to 5", "data: 1 instead of 5", "data is a value equal to [5]", "data: [1] instead of 5"),
            (r#"is a value equal to {"a":"long text","b":1}"#, r#"{"a":"long text","b":2} instead of {"a":"long text","b":1}"#, r#"is a value equal to {"a":"long text","b":[1]}"#, r#"{"a":"long text","b":[2]} instead of {"a":"long text","b":1}"#),
            ("每 one", "什么 else", "每 one", "[什么 else]"),
        ];
        for (expected, seen, due, odd) in rows {
            assert_eq!(marked(expected, seen), [due, odd]);
        }
    }

    #[test]
    fn the_parts_are_the_whole() {
        let sentences = ["", "x: ", " is not ", "a instead of ", ": is not b", "calls success", "called success with 😀 instead of 😁", "data is a value equal to 😀"];
        for expected in sentences {
            for seen in sentences {
                let (due, odd) = difference(expected, seen);
                assert_eq!((due.iter().map(|part| part.text).collect::<String>(), odd.iter().map(|part| part.text).collect::<String>()), (expected.to_owned(), seen.to_owned()));
            }
        }
    }
}
