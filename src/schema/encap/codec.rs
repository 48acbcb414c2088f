//! Codecs that more than one type of encapsulation has.

use crate::error::{Error, Result};
use crate::names::NameTable;
use crate::netlink::{Attr, Attrs};
use crate::schema::{Codec, Device, Reading, Row, U8, put};
use crate::session::Display;
use crate::value::inet::Inet;

/// An address of this family. `any` and `all` are sent as no bytes at all, unlike `default`.
pub(super) struct Address(pub u8);
impl Codec for Address {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let inet = Inet::parse(word, self.0)?;
        reading.draft.push(row.attr, inet.payload(word));
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        put(row, display, Inet::new(self.0, attr.bytes).to_string());
    }
}

/// A device, by its name; sent as its index. One that is not there ends the process.
pub(super) struct Link;
impl Codec for Link {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let found = Device.read(row, reading);
        found.map_err(|error| error.status_as(255).ending())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(index) = attr.u32() {
            let name = display.names.links.name(index).into_owned();
            put(row, display, name);
        }
    }
}

/// Type of service: a name or hexadecimal digits; shown in decimal.
pub(super) struct Service;
impl Codec for Service {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let tos = reading
            .session
            .names
            .tables
            .dsfield(word)
            .ok_or_else(|| reading.wrong(row, word))?;
        reading.draft.push(row.attr, &[tos]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        U8.show(row, attr, nest, display);
    }
}

/// A routing table by name or number; the field tells the least number.
pub(super) struct RouteTable(pub u32);
impl Codec for RouteTable {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let id = reading.session.names.tables.id(NameTable::Route, word);
        let id = id.filter(|id| *id >= self.0);
        let id = id.ok_or_else(|| reading.wrong(row, word))?;
        reading.draft.push(row.attr, &id.to_ne_bytes());
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        if let Some(id) = attr.u32() {
            let name = display.names.tables.name(NameTable::Route, id).into_owned();
            put(row, display, name);
        }
    }
}

/// One of some words, each with its number: one byte. Not every number can be typed.
pub(super) struct Named8 {
    /// What is shown, by number.
    pub shown: &'static [(u8, &'static str)],
    /// What can be typed.
    pub typed: &'static [&'static str],
}
impl Codec for Named8 {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let found = self
            .shown
            .iter()
            .find(|(_, name)| *name == word && self.typed.contains(name));
        let (n, _) = found.ok_or_else(|| reading.wrong(row, word))?;
        reading.draft.push(row.attr, &[*n]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let n = attr.u8();
        let found = self.shown.iter().find(|(known, _)| Some(*known) == n);
        put(row, display, found.map_or("unknown", |(_, name)| name));
    }
}

/// A program of BPF, of which the kernel tells the name: the attribute of this type in the nest.
pub(super) struct Program(pub u16);
impl Codec for Program {
    fn read(&self, _row: &Row, reading: &mut Reading) -> Result<()> {
        reading.value()?;
        Err(Error::not_built(
            "loading a BPF program for encap (it needs an ELF loader)",
        ))
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        display.out.word(row.name());
        display.out.word(" ");
        match attr.nest().get(self.0) {
            Some(name) => put(row, display, crate::args::decode(name.text())),
            None => display.out.json(row.key, "<unknown>"),
        }
    }
}
