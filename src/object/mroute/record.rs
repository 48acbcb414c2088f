//! Records of multicast routes.

use crate::error::{Error, Result};
use crate::names::{NameTable, Names};
use crate::netlink::{self, Attr, Message};
use crate::output::{Colour, Out, Value};
use crate::session::Display;
use crate::uapi::header::RtMsg;
use crate::uapi::route::*;
use crate::uapi::rtnetlink::{RTM_DELROUTE, RTM_NEWROUTE};
use crate::value::inet::Inet;
use crate::value::{family, number};

/// A multicast route, borrowed from its message.
pub struct Entry<'m> {
    pub(super) family: u8,
    table: u8,
    flags: u32,
    deleted: bool,
    attrs: netlink::AttrTable<'m, { RTA_EXPIRES as usize + 1 }>,
}

impl<'m> Entry<'m> {
    /// Reads `RTM_NEWROUTE` or `RTM_DELROUTE`; `None` for another message.
    ///
    /// # Errors
    /// A route of another type.
    pub fn read(message: &Message<'m>) -> Result<Option<Entry<'m>>> {
        if !matches!(message.kind, RTM_NEWROUTE | RTM_DELROUTE) {
            return Ok(None);
        }
        let Some(header) = RtMsg::parse(message.body) else {
            return Ok(None);
        };
        let family = match header.family {
            RTNL_FAMILY_IPMR => family::INET,
            RTNL_FAMILY_IP6MR => family::INET6,
            _ => 0,
        };
        if header.kind != RTN_MULTICAST || family == 0 {
            return Err(Error::command(
                "Non multicast route received, kernel does support IP multicast?\nDump terminated",
            ));
        }
        Ok(Some(Entry {
            family,
            table: header.table,
            flags: header.flags,
            deleted: message.kind == RTM_DELROUTE,
            attrs: message.attrs(RtMsg::SIZE).table(),
        }))
    }

    fn number(&self, kind: u16) -> Option<u32> {
        self.attrs.get(kind)?.u32()
    }

    pub(super) fn table(&self) -> u32 {
        self.number(RTA_TABLE).unwrap_or(self.table.into())
    }

    /// Index of the input device.
    pub fn iif(&self) -> Option<u32> {
        self.number(RTA_IIF)
    }

    pub(super) fn inet(&self, kind: u16) -> Option<Inet> {
        self.attrs
            .get(kind)
            .map(|attr| Inet::new(self.family, attr.bytes))
    }
}

/// Shows a route; its table only with `all`.
pub fn show(entry: &Entry, all: bool, display: &mut Display) {
    let Display { out, names, view } = display;
    out.object(None, |out| {
        if entry.deleted {
            out.put("deleted", "Deleted ", true);
        }
        endpoints(entry, out);
        out.word("Iif: ");
        match entry.iif().filter(|index| *index != 0) {
            Some(index) => {
                let name = names.links.name(index).into_owned();
                wide(out, &name, |out, text| {
                    out.paint(Colour::Ifname, "iif", text, &name);
                });
            }
            None => out.put("iif", "{} ", "unresolved"),
        }
        if let Some(hops) = entry.attrs.get(RTA_MULTIPATH) {
            outgoing(hops.bytes, out, names);
        }
        let state = if entry.flags & u32::from(RTNH_F_UNRESOLVED) != 0 {
            "unresolved"
        } else {
            "resolved"
        };
        out.put("state", " State: {}", state);
        if entry.flags & u32::from(RTNH_F_OFFLOAD) != 0 {
            out.put("offload", " offload", ());
        }
        if view.statistics > 0 {
            counts(entry, out);
        }
        if all && entry.table() != 0 && (view.details > 0 || entry.table() != RT_TABLE_MAIN) {
            let name = names.tables.name(NameTable::Route, entry.table());
            out.put("table", " Table: {}", name);
        }
        out.end_record();
    });
}

/// Shows `(FROM,GROUP)` in a column of 32.
fn endpoints(entry: &Entry, out: &mut Out) {
    let shown = |kind| {
        let inet = entry.inet(kind);
        inet.map_or_else(|| "unknown".to_owned(), |inet| inet.to_string())
    };
    let (from, to) = (shown(RTA_SRC), shown(RTA_DST));
    out.json("src", &from);
    out.json("dst", &to);
    let text = ["(", &from, ",", &to, ")"].concat();
    out.word(&text);
    for _ in text.len()..33.max(text.len() + 1) {
        out.word(" ");
    }
}

/// Writes a name and a blank in a column of ten.
fn wide(out: &mut Out, name: &str, write: impl FnOnce(&mut Out, &str)) {
    let mut text = String::from("{} ");
    let blanks = 10_usize.saturating_sub(crate::args::encode(name).len());
    text.extend(std::iter::repeat_n(' ', blanks));
    write(out, &text);
}

/// Shows the output devices (`struct rtnexthop`); `hops` holds the minimum TTL.
fn outgoing(mut bytes: &[u8], out: &mut Out, names: &mut Names) {
    out.array(Some("multipath"), |out| {
        let mut begun = false;
        while let Some(([low, high, _, ttl, index @ ..], _)) = bytes.split_first_chunk::<8>() {
            let length = usize::from(u16::from_ne_bytes([*low, *high]));
            let Some(rest) = bytes
                .get(length.next_multiple_of(4)..)
                .filter(|_| length >= 8)
            else {
                break;
            };
            if !begun {
                out.word("Oifs: ");
                begun = true;
            }
            let name = names.links.name(u32::from_ne_bytes(*index)).into_owned();
            out.object(None, |out| {
                out.paint(Colour::Ifname, "oif", "{}", &name);
                if *ttl > 1 {
                    out.put("ttl", "(ttl {})", *ttl);
                }
                out.word(" ");
            });
            bytes = rest;
        }
    });
}

fn counts(entry: &Entry, out: &mut Out) {
    if let Some(stats) = entry.attrs.get(RTA_MFC_STATS) {
        let mut numbers = stats.u64s();
        let mut next = || numbers.next().unwrap_or(0);
        out.line();
        out.put("packets", "  {} packets,", next());
        out.put("bytes", " {} bytes", next());
        let wrong = next();
        if wrong != 0 {
            out.put("wrong_if", ", {} arrived on wrong iif.", wrong);
        }
    }
    if let Some(hundredths) = entry.attrs.get(RTA_EXPIRES).and_then(Attr::u64) {
        #[allow(clippy::cast_precision_loss)] // six digits are shown
        let seconds = hundredths as f64 / 100.0;
        let typed = Value::Raw(number::general(seconds).into());
        out.split("expires", ", Age {}", format!("{seconds:.2}"), typed);
    }
}
