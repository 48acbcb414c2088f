//! Records that only `ip monitor` shows: prefixes in router advertisements, and statistics settings.

use crate::args::encode;
use crate::names::Names;
use crate::netlink::{Attr, Message};
use crate::output::{Colour, Out, eprint_line};
use crate::uapi::header::{IfStatsMsg, PrefixMsg};
use crate::uapi::stats::*;
use crate::value::{family, inet::Inet};

// linux/rtnetlink.h, net/if_inet6.h
const PREFIX_ADDRESS: u16 = 1;
const PREFIX_CACHEINFO: u16 = 2;
const IF_PREFIX_ONLINK: u8 = 1;
const IF_PREFIX_AUTOCONF: u8 = 2;

/// The prefix option of neighbour discovery (RFC 4861).
const ND_OPT_PREFIX_INFORMATION: u8 = 3;

/// Whether a message reports an IPv6 prefix; prints what else it is.
pub(super) fn is_prefix(message: &Message) -> bool {
    let PrefixMsg { family, kind, .. } = PrefixMsg::parse(message.body).unwrap_or_default();
    if family != family::INET6 {
        eprint_line(&format!("incorrect protocol family: {family}"));
        return false;
    }
    if kind != ND_OPT_PREFIX_INFORMATION {
        eprint_line(&format!("wrong ND type {kind}"));
        return false;
    }
    true
}

/// Shows an `RTM_NEWPREFIX`.
pub(super) fn prefix(message: &Message, out: &mut Out, names: &mut Names) {
    let header = PrefixMsg::parse(message.body).unwrap_or_default();
    let attrs = message.attrs(PrefixMsg::SIZE);
    if let Some(address) = attrs.get(PREFIX_ADDRESS) {
        let address = Inet::new(family::INET6, address.bytes);
        out.text("prefix {}", address.to_string());
        out.text("/{}", header.len);
    }
    let name = names.links.name(header.index);
    out.text("dev {} ", encode(&name));
    if header.flags & IF_PREFIX_ONLINK != 0 {
        out.word("onlink ");
    }
    if header.flags & IF_PREFIX_AUTOCONF != 0 {
        out.word("autoconf ");
    }
    if let Some(info) = attrs.get(PREFIX_CACHEINFO) {
        let number = |at: usize| info.bytes.get(at..)?.first_chunk().copied();
        if let (Some(preferred), Some(valid)) = (number(0), number(4)) {
            out.text("valid {} ", u32::from_ne_bytes(valid));
            out.text("preferred {} ", u32::from_ne_bytes(preferred));
        }
    }
    out.end_record();
}

/// Shows an `RTM_NEWSTATS`: whether hardware counts the packets that it forwards.
pub(super) fn statistics(message: &Message, out: &mut Out, names: &mut Names) {
    let index = IfStatsMsg::parse(message.body).map_or(0, |header| header.index);
    out.text("{}:", index);
    let name = names.links.name(index);
    out.text_painted(Colour::Ifname, " {}:", encode(&name));
    out.line();
    let offloaded = message
        .attrs(IfStatsMsg::SIZE)
        .get(IFLA_STATS_LINK_OFFLOAD_XSTATS);
    let info = offloaded.and_then(|attr| attr.nest().get(IFLA_OFFLOAD_XSTATS_HW_S_INFO));
    let Some(info) = info.and_then(|attr| attr.nest().get(IFLA_OFFLOAD_XSTATS_L3_STATS)) else {
        return;
    };
    let word = |kind| {
        let on = info.nest().get(kind).and_then(Attr::u8)?;
        Some(if on == 0 { "off" } else { "on" })
    };
    out.word("    l3_stats");
    if let Some(word) = word(IFLA_OFFLOAD_XSTATS_HW_S_INFO_REQUEST) {
        out.text(" {}", word);
    }
    if let Some(word) = word(IFLA_OFFLOAD_XSTATS_HW_S_INFO_USED) {
        out.text(" used {}", word);
    }
    out.line();
}
