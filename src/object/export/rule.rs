//! Rules in words.

use super::dump::{dump_family, table_of};
use super::line::{ExportLine, sets_same_attrs, verified_line};
use super::words::text;
use crate::args::decode;
use crate::error::Result;
use crate::names::links::{disguised, undisguised};
use crate::netlink::{Attr, Message, Request};
use crate::object::rule::{record as rule_record, run as run_rule};
use crate::session::Session;
use crate::uapi::header::FibRuleHdr;
use crate::uapi::route::RTPROT_KERNEL;
use crate::uapi::rtnetlink::RTM_GETRULE;
use crate::uapi::rule::*;
use crate::value::family;

/// The rules that somebody gave, and the kernel's own that somebody took away.
pub(super) fn rules(session: &mut Session) -> Result<Vec<ExportLine>> {
    let mut line = Vec::new();
    for (of, option, own) in [
        (family::INET, "", &[0, 32766, 32767][..]),
        (family::INET6, "-6", &[0, 32766][..]),
    ] {
        let told = dump_family(session, RTM_GETRULE, of, FibRuleHdr::SIZE)?;
        if told.iter().next().is_none() {
            continue;
        }
        let mut there = Vec::new();
        for message in told.iter() {
            let attrs = message.attrs(FibRuleHdr::SIZE);
            let protocol = attrs.get(FRA_PROTOCOL).and_then(Attr::u8);
            if protocol == Some(RTPROT_KERNEL) {
                there.push(attrs.get(FRA_PRIORITY).and_then(Attr::u32).unwrap_or(0));
            } else {
                line.extend(one_rule(session, &message, of));
            }
        }
        for gone in own.iter().filter(|own| !there.contains(own)) {
            let mut delete = ExportLine::new(0, &["rule", "del", "pref", &gone.to_string()]);
            delete.option = option;
            line.push(delete);
        }
    }
    Ok(line)
}

/// Attributes with names of devices.
const DEVICES: [u16; 2] = [FRA_IIFNAME, FRA_OIFNAME];

/// The same rule with its devices disguised by the types of the attributes that name them.
fn with_placeholder_names(message: &Message) -> Request {
    let header = message.body.get(..FibRuleHdr::SIZE).unwrap_or_default();
    let mut request = Request::with_body(message.kind, 0, header);
    for attr in message.attrs(FibRuleHdr::SIZE).iter() {
        if DEVICES.contains(&attr.kind) {
            request.put_text(attr.kind, &disguised(attr.kind.into()));
        } else {
            request.put(attr.kind, attr.bytes);
        }
    }
    request
}

fn one_rule(session: &mut Session, message: &Message, family: u8) -> Option<ExportLine> {
    let attrs = message.attrs(FibRuleHdr::SIZE);
    let placeholder_names = with_placeholder_names(message);
    let rule = rule_record::Rule::read(&Message {
        body: placeholder_names.body(),
        ..*message
    })?;
    let mut words = text(session, 0, &|display| {
        rule_record::show(&rule, display);
    });
    if let Some(at) = words.iter().position(|word| word == "[l3mdev-table]") {
        words.splice(at.saturating_sub(1)..=at, ["l3mdev".to_owned()]);
    }
    words.retain(|word| !word.starts_with('['));
    let first = words.first_mut()?;
    let preference = first.trim_end_matches(':').to_owned();
    *first = preference;
    words.insert(0, "pref".to_owned());
    // Names of protocols are this host's.
    if let Some(at) = words.iter().position(|word| word == "ipproto") {
        if let Some(protocol) = attrs.get(FRA_IP_PROTO).and_then(Attr::u8) {
            if let Some(word) = words.get_mut(at + 1) {
                *word = protocol.to_string();
            }
        }
    }
    // The devices of rules need not be there.
    for word in &mut words {
        let kind = undisguised(word).and_then(|kind| u16::try_from(kind).ok());
        if let Some(attr) = kind.and_then(|kind| attrs.get(kind)) {
            *word = decode(attr.text());
        }
    }
    let mut but = vec![FRA_TABLE];
    // All bits of a code point.
    if attrs.get(FRA_DSCP_MASK).and_then(Attr::u8) == Some(0x3f) {
        but.push(FRA_DSCP_MASK);
    }
    Some(verified_line(
        session,
        "rule",
        run_rule,
        family,
        words,
        &|request| {
            let (asked, told) = (request.body(), message.body);
            let header = |body| {
                let header = FibRuleHdr::parse(body)?;
                Some(FibRuleHdr {
                    table: 0,
                    flags: header.flags & FIB_RULE_INVERT,
                    ..header
                })
            };
            header(asked) == header(told)
                && table_of(asked, FibRuleHdr::SIZE) == table_of(told, FibRuleHdr::SIZE)
                && sets_same_attrs(request, attrs, FibRuleHdr::SIZE, &but)
        },
    ))
}
