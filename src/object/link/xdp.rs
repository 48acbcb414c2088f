//! XDP programs of a link (`IFLA_XDP`).

use super::details;
use super::model::{For, Link};
use crate::netlink::{Attr, Attrs};
use crate::output::Out;
use crate::session::Display;
use crate::session::View;
use crate::sys::bpf;
use crate::uapi::link::*;
use crate::uapi::xdp::*;

/// What is attached, as the first line and JSON tell it.
pub(super) fn show(link: &Link, of: For, display: &mut Display) {
    let Some((mode, xdp)) = attached(link) else {
        return;
    };
    if display.out.is_json() {
        json(mode, xdp, display.view, display.out);
        return;
    }
    match mode {
        XDP_ATTACHED_DRV => display.out.word("xdp"),
        XDP_ATTACHED_SKB => display.out.word("xdpgeneric"),
        XDP_ATTACHED_HW => display.out.word("xdpoffload"),
        XDP_ATTACHED_MULTI => display.out.word("xdpmulti"),
        other => display.out.text("xdp[{}]", other),
    }
    if of != For::Link {
        if let Some(id) = program(xdp, IFLA_XDP_PROG_ID) {
            display.out.text("/id:{}", id);
        }
    }
    display.out.word(" ");
}

/// One line for each program, in text.
pub(super) fn show_programs(link: &Link, display: &mut Display) {
    let Some((mode, xdp)) = attached(link).filter(|_| !display.out.is_json()) else {
        return;
    };
    let only = (IFLA_XDP_PROG_ID, XDP_ATTACHED_NONE, "    prog/xdp id {} ");
    for (attr, _, text) in std::iter::once(only).chain(several(mode)) {
        if let Some(id) = program(xdp, attr) {
            display.out.line();
            display.out.text(text, id);
            details(id, display.view, display.out);
        }
    }
}

/// The programs of a link that has more than one: attribute, mode, text.
const SEVERAL: [(u16, u8, &str); 3] = [
    (
        IFLA_XDP_SKB_PROG_ID,
        XDP_ATTACHED_SKB,
        "    prog/xdpgeneric id {} ",
    ),
    (
        IFLA_XDP_DRV_PROG_ID,
        XDP_ATTACHED_DRV,
        "    prog/xdpdrv id {} ",
    ),
    (
        IFLA_XDP_HW_PROG_ID,
        XDP_ATTACHED_HW,
        "    prog/xdpoffload id {} ",
    ),
];

fn several(mode: u8) -> impl Iterator<Item = (u16, u8, &'static str)> {
    let wanted = mode == XDP_ATTACHED_MULTI;
    SEVERAL.into_iter().filter(move |_| wanted)
}

fn attached<'m>(link: &Link<'m>) -> Option<(u8, Attrs<'m>)> {
    let xdp = link.attrs.get(IFLA_XDP)?.nest();
    let mode = xdp.get(IFLA_XDP_ATTACHED)?.u8()?;
    (mode != XDP_ATTACHED_NONE).then_some((mode, xdp))
}

fn program(xdp: Attrs, attr: u16) -> Option<u32> {
    xdp.get(attr).and_then(Attr::u32).filter(|id| *id != 0)
}

fn json(mode: u8, xdp: Attrs, view: &View, out: &mut Out) {
    out.object(Some("xdp"), |out| {
        let only = program(xdp, IFLA_XDP_PROG_ID);
        out.json("mode", mode);
        if let Some(id) = only {
            json_program(id, view, out);
        }
        out.array(Some("attached"), |out| {
            let each = SEVERAL.map(|(attr, mode, _)| (mode, program(xdp, attr)));
            if each.iter().all(|(_, id)| id.is_none()) {
                json_attached(mode, only, view, out);
            }
            for (mode, id) in each {
                json_attached(mode, id, view, out);
            }
        });
    });
}

fn json_attached(mode: u8, id: Option<u32>, view: &View, out: &mut Out) {
    let Some(id) = id else { return };
    out.object(None, |out| {
        out.json("mode", mode);
        json_program(id, view, out);
    });
}

fn json_program(id: u32, view: &View, out: &mut Out) {
    out.object(Some("prog"), |out| {
        out.json("id", id);
        details(id, view, out);
    });
}

/// What the kernel tells of a program to those who may know.
fn details(id: u32, view: &View, out: &mut Out) {
    let Ok(program) = bpf::program(id) else {
        return;
    };
    out.put("name", "name {} ", program.name);
    out.put("tag", "tag {} ", details::hex(&program.tag));
    if program.jited {
        out.put("jited", "jited ", 1_u32);
    }
    if view.details == 0 {
        return;
    }
    out.put("load_time", "load_time {} ", program.load_time);
    out.put("created_by_uid", "created_by_uid {} ", program.user);
    if program.btf != 0 {
        out.put("btf_id", "btf_id {} ", program.btf);
    }
}
