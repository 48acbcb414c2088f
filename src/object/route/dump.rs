//! `ip route save`, `restore` and `showdump`: routes as a stream of RTM_NEWROUTE messages.

use super::filter::Filter;
use super::record::{self, Omit, Route};
use super::show::dump;
use crate::args::Args;
use crate::error::Result;
use crate::netlink::{Attrs, Request};
use crate::output::eprint_line;
use crate::session::{SavedFormat, Session, has_header, warn_of_leftover};
use crate::uapi::header::RtMsg;
use crate::uapi::route::{RTA_DST, RTA_GATEWAY, RTA_PREFSRC};
use crate::uapi::rtnetlink::{RTM_DELROUTE, RTM_NEWROUTE};
use netlink_packet_core::NLM_F_CREATE;

const FORMAT: SavedFormat = SavedFormat {
    magic: 0x4531_1224,
    name: "route dump",
    terminal_ends_batch: true,
    mismatch_status: 1,
    status: 2,
};

/// `save`.
pub(super) fn save(session: &mut Session, mut args: Args) -> Result<()> {
    session.begin_saved(&FORMAT)?;
    let filter = Filter::parse(session, &mut args)?;
    let Session { kernel, out, .. } = session;
    dump(kernel, &filter, &mut |message, _| {
        out.raw(message.raw);
        Ok(out.flush_if_full()?)
    })
}

/// `restore`, in rounds: the kernel refuses a route whose source address or gateway has no route yet. Sends each
/// message of the stream, of any type, as iproute2 does.
pub(super) fn restore(session: &mut Session, _args: Args) -> Result<()> {
    let stream = FORMAT.read()?;
    for round in Round::ALL {
        stream.each(&mut |message| {
            warn_of_leftover(&message, RtMsg::SIZE);
            if Round::of(message.attrs(RtMsg::SIZE)) != round {
                return Ok(());
            }
            let request = Request::with_body(message.kind, NLM_F_CREATE, message.body);
            match session.kernel.ack(request) {
                Err(error) if error.errno() == Some(libc::EEXIST) => {
                    eprint_line(&error.to_string())
                }
                answer => answer?,
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// A round of `restore`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    /// No gateway, and no source address but the destination itself.
    OnLink,
    /// No gateway.
    WithSource,
    WithGateway,
}

impl Round {
    const ALL: [Round; 3] = [Round::OnLink, Round::WithSource, Round::WithGateway];

    fn of(attrs: Attrs) -> Round {
        let bytes = |kind| attrs.get(kind).map(|attr| attr.bytes);
        match (bytes(RTA_GATEWAY), bytes(RTA_PREFSRC)) {
            (Some(_), _) => Round::WithGateway,
            (None, Some(source)) if bytes(RTA_DST) != Some(source) => Round::WithSource,
            (None, _) => Round::OnLink,
        }
    }
}

/// `showdump`; text even with `-json`.
pub(super) fn show(session: &mut Session, _args: Args) -> Result<()> {
    let stream = FORMAT.read()?;
    session.display().as_text(|display| {
        stream.each(&mut |message| {
            if !matches!(message.kind, RTM_NEWROUTE | RTM_DELROUTE) {
                let (length, kind, flags) = (message.raw.len(), message.kind, message.flags);
                eprint_line(&format!("Not a route: {length:08x} {kind:08x} {flags:08x}"));
            } else if has_header(&message, RtMsg::SIZE) {
                if let Some(route) = Route::read(&message).filter(|route| !route.cloned()) {
                    warn_of_leftover(&message, RtMsg::SIZE);
                    record::show(&route, &Omit::default(), display);
                }
            }
            Ok(())
        })
    })
}
