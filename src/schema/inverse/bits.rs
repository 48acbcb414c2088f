//! Compares reported bytes with those that arguments set.

use crate::netlink::Attr;

/// Whether the payload is a zero number; a flag without payload is not.
pub fn is_zero(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| *byte == 0)
}

/// Whether sent bytes are reported as these. A flag that is sent without payload may be reported as 1.
pub fn matches(reported: &[u8], sent: &[u8]) -> bool {
    reported == sent || reported == [1] && sent.is_empty()
}

/// The number of differing bits.
pub fn differing_bits(some: &[u8], other: &[u8]) -> u32 {
    let longest = some.len().max(other.len());
    let at = |bytes: &[u8], i: usize| bytes.get(i).copied().unwrap_or(0);
    (0..longest)
        .map(|i| (at(some, i) ^ at(other, i)).count_ones())
        .sum()
}

/// The two numbers of an attribute {value, mask}.
pub fn halves(bytes: &[u8]) -> [u32; 2] {
    let half = |at: usize| {
        let bytes = bytes.get(at..).and_then(|bytes| bytes.first_chunk());
        bytes.map_or(0, |bytes| u32::from_ne_bytes(*bytes))
    };
    [half(0), half(4)]
}

/// Whether two values of an attribute differ only in bits that the kernel sets by itself.
pub fn differ_only_in(kernel_bits: &[(u16, u32)], some: Attr, other: Attr) -> bool {
    let kernel_bits = kernel_bits.iter().find(|(kind, _)| *kind == some.kind);
    match (kernel_bits, some.u32(), other.u32()) {
        (Some((_, kernel_bits)), Some(some), Some(other)) => (some ^ other) & !kernel_bits == 0,
        (None, ..) | (_, None, _) | (.., None) => false,
    }
}
