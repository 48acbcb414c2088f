//! `-ensure`: an existing object that matches the request is left unchanged, a missing one is created, and a
//! conflicting one is an error (status 2).
//!
//! The request is sent unchanged. If the kernel refuses it (because the object exists, or by a check that precedes that
//! one), the object is fetched and the request's attributes are compared with it. [`EnsureOps`] are the object's
//! functions for that.

use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Message, Request};
use crate::session::{Session, ShowEcho};
use crate::sys::netns;
use crate::value::family;
use netlink_packet_core::{NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE};
use std::time::Duration;

/// How long a command waits for the lock. Any process of the namespace can hold it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Under `-ensure`, locks this network namespace against `-ensure` commands of other processes until dropped: each
/// reads before it writes. Does nothing if the namespace cannot be locked.
#[must_use]
pub fn lock(session: &Session) -> Option<netns::Lock> {
    session.ensure.then(|| netns::lock(PATIENCE))?
}

/// How an object is located and compared.
pub struct EnsureOps {
    /// The message type that deletes an object.
    pub deletes: u16,
    /// Errors of deleting an absent object.
    pub absent: &'static [i32],
    /// Whether the kernel would create a duplicate.
    pub check_first: fn(&Request) -> bool,
    /// The request for the one object, if the kernel can look it up. A reply that lacks the key or differs is followed by
    /// the dump.
    pub lookup: fn(&Request) -> Option<Request>,
    /// The dump request whose result contains the object.
    pub all: fn(&Request) -> Request,
    /// Whether an object has the key of a request.
    pub same_key: fn(&Request, &Message) -> bool,
    /// The first keyword in which they differ.
    pub differs: fn(&Request, &Message) -> Option<&'static str>,
    /// Shows the object.
    pub show: fn(&mut Session, &Message),
    /// Whether an existing object that differs may be replaced: it was learned, or only its lifetime differs.
    pub replaceable: fn(&Request, &Message) -> bool,
}

/// The error for a conflicting object.
pub fn conflict(word: &str, existing: &str) -> Error {
    let existing = existing.trim();
    Error::with_status(format!("Error: existing \"{word}\" differs: {existing}"), 2)
}

/// Sends a request that changes something; under `-ensure`, makes the system match it.
///
/// # Errors
/// The kernel's refusal; a conflicting object.
pub fn change(session: &mut Session, request: Request, ops: &EnsureOps) -> Result<()> {
    if !session.ensure {
        return session.kernel.change(request);
    }
    let _locked = lock(session);
    // Every kernel has IPv4: its errors have other causes.
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
            // The request itself returns this error, too.
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
        // The refusal has another cause than the existing object.
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

/// Replaces an existing object.
fn replace(session: &mut Session, mut request: Request) -> Result<()> {
    request.set_flags(request.flags() & !NLM_F_EXCL | NLM_F_REPLACE);
    session.kernel.ack(request)
}

fn is_one_of(error: &Error, errnos: &[i32]) -> bool {
    error.errno().is_some_and(|errno| errnos.contains(&errno))
}

/// The object of a request.
enum Existing {
    None,
    Same,
    Replaceable,
    Other(Error),
}

/// Whether the kernel's look-up finds a matching object. It makes a batch line independent of the size of the table.
fn is_found_by_lookup(session: &mut Session, request: &Request, ops: &EnsureOps) -> bool {
    let Some(lookup) = (ops.lookup)(request) else {
        return false;
    };
    session.kernel.get(lookup).is_ok_and(|reply| {
        let message = reply.message();
        (ops.same_key)(request, &message) && (ops.differs)(request, &message).is_none()
    })
}

fn find_existing(session: &mut Session, request: &Request, ops: &EnsureOps) -> Result<Existing> {
    if is_found_by_lookup(session, request, ops) {
        return Ok(Existing::Same);
    }
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

/// The object as text, without output to the session.
fn text(session: &mut Session, message: &Message, ops: &EnsureOps) -> String {
    let own = std::mem::take(&mut session.out);
    session.out.set_oneline(true);
    (ops.show)(session, message);
    let mut shown = std::mem::replace(&mut session.out, own);
    let shown = crate::args::decode(&shown.take()).replace('\t', " ");
    // The rest is not part of the request.
    shown.split('\\').next().unwrap_or_default().to_owned()
}

/// The keyword of the first requested attribute that is absent or differs, among those with a keyword.
pub fn first_other(
    words: &[(u16, &'static str)],
    requested: Attrs,
    existing: Attrs,
) -> Option<&'static str> {
    let other = |(kind, word): &(u16, &'static str)| {
        let ours = requested.get(*kind)?;
        let same = match existing.get(*kind) {
            Some(theirs) => ours.is_within(theirs),
            None => is_blank(ours),
        };
        (!same).then_some(*word)
    };
    words.iter().find_map(other)
}

/// The network part of an address; the kernel drops the host bits.
pub fn prefix(bytes: &[u8], length: u8) -> Vec<u8> {
    let (whole, more) = (usize::from(length / 8), length % 8);
    let mut counting = bytes.get(..whole).unwrap_or(bytes).to_vec();
    if more > 0 {
        counting.extend(bytes.get(whole).map(|byte| byte & !(0xff >> more)));
    }
    counting
}

/// Whether an attribute is equivalent to its absence.
pub fn is_blank(attr: Attr) -> bool {
    attr.bytes.iter().all(|byte| *byte == 0)
}
