//! What a namespace holds besides links: everything that decides where a packet goes, read once.

use super::device::{self, Device, Mac};
use super::fib::{self, Route, Rule};
use crate::error::Result;
use crate::netlink::{Attr, Message, Netlink, Protocol, Request};
use crate::uapi::addr::{IFA_ADDRESS, IFA_FLAGS, IFA_LOCAL};
use crate::uapi::bridge::*;
use crate::uapi::header::{FibRuleHdr, IfAddrMsg, IfInfoMsg, NdMsg, RtGenMsg, RtMsg};
use crate::uapi::link::*;
use crate::uapi::neigh::{NDA_DST, NDA_LLADDR, NDA_MASTER};
use crate::uapi::netconf::*;
use crate::uapi::rtnetlink::*;
use crate::value::{family, inet::Inet};
use std::cell::RefCell;

/// An address and its device.
#[derive(Debug, Clone, Copy)]
pub(super) struct Address {
    pub index: u32,
    pub inet: Inet,
    pub length: u8,
    /// `IFA_F_*`.
    pub flags: u32,
}

/// An entry of the neighbour table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neighbour {
    pub index: u32,
    pub inet: Inet,
    pub mac: Option<Mac>,
    /// `NUD_*`.
    pub state: u16,
}

/// An entry of a forwarding database.
#[derive(Debug, Clone, Copy)]
pub(super) struct FdbEntry {
    pub index: u32,
    pub master: Option<u32>,
    pub mac: Mac,
    pub vlan: u16,
    /// The tunnel's end, of a vxlan.
    pub remote: Option<Inet>,
    /// `NUD_*`.
    pub state: u16,
    /// Stays where it is, also when its station is seen elsewhere.
    pub is_sticky: bool,
}

/// A VLAN of a bridge or of one of its ports.
#[derive(Debug, Clone, Copy)]
pub(super) struct PortVlan {
    pub index: u32,
    pub id: u16,
    pub is_pvid: bool,
    pub untagged: bool,
}

/// The settings of a device, or of all of them, in a family.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub family: u8,
    pub index: u32,
    pub forwarding: bool,
    pub rp_filter: u32,
    pub proxy: bool,
}

/// A namespace.
pub(super) struct Host {
    /// A socket in it.
    pub netlink: RefCell<Netlink>,
    pub devices: Vec<Device>,
    pub addresses: Vec<Address>,
    pub neighbours: Vec<Neighbour>,
    pub fdb: Vec<FdbEntry>,
    pub vlans: Vec<PortVlan>,
    pub settings: Vec<Settings>,
    pub rules: Vec<Rule>,
    pub routes: Vec<Route>,
    /// Devices with filters of tc or a queueing discipline that drops.
    pub filtered: Vec<u32>,
    /// What was found that cannot be judged.
    pub doubts: Vec<String>,
    /// Sysctls below /proc/sys/net whose value is not 0.
    pub sysctls: Vec<String>,
}

impl Host {
    pub fn device(&self, index: u32) -> Option<&Device> {
        self.devices.iter().find(|device| device.index == index)
    }

    pub fn settings(&self, family: u8, index: u32) -> Option<&Settings> {
        let same = |known: &&Settings| known.family == family && known.index == index;
        self.settings.iter().find(same)
    }

    pub fn is_set(&self, sysctl: &str) -> bool {
        self.sysctls.iter().any(|set| set == sysctl)
    }

    /// The device that has this address.
    pub fn owner(&self, inet: Inet) -> Option<&Address> {
        self.addresses.iter().find(|address| address.inet == inet)
    }
}

/// Reads the namespace that the thread is in.
///
/// # Errors
/// No socket, a dump of links or addresses that fails.
pub(super) fn read() -> Result<Host> {
    let mut netlink = Netlink::open(Protocol::Route, true)?;
    let netlink = &mut netlink;
    let links = Request::new(RTM_GETLINK, 0, &IfInfoMsg::default());
    let devices = all(netlink, links, |message, found| {
        found.extend(device::read(message));
    })?;
    let addresses = Request::new(RTM_GETADDR, 0, &IfAddrMsg::default());
    let addresses = all(netlink, addresses, |message, found| {
        found.extend(address(message));
    })?;
    let neighbours = Request::new(RTM_GETNEIGH, 0, &NdMsg::default());
    let neighbours = all(netlink, neighbours, |message, found| {
        found.extend(neighbour(message));
    })?;
    let mut host = Host {
        netlink: RefCell::new(Netlink::open(Protocol::Route, true)?),
        devices,
        addresses,
        neighbours,
        fdb: fdb(netlink),
        vlans: vlans(netlink),
        settings: Vec::new(),
        rules: Vec::new(),
        routes: Vec::new(),
        filtered: Vec::new(),
        doubts: Vec::new(),
        sysctls: sysctls(),
    };
    for family in [family::INET, family::INET6] {
        // A kernel without the family refuses, or answers with another one.
        let header = RtGenMsg { family };
        let request = Request::new(RTM_GETNETCONF, 0, &header);
        let settings = all(netlink, request, |message, found| {
            found.extend(settings(message));
        });
        host.settings.extend(settings.unwrap_or_default());
        let header = FibRuleHdr {
            family,
            ..FibRuleHdr::default()
        };
        let rules = all(
            netlink,
            Request::new(RTM_GETRULE, 0, &header),
            |message, found| found.extend(fib::rule(message)),
        );
        host.rules.extend(rules.unwrap_or_default());
        let header = RtMsg {
            family,
            ..RtMsg::default()
        };
        let routes = all(netlink, Request::new(RTM_GETROUTE, 0, &header), fib::route);
        host.routes.extend(routes.unwrap_or_default());
    }
    host.rules
        .retain(|rule| matches!(rule.family, family::INET | family::INET6));
    Ok(host)
}

/// What a dump reports.
pub(super) fn all<T>(
    netlink: &mut Netlink,
    request: Request,
    read: impl Fn(&Message, &mut Vec<T>),
) -> Result<Vec<T>> {
    let mut found = Vec::new();
    netlink.dump(request, &mut |message| {
        read(&message, &mut found);
        Ok(())
    })?;
    Ok(found)
}

fn address(message: &Message) -> Option<Address> {
    let header = IfAddrMsg::parse(message.body)?;
    let attrs = message.attrs(IfAddrMsg::SIZE);
    let bytes = attrs.get(IFA_LOCAL).or_else(|| attrs.get(IFA_ADDRESS))?;
    let flags = attrs.get(IFA_FLAGS).and_then(Attr::u32);
    Some(Address {
        index: header.index,
        inet: Inet::new(header.family, bytes.bytes),
        length: header.prefix_len,
        flags: flags.unwrap_or(header.flags.into()),
    })
}

fn neighbour(message: &Message) -> Option<Neighbour> {
    let header = NdMsg::parse(message.body)?;
    let attrs = message.attrs(NdMsg::SIZE);
    Some(Neighbour {
        index: header.index,
        inet: Inet::new(header.family, attrs.get(NDA_DST)?.bytes),
        mac: attrs
            .get(NDA_LLADDR)
            .and_then(|address| address.bytes.try_into().ok()),
        state: header.state,
    })
}

/// linux/neighbour.h.
const NDA_VLAN: u16 = 5;
const NTF_STICKY: u8 = 1 << 6;

fn fdb(netlink: &mut Netlink) -> Vec<FdbEntry> {
    let header = NdMsg {
        family: family::BRIDGE,
        ..NdMsg::default()
    };
    let read = |message: &Message, found: &mut Vec<FdbEntry>| found.extend(fdb_entry(message));
    all(netlink, Request::new(RTM_GETNEIGH, 0, &header), read).unwrap_or_default()
}

fn fdb_entry(message: &Message) -> Option<FdbEntry> {
    let header = NdMsg::parse(message.body)?;
    let attrs = message.attrs(NdMsg::SIZE);
    let remote = attrs.get(NDA_DST).map(|attr| match attr.bytes.len() {
        4 => Inet::new(family::INET, attr.bytes),
        _ => Inet::new(family::INET6, attr.bytes),
    });
    Some(FdbEntry {
        index: header.index,
        master: attrs.get(NDA_MASTER).and_then(Attr::u32),
        mac: attrs.get(NDA_LLADDR)?.bytes.try_into().ok()?,
        vlan: attrs.get(NDA_VLAN).and_then(Attr::u16).unwrap_or(0),
        remote,
        state: header.state,
        is_sticky: header.flags & NTF_STICKY != 0,
    })
}

fn vlans(netlink: &mut Netlink) -> Vec<PortVlan> {
    let header = IfInfoMsg {
        family: family::BRIDGE,
        ..IfInfoMsg::default()
    };
    let mut request = Request::new(RTM_GETLINK, 0, &header);
    request.put_u32(IFLA_EXT_MASK, RTEXT_FILTER_BRVLAN);
    let read = |message: &Message, found: &mut Vec<PortVlan>| {
        let Some(header) = IfInfoMsg::parse(message.body) else {
            return;
        };
        let spec = message.attrs(IfInfoMsg::SIZE).get(IFLA_AF_SPEC);
        for info in spec.map(Attr::nest).unwrap_or_default().iter() {
            found.extend(port_vlan(header.index, info));
        }
    };
    all(netlink, request, read).unwrap_or_default()
}

/// `struct bridge_vlan_info`: flags and id.
fn port_vlan(index: u32, info: Attr) -> Option<PortVlan> {
    let flags = info.u16().filter(|_| info.kind == IFLA_BRIDGE_VLAN_INFO)?;
    let id = u16::from_ne_bytes(*info.bytes.get(2..)?.first_chunk()?);
    Some(PortVlan {
        index,
        id,
        is_pvid: flags & BRIDGE_VLAN_INFO_PVID != 0,
        untagged: flags & BRIDGE_VLAN_INFO_UNTAGGED != 0,
    })
}

fn settings(message: &Message) -> Option<Settings> {
    let header = RtGenMsg::parse(message.body)?;
    let attrs = message.attrs(RtGenMsg::SIZE);
    let number = |kind| attrs.get(kind).and_then(Attr::u32);
    Some(Settings {
        family: header.family,
        index: number(NETCONFA_IFINDEX)?,
        forwarding: number(NETCONFA_FORWARDING).unwrap_or(0) != 0,
        rp_filter: number(NETCONFA_RP_FILTER).unwrap_or(0),
        proxy: number(NETCONFA_PROXY_NEIGH).unwrap_or(0) != 0,
    })
}

/// Sysctls that netlink does not report. /proc shows those of the reading thread's namespace.
fn sysctls() -> Vec<String> {
    let mut set: Vec<String> = [
        "ipv4/icmp_echo_ignore_all",
        "ipv6/icmp/echo_ignore_all",
        "ipv6/conf/all/disable_ipv6",
        "bridge/bridge-nf-call-iptables",
    ]
    .iter()
    .map(|name| (*name).to_owned())
    .collect();
    let devices = std::fs::read_dir("/proc/sys/net/ipv4/conf");
    for entry in devices.into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        set.extend(
            ["arp_ignore", "arp_filter"].map(|setting| format!("ipv4/conf/{name}/{setting}")),
        );
        set.push(format!("ipv6/conf/{name}/disable_ipv6"));
    }
    set.retain(|name| {
        let value = std::fs::read_to_string(format!("/proc/sys/net/{name}"));
        value.is_ok_and(|value| value.trim() != "0")
    });
    set
}
