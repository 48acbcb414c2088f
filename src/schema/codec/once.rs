//! Options of overlays that may come only once.

use super::{Codec, put_split};
use crate::error::{Error, Result};
use crate::netlink::Attr;
use crate::schema::{Reading, Row, Showing};

/// Any option with a value.
pub struct Once(pub &'static dyn Codec);
impl Codec for Once {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let value = reading.args.peek().ok_or_else(Error::incomplete)?;
        if !reading.draft.note(row.name()) {
            return Err(Error::duplicate_or_garbage(row.name(), value));
        }
        self.0.read(row, reading)
    }
    fn show(&self, row: &Row, attr: Attr, showing: &mut Showing) {
        self.0.show(row, attr, showing);
    }
}

/// Notes an option without a value.
fn note(row: &Row, reading: &mut Reading) -> Result<()> {
    match reading.draft.note(row.name()) {
        true => Ok(()),
        false => Err(Error::duplicate_or_garbage(reading.typed, reading.typed)),
    }
}

/// A word that is sent as an attribute without payload; `null` or `true` in JSON.
pub struct OnceFlag;
impl Codec for OnceFlag {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        note(row, reading)?;
        reading.draft.push(row.attr, &[]);
        Ok(())
    }
    fn show(&self, row: &Row, _attr: Attr, showing: &mut Showing) {
        showing.out.json(row.key, crate::output::Value::Null);
        showing.out.word(row.name());
        showing.out.word(" ");
    }
}

/// `word` or `noword` (the row has both, in this order): one byte.
pub struct Toggle {
    /// The word in text.
    pub text: &'static str,
    /// What is not worth showing but in twofold detail.
    pub quiet: Option<bool>,
}
impl Codec for Toggle {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        note(row, reading)?;
        let yes = reading.given(row).is_some_and(|word| word == row.name());
        reading.draft.push(row.attr, &[u8::from(yes)]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, showing: &mut Showing) {
        let Some(n) = attr.u8() else { return };
        let yes = n != 0;
        let loud = showing.view.details > 1 || self.quiet.map(u8::from) != Some(n);
        showing.out.json(row.key, yes);
        if loud {
            showing.out.word(if yes { "" } else { "no" });
            showing.out.word(self.text);
            showing.out.word(" ");
        }
    }
}

/// A type of service by name, or by number in hexadecimal.
fn named_tos(reading: &Reading, word: &str) -> Option<u8> {
    let tables = &reading.session.names.tables;
    let mut names = tables.iter(crate::names::Table::Dsfield);
    if let Some((id, _)) = names.find(|(_, name)| *name == word) {
        return u8::try_from(id).ok();
    }
    let word = word.trim_start();
    let word = word.strip_prefix('+').unwrap_or(word);
    let digits = word.strip_prefix("0x").unwrap_or(word);
    // from_str_radix would take another sign.
    let digits = Some(digits).filter(|digits| !digits.starts_with('+'))?;
    let n = u64::from_str_radix(digits, 16).ok()?;
    u8::try_from(n).ok()
}

/// The type of service: a name, a number or `inherit` (1).
pub struct OverlayTos;
impl Codec for OverlayTos {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let tos = match word {
            "inherit" => Some(1),
            _ => named_tos(reading, word),
        };
        let tos = tos.ok_or_else(|| Error::invalid(word, "bad TOS value"))?;
        reading.draft.push(row.attr, &[tos]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, showing: &mut Showing) {
        match attr.u8() {
            None | Some(0) => {}
            Some(1) => put_split(row, showing, "inherit", "0x1"),
            Some(tos) => super::put(row, showing, format!("{tos:#x}")),
        }
    }
}

/// The label of IPv6 flows, 20 bits in network order; zero is not shown.
pub struct FlowLabel;
impl Codec for FlowLabel {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let label = crate::args::FromWord::from_word(word)
            .filter(|label: &u32| *label <= 0xf_ffff)
            .ok_or_else(|| Error::invalid(word, "invalid flowlabel"))?;
        reading.draft.push(row.attr, &label.to_be_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, showing: &mut Showing) {
        if let Some(label) = attr.be32().filter(|label| *label != 0) {
            super::put(row, showing, format!("{label:#x}"));
        }
    }
}

/// Whether packets may be fragmented.
pub struct Fragmentation;
const FRAGMENTATION: [&str; 3] = ["unset", "set", "inherit"];
impl Codec for Fragmentation {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let place = FRAGMENTATION.iter().position(|known| *known == word);
        let df = place
            .and_then(|place| u8::try_from(place).ok())
            .ok_or_else(|| Error::invalid(word, "DF must be 'unset', 'set' or 'inherit'"))?;
        reading.draft.push(row.attr, &[df]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, showing: &mut Showing) {
        match attr.u8().and_then(|df| FRAGMENTATION.get(usize::from(df))) {
            Some(&"unset") => showing.out.json(row.key, "unset"),
            Some(df) => super::put(row, showing, *df),
            None => {}
        }
    }
}

/// The time to live: a number, `auto` (0), or `inherit`, which has an attribute of its own.
pub struct OverlayTtl {
    /// The attribute that says inherit.
    pub inherit: u16,
    /// What it is sent with.
    pub payload: &'static [u8],
    /// Whether zero is sent beside it.
    pub zero: bool,
}
impl Codec for OverlayTtl {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let ttl: u32 = match word {
            "inherit" => {
                reading.draft.push(self.inherit, self.payload);
                if self.zero {
                    reading.draft.push(row.attr, &[0]);
                }
                return Ok(());
            }
            "auto" => 0,
            _ => crate::args::FromWord::from_word(word)
                .ok_or_else(|| Error::invalid(word, "invalid TTL"))?,
        };
        let ttl = u8::try_from(ttl).map_err(|_| Error::invalid(word, "TTL must be <= 255"))?;
        reading.draft.push(row.attr, &[ttl]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, showing: &mut Showing) {
        let inherited = showing.attrs.get(self.inherit).and_then(Attr::u8);
        if inherited.is_some_and(|n| n != 0) {
            return;
        }
        match attr.u8() {
            Some(0) => put_split(row, showing, "auto", 0u8),
            Some(ttl) => super::put(row, showing, ttl),
            None => {}
        }
    }
}
