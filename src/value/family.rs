//! Address families, `AF_*`.

pub const UNSPEC: u8 = 0;
pub const INET: u8 = libc::AF_INET as u8;
pub const INET6: u8 = libc::AF_INET6 as u8;
pub const PACKET: u8 = libc::AF_PACKET as u8;
pub const BRIDGE: u8 = libc::AF_BRIDGE as u8;
/// linux/socket.h.
pub const MPLS: u8 = 28;

/// The family of a name, as `-family` takes it.
pub fn from_name(name: &str) -> Option<u8> {
    Some(match name {
        "inet" => INET,
        "inet6" => INET6,
        "link" => PACKET,
        "mpls" => MPLS,
        "bridge" => BRIDGE,
        _ => return None,
    })
}

/// The name of a family in output; `???` if it has none.
pub fn name(family: u8) -> &'static str {
    match family {
        INET => "inet",
        INET6 => "inet6",
        PACKET => "link",
        MPLS => "mpls",
        BRIDGE => "bridge",
        _ => "???",
    }
}

/// The name of a family in an error about an address.
pub fn name_in_error(family: u8) -> &'static str {
    if family == UNSPEC {
        "any valid"
    } else {
        name(family)
    }
}

/// Length in bits of an address.
pub fn bits(family: u8) -> u8 {
    match family {
        INET => 32,
        INET6 => 128,
        MPLS => 20,
        _ => 0,
    }
}
