//! Few rows that together have every two values of every two factors.

use std::collections::BTreeSet;

/// One value of each factor, by index.
pub type Row = Vec<usize>;

/// Two factors with a value each, in the order of the factors.
type Pair = ((usize, usize), (usize, usize));

/// Rows over factors with this many values each, in an order that depends on nothing else. `allowed` is asked of rows in
/// which some values are still open; two values that stand together in no row that it allows are left out.
pub fn rows(sizes: &[usize], allowed: impl Fn(&[Option<usize>]) -> bool) -> Vec<Row> {
    let mut open = pairs(sizes);
    let mut rows = Vec::new();
    while !open.is_empty() {
        let mut best: Option<(usize, Row)> = None;
        let mut impossible = Vec::new();
        for pair in &open {
            let mut row = vec![None; sizes.len()];
            for (factor, value) in [pair.0, pair.1] {
                row[factor] = Some(value);
            }
            match complete(row, sizes, &open, &allowed) {
                None => impossible.push(*pair),
                Some(row) => {
                    let gain = of(&row).filter(|pair| open.contains(pair)).count();
                    if best.as_ref().is_none_or(|(most, _)| gain > *most) {
                        best = Some((gain, row));
                    }
                }
            }
        }
        for pair in impossible {
            open.remove(&pair);
        }
        if let Some((_, row)) = best {
            for pair in of(&row) {
                open.remove(&pair);
            }
            rows.push(row);
        }
    }
    rows
}

/// Every two values of every two factors.
fn pairs(sizes: &[usize]) -> BTreeSet<Pair> {
    let values = |factor: usize| (0..sizes[factor]).map(move |value| (factor, value));
    let factors = 0..sizes.len();
    factors.clone().flat_map(|left| (left + 1..factors.end).map(move |right| (left, right))).flat_map(|(left, right)| values(left).flat_map(move |one| values(right).map(move |other| (one, other)))).collect()
}

/// The pairs of a row.
fn of(row: &Row) -> impl Iterator<Item = Pair> {
    (0..row.len()).flat_map(move |left| (left + 1..row.len()).map(move |right| ((left, row[left]), (right, row[right]))))
}

/// Gives each open factor, one after the other, the value with the most pairs that no row has yet; another one where
/// nothing that is allowed comes of it.
fn complete(row: Vec<Option<usize>>, sizes: &[usize], open: &BTreeSet<Pair>, allowed: &impl Fn(&[Option<usize>]) -> bool) -> Option<Row> {
    if !allowed(&row) {
        return None;
    }
    let Some(factor) = row.iter().position(Option::is_none) else { return row.into_iter().collect() };
    let gain = |value: usize| {
        let others = row.iter().enumerate().filter_map(|(other, set)| set.map(|set| (other, set)));
        others.filter(|other| open.contains(&if other.0 < factor { (*other, (factor, value)) } else { ((factor, value), *other) })).count()
    };
    let mut values: Vec<usize> = (0..sizes[factor]).collect();
    values.sort_by_key(|value| std::cmp::Reverse(gain(*value)));
    values.into_iter().find_map(|value| {
        let mut next = row.clone();
        next[factor] = Some(value);
        complete(next, sizes, open, allowed)
    })
}

#[cfg(test)]
mod tests {
    use super::{of, pairs, rows};

    #[test]
    fn every_pair_is_in_a_row() {
        for sizes in [&[4, 3, 3][..], &[2; 10], &[7, 3, 3, 2, 2], &[1, 5], &[2, 1, 3, 5]] {
            let rows = rows(sizes, |_| true);
            let mut missing = pairs(sizes);
            for pair in rows.iter().flat_map(of) {
                missing.remove(&pair);
            }
            assert!(missing.is_empty(), "{sizes:?} lacks {missing:?}");
        }
    }

    #[test]
    fn the_rows_are_few() {
        for (sizes, most) in [(&[3, 3, 3][..], 11), (&[4, 3, 3], 14), (&[7, 3, 3, 2, 2], 23), (&[2; 10], 11)] {
            let rows = rows(sizes, |_| true).len();
            assert!(rows <= most, "{rows} rows of {sizes:?}");
        }
    }

    #[test]
    fn what_is_not_allowed_is_in_no_row_and_the_rest_is() {
        let together = |row: &[Option<usize>]| row[0] == Some(1) && row[1] == Some(2);
        let rows = rows(&[3, 3, 2], |row| !together(row));
        let mut missing = pairs(&[3, 3, 2]);
        for row in &rows {
            assert!(!together(&row.iter().copied().map(Some).collect::<Vec<_>>()));
        }
        for pair in rows.iter().flat_map(of) {
            missing.remove(&pair);
        }
        assert_eq!(missing.into_iter().collect::<Vec<_>>(), [((0, 1), (1, 2))]);
    }

    #[test]
    fn a_value_that_no_row_may_have_is_left_out() {
        let rows = rows(&[2, 2], |row| row[0] != Some(1));
        assert_eq!(rows, [[0, 0], [0, 1]]);
    }
}
