//! A device: what decides whether it passes a frame.

use crate::netlink::{Attr, Attrs, Message};
use crate::uapi::bond::{IFLA_BOND_ACTIVE_SLAVE, IFLA_BOND_MODE};
use crate::uapi::bridge::*;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::link_kinds::IFLA_VRF_TABLE;
use crate::uapi::macvlan::{IFLA_IPVLAN_MODE, IFLA_MACVLAN_MODE};
use crate::uapi::netkit::{
    IFLA_NETKIT_MODE, IFLA_NETKIT_PEER_POLICY, IFLA_NETKIT_POLICY, IFLA_NETKIT_PRIMARY,
    NETKIT_DROP, NETKIT_L3, NETKIT_PASS,
};
use crate::uapi::vlan::IFLA_VLAN_ID;
use crate::uapi::vxlan::*;
use crate::uapi::xdp::{IFLA_XDP_ATTACHED, XDP_ATTACHED_NONE};
use crate::value::{family, inet::Inet};

/// A link-layer address of Ethernet.
pub(super) type Mac = [u8; 6];

/// A device by its namespace, as a place in the topology, and its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct DeviceId {
    pub space: usize,
    pub index: u32,
}

/// What a device does with a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// `lo`.
    Loopback,
    /// One end of a pair.
    Pair,
    Bridge {
        filtering: bool,
    },
    Vlan {
        id: u16,
    },
    /// macvlan and macvtap; the mode is `MACVLAN_MODE_*`.
    Macvlan {
        mode: u32,
    },
    /// ipvlan and ipvtap; the mode counts from l2 over l3 to l3s.
    Ipvlan {
        mode: u16,
    },
    Vxlan(Vxlan),
    /// In active-backup mode, one port carries all frames.
    Bond {
        active: Option<u32>,
    },
    Vrf {
        table: u32,
    },
    /// Drops all frames.
    Dummy,
    /// Hardware, or a kind that is not followed.
    Other(String),
}

/// The options of a vxlan that decide where it sends and what it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vxlan {
    pub vni: u32,
    pub port: u16,
    pub local: Option<Inet>,
    pub learning: bool,
    /// Ignores `vni`: the route or a filter names it.
    pub is_external: bool,
}

/// A port of a bridge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BridgePort {
    /// `BR_STATE_*`.
    pub state: u8,
    pub isolated: bool,
    pub hairpin: bool,
    pub learning: bool,
    pub locked: bool,
    pub floods_unicast: bool,
    pub floods_multicast: bool,
    pub floods_broadcast: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Device {
    pub index: u32,
    pub kind: Kind,
    pub flags: u32,
    pub mtu: u32,
    pub mac: Option<Mac>,
    pub master: Option<u32>,
    pub port: Option<BridgePort>,
    pub has_xdp: bool,
    pub qdisc: String,
    /// A netkit device without link-layer addresses.
    pub is_l3: bool,
    /// Whether a netkit device drops what it is given to send.
    pub drops: bool,
}

impl Device {
    pub fn is_up(&self) -> bool {
        self.flags & IFF_UP != 0
    }

    pub fn has_carrier(&self) -> bool {
        self.flags & IFF_LOWER_UP != 0
    }

    /// Whether neighbours are looked up before it sends.
    pub fn resolves(&self) -> bool {
        self.flags & (IFF_NOARP | IFF_LOOPBACK | IFF_POINTOPOINT) == 0
    }
}

/// Reads `RTM_NEWLINK`.
pub(super) fn read(message: &Message) -> Option<Device> {
    let header = IfInfoMsg::parse(message.body)?;
    let attrs = message.attrs(IfInfoMsg::SIZE);
    let info = attrs.get(IFLA_LINKINFO).map(Attr::nest).unwrap_or_default();
    let name = info.get(IFLA_INFO_KIND).map(Attr::text).unwrap_or_default();
    let data = info.get(IFLA_INFO_DATA).map(Attr::nest).unwrap_or_default();
    let slave = info.get(IFLA_INFO_SLAVE_DATA).map(Attr::nest);
    let is_port = info
        .get(IFLA_INFO_SLAVE_KIND)
        .is_some_and(|kind| kind.text() == b"bridge");
    let xdp = attrs.get(IFLA_XDP).map(Attr::nest).unwrap_or_default();
    let attached = xdp.get(IFLA_XDP_ATTACHED).and_then(Attr::u8);
    let is_netkit = name == b"netkit";
    let kind = kind(name, data, header.flags);
    Some(Device {
        index: header.index,
        kind,
        flags: header.flags,
        mtu: attrs.get(IFLA_MTU).and_then(Attr::u32).unwrap_or(0),
        mac: attrs
            .get(IFLA_ADDRESS)
            .and_then(|address| address.bytes.try_into().ok()),
        master: attrs
            .get(IFLA_MASTER)
            .and_then(Attr::u32)
            .filter(|index| *index != 0),
        port: slave.filter(|_| is_port).map(port),
        has_xdp: attached.is_some_and(|how| how != XDP_ATTACHED_NONE),
        qdisc: attrs
            .get(IFLA_QDISC)
            .map(|attr| String::from_utf8_lossy(attr.text()).into_owned())
            .unwrap_or_default(),
        is_l3: is_netkit && number(data, IFLA_NETKIT_MODE) == Some(NETKIT_L3),
        drops: is_netkit && netkit_drops(data),
    })
}

fn number(attrs: Attrs, kind: u16) -> Option<u32> {
    attrs.get(kind).and_then(Attr::u32)
}

/// Each end reports its own policy first; the primary end reports the peer's too.
fn netkit_drops(data: Attrs) -> bool {
    let own = if data.get(IFLA_NETKIT_PRIMARY).and_then(Attr::u8) == Some(0) {
        data.get(IFLA_NETKIT_PEER_POLICY)
            .or_else(|| data.get(IFLA_NETKIT_POLICY))
    } else {
        data.get(IFLA_NETKIT_POLICY)
    };
    own.and_then(Attr::u32).unwrap_or(NETKIT_PASS) == NETKIT_DROP
}

fn kind(name: &[u8], data: Attrs, flags: u32) -> Kind {
    let u16_of = |kind| data.get(kind).and_then(Attr::u16);
    match name {
        b"" if flags & IFF_LOOPBACK != 0 => Kind::Loopback,
        b"veth" | b"netkit" | b"vxcan" => Kind::Pair,
        b"bridge" => Kind::Bridge {
            filtering: data.get(IFLA_BR_VLAN_FILTERING).and_then(Attr::u8) == Some(1),
        },
        b"vlan" => Kind::Vlan {
            id: u16_of(IFLA_VLAN_ID).unwrap_or(0),
        },
        b"macvlan" | b"macvtap" => Kind::Macvlan {
            mode: number(data, IFLA_MACVLAN_MODE).unwrap_or(0),
        },
        b"ipvlan" | b"ipvtap" => Kind::Ipvlan {
            mode: u16_of(IFLA_IPVLAN_MODE).unwrap_or(0),
        },
        b"vxlan" => Kind::Vxlan(vxlan(data)),
        b"bond" => Kind::Bond {
            active: number(data, IFLA_BOND_ACTIVE_SLAVE)
                .filter(|_| data.get(IFLA_BOND_MODE).and_then(Attr::u8) == Some(1)),
        },
        b"vrf" => Kind::Vrf {
            table: number(data, IFLA_VRF_TABLE).unwrap_or(0),
        },
        b"dummy" => Kind::Dummy,
        b"" => Kind::Other("hardware".to_owned()),
        other => Kind::Other(String::from_utf8_lossy(other).into_owned()),
    }
}

fn vxlan(data: Attrs) -> Vxlan {
    let address = |kind, family| data.get(kind).map(|attr| Inet::new(family, attr.bytes));
    Vxlan {
        vni: number(data, IFLA_VXLAN_ID).unwrap_or(0),
        port: data
            .get(IFLA_VXLAN_PORT)
            .and_then(Attr::be16)
            .unwrap_or(8472),
        local: address(IFLA_VXLAN_LOCAL, family::INET)
            .or_else(|| address(IFLA_VXLAN_LOCAL6, family::INET6))
            .filter(|local| !local.is_unspecified()),
        learning: data.get(IFLA_VXLAN_LEARNING).and_then(Attr::u8) != Some(0),
        is_external: [IFLA_VXLAN_COLLECT_METADATA, IFLA_VXLAN_VNIFILTER]
            .iter()
            .any(|kind| data.get(*kind).and_then(Attr::u8) == Some(1)),
    }
}

fn port(data: Attrs) -> BridgePort {
    let byte = |kind| data.get(kind).and_then(Attr::u8);
    let is_set = |kind| byte(kind) == Some(1);
    let unless_cleared = |kind| byte(kind) != Some(0);
    BridgePort {
        state: byte(IFLA_BRPORT_STATE).unwrap_or(BR_STATE_FORWARDING),
        isolated: is_set(IFLA_BRPORT_ISOLATED),
        hairpin: is_set(IFLA_BRPORT_MODE),
        learning: unless_cleared(IFLA_BRPORT_LEARNING),
        locked: is_set(IFLA_BRPORT_LOCKED),
        floods_unicast: unless_cleared(IFLA_BRPORT_UNICAST_FLOOD),
        floods_multicast: unless_cleared(IFLA_BRPORT_MCAST_FLOOD),
        floods_broadcast: unless_cleared(IFLA_BRPORT_BCAST_FLOOD),
    }
}
