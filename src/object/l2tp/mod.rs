//! `ip l2tp`: unmanaged L2TPv3 tunnels and their sessions. ip-l2tp(8).

mod change;
mod parse;
mod show;

use crate::args::{Args, Word, Word::Short};
use crate::error::{Error, Result};
use crate::netlink::Genl;
use crate::session::Session;
use crate::uapi::l2tp::L2TP_GENL_VERSION;
use parse::Words;

const HELP: &str = "\
Usage: ip l2tp add tunnel tunnel_id ID peer_tunnel_id ID local ADDR remote ADDR
                   [ encap { ip | udp } ] [ udp_sport PORT ] [ udp_dport PORT ]
                   [ udp_csum { on | off } ] [ udp6_csum_tx { on | off } ]
                   [ udp6_csum_rx { on | off } ]
       ip l2tp add session tunnel_id ID session_id ID peer_session_id ID
                   [ name NAME ] [ cookie HEXSTR ] [ peer_cookie HEXSTR ]
                   [ l2spec_type L2SPEC ] [ seq { none | send | recv | both } ]
       ip l2tp del tunnel tunnel_id ID
       ip l2tp del session tunnel_id ID session_id ID
       ip l2tp show tunnel [ tunnel_id ID ]
       ip l2tp show session [ tunnel_id ID ] [ session_id ID ]
ID     := { 1..4294967295 }
ADDR   := { IP_ADDRESS | any }
PORT   := { 0..65535 }
NAME   := STRING
HEXSTR := { 00000000..ffffffff | 0000000000000000..ffffffffffffffff }
L2SPEC := { none | default }
";

/// A verb; all verbs have the same options.
type Verb = fn(&mut Session, Genl, &Words) -> Result<()>;

const VERBS: &[(Word, Verb)] = &[
    (Short("add"), change::add),
    (Short("delete"), change::delete),
    (Short("show"), show::run),
    (Short("list"), show::run),
    (Short("lst"), show::run),
];

/// Runs `ip l2tp`.
///
/// # Errors
/// What the verb returns, before that wrong words and a kernel without L2TP.
pub fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let word = args.next().filter(|word| !Short("help").fits(word));
    let word = word.ok_or_else(|| Error::usage(HELP))?;
    let generic = Genl::open("l2tp", L2TP_GENL_VERSION)?;
    let Some((_, verb)) = VERBS.iter().find(|(verb, _)| verb.fits(word)) else {
        let line = format!("Command \"{word}\" is unknown, try \"ip l2tp help\".");
        return Err(Error::fatal(line, 255));
    };
    verb(session, generic, &Words::parse(args)?)
}
