//! Values of selectors, for `add`, `delete`, `show` and `flush`.

use crate::args::{Args, FromWord};
use crate::error::{Error, Result};
use crate::names::NameTables;
use crate::names::links::checked_name;
use crate::value::{ip_protocol, number};

/// Mask of a complete flow label.
pub(super) const FLOWLABEL_MASK: u32 = 0xf_ffff;

/// Reads a number and an optional mask after a slash.
fn masked<T: FromWord>(args: &mut Args, wrong: &str, wrong_mask: &str) -> Result<(T, Option<T>)> {
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
        let first = number(first, "invalid port range start")?;
        return Ok((first, number(last, "invalid port range end")?, None));
    }
    let (port, mask) = split(word);
    let mask = mask.map(|mask| number(mask, "invalid mask")).transpose()?;
    let port = number(port, "invalid port")?;
    Ok((port, port, mask))
}

/// Reads a DSCP (a number, or a name of a type of service, whose upper six bits it is) and its mask. Both have 32 bits
/// here and eight in a request.
pub(super) fn dscp(args: &mut Args, tables: &NameTables) -> Result<(u32, Option<u32>)> {
    let (word, mask) = split(args.value()?);
    let value = u32::from_word(word)
        .or_else(|| tables.dsfield(word).map(|field| u32::from(field >> 2)))
        .ok_or_else(|| Error::invalid(word, "invalid dscp"))?;
    let mask = mask
        .map(|mask| u32::from_word(mask).ok_or_else(|| Error::invalid(mask, "invalid dscp mask")))
        .transpose()?;
    Ok((value, mask))
}

/// Reads a type of service.
pub(super) fn tos(args: &mut Args, tables: &NameTables) -> Result<u8> {
    let word = args.value()?;
    let wrong = || Error::invalid(word, "TOS value is invalid\n");
    tables.dsfield(word).ok_or_else(wrong)
}

/// Reads `FIRST-LAST` as scanf(3) does with `%u-%u`: text after the second number is ignored.
pub(super) fn uid_range(args: &mut Args) -> Result<(u32, u32)> {
    let word = args.value()?;
    let range = || {
        let (first, rest) = number::scan_unsigned(word)?;
        let (last, _) = number::scan_unsigned(rest.strip_prefix('-')?)?;
        Some((first, last))
    };
    range().ok_or_else(|| Error::invalid(word, "invalid UID range\n"))
}

/// Reads a mark and its mask.
pub(super) fn fwmark(args: &mut Args) -> Result<(u32, Option<u32>)> {
    let (wrong, wrong_mask) = ("fwmark value is invalid\n", "fwmask value is invalid\n");
    masked(args, wrong, wrong_mask)
}

/// Reads a flow label and its mask.
pub(super) fn flowlabel(args: &mut Args) -> Result<(u32, Option<u32>)> {
    masked(args, "invalid flowlabel", "invalid flowlabel mask")
}

/// Reads the name of an input device.
pub(super) fn iif<'a>(args: &mut Args<'a>) -> Result<&'a str> {
    checked_name(args.value()?, "\"iif\"/\"dev\" not a valid ifname")
}

/// Reads the name of an output device.
pub(super) fn oif<'a>(args: &mut Args<'a>) -> Result<&'a str> {
    checked_name(args.value()?, "\"oif\" not a valid ifname")
}

/// Reads an IP protocol.
pub(super) fn ip_protocol(args: &mut Args) -> Result<u8> {
    let word = args.value()?;
    let wrong = || Error::invalid(word, "Invalid \"ipproto\" value\n");
    ip_protocol::parse_decimal(word).ok_or_else(wrong)
}

/// Reads a tunnel id.
pub(super) fn tun_id(args: &mut Args) -> Result<u64> {
    args.parse("\"tun_id\" value is invalid\n")
}
