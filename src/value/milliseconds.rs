//! Times of TCP metrics: a number in the kernel's unit, or one with a unit.

/// A time in whole milliseconds, rounded up, or a number without a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// Without a unit: the kernel's own.
    Raw(u32),
    Milliseconds(u32),
}

/// Reads a number with an optional `s`, `sec`, `secs`, `ms`, `msec` or `msecs` in any case. A number with a point is
/// read as a decimal of strtod(3), any other as strtoul(3) with base 0: `-1s` is a very long time, `-1.0s` an error.
/// Numbers over 32 bits keep the low 32.
pub fn parse(word: &str) -> Option<Time> {
    let (number, unit) = if word.contains('.') {
        float(word)?
    } else {
        integer(word)?
    };
    if number < 0.0 {
        return None;
    }
    match unit.to_ascii_lowercase().as_str() {
        "" => Some(Time::Raw(round_up(number))),
        "s" | "sec" | "secs" => Some(Time::Milliseconds(round_up(number * 1000.0))),
        "ms" | "msec" | "msecs" => Some(Time::Milliseconds(round_up(number))),
        _ => None,
    }
}

/// The low 32 bits of the next whole number; 1 for numbers over 64 bits.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // that is what is asked for
#[allow(clippy::cast_precision_loss)]
fn round_up(number: f64) -> u32 {
    if number >= i64::MAX as f64 {
        return 1;
    }
    let whole = number as i64 as u32;
    whole.wrapping_add(u32::from(f64::from(whole) < number))
}

/// A whole number and the rest of the text.
#[allow(clippy::cast_precision_loss)] // as a C program converts it
fn integer(word: &str) -> Option<(f64, &str)> {
    let start = word.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let digits = start.strip_prefix(['-', '+']).unwrap_or(start);
    let hexadecimal = digits.strip_prefix("0x").or(digits.strip_prefix("0X"));
    let (digits, radix) = match hexadecimal {
        Some(digits) => (digits, 16),
        None if digits.starts_with('0') => (digits, 8),
        None => (digits, 10),
    };
    let length = digits
        .find(|c: char| !c.is_digit(radix))
        .unwrap_or(digits.len());
    let (digits, unit) = digits.split_at_checked(length)?;
    let number = u64::from_str_radix(digits, radix).ok()?;
    let negative = start.starts_with('-');
    let number = if negative {
        number.wrapping_neg()
    } else {
        number
    };
    Some((number as f64, unit))
}

/// A decimal number with a point and the rest of the text.
fn float(word: &str) -> Option<(f64, &str)> {
    let start = word.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let after = |text: &str, at: usize| {
        let digits = text.get(at..).unwrap_or_default();
        digits.bytes().take_while(u8::is_ascii_digit).count()
    };
    let mut end = usize::from(start.starts_with(['-', '+']));
    end += after(start, end);
    if start.get(end..)?.starts_with('.') {
        end += 1 + after(start, end + 1);
    }
    let exponent = start.get(end..)?;
    if exponent.starts_with(['e', 'E']) {
        let sign = usize::from(exponent.get(1..)?.starts_with(['-', '+']));
        let digits = after(exponent, 1 + sign);
        if digits > 0 {
            end += 1 + sign + digits;
        }
    }
    let (number, unit) = start.split_at_checked(end)?;
    Some((number.parse().ok()?, unit))
}

#[cfg(test)]
mod tests {
    use super::Time::{Milliseconds, Raw};
    use super::parse;

    #[test]
    fn numbers_and_units() {
        for (word, time) in [
            ("5", Some(Raw(5))),
            ("5.5", Some(Raw(6))),
            ("010", Some(Raw(8))),
            ("-1", Some(Raw(1))),
            ("4294967296", Some(Raw(1))),
            ("+.5", Some(Raw(1))),
            ("5.", Some(Raw(5))),
            ("5.5ms", Some(Milliseconds(6))),
            ("0x10MS", Some(Milliseconds(16))),
            ("-5s", Some(Milliseconds(1))),
            ("4294968s", Some(Milliseconds(705))),
            ("1.5e3ms", Some(Milliseconds(1500))),
            ("4294967.2955s", Some(Milliseconds(0))),
            ("-1.5ms", None),
            ("1e3ms", None),
            ("08ms", None),
            ("99999999999999999999", None),
            ("5.5.5", None),
            (".", None),
            ("", None),
            ("s", None),
            ("5m", None),
        ] {
            assert_eq!(parse(word), time, "{word}");
        }
    }
}
