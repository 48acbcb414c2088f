//! Lines of the file before they are ordered and written, and the proof that they mean what they should.

use crate::args::Args;
use crate::command::Run;
use crate::netlink::{Attr, Attrs, Request};
use crate::session::Session;

/// A command.
#[derive(Debug, Default, Clone)]
pub(super) struct Said {
    /// The option that has to come before it: `-6`.
    pub(super) option: &'static str,
    /// Its words.
    pub(super) words: Vec<String>,
    /// The device that it is about, 0 for none.
    pub(super) device: u32,
    /// Why it is only a comment.
    pub(super) but: Option<String>,
}

impl Said {
    pub(super) fn new(device: u32, words: &[&str]) -> Said {
        Said {
            device,
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            ..Said::default()
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
    session.kernel.keep();
    let result = run(session, Args::new(words));
    let mut kept = session.kernel.kept();
    session.family = before;
    result.ok()?;
    kept.pop().filter(|_| kept.is_empty())
}

/// Whether a request asks for exactly what a message told. The fixed header is the caller's matter; attributes of these
/// types are the kernel's own, or are.
pub(super) fn asks_for(request: &Request, told: Attrs, header: usize, but: &[u16]) -> bool {
    let asked = Attrs::new(request.body().get(header..).unwrap_or_default());
    // What is nothing but zeros or ones is as good as not said.
    let blank = |attr: Attr| {
        [0, 0xff]
            .iter()
            .any(|same| attr.bytes.iter().all(|byte| byte == same))
    };
    let lacks = |some: Attrs, all: Attrs| {
        let mut counting = some.iter().filter(|attr| !but.contains(&attr.kind));
        counting.any(|attr| match all.get(attr.kind) {
            Some(other) => !attr.is_within(other),
            None => !blank(attr),
        })
    };
    !lacks(asked, told) && !lacks(told, asked)
}
