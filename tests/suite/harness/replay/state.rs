//! A kernel's state: links, addresses, neighbours, routes, rules and nexthops that differ in every property by which a
//! keyword can select.

use super::feed::attr;
use super::numbers::*;

const V4: u8 = 2;
const V6: u8 = 10;

const RTM_NEWLINK: u8 = 16;
const RTM_NEWADDR: u8 = 20;
const RTM_NEWROUTE: u8 = 24;
const RTM_NEWNEIGH: u8 = 28;
const RTM_NEWRULE: u8 = 32;
const RTM_NEWADDRLABEL: u8 = 72;
const RTM_NEWNETCONF: u8 = 80;
const RTM_NEWNEXTHOP: u8 = 104;

/// Every message, as a feed.
pub fn messages() -> Vec<u8> {
    let all = [
        links(),
        addresses(),
        neighbours(),
        routes(),
        rules(),
        nexthops(),
        others(),
    ];
    all.concat()
}

/// An rtnetlink message: fixed header, attributes.
fn message(kind: u8, header: &[u8], attributes: &[Vec<u8>]) -> Vec<u8> {
    let body = [header, &attributes.concat()].concat();
    let length = u32::try_from(body.len() + 16).expect("a short message");
    let mut message = length.to_ne_bytes().to_vec();
    message.extend([kind, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    message.extend(body);
    message
}

fn number(kind: u16, number: u32) -> Vec<u8> {
    attr(kind, &number.to_ne_bytes())
}

fn text(kind: u16, text: &str) -> Vec<u8> {
    attr(kind, &[text.as_bytes(), b"\0"].concat())
}

/// Host number `host` in 10.0.0.0/24 or fd00::/64.
fn host(family: u8, host: u8) -> Vec<u8> {
    match family {
        V4 => vec![10, 0, 0, host],
        _ => [&[0xfd][..], &[0; 14], &[host]].concat(),
    }
}

/// Devices 5 to 8: one up, one down and a port, a VRF, and one in another group.
fn links() -> Vec<u8> {
    const UP: u32 = 1 | 2 | 0x40 | 0x1000 | 0x10000;
    let link = |index: u32, flags: u32, rest: &[Vec<u8>]| {
        let mut header = vec![0, 0, 1, 0];
        header.extend([index.to_ne_bytes(), flags.to_ne_bytes(), [0; 4]].concat());
        let common = [
            text(3, &format!("dev{index}")),
            attr(1, &[2, 0, 0, 0, 0, index as u8]),
            attr(2, &[0xff; 6]),
            number(4, 1500),
            number(13, 1000),
        ];
        message(RTM_NEWLINK, &header, &[&common, rest].concat())
    };
    let vrf = [text(1, "vrf"), attr(2, &number(1, 10))].concat();
    let port = [text(1, "dummy"), text(4, "vrf")].concat();
    [
        link(5, UP, &[]),
        link(6, 2, &[number(10, 7), attr(18, &port)]),
        link(7, UP, &[attr(18, &vrf)]),
        link(8, UP, &[number(27, 1), attr(18, &text(1, "dummy"))]),
    ]
    .concat()
}

/// Each flag, scope and protocol, distributed over the devices.
fn addresses() -> Vec<u8> {
    let flags = (0..12).map(|bit| 1_u32 << bit).chain([0, IFA_F_PERMANENT]);
    let each = flags.flat_map(|flags| [(flags, V4), (flags, V6)]);
    let addresses = each.zip(0_u8..).map(|((flags, family), at)| {
        let scope = [0, 200, 253, 254][usize::from(at) % 4];
        let index = 5 + u32::from(at) % 4;
        let mut header = vec![family, 24, flags as u8, scope];
        header.extend(index.to_ne_bytes());
        let mut attributes = vec![
            attr(IFA_ADDRESS, &host(family, at)),
            attr(IFA_LOCAL, &host(family, at)),
            number(IFA_FLAGS, flags),
            attr(IFA_PROTO, &[at % 5]),
        ];
        if family == V4 {
            attributes.push(text(IFA_LABEL, &format!("dev{index}:{at}")));
        }
        message(RTM_NEWADDR, &header, &attributes)
    });
    addresses.flatten().collect()
}

/// Each state and flag, distributed over the devices.
fn neighbours() -> Vec<u8> {
    let states = (0..8).map(|bit| (1_u16 << bit, 0_u8));
    let flags = (0..8).map(|bit| (NUD_STALE, 1_u8 << bit));
    let each = states.chain(flags).chain([(NUD_NONE, 0)]);
    let each = each.flat_map(|(state, flags)| [(state, flags, V4), (state, flags, V6)]);
    let neighbours = each.zip(0_u8..).map(|((state, flags, family), at)| {
        let mut header = vec![family, 0, 0, 0];
        header.extend((5 + i32::from(at) % 4).to_ne_bytes());
        header.extend(state.to_ne_bytes());
        header.extend([flags, 1]);
        let attributes = [
            attr(NDA_DST, &host(family, at)),
            attr(NDA_LLADDR, &[2, 0, 0, 0, 0, at]),
            attr(NDA_PROTOCOL, &[at % 5]),
            number(NDA_FLAGS_EXT, u32::from(at) % 4),
        ];
        message(RTM_NEWNEIGH, &header, &attributes)
    });
    neighbours.flatten().collect()
}

/// Each type, scope, protocol and table, distributed over the devices.
fn routes() -> Vec<u8> {
    let routes = (0_u8..48).map(|at| {
        let family = [V4, V6][usize::from(at) % 2];
        let kind = at / 2 % RTN_NAT;
        let scope = [0, 200, 253, 254][usize::from(at) / 2 % 4];
        let protocol = [
            RTPROT_KERNEL,
            RTPROT_BOOT,
            RTPROT_STATIC,
            RTPROT_RA,
            RTPROT_BABEL,
        ];
        let protocol = protocol[usize::from(at) / 2 % 5];
        let table = [RT_TABLE_MAIN, RT_TABLE_LOCAL, RT_TABLE_DEFAULT, 10][usize::from(at) / 4 % 4];
        let cloned = [0, 0, 0, RTM_F_CLONED][usize::from(at) / 8 % 4];
        let mut header = vec![
            family,
            8 * u8::from(at > 4),
            0,
            0,
            table as u8,
            protocol,
            scope,
            1 + kind,
        ];
        header.extend(cloned.to_ne_bytes());
        let attributes = [
            attr(RTA_DST, &host(family, 0)),
            attr(RTA_PREFSRC, &host(family, at)),
            attr(RTA_GATEWAY, &host(family, at)),
            number(RTA_OIF, 5 + u32::from(at) % 4),
            number(RTA_PRIORITY, u32::from(at) % 3),
            number(RTA_TABLE, table),
            number(RTA_FLOW, 1 + u32::from(at) % 2),
        ];
        message(RTM_NEWROUTE, &header, &attributes)
    });
    routes.flatten().collect()
}

/// Each selector alone, in each family.
fn rules() -> Vec<u8> {
    let selectors = |family: u8| {
        [
            attr(FRA_SRC, &host(family, 1)),
            attr(FRA_DST, &host(family, 2)),
            text(FRA_IIFNAME, "dev5"),
            text(FRA_OIFNAME, "dev6"),
            number(FRA_FWMARK, 1),
            number(FRA_GOTO, 9),
            attr(FRA_PROTOCOL, &[RTPROT_STATIC]),
            attr(FRA_IP_PROTO, &[6]),
            attr(FRA_L3MDEV, &[1]),
            attr(FRA_SPORT_RANGE, &[1, 0, 1, 0]),
            attr(FRA_DPORT_RANGE, &[1, 0, 1, 0]),
            attr(FRA_UID_RANGE, &[1, 0, 0, 0, 1, 0, 0, 0]),
            attr(FRA_DSCP, &[1]),
            number(FRA_SUPPRESS_PREFIXLEN, 0),
            number(FRA_FLOW, 1),
        ]
    };
    let each = [V4, V6].map(|family| selectors(family).map(|selector| (family, selector)));
    let rules = each.into_iter().flatten().zip(0_u32..);
    let rules = rules.map(|((family, selector), at)| {
        let is = |kind: u16| selector.get(2..4) == Some(&kind.to_ne_bytes()[..]);
        let bits = |kind: u16| {
            if is(kind) {
                if family == V4 { 32 } else { 128 }
            } else {
                0
            }
        };
        let table = [RT_TABLE_MAIN, RT_TABLE_DEFAULT, 10][at as usize % 3];
        let action = if is(FRA_GOTO) { 2 } else { 1 };
        let header = [
            family,
            bits(FRA_DST),
            bits(FRA_SRC),
            0,
            table as u8,
            0,
            0,
            action,
            0,
            0,
            0,
            0,
        ];
        let common = [number(FRA_PRIORITY, at), number(FRA_TABLE, table)];
        let protocol = attr(
            FRA_PROTOCOL,
            &[[RTPROT_KERNEL, RTPROT_BOOT][at as usize % 2]],
        );
        let own = if is(FRA_PROTOCOL) {
            Vec::new()
        } else {
            protocol
        };
        let attributes = [common.concat(), own, selector];
        message(RTM_NEWRULE, &header, &attributes)
    });
    rules.flatten().collect()
}

/// One of each type.
fn nexthops() -> Vec<u8> {
    let sorts = [
        vec![number(NHA_OIF, 5), attr(NHA_GATEWAY, &[10, 0, 0, 1])],
        vec![attr(NHA_BLACKHOLE, &[])],
        vec![attr(NHA_FDB, &[]), attr(NHA_GATEWAY, &[10, 0, 0, 2])],
        vec![
            attr(NHA_GROUP, &[1, 0, 0, 0, 0, 0, 0, 0]),
            attr(NHA_GROUP_TYPE, &[0, 0]),
        ],
        vec![number(NHA_OIF, 6)],
    ];
    let nexthops = sorts.into_iter().zip(1_u32..).map(|(sort, id)| {
        let header = [V4, 0, RTPROT_STATIC + (id % 2) as u8, 0, 0, 0, 0, 0];
        message(
            RTM_NEWNEXTHOP,
            &header,
            &[vec![number(NHA_ID, id)], sort].concat(),
        )
    });
    nexthops.flatten().collect()
}

/// Labels of addresses and settings of devices.
fn others() -> Vec<u8> {
    let mut label = vec![V6, 0, 64, 0];
    label.extend([5_u32.to_ne_bytes(), [0; 4]].concat());
    let label = message(
        RTM_NEWADDRLABEL,
        &label,
        &[attr(1, &host(V6, 1)), number(2, 7)],
    );
    let settings = [V4, V6].map(|family| {
        let settings = [number(1, 5), number(2, 1), number(3, 0)];
        message(RTM_NEWNETCONF, &[family, 0, 0, 0], &settings)
    });
    [label, settings.concat()].concat()
}
