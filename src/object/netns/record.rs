//! Records of namespaces.

use crate::args::encode;
use crate::names::Nsids;
use crate::netlink::Message;
use crate::output::Out;
use crate::uapi::header::RtGenMsg;
use crate::uapi::rtnetlink::{NETNSA_CURRENT_NSID, NETNSA_NSID};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// A line of `ip netns list`.
pub fn named(out: &mut Out, name: &OsStr, id: Option<i32>) {
    out.put("name", "{}", name.as_bytes());
    if let Some(id) = id {
        out.put("id", " (id: {})", id);
    }
    out.end_record();
}

/// A line of `ip netns list-id`, from an `RTM_NEWNSID` or `RTM_DELNSID`. The kernel reports the id in the target
/// namespace; if that is another one, also the id in this one.
pub fn show(out: &mut Out, names: &mut Nsids, message: &Message) {
    let attrs = message.attrs(RtGenMsg::SIZE);
    let id = |kind| attrs.get(kind).and_then(|attr| attr.i32());
    let (target, current) = (id(NETNSA_NSID), id(NETNSA_CURRENT_NSID));
    match target {
        Some(id) if id >= 0 => out.put("nsid", "nsid {} ", id),
        Some(_) => out.word("nsid unassigned "),
        None => {}
    }
    if let Some(id) = current {
        out.put("current-nsid", "current-nsid {} ", id);
    }
    if let Some(name) = current.or(target).and_then(|id| names.name(id)) {
        out.put("name", "(iproute2 netns name: {})", encode(name));
    }
    out.end_record();
}
