//! `namespace show` and `schema show`.

use super::open;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Genl, Message};
use crate::output::{Out, Value};
use crate::session::{Session, list_family};
use crate::uapi::ioam6::*;

/// `namespace show`.
pub(super) fn namespaces(session: &mut Session, _args: Args) -> Result<()> {
    list(session, IOAM6_CMD_DUMP_NAMESPACES, namespace)
}

/// `schema show`.
pub(super) fn schemas(session: &mut Session, _args: Args) -> Result<()> {
    list(session, IOAM6_CMD_DUMP_SCHEMAS, schema)
}

fn list(session: &mut Session, command: u8, one: fn(Attrs, &mut Out)) -> Result<()> {
    let mut generic = open()?;
    let request = generic.request(command);
    let each = &mut |message: &Message, out: &mut Out| {
        out.object(None, |out| {
            one(message.attrs(Genl::HEADER), out);
            out.line();
        });
    };
    list_family(&mut generic, request, &mut session.out, each).map_err(Error::ending)
}

fn namespace(attrs: Attrs, out: &mut Out) {
    if let Some(id) = attrs.get(IOAM6_ATTR_NS_ID).and_then(Attr::u16) {
        out.put("namespace", "namespace {}", id);
    }
    if let Some(schema) = attrs.get(IOAM6_ATTR_SC_ID).and_then(Attr::u32) {
        out.put("schema", " [schema {}]", schema);
    }
    if let Some(data) = attrs.get(IOAM6_ATTR_NS_DATA).and_then(Attr::u32) {
        let digits = format!("{data:x}");
        let padded = hexadecimal(data.into(), 10);
        out.split("data", ", data {}", padded, digits);
    }
    if let Some(wide) = attrs.get(IOAM6_ATTR_NS_DATA_WIDE).and_then(Attr::u64) {
        let padded = hexadecimal(wide, 18);
        out.split("wide", ", wide {}", padded, hexadecimal(wide, 0));
    }
}

fn schema(attrs: Attrs, out: &mut Out) {
    if let Some(id) = attrs.get(IOAM6_ATTR_SC_ID).and_then(Attr::u32) {
        out.put("schema", "schema {}", id);
    }
    if let Some(id) = attrs.get(IOAM6_ATTR_NS_ID).and_then(Attr::u16) {
        out.put("namespace", " [namespace {}]", id);
    }
    out.put("data", ", data:", Value::Null);
    let data = attrs.get(IOAM6_ATTR_SC_DATA);
    for byte in data.map_or(&[][..], |data| data.bytes) {
        // iproute2 gives the bytes no key.
        out.split("", " {}", format!("{byte:02x}"), *byte);
    }
}

/// Formats as printf(3) does with `%#0*x`: zero has no `0x`.
pub(super) fn hexadecimal(n: u64, width: usize) -> String {
    match n {
        0 => format!("{n:0>width$}"),
        _ => format!("{n:#0width$x}"),
    }
}
