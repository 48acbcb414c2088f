//! Filters of `show`, `flush` and `bucket show`.

use super::{HELP, id};
use crate::args::{Args, FromWord, Word::Short};
use crate::error::{Error, Result};
use crate::netlink::{Message, Request};
use crate::session::Session;
use crate::uapi::header::NhMsg;
use crate::uapi::nexthop::*;

/// The arguments after `show`, `flush` and `bucket show`.
#[derive(Default)]
pub(super) struct Filter {
    pub(super) id: Option<u32>,
    protocol: Option<u8>,
    pub(super) nexthop: Option<u32>,
    device: Option<u32>,
    master: Option<u32>,
    pub(super) groups: bool,
    fdb: bool,
}

impl Filter {
    /// Reads the arguments. `nhid` belongs to buckets; `groups`, `fdb` and `protocol` to next hops.
    pub(super) fn parse(session: &mut Session, args: &mut Args, buckets: bool) -> Result<Filter> {
        let mut filter = Filter::default();
        while let Some(word) = args.next() {
            match word {
                _ if Short("dev").fits(word) => filter.device = Some(device(session, args)?),
                _ if !buckets && Short("groups").fits(word) => filter.groups = true,
                _ if !buckets && Short("fdb").fits(word) => filter.fdb = true,
                _ if Short("master").fits(word) => filter.master = Some(device(session, args)?),
                _ if Short("vrf").fits(word) => {
                    let name = args.value()?;
                    let index = session.vrf_index(name);
                    filter.master =
                        Some(index.ok_or_else(|| Error::invalid(name, "Invalid VRF\n"))?);
                }
                "id" => filter.id = Some(id(args)?),
                "nhid" if buckets => filter.nexthop = Some(id(args)?),
                _ if !buckets && Short("protocol").fits(word) => {
                    let value = args.value()?;
                    let read = u8::from_word(value);
                    filter.protocol =
                        Some(read.ok_or_else(|| Error::invalid(value, "invalid protocol value"))?);
                }
                _ if Short("help").fits(word) => return Err(Error::usage(HELP)),
                _ => return Err(Error::invalid(word, "")),
            }
        }
        Ok(filter)
    }

    /// Whether every next hop matches.
    pub(super) fn is_open(&self) -> bool {
        let Filter {
            id: _,
            nexthop: _,
            protocol,
            device,
            master,
            groups,
            fdb,
        } = self;
        protocol.is_none() && device.is_none() && master.is_none() && !groups && !fdb
    }

    /// Whether a next hop has the requested protocol; the kernel does not filter by it.
    pub(super) fn is_of_protocol(&self, message: &Message) -> bool {
        let protocol = NhMsg::parse(message.body).map(|header| header.protocol);
        self.protocol
            .is_none_or(|requested| protocol == Some(requested))
    }

    /// The dump request.
    pub(super) fn request(&self, family: u8, kind: u16) -> Request {
        let header = NhMsg {
            family,
            ..NhMsg::default()
        };
        let mut request = Request::new(kind, 0, &header);
        if let Some(index) = self.device {
            request.put_u32(NHA_OIF, index);
        }
        if self.groups {
            request.put(NHA_GROUPS, &[]);
        }
        if let Some(index) = self.master {
            request.put_u32(NHA_MASTER, index);
        }
        if self.fdb {
            request.put(NHA_FDB, &[]);
        }
        request
    }
}

/// Reads a device, which must exist.
pub(super) fn device(session: &mut Session, args: &mut Args) -> Result<u32> {
    let name = args.value()?;
    let index = session.names.links.index(name);
    index.ok_or_else(|| Error::invalid(name, "Device does not exist\n"))
}
