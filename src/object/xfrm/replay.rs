//! Replay protection: `struct xfrm_replay_state` and `struct xfrm_replay_state_esn`.

use super::formatter::{Fixed, Formatter};
use super::words::after;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::uapi::xfrm::*;

/// Longest window in the older structure.
const SMALL: u32 = 32;

/// The given replay options.
#[derive(Default)]
pub(super) struct Replay {
    window: u32,
    seq: u32,
    oseq: u32,
    seq_hi: u32,
    oseq_hi: u32,
}

impl Replay {
    /// Reads the value of an option; returns whether `word` is one.
    pub(super) fn parse(&mut self, word: &str, args: &mut Args) -> Result<bool> {
        let field = match word {
            "replay-window" => &mut self.window,
            "replay-seq" => &mut self.seq,
            "replay-oseq" => &mut self.oseq,
            "replay-seq-hi" => &mut self.seq_hi,
            "replay-oseq-hi" => &mut self.oseq_hi,
            _ => return Ok(false),
        };
        *field = after(args, word)?;
        Ok(true)
    }

    /// Refuses a window that is too long, and extended sequence numbers without one.
    pub(super) fn check(&self, extended: bool) -> Result<()> {
        let window = self.window;
        if window > XFRMA_REPLAY_ESN_MAX {
            let most = XFRMA_REPLAY_ESN_MAX;
            let line = format!("Error: replay-window ({window}) > XFRMA_REPLAY_ESN_MAX ({most}).");
            return Err(Error::fatal(line, 255));
        }
        match extended && window == 0 {
            true => {
                let line = "Error: esn flag set without replay-window.";
                Err(Error::fatal(line, 255))
            }
            false => Ok(()),
        }
    }

    fn is_small(&self, extended: bool) -> bool {
        !extended && self.window <= SMALL
    }

    /// The window in the state itself, which holds small ones only.
    pub(super) fn window(&self, extended: bool) -> u8 {
        match self.is_small(extended) {
            true => u8::try_from(self.window).unwrap_or(0),
            false => 0,
        }
    }

    pub(super) fn put(&self, request: &mut Request, extended: bool) {
        let words = |words: &[u32]| -> Vec<u8> {
            words.iter().flat_map(|word| word.to_ne_bytes()).collect()
        };
        if self.is_small(extended) {
            if self.seq != 0 || self.oseq != 0 {
                request.put(XFRMA_REPLAY_VAL, &words(&[self.oseq, self.seq, 0]));
            }
            return;
        }
        let fields = [
            self.window.div_ceil(u32::BITS),
            self.oseq,
            self.seq,
            self.oseq_hi,
            self.seq_hi,
            self.window,
        ];
        request.put(XFRMA_REPLAY_ESN_VAL, &words(&fields));
    }
}

/// Shows the older structure.
pub(super) fn show(formatter: &mut Formatter, bytes: &[u8]) {
    formatter.begin("anti-replay context: ");
    let of = Fixed(bytes);
    if bytes.len() < 12 {
        formatter.word("(ERROR truncated)");
    } else {
        formatter.plain_hex("seq 0x{}, ", of.u32(4));
        formatter.plain_hex("oseq 0x{}, ", of.u32(0));
        formatter.hex("bitmap 0x{}", of.u32(8));
    }
    formatter.line();
}

/// Shows the newer one: the last word of the bitmap first, eight words per line.
pub(super) fn show_extended(formatter: &mut Formatter, bytes: &[u8]) {
    formatter.begin("anti-replay esn context:");
    if bytes.len() < esn::SIZE {
        formatter.word("(ERROR truncated)");
        return formatter.line();
    }
    formatter.line();
    let of = Fixed(bytes);
    formatter.begin("");
    for (label, offset) in [
        (" seq-hi 0x{}", esn::SEQ_HI),
        (", seq 0x{}", esn::SEQ),
        (", oseq-hi 0x{}", esn::OSEQ_HI),
        (", oseq 0x{}", esn::OSEQ),
    ] {
        formatter.plain_hex(label, of.u32(offset));
    }
    formatter.line();
    formatter.begin("");
    formatter.put(" replay_window {}, ", of.u32(esn::REPLAY_WINDOW));
    let words = of.u32(esn::BMP_LEN);
    formatter.put("bitmap-length {}", words);
    // At most as many words as received.
    let map = bytes.get(esn::SIZE..).unwrap_or_default();
    let words = usize::try_from(words).map_or(0, |words| words.min(map.len() / 4));
    for (place, at) in (0..words).rev().enumerate() {
        if place % 8 == 0 {
            formatter.line();
            formatter.begin(" ");
        }
        formatter.hex("{} ", Fixed(map).u32(at * 4));
    }
    formatter.line();
}
