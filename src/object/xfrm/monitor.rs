//! `ip xfrm monitor`: events of states and policies.

use super::event;
use super::formatter::format_record;
use crate::args::{Args, short};
use crate::error::{Error, Result};
use crate::netlink::{Messages, Protocol, Socket};
use crate::output::Out;
use crate::session::{Session, View, listen};
use crate::sys::time::LocalTime;

const HELP: &str = "\
Usage: ip xfrm monitor [ nokeys ] [ all-nsid ] [ all | OBJECTS | help ]
OBJECTS := { acquire | expire | SA | aevent | policy | report }
";

/// Groups (`XFRMNLGRP_*`) and their keywords in the order of comparison.
const GROUPS: [(&str, u32); 6] = [
    ("acquire", 1),
    ("expire", 2),
    ("SA", 3),
    ("aevent", 5),
    ("policy", 4),
    ("report", 6),
];

/// Every possible group.
const ALL_GROUPS: std::ops::RangeInclusive<u32> = 1..=32;

/// Shows events until interrupted.
pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let mut groups = Vec::new();
    let mut all_namespaces = false;
    while let Some(word) = args.next() {
        let group = || GROUPS.iter().find(|(known, _)| short(word, known));
        match word {
            // Keys are shown nevertheless.
            "nokeys" | "all" => {}
            _ if short(word, "all-nsid") => all_namespaces = true,
            _ if group().is_some() => groups.extend(group().map(|(_, group)| *group)),
            _ if short(word, "help") => return Err(Error::usage(HELP)),
            _ => {
                let line = format!("Argument \"{word}\" is unknown, try \"ip xfrm monitor help\".");
                return Err(Error::fatal(line, 255));
            }
        }
    }
    let mut socket = open(session, &groups, all_namespaces)?;
    let view = session.view.clone();
    listen(&mut socket, &mut |nsid, bytes| {
        let namespace = all_namespaces.then_some(nsid);
        for message in Messages::new(bytes) {
            format_record(session, false, |formatter| {
                announce(formatter.display.out, &view, namespace);
                event::show(formatter, &message);
            });
        }
        // Show each event at once.
        Ok(session.out.flush()?)
    })
}

fn open(session: &Session, groups: &[u32], all_namespaces: bool) -> Result<Socket> {
    let mut socket = session.open_listener(Protocol::Xfrm)?;
    let failed = |error| Error::system("Cannot bind netlink socket", &error);
    let every: Vec<u32> = ALL_GROUPS.collect();
    for group in if groups.is_empty() { &every } else { groups } {
        let joined = socket.join(*group);
        // An old kernel lacks some groups.
        joined.or_else(|error| match error.raw_os_error() {
            Some(libc::EPERM) => Err(failed(error)),
            _ => Ok(()),
        })?;
    }
    if all_namespaces {
        let failed = |error| Error::system("NETLINK_LISTEN_ALL_NSID", &error);
        socket.listen_all_namespaces().map_err(failed)?;
    }
    Ok(socket)
}

/// Prints time and namespace of an event.
fn announce(out: &mut Out, view: &View, namespace: Option<Option<i32>>) {
    if view.timestamp {
        let now = LocalTime::now();
        if view.short_timestamp {
            out.text("[{}] ", now.iso());
        } else {
            out.text("Timestamp: {} ", now.asctime());
            out.text("{} usec\n", now.micros);
        }
    }
    match namespace {
        Some(Some(id)) => out.text("[nsid {}]", id),
        Some(None) => out.word("[nsid current]"),
        None => {}
    }
}
