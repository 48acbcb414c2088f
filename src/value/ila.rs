//! Identifier-locator addressing: values of routes and of `ip ila`.

use super::number;

/// `ILA_CSUM_*` in linux/ila.h.
pub const CSUM_MODES: &[(u8, &str)] = &[
    (0, "adj-transport"),
    (1, "neutral-map"),
    (2, "no-action"),
    (3, "neutral-map-auto"),
];

/// The modes that arguments may name.
pub const TYPED_CSUM_MODES: &[&str] = &[
    "adj-transport",
    "neutral-map",
    "no-action",
    "neutral-map-auto",
];

/// `ILA_ATYPE_*` in linux/ila.h.
pub const IDENT_TYPES: &[(u8, &str)] = &[
    (0, "iid"),
    (1, "luid"),
    (2, "virt-v4"),
    (3, "virt-uni-v6"),
    (4, "virt-multi-v6"),
    (5, "nonlocal-addr"),
    (32, "use-format"),
];

/// The types that arguments may name.
pub const TYPED_IDENT_TYPES: &[&str] = &["luid", "use-format"];

/// Reads a locator: four 16-bit numbers, written as in an IPv6 address.
pub fn read(word: &str) -> Option<[u8; 8]> {
    let mut bytes = [0; 8];
    let mut parts = word.split(':');
    for room in bytes.chunks_exact_mut(2) {
        let part = parts.next().filter(|part| !part.is_empty())?;
        let n = number::hexadecimal(part, 0xffff)?;
        room.copy_from_slice(&u16::try_from(n).ok()?.to_be_bytes());
    }
    parts.next().is_none().then_some(bytes)
}

/// Formats a locator.
pub fn text(bytes: &[u8]) -> String {
    let mut text = String::new();
    for pair in bytes.chunks_exact(2).take(4) {
        if let Some(bytes) = pair.first_chunk() {
            let between = if text.is_empty() { "" } else { ":" };
            text += &format!("{between}{:x}", u16::from_be_bytes(*bytes));
        }
    }
    text
}
