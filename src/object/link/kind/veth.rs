//! `veth`: a pair of Ethernet devices, each end of which may be in a namespace of its own.

use super::peer;
use super::{Kind, Making, PLAIN, Unknown};
use crate::args::Args;
use crate::error::Result;
use crate::netlink::Request;
use crate::session::Session;
use crate::uapi::link::VETH_INFO_PEER;

const HELP: &str = "\
Usage: ip link add [ NAME ] [ OPTION ... ] type veth [ peer [ NAME ] [ OPTION ... ] ]
The peer takes the options of 'ip link add' as well.
";

/// The kind.
pub const KIND: Kind = Kind {
    names: &["veth"],
    unknown: Unknown::Help,
    help: HELP,
    read: Some(read),
    ..PLAIN
};

fn read(
    kind: &Kind,
    session: &mut Session,
    args: &mut Args,
    making: &Making,
    request: &mut Request,
) -> Result<()> {
    if args.is_empty() {
        return Ok(());
    }
    peer::expect(kind, session, args)?;
    peer::put(session, args, making, VETH_INFO_PEER, request)
}
