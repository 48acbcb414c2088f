//! `ip vrf show`: VRFs and their tables.

use super::HELP;
use crate::args::{Args, decode, encode};
use crate::error::{Error, Result};
use crate::netlink::{Message, Request};
use crate::output::{Out, padded};
use crate::session::{Session, vrf_table_of};
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::RTM_GETLINK;

/// `show`: all VRFs, or the table of one.
pub(super) fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let only = args.next();
    if !args.is_empty() {
        return Err(Error::usage(HELP));
    }
    match only {
        Some(name) => show_table(session, name),
        None => all(session),
    }
}

/// Name and table of a VRF.
fn vrf(message: &Message) -> Option<(String, u32)> {
    let table = vrf_table_of(message)??;
    Some((
        decode(message.attrs(IfInfoMsg::SIZE).get(IFLA_IFNAME)?.text()),
        table,
    ))
}

/// Shows the table of one VRF as a plain line even with `-json`.
fn show_table(session: &mut Session, name: &str) -> Result<()> {
    let table = session
        .vrf_table(name)
        .ok_or_else(|| Error::with_status("Invalid VRF", 255))?;
    session.out.raw(&encode(&format!("{name} {table}\n")));
    Ok(())
}

fn all(session: &mut Session) -> Result<()> {
    let mut request = Request::new(RTM_GETLINK, 0, &IfInfoMsg::default());
    request.nest(IFLA_LINKINFO, |request| {
        request.put_bare_text(IFLA_INFO_KIND, "vrf");
    });
    let dump = session
        .kernel
        .collect(request)
        .map_err(|error| error.status_as(255))?;
    let vrfs: Vec<_> = dump.iter().filter_map(|message| vrf(&message)).collect();
    session.out.records(|out| {
        out.word("Name              Table\n-----------------------\n");
        for (name, table) in &vrfs {
            show(out, name, *table);
        }
        if vrfs.is_empty() {
            out.word("No VRF has been configured\n");
        }
    });
    Ok(())
}

fn show(out: &mut Out, name: &str, table: u32) {
    out.object(None, |out| {
        out.split("name", "{}", padded(encode(name), 16), name);
        out.split("table", " {}", format!("{table:>5}"), table);
        out.end_record();
    });
}
