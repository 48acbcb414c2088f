//! `ip rule`: rules that select routing tables. ip-rule(8).

mod change;
mod dump;
mod ensure;
mod filter;
pub mod record;
mod show;
mod words;

use crate::args::Args;
use crate::args::Word::Short;
use crate::command::Verbs;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::uapi::route::{RTNL_FAMILY_IP6MR, RTNL_FAMILY_IPMR};
use crate::value::family;

const VERBS: Verbs = Verbs {
    object: "ip rule",
    default: show::run,
    table: &[
        (Short("list"), show::run),
        (Short("lst"), show::run),
        (Short("show"), show::run),
        (Short("save"), dump::save),
        (Short("restore"), dump::restore),
        (Short("add"), change::add),
        (Short("delete"), change::delete),
        (Short("flush"), show::flush),
        (Short("help"), |_, _| Err(Error::usage(HELP))),
    ],
};

const HELP: &str = "\
Usage: ip rule { add | del } SELECTOR ACTION
       ip rule { flush | save | restore }
       ip rule [ list [ SELECTOR ]]
SELECTOR := [ not ] [ from PREFIX ] [ to PREFIX ] [ tos TOS ]
            [ dscp DSCP[/MASK] ] [ fwmark FWMARK[/MASK] ] [ iif STRING ]
            [ oif STRING ] [ pref NUMBER ] [ l3mdev ] [ uidrange NUMBER-NUMBER ]
            [ ipproto PROTOCOL ] [ tun_id NUMBER ]
            [ sport [ NUMBER[/MASK] | NUMBER-NUMBER ] ]
            [ dport [ NUMBER[/MASK] | NUMBER-NUMBER ] ]
            [ flowlabel FLOWLABEL[/MASK] ]
ACTION := [ table TABLE_ID ] [ protocol PROTO ] [ nat ADDRESS ]
          [ realms [SRCREALM/]DSTREALM ] [ goto NUMBER ]
          [ suppress_prefixlength NUMBER ] [ suppress_ifgroup DEVGROUP ]
TABLE_ID := [ local | main | default | NUMBER ]
";

/// Runs `ip rule`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    VERBS.run(session, args)
}

/// Runs `ip mrule`: rules of multicast routing tables.
///
/// # Errors
/// What the verb returns.
pub fn run_multicast(session: &mut Session, args: Args) -> Result<()> {
    let given = session.family;
    session.family = match given {
        family::UNSPEC | family::INET => RTNL_FAMILY_IPMR,
        family::INET6 => RTNL_FAMILY_IP6MR,
        other => {
            let line = format!("Multicast rules are only supported for IPv4/IPv6, was: {other}");
            return Err(Error::fatal(line, 255));
        }
    };
    let result = VERBS.run(session, args);
    session.family = given;
    result
}
