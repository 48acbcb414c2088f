//! One description of a record, several formatters.
//!
//! A command states each value once: `out.put("mtu", "mtu {} ", mtu)` names the JSON key, the text with a placeholder, and
//! the value. The formatter that the view options choose writes one of the two. [`Out`] buffers bytes and writes them to stdout
//! in large pieces.

mod buffer;
pub mod colour;
pub mod columns;
mod json;
mod stdio;
mod value;

pub use colour::Colour;
pub use stdio::{eprint_line, write, write_all};
pub use value::{Value, alternate_hex, decimal, padded};

use colour::Palette;
use json::Json;
use std::rc::Rc;

/// The format of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Lines of text.
    #[default]
    Text,
    /// One line a record: inner newlines become backslashes.
    Oneline,
    /// Compact JSON.
    Json,
    /// Pretty JSON.
    Pretty,
}

/// The output of a command.
#[derive(Debug, Default)]
pub struct Out {
    buf: Vec<u8>,
    /// Number of bytes written to stdout before `buf`.
    written: usize,
    json: Option<Json>,
    oneline: bool,
    palette: Option<Palette>,
    /// Addresses in network order, sorted, and their names.
    hosts: Rc<[(Vec<u8>, String)]>,
}

impl Out {
    /// An output of this format; `palette` colours text, never JSON.
    pub fn new(form: Form, palette: Option<Palette>) -> Out {
        let json = match form {
            Form::Text | Form::Oneline => None,
            Form::Json => Some(Json::new(false)),
            Form::Pretty => Some(Json::new(true)),
        };
        let palette = palette.filter(|_| json.is_none());
        Out {
            buf: Vec::new(),
            written: 0,
            json,
            oneline: form == Form::Oneline,
            palette,
            hosts: Rc::default(),
        }
    }

    /// An output like this one that writes text without colours.
    pub fn plain(&self) -> Out {
        Out {
            buf: Vec::new(),
            written: 0,
            json: None,
            palette: None,
            oneline: self.oneline,
            hosts: Rc::clone(&self.hosts),
        }
    }

    /// Sets names to show addresses by; the addresses are in network order and sorted.
    pub fn set_hosts(&mut self, hosts: Vec<(Vec<u8>, String)>) {
        self.hosts = hosts.into();
    }

    /// Whether addresses may have names (`-resolve`).
    pub fn knows_hosts(&self) -> bool {
        !self.hosts.is_empty()
    }

    /// The name to show an address by.
    pub fn host(&self, address: &[u8]) -> Option<&str> {
        let by_address = |(known, _): &(Vec<u8>, String)| known.as_slice().cmp(address);
        let place = self.hosts.binary_search_by(by_address).ok()?;
        Some(&self.hosts.get(place)?.1)
    }

    /// Switches the one-line format, which some records honour in JSON, too.
    pub fn set_oneline(&mut self, oneline: bool) {
        self.oneline = oneline;
    }

    /// Whether the format is JSON.
    pub fn is_json(&self) -> bool {
        self.json.is_some()
    }

    /// Whether the format is one line a record.
    pub fn is_oneline(&self) -> bool {
        self.oneline
    }

    /// Writes a value: JSON key, text with the placeholder `{}`, value.
    pub fn put<'v>(&mut self, key: &str, text: &str, value: impl Into<Value<'v>>) {
        self.write(None, key, text, &value.into());
    }

    /// Like [`Out::put`], coloured in text. The colour covers all of `text`.
    pub fn paint<'v>(
        &mut self,
        colour: Colour,
        key: &str,
        text: &str,
        value: impl Into<Value<'v>>,
    ) {
        self.write(Some(colour), key, text, &value.into());
    }

    /// Writes a value that differs between text and JSON.
    pub fn split<'t, 'j>(
        &mut self,
        key: &str,
        text: &str,
        shown: impl Into<Value<'t>>,
        typed: impl Into<Value<'j>>,
    ) {
        if self.json.is_some() {
            self.json(key, typed);
        } else {
            self.text(text, shown);
        }
    }

    #[inline(never)]
    fn write(&mut self, colour: Option<Colour>, key: &str, text: &str, value: &Value) {
        match &mut self.json {
            Some(json) => json.member(&mut self.buf, key, value),
            None => self.write_text(colour, text, value),
        }
    }

    #[inline(never)]
    fn write_text(&mut self, colour: Option<Colour>, text: &str, value: &Value) {
        let paint = colour.and_then(|colour| self.palette.map(|palette| palette.sgr(colour)));
        if let Some(sgr) = paint {
            self.buf.extend_from_slice(sgr.as_bytes());
        }
        match around_placeholder(text.as_bytes()) {
            (&[], Some(b" ")) => {
                value.write_text(&mut self.buf);
                self.buf.push(b' ');
            }
            (before, Some(after)) => {
                self.buf.extend_from_slice(before);
                value.write_text(&mut self.buf);
                self.buf.extend_from_slice(after);
            }
            (before, None) => self.buf.extend_from_slice(before),
        }
        if paint.is_some() {
            self.buf.extend_from_slice(colour::RESET.as_bytes());
        }
    }

    /// Writes a value that text shows as `label value `.
    pub fn labelled<'v>(&mut self, key: &str, label: &str, value: impl Into<Value<'v>>) {
        if self.json.is_none() {
            self.word(label);
            self.word(" ");
        }
        self.put(key, "{} ", value);
    }

    /// Writes a value in text only.
    pub fn text<'v>(&mut self, text: &str, value: impl Into<Value<'v>>) {
        if self.json.is_none() {
            self.write_text(None, text, &value.into());
        }
    }

    /// Writes a coloured value in text only.
    pub fn text_painted<'v>(&mut self, colour: Colour, text: &str, value: impl Into<Value<'v>>) {
        if self.json.is_none() {
            self.write_text(Some(colour), text, &value.into());
        }
    }

    /// Writes words in text only.
    #[inline(never)]
    pub fn word(&mut self, text: &str) {
        if self.json.is_none() {
            self.buf.extend_from_slice(text.as_bytes());
        }
    }

    /// Writes a value in JSON only.
    pub fn json<'v>(&mut self, key: &str, value: impl Into<Value<'v>>) {
        if let Some(json) = &mut self.json {
            json.member(&mut self.buf, key, &value.into());
        }
    }

    /// Writes an element of a JSON array.
    pub fn element<'v>(&mut self, text: &str, value: impl Into<Value<'v>>) {
        let value = value.into();
        match &mut self.json {
            Some(json) => json.element(&mut self.buf, &value),
            None => self.write_text(None, text, &value),
        }
    }

    /// Writes a newline within a record: a backslash in one-line format, nothing in JSON.
    pub fn line(&mut self) {
        if self.json.is_none() {
            self.buf.push(if self.oneline { b'\\' } else { b'\n' });
        }
    }

    /// Writes the newline that ends a record; nothing in JSON.
    pub fn end_record(&mut self) {
        self.word("\n");
    }

    /// Writes a JSON object, as a member under `key` or, without one, as an element. Text has only its content.
    pub fn object<R>(&mut self, key: Option<&str>, inside: impl FnOnce(&mut Out) -> R) -> R {
        self.nest(key, b'{', b'}', inside)
    }

    /// Writes a JSON array, as a member under `key` or, without one, as an element. Text has only its content.
    pub fn array<R>(&mut self, key: Option<&str>, inside: impl FnOnce(&mut Out) -> R) -> R {
        self.nest(key, b'[', b']', inside)
    }

    fn nest<R>(
        &mut self,
        key: Option<&str>,
        open: u8,
        close: u8,
        inside: impl FnOnce(&mut Out) -> R,
    ) -> R {
        self.open(key, open);
        let result = inside(self);
        self.close(close);
        result
    }

    // Not generic: one copy serves all callers.
    #[inline(never)]
    fn open(&mut self, key: Option<&str>, bracket: u8) {
        if let Some(json) = &mut self.json {
            json.open(&mut self.buf, key, bracket);
        }
    }

    #[inline(never)]
    fn close(&mut self, bracket: u8) {
        if let Some(json) = &mut self.json {
            json.close(&mut self.buf, bracket);
        }
    }

    /// Writes a list of words: an array in JSON; in text `open`, the words separated by `between`, `shut`.
    pub fn list(&mut self, key: &str, [open, between, shut]: [&str; 3], words: &[&str]) {
        self.word(open);
        self.array(Some(key), |out| {
            for (i, word) in words.iter().enumerate() {
                if i > 0 {
                    out.word(between);
                }
                out.element("{}", *word);
            }
        });
        self.word(shut);
    }

    /// Writes the outermost array of a command's JSON with its final newline. Text has only its content.
    ///
    /// # Errors
    /// What `inside` returns; the array is closed in any case.
    pub fn records<R>(&mut self, inside: impl FnOnce(&mut Out) -> R) -> R {
        let result = self.array(None, inside);
        if let Some(json) = &mut self.json {
            json.finish();
            self.buf.push(b'\n');
        }
        result
    }

    /// Writes text even if the format is JSON, as a few commands do.
    pub fn as_text<R>(&mut self, inside: impl FnOnce(&mut Out) -> R) -> R {
        let json = self.json.take();
        let result = inside(self);
        self.json = json;
        result
    }
}

/// The text before the placeholder `{}`, and the text behind it.
fn around_placeholder(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    // Nearly all texts end this way.
    if let [before @ .., b'{', b'}', b' '] = text {
        return (before, Some(b" "));
    }
    match text.windows(2).position(|pair| pair == b"{}") {
        Some(hole) => (text.get(..hole).unwrap_or_default(), text.get(hole + 2..)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(form: Form) -> String {
        let mut out = Out::new(form, None);
        out.records(|out| {
            out.object(None, |out| {
                out.put("ifindex", "{}: ", 1u32);
                out.list("flags", ["<", ",", "> "], &["LOOPBACK", "UP"]);
                out.line();
                out.split("ttl", "ttl {} ", "auto", 0u32);
                out.end_record();
                out.array(Some("addr_info"), |_| ());
            });
        });
        String::from_utf8(out.take()).unwrap_or_default()
    }

    #[test]
    fn one_description_four_forms() {
        assert_eq!(written(Form::Text), "1: <LOOPBACK,UP> \nttl auto \n");
        assert_eq!(written(Form::Oneline), "1: <LOOPBACK,UP> \\ttl auto \n");
        assert_eq!(
            written(Form::Json),
            "[{\"ifindex\":1,\"flags\":[\"LOOPBACK\",\"UP\"],\"ttl\":0,\"addr_info\":[]}]\n"
        );
        let pretty = "[ {\n        \"ifindex\": 1,\n        \"flags\": [ \"LOOPBACK\",\"UP\" ],\n        \"ttl\": 0,\n        \"addr_info\": [ ]\n    } ]\n";
        assert_eq!(written(Form::Pretty), pretty);
    }
}
