//! Words that a misspelled word may stand for: from the usage texts, the link kinds, and this machine.

use super::{objects, usage};
use crate::args::{Args, decode, short};
use crate::names::links::dump_request;
use crate::object::link::kind::KINDS;
use crate::session::Session;
use crate::sys::netns;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::IFLA_IFNAME;
use std::os::unix::ffi::OsStrExt;

/// The link kind in a command.
pub(super) fn kind_in(words: &[String]) -> Option<&str> {
    let mut words = words.iter().skip_while(|word| *word != "type");
    words.nth(1).map(String::as_str)
}

/// The names of all link kinds.
pub(super) fn kinds() -> Vec<String> {
    let names = KINDS.iter().flat_map(|kind| kind.names);
    names.map(|name| (*name).to_owned()).collect()
}

/// The global options.
pub(super) fn options() -> Vec<String> {
    let words = tokens(usage::MAIN).filter(|word| word.starts_with('-'));
    // `-f[amily]` stands for the whole word.
    words.map(|word| word.replace(['[', ']'], "")).collect()
}

/// The verbs and keywords in the usage texts of an object and of the link kind in the command.
pub(super) fn keywords(words: &[String]) -> Vec<String> {
    let Some(object) = words.first() else {
        return Vec::new();
    };
    let mut text = help(object, &["help"]);
    if let Some(kind) = kind_in(words).filter(|_| short(object, "link")) {
        text += &help(object, &["help", kind]);
    }
    let words = tokens(&text).filter(|word| word.chars().all(|c| !c.is_ascii_uppercase()));
    words.map(str::to_owned).collect()
}

/// The usage text that these arguments of an object print.
fn help(object: &str, words: &[&str]) -> String {
    let Some(run) = objects::with_help(object) else {
        return String::new();
    };
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let mut session = Session::default();
    let result = run(&mut session, Args::new(&words));
    let printed = String::from_utf8_lossy(&session.out.take()).into_owned();
    printed
        + &result
            .err()
            .map_or(String::new(), |error| error.to_string())
}

/// The words of a usage text.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let apart = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '[' | ']'));
    text.split(apart).filter(|word| word.len() > 1)
}

/// The names of the devices in this namespace.
pub(super) fn devices() -> Vec<String> {
    let mut session = Session::default();
    let Ok(dump) = session.kernel.collect(dump_request()) else {
        return Vec::new();
    };
    let names = dump.iter().filter_map(|message| {
        let name = message.attrs(IfInfoMsg::SIZE).get(IFLA_IFNAME)?;
        Some(String::from_utf8_lossy(name.text()).into_owned())
    });
    names.collect()
}

/// The names of the namespaces.
pub(super) fn namespaces() -> Vec<String> {
    let names = netns::list().unwrap_or_default();
    let names = names.iter().map(|name| decode(name.as_bytes()));
    names.collect()
}
