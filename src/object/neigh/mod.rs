//! `ip neigh`: neighbour tables (ARP, NDP) and proxy entries. arp(7), ip-neighbour(8).

mod change;
mod ensure;
mod filter;
mod flush;
pub mod record;
mod show;
mod state;

use crate::args::Args;
use crate::args::Word::Short;
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::uapi::rtnetlink::{RTM_DELNEIGH, RTM_NEWNEIGH};
use netlink_packet_core::{NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE};

const VERBS: Verbs = Verbs {
    object: "ip neigh",
    default: show::run,
    table: &[
        (Short("add"), |session, args| {
            change::run(session, args, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL)
        }),
        (Short("change"), |session, args| {
            change::run(session, args, RTM_NEWNEIGH, NLM_F_REPLACE)
        }),
        (Short("chg"), |session, args| {
            change::run(session, args, RTM_NEWNEIGH, NLM_F_REPLACE)
        }),
        (Short("replace"), |session, args| {
            change::run(session, args, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE)
        }),
        (Short("delete"), |session, args| {
            change::run(session, args, RTM_DELNEIGH, 0)
        }),
        (Short("get"), show::get),
        (Short("show"), show::run),
        (Short("lst"), show::run),
        (Short("list"), show::run),
        (Short("flush"), flush::run),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

const HELP: &str = "\
Usage: ip neigh { add | del | change | replace }
                { [ to ] ADDR [ lladdr LLADDR ] [ nud STATE ] | proxy ADDR }
                dev DEV [ router ] [ use ] [ managed ] [ extern_learn ]
                [ extern_valid ] [ protocol PROTO ]
       ip neigh { show | flush } [ [ to ] PREFIX ] [ dev DEV ] [ nud STATE ]
                [ proxy ] [ unused ] [ vrf NAME ] [ master DEV ] [ nomaster ]
                [ protocol PROTO ]
       ip neigh get { ADDR | proxy ADDR } dev DEV
STATE := { delay | failed | incomplete | noarp | none | permanent | probe |
           reachable | stale }
";

/// Runs `ip neigh`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}
