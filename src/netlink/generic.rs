//! Generic netlink: families with names (linux/genetlink.h).

use super::{Netlink, Protocol, Request};
use crate::error::{Error, Result};
use crate::uapi::header::GenlMsgHdr;

/// `GENL_ID_CTRL`.
const CONTROL: u16 = 16;
/// `CTRL_CMD_GETFAMILY`.
const GET_FAMILY: GenlMsgHdr = GenlMsgHdr { cmd: 3, version: 0 };
/// `CTRL_ATTR_FAMILY_ID`.
const FAMILY_ID: u16 = 1;
/// `CTRL_ATTR_FAMILY_NAME`.
const FAMILY_NAME: u16 = 2;
/// `CTRL_ATTR_MCAST_GROUPS`.
const GROUPS: u16 = 7;
/// `CTRL_ATTR_MCAST_GRP_NAME`.
const GROUP_NAME: u16 = 1;
/// `CTRL_ATTR_MCAST_GRP_ID`.
const GROUP_ID: u16 = 2;

/// A connection to one family.
pub struct Genl {
    /// The connection.
    pub netlink: Netlink,
    family: u16,
    version: u8,
}

impl Genl {
    /// Length of `struct genlmsghdr`.
    pub const HEADER: usize = GenlMsgHdr::SIZE;

    /// Opens a socket and requests the id of the family.
    ///
    /// # Errors
    /// The socket failed, or the kernel lacks the family: iproute2's two lines, which end a batch.
    pub fn open(name: &str, version: u8) -> Result<Genl> {
        let mut netlink = Netlink::open(Protocol::Genl, false)?;
        let mut request = Request::new(CONTROL, 0, &GET_FAMILY);
        request.put_text(FAMILY_NAME, name);
        let reply = netlink
            .get(request)
            .map_err(|error| Error::fatal(format!("{error}\nError talking to the kernel"), 1))?;
        let id = reply.message().attrs(Genl::HEADER).get(FAMILY_ID);
        let family = id.and_then(|id| id.u16());
        Ok(Genl {
            netlink,
            family: family.ok_or_else(|| Error::fatal("Missing family id TLV", 1))?,
            version,
        })
    }

    /// The id of the family: the type of its messages.
    pub fn family(&self) -> u16 {
        self.family
    }

    /// The id of a multicast group of the family.
    pub fn group(&mut self, name: &str) -> Option<u32> {
        let mut request = Request::new(CONTROL, 0, &GET_FAMILY);
        request.put(FAMILY_ID, &self.family.to_ne_bytes());
        let reply = self.netlink.get(request).ok()?;
        let groups = reply.message().attrs(Genl::HEADER).get(GROUPS)?.nest();
        let mut groups = groups.iter().map(|group| group.nest());
        groups
            .find(|group| group.get(GROUP_NAME).map(|attr| attr.text()) == Some(name.as_bytes()))?
            .get(GROUP_ID)?
            .u32()
    }

    /// A request with a command of the family.
    pub fn request(&self, command: u8) -> Request {
        let header = GenlMsgHdr {
            cmd: command,
            version: self.version,
        };
        Request::new(self.family, 0, &header)
    }
}
