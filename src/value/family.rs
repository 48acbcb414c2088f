//! Address families, `AF_*`.

/// Any family.
pub const UNSPEC: u8 = 0;
/// IPv4.
pub const INET: u8 = libc::AF_INET as u8;
/// IPv6.
pub const INET6: u8 = libc::AF_INET6 as u8;
/// Link-layer ("packet").
pub const PACKET: u8 = libc::AF_PACKET as u8;
/// Bridge.
pub const BRIDGE: u8 = libc::AF_BRIDGE as u8;
/// MPLS (linux/socket.h: 28).
pub const MPLS: u8 = 28;

/// The family of a name as `-family` takes it.
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

/// The name of a family as messages use it; `???` for one without a name.
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

/// The name of a family in an error that wants an address of it.
pub fn wanted(family: u8) -> &'static str {
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
