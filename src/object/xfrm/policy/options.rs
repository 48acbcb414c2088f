//! Options of several verbs.

use crate::args::Args;
use crate::error::Result;
use crate::netlink::Request;
use crate::object::xfrm::words::{Mark, Names, context_bytes, flags, named, once};
use crate::uapi::xfrm::*;

/// Directions; those of sockets follow.
pub(super) const DIRECTIONS: Names<u8> = &[(0, "in"), (1, "out"), (2, "fwd")];

pub(super) const TYPES: Names<u8> = &[(0, "main"), (1, "sub")];

pub(super) const ACTIONS: Names<u8> = &[(0, "allow"), (1, "block")];

pub(super) const FLAGS: Names<u32> = &[
    (XFRM_POLICY_LOCALOK as u32, "localok"),
    (XFRM_POLICY_ICMP as u32, "icmp"),
];

pub(super) fn parse_direction(args: &mut Args) -> Result<u8> {
    named(args, DIRECTIONS, "DIR value is invalid")
}

pub(super) fn parse_type(args: &mut Args) -> Result<u8> {
    named(args, TYPES, "PTYPE value is invalid")
}

pub(super) fn parse_action(args: &mut Args) -> Result<u8> {
    named(args, ACTIONS, "ACTION value is invalid\n")
}

pub(super) fn parse_index(args: &mut Args) -> Result<u32> {
    args.parse("INDEX value is invalid")
}

pub(super) fn parse_priority(args: &mut Args) -> Result<u32> {
    args.parse("PRIORITY value is invalid")
}

pub(super) fn parse_flags(args: &mut Args) -> Result<u8> {
    let flags = flags(args, FLAGS, 0xff, "FLAG value is invalid")?;
    Ok(u8::try_from(flags).unwrap_or(0))
}

/// Appends the type of a policy: `struct xfrm_userpolicy_type`.
pub(super) fn put_type(request: &mut Request, kind: Option<u8>) {
    if let Some(kind) = kind {
        request.put(XFRMA_POLICY_TYPE, &[kind, 0, 0, 0, 0, 0]);
    }
}

/// Parts of the key of a policy besides its selector.
#[derive(Default)]
pub(super) struct Common {
    pub(super) direction: Option<u8>,
    pub(super) kind: Option<u8>,
    context: Option<Vec<u8>>,
    mark: Mark,
    interface: Option<u32>,
}

impl Common {
    /// Reads the value of an option; returns whether `word` is one.
    pub(super) fn parse(&mut self, word: &str, args: &mut Args) -> Result<bool> {
        match word {
            "dir" => {
                once(&self.direction, word)?;
                self.direction = Some(parse_direction(args)?);
            }
            "ctx" => {
                once(&self.context, word)?;
                self.context = Some(context_bytes(args.value()?));
            }
            "mark" => self.mark = Mark::parse(args)?,
            "ptype" => {
                once(&self.kind, word)?;
                self.kind = Some(parse_type(args)?);
            }
            "if_id" => self.interface = Some(args.parse("IF_ID value is invalid")?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Appends mark, context and interface.
    pub(super) fn put(&self, request: &mut Request) {
        self.mark.put(request);
        if let Some(context) = &self.context {
            request.put(XFRMA_SEC_CTX, context);
        }
        if let Some(id) = self.interface {
            request.put_u32(XFRMA_IF_ID, id);
        }
    }
}
