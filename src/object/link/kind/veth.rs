//! `veth`: a pair of Ethernet devices, each end of which may be in a namespace of its own.

use super::peer;
use super::{Kind, Lower, PLAIN, Unknown};

const HELP: &str = "\
Usage: ip link add [ NAME ] [ OPTION ... ] type veth
               [ peer [ NAME ] [ OPTION ... ] ]
The peer takes the options of 'ip link add' as well.
";

/// The kind.
pub const KIND: Kind = Kind {
    names: &["veth"],
    unknown: Unknown::Help,
    help: HELP,
    read: Some(peer::read),
    config: "VETH",
    lower: Lower::Peer,
    ..PLAIN
};
