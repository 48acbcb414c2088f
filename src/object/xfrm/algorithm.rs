//! Algorithms and their keys: `struct xfrm_algo` and its variants.

use super::formatter::{Fixed, Formatter};
use crate::args::{Args, FromWord, encode};
use crate::error::{Error, Result};
use crate::uapi::xfrm::algo::{KEY, KEY_LEN};
use crate::uapi::xfrm::*;
use crate::value::number;

/// A kind of algorithm and its keywords.
pub(super) struct Kind {
    pub(super) word: &'static str,
    pub(super) attribute: u16,
    key: bool,
    /// Name of the length that follows the key, if there is one.
    length: Option<&'static str>,
}

const fn algorithm(
    word: &'static str,
    attribute: u16,
    key: bool,
    length: Option<&'static str>,
) -> Kind {
    Kind {
        word,
        attribute,
        key,
        length,
    }
}

/// In display order.
pub(super) const KINDS: [Kind; 5] = [
    algorithm(
        "auth-trunc",
        XFRMA_ALG_AUTH_TRUNC,
        true,
        Some("ALGO-TRUNC-LEN"),
    ),
    algorithm("auth", XFRMA_ALG_AUTH, true, None),
    algorithm("aead", XFRMA_ALG_AEAD, true, Some("ALGO-ICV-LEN")),
    algorithm("enc", XFRMA_ALG_CRYPT, true, None),
    algorithm("comp", XFRMA_ALG_COMP, false, None),
];

/// Maximum length of a key.
const ROOM: usize = 512;

/// Reads an algorithm; returns its structure. A name is cut at 63 bytes.
pub(super) fn parse(kind: &Kind, args: &mut Args) -> Result<Vec<u8>> {
    let needed = |args: &mut Args<'_>, what: &str| match args.is_empty() {
        true => Err(Error::missing(what)),
        false => Ok(()),
    };
    needed(args, "ALGO-NAME")?;
    let name = args.value()?;
    let mut bytes: Vec<u8> = encode(name).iter().copied().take(KEY_LEN - 1).collect();
    bytes.resize(KEY_LEN, 0);
    let key = match kind.key {
        true => {
            needed(args, "ALGO-KEYMAT")?;
            parse_key(args.value()?)?
        }
        false => Vec::new(),
    };
    let bits = u32::try_from(key.len() * 8).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&bits.to_ne_bytes());
    if let Some(length) = kind.length {
        needed(args, length)?;
        let word = args.value()?;
        let bits = u32::from_word(word);
        let wrong = || Error::invalid(word, &format!("{length} value is invalid"));
        bytes.extend_from_slice(&bits.ok_or_else(wrong)?.to_ne_bytes());
    }
    bytes.extend_from_slice(&key);
    Ok(bytes)
}

/// Reads a key: `0x` and hexadecimal digits, of which the first may stand alone, or text.
fn parse_key(word: &str) -> Result<Vec<u8>> {
    let key = match word.strip_prefix("0x") {
        Some(digits) if !digits.is_empty() => {
            let wrong = || Error::invalid(word, "ALGO-KEYMAT value is invalid");
            hexadecimal(&encode(digits)).ok_or_else(wrong)?
        }
        _ => encode(word).into_owned(),
    };
    match key.len() > ROOM {
        true => Err(Error::invalid(
            word,
            "ALGO-KEYMAT value makes buffer overflow\n",
        )),
        false => Ok(key),
    }
}

fn hexadecimal(digits: &[u8]) -> Option<Vec<u8>> {
    let (alone, pairs) = digits.split_at(digits.len() % 2);
    let read = |digits: &[u8]| {
        let digits = std::str::from_utf8(digits).ok()?;
        u8::try_from(number::hexadecimal(digits, 255)?).ok()
    };
    let first = (!alone.is_empty()).then_some(alone);
    first.into_iter().chain(pairs.chunks(2)).map(read).collect()
}

/// Shows an algorithm on a line of its own.
pub(super) fn show(formatter: &mut Formatter, kind: &Kind, bytes: &[u8]) {
    formatter.begin(kind.word);
    formatter.word(" ");
    show_name_and_key(formatter, kind, bytes);
    if kind.length.is_some() {
        formatter.put(" {}", Fixed(bytes).u32(KEY) as i32);
    }
    formatter.line();
}

fn show_name_and_key(formatter: &mut Formatter, kind: &Kind, bytes: &[u8]) {
    let start = if kind.length.is_some() { KEY + 4 } else { KEY };
    let (Some(name), Some(rest)) = (bytes.get(..KEY_LEN), bytes.get(start..)) else {
        formatter.word("(ERROR truncated)");
        return;
    };
    formatter.display.out.text(
        "{} ",
        name.split(|byte| *byte == 0).next().unwrap_or_default(),
    );
    let bits = Fixed(bytes).u32(KEY_LEN);
    let length = usize::try_from(bits / 8).unwrap_or(usize::MAX);
    let Some(key) = rest.get(..length) else {
        formatter.word("(ERROR truncated)");
        return;
    };
    if formatter.hide_keys {
        formatter.word("<<Keys hidden>>");
        return;
    }
    if !key.is_empty() {
        let digits = key.iter().map(|byte| format!("{byte:02x}"));
        formatter.put("0x{}", digits.collect::<String>());
        if formatter.shows_statistics() {
            formatter.put(" ({} bits)", bits);
        }
    }
}
