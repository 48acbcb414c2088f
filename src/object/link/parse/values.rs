//! Values of generic options.

use crate::args::{Args, FromWord};
use crate::error::{Error, Result};

/// The error about a wrong value of the option `key`. It prints an empty line.
pub(super) fn invalid(word: &str, key: &str) -> Error {
    Error::invalid(word, &format!("Invalid \"{key}\" value\n"))
}

/// Reads a number as the value of the option `key`.
pub(super) fn number<T: FromWord>(word: &str, key: &str) -> Result<T> {
    T::from_word(word).ok_or_else(|| invalid(word, key))
}

/// Reads one of `words`, case-insensitively, as its index.
pub(super) fn choice(args: &mut Args, words: &[&str], why: &str) -> Result<u8> {
    let word = args.value()?;
    words
        .iter()
        .position(|known| known.eq_ignore_ascii_case(word))
        .and_then(|place| u8::try_from(place).ok())
        .ok_or_else(|| Error::invalid(word, why))
}
