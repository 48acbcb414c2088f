//! Records of TCP metrics.

use crate::netlink::{Attr, AttrTable, Genl, Message};
use crate::output::{Out, Value};
use crate::uapi::tcp_metrics::*;
use crate::value::inet::Inet;
use crate::value::{family, number};

/// The metrics of an address.
pub(super) struct Entry<'m> {
    pub(super) to: Inet,
    pub(super) from: Option<Inet>,
    attrs: AttrTable<'m, { TCP_METRICS_ATTR_SADDR_IPV6 as usize + 1 }>,
}

impl<'m> Entry<'m> {
    /// Reads a message; `None` if it names no address.
    pub(super) fn read(message: &Message<'m>) -> Option<Entry<'m>> {
        let attrs = message
            .attrs(Genl::HEADER)
            .table::<{ TCP_METRICS_ATTR_SADDR_IPV6 as usize + 1 }>();
        let inet = |four, six| {
            let of = |family, kind| {
                attrs
                    .get(kind)
                    .map(|attr: Attr| Inet::new(family, attr.bytes))
            };
            of(family::INET, four).or_else(|| of(family::INET6, six))
        };
        Some(Entry {
            to: inet(TCP_METRICS_ATTR_ADDR_IPV4, TCP_METRICS_ATTR_ADDR_IPV6)?,
            from: inet(TCP_METRICS_ATTR_SADDR_IPV4, TCP_METRICS_ATTR_SADDR_IPV6),
            attrs,
        })
    }
}

/// A JSON number as printf(3) writes it with `%g`.
fn float(n: f64) -> Value<'static> {
    Value::Raw(number::general(n).into())
}

pub(super) fn show(entry: &Entry, out: &mut Out) {
    let attrs = &entry.attrs;
    out.object(None, |out| {
        entry.to.show(out, "dst", "{}");
        #[allow(clippy::cast_precision_loss)] // six digits are shown
        if let Some(age) = attrs.get(TCP_METRICS_ATTR_AGE).and_then(Attr::u64) {
            let shown = format!("{}.{:03}", age / 1000, age % 1000);
            out.split("age", " age {}sec", shown, float(age as f64 / 1000.0));
        }
        if let Some(stamp) = attrs.get(TCP_METRICS_ATTR_TW_TS_STAMP).and_then(Attr::i32) {
            let value = attrs.get(TCP_METRICS_ATTR_TW_TSVAL).and_then(Attr::u32);
            let shown = format!("{}/{stamp}", value.unwrap_or(0));
            out.put("tw_ts_stamp", " tw_ts {} ago", shown);
        }
        if let Some(values) = attrs.get(TCP_METRICS_ATTR_VALS) {
            metrics(values, out);
        }
        fast_open(entry, out);
        if let Some(from) = entry.from {
            out.put("source", " source {}", from.shown(out));
        }
        out.end_record();
    });
}

/// Numbers that are shown unchanged.
const PLAIN: [(u16, &str, &str); 3] = [
    (TCP_METRICS_A_METRICS_SSTHRESH, "ssthresh", " ssthresh {}"),
    (TCP_METRICS_A_METRICS_CWND, "cwnd", " cwnd {}"),
    (
        TCP_METRICS_A_METRICS_REODERING,
        "reordering",
        " reordering {}",
    ),
];

fn metrics(values: Attr, out: &mut Out) {
    let values = values.nest();
    let number = |kind| values.get(kind).and_then(Attr::u32);
    for (kind, key, text) in PLAIN {
        if let Some(n) = number(kind) {
            out.put(key, text, n);
        }
    }
    // The kernel keeps eight times the round trip and four times its variance; old ones in milliseconds only.
    for (key, text, fine, coarse, times) in [
        (
            "rtt",
            " rtt {}us",
            TCP_METRICS_A_METRICS_RTT_US,
            TCP_METRICS_A_METRICS_RTT,
            8,
        ),
        (
            "rttvar",
            " rttvar {}us",
            TCP_METRICS_A_METRICS_RTTVAR_US,
            TCP_METRICS_A_METRICS_RTTVAR,
            4,
        ),
    ] {
        let fine = number(fine).filter(|n| *n != 0).map(u64::from);
        let coarse = || number(coarse).map(|n| u64::from(n) * 1000);
        if let Some(n) = fine.or_else(coarse).filter(|n| *n != 0) {
            let n = n / times;
            #[allow(clippy::cast_precision_loss)] // six digits are shown
            out.split(key, text, n, float(n as f64 / 1e6));
        }
    }
}

/// What TCP Fast Open needs (RFC 7413).
fn fast_open(entry: &Entry, out: &mut Out) {
    let attrs = &entry.attrs;
    if let Some(mss) = attrs.get(TCP_METRICS_ATTR_FOPEN_MSS).and_then(Attr::u16) {
        out.put("fopen_miss", " fo_mss {}", mss);
    }
    if let Some(drops) = attrs
        .get(TCP_METRICS_ATTR_FOPEN_SYN_DROPS)
        .and_then(Attr::u16)
    {
        out.put("fopen_syn_drops", " fo_syn_drops {}", drops);
        let since = attrs.get(TCP_METRICS_ATTR_FOPEN_SYN_DROP_TS);
        if let Some(since) = since.and_then(Attr::u64) {
            #[allow(clippy::cast_precision_loss)] // six digits are shown
            let seconds = since as f64 / 1e6;
            let shown = format!("{seconds:.3}");
            out.split("fopen_syn_drop_ts", "/{}usec ago", shown, float(seconds));
        }
    }
    if let Some(cookie) = attrs.get(TCP_METRICS_ATTR_FOPEN_COOKIE) {
        let shown: String = cookie
            .bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        out.put("fo_cookie", " fo_cookie {}", shown);
    }
}
