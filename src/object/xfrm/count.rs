//! `ip xfrm state count`, `ip xfrm policy count`.

use super::formatter::Fixed;
use super::open;
use crate::args::Args;
use crate::error::Result;
use crate::netlink::{Attr, Reply, Request};
use crate::output::Out;
use crate::session::Session;
use crate::uapi::xfrm::*;

fn ask(kind: u16) -> Result<Reply> {
    open()?.get(Request::with_body(kind, 0, &u32::MAX.to_ne_bytes()))
}

/// Counts states.
pub(super) fn states(session: &mut Session, _args: Args) -> Result<()> {
    let reply = ask(XFRM_MSG_GETSADINFO)?;
    let attrs = reply.message().attrs(4);
    let stats = session.view.statistics > 0;
    let show = |out: &mut Out| {
        let Some(count) = attrs.get(XFRMA_SAD_CNT).map(value) else {
            out.word("BAD SAD info returned\n");
            return;
        };
        out.text("\t SAD count {}", count.u32(0));
        if stats {
            if let Some(hash) = attrs.get(XFRMA_SAD_HINFO) {
                if hash.bytes.len() < 8 {
                    return out.word("BAD SAD length returned\n");
                }
                let hash = value(hash);
                out.text(" (buckets count {}", hash.u32(0));
                out.text(" Max {})", hash.u32(4));
            }
        }
        out.word("\n");
    };
    session.out.as_text(show);
    Ok(())
}

fn value(attr: Attr<'_>) -> Fixed<'_> {
    Fixed(attr.bytes)
}

/// Counts policies.
pub(super) fn policies(session: &mut Session, _args: Args) -> Result<()> {
    let reply = ask(XFRM_MSG_GETSPDINFO)?;
    let attrs = reply.message().attrs(4);
    let view = &session.view;
    session.out.as_text(|out| {
        out.word("\t SPD");
        if let Some(info) = attrs.get(XFRMA_SPD_INFO).map(value) {
            let labels = [" IN  {}", " OUT {}", " FWD {}"];
            each(out, info, labels);
            if view.statistics > 0 {
                let labels = [" (Sock: IN {}", " OUT {}", " FWD {})"];
                each(out, info.from(12), labels);
            }
            out.line();
        }
        if view.statistics > 1 {
            if let Some(hash) = attrs.get(XFRMA_SPD_HINFO).map(value) {
                out.text("\t SPD buckets: count {}", hash.u32(0));
                out.text(" Max {}", hash.u32(4));
                out.line();
            }
            for (kind, name) in [
                (XFRMA_SPD_IPV4_HTHRESH, "\t SPD IPv4 thresholds: "),
                (XFRMA_SPD_IPV6_HTHRESH, "\t SPD IPv6 thresholds: "),
            ] {
                if let Some(bits) = attrs.get(kind).map(value) {
                    out.word(name);
                    out.text("local {} ", bits.u8(0));
                    out.text("remote {}", bits.u8(1));
                    out.line();
                }
            }
        }
        if out.is_oneline() {
            out.word("\n");
        }
    });
    Ok(())
}

fn each(out: &mut Out, of: Fixed, labels: [&str; 3]) {
    for (place, label) in labels.iter().enumerate() {
        out.text(label, of.u32(place * 4));
    }
}
