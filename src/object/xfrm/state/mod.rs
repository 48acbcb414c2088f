//! `ip xfrm state`: security associations.

mod change;
mod list;
mod one;
mod options;
pub(super) mod record;

use super::count;
use crate::args::{Args, Word::Short};
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::uapi::xfrm::{XFRM_MSG_DELSA, XFRM_MSG_GETSA, XFRM_MSG_NEWSA, XFRM_MSG_UPDSA};

const HELP: &str = "\
Usage: ip xfrm state { add | update } ID [ ALGO-LIST ] [ mode MODE ]
              [ mark MARK [ mask MASK ] ] [ reqid REQID ] [ dir DIR ]
              [ seq SEQ ] [ replay-window SIZE ] [ replay-seq SEQ ]
              [ replay-oseq SEQ ] [ replay-seq-hi SEQ ] [ replay-oseq-hi SEQ ]
              [ flag FLAG-LIST ] [ extra-flag EXTRA-FLAG-LIST ] [ sel SELECTOR ]
              [ limit LIMIT ]... [ encap ENCAP ] [ coa ADDR[/PLEN] ] [ ctx CTX ]
              [ if_id IF_ID ] [ tfcpad LENGTH ]
              [ offload [ crypto | packet ] dev DEV dir DIR ]
              [ output-mark OUTPUT-MARK [ mask MASK ] ] [ pcpu-num CPUNUM ]
       ip xfrm state allocspi ID [ mode MODE ] [ mark MARK [ mask MASK ] ]
              [ reqid REQID ] [ dir DIR ] [ seq SEQ ]
              [ min SPI max SPI ] [ pcpu-num CPUNUM ]
       ip xfrm state { delete | get } ID [ mark MARK [ mask MASK ] ]
       ip xfrm state deleteall [ ID ] [ mode MODE ] [ reqid REQID ]
              [ flag FLAG-LIST ]
       ip xfrm state list [ nokeys ] [ ID ] [ mode MODE ] [ reqid REQID ]
              [ flag FLAG-LIST ]
       ip xfrm state flush [ proto XFRM-PROTO ]
       ip xfrm state count
ID         := [ src ADDR ] [ dst ADDR ] [ proto XFRM-PROTO ] [ spi SPI ]
DIR        := { in | out }
XFRM-PROTO := { esp | ah | comp | route2 | hao }
ALGO-LIST  := [ ALGO-LIST ] ALGO
ALGO       := { enc | auth } ALGO-NAME ALGO-KEYMAT | comp ALGO-NAME |
              auth-trunc ALGO-NAME ALGO-KEYMAT ALGO-TRUNC-LEN |
              { aead } ALGO-NAME ALGO-KEYMAT ALGO-ICV-LEN
MODE       := { transport | tunnel | beet | ro | in_trigger }
FLAG-LIST  := [ FLAG-LIST ] FLAG
FLAG       := { noecn | decap-dscp | nopmtudisc | wildrecv | icmp | af-unspec |
                align4 | esn }
EXTRA-FLAG-LIST := [ EXTRA-FLAG-LIST ] EXTRA-FLAG
EXTRA-FLAG := { dont-encap-dscp | oseq-may-wrap }
SELECTOR   := [ src ADDR[/PLEN] ] [ dst ADDR[/PLEN] ] [ dev DEV ] [ UPSPEC ]
UPSPEC     := proto { { tcp | udp | sctp | dccp }
                      [ sport PORT ] [ dport PORT ] |
                      { icmp | ipv6-icmp | mobility-header }
                      [ type NUMBER ] [ code NUMBER ] |
                      gre [ key { DOTTED-QUAD | NUMBER } ] | PROTO }
LIMIT      := { time-soft | time-hard | time-use-soft | time-use-hard }
              SECONDS |
              { byte-soft | byte-hard } SIZE |
              { packet-soft | packet-hard } COUNT
ENCAP      := { espinudp | espinudp-nonike | espintcp } SPORT DPORT OADDR
";

const VERBS: Verbs = Verbs {
    object: "ip xfrm state",
    default: list::show,
    table: &[
        (Short("add"), |session, args| {
            change::run(session, args, XFRM_MSG_NEWSA)
        }),
        (Short("update"), |session, args| {
            change::run(session, args, XFRM_MSG_UPDSA)
        }),
        (Short("allocspi"), one::allocate),
        (Short("delete"), |session, args| {
            one::run(session, args, XFRM_MSG_DELSA)
        }),
        (Short("deleteall"), list::delete_every),
        (Short("list"), list::show),
        (Short("show"), list::show),
        (Short("get"), |session, args| {
            one::run(session, args, XFRM_MSG_GETSA)
        }),
        (Short("flush"), list::flush),
        (Short("count"), count::states),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

/// Runs `ip xfrm state`.
pub(super) fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}
