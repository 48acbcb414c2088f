//! Requests: a netlink header, a fixed header, attributes.

use crate::args::encode;
use netlink_packet_core::{Emitable, NLA_F_NESTED, NLM_F_REQUEST, NetlinkHeader};
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::Arc;

/// A message to the kernel. Attributes are appended; nests close themselves.
#[derive(Debug, Clone)]
pub struct Request {
    kind: u16,
    flags: u16,
    /// Space for the netlink header, then the fixed header, then attributes.
    bytes: Vec<u8>,
    /// Files whose descriptors attributes hold; they stay open until the kernel reads the message.
    open: Vec<Arc<OwnedFd>>,
}

const HEADER: usize = 16;

impl Request {
    /// A request of type `kind` (`RTM_*`) whose fixed header is `header`.
    pub fn new(kind: u16, flags: u16, header: &dyn Emitable) -> Request {
        let mut body = vec![0; header.buffer_len()];
        header.emit(&mut body);
        Request::with_body(kind, flags, &body)
    }

    /// A request of type `kind` whose fixed header is given as bytes.
    pub fn with_body(kind: u16, flags: u16, body: &[u8]) -> Request {
        let mut bytes = vec![0; HEADER];
        bytes.extend_from_slice(body);
        Request {
            kind,
            flags,
            bytes,
            open: Vec::new(),
        }
    }

    /// The message type.
    pub fn kind(&self) -> u16 {
        self.kind
    }

    /// The flags (`NLM_F_*`).
    pub fn flags(&self) -> u16 {
        self.flags
    }

    /// Replaces the flags.
    pub fn set_flags(&mut self, flags: u16) {
        self.flags = flags;
    }

    /// The address family, with which every fixed header of rtnetlink begins.
    pub fn family(&self) -> u8 {
        self.body().first().copied().unwrap_or(0)
    }

    /// The attributes after a fixed header of `header` bytes.
    pub fn attrs(&self, header: usize) -> super::Attrs<'_> {
        super::Attrs::new(self.body().get(header..).unwrap_or_default())
    }

    /// Overwrites the fixed header.
    pub fn set_header(&mut self, header: &dyn Emitable) {
        if let Some(room) = self.bytes.get_mut(HEADER..HEADER + header.buffer_len()) {
            header.emit(room);
        }
    }

    /// Appends an attribute.
    pub fn put(&mut self, kind: u16, payload: &[u8]) -> &mut Request {
        let at = self.begin(kind);
        self.bytes.extend_from_slice(payload);
        self.end(at);
        self
    }

    /// Appends an attribute of one byte.
    pub fn put_u8(&mut self, kind: u16, n: u8) -> &mut Request {
        self.put(kind, &[n])
    }

    /// Appends an attribute of two bytes, host order.
    pub fn put_u16(&mut self, kind: u16, n: u16) -> &mut Request {
        self.put(kind, &n.to_ne_bytes())
    }

    /// Appends an attribute of four bytes, host order.
    pub fn put_u32(&mut self, kind: u16, n: u32) -> &mut Request {
        self.put(kind, &n.to_ne_bytes())
    }

    /// Appends an attribute of eight bytes, host order.
    pub fn put_u64(&mut self, kind: u16, n: u64) -> &mut Request {
        self.put(kind, &n.to_ne_bytes())
    }

    /// Appends a string with a final NUL.
    pub fn put_text(&mut self, kind: u16, text: &str) -> &mut Request {
        let mut bytes = encode(text).into_owned();
        bytes.push(0);
        self.put(kind, &bytes)
    }

    /// Appends a string without NUL.
    pub fn put_bare_text(&mut self, kind: u16, text: &str) -> &mut Request {
        self.put(kind, &encode(text))
    }

    /// Appends the descriptor of a file, which stays open as long as the request.
    pub fn put_fd(&mut self, kind: u16, fd: impl Into<Arc<OwnedFd>>) -> &mut Request {
        let fd = fd.into();
        self.put_u32(kind, fd.as_raw_fd() as u32);
        self.open.push(fd);
        self
    }

    /// The file whose descriptor an attribute holds.
    pub fn file(&self, fd: u32) -> Option<Arc<OwnedFd>> {
        let same_key = |file: &&Arc<OwnedFd>| file.as_raw_fd() as u32 == fd;
        self.open.iter().find(same_key).cloned()
    }

    /// Appends the fixed header and the attributes of another message as one attribute.
    pub fn put_message(&mut self, kind: u16, inner: Request) -> &mut Request {
        self.put(kind, inner.body());
        self.open.extend(inner.open);
        self
    }

    /// Appends a nest, marked `NLA_F_NESTED`.
    pub fn nest<R>(&mut self, kind: u16, inside: impl FnOnce(&mut Request) -> R) -> R {
        self.bare_nest(kind | NLA_F_NESTED, inside)
    }

    /// Appends a nest without `NLA_F_NESTED`, as older parts of rtnetlink do.
    pub fn bare_nest<R>(&mut self, kind: u16, inside: impl FnOnce(&mut Request) -> R) -> R {
        let at = self.begin(kind);
        let result = inside(self);
        self.end(at);
        result
    }

    /// Appends bytes as they are, padded to four: encoded attributes, a header within a nest.
    pub fn append(&mut self, bytes: &[u8]) -> &mut Request {
        self.bytes.extend_from_slice(bytes);
        self.pad();
        self
    }

    /// The fixed header and the attributes.
    pub fn body(&self) -> &[u8] {
        self.bytes.get(HEADER..).unwrap_or_default()
    }

    fn begin(&mut self, kind: u16) -> usize {
        let at = self.bytes.len();
        self.bytes.extend_from_slice(&[0, 0]);
        self.bytes.extend_from_slice(&kind.to_ne_bytes());
        at
    }

    fn end(&mut self, at: usize) {
        // An attribute holds at most 64 KiB; the kernel refuses the truncated one, as it would refuse the whole.
        let length = u16::try_from(self.bytes.len() - at).unwrap_or(u16::MAX);
        if let Some(room) = self.bytes.get_mut(at..at + 2) {
            room.copy_from_slice(&length.to_ne_bytes());
        }
        self.pad();
    }

    fn pad(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    /// Writes the netlink header and returns the whole message.
    pub fn finish(&mut self, flags: u16, sequence: u32) -> &[u8] {
        let mut header = NetlinkHeader::default();
        header.length = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        header.message_type = self.kind;
        header.flags = NLM_F_REQUEST | self.flags | flags;
        header.sequence_number = sequence;
        if let Some(room) = self.bytes.get_mut(..HEADER) {
            header.emit(room);
        }
        &self.bytes
    }
}
