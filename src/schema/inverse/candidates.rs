//! Texts that may set an attribute: what its row shows, and plain notations of its bytes.

use crate::netlink::Attr;
use crate::output::{Form, Out};
use crate::schema::Row;
use crate::session::{Display, Session};
use crate::value::{family, inet::Inet, lladdr};

/// Candidates for an option: its keywords alone, its shown text, plain notations of the bytes.
pub fn candidates(
    row: &Row,
    attr: Attr,
    shown: &[Vec<String>],
    session: &mut Session,
) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    all.extend(row.words.iter().map(|word| vec![word.name().to_owned()]));
    let mut values: Vec<Vec<String>> = Vec::new();
    for text in shown {
        values.extend(text.get(1..).map(<[String]>::to_vec));
        values.extend(text.get(1..2).map(<[String]>::to_vec));
        values.push(text.clone());
    }
    values.extend(plain(attr.bytes).into_iter().map(|word| vec![word]));
    if let Some(index) = attr.u32().filter(|_| shown.is_empty()) {
        values.push(vec![session.names.links.name(index).into_owned()]);
    }
    for value in values.into_iter().filter(|value| !value.is_empty()) {
        let mut words = vec![row.name().to_owned()];
        words.extend(value);
        all.push(words);
    }
    all
}

/// The arguments in what `show` displays on one line of text.
pub fn displayed_words(session: &mut Session, show: impl FnOnce(&mut Display)) -> Vec<String> {
    let mut out = Out::new(Form::Oneline, None);
    show(&mut Display {
        out: &mut out,
        names: &mut session.names,
        view: &session.view,
    });
    words_of(&out.take())
}

/// The words of a shown text, without braces and line continuations.
pub fn words_of(text: &[u8]) -> Vec<String> {
    crate::args::decode(text)
        .split([' ', '\t', '\n', '\\'])
        .filter(|word| !matches!(*word, "" | "{" | "}"))
        .map(str::to_owned)
        .collect()
}

/// Plain notations of bytes.
fn plain(bytes: &[u8]) -> Vec<String> {
    let attr = Attr { kind: 0, bytes };
    let mut words = Vec::new();
    let mut number = |n: Option<u64>| words.extend(n.map(|n| n.to_string()));
    match bytes.len() {
        1 => {
            number(attr.u8().map(u64::from));
            words.extend(["on", "off"].map(str::to_owned));
        }
        2 => {
            number(attr.u16().map(u64::from));
            number(attr.be16().map(u64::from));
        }
        4 => {
            number(attr.u32().map(u64::from));
            number(attr.be32().map(u64::from));
            words.extend(attr.i32().map(|n| n.to_string()));
            words.push(Inet::new(family::INET, bytes).to_string());
        }
        6 => words.push(lladdr::hex(bytes)),
        8 => {
            number(attr.u64());
            number(attr.be64());
            words.extend(["on", "off", "1", "0"].map(str::to_owned));
        }
        16 => words.push(Inet::new(family::INET6, bytes).to_string()),
        _ => {}
    }
    words
}
