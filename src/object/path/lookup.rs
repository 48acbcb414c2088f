//! Asks the kernel of a namespace for the route of a packet (`RTM_GETROUTE`).

use super::host::Host;
use crate::netlink::{Attr, Message, Request};
use crate::uapi::header::RtMsg;
use crate::uapi::route::*;
use crate::uapi::rtnetlink::RTM_GETROUTE;
use crate::value::{family, inet::Inet};

/// A packet at the place where its route is looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    pub destination: Inet,
    pub source: Option<Inet>,
    /// The device that it came in on.
    pub input: Option<u32>,
    /// The device that it has to leave by.
    pub output: Option<u32>,
    pub protocol: Option<u8>,
    pub source_port: Option<u16>,
    pub port: Option<u16>,
}

impl Question {
    /// The look-up of a host that receives an ARP request for `target` from `asker` by this device.
    pub fn of_arp(target: Inet, asker: Inet, input: u32) -> Question {
        Question {
            destination: target,
            source: Some(asker),
            input: Some(input),
            output: None,
            protocol: None,
            source_port: None,
            port: None,
        }
    }
}

/// The kernel's decision.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decision {
    /// `RTN_*`.
    pub kind: u8,
    pub output: u32,
    /// The gateway, if there is one.
    pub gateway: Option<Inet>,
    pub source: Option<Inet>,
    pub mtu: Option<u32>,
    /// Its prefix, length, table and metric.
    pub matched: Option<(Inet, u8, u32, u32)>,
}

/// The decision, or the errno.
pub(super) fn ask(host: &Host, question: &Question) -> Result<Decision, i32> {
    let reply = get(host, question, 0)?;
    let mut decision = decision(&reply.message()).ok_or(libc::EINVAL)?;
    if let Ok(reply) = get(host, question, RTM_F_FIB_MATCH) {
        decision.matched = matched(&reply.message());
    }
    Ok(decision)
}

fn get(host: &Host, question: &Question, flags: u32) -> Result<crate::netlink::Reply, i32> {
    let destination = question.destination;
    let bits = family::bits(destination.family);
    let mut header = RtMsg {
        family: destination.family,
        dst_len: bits,
        flags,
        ..RtMsg::default()
    };
    if destination.family == family::INET {
        header.flags |= RTM_F_LOOKUP_TABLE;
    }
    if question.source.is_some() {
        header.src_len = bits;
    }
    let mut request = Request::new(RTM_GETROUTE, 0, &header);
    request.put(RTA_DST, destination.bytes());
    if let Some(source) = question.source {
        request.put(RTA_SRC, source.bytes());
    }
    if let Some(protocol) = question.protocol {
        request.put(RTA_IP_PROTO, &[protocol]);
    }
    for (kind, port) in [
        (RTA_SPORT, question.source_port),
        (RTA_DPORT, question.port),
    ] {
        if let Some(port) = port {
            request.put(kind, &port.to_be_bytes());
        }
    }
    for (kind, index) in [(RTA_IIF, question.input), (RTA_OIF, question.output)] {
        if let Some(index) = index {
            request.put_u32(kind, index);
        }
    }
    let mut netlink = host.netlink.borrow_mut();
    let reply = netlink.get(request);
    reply.map_err(|error| error.errno().unwrap_or(libc::EIO))
}

fn decision(message: &Message) -> Option<Decision> {
    let header = RtMsg::parse(message.body)?;
    let attrs = message.attrs(RtMsg::SIZE);
    let inet = |attr: Attr| Inet::new(header.family, attr.bytes);
    let via = attrs.get(RTA_VIA).and_then(|attr| {
        let (family, address) = attr.bytes.split_first_chunk::<2>()?;
        let family = u8::try_from(u16::from_ne_bytes(*family)).ok()?;
        Some(Inet::new(family, address))
    });
    let metrics = attrs.get(RTA_METRICS).map(Attr::nest).unwrap_or_default();
    Some(Decision {
        kind: header.kind,
        output: attrs.get(RTA_OIF).and_then(Attr::u32).unwrap_or(0),
        gateway: attrs.get(RTA_GATEWAY).map(inet).or(via),
        source: attrs.get(RTA_PREFSRC).map(inet),
        mtu: metrics.get(RTAX_MTU).and_then(Attr::u32),
        matched: None,
    })
}

fn matched(message: &Message) -> Option<(Inet, u8, u32, u32)> {
    let header = RtMsg::parse(message.body)?;
    let attrs = message.attrs(RtMsg::SIZE);
    let number = |kind| attrs.get(kind).and_then(Attr::u32);
    let prefix = attrs.get(RTA_DST).map(|attr| attr.bytes);
    Some((
        prefix.map_or(Inet::unspecified(header.family), |bytes| {
            Inet::new(header.family, bytes)
        }),
        header.dst_len,
        number(RTA_TABLE).unwrap_or(header.table.into()),
        number(RTA_PRIORITY).unwrap_or(0),
    ))
}
