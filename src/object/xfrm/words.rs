//! Values that states and policies share: named numbers, flags, marks.

use crate::args::{Args, FromWord};
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::uapi::xfrm::*;
use crate::value::number;

/// Numbers and their names.
pub(super) type Names<T> = &'static [(T, &'static str)];

pub(super) const PROTOCOLS: Names<u8> = &[
    (proto::ESP, "esp"),
    (proto::AH, "ah"),
    (proto::COMP, "comp"),
    (proto::ROUTING, "route2"),
    (proto::DSTOPTS, "hao"),
    (proto::ANY, "ipsec-any"),
];

const MODES: Names<u8> = &[
    (XFRM_MODE_TRANSPORT, "transport"),
    (XFRM_MODE_TUNNEL, "tunnel"),
    (XFRM_MODE_ROUTEOPTIMIZATION, "ro"),
    (XFRM_MODE_IN_TRIGGER, "in_trigger"),
    (XFRM_MODE_BEET, "beet"),
];

/// The name of a number, or the number.
pub(super) fn name<T: PartialEq + Copy + Into<u64>>(names: Names<T>, number: T) -> String {
    match names.iter().find(|(known, _)| *known == number) {
        Some((_, name)) => (*name).to_owned(),
        None => number.into().to_string(),
    }
}

/// Reads a name, not abbreviated.
pub(super) fn named<T: Copy>(args: &mut Args, names: Names<T>, why: &str) -> Result<T> {
    let word = args.value()?;
    let found = names.iter().find(|(_, name)| *name == word);
    found
        .map(|(number, _)| *number)
        .ok_or_else(|| Error::invalid(word, why))
}

/// The name of a protocol.
pub(super) fn protocol(number: u8) -> String {
    name(PROTOCOLS, number)
}

/// Reads the value of `proto`.
pub(super) fn parse_protocol(args: &mut Args) -> Result<u8> {
    named(args, PROTOCOLS, "XFRM-PROTO value is invalid")
}

pub(super) fn mode(number: u8) -> String {
    name(MODES, number)
}

/// Reads the value of `mode`, which may be abbreviated.
pub(super) fn parse_mode(args: &mut Args) -> Result<u8> {
    let word = args.value()?;
    let fits = |name: &str| !word.is_empty() && name.starts_with(word);
    let found = MODES.iter().find(|(_, name)| fits(name));
    found
        .map(|(number, _)| *number)
        .ok_or_else(|| Error::invalid(word, "MODE value is invalid"))
}

/// Reads the value of `reqid`.
pub(super) fn parse_reqid(args: &mut Args) -> Result<u32> {
    args.parse("REQID value is invalid")
}

/// Reads the value of an option; the error names the option.
pub(super) fn after<T: FromWord>(args: &mut Args, word: &str) -> Result<T> {
    args.parse(&format!("value after \"{word}\" is invalid"))
}

/// Reads names of flags, or one hexadecimal number; stops at any other argument.
pub(super) fn flags(args: &mut Args, names: Names<u32>, max: u32, why: &str) -> Result<u32> {
    let first = args.peek().ok_or_else(Error::incomplete)?;
    if first.starts_with("0x") && first.len() > 2 {
        args.next();
        let number = number::hexadecimal(first, max.into()).and_then(|n| n.try_into().ok());
        return number.ok_or_else(|| Error::invalid(first, why));
    }
    let mut flags = 0;
    while let Some((flag, _)) = names.iter().find(|(_, name)| args.peek() == Some(name)) {
        flags |= flag;
        args.next();
    }
    Ok(flags)
}

/// The names of the flags that are set; those without a name are one number.
pub(super) fn flag_names(names: Names<u32>, flags: u32) -> String {
    let mut shown = String::new();
    let mut left = flags;
    for (flag, name) in names.iter().filter(|(flag, _)| flags & flag != 0) {
        shown += name;
        left &= !flag;
        if left != 0 {
            shown.push(' ');
        }
    }
    if left != 0 {
        shown += &format!("{left:x}");
    }
    shown
}

/// A mark and its mask.
#[derive(Default, Clone, Copy)]
pub(super) struct Mark {
    value: u32,
    mask: u32,
}

impl Mark {
    pub(super) fn parse(args: &mut Args) -> Result<Mark> {
        let value = args.parse("MARK value is invalid\n")?;
        let mask = mask(args, "MASK value is invalid\n")?;
        Ok(Mark {
            value,
            mask: mask.unwrap_or(u32::MAX),
        })
    }

    /// Appends the mark if its mask is not zero.
    pub(super) fn put(self, request: &mut Request) {
        if self.mask != 0 {
            let bytes = [self.value.to_ne_bytes(), self.mask.to_ne_bytes()];
            request.put(XFRMA_MARK, bytes.as_flattened());
        }
    }

    /// Appends the mark if it has a bit within its mask.
    pub(super) fn put_if_set(self, request: &mut Request) {
        if self.mask & self.value != 0 {
            self.put(request);
        }
    }
}

/// Reads an optional `mask`.
pub(super) fn mask(args: &mut Args, why: &str) -> Result<Option<u32>> {
    match args.peek() {
        Some("mask") => {
            args.next();
            args.parse(why).map(Some)
        }
        _ => Ok(None),
    }
}

/// A security context as `struct xfrm_user_sec_ctx`, of SELinux.
pub(super) fn context_bytes(context: &str) -> Vec<u8> {
    let text = crate::args::encode(context);
    let length = u16::try_from(text.len() + 1).unwrap_or(u16::MAX);
    let mut bytes = length.saturating_add(8).to_ne_bytes().to_vec();
    bytes.extend_from_slice(&XFRMA_SEC_CTX.to_ne_bytes());
    bytes.extend_from_slice(&[1, 1]);
    bytes.extend_from_slice(&length.to_ne_bytes());
    bytes.extend_from_slice(&text);
    bytes.push(0);
    bytes
}

/// Writes a field of a structure.
pub(super) fn lay(structure: &mut [u8], offset: usize, field: &[u8]) {
    if let Some(room) = structure.get_mut(offset..offset + field.len()) {
        room.copy_from_slice(field);
    }
}

/// Refuses an option that was given before.
pub(super) fn once<T>(given: &Option<T>, word: &str) -> Result<()> {
    match given {
        Some(_) => Err(Error::duplicate(word, word)),
        None => Ok(()),
    }
}
