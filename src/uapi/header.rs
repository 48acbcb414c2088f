//! Fixed headers of messages and structures of ioctls: numbers in native byte order, other bytes zero.

use netlink_packet_core::Emitable;

/// A field of a header.
trait Field<const N: usize> {
    fn read(bytes: [u8; N]) -> Self;
    fn write(self) -> [u8; N];
}

macro_rules! numbers {
    ($($type:ty),+) => {$(
        impl Field<{ size_of::<$type>() }> for $type {
            #[inline]
            fn read(bytes: [u8; size_of::<$type>()]) -> $type {
                <$type>::from_ne_bytes(bytes)
            }

            fn write(self) -> [u8; size_of::<$type>()] {
                self.to_ne_bytes()
            }
        }
    )+};
}

numbers!(u8, u16, u32);

/// Text, or a number in network byte order.
impl<const N: usize> Field<N> for [u8; N] {
    fn read(bytes: [u8; N]) -> [u8; N] {
        bytes
    }

    fn write(self) -> [u8; N] {
        self
    }
}

macro_rules! headers {
    ($($(#[$doc:meta])* $name:ident [$size:literal] {
        $($(#[$field_doc:meta])* $field:ident: $type:ty = $offset:literal,)+
    })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)+
        }

        impl $name {
            /// Length in bytes. Only some structures have attributes behind them.
            #[allow(dead_code)]
            pub const SIZE: usize = $size;

            /// Reads the header in front of `bytes`; `None` if they are fewer.
            #[inline]
            pub fn parse(bytes: &[u8]) -> Option<$name> {
                let bytes: &[u8; $size] = bytes.first_chunk()?;
                Some($name {
                    $($field: Field::<{ size_of::<$type>() }>::read(*bytes.get($offset..)?.first_chunk()?),)+
                })
            }

            /// The header as a message carries it.
            pub fn bytes(&self) -> [u8; $size] {
                let mut bytes = [0; $size];
                $(if let Some(room) = bytes.get_mut($offset..).and_then(<[u8]>::first_chunk_mut) {
                    *room = Field::<{ size_of::<$type>() }>::write(self.$field);
                })+
                bytes
            }
        }

        impl Emitable for $name {
            fn buffer_len(&self) -> usize {
                $size
            }

            fn emit(&self, buffer: &mut [u8]) {
                if let Some(room) = buffer.first_chunk_mut() {
                    *room = self.bytes();
                }
            }
        }
    )+};
}

headers! {
    /// `struct rtgenmsg`, `struct netconfmsg`, `struct ndtmsg`: a family, padded.
    RtGenMsg[4] {
        family: u8 = 0,
    }

    /// `struct genlmsghdr` (linux/genetlink.h): generic netlink.
    GenlMsgHdr[4] {
        cmd: u8 = 0,
        version: u8 = 1,
    }

    /// `struct ifinfomsg` (linux/rtnetlink.h): links.
    IfInfoMsg[16] {
        family: u8 = 0,
        /// `ARPHRD_*`.
        hardware: u16 = 2,
        index: u32 = 4,
        /// `IFF_*`.
        flags: u32 = 8,
        /// The flags that a request changes.
        change: u32 = 12,
    }

    /// `struct ifaddrmsg` (linux/if_addr.h): addresses.
    IfAddrMsg[8] {
        family: u8 = 0,
        prefix_len: u8 = 1,
        /// The low byte of `IFA_F_*`.
        flags: u8 = 2,
        /// `RT_SCOPE_*`.
        scope: u8 = 3,
        index: u32 = 4,
    }

    /// `struct rtmsg` (linux/rtnetlink.h): routes.
    RtMsg[12] {
        family: u8 = 0,
        dst_len: u8 = 1,
        src_len: u8 = 2,
        tos: u8 = 3,
        /// `RT_TABLE_UNSPEC` if the number is in `RTA_TABLE`.
        table: u8 = 4,
        /// `RTPROT_*`.
        protocol: u8 = 5,
        /// `RT_SCOPE_*`.
        scope: u8 = 6,
        /// `RTN_*`.
        kind: u8 = 7,
        /// `RTM_F_*`, `RTNH_F_*`.
        flags: u32 = 8,
    }

    /// `struct rtnexthop` (linux/rtnetlink.h): a hop in `RTA_MULTIPATH`.
    RtNextHop[8] {
        /// Length with attributes.
        len: u16 = 0,
        /// `RTNH_F_*`.
        flags: u8 = 2,
        /// The weight less one.
        hops: u8 = 3,
        index: u32 = 4,
    }

    /// `struct ndmsg` (linux/neighbour.h): neighbours.
    NdMsg[12] {
        family: u8 = 0,
        index: u32 = 4,
        /// `NUD_*`.
        state: u16 = 8,
        /// `NTF_*`.
        flags: u8 = 10,
        /// `RTN_*`.
        kind: u8 = 11,
    }

    /// `struct fib_rule_hdr` (linux/fib_rules.h): rules.
    FibRuleHdr[12] {
        family: u8 = 0,
        dst_len: u8 = 1,
        src_len: u8 = 2,
        tos: u8 = 3,
        /// `RT_TABLE_UNSPEC` if the number is in `FRA_TABLE`.
        table: u8 = 4,
        /// `FR_ACT_*`, `RTN_*`.
        action: u8 = 7,
        /// `FIB_RULE_*`.
        flags: u32 = 8,
    }

    /// `struct nhmsg` (linux/nexthop.h): next hops.
    NhMsg[8] {
        family: u8 = 0,
        /// `RT_SCOPE_*`.
        scope: u8 = 1,
        /// `RTPROT_*`.
        protocol: u8 = 2,
        /// `RTNH_F_*`.
        flags: u32 = 4,
    }

    /// `struct ifaddrlblmsg` (linux/if_addrlabel.h): address labels.
    IfAddrLblMsg[12] {
        family: u8 = 0,
        prefix_len: u8 = 2,
        index: u32 = 4,
    }

    /// `struct tcmsg` (linux/rtnetlink.h): queueing disciplines, classes, filters.
    TcMsg[20] {
        family: u8 = 0,
        index: u32 = 4,
        handle: u32 = 8,
        parent: u32 = 12,
        info: u32 = 16,
    }

    /// `struct if_stats_msg` (linux/if_link.h): statistics.
    IfStatsMsg[12] {
        family: u8 = 0,
        index: u32 = 4,
        /// `IFLA_STATS_*` to report, as bits from 0.
        filter_mask: u32 = 8,
    }

    /// `struct ip_tunnel_parm` (linux/if_tunnel.h): IPv4 tunnels by ioctl, with the fields of its `struct iphdr`.
    IpTunnelParm[52] {
        name: [u8; 16] = 0,
        link: u32 = 16,
        /// `GRE_*`.
        i_flags: u16 = 20,
        o_flags: u16 = 22,
        i_key: [u8; 4] = 24,
        o_key: [u8; 4] = 28,
        version_and_length: u8 = 32,
        tos: u8 = 33,
        frag_off: [u8; 2] = 38,
        ttl: u8 = 40,
        protocol: u8 = 41,
        saddr: [u8; 4] = 44,
        daddr: [u8; 4] = 48,
    }

    /// `struct ip6_tnl_parm2` (linux/ip6_tunnel.h): IPv6 tunnels by ioctl.
    Ip6TnlParm2[76] {
        name: [u8; 16] = 0,
        link: u32 = 16,
        proto: u8 = 20,
        encap_limit: u8 = 21,
        hop_limit: u8 = 22,
        flowinfo: [u8; 4] = 24,
        /// `IP6_TNL_F_*`.
        flags: u32 = 28,
        laddr: [u8; 16] = 32,
        raddr: [u8; 16] = 48,
        /// `GRE_*`.
        i_flags: u16 = 64,
        o_flags: u16 = 66,
        i_key: [u8; 4] = 68,
        o_key: [u8; 4] = 72,
    }

    /// `struct ip_tunnel_6rd` (linux/if_tunnel.h): prefixes of a sit tunnel.
    IpTunnel6rd[24] {
        prefix: [u8; 16] = 0,
        relay_prefix: [u8; 4] = 16,
        prefixlen: u16 = 20,
        relay_prefixlen: u16 = 22,
    }

    /// `struct ip_tunnel_prl` (linux/if_tunnel.h): a potential router of an ISATAP tunnel.
    IpTunnelPrl[16] {
        addr: [u8; 4] = 0,
        /// `PRL_*`.
        flags: u16 = 4,
    }

    /// `struct prefixmsg` (linux/rtnetlink.h): prefixes in router advertisements.
    PrefixMsg[12] {
        family: u8 = 0,
        index: u32 = 4,
        /// ICMPv6 option type.
        kind: u8 = 8,
        len: u8 = 9,
        /// `IF_PREFIX_*`.
        flags: u8 = 10,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use netlink_packet_route::address::{AddressHeader, AddressHeaderFlags, AddressScope};
    use netlink_packet_route::link::{LinkFlags, LinkHeader, LinkLayerType};
    use netlink_packet_route::neighbour::{NeighbourFlags, NeighbourHeader, NeighbourState};
    use netlink_packet_route::route::{
        RouteFlags, RouteHeader, RouteProtocol, RouteScope, RouteType,
    };
    use netlink_packet_route::rule::{RuleAction, RuleFlags, RuleHeader};

    fn bytes(header: &dyn Emitable) -> Vec<u8> {
        let mut bytes = vec![0; header.buffer_len()];
        header.emit(&mut bytes);
        bytes
    }

    #[test]
    fn headers_are_those_of_netlink_packet_route() {
        let link = IfInfoMsg {
            family: 10,
            hardware: 772,
            index: 0x0102_0304,
            flags: 0x0001_0043,
            change: 1,
        };
        let same = LinkHeader {
            interface_family: 10.into(),
            link_layer_type: LinkLayerType::Loopback,
            index: 0x0102_0304,
            flags: LinkFlags::from_bits_retain(0x0001_0043),
            change_mask: LinkFlags::from_bits_retain(1),
        };
        assert_eq!(link.bytes()[..], bytes(&same));

        let address = IfAddrMsg {
            family: 2,
            prefix_len: 24,
            flags: 0x80,
            scope: 253,
            index: 7,
        };
        let same = AddressHeader {
            family: 2.into(),
            prefix_len: 24,
            flags: AddressHeaderFlags::from_bits_retain(0x80),
            scope: AddressScope::from(253),
            index: 7,
        };
        assert_eq!(address.bytes()[..], bytes(&same));

        let neighbour = NdMsg {
            family: 10,
            index: 7,
            state: 0x80,
            flags: 8,
            kind: 1,
        };
        let same = NeighbourHeader {
            family: 10.into(),
            ifindex: 7,
            state: NeighbourState::Permanent,
            flags: NeighbourFlags::from_bits_retain(8),
            kind: RouteType::Unicast,
        };
        assert_eq!(neighbour.bytes()[..], bytes(&same));
    }

    #[test]
    fn routes_and_rules_are_those_of_netlink_packet_route() {
        let route = RtMsg {
            family: 2,
            dst_len: 24,
            src_len: 1,
            tos: 8,
            table: 254,
            protocol: 4,
            scope: 253,
            kind: 1,
            flags: 0x200,
        };
        let same = RouteHeader {
            address_family: 2.into(),
            destination_prefix_length: 24,
            source_prefix_length: 1,
            tos: 8,
            table: 254,
            protocol: RouteProtocol::Static,
            scope: RouteScope::Link,
            kind: RouteType::Unicast,
            flags: RouteFlags::from_bits_retain(0x200),
        };
        assert_eq!(route.bytes()[..], bytes(&same));

        let rule = FibRuleHdr {
            family: 2,
            dst_len: 24,
            src_len: 1,
            tos: 8,
            table: 254,
            action: 1,
            flags: 2,
        };
        let same = RuleHeader {
            family: 2.into(),
            dst_len: 24,
            src_len: 1,
            tos: 8,
            table: 254,
            action: RuleAction::ToTable,
            flags: RuleFlags::from_bits_retain(2),
        };
        assert_eq!(rule.bytes()[..], bytes(&same));
    }

    #[test]
    fn what_is_written_reads_back() {
        let hop = NhMsg {
            family: 2,
            scope: 1,
            protocol: 3,
            flags: 0x0405_0607,
        };
        let mut bytes = hop.bytes().to_vec();
        assert_eq!(bytes.get(..4).unwrap(), [2, 1, 3, 0]);
        bytes.push(9);
        assert_eq!(NhMsg::parse(&bytes), Some(hop));
        assert_eq!(NhMsg::parse(&bytes[..7]), None);
    }
}
