//! Adding, changing and deleting.

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

/// What the words ask for.
#[derive(Default)]
struct Wanted<'a> {
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
    let wanted = parse(session, &mut args)?;
    let destination = wanted
        .destination
        .filter(|inet| inet.family != family::UNSPEC);
    // Only a proxy may do without a device: it then answers on all of them.
    let is_proxy = wanted.header.flags & NTF_PROXY != 0;
    let (true, Some(destination)) = (is_proxy || wanted.device.is_some(), destination) else {
        return Err(Error::fatal(
            "Device and destination are required arguments.",
            255,
        ));
    };
    let index = match wanted.device {
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
        ..wanted.header
    };
    let mut request = Request::new(kind, flags, &header);
    if let Some(protocol) = wanted.protocol {
        request.put_u8(NDA_PROTOCOL, protocol);
    }
    request.put(NDA_DST, destination.bytes());
    if wanted.extended != 0 {
        request.put_u32(NDA_FLAGS_EXT, wanted.extended);
    }
    if let Some(word) = wanted.lladdr.filter(|word| *word != "null") {
        request.put(NDA_LLADDR, &lladdr::parse(word)?);
    }
    // iproute2 leaves the process here, which ends a batch.
    ensure::change(session, request, &super::ensure::ENSURE).map_err(Error::ending)
}

fn parse<'a>(session: &mut Session, args: &mut Args<'a>) -> Result<Wanted<'a>> {
    let mut wanted = Wanted {
        header: NdMsg {
            state: NUD_PERMANENT,
            ..NdMsg::default()
        },
        ..Wanted::default()
    };
    while let Some(word) = args.next() {
        match word {
            _ if LLADDR.fits(word) => {
                let value = args.value()?;
                if wanted.lladdr.is_some() {
                    return Err(Error::duplicate("lladdr", value));
                }
                wanted.lladdr = Some(value);
            }
            "nud" => {
                let value = args.value()?;
                wanted.header.state =
                    state::parse(value).ok_or_else(|| Error::invalid(value, "nud state is bad"))?;
            }
            _ if PROXY.fits(word) => {
                let value = args.value()?;
                if HELP.fits(value) {
                    return Err(Error::usage(super::HELP));
                }
                if wanted.destination.is_some() {
                    return Err(Error::duplicate("address", value));
                }
                destination(&mut wanted, value, session.family)?;
                wanted.header.flags |= NTF_PROXY;
            }
            "router" => wanted.header.flags |= NTF_ROUTER,
            "use" => wanted.header.flags |= NTF_USE,
            // Its state is left to the kernel.
            "managed" => {
                wanted.extended |= NTF_EXT_MANAGED;
                wanted.header.state = NUD_NONE;
            }
            _ if EXTERN_LEARN.fits(word) => wanted.header.flags |= NTF_EXT_LEARNED,
            "extern_valid" => wanted.extended |= NTF_EXT_EXT_VALIDATED,
            "dev" => wanted.device = Some(args.value()?),
            _ if PROTOCOL.fits(word) => {
                let value = args.value()?;
                let id = session
                    .names
                    .tables
                    .id(NameTable::Protocol, value)
                    .and_then(|id| u8::try_from(id).ok());
                wanted.protocol = Some(
                    id.ok_or_else(|| Error::invalid(value, "\"protocol\" value is invalid\n"))?,
                );
            }
            _ => {
                let mut value = word;
                if Whole("to").fits(value) {
                    value = args.value()?;
                }
                // No usage text here: iproute2 takes the next word for the address.
                if HELP.fits(value) {
                    value = args.value()?;
                }
                destination(&mut wanted, value, session.family)?;
            }
        }
    }
    Ok(wanted)
}

fn destination(wanted: &mut Wanted, word: &str, family: u8) -> Result<()> {
    if wanted.destination.is_some() {
        return Err(Error::duplicate_or_garbage("to", word));
    }
    let inet = Inet::parse(word, family)?;
    wanted.destination = Some(inet);
    Ok(())
}
