//! Shell patterns, as fnmatch(3) matches them in the C locale.
//!
//! The C library's own brings wide characters, converters and collation into a static program: a hundred kilobytes.
//!
//! # Safety
//! Only the test is unsafe: it calls fnmatch(3), which reads two strings up to their NUL and keeps neither.

/// Whether `text` matches the shell pattern `pattern`. Neither can hold a NUL; one that does matches nothing.
pub fn matches(pattern: &[u8], text: &[u8]) -> bool {
    !pattern.contains(&0) && !text.contains(&0) && fits(pattern, text)
}

fn fits(mut pattern: &[u8], mut text: &[u8]) -> bool {
    // Where to resume if the part after the last `*` does not match: the pattern behind it, and the text it has not
    // consumed.
    let mut star: Option<(&[u8], &[u8])> = None;
    loop {
        if let Some((b'*', rest)) = pattern.split_first() {
            pattern = rest;
            star = Some((rest, text));
            continue;
        }
        match (pattern.is_empty(), text.split_first()) {
            (true, None) => return true,
            (_, None) => return false,
            (_, Some((byte, rest))) => match one(pattern, *byte) {
                Some(after) => (pattern, text) = (after, rest),
                None => {
                    let Some((behind, [_, left @ ..])) = star else {
                        return false;
                    };
                    (pattern, text) = (behind, left);
                    star = Some((behind, left));
                }
            },
        }
    }
}

/// The rest of the pattern, if its first element matches this byte.
fn one(pattern: &[u8], byte: u8) -> Option<&[u8]> {
    match pattern {
        [b'?', rest @ ..] => Some(rest),
        [b'\\', literal, rest @ ..] => (*literal == byte).then_some(rest),
        [b'\\'] => None,
        [b'[', inside @ ..] => match bracket(inside, byte) {
            Some((true, rest)) => Some(rest),
            Some((false, _)) => None,
            // An unclosed bracket stands for itself.
            None => (byte == b'[').then_some(inside),
        },
        [literal, rest @ ..] => (*literal == byte).then_some(rest),
        [] => None,
    }
}

/// Whether a byte is in a bracket expression, and the text after its end; `None` if it has no end.
fn bracket(inside: &[u8], byte: u8) -> Option<(bool, &[u8])> {
    let (expected, mut left) = match inside {
        [b'!' | b'^', rest @ ..] => (false, rest),
        _ => (true, inside),
    };
    let mut found = false;
    let mut first = true;
    loop {
        left = match left {
            [b']', rest @ ..] if !first => return Some((found == expected, rest)),
            [b'[', b':', rest @ ..] if class(rest).is_some() => {
                let (name, rest) = class(rest)?;
                found |= is_in(name, byte);
                rest
            }
            _ => {
                let (low, rest) = element(left)?;
                match rest {
                    [b'-', end @ ..] if !end.starts_with(b"]") => {
                        let (high, rest) = element(end)?;
                        found |= (low..=high).contains(&byte);
                        rest
                    }
                    _ => {
                        found |= low == byte;
                        rest
                    }
                }
            }
        };
        first = false;
    }
}

/// The name of a class up to its `:]`, and the text after it.
fn class(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| !byte.is_ascii_lowercase())?;
    let rest = text.get(end..)?.strip_prefix(b":]")?;
    Some((text.get(..end)?, rest))
}

fn is_in(class: &[u8], byte: u8) -> bool {
    match class {
        b"alnum" => byte.is_ascii_alphanumeric(),
        b"alpha" => byte.is_ascii_alphabetic(),
        b"blank" => matches!(byte, b' ' | b'\t'),
        b"cntrl" => byte.is_ascii_control(),
        b"digit" => byte.is_ascii_digit(),
        b"graph" => byte.is_ascii_graphic(),
        b"lower" => byte.is_ascii_lowercase(),
        b"print" => byte.is_ascii_graphic() || byte == b' ',
        b"punct" => byte.is_ascii_punctuation(),
        b"space" => matches!(byte, b' ' | b'\t'..=b'\r'),
        b"upper" => byte.is_ascii_uppercase(),
        b"xdigit" => byte.is_ascii_hexdigit(),
        _ => false,
    }
}

/// One character of a bracket expression: plain, escaped, `[.x.]` or `[=x=]`.
fn element(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [b'\\', literal, rest @ ..] => Some((*literal, rest)),
        [b'[', b'.', literal, b'.', b']', rest @ ..]
        | [b'[', b'=', literal, b'=', b']', rest @ ..] => Some((*literal, rest)),
        [literal, rest @ ..] => Some((*literal, rest)),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CString;

    fn fnmatch(pattern: &[u8], text: &[u8]) -> bool {
        let (pattern, text) = (CString::new(pattern).unwrap(), CString::new(text).unwrap());
        // SAFETY: both pointers are to strings that end with NUL and outlive the call.
        unsafe { libc::fnmatch(pattern.as_ptr(), text.as_ptr(), 0) == 0 }
    }

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("v*", "v0:1", true),
            ("v?", "v0", true),
            ("v[0-3]", "v4", false),
            ("", "", true),
            ("v0", "v0:1", false),
            ("a\0", "a", false),
        ] {
            assert_eq!(
                matches(pattern.as_bytes(), text.as_bytes()),
                expected,
                "{pattern} {text}"
            );
        }
    }

    #[test]
    fn as_the_c_library_does() {
        let pieces: [&[u8]; 18] = [
            b"a",
            b"b",
            b"e",
            b"-",
            b"*",
            b"?",
            b"[",
            b"]",
            b"[a-e]",
            b"[!b]",
            b"[^a-]",
            b"\\",
            b"[]-a]",
            b"[[:alpha:]]",
            b"[[:punct:]b]",
            b"[[.a.]-e]",
            b"\\*",
            b"[b",
        ];
        let letters = b"abe-[]*\\";
        let mut state = 1_u64;
        let mut roll = |sides: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            usize::try_from(state >> 40).unwrap() % sides
        };
        for _ in 0..200_000 {
            let pattern: Vec<u8> = (0..roll(6))
                .flat_map(|_| pieces[roll(18)].to_vec())
                .collect();
            let text: Vec<u8> = (0..roll(6)).map(|_| letters[roll(8)]).collect();
            let show = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(
                matches(&pattern, &text),
                fnmatch(&pattern, &text),
                "{} {}",
                show(&pattern),
                show(&text)
            );
        }
    }
}
