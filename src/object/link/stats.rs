//! Statistics of a link (`IFLA_STATS64`, or `IFLA_STATS` of an old kernel).

use super::model::Link;
use crate::netlink::Attr;
use crate::output::columns::{self, COLUMNS, Column, Row, Widths};
use crate::output::{Out, Value};
use crate::session::View;
use crate::uapi::link::*;
use crate::uapi::snmp::*;
use crate::value::family;
use crate::value::size::human;

/// `rtnl_link_stats64`, by name.
#[derive(Default)]
pub struct Stats {
    pub rx_packets: u64,
    pub tx_packets: u64,
    pub rx_bytes: u64,
    pub tx_bytes: u64,
    pub rx_errors: u64,
    pub tx_errors: u64,
    pub rx_dropped: u64,
    pub tx_dropped: u64,
    pub multicast: u64,
    pub collisions: u64,
    pub rx_length_errors: u64,
    pub rx_over_errors: u64,
    pub rx_crc_errors: u64,
    pub rx_frame_errors: u64,
    pub rx_fifo_errors: u64,
    pub rx_missed_errors: u64,
    pub tx_aborted_errors: u64,
    pub tx_carrier_errors: u64,
    pub tx_fifo_errors: u64,
    pub tx_heartbeat_errors: u64,
    pub tx_window_errors: u64,
    pub rx_compressed: u64,
    pub tx_compressed: u64,
    pub rx_nohandler: u64,
    pub rx_otherhost_dropped: u64,
}

impl Stats {
    /// Takes the numbers in the order of the struct; those that are missing are zero.
    fn take(mut numbers: impl Iterator<Item = u64>) -> Stats {
        let mut next = || numbers.next().unwrap_or(0);
        Stats {
            rx_packets: next(),
            tx_packets: next(),
            rx_bytes: next(),
            tx_bytes: next(),
            rx_errors: next(),
            tx_errors: next(),
            rx_dropped: next(),
            tx_dropped: next(),
            multicast: next(),
            collisions: next(),
            rx_length_errors: next(),
            rx_over_errors: next(),
            rx_crc_errors: next(),
            rx_frame_errors: next(),
            rx_fifo_errors: next(),
            rx_missed_errors: next(),
            tx_aborted_errors: next(),
            tx_carrier_errors: next(),
            tx_fifo_errors: next(),
            tx_heartbeat_errors: next(),
            tx_window_errors: next(),
            rx_compressed: next(),
            tx_compressed: next(),
            rx_nohandler: next(),
            rx_otherhost_dropped: next(),
        }
    }
}

/// The statistics, and the JSON key that tells which they are.
fn read(link: &Link) -> Option<(&'static str, Stats)> {
    if let Some(attr) = link.attrs.get(IFLA_STATS64) {
        return Some(("stats64", Stats::take(attr.u64s())));
    }
    if let Some(attr) = link.attrs.get(IFLA_STATS) {
        let numbers = attr.u32s().map(u64::from);
        // The old struct ends before `rx_otherhost_dropped`.
        let numbers = numbers.take(24);
        return Some(("stats", Stats::take(numbers)));
    }
    read_of_ipv6(link).map(|stats| ("stats64", stats))
}

/// The statistics of a link, whatever message they came in.
pub fn counts(link: &Link) -> Option<Stats> {
    read(link).map(|(_, stats)| stats)
}

/// What the IPv6 stack counted, which is all that a dump of links by IPv6 tells.
fn read_of_ipv6(link: &Link) -> Option<Stats> {
    if link.family != family::INET6 {
        return None;
    }
    let info = link.attrs.get(IFLA_PROTINFO)?.nest();
    let stats = info.get(IFLA_INET6_STATS)?;
    let number = |at: usize| stats.u64s().nth(at).unwrap_or(0);
    Some(Stats {
        rx_packets: number(IPSTATS_MIB_INPKTS),
        tx_packets: number(IPSTATS_MIB_OUTPKTS),
        rx_bytes: number(IPSTATS_MIB_INOCTETS),
        tx_bytes: number(IPSTATS_MIB_OUTOCTETS),
        rx_errors: number(IPSTATS_MIB_INDISCARDS),
        tx_errors: number(IPSTATS_MIB_OUTDISCARDS),
        multicast: number(IPSTATS_MIB_INMCASTPKTS),
        rx_frame_errors: number(IPSTATS_MIB_CSUMERRORS),
        ..Stats::default()
    })
}

/// Shows the statistics; the last line is not ended.
pub(super) fn show(link: &Link, out: &mut Out, view: &View) {
    if let Some((key, stats)) = read(link) {
        let changes = link.attrs.get(IFLA_CARRIER_CHANGES).and_then(Attr::u32);
        describe(key, &stats, changes, view.statistics > 1, out, view);
    }
}

/// Shows an `rtnl_link_stats64` that came by itself, with its `errors` or without.
pub fn show_alone(attr: Attr, errors: bool, out: &mut Out, view: &View) {
    let stats = Stats::take(attr.u64s());
    describe("stats64", &stats, None, errors, out, view);
}

fn describe(
    key: &str,
    stats: &Stats,
    changes: Option<u32>,
    errors: bool,
    out: &mut Out,
    view: &View,
) {
    let rows = if errors { 2 } else { 1 };
    let rx = [received(stats), received_errors(stats)];
    let tx = [sent(stats), sent_errors(stats, changes)];
    let groups = [("rx", rx.get(..rows)), ("tx", tx.get(..rows))];
    let groups = groups.map(|(key, rows)| (key, rows.unwrap_or_default()));
    let widths = widths(&groups, view);
    let write = writer(view);
    let mut first = true;
    out.object(Some(key), |out| {
        for (key, rows) in groups {
            out.object(Some(key), |out| {
                for row in rows {
                    if !std::mem::take(&mut first) {
                        out.line();
                    }
                    columns::show(out, row, &widths, write);
                }
            });
        }
    });
}

/// How numbers are written: in full, or short for people.
pub(super) fn writer(view: &View) -> fn(u64) -> Value<'static> {
    match (view.human, view.iec) {
        (false, _) => Value::from,
        (true, false) => |n| human(n, false).into(),
        (true, true) => |n| human(n, true).into(),
    }
}

/// Widths of the columns, the same for all rows of a link; short numbers need no room.
fn widths(groups: &[(&str, &[Row])], view: &View) -> Widths {
    let mut widths = Widths {
        indent: "    ",
        columns: [10, 7, 6, 7, 7, 7, 10, 9],
    };
    if view.human {
        return widths;
    }
    for (key, rows) in groups {
        for (i, row) in rows.iter().enumerate() {
            // iproute2 makes room for errors in sending one column too far to the right.
            let right = usize::from(*key == "tx" && i > 0);
            widths.widen(row, right);
        }
    }
    widths
}

/// A number that is shown only if it is not zero.
fn unless_zero(key: &'static str, heading: &'static str, n: u64) -> Column {
    if n == 0 {
        Column::default()
    } else {
        Column::new(key, heading, n)
    }
}

/// Compressed packets; text leaves their column empty if there were none.
fn compressed(n: u64) -> Column {
    if n == 0 {
        return Column {
            json: None,
            text: Some(("", None)),
        };
    }
    Column::new("compressed", "compressed", n)
}

fn received(stats: &Stats) -> Row {
    Row {
        title: "RX:",
        columns: [
            Column::new("bytes", "bytes", stats.rx_bytes),
            Column::new("packets", "packets", stats.rx_packets),
            Column::new("errors", "errors", stats.rx_errors),
            Column::new("dropped", "dropped", stats.rx_dropped),
            Column {
                json: Some(("over_errors", stats.rx_over_errors)),
                text: Some(("missed", Some(stats.rx_missed_errors))),
            },
            Column::new("multicast", "mcast", stats.multicast),
            compressed(stats.rx_compressed),
            Column::default(),
        ],
    }
}

fn received_errors(stats: &Stats) -> Row {
    Row {
        title: "RX errors:",
        columns: [
            Column::default(),
            Column::new("length_errors", "length", stats.rx_length_errors),
            Column::new("crc_errors", "crc", stats.rx_crc_errors),
            Column::new("frame_errors", "frame", stats.rx_frame_errors),
            Column::new("fifo_errors", "fifo", stats.rx_fifo_errors),
            Column {
                json: Some(("missed_errors", stats.rx_missed_errors)),
                text: Some(("overrun", Some(stats.rx_over_errors))),
            },
            unless_zero("nohandler", "nohandler", stats.rx_nohandler),
            unless_zero("otherhost", "otherhost", stats.rx_otherhost_dropped),
        ],
    }
}

fn sent(stats: &Stats) -> Row {
    Row {
        title: "TX:",
        columns: [
            Column::new("bytes", "bytes", stats.tx_bytes),
            Column::new("packets", "packets", stats.tx_packets),
            Column::new("errors", "errors", stats.tx_errors),
            Column::new("dropped", "dropped", stats.tx_dropped),
            Column::new("carrier_errors", "carrier", stats.tx_carrier_errors),
            Column::new("collisions", "collsns", stats.collisions),
            compressed(stats.tx_compressed),
            Column::default(),
        ],
    }
}

fn sent_errors(stats: &Stats, changes: Option<u32>) -> Row {
    let changes = match changes {
        Some(n) => Column::new("carrier_changes", "transns", n.into()),
        None => Column {
            json: None,
            text: Some(("", None)),
        },
    };
    let mut columns = [Column::default(); COLUMNS];
    for (column, value) in columns.iter_mut().skip(1).zip([
        Column::new("aborted_errors", "aborted", stats.tx_aborted_errors),
        Column::new("fifo_errors", "fifo", stats.tx_fifo_errors),
        Column::new("window_errors", "window", stats.tx_window_errors),
        Column::new("heartbeat_errors", "heartbt", stats.tx_heartbeat_errors),
        changes,
    ]) {
        *column = value;
    }
    Row {
        title: "TX errors:",
        columns,
    }
}
