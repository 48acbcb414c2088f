//! Numbers as strtoul(3) with base 0 reads them: decimal, `0x` hexadecimal, `0` octal; blanks and a sign may precede.

use crate::args::FromWord;

/// Sign, magnitude, and whether the magnitude fits 64 bits; `None` if `bytes` are not completely a number.
fn scan(mut bytes: &[u8]) -> Option<(bool, u64)> {
    while let [b' ' | b'\t'..=b'\r', rest @ ..] = bytes {
        bytes = rest;
    }
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let (radix, digits) = match *digits {
        [b'0', b'x' | b'X', ref digits @ ..] => (16, digits),
        [b'0', ref digits @ ..] if !digits.is_empty() => (8, digits),
        ref digits => (10, digits),
    };
    magnitude(digits, radix).map(|n| (negative, n))
}

/// Digits only, at least one; `None` beyond 64 bits.
fn magnitude(digits: &[u8], radix: u8) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |n, digit| {
        let digit = match *digit {
            decimal @ b'0'..=b'9' => decimal - b'0',
            letter => (letter | 0x20).checked_sub(b'a')?.checked_add(10)?,
        };
        let digit = Some(digit).filter(|digit| *digit < radix)?;
        n.checked_mul(radix.into())?.checked_add(digit.into())
    })
}

/// An unsigned number of at most `max`. A minus sign wraps around 2^64, as in strtoul(3).
pub fn unsigned(word: &str, max: u64) -> Option<u64> {
    unsigned_bytes(word.as_bytes(), max)
}

/// As [`unsigned`], for a part of an argument.
pub fn unsigned_bytes(word: &[u8], max: u64) -> Option<u64> {
    let (negative, n) = scan(word)?;
    let n = if negative { n.wrapping_neg() } else { n };
    Some(n).filter(|n| *n <= max)
}

/// An unsigned hexadecimal number of at most `max`, with or without `0x`.
pub fn hexadecimal(word: &str, max: u64) -> Option<u64> {
    let (negative, digits) = signed_digits(word);
    let digits = match digits.as_bytes() {
        [b'0', b'x' | b'X', digits @ ..] => digits,
        digits => digits,
    };
    in_radix(negative, digits, 16, max)
}

/// An unsigned decimal number of at most `max`; leading zeros do not make it octal.
pub fn decimal(word: &str, max: u64) -> Option<u64> {
    let (negative, digits) = signed_digits(word);
    in_radix(negative, digits.as_bytes(), 10, max)
}

/// Whether a minus sign precedes the digits, and the text after blanks and sign.
fn signed_digits(word: &str) -> (bool, &str) {
    let word = word.trim_start_matches([' ', '\t', '\n', '\x0b', '\x0c', '\r']);
    match word.strip_prefix(['-', '+']) {
        Some(digits) => (word.starts_with('-'), digits),
        None => (false, word),
    }
}

fn in_radix(negative: bool, digits: &[u8], radix: u8, max: u64) -> Option<u64> {
    let n = magnitude(digits, radix)?;
    let n = if negative { n.wrapping_neg() } else { n };
    Some(n).filter(|n| *n <= max)
}

/// Reads a number as scanf(3) does with `%u`: the low 32 bits of a number, saturated at 64 bits. Returns the rest of
/// the text, too.
pub fn scan_unsigned(text: &str) -> Option<(u32, &str)> {
    let (negative, text) = signed_digits(text);
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (digits, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
    let n = match digits.parse::<u64>() {
        Ok(n) if negative => n.wrapping_neg(),
        Ok(n) => n,
        Err(_) if digits.is_empty() => return None,
        Err(_) => u64::MAX,
    };
    u32::try_from(n & u64::from(u32::MAX)).ok().zip(Some(rest))
}

/// A signed number from `min` to `max`.
pub fn signed(word: &str, min: i64, max: i64) -> Option<i64> {
    let (negative, n) = scan(word.as_bytes())?;
    let n = if negative {
        0_i64.checked_sub_unsigned(n)?
    } else {
        i64::try_from(n).ok()?
    };
    Some(n).filter(|n| (min..=max).contains(n))
}

/// Reads a number as atoi(3) does: leading decimal digits, 0 for none.
pub fn atoi(word: &str) -> i32 {
    let word = word.trim_start();
    let (sign, digits) = match word.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, word.strip_prefix('+').unwrap_or(word)),
    };
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    digits
        .get(..end)
        .and_then(|digits| digits.parse::<i32>().ok())
        .map_or(0, |n| sign * n)
}

/// Formats as printf(3) does with `%g`: six significant digits, no trailing zeros.
pub fn general(value: f64) -> String {
    let scientific = format!("{value:.5e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trimmed = |digits: &str| match digits.contains('.') {
        true => digits
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned(),
        false => digits.to_owned(),
    };
    match usize::try_from(5 - exponent) {
        Ok(places) if exponent >= -4 => trimmed(&format!("{value:.places$}")),
        _ => {
            let sign = if exponent < 0 { '-' } else { '+' };
            let digits = trimmed(digits);
            format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
        }
    }
}

macro_rules! number_from_word {
    ($($kind:ty),*) => {$(
        impl FromWord for $kind {
            fn from_word(word: &str) -> Option<$kind> {
                unsigned(word, u64::from(<$kind>::MAX)).and_then(|n| n.try_into().ok())
            }
        }
    )*};
}
number_from_word!(u8, u16, u32, u64);

impl FromWord for i32 {
    fn from_word(word: &str) -> Option<i32> {
        signed(word, i32::MIN.into(), i32::MAX.into()).and_then(|n| n.try_into().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_printf_writes_them() {
        for (n, shown) in [
            (0.0, "0"),
            (3.12, "3.12"),
            (3600.0, "3600"),
            (123_456.789, "123457"),
            (1_234_567.0, "1.23457e+06"),
            (0.000_249, "0.000249"),
            (0.000_014, "1.4e-05"),
            (0.00714, "0.00714"),
            (999_999.9, "1e+06"),
        ] {
            assert_eq!(general(n), shown);
        }
    }

    #[test]
    fn bases_and_bounds() {
        assert_eq!(u32::from_word("0x10"), Some(16));
        assert_eq!(u32::from_word("010"), Some(8));
        assert_eq!(u32::from_word("0"), Some(0));
        assert_eq!(u8::from_word("256"), None);
        for garbage in ["", "x", "1x", "08", "0x", "--1", "0x-1", "1 "] {
            assert_eq!(u32::from_word(garbage), None, "{garbage}");
        }
        assert_eq!(u32::from_word("-1"), None);
        assert_eq!(u64::from_word("-1"), Some(u64::MAX));
        assert_eq!(i32::from_word("-1"), Some(-1));
        assert_eq!(i32::from_word("2147483648"), None);
        assert_eq!((atoi("12abc"), atoi("x"), atoi("-3")), (12, 0, -3));
    }
}
