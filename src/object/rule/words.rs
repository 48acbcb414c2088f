//! Values of selectors, read alike for adding and for showing.

use crate::args::{Args, FromWord};
use crate::error::{Error, Result};
use crate::names::{Table, Tables};

/// A number and the mask after its slash, if there is one.
pub(super) fn masked<T: FromWord>(
    args: &mut Args,
    wrong: &str,
    wrong_mask: &str,
) -> Result<(T, Option<T>)> {
    let word = args.value()?;
    let (value, mask) = split(word);
    let number =
        |word: &str, why: &str| T::from_word(word).ok_or_else(|| Error::invalid(word, why));
    let n = number(value, wrong)?;
    let mask = mask.map(|mask| number(mask, wrong_mask)).transpose()?;
    Ok((n, mask))
}

fn split(word: &str) -> (&str, Option<&str>) {
    match word.split_once('/') {
        Some((value, mask)) => (value, Some(mask)),
        None => (word, None),
    }
}

/// First and last port, and the mask.
pub(super) type Ports = (u16, u16, Option<u16>);

/// `PORT`, `PORT-PORT` or `PORT/MASK`.
pub(super) fn ports(args: &mut Args) -> Result<Ports> {
    let word = args.value()?;
    let number =
        |word: &str, why: &str| u16::from_word(word).ok_or_else(|| Error::invalid(word, why));
    if let Some((first, last)) = word.split_once('-') {
        let first = number(first, "invalid port")?;
        return Ok((first, number(last, "invalid port range end")?, None));
    }
    let (port, mask) = split(word);
    let port = number(port, "invalid port")?;
    let mask = mask.map(|mask| number(mask, "invalid mask")).transpose()?;
    Ok((port, port, mask))
}

/// A code point (the six upper bits of a named field, or a number) and its mask.
pub(super) fn dscp(args: &mut Args, tables: &Tables) -> Result<(u8, Option<u8>)> {
    let (word, mask) = split(args.value()?);
    let named = || {
        let mut names = tables.iter(Table::Dsfield);
        let (id, _) = names.find(|(_, name)| *name == word)?;
        u8::try_from(id >> 2).ok()
    };
    let value = u8::from_word(word)
        .or_else(named)
        .ok_or_else(|| Error::invalid(word, "invalid dscp"))?;
    let mask = mask
        .map(|mask| u8::from_word(mask).ok_or_else(|| Error::invalid(mask, "invalid dscp mask")))
        .transpose()?;
    Ok((value, mask))
}

/// The type of service: a name, or hexadecimal.
pub(super) fn tos(args: &mut Args, tables: &Tables) -> Result<u8> {
    let word = args.value()?;
    tables
        .iter(Table::Dsfield)
        .find(|(_, name)| *name == word)
        .map(|(id, _)| id)
        .or_else(|| u32::from_str_radix(word.strip_prefix("0x").unwrap_or(word), 16).ok())
        .and_then(|id| u8::try_from(id).ok())
        .ok_or_else(|| Error::invalid(word, "TOS value is invalid\n"))
}

/// `FIRST-LAST`; what follows the second number is not looked at.
pub(super) fn uid_range(args: &mut Args) -> Result<(u32, u32)> {
    let word = args.value()?;
    let digits = |text: &str| {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        text.get(..end).and_then(|text| text.parse::<u32>().ok())
    };
    word.split_once('-')
        .filter(|(first, _)| first.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|(first, last)| Some((digits(first)?, digits(last)?)))
        .ok_or_else(|| Error::invalid(word, "invalid UID range\n"))
}
