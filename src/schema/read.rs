//! Words to staged attributes.

use super::{Draft, Row};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::session::Session;

/// What a codec may use while it reads.
pub struct Reading<'r, 'a> {
    /// The command line's surroundings.
    pub session: &'r mut Session,
    /// The words, after the keyword.
    pub args: &'r mut Args<'a>,
    /// Where attributes are staged.
    pub draft: &'r mut Draft,
    /// The keyword as it was typed.
    pub typed: &'a str,
    /// The pattern of the kind's complaint about a value, `{}` for the keyword.
    pub wrong: &'static str,
    /// The whole word that it stands for where it would mean another by first fit.
    pub whole: &'r str,
}

impl<'a> Reading<'_, 'a> {
    /// The complaint about `word` as a value of `row`.
    pub fn wrong(&self, row: &Row, word: &str) -> Error {
        if row.wrong.is_empty() {
            Error::invalid(word, &self.wrong.replace("{}", row.name()))
        } else {
            Error::invalid(word, row.wrong)
        }
    }

    /// Which of the row's words was given.
    pub fn given(&self, row: &Row) -> Option<&'static str> {
        let word = row.words.iter().find(|word| word.fits(self.whole))?;
        Some(word.name())
    }

    /// The value, read as `T`.
    ///
    /// # Errors
    /// The row's complaint.
    pub fn parse<T: crate::args::FromWord>(&mut self, row: &Row) -> Result<T> {
        let word = self.args.value()?;
        T::from_word(word).ok_or_else(|| self.wrong(row, word))
    }

    /// The value as it was typed.
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

/// The row that `word` means: a tie first (a prefix whose first fit in reading order is not that of showing order),
/// then the first row with a word that fits.
pub fn find<'k>(
    rows: &[&'k [Row]],
    abbreviation_overrides: &[(&str, &str)],
    word: &str,
) -> Option<&'k Row> {
    let all = || rows.iter().flat_map(|rows| rows.iter());
    let whole = whole(abbreviation_overrides, word);
    all().find(|row| row.words.iter().any(|known| known.fits(whole)))
}

/// Reads the option that the next word begins. `false` if no row knows it; the word is then left.
///
/// # Errors
/// What the codec returns.
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
