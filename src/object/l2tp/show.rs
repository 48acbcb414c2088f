//! `ip l2tp show`. The kernel reports all tunnels or sessions, even to a request for one.

use super::parse::Words;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Genl, Message};
use crate::output::{Colour, Out};
use crate::session::{Session, list_family};
use crate::uapi::l2tp::*;
use crate::value::{family, inet::Inet};

/// Shows sessions if `session` was given, else tunnels.
pub(super) fn run(session: &mut Session, mut generic: Genl, words: &Words) -> Result<()> {
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
    let each = &mut |message: &Message, out: &mut Out| {
        let attrs = message.attrs(Genl::HEADER);
        match words.session {
            true => out.object(None, |out| one_session(attrs, &mut last, out)),
            false => out.object(None, |out| tunnel(attrs, out)),
        }
    };
    // An error ends a batch.
    list_family(&mut generic, request, &mut session.out, each).map_err(Error::ending)
}

/// Shows a line of numbers: attribute, key, text.
fn ids(attrs: Attrs, out: &mut Out, ids: &[(u16, &str, &str)]) {
    for (kind, key, text) in ids {
        let id = attrs.get(*kind).and_then(Attr::u32);
        out.put(key, text, id.unwrap_or(0));
    }
}

fn tunnel(attrs: Attrs, out: &mut Out) {
    ids(
        attrs,
        out,
        &[(L2TP_ATTR_CONN_ID, "tunnel_id", "Tunnel {}, ")],
    );
    let encap = attrs.get(L2TP_ATTR_ENCAP_TYPE).and_then(Attr::u16);
    let encap = match encap {
        None | Some(L2TP_ENCAPTYPE_UDP) => "UDP",
        Some(L2TP_ENCAPTYPE_IP) => "IP",
        Some(_) => "??",
    };
    out.put("encap", "encap {}", encap);
    out.line();
    for (key, text, four, six) in [
        (
            "local",
            "  From {} ",
            L2TP_ATTR_IP_SADDR,
            L2TP_ATTR_IP6_SADDR,
        ),
        ("peer", "to {}", L2TP_ATTR_IP_DADDR, L2TP_ATTR_IP6_DADDR),
    ] {
        let inet = match (attrs.get(four), attrs.get(six)) {
            (Some(attr), _) => Inet::new(family::INET, attr.bytes),
            (None, Some(attr)) => Inet::new(family::INET6, attr.bytes),
            (None, None) => Inet::unspecified(family::INET6),
        };
        out.put(key, text, inet.plain());
    }
    out.line();
    ids(
        attrs,
        out,
        &[(L2TP_ATTR_PEER_CONN_ID, "peer_tunnel", "  Peer tunnel {}")],
    );
    out.line();
    if encap == "UDP" {
        udp(attrs, out);
    }
}

fn udp(attrs: Attrs, out: &mut Out) {
    for (kind, key, text) in [
        (
            L2TP_ATTR_UDP_SPORT,
            "local_port",
            "  UDP source / dest ports: {}",
        ),
        (L2TP_ATTR_UDP_DPORT, "peer_port", "/{}"),
    ] {
        let port = attrs.get(kind).and_then(Attr::u16);
        out.put(key, text, port.unwrap_or(0));
    }
    out.line();
    let shown = if attrs.get(L2TP_ATTR_IP_SADDR).is_some() {
        let on = attrs.get(L2TP_ATTR_UDP_CSUM).and_then(Attr::u8);
        let on = on.is_some_and(|on| on != 0);
        out.json("checksum", on);
        if on { "enabled" } else { "disabled" }
    } else {
        let sent = attrs.get(L2TP_ATTR_UDP_ZERO_CSUM6_TX).is_none();
        let received = attrs.get(L2TP_ATTR_UDP_ZERO_CSUM6_RX).is_none();
        out.json("checksum_tx", sent);
        out.json("checksum_rx", received);
        match (sent, received) {
            (true, true) => "enabled",
            (true, false) => "tx",
            (false, true) => "rx",
            (false, false) => "disabled",
        }
    };
    // On a line of its own, even with `-oneline`.
    out.text("  UDP checksum: {}\n", shown);
}

/// Values of the previous session. A session without them is shown with those of the one before, as in iproute2.
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

/// Formats a cookie of four or eight bytes.
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
    last.read(attrs);
    for line in [
        [
            (L2TP_ATTR_SESSION_ID, "session_id", "Session {} "),
            (L2TP_ATTR_CONN_ID, "tunnel_id", "in tunnel {}"),
        ],
        [
            (
                L2TP_ATTR_PEER_SESSION_ID,
                "peer_session_id",
                "  Peer session {}, ",
            ),
            (L2TP_ATTR_PEER_CONN_ID, "peer_tunnel_id", "tunnel {}"),
        ],
    ] {
        ids(attrs, out, &line);
        out.line();
    }
    if let Some(name) = attrs.get(L2TP_ATTR_IFNAME) {
        let text = "  interface name: {}";
        out.paint(Colour::Ifname, "interface", text, name.text());
        out.line();
    }
    // Offsets are obsolete; iproute2 still shows this line.
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
