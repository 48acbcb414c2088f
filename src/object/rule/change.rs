//! `ip rule add` and `delete`.

use super::record::{self, Rule};
use super::words;
use crate::args::Word::{Short, Whole};
use crate::args::{Args, FromWord};
use crate::ensure;
use crate::error::{Error, Result};
use crate::names::NameTable;
use crate::netlink::Request;
use crate::output::eprint_line;
use crate::schema::{Draft, wrapped};
use crate::session::Session;
use crate::uapi::header::FibRuleHdr;
use crate::uapi::route::{RT_TABLE_MAIN, RTN_NAT};
use crate::uapi::rtnetlink::{RTM_DELRULE, RTM_NEWRULE};
use crate::uapi::rule::*;
use crate::value::inet::{Inet, Prefix};
use crate::value::{family, route_type};
use netlink_packet_core::{NLM_F_CREATE, NLM_F_EXCL};

/// `add`.
pub(super) fn add(session: &mut Session, args: Args) -> Result<()> {
    if args.is_empty() {
        return Err(Error::command("\"ip rule add\" requires arguments."));
    }
    let mut options = parse(session, args, FR_ACT_TO_TBL)?;
    if !options.no_default_table {
        options.header.table = u8::try_from(RT_TABLE_MAIN).unwrap_or(0);
    }
    send(session, options, RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL)
}

/// `delete`.
pub(super) fn delete(session: &mut Session, args: Args) -> Result<()> {
    if args.is_empty() {
        return Err(Error::command("\"ip rule del\" requires arguments."));
    }
    let options = parse(session, args, FR_ACT_UNSPEC)?;
    send(session, options, RTM_DELRULE, 0)
}

fn send(session: &mut Session, mut options: RuleOptions, kind: u16, flags: u16) -> Result<()> {
    if options.l3mdev && options.names_table {
        return Err(Error::with_status(
            "table can not be specified for l3mdev rules",
            22,
        ));
    }
    if options.header.family == family::UNSPEC {
        options.header.family = family::INET;
    }
    let mut request = Request::new(kind, flags, &options.header);
    options.draft.emit(&mut request);
    ensure::change_and_show(
        session,
        request,
        &super::ensure::ENSURE,
        &mut |message, display| {
            if let Some(rule) = Rule::read(message) {
                record::show(&rule, display);
            }
        },
    )
}

/// A rule as the arguments describe it.
#[derive(Default)]
struct RuleOptions {
    header: FibRuleHdr,
    draft: Draft,
    /// Whether the default table does not apply.
    no_default_table: bool,
    /// Whether the arguments name a table.
    names_table: bool,
    l3mdev: bool,
}

/// Reads the arguments; `default` is the action of a rule without one.
fn parse(session: &mut Session, mut args: Args, default: u8) -> Result<RuleOptions> {
    let mut options = RuleOptions::default();
    options.header.action = default;
    options.header.family = session.family;
    while let Some(word) = args.next() {
        if !selector(&mut options, session, &mut args, word)?
            && !packet_selector(&mut options, session, &mut args, word)?
            && !table_and_limits(&mut options, session, &mut args, word)?
        {
            action(&mut options, &mut args, word)?;
        }
    }
    Ok(options)
}

fn selector(
    options: &mut RuleOptions,
    session: &mut Session,
    args: &mut Args,
    word: &str,
) -> Result<bool> {
    let RuleOptions { header, draft, .. } = options;
    match word {
        "not" => header.flags |= FIB_RULE_INVERT,
        "from" => {
            let word = args.value()?;
            let prefix = Prefix::parse(word, session.family)?;
            header.src_len = prefix.length;
            draft.push(FRA_SRC, prefix.inet.payload(word));
        }
        "to" => {
            let word = args.value()?;
            let prefix = Prefix::parse(word, session.family)?;
            header.dst_len = prefix.length;
            draft.push(FRA_DST, prefix.inet.payload(word));
        }
        _ if Short("preference").fits(word)
            || Short("order").fits(word)
            || Short("priority").fits(word) =>
        {
            let n: u32 = args.parse("preference value is invalid\n")?;
            draft.push(FRA_PRIORITY, &n.to_ne_bytes());
        }
        "tos" => header.tos = words::tos(args, &session.names.tables)?,
        _ if Short("dsfield").fits(word) => header.tos = words::tos(args, &session.names.tables)?,
        "dscp" => {
            let (value, mask) = words::dscp(args, &session.names.tables)?;
            // iproute2 sends the low byte.
            let [value, ..] = value.to_le_bytes();
            draft.push(FRA_DSCP, &[value]);
            if let Some([mask, ..]) = mask.map(u32::to_le_bytes) {
                draft.push(FRA_DSCP_MASK, &[mask]);
            }
        }
        "fwmark" => {
            let (mark, mask) = words::fwmark(args)?;
            draft.push(FRA_FWMARK, &mark.to_ne_bytes());
            if let Some(mask) = mask {
                draft.push(FRA_FWMASK, &mask.to_ne_bytes());
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn packet_selector(
    options: &mut RuleOptions,
    session: &mut Session,
    args: &mut Args,
    word: &str,
) -> Result<bool> {
    let draft = &mut options.draft;
    match word {
        _ if Short("realms").fits(word) => {
            let value = args.value()?;
            let realms = session.names.tables.realms(value);
            let wrong = || Error::invalid(value, "invalid realms\n");
            draft.push(FRA_FLOW, &realms.ok_or_else(wrong)?.to_ne_bytes());
        }
        _ if Short("protocol").fits(word) => {
            let value = args.value()?;
            let id = session.names.tables.id(NameTable::Protocol, value);
            let id = id.and_then(|id| u8::try_from(id).ok());
            let wrong = || Error::invalid(value, "\"protocol\" value is invalid\n");
            draft.push(FRA_PROTOCOL, &[id.ok_or_else(wrong)?]);
        }
        _ if Short("tun_id").fits(word) && !Whole("t").fits(word) || word == "t" => {
            draft.push(FRA_TUN_ID, &words::tun_id(args)?.to_be_bytes());
        }
        "dev" | "iif" => draft.push(FRA_IIFNAME, &text(words::iif(args)?)),
        "oif" => draft.push(FRA_OIFNAME, &text(words::oif(args)?)),
        "l3mdev" => {
            draft.push(FRA_L3MDEV, &[1]);
            options.l3mdev = true;
            options.no_default_table = true;
        }
        "uidrange" => {
            let (first, last) = words::uid_range(args)?;
            let bytes = [first.to_ne_bytes(), last.to_ne_bytes()].concat();
            draft.push(FRA_UID_RANGE, &bytes);
        }
        "ipproto" => draft.push(FRA_IP_PROTO, &[words::ip_protocol(args)?]),
        "sport" => ports(draft, args, FRA_SPORT_RANGE, FRA_SPORT_MASK)?,
        "dport" => ports(draft, args, FRA_DPORT_RANGE, FRA_DPORT_MASK)?,
        "flowlabel" => {
            let (label, mask) = words::flowlabel(args)?;
            draft.push(FRA_FLOWLABEL, &label.to_be_bytes());
            // The default mask has all bits of a label.
            let mask = mask.unwrap_or(words::FLOWLABEL_MASK);
            draft.push(FRA_FLOWLABEL_MASK, &mask.to_be_bytes());
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn ports(draft: &mut Draft, args: &mut Args, range: u16, masks: u16) -> Result<()> {
    let (first, last, mask) = words::ports(args)?;
    draft.push(range, &[first.to_ne_bytes(), last.to_ne_bytes()].concat());
    if let Some(mask) = mask {
        draft.push(masks, &mask.to_ne_bytes());
    }
    Ok(())
}

fn table_and_limits(
    options: &mut RuleOptions,
    session: &mut Session,
    args: &mut Args,
    word: &str,
) -> Result<bool> {
    let draft = &mut options.draft;
    match word {
        _ if Short("table").fits(word) || Whole("lookup").fits(word) => {
            let value = args.value()?;
            let id = session.names.tables.id(NameTable::Route, value);
            let id = id.ok_or_else(|| Error::invalid(value, "invalid table ID\n"))?;
            match u8::try_from(id) {
                Ok(id) => options.header.table = id,
                Err(_) => {
                    options.header.table = 0;
                    draft.push(FRA_TABLE, &id.to_ne_bytes());
                }
            }
            options.no_default_table = true;
            options.names_table = true;
        }
        _ if Short("suppress_prefixlength").fits(word) || word == "sup_pl" => {
            let n: i32 = args.parse("suppress_prefixlength value is invalid\n")?;
            if n < 0 {
                return Err(Error::invalid(
                    &n.to_string(),
                    "suppress_prefixlength value is invalid\n",
                ));
            }
            draft.push(FRA_SUPPRESS_PREFIXLEN, &n.to_ne_bytes());
        }
        _ if Short("suppress_ifgroup").fits(word) || word == "sup_group" => {
            let value = args.value()?;
            let id = session.names.tables.id(NameTable::Group, value);
            // iproute2 keeps the low 32 bits of a number and refuses negative results.
            let wide = || u64::from_word(value).map(|n| wrapped(n) as u32);
            let id = id.or_else(wide).filter(|id| i32::try_from(*id).is_ok());
            let wrong = || Error::invalid(value, "Invalid \"suppress_ifgroup\" value\n");
            draft.push(FRA_SUPPRESS_IFGROUP, &id.ok_or_else(wrong)?.to_ne_bytes());
        }
        _ if word == "nat" || Short("map-to").fits(word) => {
            let value = args.value()?;
            eprint_line("Warning: route NAT is deprecated");
            let inet = Inet::from_word(value, family::INET).ok_or_else(|| {
                Error::fatal(
                    format!("Error: an IP address is expected rather than \"{value}\""),
                    1,
                )
            })?;
            draft.push(FRA_UNUSED2, inet.bytes());
            options.header.action = RTN_NAT;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn action(options: &mut RuleOptions, args: &mut Args, word: &str) -> Result<()> {
    let word = if word == "type" { args.value()? } else { word };
    if Short("help").fits(word) {
        return Err(Error::usage(super::HELP));
    }
    options.no_default_table = true;
    if Short("goto").fits(word) {
        let n: u32 = args.parse("invalid target\n")?;
        options.draft.push(FRA_GOTO, &n.to_ne_bytes());
        options.header.action = FR_ACT_GOTO;
    } else if Short("nop").fits(word) {
        options.header.action = FR_ACT_NOP;
    } else {
        options.header.action = route_type::parse(word)
            .ok_or_else(|| Error::invalid(word, "Failed to parse rule type"))?;
    }
    Ok(())
}

fn text(name: &str) -> Vec<u8> {
    let mut bytes = crate::args::encode(name).into_owned();
    bytes.push(0);
    bytes
}
