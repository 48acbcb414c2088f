//! `ip link afstats`: statistics of an address family (MPLS alone has some).

use super::stats::writer;
use super::usage;
use crate::args::{Args, Word, encode};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Message, Request};
use crate::output::columns::{self, COLUMNS, Column, Row, Widths};
use crate::output::{Colour, Out, eprint_line};
use crate::session::{Session, View};
use crate::uapi::header::IfStatsMsg;
use crate::uapi::rtnetlink::{RTM_GETSTATS, RTM_NEWSTATS};
use crate::uapi::stats::*;
use crate::value::family;

/// A request for statistics of all links: those of one attribute (`IFLA_STATS_*`).
pub(super) fn request(attr: u16) -> Request {
    let header = IfStatsMsg {
        filter_mask: 1 << (attr - 1),
        ..IfStatsMsg::default()
    };
    Request::new(RTM_GETSTATS, 0, &header)
}

/// Shows the statistics.
///
/// # Errors
/// A wrong word; a device that does not exist only gets its line.
pub fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let mut device = None;
    while let Some(word) = args.next() {
        if word == "dev" {
            let name = args.value()?;
            if device.is_some() {
                return Err(Error::duplicate_or_garbage("dev", name));
            }
            device = Some(name);
        } else if Word::Short("help").fits(word) {
            return Err(usage::error());
        } else {
            let line = format!("Command \"{word}\" is unknown, try \"ip link help\".");
            return Err(Error::fatal(line, 255));
        }
    }
    let index = match device.map(|name| (name, session.names.links.index(name))) {
        Some((name, None)) => {
            eprint_line(&Error::no_such_device(name).to_string());
            return Ok(());
        }
        Some((_, index)) => index,
        None => None,
    };
    let dump = session.kernel.collect(request(IFLA_STATS_AF_SPEC));
    let Session {
        out, names, view, ..
    } = session;
    let told: Result<()> = out.records(|out| {
        let dump = dump?;
        for message in dump.iter().filter(|message| message.kind == RTM_NEWSTATS) {
            let Some(IfStatsMsg { index: found, .. }) = IfStatsMsg::parse(message.body) else {
                continue;
            };
            if index.is_none_or(|index| index == found) {
                show(
                    &message,
                    &encode(&names.links.name(found)),
                    found,
                    view,
                    out,
                );
            }
        }
        Ok(())
    });
    // As with `link show`, a list that is not told is no failure.
    match told {
        Err(error) if !error.ends_batch() => {
            eprint_line(&error.to_string());
            Ok(())
        }
        told => told,
    }
}

/// One link. (In JSON iproute2 puts its members into the array itself.)
fn show(message: &Message, name: &[u8], index: u32, view: &View, out: &mut Out) {
    let families = message.attrs(IfStatsMsg::SIZE).get(IFLA_STATS_AF_SPEC);
    let Some(families) = families.filter(|attr| !attr.bytes.is_empty()) else {
        return;
    };
    out.put("ifindex", "{}:", index);
    out.paint(Colour::Ifname, "ifname", "{}", name);
    for attr in families.nest().iter() {
        if attr.kind == u16::from(family::MPLS) {
            if let Some(stats) = attr.nest().get(MPLS_STATS_LINK) {
                mpls(stats, view, out);
            }
        } else {
            eprint_line(&format!("    unknown af({})", attr.kind));
        }
    }
    out.end_record();
}

/// `mpls_link_stats`.
fn mpls(stats: Attr, view: &View, out: &mut Out) {
    out.line();
    out.word("    mpls:");
    two_rows(stats, ("noroute", "noroute"), "        ", out, view);
}

/// Shows what was received and sent, each after a line end: `mpls_link_stats`, or `rtnl_hw_stats64`, which has
/// something else in its last place.
pub fn two_rows(
    stats: Attr,
    last: (&'static str, &'static str),
    indent: &'static str,
    out: &mut Out,
    view: &View,
) {
    let at = |n| stats.u64s().nth(n).unwrap_or(0);
    let (rx, tx) = (
        row("RX:", [at(2), at(0), at(4), at(6)], Some((last, at(8)))),
        row("TX:", [at(3), at(1), at(5), at(7)], None),
    );
    let mut widths = Widths {
        indent,
        columns: [9, 7, 6, 7, 7, 0, 0, 0],
    };
    if !view.human {
        widths.widen(&rx, 0);
        widths.widen(&tx, 0);
    }
    for (key, row) in [("rx", rx), ("tx", tx)] {
        out.line();
        out.object(Some(key), |out| {
            columns::show(out, &row, &widths, writer(view));
        });
    }
}

fn row(
    title: &'static str,
    [bytes, packets, errors, dropped]: [u64; 4],
    last: Option<((&'static str, &'static str), u64)>,
) -> Row {
    let mut columns = [Column::default(); COLUMNS];
    let same = |name, n| Some(((name, name), n));
    let values = [
        same("bytes", bytes),
        same("packets", packets),
        same("errors", errors),
        same("dropped", dropped),
        last,
    ];
    for (column, ((key, heading), n)) in columns.iter_mut().zip(values.into_iter().flatten()) {
        *column = Column::new(key, heading, n);
    }
    Row { title, columns }
}
