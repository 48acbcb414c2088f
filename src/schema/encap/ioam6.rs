//! `encap ioam6`: data that hosts on the way add to a packet. The words have one order, so they are no rows.

use super::{Encap, PLAIN};
use crate::args::{Args, FromWord, Word::Whole};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::output::{Out, Value};
use crate::schema::{Draft, Row, Shown, shown};
use crate::session::Display;
use crate::uapi::lwtunnel::*;
use crate::value::{family::INET6, inet::Inet};

/// `IOAM6_IPTUNNEL_MODE_*`, from 1.
const MODES: &[&str] = &["inline", "encap", "auto"];

/// Largest numbers of a frequency (`IOAM6_IPTUNNEL_FREQ_MAX`).
const FREQUENCY: u32 = 1_000_000;

/// Largest block of data in bytes (`IOAM6_TRACE_DATA_SIZE_MAX`).
const SIZE: u16 = 244;

const ROWS: &[Row] = &[shown("mode", IOAM6_IPTUNNEL_MODE, &Shown(show))];

pub(super) const ENCAP: Encap = Encap {
    name: "ioam6",
    number: LWTUNNEL_ENCAP_IOAM6,
    rows: ROWS,
    first: read,
    needs: &[
        IOAM6_IPTUNNEL_FREQ_K,
        IOAM6_IPTUNNEL_FREQ_N,
        IOAM6_IPTUNNEL_MODE,
        IOAM6_IPTUNNEL_TRACE,
    ],
    ..PLAIN
};

/// Takes a word; more has to follow.
fn next<'a>(args: &mut Args<'a>) -> Result<&'a str> {
    let word = args.value()?;
    args.peek().ok_or_else(Error::incomplete)?;
    Ok(word)
}

fn read(args: &mut Args, draft: &mut Draft) -> Result<()> {
    let (mut k, mut n) = (1, 1);
    if args.take(Whole("freq")) {
        (k, n) = frequency(next(args)?)?;
    }
    let mut mode = 1;
    if args.take(Whole("mode")) {
        let word = args.value()?;
        let place = MODES.iter().position(|known| *known == word);
        let place = place.and_then(|place| u8::try_from(place).ok());
        mode = 1 + place.ok_or_else(|| Error::invalid(word, "Invalid mode"))?;
        args.peek().ok_or_else(Error::incomplete)?;
    }
    draft.push(IOAM6_IPTUNNEL_FREQ_K, &k.to_ne_bytes());
    draft.push(IOAM6_IPTUNNEL_FREQ_N, &n.to_ne_bytes());
    draft.push(IOAM6_IPTUNNEL_MODE, &[mode]);
    for (kind, word) in [
        (IOAM6_IPTUNNEL_SRC, "tunsrc"),
        (IOAM6_IPTUNNEL_DST, "tundst"),
    ] {
        if args.peek() == Some(word) {
            if mode == 1 {
                let why = format!("Inline mode does not need {word}");
                return Err(Error::invalid(word, &why));
            }
            args.next();
            let inet = Inet::parse(args.value()?, INET6)?;
            draft.push(kind, inet.bytes());
            args.peek().ok_or_else(Error::incomplete)?;
        } else if mode != 1 && word == "tundst" {
            return Err(Error::missing(word));
        }
    }
    trace(args, draft)
}

/// `K/N`: numbers from 1 to [`FREQUENCY`], K not more than N.
fn frequency(word: &str) -> Result<(u32, u32)> {
    let wrong = |why: &str| Error::invalid(word, why);
    let number = |part: &str| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| digits)
    };
    let parts = word.split_once('/');
    let parts = parts.and_then(|(k, n)| number(k).zip(number(n)));
    let (k, n) = parts.ok_or_else(|| wrong("Invalid frequency (malformed)"))?;
    if !(1..=FREQUENCY).contains(&k) {
        return Err(wrong("Out of bound \"k\" frequency"));
    }
    if !(1..=FREQUENCY).contains(&n) {
        return Err(wrong("Out of bound \"n\" frequency"));
    }
    match k > n {
        true => Err(wrong("Frequency with k > n is forbidden")),
        false => Ok((k, n)),
    }
}

/// `trace prealloc` and, in any order, `type TYPE`, `ns ID` and `size SIZE`: `struct ioam6_trace_hdr`.
fn trace(args: &mut Args, draft: &mut Draft) -> Result<()> {
    if !args.take(Whole("trace")) {
        return Err(Error::missing("trace"));
    }
    match args.value()? {
        "prealloc" => {}
        _ => return Err(Error::missing("prealloc")),
    }
    const WORDS: [&str; 3] = ["type", "ns", "size"];
    let mut numbers = [None; 3];
    let mut before = *args;
    while let Some(place) = WORDS.iter().position(|word| args.peek() == Some(word)) {
        args.next();
        before = *args;
        let word = args.value()?;
        let Some(number) = numbers.get_mut(place) else {
            break;
        };
        if number.is_some() {
            let name = WORDS.get(place).unwrap_or(&"");
            return Err(Error::duplicate_or_garbage(name, word));
        }
        *number = Some(field(place, word)?);
    }
    let [Some(kind), Some(namespace), Some(size)] = numbers else {
        let place = numbers.iter().position(Option::is_none);
        let name = place.and_then(|place| WORDS.get(place));
        return Err(Error::missing(name.unwrap_or(&"type")));
    };
    let mut header = ((namespace << 16) | (size / 4)).to_be_bytes().to_vec();
    header.extend_from_slice(&(kind << 8).to_be_bytes());
    draft.push(IOAM6_IPTUNNEL_TRACE, &header);
    if args.is_empty() {
        // As in iproute2, the last word is then read once more.
        *args = before;
    }
    Ok(())
}

/// The number of a field of the header, by its place among the words.
fn field(place: usize, word: &str) -> Result<u32> {
    let wrong = |why: &str| Error::invalid(word, why);
    if place == 0 {
        let kind = u32::from_word(word).filter(|n| *n != 0);
        return kind.ok_or_else(|| wrong("Invalid trace type"));
    }
    let number = u16::from_word(word);
    if place == 1 {
        let number = number.ok_or_else(|| wrong("Invalid namespace ID"))?;
        return Ok(number.into());
    }
    let size = number.filter(|n| *n != 0);
    match size.ok_or_else(|| wrong("Invalid trace size"))? {
        n if n % 4 != 0 => Err(wrong("Trace size must be a 4-octet multiple")),
        n if n > SIZE => Err(wrong("Trace size is too big")),
        n => Ok(n.into()),
    }
}

fn show(_row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
    let Display { out, .. } = display;
    let number = |kind| nest.get(kind).and_then(|attr| attr.u32()).unwrap_or(0);
    out.put("freqk", "freq {}/", number(IOAM6_IPTUNNEL_FREQ_K));
    out.put("freqn", "{} ", number(IOAM6_IPTUNNEL_FREQ_N));
    let inline = attr.u8() == Some(1);
    // What goes into a packet has no source, what goes around it has a destination.
    let told = match inline {
        true => nest.get(IOAM6_IPTUNNEL_SRC).is_none(),
        false => nest.get(IOAM6_IPTUNNEL_DST).is_some(),
    };
    if !told {
        return;
    }
    let place = attr.u8().and_then(|mode| mode.checked_sub(1));
    let name = place.and_then(|place| MODES.get(usize::from(place)));
    out.put("mode", "mode {} ", *name.unwrap_or(&"<unknown>"));
    for (kind, key) in [
        (IOAM6_IPTUNNEL_SRC, "tunsrc"),
        (IOAM6_IPTUNNEL_DST, "tundst"),
    ] {
        if let Some(attr) = nest.get(kind).filter(|_| !inline) {
            out.labelled(key, key, Inet::new(INET6, attr.bytes).to_string());
        }
    }
    if let Some(header) = nest.get(IOAM6_IPTUNNEL_TRACE) {
        show_trace(header.bytes, out);
    }
}

fn show_trace(header: &[u8], out: &mut Out) {
    let Some([n0, n1, _, length, t0, t1, t2, _]) = header.first_chunk().copied() else {
        return;
    };
    out.put("trace", "trace ", Value::Null);
    out.put("prealloc", "prealloc ", Value::Null);
    let kind = u32::from_be_bytes([0, t0, t1, t2]);
    out.split(
        "type",
        "type {} ",
        format!("{kind:#08x}"),
        format!("{kind:x}"),
    );
    out.put("ns", "ns {} ", u16::from_be_bytes([n0, n1]));
    out.put("size", "size {} ", u32::from(length & 0x7f) * 4);
}
