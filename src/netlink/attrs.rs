//! Attributes of a received message, read in place.

use netlink_packet_core::NLA_TYPE_MASK;

/// A sequence of attributes. A malformed one ends it; those before it are kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct Attrs<'a>(&'a [u8]);

/// An attribute. Numbers are read from the front, so that a wider one of a newer kernel still reads.
#[derive(Debug, Clone, Copy)]
pub struct Attr<'a> {
    /// The type, without the two flag bits.
    pub kind: u16,
    /// The payload.
    pub bytes: &'a [u8],
}

impl<'a> Attrs<'a> {
    /// The attributes in `bytes`.
    pub fn new(bytes: &'a [u8]) -> Attrs<'a> {
        Attrs(bytes)
    }

    /// All attributes, in order.
    pub fn iter(self) -> impl Iterator<Item = Attr<'a>> {
        // Half the time of a listing is spent here; packet-core's iterator takes three times as long.
        let mut left = self.0;
        std::iter::from_fn(move || {
            let (attr, after) = split_first(left)?;
            left = after;
            Some(attr)
        })
    }

    /// The last attribute of type `kind`; the kernel, too, uses the last of repeated ones.
    pub fn get(self, kind: u16) -> Option<Attr<'a>> {
        self.iter().filter(|attr| attr.kind == kind).last()
    }

    /// The first of these attributes that `others` lacks or has with another payload. Nests compare by their attributes, in any
    /// order.
    pub fn first_not_in(self, others: Attrs) -> Option<Attr<'a>> {
        self.iter().find(|attr| {
            others
                .get(attr.kind)
                .is_none_or(|other| !attr.is_within(other))
        })
    }

    /// Whether there is no attribute.
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }

    /// The attributes up to type `N - 1`, with constant-time look-up.
    pub fn table<const N: usize>(self) -> AttrTable<'a, N> {
        let mut offsets = [0; N];
        let mut present = 0;
        let mut left = self.0;
        while let Some((attr, after)) = split_first(left) {
            if let Some(offset) = offsets.get_mut(usize::from(attr.kind)) {
                // No message is 4 GiB long.
                *offset = u32::try_from(self.0.len() - left.len() + 1).unwrap_or(0);
                present |= 1_u64.wrapping_shl(attr.kind.into());
            }
            left = after;
        }
        AttrTable {
            bytes: self.0,
            present,
            offsets,
        }
    }
}

/// The first attribute, and the bytes behind it.
#[inline(always)] // all that is received passes here
fn split_first(bytes: &[u8]) -> Option<(Attr<'_>, &[u8])> {
    let [l0, l1, k0, k1, ..] = *bytes else {
        return None;
    };
    let length = usize::from(u16::from_ne_bytes([l0, l1]));
    let attr = Attr {
        kind: u16::from_ne_bytes([k0, k1]) & NLA_TYPE_MASK,
        bytes: bytes.get(4..length)?,
    };
    let after = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
    Some((attr, after))
}

/// Attributes by type.
#[derive(Debug, Clone, Copy)]
pub struct AttrTable<'a, const N: usize> {
    bytes: &'a [u8],
    /// Bit `type % 64` of each type present. A record looks up some thirty types, of which a route has five: an absent type
    /// usually costs one test.
    present: u64,
    /// Where each begins in `bytes`, counted from 1; 0 if it is absent. A quarter of the size of a slice: every link,
    /// address and route has such a table.
    offsets: [u32; N],
}

impl<'a, const N: usize> AttrTable<'a, N> {
    /// The attribute of type `kind`, if present.
    #[inline(always)]
    pub fn get(&self, kind: u16) -> Option<Attr<'a>> {
        match self.present & 1_u64.wrapping_shl(kind.into()) {
            0 => None,
            _ => self.read(kind),
        }
    }

    #[inline(never)]
    fn read(&self, kind: u16) -> Option<Attr<'a>> {
        let offset = self.offsets.get(usize::from(kind))?.checked_sub(1)?;
        let (attr, _) = split_first(self.bytes.get(usize::try_from(offset).ok()?..)?)?;
        Some(attr)
    }
}

impl<'a> Attr<'a> {
    fn front<const N: usize>(self) -> Option<[u8; N]> {
        self.bytes.first_chunk().copied()
    }

    /// The first byte.
    pub fn u8(self) -> Option<u8> {
        self.bytes.first().copied()
    }

    /// Two bytes in host order.
    pub fn u16(self) -> Option<u16> {
        self.front().map(u16::from_ne_bytes)
    }

    /// Two bytes in network order.
    pub fn be16(self) -> Option<u16> {
        self.front().map(u16::from_be_bytes)
    }

    /// Four bytes in host order.
    pub fn u32(self) -> Option<u32> {
        self.front().map(u32::from_ne_bytes)
    }

    /// Four bytes in network order.
    pub fn be32(self) -> Option<u32> {
        self.front().map(u32::from_be_bytes)
    }

    /// Four bytes in host order, signed.
    pub fn i32(self) -> Option<i32> {
        self.front().map(i32::from_ne_bytes)
    }

    /// The payload as an array of numbers in native byte order. An incomplete last one is dropped.
    pub fn u16s(self) -> impl Iterator<Item = u16> {
        self.arrays().map(u16::from_ne_bytes)
    }

    /// As [`Attr::u16s`].
    pub fn u32s(self) -> impl Iterator<Item = u32> {
        self.arrays().map(u32::from_ne_bytes)
    }

    /// As [`Attr::u16s`].
    pub fn u64s(self) -> impl Iterator<Item = u64> {
        self.arrays().map(u64::from_ne_bytes)
    }

    fn arrays<const N: usize>(self) -> impl Iterator<Item = [u8; N]> {
        let chunks = self.bytes.chunks_exact(N);
        chunks.filter_map(|chunk| chunk.first_chunk().copied())
    }

    /// Eight bytes in host order.
    pub fn u64(self) -> Option<u64> {
        self.front().map(u64::from_ne_bytes)
    }

    /// Eight bytes in network order.
    pub fn be64(self) -> Option<u64> {
        self.front().map(u64::from_be_bytes)
    }

    /// A string, up to its NUL if it has one.
    pub fn text(self) -> &'a [u8] {
        self.bytes
            .split(|byte| *byte == 0)
            .next()
            .unwrap_or_default()
    }

    /// Whether it has the payload of `other`, or is a nest whose attributes are all in `other`.
    pub fn is_within(self, other: Attr) -> bool {
        self.bytes == other.bytes
            || self.is_nest() && other.is_nest() && self.nest().first_not_in(other.nest()).is_none()
    }

    /// Whether the payload is a sequence of attributes to its last byte.
    pub fn is_nest(self) -> bool {
        let length = |attr: Attr| attr.bytes.len().next_multiple_of(4) + 4;
        !self.bytes.is_empty()
            && self.nest().iter().map(length).sum::<usize>() == self.bytes.len().next_multiple_of(4)
    }

    /// The payload as attributes.
    pub fn nest(self) -> Attrs<'a> {
        Attrs(self.bytes)
    }
}
