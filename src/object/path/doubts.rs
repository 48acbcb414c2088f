//! What this program cannot judge: filters, programs, transformations.

use super::device::Device;
use super::host::{Host, all};
use crate::netlink::{Attr, Message, Netlink, Protocol, Request};
use crate::uapi::header::{RtGenMsg, TcMsg};
use crate::uapi::netfilter::*;
use crate::uapi::rtnetlink::{RTM_GETQDISC, RTM_GETTFILTER};
use crate::uapi::xfrm::XFRM_MSG_GETPOLICY;

/// `TCA_KIND` (linux/rtnetlink.h).
const TCA_KIND: u16 = 1;

/// `TC_H_MIN_INGRESS` and `TC_H_MIN_EGRESS` of `TC_H_CLSACT` (linux/pkt_sched.h).
const FILTER_PARENTS: [u32; 3] = [0xffff_fff2, 0xffff_fff3, 0xffff_0000];

/// Disciplines that delay at most.
const HARMLESS: [&[u8]; 9] = [
    b"noqueue",
    b"noop",
    b"pfifo_fast",
    b"pfifo",
    b"bfifo",
    b"fq",
    b"fq_codel",
    b"mq",
    b"sfq",
];

/// Adds the doubts about the namespace that the thread is in.
pub(super) fn add(host: &mut Host) {
    if has_nftables() {
        host.doubts.push("nftables rules".to_owned());
    }
    for (file, what) in [
        ("ip_tables_names", "iptables rules"),
        ("ip6_tables_names", "ip6tables rules"),
        ("arp_tables_names", "arptables rules"),
    ] {
        let tables = std::fs::read_to_string(format!("/proc/thread-self/net/{file}"));
        if tables.is_ok_and(|tables| !tables.trim().is_empty()) {
            host.doubts.push(what.to_owned());
        }
    }
    if has_ipsec_policies() {
        host.doubts.push("IPsec policies".to_owned());
    }
    let filtered = filtered(&mut host.netlink.borrow_mut(), &host.devices);
    host.filtered = filtered;
}

/// Whether a rule exists, or a chain whose policy drops.
fn has_nftables() -> bool {
    let Ok(mut netlink) = Netlink::open(Protocol::Netfilter, false) else {
        return false;
    };
    let dump = |kind| {
        let header = RtGenMsg::default();
        Request::new(NFNL_SUBSYS_NFTABLES << 8 | kind, 0, &header)
    };
    let rules = all(&mut netlink, dump(NFT_MSG_GETRULE), |_, found| {
        found.push(());
    });
    let chains = all(
        &mut netlink,
        dump(NFT_MSG_GETCHAIN),
        |message: &Message, found| {
            let policy = message.attrs(RtGenMsg::SIZE).get(NFTA_CHAIN_POLICY);
            if policy.and_then(Attr::be32) == Some(NF_DROP) {
                found.push(());
            }
        },
    );
    [rules, chains]
        .iter()
        .any(|found| found.as_ref().is_ok_and(|found| !found.is_empty()))
}

fn has_ipsec_policies() -> bool {
    let Ok(mut netlink) = Netlink::open(Protocol::Xfrm, false) else {
        return false;
    };
    let request = Request::with_body(XFRM_MSG_GETPOLICY, 0, &[]);
    let policies = all(&mut netlink, request, |_, found| found.push(()));
    policies.is_ok_and(|found| !found.is_empty())
}

/// Devices with filters of tc, or with a discipline that may drop.
fn filtered(netlink: &mut Netlink, devices: &[Device]) -> Vec<u32> {
    let request = Request::new(RTM_GETQDISC, 0, &TcMsg::default());
    let qdiscs = all(netlink, request, |message: &Message, found| {
        let kind = message.attrs(TcMsg::SIZE).get(TCA_KIND);
        if let (Some(header), Some(kind)) = (TcMsg::parse(message.body), kind) {
            found.push((header.index, kind.text().to_vec()));
        }
    });
    let mut found = Vec::new();
    for (index, kind) in qdiscs.unwrap_or_default() {
        let is_hook = matches!(kind.as_slice(), b"clsact" | b"ingress");
        let drops = if is_hook {
            has_filters(netlink, index)
        } else {
            !HARMLESS.contains(&kind.as_slice())
        };
        if drops && devices.iter().any(|device| device.index == index) {
            found.push(index);
        }
    }
    found
}

fn has_filters(netlink: &mut Netlink, index: u32) -> bool {
    FILTER_PARENTS.iter().any(|parent| {
        let header = TcMsg {
            index,
            parent: *parent,
            ..TcMsg::default()
        };
        let request = Request::new(RTM_GETTFILTER, 0, &header);
        let filters = all(netlink, request, |_, found| found.push(()));
        filters.is_ok_and(|found| !found.is_empty())
    })
}
