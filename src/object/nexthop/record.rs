//! Next hop records.

use crate::names::{NameTable, Names};
use crate::netlink::{self, Attr, Attrs, Message, Request};
use crate::output::{Colour, Out, Value};
use crate::schema::encap;
use crate::session::{Display, View};
use crate::uapi::header::NhMsg;
use crate::uapi::nexthop::*;
use crate::uapi::rtnetlink::{
    RTM_DELNEXTHOP, RTM_DELNEXTHOPBUCKET, RTM_GETNEXTHOP, RTM_NEWNEXTHOP, RTM_NEWNEXTHOPBUCKET,
};
use crate::value::{inet::Inet, number as numbers};

/// Flags (`RTNH_F_*`, linux/rtnetlink.h) in display order.
const FLAGS: &[(u32, &str)] = &[
    (1, "dead"),
    (4, "onlink"),
    (2, "pervasive"),
    (8, "offload"),
    (64, "trap"),
    (16, "linkdown"),
    (32, "unresolved"),
];

type NexthopAttrs<'m> = netlink::AttrTable<'m, { NHA_FDB_DST_PORT as usize + 1 }>;

/// Formats hundredths of a second as iproute2 does (`%g` of printf).
fn seconds(hundredths: u64) -> Value<'static> {
    #[allow(clippy::cast_precision_loss)]
    let seconds = hundredths as f64 / 100.0;
    Value::Raw(numbers::general(seconds).into())
}

/// An unsigned number of four or eight bytes.
fn number(attr: Attr) -> Option<u64> {
    attr.u64().or_else(|| attr.u32().map(u64::from))
}

/// Shows an `RTM_NEWNEXTHOP` or `RTM_DELNEXTHOP`.
pub fn show(message: &Message, display: &mut Display) {
    if !matches!(message.kind, RTM_NEWNEXTHOP | RTM_DELNEXTHOP) {
        return;
    }
    display.object(None, |display| {
        describe(message, display);
        display.out.end_record();
    });
}

/// Shows the flags of a next hop or a bucket.
fn flags(message: &Message, out: &mut Out) {
    let flags = header(message).flags;
    out.array(Some("flags"), |out| {
        if flags == 0 {
            return;
        }
        for (_, name) in FLAGS.iter().filter(|(bit, _)| flags & bit != 0) {
            out.element("{} ", *name);
        }
    });
}

fn header(message: &Message) -> NhMsg {
    NhMsg::parse(message.body).unwrap_or_default()
}

/// The request for one next hop.
pub fn by_id(id: u32, view: &View) -> Request {
    let mut request = Request::new(RTM_GETNEXTHOP, 0, &NhMsg::default());
    request.put_u32(NHA_ID, id);
    request_statistics(view, &mut request);
    request
}

/// Requests statistics under `-s`, under `-s -s` also those of the hardware.
pub(super) fn request_statistics(view: &View, request: &mut Request) {
    match view.statistics {
        0 => {}
        1 => drop(request.put_u32(NHA_OP_FLAGS, 1)),
        _ => drop(request.put_u32(NHA_OP_FLAGS, 3)),
    }
}

/// Shows a next hop without the end of the line.
pub fn describe(message: &Message, display: &mut Display) {
    let Display { out, .. } = display;
    let attrs: &NexthopAttrs = &message.attrs(NhMsg::SIZE).table();
    if message.kind == RTM_DELNEXTHOP {
        out.put("deleted", "Deleted ", true);
    }
    let id = attrs.get(NHA_ID).and_then(|attr| attr.u32());
    out.put("id", "id {} ", id.unwrap_or(0));
    members(attrs, out);
    encap::show(attrs.get(NHA_ENCAP_TYPE), attrs.get(NHA_ENCAP), display);
    let Display { out, names, .. } = display;
    gateway_and_device(message, attrs, out, names);
    scope_and_protocol(message, attrs, display);
    let Display { out, .. } = display;
    flags(message, out);
    if attrs.get(NHA_FDB).is_some() {
        out.put("fdb", "fdb ", ());
    }
    if let Some(port) = attrs
        .get(NHA_FDB_DST_PORT)
        .and_then(|attr| attr.be16())
        .filter(|port| *port != 0)
    {
        out.put("dst_port", "dst_port {} ", port);
    }
    hardware_statistics(attrs, out);
    statistics(attrs, out);
}

fn members(attrs: &NexthopAttrs, out: &mut Out) {
    if let Some(group) = attrs.get(NHA_GROUP) {
        out.word("group ");
        out.array(Some("group"), |out| {
            for (i, bytes) in group.bytes.chunks_exact(8).enumerate() {
                let &[i0, i1, i2, i3, low, high, ..] = bytes else {
                    continue;
                };
                if i > 0 {
                    out.word("/");
                }
                let weight = u32::from(u16::from_le_bytes([low, high])) + 1;
                out.object(None, |out| {
                    out.put("id", "{}", u32::from_ne_bytes([i0, i1, i2, i3]));
                    if weight > 1 {
                        out.put("weight", ",{}", weight);
                    }
                });
            }
        });
        out.word(" ");
    }
    if attrs.get(NHA_GROUP_TYPE).and_then(|attr| attr.u16()) == Some(1) {
        out.put("type", "type {} ", "resilient");
    }
    if let Some(resilient) = attrs.get(NHA_RES_GROUP) {
        out.object(Some("resilient_args"), |out| {
            resilience(resilient.nest(), out)
        });
    }
}

fn resilience(attrs: Attrs, out: &mut Out) {
    if let Some(n) = attrs.get(NHA_RES_GROUP_BUCKETS).and_then(|attr| attr.u16()) {
        out.put("buckets", "buckets {} ", n);
    }
    for (kind, key) in [
        (NHA_RES_GROUP_IDLE_TIMER, "idle_timer"),
        (NHA_RES_GROUP_UNBALANCED_TIMER, "unbalanced_timer"),
        (NHA_RES_GROUP_UNBALANCED_TIME, "unbalanced_time"),
    ] {
        if let Some(n) = attrs.get(kind).and_then(number) {
            out.labelled(key, key, seconds(n));
        }
    }
}

fn gateway_and_device(message: &Message, attrs: &NexthopAttrs, out: &mut Out, names: &mut Names) {
    if let Some(gateway) = attrs.get(NHA_GATEWAY) {
        let inet = Inet::new(message.family(), gateway.bytes);
        out.word("via ");
        inet.show(out, "gateway", "{} ");
    }
    if let Some(index) = attrs.get(NHA_OIF).and_then(|attr| attr.u32()) {
        out.word("dev ");
        out.paint(Colour::Ifname, "dev", "{} ", names.links.name(index));
    }
}

fn scope_and_protocol(message: &Message, attrs: &NexthopAttrs, display: &mut Display) {
    let Display { out, names, view } = display;
    let header = header(message);
    let scope = header.scope;
    if scope != 0 || view.details > 0 {
        out.put(
            "scope",
            "scope {} ",
            names.tables.name(NameTable::Scope, scope.into()),
        );
    }
    if attrs.get(NHA_BLACKHOLE).is_some() {
        out.put("blackhole", "blackhole ", ());
    }
    let protocol = header.protocol;
    if protocol != 0 || view.details > 0 {
        let name = names.tables.name(NameTable::Protocol, protocol.into());
        out.put("protocol", "proto {} ", name);
    }
}

fn hardware_statistics(attrs: &NexthopAttrs, out: &mut Out) {
    let Some(enabled) = attrs.get(NHA_HW_STATS_ENABLE).and_then(|attr| attr.u32()) else {
        return;
    };
    let word = |n| if n == 0 { "off" } else { "on" };
    out.object(Some("hw_stats"), |out| {
        out.split("enabled", "hw_stats {} ", word(enabled), enabled != 0);
        // Absent means unused.
        let used = attrs.get(NHA_HW_STATS_USED).and_then(|attr| attr.u32());
        let used = used.unwrap_or(0);
        out.split("used", "used {} ", word(used), used != 0);
    });
}

fn statistics(attrs: &NexthopAttrs, out: &mut Out) {
    let Some(stats) = attrs.get(NHA_GROUP_STATS) else {
        return;
    };
    out.line();
    out.word("  stats:");
    out.array(Some("group_stats"), |out| {
        for entry in stats.nest().iter() {
            out.line();
            let get = |kind| entry.nest().get(kind).and_then(number);
            out.object(None, |out| {
                if let Some(id) = entry
                    .nest()
                    .get(NHA_GROUP_STATS_ENTRY_ID)
                    .and_then(|attr| attr.u32())
                {
                    out.put("id", "    id {}", id);
                }
                if let Some(n) = get(NHA_GROUP_STATS_ENTRY_PACKETS) {
                    out.put("packets", " packets {}", n);
                }
                if let Some(n) = get(NHA_GROUP_STATS_ENTRY_PACKETS_HW) {
                    out.put("packets_hw", " packets_hw {}", n);
                }
            });
        }
    });
}

/// Shows an `RTM_NEWNEXTHOPBUCKET` or `RTM_DELNEXTHOPBUCKET`.
pub fn show_bucket(message: &Message, out: &mut Out) {
    if !matches!(message.kind, RTM_NEWNEXTHOPBUCKET | RTM_DELNEXTHOPBUCKET) {
        return;
    }
    let attrs = message.attrs(NhMsg::SIZE);
    out.object(None, |out| {
        if let Some(id) = attrs.get(NHA_ID).and_then(|attr| attr.u32()) {
            out.put("id", "id {} ", id);
        }
        if let Some(bucket) = attrs.get(NHA_RES_BUCKET).map(|attr| attr.nest()) {
            out.object(Some("bucket"), |out| {
                if let Some(n) = bucket.get(NHA_RES_BUCKET_INDEX).and_then(|attr| attr.u16()) {
                    out.put("index", "index {} ", n);
                }
                if let Some(n) = bucket.get(NHA_RES_BUCKET_IDLE_TIME).and_then(number) {
                    out.put("idle_time", "idle_time {} ", seconds(n));
                }
                if let Some(id) = bucket.get(NHA_RES_BUCKET_NH_ID).and_then(|attr| attr.u32()) {
                    out.put("nhid", "nhid {} ", id);
                }
            });
        }
        flags(message, out);
        out.end_record();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// docs/differences.md: iproute2 always requests statistics, which Linux 6.1 refuses.
    #[test]
    fn one_next_hop_is_requested_without_statistics() {
        let requests_statistics = |statistics| {
            let view = View {
                statistics,
                ..View::default()
            };
            by_id(1, &view)
                .attrs(NhMsg::SIZE)
                .get(NHA_OP_FLAGS)
                .is_some()
        };
        assert!(!requests_statistics(0));
        assert!(requests_statistics(1));
    }
}
