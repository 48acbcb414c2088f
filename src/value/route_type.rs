//! Route types (`RTN_*`), which are also actions of rules.

use super::number;
use crate::uapi::route::*;
use std::borrow::Cow;

/// Names in the order of comparison, and whether each may be abbreviated.
const NAMES: &[(&str, bool, u8)] = &[
    ("local", false, RTN_LOCAL),
    ("nat", false, RTN_NAT),
    ("broadcast", true, RTN_BROADCAST),
    ("brd", true, RTN_BROADCAST),
    ("anycast", true, RTN_ANYCAST),
    ("multicast", true, RTN_MULTICAST),
    ("prohibit", true, RTN_PROHIBIT),
    ("unreachable", true, RTN_UNREACHABLE),
    ("blackhole", true, RTN_BLACKHOLE),
    ("xresolve", true, RTN_XRESOLVE),
    ("unicast", true, RTN_UNICAST),
    ("throw", false, RTN_THROW),
];

/// Reads a name, or a number below 256.
pub fn parse(word: &str) -> Option<u8> {
    let named = NAMES.iter().find(|(name, short, _)| {
        *name == word || *short && !word.is_empty() && name.starts_with(word)
    });
    named
        .map(|(.., kind)| *kind)
        .or_else(|| u8::try_from(number::unsigned(word, 255)?).ok())
}

/// The name of a type; its number if it has no name or with `numeric`.
pub fn name(kind: u8, numeric: bool) -> Cow<'static, str> {
    if !numeric {
        if kind == RTN_UNSPEC {
            return "none".into();
        }
        if let Some((name, ..)) = NAMES.iter().find(|(.., known)| *known == kind) {
            return (*name).into();
        }
    }
    kind.to_string().into()
}
