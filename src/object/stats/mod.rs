//! `ip stats`: statistics of links, by group. ip-stats(8).

mod groups;
mod show;

use crate::args::Args;
use crate::command::Run;
use crate::error::{Error, Result};
use crate::names::links::checked_name;
use crate::netlink::Request;
use crate::output::eprint_line;
use crate::session::Session;
use crate::uapi::header::IfStatsMsg;
use crate::uapi::rtnetlink::RTM_SETSTATS;
use crate::uapi::stats::*;
use crate::value::switch;

const HELP: &str = "\
Usage: ip stats show [ dev DEV ]
                [ group GROUP [ subgroup SUBGROUP [ suite SUITE ]... ]... ]...
       ip stats set dev DEV l3_stats { on | off }
       ip stats help
GROUP := { link | xstats | xstats_slave | offload | afstats }
offload SUBGROUP := { cpu_hit | hw_stats_info | l3_stats }
xstats, xstats_slave SUBGROUP := { bridge [ suite { stp | mcast | vlan } ] |
                                   bond [ suite 802.3ad ] }
afstats SUBGROUP := { mpls }
";

/// Runs `ip stats`. Its words are not cut short.
///
/// # Errors
/// What the verb returns.
pub fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let verb: Run = match args.next() {
        None => show::all,
        Some("show") => show::run,
        Some("set") => set,
        Some("help") => |_, _| Err(help()),
        Some(word) => {
            let line = format!("Command \"{word}\" is unknown, try \"ip stats help\".");
            return Err(Error::command(line));
        }
    };
    verb(session, args)
}

/// The usage text with status 0.
fn help() -> Error {
    Error::with_status(HELP.trim_end_matches('\n'), 0)
}

/// The error for an unknown keyword.
fn unknown(word: &str) -> Error {
    if word == "help" {
        return help();
    }
    eprint_line(&format!("What is \"{word}\"?"));
    help().status_as(EINVAL)
}

/// Exit status of wrong arguments.
const EINVAL: u8 = libc::EINVAL as u8;

/// Reads the device after `dev`, which may be given once.
fn device<'a>(known: &mut Option<&'a str>, args: &mut Args<'a>) -> Result<()> {
    let name = args.value()?;
    if known.is_some() {
        return Err(Error::duplicate_or_garbage("dev", name));
    }
    *known = Some(checked_name(name, "\"dev\" not a valid ifname")?);
    Ok(())
}

fn index(session: &mut Session, name: &str) -> Result<u32> {
    let index = session.names.links.index(name);
    index.ok_or_else(|| Error::no_device(name))
}

fn set(session: &mut Session, mut args: Args) -> Result<()> {
    let (mut name, mut on) = (None, None);
    while let Some(word) = args.next() {
        match word {
            "dev" => device(&mut name, &mut args)?,
            "l3_stats" => {
                let value = switch::off_on(&mut args, "l3_stats", EINVAL)?;
                if on.replace(value).is_some() {
                    let line = "A statistics suite to toggle was already given.";
                    return Err(Error::with_status(line, EINVAL));
                }
            }
            _ => return Err(unknown(word)),
        }
    }
    let missing = |what: &str| Error::fatal(format!("Not enough information: {what}"), 255);
    let name = name.ok_or_else(|| missing("\"dev\" argument is required."))?;
    let on = on.ok_or_else(|| missing("stat type to toggle is required."))?;
    let index = index(session, name)?;
    let header = IfStatsMsg {
        index,
        ..IfStatsMsg::default()
    };
    let mut request = Request::new(RTM_SETSTATS, 0, &header);
    request.put_u8(IFLA_STATS_SET_OFFLOAD_XSTATS_L3_STATS, on.into());
    session.kernel.ack(request)
}
