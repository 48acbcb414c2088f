//! `ip xfrm policy add` and `update`.

use super::options::*;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::names::Names;
use crate::netlink::Request;
use crate::object::xfrm::lifetime::Limits;
use crate::object::xfrm::selector::Selector;
use crate::object::xfrm::{open, template, wrong};
use crate::session::Session;
use crate::uapi::xfrm::*;
use crate::value::family;

/// A policy as the arguments describe it.
#[derive(Default)]
struct PolicyOptions {
    common: Common,
    selector: Option<Selector>,
    limits: Limits,
    index: u32,
    priority: u32,
    action: u8,
    flags: u8,
    /// Index of the offload device.
    offload: Option<u32>,
    templates: Vec<u8>,
}

pub(super) fn run(session: &mut Session, mut args: Args, kind: u16) -> Result<()> {
    let mut options = PolicyOptions::default();
    // Templates take the family of the selector if that precedes them.
    let mut family = session.family;
    while let Some(word) = args.peek() {
        let before = args;
        args.next();
        if options.common.parse(word, &mut args)? || options.simple(word, &mut args)? {
            continue;
        }
        match word {
            "offload" => options.offload = Some(parse_offload(&mut args, &mut session.names)?),
            "tmpl" => {
                let template = template::parse(&mut args, family)?;
                options.templates.extend_from_slice(&template);
            }
            _ => {
                let mut selector = Selector::default();
                args = before;
                let names = &mut session.names;
                if options.selector.is_some()
                    || !selector.parse(&mut args, names, session.family)?
                {
                    return Err(Error::duplicate("unknown", word));
                }
                if family == family::UNSPEC {
                    family = selector.family();
                }
                options.selector = Some(selector);
            }
        }
    }
    let direction = options.common.direction;
    let missing = || wrong("Not enough information: DIR is required.");
    let direction = direction.ok_or_else(missing)?;
    let family = match family {
        family::UNSPEC => family::INET,
        family => family,
    };
    let mut request = Request::with_body(kind, 0, &options.body(direction, family));
    put_type(&mut request, options.common.kind);
    if !options.templates.is_empty() {
        request.put(XFRMA_TMPL, &options.templates);
    }
    options.common.put(&mut request);
    if let Some(index) = options.offload {
        let bytes = [index.to_ne_bytes(), [XFRM_OFFLOAD_PACKET, 0, 0, 0]];
        request.put(XFRMA_OFFLOAD_DEV, bytes.as_flattened());
    }
    open()?.ack(request)
}

fn parse_offload(args: &mut Args, names: &mut Names) -> Result<u32> {
    for (wanted, why) in [
        ("packet", "Invalid offload mode"),
        ("dev", "Missing dev keyword"),
    ] {
        let word = args.value()?;
        if word != wanted {
            return Err(Error::invalid(word, why));
        }
    }
    let name = args.value()?;
    let unknown = || Error::invalid(name, "Invalid device name");
    names.links.index(name).ok_or_else(unknown)
}

impl PolicyOptions {
    /// Reads an option with a simple value; returns whether `word` is one.
    fn simple(&mut self, word: &str, args: &mut Args) -> Result<bool> {
        match word {
            "index" => self.index = parse_index(args)?,
            "action" => self.action = parse_action(args)?,
            "priority" => self.priority = parse_priority(args)?,
            "flag" => self.flags |= parse_flags(args)?,
            "limit" => self.limits.parse(args)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// `struct xfrm_userpolicy_info`.
    fn body(&self, direction: u8, family: u8) -> Vec<u8> {
        let mut body = self.selector.unwrap_or_default().bytes(family).to_vec();
        body.extend_from_slice(&self.limits.bytes());
        body.resize(pol::PRIORITY, 0);
        body.extend_from_slice(&self.priority.to_ne_bytes());
        body.extend_from_slice(&self.index.to_ne_bytes());
        body.extend_from_slice(&[direction, self.action, self.flags, 0]);
        body.resize(pol::SIZE, 0);
        body
    }
}
