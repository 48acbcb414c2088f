//! The arguments of a command: a forward-only cursor, and how keywords match.
//!
//! Arguments are text. A byte that is not UTF-8 (a device name may hold any) becomes one character of a private range
//! ([`decode`]) and is turned back where text leaves the program ([`encode`]), as in PEP 383.

use crate::error::{Error, Result};
use std::borrow::Cow;

/// A keyword of the grammar, and whether it may be abbreviated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Matches only when typed whole.
    Whole(&'static str),
    /// Matches any prefix of one letter or more; in a list, the first match wins.
    Short(&'static str),
}

impl Word {
    /// Whether `given` matches this keyword.
    #[inline]
    pub fn fits(self, given: &str) -> bool {
        // The first byte decides nearly always: an argument is compared with dozens of keywords.
        match (self, given.as_bytes().first()) {
            (Word::Short(word), Some(first)) => {
                word.as_bytes().first() == Some(first) && word.starts_with(given)
            }
            (Word::Short(_), None) => false,
            (Word::Whole(word), _) => given == word,
        }
    }

    /// The keyword in full.
    pub fn name(self) -> &'static str {
        match self {
            Word::Whole(word) | Word::Short(word) => word,
        }
    }
}

/// Whether `given` is a prefix of `word`, of one letter or more.
pub fn short(given: &str, word: &'static str) -> bool {
    Word::Short(word).fits(given)
}

/// A cursor over the arguments of a command.
#[derive(Debug, Clone, Copy)]
pub struct Args<'a> {
    words: &'a [String],
}

impl<'a> Args<'a> {
    /// A cursor at the first argument.
    pub fn new(words: &'a [String]) -> Args<'a> {
        Args { words }
    }

    /// Takes the next argument. (Not an `Iterator`: a grammar looks ahead and passes the cursor on.)
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }

    /// The next argument, without taking it.
    pub fn peek(&self) -> Option<&'a str> {
        self.words.first().map(String::as_str)
    }

    /// Takes the value that a keyword requires.
    ///
    /// # Errors
    /// [`Error::incomplete`] if nothing follows.
    pub fn value(&mut self) -> Result<&'a str> {
        self.next().ok_or_else(Error::incomplete)
    }

    /// Takes the next argument if it matches `word`.
    pub fn take(&mut self, word: Word) -> bool {
        let fits = self.peek().is_some_and(|given| word.fits(given));
        if fits {
            self.next();
        }
        fits
    }

    /// Takes the required value and parses it as `T`.
    ///
    /// # Errors
    /// [`Error::incomplete`] if nothing follows, [`Error::invalid`] with `why` if it is not a `T`.
    pub fn parse<T: FromWord>(&mut self, why: &str) -> Result<T> {
        let word = self.value()?;
        T::from_word(word).ok_or_else(|| Error::invalid(word, why))
    }

    /// The remaining arguments.
    pub fn rest(&self) -> &'a [String] {
        self.words
    }

    /// Whether no arguments remain.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// A type that one argument can spell.
pub trait FromWord: Sized {
    /// Parses `word`; `None` if it is not a `Self`.
    fn from_word(word: &str) -> Option<Self>;
}

/// First of the characters that carry a byte of 0x80 or more which is not part of UTF-8 text.
const CARRIER: u32 = 0x10_FE00;

fn carried(c: char) -> Option<u8> {
    let byte = u32::from(c).checked_sub(CARRIER)?;
    u8::try_from(byte).ok().filter(|byte| *byte >= 0x80)
}

/// Whether a character stands for a byte. Nearly all text is ASCII, which is checked eight bytes at a time.
fn has_carried(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|c| carried(c).is_some())
}

/// Bytes as text without loss: [`encode`] returns the same bytes.
pub fn decode(bytes: &[u8]) -> String {
    let mut text = String::new();
    decode_into(bytes, &mut text);
    text
}

/// As [`decode`], appended to `text`.
pub fn decode_into(bytes: &[u8], text: &mut String) {
    match std::str::from_utf8(bytes) {
        Ok(plain) if !has_carried(plain) => text.push_str(plain),
        Ok(_) | Err(_) => carry_into(bytes, text),
    }
}

fn carry_into(bytes: &[u8], text: &mut String) {
    let carry = |text: &mut String, bytes: &[u8]| {
        text.extend(
            bytes
                .iter()
                .filter_map(|byte| char::from_u32(CARRIER + u32::from(*byte))),
        );
    };
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            // A character that looks like a carrier is itself carried, byte by byte.
            match carried(c) {
                Some(_) => carry(text, c.encode_utf8(&mut [0; 4]).as_bytes()),
                None => text.push(c),
            }
        }
        carry(text, chunk.invalid());
    }
}

/// The text without control characters, which a terminal would interpret. Bytes that are not UTF-8 stay as they are.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}

/// The bytes that `text` stands for.
pub fn encode(text: &str) -> Cow<'_, [u8]> {
    if !has_carried(text) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match carried(c) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Cow::Owned(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bytes_survive() {
        for bytes in [
            &b"eth0"[..],
            b"\xff\xfe",
            b"a\xc3\xa4\x80z",
            "\u{10FE80}".as_bytes(),
            b"",
        ] {
            assert_eq!(encode(&decode(bytes)).as_ref(), bytes);
        }
    }

    #[test]
    fn short_words_need_a_letter() {
        assert!(Word::Short("link").fits("l") && Word::Short("link").fits("link"));
        assert!(!Word::Short("link").fits("") && !Word::Short("link").fits("links"));
        assert!(!Word::Whole("link").fits("lin"));
    }
}
