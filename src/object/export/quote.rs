//! Arguments as a batch file reads them.

/// Quotes an argument for a batch line. `None` if a batch cannot express it.
pub(super) fn quote(word: &str) -> Option<String> {
    if word.contains(['#', '\n', '\0']) {
        return None;
    }
    let quoted = word.starts_with(['"', '\'']);
    let parted = word.is_empty() || word.contains([' ', '\t', '\r']);
    // A bare backslash at the end of a line continues the line.
    if !quoted && !parted && !word.ends_with('\\') {
        return Some(word.to_owned());
    }
    match [word.contains('"'), word.contains('\'')] {
        [false, _] => Some(format!("\"{word}\"")),
        [true, false] => Some(format!("'{word}'")),
        [true, true] => (!quoted && !parted).then(|| word.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn words_are_quoted_as_a_batch_reads_them() {
        let quoted = |word| quote(word);
        assert_eq!(quoted("eth0").as_deref(), Some("eth0"));
        assert_eq!(quoted("a b").as_deref(), Some("\"a b\""));
        assert_eq!(quoted("a \"b").as_deref(), Some("'a \"b'"));
        assert_eq!(quoted("").as_deref(), Some("\"\""));
        assert_eq!(quoted("a\\b").as_deref(), Some("a\\b"));
        assert_eq!(quoted("ab\\").as_deref(), Some("\"ab\\\""));
        assert_eq!(quoted("a'\"\\").as_deref(), Some("a'\"\\"));
        assert_eq!(quoted("a#b"), None);
        assert_eq!(quoted("a '\""), None);
    }
}
