//! All links, shown as the kernel tells of them.
//!
//! A link names others: the one below it, its peer, its master. It waits until the kernel has told of those too, and the
//! links behind it wait with it, so that the order stays. A listing takes no more memory than what waits: there is a
//! limit to it, beyond which the name is asked for.

use super::model::Link;
use crate::args::decode;
use crate::error::Result;
use crate::names::Links;
use crate::names::links::Known;
use crate::netlink::{Message, Messages, Request};
use crate::output::eprint_line;
use crate::session::Display;
use crate::session::Session;
use crate::uapi::link::{IFLA_LINK, IFLA_LINK_NETNSID, IFLA_MASTER};

/// Bytes of messages that may wait: the peer of a veth follows it at once, and what was made in the order of its use
/// does not wait at all.
const LONGEST_WAIT: usize = 64 << 10;

/// Shows the links that `request` asks for, each by `show`, as the records of the command.
///
/// iproute2 keeps what it is told until it has all of it, and shows nothing of a list that the kernel broke off; it says
/// why, and does not fail. What has left for stdout by then cannot be taken back.
///
/// Where the kernel denies the dump, `denied` shows what is known without it.
///
/// # Errors
/// No socket; stdout cannot be written.
pub fn show(
    session: &mut Session,
    request: Request,
    show: &mut dyn FnMut(&Link, &mut Display),
    denied: &mut dyn FnMut(&mut Display),
) -> Result<()> {
    let (kernel, mut display) = session.kernel_and_display();
    let told = display.records(|display| {
        let begin = display.out.position();
        let mut queue = Queue::default();
        let told = kernel.dump(request, &mut |message| {
            queue.pass(&message, display, show);
            Ok(display.out.flush_if_full()?)
        });
        match &told {
            Ok(()) => queue.show_all(display, show),
            Err(error) => {
                display.out.rewind(&begin);
                if error.is_permission() {
                    denied(display);
                }
            }
        }
        told
    });
    match told {
        Err(error) if !error.ends_batch() => {
            eprint_line(&error.to_string());
            Ok(())
        }
        told => told,
    }
}

/// Links that wait for others to be told of.
#[derive(Default)]
struct Queue {
    /// Their messages.
    bytes: Vec<u8>,
    /// How many of the bytes were shown already.
    shown: usize,
    /// The device that the first of them waits for.
    awaited: u32,
}

impl Queue {
    /// Takes the next message of the dump and shows what need not wait any longer.
    fn pass(
        &mut self,
        message: &Message,
        display: &mut Display,
        show: &mut dyn FnMut(&Link, &mut Display),
    ) {
        let Some(link) = Link::read(message) else {
            return;
        };
        remember(&link, &mut display.names.links);
        let is_full = self.bytes.len() - self.shown > LONGEST_WAIT;
        if !self.bytes.is_empty() && (is_full || link.index == self.awaited) {
            self.show_known(is_full, display, show);
        }
        match awaited(&link, &display.names.links) {
            None if self.bytes.is_empty() => show(&link, display),
            awaited => {
                if self.bytes.is_empty() {
                    self.awaited = awaited.unwrap_or(0);
                }
                self.bytes.extend_from_slice(message.raw);
            }
        }
    }

    /// Shows the links up to the first that has to wait; that one too if `forced`.
    fn show_known(
        &mut self,
        mut forced: bool,
        display: &mut Display,
        show: &mut dyn FnMut(&Link, &mut Display),
    ) {
        let left = self.bytes.get(self.shown..).unwrap_or_default();
        for message in Messages::new(left) {
            if let Some(link) = Link::read(&message) {
                let awaited = awaited(&link, &display.names.links);
                if let Some(awaited) = awaited.filter(|_| !std::mem::take(&mut forced)) {
                    self.awaited = awaited;
                    return;
                }
                show(&link, display);
            }
            self.shown += message.raw.len();
        }
        self.bytes.clear();
        self.shown = 0;
    }

    /// Shows what still waits: what was not told of is asked for.
    fn show_all(&mut self, display: &mut Display, show: &mut dyn FnMut(&Link, &mut Display)) {
        let left = self.bytes.get(self.shown..).unwrap_or_default();
        for link in Messages::new(left).filter_map(|message| Link::read(&message)) {
            show(&link, display);
        }
    }
}

fn remember(link: &Link, links: &mut Links) {
    if let Some(name) = link.name() {
        let known = Known {
            name: decode(name),
            flags: link.flags,
            hardware: link.hardware,
        };
        links.remember_as(link.index, known);
    }
}

/// A device that the link names and that is not known yet.
fn awaited(link: &Link, links: &Links) -> Option<u32> {
    let below = link
        .u32(IFLA_LINK)
        .filter(|_| link.attrs.get(IFLA_LINK_NETNSID).is_none());
    [below, link.u32(IFLA_MASTER)]
        .into_iter()
        .flatten()
        .find(|index| *index != 0 && !links.knows(*index))
}
