//! Rule records.

use crate::args::decode;
use crate::names::{NameTable, Names};
use crate::netlink::{self, Attr, Message};
use crate::output::{Colour, Out, alternate_hex};
use crate::session::Display;
use crate::uapi::header::FibRuleHdr;
use crate::uapi::route::{RTN_NAT, RTPROT_KERNEL, RTPROT_UNSPEC};
use crate::uapi::rtnetlink::RTM_DELRULE;
use crate::uapi::rule::*;
use crate::value::{family, inet::Inet, ip_protocol, route_type};

/// A rule, borrowed from its message.
pub struct Rule<'m> {
    pub(super) header: FibRuleHdr,
    deleted: bool,
    attrs: netlink::AttrTable<'m, { FRA_DSCP_MASK as usize + 1 }>,
}

impl<'m> Rule<'m> {
    /// Reads `RTM_NEWRULE` or `RTM_DELRULE`; `None` if it is too short.
    pub fn read(message: &Message<'m>) -> Option<Rule<'m>> {
        Some(Rule {
            header: FibRuleHdr::parse(message.body)?,
            deleted: message.kind == RTM_DELRULE,
            attrs: message.attrs(FibRuleHdr::SIZE).table(),
        })
    }

    #[inline(always)] // an absent attribute is one test
    pub(super) fn attr(&self, kind: u16) -> Option<Attr<'m>> {
        self.attrs.get(kind)
    }

    #[inline(always)] // an absent attribute is one test
    fn number(&self, kind: u16) -> Option<u32> {
        self.attr(kind)?.u32()
    }

    pub(super) fn priority(&self) -> Option<u32> {
        self.number(FRA_PRIORITY)
    }

    pub(super) fn protocol(&self) -> u8 {
        self.attr(FRA_PROTOCOL)
            .and_then(|attr| attr.u8())
            .unwrap_or(0)
    }

    pub(super) fn table(&self) -> u32 {
        self.number(FRA_TABLE).unwrap_or(self.header.table.into())
    }

    #[inline(always)] // an absent attribute is one test
    pub(super) fn inet(&self, kind: u16) -> Option<Inet> {
        self.attr(kind)
            .map(|attr| Inet::new(self.header.family, attr.bytes))
    }

    pub(super) fn uids(&self) -> Option<(u32, u32)> {
        let (first, last) = self.attr(FRA_UID_RANGE)?.bytes.split_first_chunk()?;
        Some((
            u32::from_ne_bytes(*first),
            u32::from_ne_bytes(*last.first_chunk()?),
        ))
    }

    pub(super) fn ports(&self, kind: u16) -> Option<(u16, u16)> {
        let (first, last) = self.attr(kind)?.bytes.split_first_chunk()?;
        Some((
            u16::from_ne_bytes(*first),
            u16::from_ne_bytes(*last.first_chunk()?),
        ))
    }
}

pub fn show(rule: &Rule, display: &mut Display) {
    display.object(None, |display| {
        let Display { out, names, .. } = display;
        if rule.deleted {
            out.put("deleted", "Deleted ", true);
        }
        out.put("priority", "{}:\t", rule.priority().unwrap_or(0));
        if rule.header.flags & FIB_RULE_INVERT != 0 {
            out.put("not", "not ", ());
        }
        addresses(rule, out);
        selectors(rule, out, names);
        packets(rule, out, names);
        target(rule, out, names);
        protocol_and_flow(rule, display);
        display.out.end_record();
    });
}

fn addresses(rule: &Rule, out: &mut Out) {
    match rule.inet(FRA_SRC) {
        Some(inet) => {
            out.word("from ");
            prefix(out, ["src", "srclen"], inet, rule.header.src_len);
        }
        None if rule.header.src_len != 0 => {
            out.word("from ");
            out.put("src", "{}", "0");
            out.put("srclen", "/{}", rule.header.src_len);
        }
        None => out.put("src", "from {}", "all"),
    }
    match rule.inet(FRA_DST) {
        Some(inet) => {
            out.word(" to ");
            prefix(out, ["dst", "dstlen"], inet, rule.header.dst_len);
        }
        None if rule.header.dst_len != 0 => {
            out.word(" to ");
            out.put("dst", "{}", "0");
            out.put("dstlen", "/{}", rule.header.dst_len);
        }
        None => {}
    }
}

fn prefix(out: &mut Out, [key, length_key]: [&str; 2], inet: Inet, length: u8) {
    inet.paint(out, key, "{}", inet.plain());
    if length != family::bits(inet.family) {
        out.put(length_key, "/{}", length);
    }
}

fn selectors(rule: &Rule, out: &mut Out, names: &Names) {
    if rule.header.tos != 0 {
        let known = names
            .tables
            .known(NameTable::Dsfield, rule.header.tos.into());
        let tos = known
            .filter(|_| !names.tables.numeric)
            .map_or_else(|| format!("0x{:02x}", rule.header.tos), str::to_owned);
        out.put("tos", " tos {}", tos);
    }
    let mark = rule.number(FRA_FWMARK);
    let mask = rule.number(FRA_FWMASK);
    if mark.or(mask).is_some() {
        out.put("fwmark", " fwmark {}", alternate_hex(mark.unwrap_or(0)));
        if let Some(mask) = mask.filter(|mask| *mask != u32::MAX) {
            out.put("fwmask", "/{}", alternate_hex(mask));
        }
    }
    let devices = [
        (
            FRA_IIFNAME,
            " iif ",
            "iif",
            "iif_detached",
            FIB_RULE_IIF_DETACHED,
        ),
        (
            FRA_OIFNAME,
            " oif ",
            "oif",
            "oif_detached",
            FIB_RULE_OIF_DETACHED,
        ),
    ];
    for (kind, word, key, detached, flag) in devices {
        if let Some(attr) = rule.attr(kind) {
            out.word(word);
            out.paint(Colour::Ifname, key, "{}", decode(attr.text()));
            if rule.header.flags & flag != 0 {
                out.put(detached, " [detached]", ());
            }
        }
    }
    if rule.attr(FRA_L3MDEV).and_then(|attr| attr.u8()) > Some(0) {
        out.put("l3mdev", " lookup [l3mdev-table]", ());
    }
}

fn packets(rule: &Rule, out: &mut Out, names: &Names) {
    if let Some((first, last)) = rule.uids() {
        out.put("uid_start", " uidrange {}", first);
        out.put("uid_end", "-{}", last);
    }
    if let Some(protocol) = rule.attr(FRA_IP_PROTO).and_then(|attr| attr.u8()) {
        let name = ip_protocol::name(protocol, names.tables.numeric);
        out.put("ipproto", " ipproto {}", name);
    }
    ports(rule, out, "sport", FRA_SPORT_RANGE, FRA_SPORT_MASK);
    ports(rule, out, "dport", FRA_DPORT_RANGE, FRA_DPORT_MASK);
    if let Some(id) = rule.attr(FRA_TUN_ID).and_then(|attr| attr.be64()) {
        out.put("tun_id", " tun_id {}", id);
    }
}

fn ports(rule: &Rule, out: &mut Out, key: &str, range: u16, masks: u16) {
    let Some((first, last)) = rule.ports(range) else {
        return;
    };
    let text = |suffix: &str| format!("{key}{suffix}");
    if first != last {
        out.put(&text("_start"), &format!(" {key} {{}}"), first);
        out.put(&text("_end"), "-{}", last);
        return;
    }
    let mask = rule.attr(masks).and_then(|attr| attr.u16());
    match mask {
        Some(mask) if mask != u16::MAX => {
            let shown = alternate_hex(first);
            out.split(key, &format!(" {key} {{}}"), shown, first);
            out.put(&text("_mask"), "/{}", alternate_hex(mask));
        }
        mask => {
            out.put(key, &format!(" {key} {{}}"), first);
            if let Some(mask) = mask {
                out.json(&text("_mask"), alternate_hex(mask));
            }
        }
    }
}

fn target(rule: &Rule, out: &mut Out, names: &Names) {
    let tables = &names.tables;
    let table = rule.table();
    if table != 0 {
        out.put("table", " lookup {}", tables.name(NameTable::Route, table));
        if let Some(length) = rule
            .number(FRA_SUPPRESS_PREFIXLEN)
            .filter(|length| *length != u32::MAX)
        {
            let length = length as i32;
            out.put("suppress_prefixlen", " suppress_prefixlength {}", length);
        }
        if let Some(group) = rule
            .number(FRA_SUPPRESS_IFGROUP)
            .filter(|group| *group != u32::MAX)
        {
            // iproute2 shows a number without a name as signed.
            let name = match group as i32 {
                negative @ ..0 => negative.to_string().into(),
                _ => tables.name(NameTable::Group, group),
            };
            out.put("suppress_ifgroup", " suppress_ifgroup {}", name);
        }
    }
    if let Some(flow) = rule.number(FRA_FLOW) {
        let (from, to) = (flow >> 16, flow & 0xffff);
        out.word(" realms ");
        if from != 0 {
            out.put("flow_from", "{}/", tables.name(NameTable::Realm, from));
        }
        out.put("flow_to", "{}", tables.name(NameTable::Realm, to));
    }
    match rule.header.action {
        RTN_NAT => match rule.inet(FRA_UNUSED2) {
            Some(inet) => out.put("nat_gateway", " map-to {}", inet.to_string()),
            None => out.put("masquerade", " masquerade", ()),
        },
        FR_ACT_GOTO => {
            match rule.number(FRA_GOTO) {
                Some(target) => out.put("goto", " goto {}", target),
                None => out.put("goto", " goto {}", "none"),
            }
            if rule.header.flags & FIB_RULE_UNRESOLVED != 0 {
                out.put("unresolved", " [unresolved]", ());
            }
        }
        FR_ACT_NOP => out.put("nop", " nop", ()),
        FR_ACT_TO_TBL => {}
        action => {
            let name = route_type::name(action, tables.numeric);
            out.put("action", " {}", name);
        }
    }
}

fn protocol_and_flow(rule: &Rule, display: &mut Display) {
    let Display { out, names, view } = display;
    let tables = &names.tables;
    if let Some(protocol) = rule.attr(FRA_PROTOCOL).and_then(|attr| attr.u8()) {
        if view.details > 0 || !matches!(protocol, RTPROT_UNSPEC | RTPROT_KERNEL) {
            let name = tables.name(NameTable::Protocol, protocol.into());
            out.put("protocol", " proto {}", name);
        }
    }
    if let Some(dscp) = rule.attr(FRA_DSCP).and_then(|attr| attr.u8()) {
        code_point(rule, dscp, out, names);
    }
    let label = |kind| rule.attr(kind).and_then(|attr| attr.be32());
    if let Some((label, mask)) = label(FRA_FLOWLABEL).zip(label(FRA_FLOWLABEL_MASK)) {
        out.put("flowlabel", " flowlabel {}", alternate_hex(label));
        match mask {
            0xf_ffff => out.json("flowlabel_mask", "0xfffff"),
            mask => out.put("flowlabel_mask", "/{}", alternate_hex(mask)),
        }
    }
}

fn code_point(rule: &Rule, dscp: u8, out: &mut Out, names: &Names) {
    let mask = rule.attr(FRA_DSCP_MASK).and_then(|attr| attr.u8());
    let known = names.tables.known(NameTable::Dsfield, u32::from(dscp) << 2);
    let name = known
        .filter(|_| !names.tables.numeric)
        .map_or_else(|| dscp.to_string(), str::to_owned);
    if let Some(mask) = mask.filter(|mask| *mask != 0x3f) {
        out.split("dscp", " dscp {}", alternate_hex(dscp), name);
        out.put("dscp_mask", "/{}", alternate_hex(mask));
        return;
    }
    out.put("dscp", " dscp {}", name);
    if let Some(mask) = mask {
        out.json("dscp_mask", alternate_hex(mask));
    }
}
