//! VRF devices by name: their index and routing table.

use super::Session;
use crate::netlink::Request;
use crate::uapi::link::{IFLA_INFO_DATA, IFLA_INFO_KIND, IFLA_LINKINFO};
use crate::uapi::link_kinds::IFLA_VRF_TABLE;
use crate::uapi::rtnetlink::RTM_GETLINK;
use netlink_packet_route::link::LinkHeader;

impl Session {
    /// The ifindex of a VRF device; `None` for any other device.
    pub fn vrf_index(&mut self, name: &str) -> Option<u32> {
        Some(self.vrf(name)?.0)
    }

    /// The routing table of a VRF device.
    pub fn vrf_table(&mut self, name: &str) -> Option<u32> {
        self.vrf(name)?.1
    }

    fn vrf(&mut self, name: &str) -> Option<(u32, Option<u32>)> {
        let index = self.names.links.index(name)?;
        let request = Request::new(
            RTM_GETLINK,
            0,
            &LinkHeader {
                index,
                ..LinkHeader::default()
            },
        );
        let reply = self.kernel.get(request).ok()?;
        let info = reply.message().attrs(16).get(IFLA_LINKINFO)?.nest();
        let table = info
            .get(IFLA_INFO_DATA)
            .and_then(|data| data.nest().get(IFLA_VRF_TABLE)?.u32());
        (info.get(IFLA_INFO_KIND)?.text() == b"vrf").then_some((index, table))
    }
}
