//! Errors on stderr: iproute2's line and a hint; with `OXIP_ERRORS=json` in the environment, one JSON object per line
//! (docs/json.md).

use super::hints;
use crate::args::encode;
use crate::error::Error;
use crate::output::{Form, Out, eprint_line};
use nix::errno::Errno;
use std::io::Write;

/// A line of a batch: its file and its number, from 1.
pub(super) type Place<'p> = (&'p str, u64);

/// Prints an error of these words, the object first.
pub(super) fn print(error: &Error, words: &[String], place: Option<Place>) {
    let text = error.to_string();
    if wants_json() {
        // The end of a failed batch has no text, because its lines were reported one by one; a line may fail without
        // text.
        let text = match place {
            Some(_) if text.is_empty() => "Command failed",
            _ => &text,
        };
        if !text.is_empty() {
            let _ = std::io::stderr().write_all(&described(error, text, words, place));
        }
        return;
    }
    if !text.is_empty() {
        eprint_line(&text);
        hints::print(error, words);
    }
    if let Some((file, line)) = place.filter(|_| !error.ends_batch()) {
        eprint_line(&format!("Command failed {file}:{line}"));
    }
}

fn wants_json() -> bool {
    std::env::var_os("OXIP_ERRORS").is_some_and(|value| value == "json")
}

fn described(error: &Error, text: &str, words: &[String], place: Option<Place>) -> Vec<u8> {
    let mut out = Out::new(Form::Json, None);
    out.object(None, |out| {
        out.json("error", utf8(text.trim_end()));
        out.json("status", error.status());
        if let Some(errno) = error.cause() {
            out.json("errno", format!("{:?}", Errno::from_raw(errno)));
        }
        if let Some(ext) = error.ext_ack() {
            if let Some(message) = &ext.message {
                out.json("ext_ack", utf8(message));
            }
            if let Some(offset) = ext.offset {
                out.json("offset", offset);
            }
        }
        if !words.is_empty() {
            let words: Vec<String> = words.iter().map(|word| utf8(word)).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            out.list("command", ["", "", ""], &words);
        }
        if let Some((file, line)) = place {
            out.json("file", utf8(file));
            out.json("line", line);
        }
    });
    let mut bytes = out.take();
    bytes.push(b'\n');
    bytes
}

/// JSON is UTF-8: invalid bytes of a name are replaced.
fn utf8(text: &str) -> String {
    String::from_utf8_lossy(&encode(text)).into_owned()
}
