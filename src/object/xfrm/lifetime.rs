//! Limits of a state or policy: `struct xfrm_lifetime_cfg` and `struct xfrm_lifetime_cur`.

use super::formatter::{Fixed, Formatter};
use super::words::{after, named};
use crate::args::Args;
use crate::error::Result;
use crate::sys::time::LocalTime;
use crate::uapi::xfrm::lft;

/// Limits in the order of the structure, each of eight bytes.
const WORDS: super::words::Names<usize> = &[
    (0, "byte-soft"),
    (1, "byte-hard"),
    (2, "packet-soft"),
    (3, "packet-hard"),
    (4, "time-soft"),
    (5, "time-hard"),
    (6, "time-use-soft"),
    (7, "time-use-hard"),
];

/// No limit of bytes or packets.
const INFINITE: u64 = u64::MAX;

/// The given limits.
#[derive(Clone, Copy)]
pub(super) struct Limits([u64; 8]);

impl Default for Limits {
    fn default() -> Limits {
        let [none, never] = [INFINITE, 0];
        Limits([none, none, none, none, never, never, never, never])
    }
}

impl Limits {
    /// Reads the arguments after `limit`.
    pub(super) fn parse(&mut self, args: &mut Args) -> Result<()> {
        let word = args.peek().unwrap_or_default();
        let place = named(args, WORDS, "LIMIT value is invalid")?;
        let limit = after(args, word)?;
        if let Some(room) = self.0.get_mut(place) {
            *room = limit;
        }
        Ok(())
    }

    /// As a message carries them.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0
            .iter()
            .flat_map(|limit| limit.to_ne_bytes())
            .collect()
    }
}

/// Shows limits and their current use.
pub(super) fn show(formatter: &mut Formatter, of: Fixed) {
    let title = |formatter: &mut Formatter, words: &str| {
        formatter.begin(words);
        formatter.line();
    };
    title(formatter, "lifetime config:");
    for (offset, unit) in [(0, "bytes"), (16, "packets")] {
        formatter.begin("  limit: ");
        show_limit(formatter, "soft ", of.u64(offset), unit);
        formatter.word(", ");
        show_limit(formatter, "hard ", of.u64(offset + 8), unit);
        formatter.line();
    }
    for (offset, what) in [(32, "add"), (48, "use")] {
        formatter.begin("  expire ");
        formatter.put("{}: soft ", what);
        formatter.put("{}(sec), hard ", of.u64(offset));
        formatter.put("{}(sec)", of.u64(offset + 8));
        formatter.line();
    }
    let used = of.from(lft::CURRENT);
    title(formatter, "lifetime current:");
    formatter.begin("  ");
    formatter.put("{}(bytes), ", used.u64(0));
    formatter.put("{}(packets)", used.u64(8));
    formatter.line();
    formatter.begin("  ");
    formatter.put("add {} ", moment(used.u64(16)));
    formatter.put("use {}", moment(used.u64(24)));
    formatter.line();
}

fn show_limit(formatter: &mut Formatter, label: &str, limit: u64, unit: &str) {
    formatter.word(label);
    match limit {
        INFINITE => formatter.word("(INF)"),
        limit => formatter.put("{}", limit),
    }
    formatter.put("({})", unit);
}

/// Formats a time in local time.
pub(super) fn moment(seconds: u64) -> String {
    if seconds == 0 {
        return String::from("-");
    }
    let local = LocalTime::at(seconds as i64, 0);
    match local.day {
        0 => String::from("invalid-time"),
        _ => local.date_and_time(),
    }
}
