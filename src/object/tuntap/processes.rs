//! The processes that hold a device open, according to `fdinfo` of their open files.

use crate::args::encode;
use crate::output::Out;
use crate::sys::netns::{self, Identity};
use crate::sys::{directory, tun};
use std::fs;
use std::path::{Path, PathBuf};

/// Shows each process that holds the device `name` open, once per open file.
pub(super) fn show(out: &mut Out, name: &str) {
    let line = [b"iff:\t", encode(name).as_ref()].concat();
    let here = netns::current().and_then(netns::identity).ok();
    for pid in netns::processes().unwrap_or_default() {
        let directory = PathBuf::from(format!("/proc/{pid}"));
        for _ in 0..count_open(pid, &directory, &line, here) {
            let process = fs::read(directory.join("comm")).unwrap_or_default();
            // iproute2 reads one line.
            let line = process.split(|byte| *byte == b'\n').next();
            let process = line.unwrap_or_default();
            out.object(None, |out| {
                out.put("name", "{}", process);
                out.put("pid", "({})", pid);
            });
        }
    }
}

/// Number of open files of a process that have this line in `fdinfo` and are devices of this namespace.
fn count_open(pid: u32, process: &Path, line: &[u8], here: Option<Identity>) -> usize {
    let directory = process.join("fdinfo");
    let files = directory::names(&directory).unwrap_or_default();
    let named = |path: &Path| {
        fs::read(path).is_ok_and(|text| text.split(|byte| *byte == b'\n').any(|has| has == line))
    };
    files
        .iter()
        .filter(|file| named(&directory.join(file)))
        .filter(|file| {
            let file = file.to_str().and_then(|file| file.parse().ok());
            file.is_none_or(|file| is_of_namespace(pid, file, here))
        })
        .count()
}

/// Whether the device behind a file descriptor of a process may belong to this namespace; unknown before Linux 5.6 or
/// without the privilege.
fn is_of_namespace(pid: u32, file: i32, here: Option<Identity>) -> bool {
    match (tun::namespace_of(pid, file), here) {
        (Ok(namespace), Some(here)) => namespace == here,
        _ => true,
    }
}
