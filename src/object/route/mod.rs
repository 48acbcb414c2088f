//! `ip route`: routing tables. ip-route(8).

mod change;
mod dump;
mod ensure;
mod filter;
mod flush;
mod get;
mod metrics;
mod nexthop;
pub mod record;
mod show;

use crate::args::Args;
use crate::args::Word::Short;
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::uapi::rtnetlink::{RTM_DELROUTE, RTM_NEWROUTE};
use netlink_packet_core::{NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE};

const VERBS: Verbs = Verbs {
    object: "ip route",
    default: show::run,
    table: &[
        (Short("add"), |session, args| {
            change::run(session, args, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL)
        }),
        (Short("change"), |session, args| {
            change::run(session, args, RTM_NEWROUTE, NLM_F_REPLACE)
        }),
        (Short("chg"), |session, args| {
            change::run(session, args, RTM_NEWROUTE, NLM_F_REPLACE)
        }),
        (Short("replace"), |session, args| {
            change::run(session, args, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE)
        }),
        (Short("prepend"), |session, args| {
            change::run(session, args, RTM_NEWROUTE, NLM_F_CREATE)
        }),
        (Short("append"), |session, args| {
            change::run(session, args, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_APPEND)
        }),
        (Short("test"), |session, args| {
            change::run(session, args, RTM_NEWROUTE, NLM_F_EXCL)
        }),
        (Short("delete"), |session, args| {
            change::run(session, args, RTM_DELROUTE, 0)
        }),
        (Short("list"), show::run),
        (Short("lst"), show::run),
        (Short("show"), show::run),
        (Short("get"), get::run),
        (Short("flush"), flush::run),
        (Short("save"), dump::save),
        (Short("restore"), dump::restore),
        (Short("showdump"), dump::show),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

const HELP: &str = "\
Usage: ip route { list | flush | save } SELECTOR
       ip route { restore | showdump }
       ip route get [ ROUTE_GET_FLAGS ] [ to ] ADDRESS
                    [ from ADDRESS iif STRING ] [ oif STRING ] [ tos TOS ]
                    [ mark NUMBER ] [ vrf NAME ] [ uid NUMBER ]
                    [ ipproto PROTOCOL ] [ sport NUMBER ] [ dport NUMBER ]
                    [ as ADDRESS ] [ flowlabel FLOWLABEL ]
       ip route { add | del | change | append | prepend | replace | test } ROUTE
SELECTOR := [ root PREFIX ] [ match PREFIX ] [ exact PREFIX ] [ table TABLE_ID ]
            [ vrf NAME ] [ proto RTPROTO ] [ type TYPE ] [ scope SCOPE ]
ROUTE := NODE_SPEC [ INFO_SPEC ]
NODE_SPEC := [ TYPE ] PREFIX [ tos TOS ] [ table TABLE_ID ] [ proto RTPROTO ]
             [ scope SCOPE ] [ metric METRIC ]
             [ ttl-propagate { enabled | disabled } ]
INFO_SPEC := { NH | nhid ID } OPTIONS FLAGS [ nexthop NH ]...
NH := [ encap ENCAPTYPE ENCAPHDR ] [ via [ FAMILY ] ADDRESS ]
      [ dev STRING ] [ weight NUMBER ] NHFLAGS
FAMILY := [ inet | inet6 | mpls | bridge | link ]
OPTIONS := [ mtu NUMBER ] [ advmss NUMBER ] [ rtt TIME ] [ rttvar TIME ]
           [ reordering NUMBER ] [ window NUMBER ] [ cwnd NUMBER ]
           [ initcwnd NUMBER ] [ ssthresh NUMBER ] [ realms REALM ]
           [ src ADDRESS ] [ rto_min TIME ] [ hoplimit NUMBER ]
           [ initrwnd NUMBER ] [ features FEATURES ] [ quickack BOOL ]
           [ congctl NAME ] [ pref PREF ] [ expires TIME ]
           [ fastopen_no_cookie BOOL ]
TYPE := { unicast | local | broadcast | multicast | throw | unreachable |
          prohibit | blackhole | nat }
TABLE_ID := [ local | main | default | all | NUMBER ]
SCOPE := [ host | link | global | NUMBER ]
NHFLAGS := [ onlink | pervasive ]
RTPROTO := [ kernel | boot | static | NUMBER ]
PREF := [ low | medium | high ]
TIME := NUMBER[s|ms]
BOOL := [1|0]
FEATURES := [ ecn | tcp_usec_ts ]
ROUTE_GET_FLAGS := [ ROUTE_GET_FLAGS ] ROUTE_GET_FLAG
ROUTE_GET_FLAG := { connected | fibmatch | notify }
ENCAPTYPE := { mpls | ip | ip6 | ila | bpf | seg6 | seg6local | rpl | ioam6 |
               xfrm | help }
ENCAPHDR := { LABEL[/LABEL]... [ ttl TTL ] | IP_OPTION... |
              LOCATOR ILA_OPTION... | PROGRAM... | SEG6 | SEG6LOCAL |
              segs ADDRESS[,ADDRESS]... | IOAM6 |
              if_id IF_ID [ link_dev LINK ] }
SEG6 := [ mode SEGMODE ] segs ADDRESS[,ADDRESS]... [ hmac KEYID ] [ cleanup ]
        [ lookup TABLE_ID ]
SEGMODE := { encap | encap.red | inline | l2encap | l2encap.red }
SEG6LOCAL := action ACTION [ LOCAL ]... [ count ]
ACTION := { End | End.X | End.T | End.DX2 | End.DX6 | End.DX4 | End.DT6 |
            End.DT4 | End.DT46 | End.B6 | End.B6.Encaps | End.BM | End.S |
            End.AS | End.AM | End.BPF }
LOCAL := { flavors FLAVOR[,FLAVOR]... | srh SEG6 | nh4 ADDRESS | nh6 ADDRESS |
           iif DEVICE | oif DEVICE | table TABLE_ID | vrftable TABLE_ID |
           endpoint PROGRAM }
FLAVOR := { psp | usp | usd | next-csid }
IOAM6 := [ freq K/N ] [ mode IOAM_MODE ] [ tunsrc ADDRESS ]
         [ tundst ADDRESS ] trace prealloc type IOAM_TYPE ns ID size SIZE
";

/// Runs `ip route`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}
