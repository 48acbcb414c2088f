//! Receives notifications.

use super::event::Events;
use super::watched::Watched;
use crate::error::{Error, Result};
use crate::names::links;
use crate::netlink::{Messages, Protocol, Socket};
use crate::session::listen;

/// Shows notifications. Lost messages are reported and do not end the monitor.
pub(super) fn run(events: &mut Events, watched: Watched) -> Result<()> {
    let mut socket = open(events, watched)?;
    let session = &mut *events.session;
    // Notifications may name devices that no longer exist.
    let known = session.kernel.collect(links::dump_request())?;
    for message in known.iter() {
        session.names.links.remember(&message);
    }
    session.names.nsids.load();
    listen(&mut socket, &mut |nsid, bytes| {
        events.nsid = events.nsid.map(|_| nsid);
        for message in Messages::new(bytes) {
            events.show(&message).map_err(|error| error.status_as(2))?;
        }
        // Show each event at once.
        Ok(events.session.out.flush()?)
    })
}

fn open(events: &Events, watched: Watched) -> Result<Socket> {
    let mut socket = events.session.open_listener(Protocol::Route)?;
    for group in watched.groups(events.family) {
        // An old kernel lacks some groups.
        let joined = socket.join(group);
        if joined.is_err_and(|error| error.raw_os_error() == Some(libc::EPERM)) {
            return Err(Error::command(format!(
                "Failed to add group {group} to list"
            )));
        }
    }
    if events.nsid.is_some() {
        let failed = |error| Error::system("NETLINK_LISTEN_ALL_NSID", &error);
        socket.listen_all_namespaces().map_err(failed)?;
    }
    Ok(socket)
}
