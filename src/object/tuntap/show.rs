//! Showing devices: netlink tells which there are, /sys what they are.

use crate::args::{Args, decode, encode};
use crate::error::Result;
use crate::netlink::Request;
use crate::output::{Colour, Out};
use crate::session::Session;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::RTM_GETLINK;
use netlink_packet_route::link::LinkHeader;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// `show`. Words after it mean nothing.
pub(super) fn run(session: &mut Session, _args: Args) -> Result<()> {
    // Half of what there is to show stands in /sys.
    session.enter_mounts()?;
    let mut request = Request::new(RTM_GETLINK, 0, &LinkHeader::default());
    request.put_u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    request.nest(IFLA_LINKINFO, |request| {
        request.put_bare_text(IFLA_INFO_KIND, "tun");
    });
    let dump = session.kernel.collect(request);
    let details = session.view.details > 0;
    session.out.records(|out| {
        let dump = dump?;
        let names = dump.iter().filter_map(|message| {
            let attrs = message.attrs(16);
            let kind = attrs.get(IFLA_LINKINFO)?.nest().get(IFLA_INFO_KIND)?;
            let name = attrs.get(IFLA_IFNAME)?.text();
            (kind.text() == b"tun").then(|| decode(name))
        });
        for name in names {
            out.object(None, |out| show(out, &name, details));
        }
        Ok(())
    })
}

const FLAGS: &[(u32, &str)] = &[
    (0x2000, "one_queue"),
    (0x0100, "multi_queue"),
    (0x4000, "vnet_hdr"),
    (0x0800, "persist"),
];

fn show(out: &mut Out, name: &str, details: bool) {
    let directory = Path::new("/sys/class/net").join(OsStr::from_bytes(&encode(name)));
    let flags = number(&directory, "tun_flags").unwrap_or(0);
    let flags = u32::try_from(flags).unwrap_or(0);
    out.paint(Colour::Ifname, "ifname", "{}:", name);
    out.array(Some("flags"), |out| {
        match flags & 3 {
            1 => out.element(" {}", "tun"),
            2 => out.element(" {}", "tap"),
            _ => {}
        }
        // One bit says both that there is no header before packets and that there is no filter.
        let headed = flags & 0x1000 == 0;
        if headed {
            out.element(" {}", "pi");
        }
        for (_, word) in FLAGS.iter().filter(|(bit, _)| flags & bit != 0) {
            out.element(" {}", *word);
        }
        if headed {
            out.element(" {}", "filter");
        }
    });
    for (key, file, text) in [
        ("user", "owner", " user {}"),
        ("group", "group", " group {}"),
    ] {
        if let Some(id) = number(&directory, file).filter(|id| *id != -1) {
            out.put(key, text, id);
        }
    }
    if details {
        out.line();
        out.word("\tAttached to processes:");
        out.array(Some("processes"), |out| processes(out, name));
    }
    out.end_record();
}

/// A number that the kernel keeps in a file of the device.
fn number(directory: &Path, file: &str) -> Option<i64> {
    let text = fs::read_to_string(directory.join(file)).ok()?;
    let text = text.trim();
    match text.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// The processes that hold the device open: their open files tell of it.
fn processes(out: &mut Out, name: &str) {
    let Ok(entries) = fs::read_dir("/proc") else {
        return;
    };
    let wanted = [b"iff:\t", encode(name).as_ref()].concat();
    for entry in entries.flatten() {
        let file_name = entry.file_name();
        let Some(pid) = file_name.to_str().and_then(|pid| pid.parse::<u32>().ok()) else {
            continue;
        };
        for _ in 0..holding(&entry.path(), &wanted) {
            let process = fs::read(entry.path().join("comm")).unwrap_or_default();
            let process = decode(process.strip_suffix(b"\n").unwrap_or(&process));
            out.object(None, |out| {
                out.put("name", "{}", &process);
                out.put("pid", "({})", pid);
            });
        }
    }
}

/// How many open files of a process are this device.
fn holding(process: &Path, wanted: &[u8]) -> usize {
    let Ok(entries) = fs::read_dir(process.join("fdinfo")) else {
        return 0;
    };
    let holds = |path: PathBuf| {
        fs::read(path)
            .is_ok_and(|text| text.split(|byte| *byte == b'\n').any(|line| line == wanted))
    };
    entries
        .flatten()
        .filter(|entry| holds(entry.path()))
        .count()
}
