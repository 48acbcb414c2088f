//! Metrics of routes, each a row.

use crate::args::{Args, FromWord, Word::Short, decode};
use crate::ensure::is_blank;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::output::Out;
use crate::schema::Draft;
use crate::uapi::route::*;
use crate::value::milliseconds::{self, Time};
use crate::value::number::general;

/// The text form of a metric.
#[derive(Clone, Copy, PartialEq)]
enum Format {
    Number,
    /// In milliseconds, multiplied by this factor in messages.
    Time(u32),
    Flag,
    Features,
    Name,
}

/// Attribute, keyword, JSON key, text form; in the order of attribute numbers.
const ROWS: &[(u16, &str, &str, Format)] = &[
    (RTAX_MTU, "mtu", "mtu", Format::Number),
    (RTAX_WINDOW, "window", "window", Format::Number),
    (RTAX_RTT, "rtt", "rtt", Format::Time(8)),
    (RTAX_RTTVAR, "rttvar", "rttvar", Format::Time(4)),
    (RTAX_SSTHRESH, "ssthresh", "ssthresh", Format::Number),
    (RTAX_CWND, "cwnd", "cwnd", Format::Number),
    (RTAX_ADVMSS, "advmss", "advmss", Format::Number),
    (RTAX_REORDERING, "reordering", "reordering", Format::Number),
    (RTAX_HOPLIMIT, "hoplimit", "hoplimit", Format::Number),
    (RTAX_INITCWND, "initcwnd", "initcwnd", Format::Number),
    (RTAX_FEATURES, "features", "features", Format::Features),
    (RTAX_RTO_MIN, "rto_min", "rto_min", Format::Time(1)),
    (RTAX_INITRWND, "initrwnd", "initrwnd", Format::Number),
    (RTAX_QUICKACK, "quickack", "quickack", Format::Flag),
    (RTAX_CC_ALGO, "congctl", "congestion", Format::Name),
    (
        RTAX_FASTOPEN_NO_COOKIE,
        "fastopen_no_cookie",
        "fastopen_no_cookie",
        Format::Flag,
    ),
];

const FEATURES: &[(u32, &str)] = &[
    (RTAX_FEATURE_ECN, "ecn"),
    (RTAX_FEATURE_TCP_USEC_TS, "tcp_usec_ts"),
];

/// Metrics that the arguments set, and which of them are locked.
#[derive(Default)]
pub(super) struct Metrics {
    draft: Draft,
    locked: u32,
}

impl Metrics {
    /// Reads a metric; returns whether `word` is one.
    pub(super) fn read(&mut self, args: &mut Args, word: &str) -> Result<bool> {
        let Some((kind, name, _, format)) = find(word) else {
            return Ok(false);
        };
        let mut lock = *kind == RTAX_RTO_MIN;
        if !matches!(format, Format::Flag | Format::Features) && !lock {
            lock = args.take(crate::args::Word::Whole("lock"));
        }
        if lock {
            self.locked |= 1 << kind;
        }
        let called = if *kind == RTAX_ADVMSS { "mss" } else { name };
        let wrong = |word: &str| Error::invalid(word, &format!("\"{called}\" value is invalid\n"));
        let word = args.value()?;
        let n = match format {
            Format::Name => {
                self.draft.push(*kind, &crate::args::encode(word));
                return Ok(true);
            }
            Format::Number => u32::from_word(word)
                .filter(|n| *kind != RTAX_HOPLIMIT || *n < 256)
                .ok_or_else(|| wrong(word))?,
            Format::Time(factor) => time(word, *factor).ok_or_else(|| wrong(word))?,
            Format::Features => features(args, word)?,
            Format::Flag => {
                let n = u32::from_word(word).ok_or_else(|| wrong(word))?;
                if n > 1 {
                    let why = format!("\"{name}\" value should be 0 or 1\n");
                    return Err(Error::invalid(word, &why));
                }
                n
            }
        };
        self.draft.push(*kind, &n.to_ne_bytes());
        Ok(true)
    }

    /// Everything that was read, to be nested in `RTA_METRICS`.
    pub(super) fn finish(mut self) -> Option<Draft> {
        if self.locked != 0 {
            self.draft.push(RTAX_LOCK, &self.locked.to_ne_bytes());
        }
        Some(self.draft).filter(|draft| !draft.is_empty())
    }
}

/// Metrics that may be abbreviated, by first fit.
const SHORT: &[u16] = &[
    RTAX_REORDERING,
    RTAX_WINDOW,
    RTAX_CWND,
    RTAX_INITCWND,
    RTAX_INITRWND,
    RTAX_FEATURES,
    RTAX_QUICKACK,
    RTAX_CC_ALGO,
    RTAX_RTTVAR,
    RTAX_SSTHRESH,
    RTAX_FASTOPEN_NO_COOKIE,
];

fn find(word: &str) -> Option<&'static (u16, &'static str, &'static str, Format)> {
    // Most arguments are no metrics; one pass decides that.
    if !ROWS.iter().any(|(_, name, ..)| Short(name).fits(word)) {
        return None;
    }
    let by_number = |kind: &u16| ROWS.iter().find(|(known, ..)| known == kind);
    let whole = ROWS.iter().find(|(_, name, ..)| *name == word);
    let mut short = SHORT.iter().filter_map(by_number);
    whole.or_else(|| short.find(|(_, name, ..)| Short(name).fits(word)))
}

fn features(args: &mut Args, word: &str) -> Result<u32> {
    let bit = |word: &str| {
        FEATURES
            .iter()
            .find(|(_, name)| *name == word)
            .map(|(bit, _)| *bit)
    };
    let mut set =
        bit(word).ok_or_else(|| Error::invalid(word, "\"features\" value not valid\n"))?;
    while let Some(more) = args.peek().and_then(bit) {
        set |= more;
        args.next();
    }
    Ok(set)
}

/// Reads a time in the kernel's unit.
fn time(word: &str, factor: u32) -> Option<u32> {
    milliseconds::parse(word).map(|time| match time {
        Time::Raw(raw) => raw,
        Time::Milliseconds(time) => time.wrapping_mul(factor),
    })
}

/// Whether a route has exactly the requested metrics.
pub(super) fn agree(requested: Attrs, existing: Attrs) -> bool {
    let (requested, existing) = (requested.get(RTA_METRICS), existing.get(RTA_METRICS));
    let Some(existing) = existing else {
        // The kernel drops zeros.
        return requested.is_none_or(|requested| requested.nest().iter().all(is_blank));
    };
    requested.is_some_and(|requested| {
        requested
            .nest()
            .iter()
            .all(|attr| agrees(attr, existing.nest()))
    })
}

fn agrees(requested: Attr, existing: Attrs) -> bool {
    // The kernel clamps values to these maxima.
    let most = match requested.kind {
        RTAX_ADVMSS => 65_495,
        RTAX_MTU => 65_520,
        RTAX_HOPLIMIT => 255,
        _ => u32::MAX,
    };
    let number = |attr: Attr| attr.u32().unwrap_or(0).min(most);
    match existing.get(requested.kind) {
        None => is_blank(requested),
        Some(existing) if requested.kind == RTAX_CC_ALGO => requested.text() == existing.text(),
        Some(existing) if requested.kind == RTAX_LOCK => number(requested) & !number(existing) == 0,
        Some(existing) => number(requested) == number(existing),
    }
}

/// Shows the metrics in `RTA_METRICS`.
pub(super) fn show(attrs: Attrs, out: &mut Out) {
    out.array(Some("metrics"), |out| {
        out.object(None, |out| {
            let locked = attrs
                .get(RTAX_LOCK)
                .and_then(|attr| attr.u32())
                .unwrap_or(0);
            for (kind, name, key, format) in ROWS {
                let attr = attrs.get(*kind);
                let n = attr.and_then(|attr| attr.u32()).unwrap_or(0);
                let locked = locked & 1 << kind != 0;
                // The kernel does not report a zero; a lock on the metric implies one.
                let shown = match format {
                    Format::Number | Format::Time(_) => n != 0 || locked,
                    Format::Features => n != 0,
                    Format::Flag | Format::Name => attr.is_some(),
                };
                if !shown {
                    continue;
                }
                out.word(name);
                out.word(" ");
                if locked {
                    out.word("lock ");
                }
                match format {
                    Format::Number | Format::Flag => out.put(key, "{} ", n),
                    Format::Name => {
                        let name = attr.map(|attr| attr.text()).unwrap_or_default();
                        out.put(key, "{} ", decode(name));
                    }
                    Format::Features => show_features(n, out),
                    Format::Time(factor) => show_time(key, n / factor, out),
                }
            }
        });
    });
}

fn show_features(set: u32, out: &mut Out) {
    let mut left = set;
    for (bit, name) in FEATURES {
        if set & bit != 0 {
            left &= !bit;
            out.put(name, &format!("{name} "), ());
        }
    }
    if left != 0 {
        out.put("features", "{} ", format!("{left:#x}"));
    }
}

fn show_time(key: &str, milliseconds: u32, out: &mut Out) {
    let text = if milliseconds >= 1000 {
        format!("{}s", general(f64::from(milliseconds) / 1000.0))
    } else {
        format!("{milliseconds}ms")
    };
    out.split(key, "{} ", text, milliseconds);
}
