//! One description of what is shown, several pens.
//!
//! A command says each thing once: `out.put("mtu", "mtu {} ", mtu)` names the JSON key, the text with a hole, and the
//! value. The pen that the view options chose writes one of the two. [`Out`] gathers bytes in memory and hands them to
//! stdout in large pieces.

pub mod colour;
pub mod columns;
mod json;
mod value;

pub use colour::Colour;
pub use value::{Value, alternate_hex, decimal, dots, hex, padded};

use colour::Palette;
use json::Json;
use std::io::{self, Write};
use std::rc::Rc;

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Lines for people.
    #[default]
    Text,
    /// One line per record: inner line ends become backslashes.
    Oneline,
    /// JSON without white space.
    Json,
    /// JSON over many lines.
    Pretty,
}

/// Where a command describes its output.
#[derive(Debug, Default)]
pub struct Out {
    buf: Vec<u8>,
    /// Bytes that stdout was given before those.
    handed_over: usize,
    json: Option<Json>,
    oneline: bool,
    palette: Option<Palette>,
    /// Addresses in network order, sorted, and their names.
    hosts: Rc<[(Vec<u8>, String)]>,
}

/// A place in the output.
#[derive(Debug)]
pub struct Place {
    handed_over: usize,
    length: usize,
    json: Option<Json>,
}

/// Writes a line to stderr: an error, a warning. Failure to do so has nobody to be told.
pub fn eprint_line(line: &str) {
    let mut bytes = crate::args::encode(line).into_owned();
    bytes.push(b'\n');
    let _ = io::stderr().write_all(&bytes);
}

/// Writes text to stdout. A reader that left is no error: where SIGPIPE is ignored, so that it does not end us, a batch
/// is done to its end.
///
/// # Errors
/// That of write(2), but `EPIPE`.
pub fn write(bytes: &[u8]) -> io::Result<()> {
    match write_all(bytes) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Writes to stdout, past std's own buffer, which would cut what it is given at the last line end.
///
/// # Errors
/// That of write(2).
pub fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match nix::unistd::write(io::stdout(), bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(nix::errno::Errno::EINTR) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
    Ok(())
}

/// Bytes gathered before they go to stdout.
const CHUNK: usize = 1 << 16;

impl Out {
    /// A pen of this form; `palette` colours text, never JSON.
    pub fn new(form: Form, palette: Option<Palette>) -> Out {
        let json = match form {
            Form::Text | Form::Oneline => None,
            Form::Json => Some(Json::new(false)),
            Form::Pretty => Some(Json::new(true)),
        };
        let palette = palette.filter(|_| json.is_none());
        Out {
            buf: Vec::new(),
            handed_over: 0,
            json,
            oneline: form == Form::Oneline,
            palette,
            hosts: Rc::default(),
        }
    }

    /// A pen without colours that writes text and is like this one otherwise.
    pub fn plain(&self) -> Out {
        Out {
            buf: Vec::new(),
            handed_over: 0,
            json: None,
            palette: None,
            oneline: self.oneline,
            hosts: Rc::clone(&self.hosts),
        }
    }

    /// Shows these addresses, in network order and sorted, by their names.
    pub fn set_hosts(&mut self, hosts: Vec<(Vec<u8>, String)>) {
        self.hosts = hosts.into();
    }

    /// Whether any address is to be shown by a name (`-resolve`).
    pub fn knows_hosts(&self) -> bool {
        !self.hosts.is_empty()
    }

    /// The name by which an address is to be shown.
    pub fn host(&self, address: &[u8]) -> Option<&str> {
        let by_address = |(known, _): &(Vec<u8>, String)| known.as_slice().cmp(address);
        let place = self.hosts.binary_search_by(by_address).ok()?;
        Some(&self.hosts.get(place)?.1)
    }

    /// Keeps a record on one line; some records are cut differently then, in JSON too.
    pub fn set_oneline(&mut self, oneline: bool) {
        self.oneline = oneline;
    }

    /// Whether the pen writes JSON.
    pub fn is_json(&self) -> bool {
        self.json.is_some()
    }

    /// Whether records are kept on one line.
    pub fn is_oneline(&self) -> bool {
        self.oneline
    }

    /// One thing: JSON key, text with a `{}` where the value goes, value.
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

    /// One thing that reads one way in text and another in JSON.
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
        match around_hole(text.as_bytes()) {
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

    /// One thing that text shows as `label value `.
    pub fn labelled<'v>(&mut self, key: &str, label: &str, value: impl Into<Value<'v>>) {
        if self.json.is_none() {
            self.word(label);
            self.word(" ");
        }
        self.put(key, "{} ", value);
    }

    /// Something that only text shows.
    pub fn text<'v>(&mut self, text: &str, value: impl Into<Value<'v>>) {
        if self.json.is_none() {
            self.write_text(None, text, &value.into());
        }
    }

    /// Something that only text shows, coloured.
    pub fn text_painted<'v>(&mut self, colour: Colour, text: &str, value: impl Into<Value<'v>>) {
        if self.json.is_none() {
            self.write_text(Some(colour), text, &value.into());
        }
    }

    /// Words that only text shows.
    #[inline(never)]
    pub fn word(&mut self, text: &str) {
        if self.json.is_none() {
            self.buf.extend_from_slice(text.as_bytes());
        }
    }

    /// Something that only JSON shows.
    pub fn json<'v>(&mut self, key: &str, value: impl Into<Value<'v>>) {
        if let Some(json) = &mut self.json {
            json.member(&mut self.buf, key, &value.into());
        }
    }

    /// An element of a JSON array.
    pub fn element<'v>(&mut self, text: &str, value: impl Into<Value<'v>>) {
        let value = value.into();
        match &mut self.json {
            Some(json) => json.element(&mut self.buf, &value),
            None => self.write_text(None, text, &value),
        }
    }

    /// A line end within a record: a backslash in one-line form, nothing in JSON.
    pub fn line(&mut self) {
        if self.json.is_none() {
            self.buf.push(if self.oneline { b'\\' } else { b'\n' });
        }
    }

    /// The line end that closes a record; nothing in JSON.
    pub fn end_record(&mut self) {
        self.word("\n");
    }

    /// A JSON object, as a member under `key` or (without one) as an element. Text sees only what is inside.
    pub fn object<R>(&mut self, key: Option<&str>, inside: impl FnOnce(&mut Out) -> R) -> R {
        self.nest(key, b'{', b'}', inside)
    }

    /// A JSON array, as a member under `key` or (without one) as an element or the whole. Text sees what is inside.
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

    // What every description calls stays one function each, not one for every caller.
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

    /// A list of words: an array in JSON; in text `open`, the words with `between`, `shut`.
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

    /// The outermost array of a command's JSON, closed with its newline. Text sees what is inside.
    ///
    /// # Errors
    /// What `inside` returns; the array is closed all the same.
    pub fn records<R>(&mut self, inside: impl FnOnce(&mut Out) -> R) -> R {
        let result = self.array(None, inside);
        if let Some(json) = &mut self.json {
            json.finish();
            self.buf.push(b'\n');
        }
        result
    }

    /// Writes text where JSON was asked for, as a few commands do.
    pub fn as_text<R>(&mut self, inside: impl FnOnce(&mut Out) -> R) -> R {
        let json = self.json.take();
        let result = inside(self);
        self.json = json;
        result
    }

    /// Takes away what was gathered (for tests, and for text that is measured before it is written).
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.buf)
    }

    /// Bytes as they are, whatever the pen (a binary dump).
    pub fn raw(&mut self, bytes: &[u8]) {
        self.buf.extend_from_slice(bytes);
    }

    /// Where the pen stands now, to come back to.
    pub fn place(&self) -> Place {
        Place {
            handed_over: self.handed_over,
            length: self.buf.len(),
            json: self.json,
        }
    }

    /// Takes back all since `place`, if stdout has not been handed any of it.
    pub fn rewind(&mut self, place: &Place) {
        if self.handed_over == place.handed_over {
            self.buf.truncate(place.length);
            self.json = place.json;
        }
    }

    /// Hands what was gathered to stdout if it is much.
    ///
    /// # Errors
    /// That of write(2).
    pub fn flush_if_full(&mut self) -> io::Result<()> {
        if self.buf.len() >= CHUNK {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Hands what was gathered to stdout.
    ///
    /// # Errors
    /// That of write(2).
    pub fn flush(&mut self) -> io::Result<()> {
        if self.buf.is_empty() {
            return Ok(());
        }
        let result = write(&self.buf);
        self.handed_over += self.buf.len();
        self.buf.clear();
        result
    }
}

/// What stands before the `{}` of a text, and what follows it.
fn around_hole(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    // As nearly all do.
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
