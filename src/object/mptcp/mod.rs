//! `ip mptcp`: endpoints and limits of the path manager. ip-mptcp(8).

mod endpoint;
mod limits;
mod monitor;

use crate::args::{Args, Word, Word::Short};
use crate::command::Run;
use crate::error::{Error, Result};
use crate::netlink::Genl;
use crate::session::Session;
use crate::uapi::mptcp::*;

const HELP: &str = "\
Usage: ip mptcp endpoint add ADDRESS [ dev NAME ] [ id ID ] [ port NR ]
                [ FLAG-LIST ]
       ip mptcp endpoint delete id ID [ ADDRESS ]
       ip mptcp endpoint change [ id ID ] [ ADDRESS ] [ port NR ] CHANGE-OPT
       ip mptcp endpoint { show [ id ID ] | flush }
       ip mptcp limits set [ subflows NR ] [ add_addr_accepted NR ]
       ip mptcp limits show
       ip mptcp monitor
FLAG-LIST  := [ FLAG-LIST ] FLAG
FLAG       := { signal | subflow | laminar | backup | fullmesh }
CHANGE-OPT := { backup | nobackup | fullmesh | nofullmesh }
";

/// Keywords and their functions.
type VerbTable = &'static [(Word, Run)];

const OBJECTS: VerbTable = &[
    (Short("endpoint"), |session, args| {
        verb(session, args, ENDPOINT, endpoint::show)
    }),
    (Short("limits"), |session, args| {
        verb(session, args, LIMITS, limits::show)
    }),
    (Short("monitor"), monitor::run),
    (Short("help"), help),
];

const ENDPOINT: VerbTable = &[
    (Short("add"), endpoint::add),
    (Short("change"), endpoint::change),
    (Short("delete"), endpoint::delete),
    (Short("show"), endpoint::show),
    (Short("flush"), |_, _| {
        let mut generic = open()?;
        let request = generic.request(MPTCP_PM_CMD_FLUSH_ADDRS);
        generic.netlink.ack(request)
    }),
];

/// `limits monitor` is `monitor`, as in iproute2.
const LIMITS: VerbTable = &[
    (Short("set"), limits::set),
    (Short("show"), limits::show),
    (Short("monitor"), monitor::run),
];

fn help(_session: &mut Session, _args: Args) -> Result<()> {
    Err(Error::usage(HELP))
}

/// Runs `ip mptcp`.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, args: Args) -> Result<()> {
    verb(session, args, OBJECTS, help)
}

fn verb(session: &mut Session, mut args: Args, table: VerbTable, default: Run) -> Result<()> {
    let Some(word) = args.next() else {
        return default(session, args);
    };
    match table.iter().find(|(verb, _)| verb.fits(word)) {
        Some((_, run)) => run(session, args),
        None => Err(unknown(word)),
    }
}

fn unknown(word: &str) -> Error {
    let line = format!("Command \"{word}\" is unknown, try \"ip mptcp help\".");
    Error::fatal(line, 255)
}

/// The multicast group of events.
const GROUP: &str = "mptcp_pm_events";

fn open() -> Result<Genl> {
    Genl::open("mptcp_pm", 1)
}
