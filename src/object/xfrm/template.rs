//! Templates of policies: `struct xfrm_user_tmpl`.

use super::formatter::{Fixed, Formatter};
use super::id::Fields;
use super::id::Id;
use super::words::{self, Names, lay, named, parse_mode, parse_reqid};
use crate::args::Args;
use crate::error::Result;
use crate::uapi::xfrm::tmpl::*;
use crate::value::family;

const LEVELS: Names<u8> = &[(0, "required"), (1, "use")];

/// Sharing of states.
const SHARES: Names<u8> = &[(0, "any"), (1, "session"), (2, "user"), (3, "unique")];

/// Reads a template; returns its structure. `without` is the family of one without addresses.
pub(super) fn parse(args: &mut Args, without: u8) -> Result<[u8; SIZE]> {
    let mut id = None;
    let (mut mode, mut reqid, mut level) = (0, 0, 0);
    // At least one argument is required.
    args.peek().ok_or_else(crate::error::Error::incomplete)?;
    while let Some(word) = args.peek() {
        match word {
            "mode" | "reqid" | "level" => args.next(),
            _ if id.is_none() => {
                id = Some(Id::parse(args, family::UNSPEC, false)?);
                continue;
            }
            _ => break,
        };
        match word {
            "mode" => mode = parse_mode(args)?,
            "reqid" => reqid = parse_reqid(args)?,
            _ => level = named(args, LEVELS, "LEVEL value is invalid\n")?,
        }
    }
    let id = id.unwrap_or_default();
    let family = match id.family() {
        family::UNSPEC => without,
        family => family,
    };
    let mut bytes = [0; SIZE];
    let mut put = |offset: usize, value: &[u8]| lay(&mut bytes, offset, value);
    put(DADDR, &id.bytes());
    put(FAMILY, &u16::from(family).to_ne_bytes());
    put(SADDR, &id.source_bytes());
    put(REQID, &reqid.to_ne_bytes());
    put(MODE, &[mode]);
    put(OPTIONAL, &[level]);
    // Any algorithm matches.
    put(AALGOS, &[0xff; 12]);
    Ok(bytes)
}

/// The name of a sharing mode.
pub(super) fn share(number: u8) -> String {
    words::name(SHARES, number)
}

/// Shows the templates of an attribute.
pub(super) fn show_all(formatter: &mut Formatter, bytes: &[u8]) {
    if bytes.len() < SIZE {
        formatter.begin("(ERROR \"tmpl\" truncated)");
        return formatter.line();
    }
    for template in bytes.chunks_exact(SIZE) {
        show(formatter, Fixed(template));
    }
}

fn show(formatter: &mut Formatter, of: Fixed) {
    formatter.begin("tmpl ");
    let offsets = [DADDR, SPI, PROTO, FAMILY, SADDR, REQID, MODE];
    let prefix = formatter.prefix;
    Fields::at(of, offsets, false).show(formatter, prefix);
    let level = of.u8(OPTIONAL);
    if level != 0 || formatter.shows_statistics() {
        formatter.begin("\t");
        formatter.put("level {} ", words::name(LEVELS, level));
        if formatter.shows_statistics() {
            formatter.put("share {} ", share(of.u8(SHARE)));
        }
        formatter.line();
    }
    if formatter.shows_statistics() {
        formatter.begin("\t");
        show_masks(formatter, of, [EALGOS, AALGOS, CALGOS]);
        formatter.line();
    }
}

/// Shows the permitted algorithms.
pub(super) fn show_masks(formatter: &mut Formatter, of: Fixed, [enc, auth, comp]: [usize; 3]) {
    formatter.hex("enc-mask {} ", of.u32(enc));
    formatter.hex("auth-mask {} ", of.u32(auth));
    formatter.hex("comp-mask {}", of.u32(comp));
}
