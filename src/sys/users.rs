//! Users and groups by name for `ip tuntap`, from the files only: a static program cannot load glibc's name services.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

const USERS: &str = "/etc/passwd";
const GROUPS: &str = "/etc/group";

#[must_use]
pub fn user_id(name: impl AsRef<OsStr>) -> Option<u32> {
    id_of(&read(USERS), name.as_ref().as_bytes())
}

#[must_use]
pub fn user_name(id: u32) -> Option<OsString> {
    name_of(&read(USERS), id)
}

#[must_use]
pub fn group_id(name: impl AsRef<OsStr>) -> Option<u32> {
    id_of(&read(GROUPS), name.as_ref().as_bytes())
}

#[must_use]
pub fn group_name(id: u32) -> Option<OsString> {
    name_of(&read(GROUPS), id)
}

/// A system without the file has no names.
fn read(path: &str) -> Vec<u8> {
    fs::read(path).unwrap_or_default()
}

fn id_of(table: &[u8], name: &[u8]) -> Option<u32> {
    rows(table).find(|&(row, _)| row == name).map(|(_, id)| id)
}

fn name_of(table: &[u8], id: u32) -> Option<OsString> {
    rows(table)
        .find(|&(_, row)| row == id)
        .map(|(name, _)| OsString::from_vec(name.to_vec()))
}

/// Both files have the name first and the number third (`passwd(5)`, `group(5)`).
fn rows(table: &[u8]) -> impl Iterator<Item = (&[u8], u32)> {
    table.split(|&byte| byte == b'\n').filter_map(|line| {
        let mut fields = line.split(|&byte| byte == b':');
        let (name, id) = (fields.next()?, fields.nth(1)?);
        // `+` and `-` entries refer to name services; glibc skips comments, too.
        let ordinary = !matches!(name.first(), None | Some(b'#' | b'+' | b'-'));
        let id = std::str::from_utf8(id).ok()?.parse().ok()?;
        ordinary.then_some((name, id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[u8] = b"root:x:0:0:root:/root:/bin/sh\n# a:x:1:\n+nis:x:2:\n\nshort:x\n\
        bad:x:-1:\nbig:x:4294967296:\nann:x:1000:1000::/home/ann:/bin/sh\nalias:x:1000:\n";

    #[test]
    fn names_and_numbers_go_both_ways() {
        assert_eq!(id_of(TABLE, b"root"), Some(0));
        assert_eq!(id_of(TABLE, b"ann"), Some(1000));
        assert_eq!(name_of(TABLE, 1000), Some("ann".into()), "the first counts");
    }

    #[test]
    fn other_lines_are_passed_over() {
        for name in ["", "# a", "+nis", "short", "bad", "big", "nobodyx"] {
            assert_eq!(id_of(TABLE, name.as_bytes()), None, "{name:?}");
        }
        assert_eq!(name_of(TABLE, 2), None);
    }

    #[test]
    fn the_system_s_root_is_found() {
        assert_eq!(user_id("root"), Some(0));
        assert_eq!(user_name(0), Some("root".into()));
        assert_eq!(group_id("root"), Some(0));
        assert_eq!(group_name(0), Some("root".into()));
    }
}
