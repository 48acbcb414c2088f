//! `show`. The kernel tells of all tunnels or sessions, also if it is asked for one.

use super::parse::Words;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Generic, Message};
use crate::output::{Colour, Out};
use crate::session::Session;
use crate::uapi::l2tp::*;
use crate::value::{family, inet::Inet};

/// Shows sessions if they are meant, else tunnels.
pub(super) fn run(session: &mut Session, mut generic: Generic, words: &Words) -> Result<()> {
    let mut request = generic.request(match words.session {
        true => L2TP_CMD_SESSION_GET,
        false => L2TP_CMD_TUNNEL_GET,
    });
    if words.tunnel_id != 0 && (!words.session || words.session_id != 0) {
        request.put_u32(L2TP_ATTR_CONN_ID, words.tunnel_id);
        if words.session {
            request.put_u32(L2TP_ATTR_SESSION_ID, words.session_id);
        }
    }
    let mut last = Last::default();
    let result = session.out.records(|out| {
        let each = &mut |message: Message| {
            let attrs = message.attrs(Generic::HEADER);
            match words.session {
                true => out.object(None, |out| one_session(attrs, &mut last, out)),
                false => out.object(None, |out| tunnel(attrs, out)),
            }
            Ok(())
        };
        generic.netlink.dump(request, each).map(drop)
    });
    // A batch ends here.
    result.map_err(|error| Error::fatal(error.to_string(), error.status()))
}

fn tunnel(attrs: Attrs, out: &mut Out) {
    let id = |kind| attrs.get(kind).and_then(Attr::u32).unwrap_or(0);
    let inet = |four, six| {
        let of = |family, kind| attrs.get(kind).map(|attr| Inet::new(family, attr.bytes));
        let told = of(family::INET, four).or_else(|| of(family::INET6, six));
        told.unwrap_or(Inet::unspecified(family::INET6))
    };
    let encap = attrs.get(L2TP_ATTR_ENCAP_TYPE).and_then(Attr::u16);
    let encap = match encap {
        None | Some(L2TP_ENCAPTYPE_UDP) => "UDP",
        Some(L2TP_ENCAPTYPE_IP) => "IP",
        Some(_) => "??",
    };
    let local = inet(L2TP_ATTR_IP_SADDR, L2TP_ATTR_IP6_SADDR);
    let peer = inet(L2TP_ATTR_IP_DADDR, L2TP_ATTR_IP6_DADDR);
    out.put("tunnel_id", "Tunnel {}, ", id(L2TP_ATTR_CONN_ID));
    out.put("encap", "encap {}", encap);
    out.line();
    out.put("local", "  From {} ", local.plain());
    out.put("peer", "to {}", peer.plain());
    out.line();
    out.put(
        "peer_tunnel",
        "  Peer tunnel {}",
        id(L2TP_ATTR_PEER_CONN_ID),
    );
    out.line();
    if encap == "UDP" {
        udp(attrs, local.family, out);
    }
}

fn udp(attrs: Attrs, family: u8, out: &mut Out) {
    let port = |kind| attrs.get(kind).and_then(Attr::u16).unwrap_or(0);
    out.put(
        "local_port",
        "  UDP source / dest ports: {}",
        port(L2TP_ATTR_UDP_SPORT),
    );
    out.put("peer_port", "/{}", port(L2TP_ATTR_UDP_DPORT));
    out.line();
    let (sent, received) = match family {
        family::INET => {
            let on = attrs.get(L2TP_ATTR_UDP_CSUM).and_then(Attr::u8);
            let on = on.is_some_and(|on| on != 0);
            out.json("checksum", on);
            (on, on)
        }
        _ => {
            let sent = attrs.get(L2TP_ATTR_UDP_ZERO_CSUM6_TX).is_none();
            let received = attrs.get(L2TP_ATTR_UDP_ZERO_CSUM6_RX).is_none();
            out.json("checksum_tx", sent);
            out.json("checksum_rx", received);
            (sent, received)
        }
    };
    let shown = match (sent, received) {
        (true, true) => "enabled",
        (true, false) => "tx",
        (false, true) => "rx",
        (false, false) => "disabled",
    };
    // Not a line of a record, also if records are kept on one.
    out.text("  UDP checksum: {}\n", shown);
}

/// What the last session had. A session that has none of it is shown with that of the one before, as iproute2 does.
#[derive(Default)]
struct Last {
    cookie: String,
    peer_cookie: String,
    timeout: u64,
    send: bool,
    receive: bool,
}

impl Last {
    fn read(&mut self, attrs: Attrs) {
        let byte = |kind| attrs.get(kind).and_then(Attr::u8).map(|byte| byte != 0);
        if let Some(cookie) = attrs.get(L2TP_ATTR_COOKIE) {
            self.cookie = digits(cookie.bytes);
        }
        if let Some(cookie) = attrs.get(L2TP_ATTR_PEER_COOKIE) {
            self.peer_cookie = digits(cookie.bytes);
        }
        if let Some(timeout) = attrs.get(L2TP_ATTR_RECV_TIMEOUT).and_then(Attr::u64) {
            self.timeout = timeout & u64::from(u32::MAX);
        }
        self.send = byte(L2TP_ATTR_SEND_SEQ).unwrap_or(self.send);
        self.receive = byte(L2TP_ATTR_RECV_SEQ).unwrap_or(self.receive);
    }
}

/// A cookie has four bytes or eight.
fn digits(cookie: &[u8]) -> String {
    let length = match cookie.len() {
        0 => 0,
        8 => 8,
        _ => 4,
    };
    let bytes = cookie.iter().chain(&[0; 4]).take(length);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

fn one_session(attrs: Attrs, last: &mut Last, out: &mut Out) {
    let id = |kind| attrs.get(kind).and_then(Attr::u32).unwrap_or(0);
    last.read(attrs);
    out.put("session_id", "Session {} ", id(L2TP_ATTR_SESSION_ID));
    out.put("tunnel_id", "in tunnel {}", id(L2TP_ATTR_CONN_ID));
    out.line();
    out.put(
        "peer_session_id",
        "  Peer session {}, ",
        id(L2TP_ATTR_PEER_SESSION_ID),
    );
    out.put("peer_tunnel_id", "tunnel {}", id(L2TP_ATTR_PEER_CONN_ID));
    out.line();
    if let Some(name) = attrs.get(L2TP_ATTR_IFNAME) {
        let text = "  interface name: {}";
        out.paint(Colour::Ifname, "interface", text, name.text());
        out.line();
    }
    // Offsets are no more, but for this line.
    out.word("  offset 0, peer offset 0\n");
    for (key, text, cookie) in [
        ("cookie", "  cookie {}", &last.cookie),
        ("peer_cookie", "  peer cookie {}", &last.peer_cookie),
    ] {
        if !cookie.is_empty() {
            out.put(key, text, cookie);
        }
    }
    if last.timeout != 0 {
        out.put("reorder_timeout", "  reorder timeout: {}", last.timeout);
    }
    if last.send || last.receive {
        out.line();
        out.word("  sequence numbering:");
    }
    if last.send {
        out.put("send_seq", " send", ());
    }
    if last.receive {
        out.put("recv_seq", " recv", ());
    }
    out.end_record();
}
