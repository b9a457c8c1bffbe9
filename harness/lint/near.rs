//! The names nearest to a mistyped one, for messages that help.

/// The names that are nearest, at most three; none that is too far off to be meant.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = wanted.to_lowercase();
    let last = lower.rsplit('/').next().unwrap_or(&lower);
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|name| {
            let known = name.to_lowercase();
            // The same last segment in another place is as near as one typing mistake.
            let distance = if known.rsplit('/').next() == Some(last) { 1 } else { distance(&lower, &known) };
            (distance <= (wanted.chars().count() / 3).max(1)).then_some((distance, name))
        })
        .collect();
    near.sort();
    let best = near.first().map(|(distance, _)| *distance);
    near.into_iter().take(3).take_while(|(distance, _)| Some(*distance) == best).map(|(_, name)| name).collect()
}

/// "did you mean `a` or `b`?", or the help to give when nothing is near.
pub fn did_you_mean<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    match nearest(wanted, names).as_slice() {
        [] => otherwise.to_owned(),
        near => format!("did you mean {}? Otherwise {otherwise}", near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")),
    }
}

/// How many characters have to be put in, taken out or replaced.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, one) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let replaced = corner + usize::from(one != *other);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
