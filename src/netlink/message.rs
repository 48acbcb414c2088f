//! Received messages: iteration over a datagram, headers, acknowledgements.

use super::Attrs;
use crate::args::decode;
use crate::error::{Error, ExtAck, Result};
use netlink_packet_core::{NLM_F_ACK_TLVS, NLM_F_CAPPED};

/// A message, borrowed from the receive buffer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Message<'a> {
    /// `NLMSG_*`, `RTM_*` …
    pub kind: u16,
    /// `NLM_F_*`.
    pub flags: u16,
    /// Sequence number of the request; 0 for a notification.
    pub sequence: u32,
    /// The payload: a fixed header, then attributes.
    pub body: &'a [u8],
    /// Header and body, as received.
    pub raw: &'a [u8],
}

impl<'a> Message<'a> {
    /// The attributes that follow a fixed header of `header` bytes.
    pub fn attrs(&self, header: usize) -> Attrs<'a> {
        Attrs::new(self.body.get(header..).unwrap_or_default())
    }

    /// The address family, with which every fixed header of rtnetlink begins.
    pub fn family(&self) -> u8 {
        self.body.first().copied().unwrap_or(0)
    }

    /// Four bytes of the body, host order.
    fn u32_at(&self, offset: usize) -> Option<u32> {
        let bytes = self.body.get(offset..)?.first_chunk()?;
        Some(u32::from_ne_bytes(*bytes))
    }
}

/// Iterates over the messages of datagrams. A truncated or malformed message ends the iteration.
#[derive(Debug, Clone)]
pub struct Messages<'a> {
    left: &'a [u8],
}

impl<'a> Messages<'a> {
    /// The messages in `bytes`.
    pub fn new(bytes: &'a [u8]) -> Messages<'a> {
        Messages { left: bytes }
    }
}

impl<'a> Iterator for Messages<'a> {
    type Item = Message<'a>;

    fn next(&mut self) -> Option<Message<'a>> {
        // By hand: packet-core's view formats an error text at the end of every datagram, 11 % of a `-force` batch.
        let &[l0, l1, l2, l3, k0, k1, f0, f1, s0, s1, s2, s3] = self.left.first_chunk()?;
        let length = usize::try_from(u32::from_ne_bytes([l0, l1, l2, l3])).ok()?;
        let raw = self.left.get(..length)?;
        let message = Message {
            kind: u16::from_ne_bytes([k0, k1]),
            flags: u16::from_ne_bytes([f0, f1]),
            sequence: u32::from_ne_bytes([s0, s1, s2, s3]),
            body: raw.get(16..)?,
            raw,
        };
        self.left = self
            .left
            .get(length.next_multiple_of(4)..)
            .unwrap_or_default();
        Some(message)
    }
}

/// An `NLMSG_ERROR`, or the end of a dump. Errno 0 is success.
#[derive(Debug, Default)]
pub struct Acknowledgement {
    /// Positive errno.
    pub errno: i32,
    /// The extended acknowledgement.
    pub ext: ExtAck,
}

const NLMSGERR_ATTR_MSG: u16 = 1;
const NLMSGERR_ATTR_OFFS: u16 = 2;
const NLMSGERR_ATTR_MISS_TYPE: u16 = 5;
const NLMSGERR_ATTR_MISS_NEST: u16 = 6;

impl Acknowledgement {
    /// Reads an `NLMSG_ERROR` message.
    ///
    /// # Errors
    /// `ERROR truncated` if it does not hold its own header.
    pub fn read(message: &Message) -> Result<Acknowledgement> {
        let short = || Error::command("ERROR truncated");
        let code = message.u32_at(0).ok_or_else(short)? as i32;
        // The request's header follows; unless capped, the whole request.
        let repeated = match message.flags & NLM_F_CAPPED {
            0 => usize::try_from(message.u32_at(4).ok_or_else(short)?).unwrap_or(usize::MAX),
            _ => 16,
        };
        let tail = repeated
            .checked_next_multiple_of(4)
            .and_then(|end| end.checked_add(4))
            .unwrap_or(usize::MAX);
        Ok(Acknowledgement {
            errno: code.checked_neg().unwrap_or(i32::MAX),
            ext: ext_ack(message, tail),
        })
    }

    /// Reads the `NLMSG_DONE` that ends a dump.
    pub fn read_done(message: &Message) -> Acknowledgement {
        let code = message.u32_at(0).map_or(0, |code| code as i32);
        // Positive numbers are lengths.
        Acknowledgement {
            errno: code.min(0).checked_neg().unwrap_or(i32::MAX),
            ext: ext_ack(message, 4),
        }
    }
}

fn ext_ack(message: &Message, offset: usize) -> ExtAck {
    if message.flags & NLM_F_ACK_TLVS == 0 {
        return ExtAck::default();
    }
    let attrs = message.attrs(offset);
    ExtAck {
        message: attrs
            .get(NLMSGERR_ATTR_MSG)
            .map(|attr| decode(attr.text()))
            .filter(|text| !text.is_empty()),
        offset: attrs.get(NLMSGERR_ATTR_OFFS).and_then(|attr| attr.u32()),
        missing_type: attrs
            .get(NLMSGERR_ATTR_MISS_TYPE)
            .and_then(|attr| attr.u32()),
        missing_nest: attrs
            .get(NLMSGERR_ATTR_MISS_NEST)
            .and_then(|attr| attr.u32()),
    }
}
