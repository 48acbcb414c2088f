//! Lines of the file before they are ordered and written, and the proof that they mean what they should.

use super::words;
use crate::args::Args;
use crate::command::Run;
use crate::netlink::{Attr, Attrs, Request};
use crate::session::Session;
use crate::value::{family, inet::Inet};

/// A command.
#[derive(Debug, Default, Clone)]
pub(super) struct ExportLine {
    /// The option that has to come before it: `-6`.
    pub(super) option: &'static str,
    /// Its words.
    pub(super) words: Vec<String>,
    /// The device that it is about, 0 for none.
    pub(super) device: u32,
    /// Other devices that it names.
    pub(super) others: Vec<u32>,
    /// Next hops that it names, by their ids.
    pub(super) hops: Vec<u32>,
    /// The next hop that it makes.
    pub(super) makes_hop: Option<u32>,
    /// The IPv6 address that it gives, or of a route that it takes for its source.
    pub(super) source: Option<Inet>,
    /// What is on the link by it: a prefix and its length.
    pub(super) reaches: Option<(Inet, u8)>,
    /// Gateways that it needs.
    pub(super) gateways: Vec<Inet>,
    /// Why it is only a comment.
    pub(super) but: Option<String>,
}

impl ExportLine {
    pub(super) fn new(device: u32, words: &[&str]) -> ExportLine {
        ExportLine {
            device,
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            ..ExportLine::default()
        }
    }

    /// Whether a gateway is on the link by it.
    pub(super) fn reaches(&self, gateway: Inet) -> bool {
        self.reaches.is_some_and(|(prefix, length)| {
            let mut left = i32::from(length);
            prefix.family == gateway.family
                && prefix.bytes().iter().zip(gateway.bytes()).all(|(a, b)| {
                    let same = (a ^ b).leading_zeros().cast_signed() >= left.min(8);
                    left -= 8;
                    left <= -8 || same
                })
        })
    }

    /// Another verb than `add`.
    pub(super) fn set_verb(&mut self, verb: &str) {
        if let Some(word) = self.words.get_mut(1) {
            verb.clone_into(word);
        }
    }

    pub(super) fn push(&mut self, words: &[&str]) {
        self.words
            .extend(words.iter().map(|word| (*word).to_owned()));
    }
}

/// What the kernel would be sent for these words of an object (without the object's own).
pub(super) fn meaning(
    session: &mut Session,
    run: Run,
    family: u8,
    words: &[String],
) -> Option<Request> {
    let before = std::mem::replace(&mut session.family, family);
    session.kernel.start_capture();
    let result = run(session, Args::new(words));
    let mut kept = session.kernel.take_captured();
    session.family = before;
    result.ok()?;
    kept.pop().filter(|_| kept.is_empty())
}

/// Says something in the words that `show` gives (devices among them disguised), if these, after `add`, ask for what was
/// told.
pub(super) fn say(
    session: &mut Session,
    object: &str,
    run: Run,
    family: u8,
    mut words: Vec<String>,
    same_key: &dyn Fn(&Request) -> bool,
) -> ExportLine {
    let mut line = ExportLine::new(0, &[object]);
    line.others = words::devices(session, &mut words);
    let mut all = vec!["add".to_owned()];
    all.extend(words);
    let options = [("", 0), ("-6", family::INET6), ("-M", family::MPLS)];
    for (option, asked) in options {
        if asked != 0 && asked != family {
            continue;
        }
        let request = meaning(session, run, asked, &all);
        if request.is_some_and(|request| same_key(&request)) {
            line.option = option;
            line.words.extend(all);
            return line;
        }
    }
    line.words.extend(all);
    line.but = Some("is not exactly what is there".to_owned());
    line
}

/// Whether a request asks for exactly what a message told. The fixed header is the caller's matter; attributes of these
/// types are the kernel's own, or are.
pub(super) fn asks_for(request: &Request, told: Attrs, header: usize, but: &[u16]) -> bool {
    same(
        Attrs::new(request.body().get(header..).unwrap_or_default()),
        told,
        but,
        &|ours, theirs| ours.is_within(theirs),
    )
}

/// Whether attributes are the same, each pair by `alike`, leaving out those of these types.
pub(super) fn same(
    asked: Attrs,
    told: Attrs,
    but: &[u16],
    alike: &dyn Fn(Attr, Attr) -> bool,
) -> bool {
    // What is nothing but zeros or ones is as good as not said.
    let blank = |attr: Attr| {
        [0, 0xff]
            .iter()
            .any(|same| attr.bytes.iter().all(|byte| byte == same))
    };
    let lacks = |some: Attrs, all: Attrs| {
        let mut counting = some.iter().filter(|attr| !but.contains(&attr.kind));
        counting.any(|attr| match all.get(attr.kind) {
            Some(other) => !alike(attr, other),
            None => !blank(attr),
        })
    };
    !lacks(asked, told) && !lacks(told, asked)
}
