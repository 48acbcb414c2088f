//! `ip mptcp endpoint`: additional addresses for connections.

use super::open;
use crate::args::{Args, FromWord, Word::Short};
use crate::error::{Error, Result};
use crate::names::Names;
use crate::names::links::checked_name;
use crate::netlink::{Attr, Genl, Message, Request};
use crate::output::{Colour, Out};
use crate::session::{Session, list_family};
use crate::uapi::mptcp::*;
use crate::value::{family, inet::Inet};

/// In display order.
const FLAGS: [(u32, &str); 6] = [
    (MPTCP_PM_ADDR_FLAG_SIGNAL, "signal"),
    (MPTCP_PM_ADDR_FLAG_SUBFLOW, "subflow"),
    (MPTCP_PM_ADDR_FLAG_BACKUP, "backup"),
    (MPTCP_PM_ADDR_FLAG_FULLMESH, "fullmesh"),
    (MPTCP_PM_ADDR_FLAG_IMPLICIT, "implicit"),
    (MPTCP_PM_ADDR_FLAG_LAMINAR, "laminar"),
];

/// Flags that a change sets or, after `no`, clears.
const CHANGEABLE: u32 = MPTCP_PM_ADDR_FLAG_BACKUP | MPTCP_PM_ADDR_FLAG_FULLMESH;

/// `signal` and `fullmesh` exclude each other.
const CONTRARY: u32 = MPTCP_PM_ADDR_FLAG_SIGNAL | MPTCP_PM_ADDR_FLAG_FULLMESH;

/// An endpoint as the arguments describe it.
#[derive(Default)]
struct Endpoint {
    address: Option<Inet>,
    id: Option<u8>,
    port: Option<u16>,
    flags: u32,
    index: Option<u32>,
}

impl Endpoint {
    fn parse(session: &mut Session, mut args: Args, command: u8) -> Result<Endpoint> {
        let adding = command == MPTCP_PM_CMD_ADD_ADDR;
        let changing = command == MPTCP_PM_CMD_SET_FLAGS;
        let mut endpoint = Endpoint::default();
        while let Some(word) = args.next() {
            if let Some((flag, _)) = FLAGS.iter().find(|(_, name)| *name == word) {
                if changing && flag & CHANGEABLE == 0 {
                    let why = "invalid flags, backup and fullmesh only";
                    return Err(Error::invalid(word, why));
                }
                endpoint.flags |= flag;
                if adding && endpoint.flags & CONTRARY == CONTRARY {
                    let why = "flags mustn't have both signal and fullmesh";
                    return Err(Error::invalid(word, why));
                }
                continue;
            }
            match word {
                "nobackup" => endpoint.flags &= !MPTCP_PM_ADDR_FLAG_BACKUP,
                "nofullmesh" => endpoint.flags &= !MPTCP_PM_ADDR_FLAG_FULLMESH,
                _ if Short("id").fits(word) => {
                    endpoint.id = Some(args.parse("invalid ID\n")?);
                }
                _ if Short("dev").fits(word) => {
                    let name = checked_name(args.value()?, "invalid interface name\n")?;
                    let index = session.names.links.index(name);
                    let wrong = || Error::invalid(name, "device does not exist\n");
                    endpoint.index = Some(index.ok_or_else(wrong)?);
                }
                _ if Short("port").fits(word) => {
                    let value = args.value()?;
                    let wrong = || Error::invalid(value, "expected port");
                    endpoint.port = Some(u16::from_word(value).ok_or_else(wrong)?);
                }
                _ => endpoint.address = Some(Inet::parse(word, family::UNSPEC)?),
            }
        }
        endpoint.check(command)?;
        Ok(endpoint)
    }

    fn check(&self, command: u8) -> Result<()> {
        let port = self.port.is_some_and(|port| port != 0);
        let wrong = |what: &str, why: &str| Err(Error::invalid(what, why));
        match command {
            MPTCP_PM_CMD_ADD_ADDR => {
                if self.address.is_none() {
                    return Err(Error::missing("ADDRESS"));
                }
                if port && self.flags & MPTCP_PM_ADDR_FLAG_SIGNAL == 0 {
                    return wrong("port", "flags must have signal when using port");
                }
            }
            MPTCP_PM_CMD_SET_FLAGS if port && self.id.is_some() => {
                return wrong("port", "port can't be used with id");
            }
            MPTCP_PM_CMD_DEL_ADDR => {
                return match (self.id, self.address) {
                    (None, _) => Err(Error::missing("ID")),
                    (Some(0), None) => wrong("ID", "address is needed for deleting id 0 address\n"),
                    (Some(1..), Some(_)) => wrong("ADDRESS", "invalid for non-zero id address\n"),
                    _ => Ok(()),
                };
            }
            _ => {}
        }
        match self.id {
            Some(0) => wrong("ID", "cannot be 0\n"),
            _ => Ok(()),
        }
    }

    fn put(&self, request: &mut Request) {
        request.nest(MPTCP_PM_ATTR_ADDR, |request| {
            if let Some(id) = self.id {
                request.put_u8(MPTCP_PM_ADDR_ATTR_ID, id);
            }
            if self.flags != 0 {
                request.put_u32(MPTCP_PM_ADDR_ATTR_FLAGS, self.flags);
            }
            if let Some(index) = self.index {
                request.put_u32(MPTCP_PM_ADDR_ATTR_IF_IDX, index);
            }
            if let Some(port) = self.port.filter(|port| *port != 0) {
                request.put_u16(MPTCP_PM_ADDR_ATTR_PORT, port);
            }
            if let Some(address) = self.address {
                request.put_u16(MPTCP_PM_ADDR_ATTR_FAMILY, address.family.into());
                let kind = match address.family {
                    family::INET => MPTCP_PM_ADDR_ATTR_ADDR4,
                    _ => MPTCP_PM_ADDR_ATTR_ADDR6,
                };
                request.put(kind, address.bytes());
            }
        });
    }
}

fn command(session: &mut Session, args: Args, command: u8) -> Result<()> {
    let mut generic = open()?;
    let endpoint = Endpoint::parse(session, args, command)?;
    let mut request = generic.request(command);
    endpoint.put(&mut request);
    generic.netlink.ack(request)
}

pub(super) fn add(session: &mut Session, args: Args) -> Result<()> {
    command(session, args, MPTCP_PM_CMD_ADD_ADDR)
}

pub(super) fn change(session: &mut Session, args: Args) -> Result<()> {
    command(session, args, MPTCP_PM_CMD_SET_FLAGS)
}

pub(super) fn delete(session: &mut Session, args: Args) -> Result<()> {
    command(session, args, MPTCP_PM_CMD_DEL_ADDR)
}

/// `show`: all endpoints, or the given one.
pub(super) fn show(session: &mut Session, args: Args) -> Result<()> {
    let mut generic = open()?;
    let mut request = generic.request(MPTCP_PM_CMD_GET_ADDR);
    if !args.is_empty() {
        let endpoint = Endpoint::parse(session, args, MPTCP_PM_CMD_GET_ADDR)?;
        endpoint.put(&mut request);
        let reply = generic.netlink.get(request)?;
        let Session { out, names, .. } = session;
        out.records(|out| show_endpoint(&reply.message(), out, names));
        return Ok(());
    }
    let Session { out, names, .. } = session;
    list_family(&mut generic, request, out, &mut |message, out| {
        show_endpoint(message, out, names);
    })
}

fn show_endpoint(message: &Message, out: &mut Out, names: &mut Names) {
    let Some(address) = message.attrs(Genl::HEADER).get(MPTCP_PM_ATTR_ADDR) else {
        return;
    };
    let attrs = address.nest();
    let number = |kind| attrs.get(kind).and_then(Attr::u32);
    out.object(None, |out| {
        for (family, kind) in [
            (family::INET, MPTCP_PM_ADDR_ATTR_ADDR4),
            (family::INET6, MPTCP_PM_ADDR_ATTR_ADDR6),
        ] {
            let inet = attrs.get(kind).map(|attr| Inet::new(family, attr.bytes));
            if let (Some(inet), Some(colour)) = (inet, Colour::of_family(family)) {
                out.paint(colour, "address", "{} ", inet.shown(out));
            }
        }
        let port = attrs.get(MPTCP_PM_ADDR_ATTR_PORT).and_then(Attr::u16);
        if let Some(port) = port.filter(|port| *port != 0) {
            out.put("port", "port {} ", port);
        }
        if let Some(id) = attrs.get(MPTCP_PM_ADDR_ATTR_ID).and_then(Attr::u8) {
            out.put("id", "id {} ", id);
        }
        let flags = number(MPTCP_PM_ADDR_ATTR_FLAGS).unwrap_or(0);
        for (_, name) in FLAGS.iter().filter(|(flag, _)| flags & flag != 0) {
            out.split(name, "{} ", *name, true);
        }
        if let Some(index) = number(MPTCP_PM_ADDR_ATTR_IF_IDX).filter(|index| *index != 0) {
            out.word("dev ");
            out.paint(Colour::Ifname, "dev", "{} ", names.links.name(index));
        }
        out.line();
    });
}
