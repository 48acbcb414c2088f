//! `ip netns monitor`: names that are added and deleted.

use crate::args::Args;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::sys::netns;
use nix::errno::Errno;
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify, InotifyEvent};
use std::os::unix::ffi::OsStrExt;

/// `ip netns monitor`. Ends by a signal, or when nothing reads its output.
pub(super) fn monitor(session: &mut Session, _args: Args) -> Result<()> {
    netns::make_dir()?;
    let inotify = watch()?;
    loop {
        let events = match inotify.read_events() {
            Err(Errno::EINTR) => continue,
            events => events.map_err(failed("read"))?,
        };
        for event in events {
            show(session, &event);
        }
        // Show each line at once.
        session.out.flush()?;
    }
}

fn watch() -> Result<Inotify> {
    let inotify = Inotify::init(InitFlags::IN_CLOEXEC).map_err(failed("inotify_init"))?;
    let comings_and_goings = AddWatchFlags::IN_CREATE | AddWatchFlags::IN_DELETE;
    inotify
        .add_watch(netns::RUN_DIR, comings_and_goings)
        .map_err(failed("inotify_add_watch"))?;
    Ok(inotify)
}

fn failed(call: &str) -> impl Fn(Errno) -> Error {
    move |errno| Error::system(&format!("{call} failed"), &errno.into())
}

/// An event without a name concerns the directory itself, or lost events.
fn show(session: &mut Session, event: &InotifyEvent) {
    let Some(name) = &event.name else { return };
    let verb = if event.mask.contains(AddWatchFlags::IN_CREATE) {
        "add"
    } else {
        "delete"
    };
    for part in [verb.as_bytes(), b" ", name.as_bytes(), b"\n"] {
        session.out.raw(part);
    }
}
