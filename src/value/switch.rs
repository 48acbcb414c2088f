//! Switches: `on` and `off`.

use crate::args::Args;
use crate::error::{Error, Result};

/// Reads the value of `key`, which must be `on` or `off`.
///
/// # Errors
/// iproute2's line for this key, status 1.
pub fn on_off(args: &mut Args, key: &str) -> Result<bool> {
    match args.value()? {
        "on" => Ok(true),
        "off" => Ok(false),
        word => Err(Error::command(format!(
            "Error: argument of \"{key}\" must be \"on\" or \"off\", not \"{word}\""
        ))),
    }
}

/// Reads the value of `key`, which must be `off` or `on`, where iproute2's error lists both.
///
/// # Errors
/// iproute2's line for this key, with `status`.
pub fn off_on(args: &mut Args, key: &str, status: u8) -> Result<bool> {
    match args.value()? {
        "on" => Ok(true),
        "off" => Ok(false),
        word => Err(Error::with_status(
            format!("Error: argument of \"{key}\" must be one of \"off\", \"on\", not \"{word}\""),
            status,
        )),
    }
}

/// Reads one of `words`, whole or abbreviated (iproute2 warns of that); returns its index.
///
/// # Errors
/// iproute2's line, with `status`.
pub fn one_of(
    args: &mut Args,
    key: &str,
    words: &[&'static str],
    status: u8,
    warn: &mut dyn FnMut(&str),
) -> Result<usize> {
    let word = args.value()?;
    if let Some(place) = words.iter().position(|known| *known == word) {
        return Ok(place);
    }
    let by_prefix = words
        .iter()
        .position(|known| !word.is_empty() && known.starts_with(word));
    if let Some((place, known)) = by_prefix.and_then(|place| Some((place, words.get(place)?))) {
        warn(&format!(
            "WARNING: '{word}' matches '{known}' by prefix.\n\
             Matching by prefix is deprecated in this context, please use the full string."
        ));
        return Ok(place);
    }
    let list = words
        .iter()
        .map(|known| format!("\"{known}\""))
        .collect::<Vec<_>>()
        .join(", ");
    Err(Error::with_status(
        format!("Error: argument of \"{key}\" must be one of {list}, not \"{word}\""),
        status,
    ))
}
