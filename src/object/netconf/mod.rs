//! `ip netconf`: packet handling settings by family and device. ip-netconf(8).

use crate::args::{Args, Word::Short};
use crate::command::Verbs;
use crate::error::{Error, Result, strerror};
use crate::names::Names;
use crate::netlink::{Message, Request};
use crate::output::{Colour, Out, eprint_line};
use crate::session::{Kernel, Session};
use crate::uapi::header::RtGenMsg;
use crate::uapi::netconf::*;
use crate::uapi::rtnetlink::{RTM_DELNETCONF, RTM_GETNETCONF, RTM_NEWNETCONF};
use crate::value::family;

const HELP: &str = "Usage: ip netconf [ show ] [ dev DEV ]\n";

const VERBS: Verbs = Verbs {
    object: "ip netconf",
    default: list,
    table: &[
        (Short("show"), list),
        (Short("lst"), list),
        (Short("list"), list),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

/// Runs `ip netconf`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}

/// Ignores all arguments but `dev`.
fn list(session: &mut Session, mut args: Args) -> Result<()> {
    let mut only = None;
    while let Some(word) = args.next() {
        if word == "dev" {
            let name = args.value()?;
            let index = session.names.links.index(name);
            only = Some(index.ok_or_else(|| Error::no_such_device(name))?);
        }
    }
    let family = session.family;
    if let Some(index) = only.filter(|_| family != family::UNSPEC) {
        return get(session, family, index);
    }
    let Session {
        kernel, out, names, ..
    } = session;
    out.records(|out| match dump(kernel, family, only, out, names) {
        // Old kernels cannot dump all families at once.
        Err(error) if family == family::UNSPEC && is_unsupported(&error) => {
            let text = error.dump_ended_as("", 1).to_string();
            (!text.is_empty()).then(|| eprint_line(text.trim_end_matches('\n')));
            dump(kernel, family::INET, only, out, names).map_err(named_twice)
        }
        result => result.map_err(named_twice),
    })
}

/// One device in one family, with a request of its own: a dump does not report that the kernel lacks the family.
fn get(session: &mut Session, family: u8, index: u32) -> Result<()> {
    let mut request = Request::new(RTM_GETNETCONF, 0, &RtGenMsg { family });
    request.put_u32(NETCONFA_IFINDEX, index);
    let reply = session.kernel.get(request).map_err(Error::ending)?;
    let Session { out, names, .. } = session;
    out.records(|out| show(&reply.message(), out, names));
    Ok(())
}

fn dump(
    kernel: &mut Kernel,
    family: u8,
    only: Option<u32>,
    out: &mut Out,
    names: &mut Names,
) -> Result<()> {
    let request = Request::new(RTM_GETNETCONF, 0, &RtGenMsg { family });
    kernel.dump(request, &mut |message| {
        let index = message.attrs(RtGenMsg::SIZE).get(NETCONFA_IFINDEX);
        let index = index.and_then(|attr| attr.u32());
        let is_of_family = family == family::UNSPEC || message.family() == family;
        if is_of_family && only.is_none_or(|only| index == Some(only)) {
            show(&message, out, names);
        }
        Ok(())
    })
}

fn is_unsupported(error: &Error) -> bool {
    error.ended_dump() && error.errno() == Some(libc::EOPNOTSUPP)
}

/// iproute2 prints the errno once more after a dump that ended with an error.
fn named_twice(error: Error) -> Error {
    match error.errno().filter(|_| error.ended_dump()) {
        Some(errno) => {
            let line = format!("RTNETLINK answers: {}\nDump terminated", strerror(errno));
            error.dump_ended_as(&line, 1)
        }
        None => error,
    }
}

const SWITCHES: &[(u16, &str)] = &[
    (NETCONFA_MC_FORWARDING, "mc_forwarding"),
    (NETCONFA_PROXY_NEIGH, "proxy_neigh"),
    (
        NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN,
        "ignore_routes_with_linkdown",
    ),
    (NETCONFA_INPUT, "input"),
];

/// Shows an `RTM_NEWNETCONF` or `RTM_DELNETCONF`.
pub fn show(message: &Message, out: &mut Out, names: &mut Names) {
    if !matches!(message.kind, RTM_NEWNETCONF | RTM_DELNETCONF) {
        return;
    }
    let attrs = message.attrs(RtGenMsg::SIZE);
    let number = |kind| attrs.get(kind).and_then(|attr| attr.u32());
    out.object(None, |out| {
        if message.kind == RTM_DELNETCONF {
            out.put("deleted", "Deleted ", true);
        }
        if let Some(RtGenMsg { family }) = RtGenMsg::parse(message.body) {
            out.put("family", "{} ", family::name(family));
        }
        if let Some(index) = number(NETCONFA_IFINDEX) {
            let name = match index {
                NETCONFA_IFINDEX_ALL => "all".into(),
                NETCONFA_IFINDEX_DEFAULT => "default".into(),
                _ => names.links.name(index),
            };
            out.paint(Colour::Ifname, "interface", "{} ", name);
        }
        if let Some(n) = number(NETCONFA_FORWARDING) {
            switch(out, "forwarding", n);
        }
        if let Some(n) = number(NETCONFA_RP_FILTER) {
            let mode = match n {
                0 => "off",
                1 => "strict",
                2 => "loose",
                _ => "unknown",
            };
            out.labelled("rp_filter", "rp_filter", mode);
        }
        for (kind, key) in SWITCHES {
            if let Some(n) = number(*kind) {
                switch(out, key, n);
            }
        }
        out.end_record();
    });
}

fn switch(out: &mut Out, key: &str, n: u32) {
    out.word(key);
    out.split(key, " {} ", if n == 0 { "off" } else { "on" }, n != 0);
}
