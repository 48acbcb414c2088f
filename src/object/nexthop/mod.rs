//! `ip nexthop`: next hop objects and groups, which routes refer to by id. ip-nexthop(8).

mod bucket;
mod change;
mod ensure;
mod filter;
pub mod record;
mod show;

use crate::args::{Args, Word::Short};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::uapi::rtnetlink::{RTM_DELNEXTHOP, RTM_NEWNEXTHOP};
use netlink_packet_core::{NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE};

const HELP: &str = "\
Usage: ip nexthop { list | flush } [ protocol ID ] SELECTOR
       ip nexthop { add | replace } id ID NH [ protocol ID ]
       ip nexthop { get | del } id ID
       ip nexthop bucket list BUCKET_SELECTOR
       ip nexthop bucket get id ID index INDEX
SELECTOR := [ id ID ] [ dev DEV ] [ vrf NAME ] [ master DEV ] [ groups ] [ fdb ]
BUCKET_SELECTOR := SELECTOR | [ nhid ID ]
NH := { blackhole | [ via ADDRESS ] [ dev DEV ] [ onlink ] [ dst_port PORT ]
        [ fdb ] [ encap ENCAPTYPE LABEL[/LABEL]... ] |
        group GROUP [ fdb ] [ type TYPE [ RESILIENT_ARGS ] ]
        [ hw_stats { on | off } ] }
GROUP := id[,weight][/id[,weight]]...
TYPE := { mpath | resilient }
RESILIENT_ARGS := [ buckets N ] [ idle_timer SECONDS ]
                  [ unbalanced_timer SECONDS ]
ENCAPTYPE := { mpls }
";

const VERBS: Verbs = Verbs {
    object: "ip nexthop",
    default: show::run,
    table: &[
        (Short("add"), |session, args| {
            change::run(session, args, RTM_NEWNEXTHOP, NLM_F_CREATE | NLM_F_EXCL)
        }),
        (Short("replace"), |session, args| {
            change::run(session, args, RTM_NEWNEXTHOP, NLM_F_CREATE | NLM_F_REPLACE)
        }),
        (Short("delete"), |session, args| {
            change::run(session, args, RTM_DELNEXTHOP, 0)
        }),
        (Short("list"), show::run),
        (Short("show"), show::run),
        (Short("lst"), show::run),
        (Short("get"), show::get),
        (Short("flush"), show::flush),
        (Short("bucket"), bucket::run),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

/// Runs `ip nexthop`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}

/// Reads the id of a next hop.
fn id(args: &mut Args) -> Result<u32> {
    args.parse("invalid id value")
}
