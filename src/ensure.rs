//! `-ensure`: what is asked for is made so. What is there already is left alone, what is missing is made, and what is in
//! the way is named, with status 2.
//!
//! The request is sent as it is. When the kernel refuses it (there is such a thing; or it checks something else before it
//! looks), the thing is fetched and the request's attributes are compared with those of its record. What an object has to
//! say for that is a [`EnsureOps`].

use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::session::{Session, ShowEcho};
use crate::sys::netns;
use crate::value::family;
use netlink_packet_core::{NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE};
use std::time::Duration;

/// How long a command waits for others. Any process of the namespace can hold the lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// Under `-ensure`, keeps the `-ensure` commands of other processes out of this network namespace until it is dropped:
/// each looks before it changes something. Does nothing where the namespace cannot be locked.
#[must_use]
pub fn lock(session: &Session) -> Option<netns::Lock> {
    session.ensure.then(|| netns::lock(PATIENCE))?
}

/// How an object is found and compared.
pub struct EnsureOps {
    /// The type that deletes one.
    pub deletes: u16,
    /// What the kernel answers when there is none to delete.
    pub absent: &'static [i32],
    /// Whether the kernel would make a second one of the same.
    pub check_first: fn(&Request) -> bool,
    /// The request for all that may be the one.
    pub all: fn(&Request) -> Request,
    /// Whether a record is of the thing that a request would make, whatever else it is.
    pub same_key: fn(&Request, &Message) -> bool,
    /// The first word in which it differs.
    pub differs: fn(&Request, &Message) -> Option<&'static str>,
    /// The record in words.
    pub show: fn(&mut Session, &Message),
    /// Whether the record may be replaced all the same: nobody asked for that one.
    pub replaceable: fn(&Request, &Message) -> bool,
}

/// The error of something that is in the way.
pub fn conflict(word: &str, there: &str) -> Error {
    let there = there.trim();
    Error::with_status(format!("Error: another \"{word}\" is there: {there}"), 2)
}

/// Sends a request that changes something; under `-ensure`, makes it so.
///
/// # Errors
/// The kernel's refusal; what is in the way.
pub fn change(session: &mut Session, request: Request, ops: &EnsureOps) -> Result<()> {
    if !session.ensure {
        return session.kernel.change(request);
    }
    let _locked = lock(session);
    // Every kernel has IPv4: there, the errors mean something else.
    let family = request.body().first().copied().unwrap_or_default();
    let may_lack_family = !matches!(family, family::UNSPEC | family::INET);
    if request.kind() == ops.deletes {
        return match session.kernel.ack(request) {
            Err(error) if is_one_of(&error, ops.absent) => Ok(()),
            Err(error) if may_lack_family && error.lacks_family() => Ok(()),
            answer => answer,
        };
    }
    let only_new = request.flags() & (NLM_F_CREATE | NLM_F_REPLACE) == NLM_F_CREATE;
    if !only_new {
        return session.kernel.ack(request);
    }
    if (ops.check_first)(&request) {
        match find_existing(session, &request, ops) {
            Ok(Existing::Same) => return Ok(()),
            // The answer to the request itself says so too.
            Err(error) if may_lack_family && error.lacks_family() => {}
            looked => drop(looked?),
        }
    }
    let again = request.clone();
    let Err(error) = session.kernel.ack(request) else {
        return Ok(());
    };
    let is_there = is_one_of(&error, &[libc::EEXIST]);
    match find_existing(session, &again, ops) {
        Ok(Existing::Same) => Ok(()),
        Ok(Existing::Replaceable) if is_there => replace(session, again),
        Ok(Existing::Other(other)) if is_there => Err(other),
        // What it is refused for is not what is there.
        Ok(Existing::None | Existing::Replaceable | Existing::Other(_)) | Err(_) => Err(error),
    }
}

/// As [`change`]; under `-echo` without `-ensure`, shows the notification of the change.
///
/// # Errors
/// As [`change`].
pub fn change_and_show(
    session: &mut Session,
    request: Request,
    ops: &EnsureOps,
    show: ShowEcho,
) -> Result<()> {
    if session.view.echo && !session.ensure {
        return session.echo(request, show);
    }
    change(session, request, ops)
}

/// Puts it in another's place.
fn replace(session: &mut Session, mut request: Request) -> Result<()> {
    request.set_flags(request.flags() & !NLM_F_EXCL | NLM_F_REPLACE);
    session.kernel.ack(request)
}

fn is_one_of(error: &Error, errnos: &[i32]) -> bool {
    error.errno().is_some_and(|errno| errnos.contains(&errno))
}

/// What is there.
enum Existing {
    None,
    Same,
    Replaceable,
    Other(Error),
}

fn find_existing(session: &mut Session, request: &Request, ops: &EnsureOps) -> Result<Existing> {
    let all = session.kernel.collect((ops.all)(request))?;
    let mut found = Existing::None;
    for message in all
        .iter()
        .filter(|message| (ops.same_key)(request, message))
    {
        match (ops.differs)(request, &message) {
            None => return Ok(Existing::Same),
            Some(_) if (ops.replaceable)(request, &message) => found = Existing::Replaceable,
            Some(word) if matches!(found, Existing::None) => {
                found = Existing::Other(conflict(word, &text(session, &message, ops)));
            }
            Some(_) => {}
        }
    }
    Ok(found)
}

/// The record in words, of which the session's own output sees nothing.
fn text(session: &mut Session, message: &Message, ops: &EnsureOps) -> String {
    let own = std::mem::take(&mut session.out);
    session.out.set_oneline(true);
    (ops.show)(session, message);
    let mut shown = std::mem::replace(&mut session.out, own);
    let shown = crate::args::decode(&shown.take()).replace('\t', " ");
    // What follows is no part of what was asked for.
    shown.split('\\').next().unwrap_or_default().to_owned()
}

/// The word for the first attribute that was asked for and is not there so, leaving out some. One without a word is left
/// out too: the kernel had its reasons.
pub fn first_other(
    words: &[(u16, &'static str)],
    asked: Attrs,
    there: Attrs,
) -> Option<&'static str> {
    let other = |(kind, word): &(u16, &'static str)| {
        let ours = asked.get(*kind)?;
        let same = match there.get(*kind) {
            Some(theirs) => ours.is_within(theirs),
            None => is_blank(ours),
        };
        (!same).then_some(*word)
    };
    words.iter().find_map(other)
}

/// What counts of an address with a prefix of that length: the kernel forgets the rest.
pub fn prefix(bytes: &[u8], length: u8) -> Vec<u8> {
    let (whole, more) = (usize::from(length / 8), length % 8);
    let mut counting = bytes.get(..whole).unwrap_or(bytes).to_vec();
    if more > 0 {
        counting.extend(bytes.get(whole).map(|byte| byte & !(0xff >> more)));
    }
    counting
}

/// Whether an attribute says no more than its absence.
pub fn is_blank(attr: Attr) -> bool {
    attr.bytes.iter().all(|byte| *byte == 0)
}
