//! `ip link xstats`: statistics that only one kind of link has.

use super::afstats::request;
use super::kind::{self, KINDS, Xstats};
use crate::args::{Args, Word, encode};
use crate::error::{Error, Result};
use crate::netlink::Attrs;
use crate::output::Out;
use crate::session::Session;
use crate::uapi::header::IfStatsMsg;
use crate::uapi::rtnetlink::RTM_NEWSTATS;

/// Shows the statistics.
///
/// # Errors
/// A wrong word, a kind without such statistics, the kernel's.
pub fn run(session: &mut Session, mut args: Args) -> Result<()> {
    let Some(word) = args.next() else {
        return Err(Error::command("xstats: missing argument"));
    };
    if Word::Short("type").fits(word) {
        let name = args.value()?;
        let kind = kind::find(name).ok_or_else(|| Error::invalid(name, "invalid type"))?;
        let xstats = kind.xstats.ok_or_else(|| {
            Error::command(format!("xstats: link type {name} doesn't support xstats"))
        })?;
        return show(session, args, name, xstats);
    }
    if Word::Short("help").fits(word) {
        session.out.raw(help().as_bytes());
        return Ok(());
    }
    Err(Error::invalid(word, "unknown argument"))
}

/// The usage text, with all kinds that have such statistics.
fn help() -> String {
    let kinds = KINDS.iter().filter(|kind| kind.xstats.is_some());
    let mut names: Vec<&str> = kinds.flat_map(|kind| kind.names).copied().collect();
    names.sort_unstable();
    let names = names.join(" | ");
    format!("Usage: ... xstats type {{ {names} }} [ ARGS ]\n")
}

/// Shows the statistics of all devices of a kind.
fn show(session: &mut Session, mut args: Args, kind: &str, xstats: &Xstats) -> Result<()> {
    let (mut group, mut device) = (None, None);
    while let Some(word) = args.next() {
        let known = xstats.groups.iter().find(|(known, _)| *known == word);
        if let Some((_, attr)) = known {
            group = Some(*attr);
        } else if word == "dev" {
            let name = args.value()?;
            let index = session.names.links.index(name);
            device = Some(index.ok_or_else(|| Error::no_device(name))?);
        } else if word == "help" {
            let help = xstats.help;
            let help = format!("Usage: ... {kind} {help} [ dev DEVICE ]\n");
            session.out.raw(help.as_bytes());
            return Ok(());
        } else {
            return Err(Error::invalid(word, "unknown attribute"));
        }
    }
    let dump = session.kernel.collect(request(xstats.stats))?;
    let Session { out, names, .. } = session;
    out.records(|out| {
        for message in dump.iter().filter(|message| message.kind == RTM_NEWSTATS) {
            let index = IfStatsMsg::parse(message.body).map_or(0, |header| header.index);
            let stats = message.attrs(IfStatsMsg::SIZE).get(xstats.stats);
            let stats = stats.and_then(|stats| stats.nest().get(xstats.nest));
            let Some(stats) = stats.filter(|_| device.is_none_or(|device| device == index)) else {
                continue;
            };
            let name = encode(&names.links.name(index)).into_owned();
            out.object(None, |out| {
                show_device(xstats, &name, stats.nest(), group, out);
            });
        }
    });
    Ok(())
}

/// Shows one group of a device's statistics, or all.
fn show_device(xstats: &Xstats, name: &[u8], stats: Attrs, group: Option<u16>, out: &mut Out) {
    out.put("ifname", "{}", name);
    for _ in name.len()..16 {
        out.word(" ");
    }
    out.word("\n");
    for attr in stats.iter() {
        if group.is_none_or(|group| group == attr.kind) {
            (xstats.show)(attr, out);
        }
    }
}
