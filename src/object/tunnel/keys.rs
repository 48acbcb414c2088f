//! Keys, checksums and sequence numbers of tunnels.

use crate::args::{Args, FromWord};
use crate::error::{Error, Result};
use crate::output::Out;
use crate::value::{family, inet::Inet};

/// `GRE_CSUM`, in network byte order.
const CHECKSUM: u16 = 0x8000_u16.to_be();
/// `GRE_KEY`.
pub(super) const KEY: u16 = 0x2000_u16.to_be();
/// `GRE_SEQ`.
const SEQUENCE: u16 = 0x1000_u16.to_be();
/// `VTI_ISVTI`; in the flags of sit, `SIT_ISATAP`.
pub(super) const SPECIAL: u16 = 1;

/// Options by direction: received packets, sent packets.
#[derive(Default, Clone, Copy)]
pub(super) struct Keys {
    pub(super) flags: [u16; 2],
    pub(super) keys: [u32; 2],
}

/// Keywords without the letter of the direction.
const OPTIONS: [(&str, u16); 3] = [("key", KEY), ("seq", SEQUENCE), ("csum", CHECKSUM)];

impl Keys {
    /// The keys of a structure, which are in network byte order.
    pub(super) fn new(flags: [u16; 2], keys: [[u8; 4]; 2]) -> Keys {
        Keys {
            flags,
            keys: keys.map(u32::from_be_bytes),
        }
    }

    /// Reads an option; returns whether `word` is one.
    pub(super) fn option(&mut self, args: &mut Args, word: &str) -> Result<bool> {
        for (name, flag) in OPTIONS {
            let directions = match word.strip_suffix(name) {
                Some("") => [true, true],
                Some("i") => [true, false],
                Some("o") => [false, true],
                _ => continue,
            };
            let key = if flag == KEY {
                key(args.value()?, word)?
            } else {
                0
            };
            let sides = self.flags.iter_mut().zip(&mut self.keys);
            for ((flags, known), _) in sides.zip(directions).filter(|(_, applies)| *applies) {
                *flags |= flag;
                if flag == KEY {
                    *known = key;
                }
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// Sets the flag of a special mode, which the kernel expects among those of received packets.
    pub(super) fn set_special(&mut self, special: bool) {
        let [input, _] = &mut self.flags;
        if special {
            *input |= SPECIAL;
        }
    }

    /// Whether there is a key in either direction.
    pub(super) fn keyed(&self) -> bool {
        self.flags.iter().any(|flags| flags & KEY != 0)
    }

    pub(super) fn show(&self, out: &mut Out) {
        let [i, o] = self.flags.map(|flags| flags & KEY != 0);
        let [input, output] = self.keys;
        if i && o && input == output {
            out.put("key", " key {}", input);
            return;
        }
        if i {
            out.put("ikey", " ikey {}", input);
        }
        if o {
            out.put("okey", " okey {}", output);
        }
    }

    /// Shows the flags, which only GRE has.
    pub(super) fn show_flags(&self, out: &mut Out) {
        let [i, o] = self.flags;
        out.array(Some("flags"), |out| {
            for (set, key, text) in [
                (
                    i & SEQUENCE,
                    "rx_drop_ooseq",
                    "  Drop packets out of sequence.",
                ),
                (
                    i & CHECKSUM,
                    "rx_csum",
                    "  Checksum in received packet is required.",
                ),
                (o & SEQUENCE, "tx_seq", "  Sequence packets on output."),
                (o & CHECKSUM, "tx_csum", "  Checksum output packets."),
            ] {
                if set != 0 {
                    out.line();
                    out.element(text, key);
                }
            }
        });
    }
}

/// Reads a key: a dotted quad or a number.
fn key(word: &str, name: &str) -> Result<u32> {
    if word.contains('.') {
        return v4(word);
    }
    u32::from_word(word).ok_or_else(|| {
        let line =
            format!("invalid value for \"{name}\": \"{word}\"; it should be an unsigned integer");
        Error::fatal(line, 255)
    })
}

/// Reads an IPv4 address as a number.
pub(super) fn v4(word: &str) -> Result<u32> {
    let inet = Inet::from_word(word, family::INET);
    inet.and_then(|inet| inet.v4()).ok_or_else(|| {
        let line = format!("Error: an IP address is expected rather than \"{word}\"");
        Error::fatal(line, 1)
    })
}
