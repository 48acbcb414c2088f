//! Codecs of tunnels, whose options change an attribute that stands in the draft already: a default, or what the
//! device has. Hence they set where other codecs push.

use super::{Codec, Reading, Row, put, put_split};
use crate::args::FromWord;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::session::Display;
use crate::value::{family, inet::Inet, number};

/// The number that stands in the draft, 0 for none.
fn staged<const N: usize>(reading: &Reading, attr: u16) -> [u8; N] {
    let bytes = reading.draft.get(attr).unwrap_or_default();
    bytes.first_chunk().copied().unwrap_or([0; N])
}

/// Turns bits of a four-byte attribute on or off.
fn turn(reading: &mut Reading, attr: u16, bits: u32, on: bool) {
    let before = u32::from_ne_bytes(staged(reading, attr));
    let after = if on { before | bits } else { before & !bits };
    reading.draft.set(attr, &after.to_ne_bytes());
}

fn parse<T: FromWord>(reading: &Reading, row: &Row, word: &str) -> Result<T> {
    T::from_word(word).ok_or_else(|| reading.wrong(row, word))
}

/// A word that stands for these bytes.
pub struct Is(pub &'static [u8]);
impl Codec for Is {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        reading.draft.set(row.attr, self.0);
        Ok(())
    }
    fn show(&self, row: &Row, _attr: Attr, _: Attrs, display: &mut Display) {
        put(row, display, true);
    }
}

/// A boolean, which text says in one word or the other (or, if that is empty, not at all).
pub struct Either {
    /// The text for yes.
    pub yes: &'static str,
    /// The text for no.
    pub no: &'static str,
}
impl Codec for Either {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let no = reading.typed.starts_with("no");
        reading.draft.set(row.attr, &[u8::from(!no)]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let yes = attr.u8().is_some_and(|n| n != 0);
        let text = if yes { self.yes } else { self.no };
        display.out.put(row.key, text, yes);
    }
}

/// The address of a tunnel's end, of this family; `any` for none.
pub struct Endpoint(pub u8);
impl Codec for Endpoint {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let inet = Inet::parse(reading.value()?, self.0)?;
        if inet.is_unspecified() {
            reading.draft.remove(row.attr);
        } else {
            reading.draft.set(row.attr, inet.bytes());
        }
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let inet = Inet::new(self.0, attr.bytes);
        if inet.is_unspecified() {
            put(row, display, "any");
        } else {
            let shown = inet.shown(display.out);
            put(row, display, shown);
        }
    }
}

/// The device that a tunnel is bound to.
pub struct Underlay;
impl Codec for Underlay {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let index = reading
            .session
            .names
            .links
            .index(word)
            .ok_or_else(|| Error::fatal(Error::no_device(word).to_string(), 255))?;
        reading.draft.set(row.attr, &index.to_ne_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        super::Device.show(row, attr, nest, display);
    }
}

/// Time to live: 0 is `inherit`.
pub struct Ttl;
impl Codec for Ttl {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let ttl: u8 = match reading.value()? {
            "inherit" => 0,
            word => parse(reading, row, word)?,
        };
        reading.draft.set(row.attr, &[ttl]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        match attr.u8().unwrap_or(0) {
            0 => put_split(row, display, "inherit", 0_u8),
            ttl => put(row, display, ttl),
        }
    }
}

/// Type of service: 1 is `inherit`, 0 is not shown.
pub struct Tos;
impl Codec for Tos {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let tos = match reading.value()? {
            "inherit" => 1,
            word => reading
                .session
                .names
                .tables
                .dsfield(word)
                .ok_or_else(|| reading.wrong(row, word))?,
        };
        reading.draft.set(row.attr, &[tos]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        match attr.u8() {
            None | Some(0) => {}
            Some(1) => put_split(row, display, "inherit", "0x1"),
            Some(tos) => put(row, display, format!("{tos:#x}")),
        }
    }
}

/// A bit in one or more attributes of two bytes.
pub struct Bit16 {
    /// The attributes, beside the row's own.
    pub also: &'static [u16],
    /// The bit, as it lies in memory.
    pub bit: u16,
    /// Whether the word turns it on.
    pub on: bool,
}
impl Bit16 {
    fn turn(&self, attr: u16, reading: &mut Reading) {
        let before = u16::from_ne_bytes(staged(reading, attr));
        let after = if self.on {
            before | self.bit
        } else {
            before & !self.bit
        };
        reading.draft.set(attr, &after.to_ne_bytes());
    }
}
impl Codec for Bit16 {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        self.turn(row.attr, reading);
        for attr in self.also {
            self.turn(*attr, reading);
        }
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if attr.u16().is_some_and(|bits| bits & self.bit != 0) {
            put(row, display, true);
        }
    }
}

/// A bit of four bytes.
pub struct Bit32 {
    /// The bit.
    pub bit: u32,
    /// Whether the word turns it on.
    pub on: bool,
}
impl Codec for Bit32 {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        turn(reading, row.attr, self.bit, self.on);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if attr.u32().is_some_and(|bits| bits & self.bit != 0) {
            put(row, display, true);
        }
    }
}

/// A key (in network order), with the flag that says that there is one.
pub struct Key {
    /// The attributes that hold the key.
    pub keys: &'static [u16],
    /// The attributes that hold the flag.
    pub flags: &'static [u16],
    /// The flag, as it lies in memory.
    pub bit: u16,
    /// Whether the word gives a key or takes it away.
    pub on: bool,
}
impl Codec for Key {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let key = if self.on {
            key(reading.value()?, row.name())?
        } else {
            [0; 4]
        };
        let flag = Bit16 {
            also: &[],
            bit: self.bit,
            on: self.on,
        };
        for attr in self.flags {
            flag.turn(*attr, reading);
        }
        for attr in self.keys {
            reading.draft.set(*attr, &key);
        }
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        // Where no flag says so, a key of zero is none.
        let has = |attr: &u16| {
            let flags = nest.get(*attr).and_then(|flags| flags.u16());
            flags.is_some_and(|flags| flags & self.bit != 0)
        };
        let shown = match self.flags {
            [] => attr.u32() != Some(0),
            flags => flags.iter().any(has),
        };
        if shown {
            put(
                row,
                display,
                Inet::new(family::INET, attr.bytes).to_string(),
            );
        }
    }
}

/// A key: a dotted quad or a number.
fn key(word: &str, name: &str) -> Result<[u8; 4]> {
    if word.contains('.') {
        let inet = Inet::from_word(word, family::INET).ok_or_else(|| {
            Error::fatal(
                format!("Error: an IP address is expected rather than \"{word}\""),
                1,
            )
        })?;
        return Ok(inet.bytes().first_chunk().copied().unwrap_or_default());
    }
    match u32::from_word(word) {
        Some(key) => Ok(key.to_be_bytes()),
        None => Err(Error::fatal(
            format!("invalid value for \"{name}\": \"{word}\"; it should be an unsigned integer"),
            255,
        )),
    }
}

/// A number of four bytes, shown in hexadecimal (a string in JSON) unless it is zero.
pub struct Mark;
impl Codec for Mark {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let mark: u32 = reading.parse(row)?;
        reading.draft.set(row.attr, &mark.to_ne_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(mark) = attr.u32().filter(|mark| *mark != 0) {
            put(row, display, format!("{mark:#x}"));
        }
    }
}

/// A number of one byte in place of the one that stands in the draft.
pub struct Set8;
impl Codec for Set8 {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let n: u8 = reading.parse(row)?;
        reading.draft.set(row.attr, &[n]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        super::U8.show(row, attr, nest, display);
    }
}

/// Part of the flow information of IPv6, in network order.
pub struct FlowPart {
    /// How far left it lies.
    pub shift: u32,
    /// Its greatest value.
    pub max: u32,
    /// How many hexadecimal digits are shown.
    pub digits: usize,
}
impl Codec for FlowPart {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let part = number::hexadecimal(word, self.max.into())
            .and_then(|part| u32::try_from(part).ok())
            .ok_or_else(|| reading.wrong(row, word))?;
        self.stage(row, reading, part);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(flow) = attr.be32() {
            let part = flow >> self.shift & self.max;
            put(
                row,
                display,
                format!("0x{part:0width$x}", width = self.digits),
            );
        }
    }
}
impl FlowPart {
    fn stage(&self, row: &Row, reading: &mut Reading, part: u32) {
        let before = u32::from_be_bytes(staged(reading, row.attr));
        let after = before & !(self.max << self.shift) | part << self.shift;
        reading.draft.set(row.attr, &after.to_be_bytes());
    }
}

/// A datum, or a word in its place that is a bit in an attribute of flags.
pub struct Unless {
    /// The attribute of flags.
    pub flags: u16,
    /// The bit.
    pub bit: u32,
    /// The word.
    pub word: &'static str,
    /// The JSON key for the word.
    pub key: &'static str,
    /// What a number is.
    pub codec: &'static dyn Codec,
    /// What is staged for the datum when the word is given.
    pub rest: Rest,
}

/// What becomes of a datum that a word replaces.
pub enum Rest {
    /// It keeps its value.
    Kept,
    /// It becomes zero.
    Zero,
    /// Its part of a flow becomes zero.
    Part(&'static FlowPart),
}

impl Codec for Unless {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.args.peek() == Some(self.word);
        if !word {
            self.codec.read(row, reading)?;
        } else {
            reading.value()?;
            match self.rest {
                Rest::Kept => {}
                Rest::Zero => reading.draft.set(row.attr, &[0; 4]),
                Rest::Part(part) => part.stage(row, reading, 0),
            }
        }
        turn(reading, self.flags, self.bit, word);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        let flags = nest.get(self.flags).and_then(|flags| flags.u32());
        if flags.is_some_and(|flags| flags & self.bit != 0) {
            if display.out.is_json() {
                display.out.json(self.key, true);
            } else {
                put(row, display, self.word);
            }
        } else {
            self.codec.show(row, attr, nest, display);
        }
    }
}

/// A bit of four bytes that the word `inherit` turns on.
pub struct OnlyInherit(pub Bit32);
impl Codec for OnlyInherit {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        match reading.value()? {
            "inherit" => self.0.read(row, reading),
            word => Err(reading.wrong(row, word)),
        }
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        self.0.show(row, attr, nest, display);
    }
}

/// A number of one byte. What is not one becomes 255: iproute2 takes any word, and sends what happens to lie on its stack.
pub struct Set8Leniently;
impl Codec for Set8Leniently {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let n = u8::from_word(reading.value()?).unwrap_or(u8::MAX);
        reading.draft.set(row.attr, &[n]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        super::U8.show(row, attr, nest, display);
    }
}

/// An option that may be given once.
pub struct Single(pub &'static dyn Codec);
impl Codec for Single {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.args.peek().ok_or_else(Error::incomplete)?;
        if reading.draft.has(row.attr) {
            return Err(Error::duplicate_or_garbage(row.name(), word));
        }
        self.0.read(row, reading)
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        self.0.show(row, attr, nest, display);
    }
}

/// A number of four bytes that must not be zero.
pub struct NonZero;
impl Codec for NonZero {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        match u32::from_word(word) {
            Some(n) if n != 0 => reading.draft.push(row.attr, &n.to_ne_bytes()),
            _ => return Err(reading.wrong(row, word)),
        }
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        super::U32.show(row, attr, nest, display);
    }
}
