//! Options that may come only once.

use super::Codec;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs};
use crate::schema::{Reading, Row};
use crate::session::Display;

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
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        self.0.show(row, attr, nest, display);
    }
}

/// Notes an option without a value.
fn note(row: &Row, reading: &mut Reading) -> Result<()> {
    match reading.draft.note(row.name()) {
        true => Ok(()),
        false => Err(Error::duplicate_or_garbage(reading.typed, reading.typed)),
    }
}

/// A word that is sent as an attribute without payload; `null` in JSON.
pub struct OnceFlag;
impl Codec for OnceFlag {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        note(row, reading)?;
        reading.draft.push(row.attr, &[]);
        Ok(())
    }
    fn show(&self, row: &Row, _attr: Attr, _: Attrs, display: &mut Display) {
        display.out.json(row.key, crate::output::Value::Null);
        display.out.word(row.name());
        display.out.word(" ");
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
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let Some(n) = attr.u8() else { return };
        let yes = n != 0;
        let loud = display.view.details > 1 || self.quiet.map(u8::from) != Some(n);
        display.out.json(row.key, yes);
        if loud {
            display.out.word(if yes { "" } else { "no" });
            display.out.word(self.text);
            display.out.word(" ");
        }
    }
}
