//! VRF devices by name: their index and routing table.

use super::Session;
use crate::netlink::{Message, Request};
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::{IFLA_INFO_DATA, IFLA_INFO_KIND, IFLA_LINKINFO};
use crate::uapi::link_kinds::IFLA_VRF_TABLE;
use crate::uapi::route::RT_TABLE_MAIN;
use crate::uapi::rtnetlink::RTM_GETLINK;

/// The name of no VRF: the main table. The kernel refuses it as a device name.
const DEFAULT_VRF: &str = "default";

impl Session {
    /// The ifindex of a VRF device; `None` for any other device.
    pub fn vrf_index(&mut self, name: &str) -> Option<u32> {
        Some(self.vrf(name)?.0)
    }

    /// The routing table of a VRF: the main table for `default`.
    pub fn vrf_table(&mut self, name: &str) -> Option<u32> {
        match name {
            DEFAULT_VRF => Some(RT_TABLE_MAIN),
            _ => self.vrf(name)?.1,
        }
    }

    fn vrf(&mut self, name: &str) -> Option<(u32, Option<u32>)> {
        let index = self.names.links.index(name)?;
        let header = IfInfoMsg {
            index,
            ..IfInfoMsg::default()
        };
        let reply = self.kernel.get(Request::new(RTM_GETLINK, 0, &header));
        let table = vrf_table_of(&reply.ok()?.message())?;
        Some((index, table))
    }
}

/// `None` for a message of another kind of link; else the VRF's table, if reported.
pub fn vrf_table_of(message: &Message) -> Option<Option<u32>> {
    let info = message.attrs(IfInfoMsg::SIZE).get(IFLA_LINKINFO)?.nest();
    if info.get(IFLA_INFO_KIND)?.text() != b"vrf" {
        return None;
    }
    let data = info.get(IFLA_INFO_DATA);
    Some(data.and_then(|data| data.nest().get(IFLA_VRF_TABLE)?.u32()))
}
