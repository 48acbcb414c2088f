//! Compares requested with existing attributes, for `-ensure`.

use super::Implied;
use super::bits::{differ_only_in, halves, is_zero, matches};
use crate::netlink::{Attr, Attrs};
use crate::schema::{Row, When};

/// The name of the first option whose requested attribute differs from the current one. Of a {value, mask} pair the requested
/// bits count. The kernel may report `lossy_attrs` one less.
pub fn first_differing(
    rows: &[&[Row]],
    implied: Implied,
    [asked, current]: [Attrs; 2],
    lossy_attrs: &[u16],
) -> Option<&'static str> {
    let all = || rows.iter().flat_map(|rows| rows.iter());
    let number = |bytes: &[u8]| {
        let attr = Attr { kind: 0, bytes };
        attr.u64().or_else(|| attr.u32().map(u64::from))
    };
    let differs = |attr: Attr| {
        let theirs = current.get(attr.kind).map(|attr| attr.bytes);
        let typed = |row: &&Row| row.attr == attr.kind && !row.words.is_empty();
        let pair = attr.bytes.len() == 8 && all().filter(typed).count() > 1;
        let [value, mask] = halves(attr.bytes);
        let same = match theirs {
            None if pair => value & mask == 0,
            None => {
                let defaults = implied
                    .defaults
                    .get(attr.kind)
                    .map(|defaults| defaults.bytes);
                defaults == Some(attr.bytes) || is_zero(attr.bytes)
            }
            Some(theirs) if pair => (value ^ halves(theirs)[0]) & mask == 0,
            Some(theirs) => {
                let more = number(attr.bytes).zip(number(theirs));
                let one_less = more.is_some_and(|(ours, theirs)| ours == theirs.wrapping_add(1));
                let theirs = Attr {
                    bytes: theirs,
                    ..attr
                };
                matches(theirs.bytes, attr.bytes)
                    || one_less && lossy_attrs.contains(&attr.kind)
                    || differ_only_in(implied.kernel_bits, attr, theirs)
            }
        };
        !same
    };
    all()
        // Actions are no state; the kernel does not report them.
        .filter(|row| row.when != When::Never || current.get(row.attr).is_some())
        .filter(|row| asked.get(row.attr).is_some_and(differs))
        // Prefer a keyword to a key.
        .min_by_key(|row| row.words.is_empty())
        .map(Row::name)
}
