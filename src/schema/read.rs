//! Arguments to staged attributes.

use super::{Draft, Row};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::session::Session;

/// The context of a codec that reads.
pub struct Reading<'r, 'a> {
    /// The session.
    pub session: &'r mut Session,
    /// The arguments behind the keyword.
    pub args: &'r mut Args<'a>,
    /// The staged attributes.
    pub draft: &'r mut Draft,
    /// The keyword as typed.
    pub typed: &'a str,
    /// The kind's error message for a wrong value, with `{}` for the keyword.
    pub wrong: &'static str,
    /// The keyword that an abbreviation override names.
    pub whole: &'r str,
}

impl<'a> Reading<'_, 'a> {
    /// The error for `word` as a value of `row`.
    pub fn wrong(&self, row: &Row, word: &str) -> Error {
        if row.wrong.is_empty() {
            Error::invalid(word, &self.wrong.replace("{}", row.name()))
        } else {
            Error::invalid(word, row.wrong)
        }
    }

    /// Index of the row's keyword that was given.
    pub fn given(&self, row: &Row) -> Option<&'static str> {
        let word = row.words.iter().find(|word| word.fits(self.whole))?;
        Some(word.name())
    }

    /// Takes the value as a `T`.
    ///
    /// # Errors
    /// The row's error message.
    pub fn parse<T: crate::args::FromWord>(&mut self, row: &Row) -> Result<T> {
        let word = self.args.value()?;
        T::from_word(word).ok_or_else(|| self.wrong(row, word))
    }

    /// Takes the value as typed.
    ///
    /// # Errors
    /// [`Error::incomplete`].
    pub fn value(&mut self) -> Result<&'a str> {
        self.args.value()
    }
}

fn whole<'w>(abbreviation_overrides: &[(&str, &'w str)], word: &'w str) -> &'w str {
    abbreviation_overrides
        .iter()
        .find(|(prefix, _)| *prefix == word)
        .map_or(word, |(_, whole)| whole)
}

/// The row that `word` means: by an abbreviation override (a prefix whose first match in reading order differs from that in
/// display order), else the first row with a matching keyword.
pub fn find<'k>(
    rows: &[&'k [Row]],
    abbreviation_overrides: &[(&str, &str)],
    word: &str,
) -> Option<&'k Row> {
    let all = || rows.iter().flat_map(|rows| rows.iter());
    let whole = whole(abbreviation_overrides, word);
    all().find(|row| row.words.iter().any(|known| known.fits(whole)))
}

/// Reads the option of the next argument. `false`, and takes nothing, if no row matches.
///
/// # Errors
/// The codec failed.
pub fn read(
    rows: &[&[Row]],
    abbreviation_overrides: &[(&str, &str)],
    wrong: &'static str,
    session: &mut Session,
    args: &mut Args,
    draft: &mut Draft,
) -> Result<bool> {
    let Some(row) = args
        .peek()
        .and_then(|word| find(rows, abbreviation_overrides, word))
    else {
        return Ok(false);
    };
    let typed = args.value()?;
    row.codec.read(
        row,
        &mut Reading {
            session,
            args,
            draft,
            typed,
            wrong,
            whole: whole(abbreviation_overrides, typed),
        },
    )?;
    Ok(true)
}
