//! What tunnels over IPv6 have in common: fields that a bit of `IP6_TNL_F_*` replaces by `inherit` or `none`.

use crate::schema::tunnel::{Bit32, FlowPart, Mark, Rest, Set8, Unless};
use crate::uapi::tunnel::{
    IP6_TNL_F_ALLOW_LOCAL_REMOTE, IP6_TNL_F_IGN_ENCAP_LIMIT, IP6_TNL_F_MIP6_DEV,
    IP6_TNL_F_RCV_DSCP_COPY, IP6_TNL_F_USE_ORIG_FLOWLABEL, IP6_TNL_F_USE_ORIG_FWMARK,
    IP6_TNL_F_USE_ORIG_TCLASS,
};

/// How often a packet may be put into another on its way.
pub const fn encap_limit(flags: u16) -> Unless {
    Unless {
        flags,
        bit: IP6_TNL_F_IGN_ENCAP_LIMIT,
        word: "none",
        key: "ip6_tnl_f_ign_encap_limit",
        codec: &Set8,
        rest: Rest::Kept,
    }
}

const TCLASS: FlowPart = FlowPart {
    shift: 20,
    max: 0xff,
    digits: 2,
};
const FLOWLABEL: FlowPart = FlowPart {
    shift: 0,
    max: 0xf_ffff,
    digits: 5,
};

/// The traffic class.
pub const fn tclass(flags: u16) -> Unless {
    Unless {
        flags,
        bit: IP6_TNL_F_USE_ORIG_TCLASS,
        word: "inherit",
        key: "ip6_tnl_f_use_orig_tclass",
        codec: &TCLASS,
        rest: Rest::Part(&TCLASS),
    }
}

/// The flow label.
pub const fn flowlabel(flags: u16) -> Unless {
    Unless {
        flags,
        bit: IP6_TNL_F_USE_ORIG_FLOWLABEL,
        word: "inherit",
        key: "ip6_tnl_f_use_orig_flowlabel",
        codec: &FLOWLABEL,
        rest: Rest::Part(&FLOWLABEL),
    }
}

/// The firewall's mark.
pub const fn fwmark(flags: u16) -> Unless {
    Unless {
        flags,
        bit: IP6_TNL_F_USE_ORIG_FWMARK,
        word: "inherit",
        key: "ip6_tnl_f_use_orig_fwmark",
        codec: &Mark,
        rest: Rest::Zero,
    }
}

const fn bit(bit: u32, on: bool) -> Bit32 {
    Bit32 { bit, on }
}

/// The ends may be addresses of this host.
pub const LOCAL: Bit32 = bit(IP6_TNL_F_ALLOW_LOCAL_REMOTE, true);
/// They may not.
pub const NOT_LOCAL: Bit32 = bit(IP6_TNL_F_ALLOW_LOCAL_REMOTE, false);
/// Mobile IPv6.
pub const MOBILE: Bit32 = bit(IP6_TNL_F_MIP6_DEV, true);
/// The class of what comes out is that of what went in.
pub const DSCP: Bit32 = bit(IP6_TNL_F_RCV_DSCP_COPY, true);

/// What a tunnel is able to do, as the kernel found out: `IP6_TNL_F_CAP_XMIT`, `_RCV` and `_PER_PACKET` of its
/// net/ip6_tunnel.h, which no header for programs has.
pub const ABLE: u32 = 0x0007_0000;
