//! Lines of the file before they are ordered and written, and the check that they set what the kernel reported.

use super::words;
use crate::args::Args;
use crate::command::Run;
use crate::netlink::{Attr, Attrs, Request};
use crate::session::Session;
use crate::value::{family, inet::Inet};

/// A command of the file.
#[derive(Debug, Default, Clone)]
pub(super) struct ExportLine {
    /// The option before the object: `-6`, `-M` or none.
    pub(super) option: &'static str,
    /// Object, verb and arguments.
    pub(super) words: Vec<String>,
    /// Index of the device that it changes, 0 for none.
    pub(super) device: u32,
    /// Indices of other devices that it names.
    pub(super) others: Vec<u32>,
    /// Ids of the next hops that it names.
    pub(super) hops: Vec<u32>,
    /// Id of the next hop that it creates.
    pub(super) creates_hop: Option<u32>,
    /// The IPv6 address that it adds.
    pub(super) source: Option<Inet>,
    /// The prefix that it makes reachable without a gateway, with its length.
    pub(super) reaches: Option<(Inet, u8)>,
    /// Gateways that must be reachable before.
    pub(super) gateways: Vec<Inet>,
    /// Why it can only be written as a comment.
    pub(super) comment_reason: Option<String>,
}

impl ExportLine {
    pub(super) fn new(device: u32, words: &[&str]) -> ExportLine {
        ExportLine {
            device,
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            ..ExportLine::default()
        }
    }

    /// Replaces the verb.
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

/// The request that a command of an object would send. `words` begin with the verb.
pub(super) fn captured_request(
    session: &mut Session,
    run: Run,
    family: u8,
    words: &[String],
) -> Option<Request> {
    let before = std::mem::replace(&mut session.family, family);
    session.kernel.start_capture();
    let result = run(session, Args::new(words));
    let mut captured = session.kernel.take_captured();
    session.family = before;
    result.ok()?;
    captured.pop().filter(|_| captured.is_empty())
}

/// The line `OBJECT add WORDS`. `words` are what `show` displays, with placeholder names of devices; `sets_the_same` tells
/// whether the request that they give sets what the kernel reported. If none does, the line is a comment.
pub(super) fn verified_line(
    session: &mut Session,
    object: &str,
    run: Run,
    family: u8,
    mut words: Vec<String>,
    sets_the_same: &dyn Fn(&Request) -> bool,
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
        let request = captured_request(session, run, asked, &all);
        if request.is_some_and(|request| sets_the_same(&request)) {
            line.option = option;
            line.words.extend(all);
            return line;
        }
    }
    line.words.extend(all);
    line.comment_reason = Some("is not exactly the current state".to_owned());
    line
}

/// Whether the attributes of a request equal the reported ones. Types in `skip` are not compared, nor is the fixed header
/// of `header` bytes.
pub(super) fn sets_same_attrs(
    request: &Request,
    reported: Attrs,
    header: usize,
    skip: &[u16],
) -> bool {
    same(
        Attrs::new(request.body().get(header..).unwrap_or_default()),
        reported,
        skip,
        &|ours, theirs| ours.is_within(theirs),
    )
}

/// Whether two sets of attributes are equal, each pair by `alike`. Types in `skip` are not compared.
pub(super) fn same(
    requested: Attrs,
    reported: Attrs,
    skip: &[u16],
    alike: &dyn Fn(Attr, Attr) -> bool,
) -> bool {
    // An attribute of zeros or ones only equals an absent one.
    let blank = |attr: Attr| {
        [0, 0xff]
            .iter()
            .any(|same| attr.bytes.iter().all(|byte| byte == same))
    };
    let lacks = |some: Attrs, all: Attrs| {
        let mut compared = some.iter().filter(|attr| !skip.contains(&attr.kind));
        compared.any(|attr| match all.get(attr.kind) {
            Some(other) => !alike(attr, other),
            None => !blank(attr),
        })
    };
    !lacks(requested, reported) && !lacks(reported, requested)
}
