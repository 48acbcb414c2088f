//! `xdp …`: the program that a device runs on each packet that comes in.

use super::LinkOptions;
use crate::args::{Args, short};
use crate::error::{Error, Result, strerror};
use crate::session::Session;
use crate::sys::bpf;
use crate::uapi::link::IFLA_XDP;
use crate::uapi::xdp::{
    IFLA_XDP_FD, IFLA_XDP_FLAGS, XDP_FLAGS_HW_MODE, XDP_FLAGS_UPDATE_IF_NOEXIST,
};
use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::sync::Arc;

/// Reads what is to run in `mode` (`XDP_FLAGS_*_MODE`, 0 for the best there is).
pub(super) fn read<'a>(
    options: &mut LinkOptions<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
    mode: u32,
) -> Result<()> {
    // A program for the hardware is made for one device.
    if mode == XDP_FLAGS_HW_MODE {
        let dev = options.dev.or(options.name);
        let index = dev.and_then(|dev| session.names.links.index(dev));
        if index.is_none() {
            return Err(Error::incomplete());
        }
    }
    let program = program(args)?;
    let flags = match session.force {
        true => mode,
        false => mode | XDP_FLAGS_UPDATE_IF_NOEXIST,
    };
    options.request.bare_nest(IFLA_XDP, |request| {
        match program {
            Some(program) => request.put_fd(IFLA_XDP_FD, program),
            None => request.put(IFLA_XDP_FD, &(-1_i32).to_ne_bytes()),
        };
        if flags != 0 {
            request.put_u32(IFLA_XDP_FLAGS, flags);
        }
    });
    Ok(())
}

/// The program, or none for `off`, which ends the command.
fn program(args: &mut Args) -> Result<Option<Arc<OwnedFd>>> {
    let word = args.value()?;
    if args.is_empty() && matches!(word, "off" | "none") {
        return Ok(None);
    }
    if short(word, "object") {
        return Err(object(args)?);
    }
    if short(word, "pinned") || short(word, "fd") {
        return pinned(args.value()?).map(Some);
    }
    Err(fatal(format!("What mode is \"{word}\"?")))
}

fn fatal(text: String) -> Error {
    Error::fatal(text, 255)
}

fn pinned(path: &str) -> Result<Arc<OwnedFd>> {
    bpf::pinned_program(crate::args::encode(path).as_ref())
        .map(Arc::new)
        .map_err(|error| {
            let why = strerror(error.raw_os_error().unwrap_or(0));
            fatal(format!("Couldn't retrieve pinned program '{path}': {why}"))
        })
}

/// Reads the options of an object file and says why it cannot be loaded.
fn object(args: &mut Args) -> Result<Error> {
    let path = args.value()?;
    let section = crate::args::Word::Short("section");
    let program = crate::args::Word::Whole("program");
    if args.take(section) || args.take(program) {
        args.value()?;
    }
    args.take(crate::args::Word::Short("verbose"));
    Ok(match foreign(path) {
        Some(why) => fatal(format!("{why}Cannot initialize ELF context!")),
        None => Error::not_built("loading a program from an object file"),
    })
}

/// `EM_BPF` (linux/elf-em.h).
const EM_BPF: u16 = 247;

/// What is wrong with an object file, as a line of its own; `None` if it may hold programs.
fn foreign(path: &str) -> Option<String> {
    let words = crate::args::encode(path);
    let file = File::open(std::ffi::OsStr::from_bytes(&words));
    let failed = |doing: &str, error: &std::io::Error| {
        let why = strerror(error.raw_os_error().unwrap_or(0));
        format!("Error {doing} object {path}: {why}\n")
    };
    let mut file = match file {
        Ok(file) => file,
        Err(error) => return Some(failed("opening", &error)),
    };
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        let error = std::io::Error::from_raw_os_error(libc::ENODEV);
        return Some(failed("mapping", &error));
    }
    let mut header = [0; 64];
    if file.read_exact(&mut header).is_err() || !header.starts_with(b"\x7fELF") {
        return Some(String::new());
    }
    let [
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        low,
        high,
        ..,
    ] = header;
    match u16::from_ne_bytes([low, high]) {
        0 | EM_BPF => None,
        _ => Some("ELF format error, ELF file not for eBPF?\n".to_owned()),
    }
}
