//! Misspelled and abbreviated words.

/// The known word that `word` abbreviates or misspells, if one is close enough.
pub(super) fn nearest(word: &str, known: &[String]) -> Option<String> {
    let begun = |known: &&String| word.len() > 2 && known.starts_with(word) && *known != word;
    if let Some(known) = known.iter().find(begun) {
        return Some(known.clone());
    }
    let most = match word.len() {
        0 | 1 => return None,
        2 | 3 => 1,
        _ => 2,
    };
    let near = known.iter().map(|known| (distance(word, known), known));
    let near = near.filter(|(far, _)| (1..=most).contains(far));
    // Prefer a transposition to an insertion.
    near.min_by_key(|(far, known)| (*far, known.len().abs_diff(word.len())))
        .map(|(_, known)| known.clone())
}

/// Damerau-Levenshtein distance: insertions, deletions, substitutions and transpositions of neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |back: usize, column: usize| {
                let row = rows.len().checked_sub(back).and_then(|n| rows.get(n));
                row.and_then(|row| row.get(column))
                    .copied()
                    .unwrap_or(usize::MAX - 1)
            };
            let left = row.last().copied().unwrap_or_default();
            let mut least = (at(1, j) + usize::from(x != y))
                .min(at(1, j + 1) + 1)
                .min(left + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(2, j - 1) + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows.last()
        .and_then(|row| row.last())
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, far) in [
            ("link", "link", 0),
            ("lnik", "link", 1),
            ("lin", "link", 1),
            ("", "ab", 2),
            ("ab", "", 2),
            ("vethh", "veth", 1),
            ("abc", "xyz", 3),
        ] {
            assert_eq!(distance(a, b), far, "{a} {b}");
        }
    }
}
