//! Encapsulation by a route or a next hop (`encap TYPE …`): one file for each type, most of them rows.

mod bpf;
mod codec;
mod ila;
mod ioam6;
mod ip;
mod mpls;
mod options;
mod rpl;
mod seg6;
mod seg6local;
mod segments;
mod xfrm;

use super::{Draft, Row, read};
use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Request};
use crate::session::{Display, Session};

/// One type of encapsulation.
struct Encap {
    name: &'static str,
    /// `LWTUNNEL_ENCAP_*`.
    number: u16,
    /// Its options, in the order in which they are shown.
    rows: &'static [Row],
    /// Reads what comes before any option.
    first: fn(&mut Args, &mut Draft) -> Result<()>,
    /// Reads the word that no row knows; `false` ends the options.
    other: fn(&mut Args) -> Result<bool>,
    /// What is done once all options are read.
    last: fn(&mut Draft) -> Result<()>,
    /// Attributes without which nothing is shown.
    needs: &'static [u16],
}

/// A type without peculiarities.
const PLAIN: Encap = Encap {
    name: "",
    number: 0,
    rows: &[],
    first: |_, _| Ok(()),
    other: |_| Ok(false),
    last: |_| Ok(()),
    needs: &[],
};

const ENCAPS: &[&Encap] = &[
    &mpls::ENCAP,
    &ip::IP,
    &ila::ENCAP,
    &ip::IP6,
    &seg6::ENCAP,
    &bpf::ENCAP,
    &seg6local::ENCAP,
    &rpl::ENCAP,
    &ioam6::ENCAP,
    &xfrm::ENCAP,
];

const HELP: &str = "\
Usage: ip route ... encap TYPE OPTIONS
TYPE := { mpls | ip | ip6 | ila | bpf | seg6 | seg6local | rpl | ioam6 |
          xfrm }
mpls      LABEL[/LABEL]... [ ttl TTL ]
ip, ip6   [ id ID ] [ dst ADDRESS ] [ src ADDRESS ] [ tos | tc TOS ]
          [ ttl | hoplimit TTL ] [ key ] [ csum ] [ seq ]
          [ geneve_opts CLASS:TYPE:DATA[,...] | vxlan_opts GBP |
            erspan_opts VERSION:INDEX:DIR:HWID ]
ila       LOCATOR [ csum-mode MODE ] [ ident-type TYPE ]
          [ hook-type { output | input } ]
bpf       [ headroom SIZE ]
seg6      mode MODE segs ADDRESS[,ADDRESS]... [ hmac KEYID ]
          [ tunsrc ADDRESS ] [ lookup TABLEID ]
seg6local action ACTION [ OPTION VALUE ]... [ count ]
rpl       segs ADDRESS[,ADDRESS]...
ioam6     [ freq K/N ] [ mode MODE ] [ tunsrc ADDRESS ] [ tundst ADDRESS ]
          trace prealloc type TYPE ns ID size SIZE
xfrm      if_id IF_ID [ link_dev LINK ]
";

/// Reads what follows `encap`: the number of the type, and the attributes to be nested.
///
/// # Errors
/// What is wrong with the words.
pub fn parse(session: &mut Session, args: &mut Args) -> Result<(u16, Vec<u8>)> {
    let word = args.value()?;
    if word == "help" {
        return Err(Error::usage(HELP));
    }
    let Some(encap) = ENCAPS.iter().find(|encap| encap.name == word) else {
        return Err(Error::invalid(word, "\"encap type\" value is invalid\n"));
    };
    match args.rest() {
        [] => return Err(Error::incomplete()),
        [_] => return Err(Error::missing("encap type")),
        _ => {}
    }
    let mut draft = Draft::default();
    (encap.first)(args, &mut draft)?;
    let wrong = "\"{}\" value is invalid\n";
    loop {
        let known = read(&[encap.rows], &[], wrong, session, args, &mut draft)?;
        if !known && (args.is_empty() || !(encap.other)(args)?) {
            break;
        }
    }
    (encap.last)(&mut draft)?;
    let mut nest = Request::with_body(0, 0, &[]);
    draft.emit(&mut nest);
    Ok((encap.number, nest.body().to_vec()))
}

/// Shows an encapsulation: the attributes that hold its type and its options.
pub fn show(kind: Option<Attr>, nest: Option<Attr>, display: &mut Display) {
    let (Some(kind), Some(nest)) = (kind.and_then(|attr| attr.u16()), nest) else {
        return;
    };
    let encap = ENCAPS.iter().find(|encap| encap.number == kind);
    let attrs = nest.nest();
    display.object(Some("encap"), |display| {
        let name = encap.map_or("unknown", |encap| encap.name);
        display.out.put("encap_type", " encap {} ", name);
        if let Some(encap) = encap {
            if encap.needs.iter().all(|kind| attrs.get(*kind).is_some()) {
                super::show(&[encap.rows], attrs, display);
            }
        }
    });
}
