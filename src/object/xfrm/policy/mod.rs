//! `ip xfrm policy`: which packets are transformed, passed or dropped.

mod change;
mod defaults;
mod list;
mod one;
mod options;
pub(super) mod record;
mod thresholds;

pub(super) use defaults::show_all as show_defaults;

use super::count;
use crate::args::{Args, Word::Short};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::uapi::xfrm::{
    XFRM_MSG_DELPOLICY, XFRM_MSG_GETPOLICY, XFRM_MSG_NEWPOLICY, XFRM_MSG_UPDPOLICY,
};

const HELP: &str = "\
Usage: ip xfrm policy { add | update } SELECTOR dir DIR [ ctx CTX ]
              [ mark MARK [ mask MASK ] ] [ index INDEX ] [ ptype PTYPE ]
              [ action ACTION ] [ priority PRIORITY ]
              [ flag FLAG ] [ if_id IF_ID ]
              [ offload packet dev DEV ] [ limit LIMIT ]... [ tmpl TMPL ]...
       ip xfrm policy { delete | get } { SELECTOR | index INDEX } dir DIR
              [ ctx CTX ] [ mark MARK [ mask MASK ] ] [ ptype PTYPE ]
              [ if_id IF_ID ]
       ip xfrm policy { deleteall | list } [ nosock ] [ SELECTOR ] [ dir DIR ]
              [ index INDEX ] [ ptype PTYPE ] [ action ACTION ]
              [ priority PRIORITY ] [ flag FLAG ]
       ip xfrm policy flush [ ptype PTYPE ]
       ip xfrm policy count
       ip xfrm policy set [ hthresh4 LBITS RBITS ] [ hthresh6 LBITS RBITS ]
       ip xfrm policy setdefault DIR ACTION [ DIR ACTION ] [ DIR ACTION ]
       ip xfrm policy getdefault
SELECTOR   := [ src ADDR[/PLEN] ] [ dst ADDR[/PLEN] ] [ dev DEV ] [ UPSPEC ]
UPSPEC     := proto { { tcp | udp | sctp | dccp }
                      [ sport PORT ] [ dport PORT ] |
                      { icmp | ipv6-icmp | mobility-header }
                      [ type NUMBER ] [ code NUMBER ] |
                      gre [ key { DOTTED-QUAD | NUMBER } ] | PROTO }
DIR        := { in | out | fwd }
FLAG       := { localok | icmp }
PTYPE      := { main | sub }
ACTION     := { allow | block }
LIMIT      := { time-soft | time-hard | time-use-soft | time-use-hard }
              SECONDS |
              { byte-soft | byte-hard } SIZE |
              { packet-soft | packet-hard } COUNT
TMPL       := ID [ mode MODE ] [ reqid REQID ] [ level LEVEL ]
ID         := [ src ADDR ] [ dst ADDR ] [ proto XFRM-PROTO ] [ spi SPI ]
XFRM-PROTO := { esp | ah | comp | route2 | hao }
MODE       := { transport | tunnel | beet | ro | in_trigger }
LEVEL      := { required | use }
";

const VERBS: Verbs = Verbs {
    object: "ip xfrm policy",
    default: list::show,
    table: &[
        (Short("add"), |session, args| {
            change::run(session, args, XFRM_MSG_NEWPOLICY)
        }),
        (Short("update"), |session, args| {
            change::run(session, args, XFRM_MSG_UPDPOLICY)
        }),
        (Short("delete"), |session, args| {
            one::run(session, args, XFRM_MSG_DELPOLICY)
        }),
        (Short("deleteall"), list::delete_every),
        (Short("list"), list::show),
        (Short("show"), list::show),
        (Short("get"), |session, args| {
            one::run(session, args, XFRM_MSG_GETPOLICY)
        }),
        (Short("flush"), list::flush),
        (Short("count"), count::policies),
        (Short("set"), thresholds::set),
        (Short("setdefault"), defaults::set),
        (Short("getdefault"), defaults::get),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

/// Runs `ip xfrm policy`.
pub(super) fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}
