//! `add` and `delete`.

use super::parse::Words;
use crate::error::{Error, Result};
use crate::netlink::{Genl, Request};
use crate::output::eprint_line;
use crate::session::Session;
use crate::uapi::l2tp::*;
use crate::value::{family, inet::Inet};

/// Fails for the first keyword that is missing.
fn require(words: &[(&str, bool)]) -> Result<()> {
    match words.iter().find(|(_, said)| !said) {
        Some((word, _)) => Err(Error::missing(word)),
        None => Ok(()),
    }
}

/// `add`: a tunnel, a session, or both.
pub(super) fn add(_session: &mut Session, mut generic: Genl, words: &Words) -> Result<()> {
    if words.session {
        require(&[
            ("tunnel_id", words.tunnel_id != 0),
            ("peer_session_id", words.peer_session_id != 0),
            ("session_id", words.session_id != 0),
        ])?;
    }
    if words.tunnel {
        let bare = words.encap == L2TP_ENCAPTYPE_IP;
        require(&[
            ("tunnel_id", words.tunnel_id != 0),
            ("peer_tunnel_id", words.peer_tunnel_id != 0),
            ("local", words.local.is_some()),
            ("remote", words.remote.is_some()),
            ("udp_sport", bare || words.source_port != 0),
            ("udp_dport", bare || words.destination_port != 0),
        ])?;
    }
    if words.tunnel {
        let result = generic.netlink.ack(tunnel(&generic, words));
        match result {
            // The session may belong to an existing tunnel.
            Err(error) if words.session => eprint_line(&error.to_string()),
            result => result?,
        }
    }
    if words.session {
        generic.netlink.ack(session(&generic, words))?;
    }
    Ok(())
}

fn tunnel(generic: &Genl, words: &Words) -> Request {
    let mut request = generic.request(L2TP_CMD_TUNNEL_CREATE);
    request.put_u32(L2TP_ATTR_CONN_ID, words.tunnel_id);
    request.put_u32(L2TP_ATTR_PEER_CONN_ID, words.peer_tunnel_id);
    request.put_u8(L2TP_ATTR_PROTO_VERSION, 3);
    request.put_u16(L2TP_ATTR_ENCAP_TYPE, words.encap);
    let mut address = |inet: Option<Inet>, four, six| {
        if let Some(inet) = inet {
            let kind = match inet.family {
                family::INET => four,
                _ => six,
            };
            request.put(kind, inet.bytes());
        }
    };
    address(words.local, L2TP_ATTR_IP_SADDR, L2TP_ATTR_IP6_SADDR);
    address(words.remote, L2TP_ATTR_IP_DADDR, L2TP_ATTR_IP6_DADDR);
    if words.encap == L2TP_ENCAPTYPE_IP {
        return request;
    }
    request.put_u16(L2TP_ATTR_UDP_SPORT, words.source_port);
    request.put_u16(L2TP_ATTR_UDP_DPORT, words.destination_port);
    if words.checksum {
        request.put_u8(L2TP_ATTR_UDP_CSUM, 1);
    }
    for (kind, checksum) in [
        (L2TP_ATTR_UDP_ZERO_CSUM6_TX, words.checksum_sent),
        (L2TP_ATTR_UDP_ZERO_CSUM6_RX, words.checksum_received),
    ] {
        if !checksum {
            request.put(kind, &[]);
        }
    }
    request
}

fn session(generic: &Genl, words: &Words) -> Request {
    let mut request = generic.request(L2TP_CMD_SESSION_CREATE);
    request.put_u32(L2TP_ATTR_CONN_ID, words.tunnel_id);
    request.put_u32(L2TP_ATTR_PEER_CONN_ID, words.peer_tunnel_id);
    request.put_u32(L2TP_ATTR_SESSION_ID, words.session_id);
    request.put_u32(L2TP_ATTR_PEER_SESSION_ID, words.peer_session_id);
    request.put_u16(L2TP_ATTR_PW_TYPE, L2TP_PWTYPE_ETH);
    request.put_u8(L2TP_ATTR_L2SPEC_TYPE, words.header);
    let bare = words.header == L2TP_L2SPECTYPE_NONE;
    request.put_u8(L2TP_ATTR_L2SPEC_LEN, if bare { 0 } else { 4 });
    for (kind, numbered) in [
        (L2TP_ATTR_RECV_SEQ, words.receive),
        (L2TP_ATTR_SEND_SEQ, words.send),
    ] {
        if numbered {
            request.put_u8(kind, 1);
        }
    }
    for (kind, cookie) in [
        (L2TP_ATTR_COOKIE, &words.cookie),
        (L2TP_ATTR_PEER_COOKIE, &words.peer_cookie),
    ] {
        if !cookie.is_empty() {
            request.put(kind, cookie);
        }
    }
    if let Some(name) = words.name {
        request.put_text(L2TP_ATTR_IFNAME, name);
    }
    request
}

/// `delete`: a session if one is given, else a tunnel.
pub(super) fn delete(_session: &mut Session, mut generic: Genl, words: &Words) -> Result<()> {
    require(&[
        ("tunnel_id", !words.tunnel || words.tunnel_id != 0),
        ("session_id", !words.session || words.session_id != 0),
    ])?;
    let one = words.session_id != 0;
    let mut request = generic.request(match one {
        true => L2TP_CMD_SESSION_DELETE,
        false => L2TP_CMD_TUNNEL_DELETE,
    });
    request.put_u32(L2TP_ATTR_CONN_ID, words.tunnel_id);
    if one {
        request.put_u32(L2TP_ATTR_SESSION_ID, words.session_id);
    }
    generic.netlink.ack(request)
}
