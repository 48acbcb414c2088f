//! `vxcan`: a pair of CAN devices, each end of which may be in a namespace of its own.

use super::peer;
use super::{Kind, Lower, PLAIN, Unknown};

const HELP: &str = "\
Usage: ip link add [ NAME ] [ OPTION ... ] type vxcan
               [ peer [ NAME ] [ OPTION ... ] ]
The peer takes the options of 'ip link add' as well.
";

/// The kind. Its one attribute, `VXCAN_INFO_PEER` (linux/can/vxcan.h), has the number of veth's.
pub const KIND: Kind = Kind {
    names: &["vxcan"],
    unknown: Unknown::Help,
    help: HELP,
    read: Some(peer::read),
    config: "CAN_VXCAN",
    lower: Lower::Peer,
    ..PLAIN
};
