//! Properties of a tun or tap device.
//!
//! Netlink reports most of them since Linux 4.17, always for the right namespace. /sys has all of them, but for the
//! namespace in which it was mounted: it is used only if it agrees with netlink.

use crate::args::encode;
use crate::netlink::{Attr, Attrs};
use crate::uapi::link_kinds::*;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// The flags that netlink reports, as `IFF_*` of linux/if_tun.h.
const REPORTED: i32 = libc::IFF_TUN
    | libc::IFF_TAP
    | libc::IFF_NO_PI
    | libc::IFF_VNET_HDR
    | libc::IFF_MULTI_QUEUE
    | libc::IFF_PERSIST;

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Device {
    /// `IFF_*`.
    pub(super) flags: i32,
    pub(super) owner: Option<u32>,
    pub(super) group: Option<u32>,
}

impl Device {
    /// The device `name` with this index and `IFLA_INFO_DATA`.
    pub(super) fn find(name: &str, index: u32, data: Option<Attr>) -> Device {
        let from_sys = Device::from_sys(&sys_directory(name), index);
        match (data.map(|data| Device::from_attrs(data.nest())), from_sys) {
            (Some(reported), Some(from_sys)) if from_sys.agrees_with(&reported) => from_sys,
            (Some(reported), _) => reported,
            (None, from_sys) => from_sys.unwrap_or_default(),
        }
    }

    fn from_attrs(data: Attrs) -> Device {
        let is_set = |attr| data.get(attr).and_then(Attr::u8).is_some_and(|n| n != 0);
        let flag = |set: bool, flag: i32| if set { flag } else { 0 };
        let kind = data.get(IFLA_TUN_TYPE).and_then(Attr::u8).unwrap_or(0);
        let id = |attr| data.get(attr).and_then(Attr::u32);
        Device {
            flags: i32::from(kind) & (libc::IFF_TUN | libc::IFF_TAP)
                | flag(!is_set(IFLA_TUN_PI), libc::IFF_NO_PI)
                | flag(is_set(IFLA_TUN_VNET_HDR), libc::IFF_VNET_HDR)
                | flag(is_set(IFLA_TUN_MULTI_QUEUE), libc::IFF_MULTI_QUEUE)
                | flag(is_set(IFLA_TUN_PERSIST), libc::IFF_PERSIST),
            owner: id(IFLA_TUN_OWNER),
            group: id(IFLA_TUN_GROUP),
        }
    }

    /// `None` if /sys has no such device, or one with another index.
    fn from_sys(directory: &Path, index: u32) -> Option<Device> {
        let number = |file| number(&directory.join(file));
        // -1 stands for none.
        let id = |file| number(file).and_then(|id| u32::try_from(id).ok());
        if number("ifindex") != Some(index.into()) {
            return None;
        }
        Some(Device {
            flags: i32::try_from(number("tun_flags")?).ok()?,
            owner: id("owner"),
            group: id("group"),
        })
    }

    fn agrees_with(&self, reported: &Device) -> bool {
        self.flags & REPORTED == reported.flags
            && self.owner == reported.owner
            && self.group == reported.group
    }
}

fn sys_directory(name: &str) -> PathBuf {
    Path::new("/sys/class/net").join(OsStr::from_bytes(&encode(name)))
}

/// The number in a file of /sys.
fn number(file: &Path) -> Option<i64> {
    let text = fs::read_to_string(file).ok()?;
    let text = text.trim();
    match text.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}
