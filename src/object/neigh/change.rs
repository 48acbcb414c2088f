//! `ip neigh add`, `change`, `replace` and `delete`.

use super::state;
use crate::args::Word::{Short, Whole};
use crate::args::{Args, Word};
use crate::ensure;
use crate::error::{Error, Result};
use crate::names::NameTable;
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::header::NdMsg;
use crate::uapi::neigh::*;
use crate::uapi::rtnetlink::RTM_DELNEIGH;
use crate::value::{family, inet::Inet, lladdr};

/// A neighbour as the arguments describe it.
#[derive(Default)]
struct NeighbourOptions<'a> {
    header: NdMsg,
    destination: Option<Inet>,
    device: Option<&'a str>,
    lladdr: Option<&'a str>,
    protocol: Option<u8>,
    extended: u32,
}

const LLADDR: Word = Short("lladdr");
const PROXY: Word = Short("proxy");
const EXTERN_LEARN: Word = Short("extern_learn");
const PROTOCOL: Word = Short("protocol");
const HELP: Word = Short("help");

/// Runs add, change, replace or delete.
pub(super) fn run(session: &mut Session, mut args: Args, kind: u16, flags: u16) -> Result<()> {
    let options = parse(session, &mut args)?;
    let destination = options
        .destination
        .filter(|inet| inet.family != family::UNSPEC);
    // Only a proxy entry may omit the device: it then applies to all.
    let is_proxy = options.header.flags & NTF_PROXY != 0;
    let (true, Some(destination)) = (is_proxy || options.device.is_some(), destination) else {
        return Err(Error::fatal(
            "Device and destination are required arguments.",
            255,
        ));
    };
    let index = match options.device {
        None => 0,
        Some(device) => match session.names.links.index(device) {
            Some(index) => index,
            None if session.ensure && kind == RTM_DELNEIGH => return Ok(()),
            None => return Err(Error::no_device(device)),
        },
    };
    let header = NdMsg {
        family: destination.family,
        index,
        ..options.header
    };
    let mut request = Request::new(kind, flags, &header);
    if let Some(protocol) = options.protocol {
        request.put_u8(NDA_PROTOCOL, protocol);
    }
    request.put(NDA_DST, destination.bytes());
    if options.extended != 0 {
        request.put_u32(NDA_FLAGS_EXT, options.extended);
    }
    if let Some(word) = options.lladdr.filter(|word| *word != "null") {
        request.put(NDA_LLADDR, &lladdr::parse(word)?);
    }
    // iproute2 exits here, which ends a batch.
    ensure::change(session, request, &super::ensure::ENSURE).map_err(Error::ending)
}

fn parse<'a>(session: &mut Session, args: &mut Args<'a>) -> Result<NeighbourOptions<'a>> {
    let mut options = NeighbourOptions {
        header: NdMsg {
            state: NUD_PERMANENT,
            ..NdMsg::default()
        },
        ..NeighbourOptions::default()
    };
    while let Some(word) = args.next() {
        if flag(&mut options, word) || option(&mut options, session, args, word)? {
            continue;
        }
        let mut value = word;
        if Whole("to").fits(value) {
            value = args.value()?;
        }
        // iproute2 does not print the usage text here: it reads the next word as the address.
        if HELP.fits(value) {
            value = args.value()?;
        }
        destination(&mut options, value, session.family)?;
    }
    Ok(options)
}

/// Sets a flag; returns whether `word` is one.
fn flag(options: &mut NeighbourOptions, word: &str) -> bool {
    let header = &mut options.header;
    match word {
        "router" => header.flags |= NTF_ROUTER,
        "use" => header.flags |= NTF_USE,
        // The kernel manages the state.
        "managed" => {
            options.extended |= NTF_EXT_MANAGED;
            header.state = NUD_NONE;
        }
        _ if EXTERN_LEARN.fits(word) => header.flags |= NTF_EXT_LEARNED,
        "extern_valid" => options.extended |= NTF_EXT_EXT_VALIDATED,
        _ => return false,
    }
    true
}

/// Reads an option with a value; returns whether `word` is one.
fn option<'a>(
    options: &mut NeighbourOptions<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
    word: &str,
) -> Result<bool> {
    match word {
        _ if LLADDR.fits(word) => {
            let value = args.value()?;
            if options.lladdr.is_some() {
                return Err(Error::duplicate("lladdr", value));
            }
            options.lladdr = Some(value);
        }
        "nud" => {
            let value = args.value()?;
            let state = state::parse(value);
            options.header.state =
                state.ok_or_else(|| Error::invalid(value, "nud state is bad"))?;
        }
        _ if PROXY.fits(word) => {
            let value = args.value()?;
            if HELP.fits(value) {
                return Err(Error::usage(super::HELP));
            }
            if options.destination.is_some() {
                return Err(Error::duplicate("address", value));
            }
            destination(options, value, session.family)?;
            options.header.flags |= NTF_PROXY;
        }
        "dev" => options.device = Some(args.value()?),
        _ if PROTOCOL.fits(word) => {
            let value = args.value()?;
            let id = session.names.tables.id(NameTable::Protocol, value);
            let id = id.and_then(|id| u8::try_from(id).ok());
            let wrong = || Error::invalid(value, "\"protocol\" value is invalid\n");
            options.protocol = Some(id.ok_or_else(wrong)?);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn destination(options: &mut NeighbourOptions, word: &str, family: u8) -> Result<()> {
    if options.destination.is_some() {
        return Err(Error::duplicate_or_garbage("to", word));
    }
    let inet = Inet::parse(word, family)?;
    options.destination = Some(inet);
    Ok(())
}
