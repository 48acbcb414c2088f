//! Source routing headers: segments in reverse, and a keyed digest behind them (RFC 8754, RFC 6554).

use crate::error::Result;
use crate::netlink::Attr;
use crate::output::Out;
use crate::value::{family::INET6, inet::Inet};

/// `SR6_FLAG1_HMAC` in linux/seg6.h.
const HMAC: u8 = 8;

/// Bytes before the segments.
const FIXED: usize = 8;

/// Addresses between commas; for each that is left out, an unspecified one at the end.
pub(super) fn read(word: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for part in word.split(',').filter(|part| !part.is_empty()) {
        bytes.extend_from_slice(Inet::parse(part, INET6)?.bytes());
    }
    bytes.resize(word.split(',').count() * 16, 0);
    Ok(bytes)
}

/// The header of a source route (`type` 4 for SRv6, 3 for RPL) over `segments`. SRv6 counts from 0.
pub(super) fn header(kind: u8, segments: &[u8], inline: bool, hmac: u32) -> Vec<u8> {
    let mut addresses: Vec<&[u8]> = segments.chunks_exact(16).collect();
    addresses.reverse();
    let room = if inline { &[0; 16][..] } else { &[] };
    let count = addresses.len() + usize::from(inline);
    let tail = if hmac == 0 { 0 } else { 5 };
    let small = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
    let mut bytes = vec![0, small(count * 2 + tail), kind];
    match kind {
        4 => {
            let last = small(count.saturating_sub(1));
            let flags = if hmac == 0 { 0 } else { HMAC };
            bytes.extend_from_slice(&[last, last, flags, 0, 0]);
        }
        _ => bytes.extend_from_slice(&[small(count), 0, 0, 0, 0]),
    }
    bytes.extend_from_slice(room);
    bytes.extend(addresses.concat());
    if hmac != 0 {
        bytes.extend_from_slice(&[5, 38, 0, 0]);
        bytes.extend_from_slice(&hmac.to_be_bytes());
        bytes.extend_from_slice(&[0; 32]);
    }
    bytes
}

/// Shows `count` segments, the first to be visited first.
pub(super) fn show(header: &[u8], count: usize, out: &mut Out) {
    let addresses = header.get(FIXED..).unwrap_or_default();
    out.text("segs {} [ ", u64::try_from(count).unwrap_or(0));
    out.array(Some("segs"), |out| {
        for place in (0..count).rev() {
            if let Some(bytes) = addresses.get(place * 16..place * 16 + 16) {
                out.element("{} ", Inet::new(INET6, bytes).to_string());
            }
        }
    });
    out.word("] ");
}

/// Shows the header of SRv6.
pub(super) fn show_srh(header: &[u8], out: &mut Out) {
    let Some([_, length, _, _, last, flags, ..]) = header.first_chunk::<FIXED>() else {
        return;
    };
    show(header, usize::from(*last) + 1, out);
    if flags & HMAC != 0 {
        let at = ((usize::from(*length) + 1) * 8).saturating_sub(36);
        let key = Attr {
            kind: 0,
            bytes: header.get(at..).unwrap_or_default(),
        };
        let key = key.be32().unwrap_or(0);
        out.split("hmac", "hmac {} ", format!("{key:X}"), format!("{key:#x}"));
    }
}
