//! `ip nexthop add`, `replace` and `delete`.

use super::filter::device;
use super::{HELP, id, record};
use crate::args::{Args, FromWord, Word::Short};
use crate::ensure;
use crate::error::{Error, Result};
use crate::names::NameTable;
use crate::netlink::Request;
use crate::schema::{Draft, encap};
use crate::session::Session;
use crate::uapi::header::NhMsg;
use crate::uapi::nexthop::*;
use crate::value::{family, lladdr, switch};
use netlink_packet_core::NLA_F_NESTED;

/// `RTNH_F_ONLINK` (linux/rtnetlink.h).
const ONLINK: u32 = 4;

/// A next hop as the arguments describe it.
#[derive(Default)]
struct NexthopOptions {
    header: NhMsg,
    draft: Draft,
}

pub(super) fn run(session: &mut Session, mut args: Args, kind: u16, flags: u16) -> Result<()> {
    let mut options = NexthopOptions::default();
    options.header.family = session.family;
    while let Some(word) = args.next() {
        options.word(session, &mut args, word)?;
    }
    let mut request = Request::new(kind, flags, &options.header);
    options.draft.emit(&mut request);
    ensure::change_and_show(session, request, &super::ensure::ENSURE, &mut record::show)
}

impl NexthopOptions {
    fn word(&mut self, session: &mut Session, args: &mut Args, word: &str) -> Result<()> {
        match word {
            "id" => self.draft.push(NHA_ID, &id(args)?.to_ne_bytes()),
            "dev" => {
                self.draft
                    .push(NHA_OIF, &device(session, args)?.to_ne_bytes());
                self.assume_inet();
            }
            "via" => self.via(args)?,
            "encap" => {
                let (kind, options) = encap::parse(session, args)?;
                self.draft.push(NHA_ENCAP | NLA_F_NESTED, &options);
                self.draft.push(NHA_ENCAP_TYPE, &kind.to_ne_bytes());
            }
            "dst_port" => {
                let port: u16 = args.parse("\"dst_port\" value is invalid\n")?;
                self.draft.push(NHA_FDB_DST_PORT, &port.to_be_bytes());
            }
            "blackhole" => {
                self.draft.push(NHA_BLACKHOLE, &[]);
                self.assume_inet();
            }
            "fdb" => self.draft.push(NHA_FDB, &[]),
            "onlink" => self.header.flags |= ONLINK,
            "group" => self.draft.push(NHA_GROUP, &group(args.value()?)?),
            "type" => self.group_type(args)?,
            "hw_stats" => {
                let on = switch::off_on(args, "hw_stats", 22)?;
                self.draft
                    .push(NHA_HW_STATS_ENABLE, &u32::from(on).to_ne_bytes());
            }
            _ if Short("protocol").fits(word) => {
                let value = args.value()?;
                let id = session.names.tables.id(NameTable::Protocol, value);
                self.header.protocol = id
                    .and_then(|id| u8::try_from(id).ok())
                    .ok_or_else(|| Error::invalid(value, "\"protocol\" value is invalid\n"))?;
            }
            "help" => return Err(Error::usage(HELP)),
            _ => return Err(Error::invalid(word, "")),
        }
        Ok(())
    }

    fn via(&mut self, args: &mut Args) -> Result<()> {
        let mut word = args.value()?;
        let mut required = self.header.family;
        if let Some(named) = family::from_name(word) {
            (required, word) = (named, args.value()?);
        }
        let (family, bytes) = lladdr::parse_any(word, required)?;
        if self.header.family == family::UNSPEC {
            self.header.family = family;
        }
        if self.header.family != family {
            return Err(Error::invalid(word, "address family mismatch\n"));
        }
        self.draft.push(NHA_GATEWAY, &bytes);
        Ok(())
    }

    fn assume_inet(&mut self) {
        if self.header.family == family::UNSPEC {
            self.header.family = family::INET;
        }
    }

    fn group_type(&mut self, args: &mut Args) -> Result<()> {
        let value = args.value()?;
        let kind: u16 = match value {
            "mpath" => 0,
            "resilient" => 1,
            _ => return Err(Error::invalid(value, "\"type\" value is invalid\n")),
        };
        let follows = !args.is_empty();
        let mut nest = Request::with_body(0, 0, &[]);
        while let Some(word) = args.peek().filter(|_| kind == 1) {
            let attr = match word {
                "buckets" => NHA_RES_GROUP_BUCKETS,
                "idle_timer" => NHA_RES_GROUP_IDLE_TIMER,
                "unbalanced_timer" => NHA_RES_GROUP_UNBALANCED_TIMER,
                _ => break,
            };
            args.next();
            if attr == NHA_RES_GROUP_BUCKETS {
                nest.put_u16(attr, args.parse("invalid buckets value")?);
            } else {
                let why = format!("invalid {} value", word.replace('_', " "));
                let seconds: u32 = args.parse(&why)?;
                nest.put_u32(attr, seconds.wrapping_mul(100));
            }
        }
        // iproute2 adds no nest if the type is the last argument.
        if kind == 1 && follows {
            self.draft.push(NHA_RES_GROUP | NLA_F_NESTED, nest.body());
        }
        self.draft.push(NHA_GROUP_TYPE, &kind.to_ne_bytes());
        Ok(())
    }
}

/// `struct nexthop_grp`s: id, low byte of the weight less one, its high byte, reserved.
fn group(word: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for member in word.split('/') {
        let (id, weight) = match member.split_once(',') {
            Some((id, weight)) => (id, Some(weight)),
            None => (member, None),
        };
        // iproute2's error names the text before the first separator.
        let first = word.split(['/', ',']).next().unwrap_or(word);
        let wrong = || Error::invalid(first, "\"group\" value is invalid\n");
        let number = u32::from_word(id).ok_or_else(wrong)?;
        let weight = match weight {
            None => 0,
            Some(word) => u32::from_word(word)
                .filter(|n| (1..=65536).contains(n))
                .map(|n| n - 1)
                .ok_or_else(|| Error::invalid(word, "\"weight\" is invalid\n"))?,
        };
        let [low, high, ..] = weight.to_le_bytes();
        bytes.extend_from_slice(&number.to_ne_bytes());
        bytes.extend_from_slice(&[low, high, 0, 0]);
    }
    Ok(bytes)
}
