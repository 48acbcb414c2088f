//! The processes in a namespace, and its name.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{Error, Identity, RUN_DIR, Step, path_of};
use crate::sys::directory;

/// The processes in a namespace, in the order of `/proc`, which is by number. Processes that end meanwhile or may not
/// be inspected are omitted.
///
/// # Errors
///
/// [`Step::ReadProc`] if `/proc` cannot be read.
pub fn pids(namespace: Identity) -> Result<Vec<u32>, Error> {
    let mut pids = processes()?;
    pids.retain(|pid| is(Path::new(&format!("/proc/{pid}/ns/net")), namespace));
    Ok(pids)
}

/// All processes, in the order of `/proc`, which is by number.
///
/// # Errors
///
/// [`Step::ReadProc`] if `/proc` cannot be read.
pub fn processes() -> Result<Vec<u32>, Error> {
    let names = directory::names("/proc").map_err(Error::at(Step::ReadProc))?;
    Ok(names.iter().filter_map(|name| pid(name)).collect())
}

/// The name of a namespace, if it has one; of several, the one listed last.
///
/// # Errors
///
/// [`Step::SearchDir`] if [`RUN_DIR`] exists and cannot be read.
pub fn name_of(namespace: Identity) -> Result<Option<OsString>, Error> {
    let names = match directory::names(RUN_DIR) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        names => names.map_err(Error::at(Step::SearchDir))?,
    };
    let mut names = names.into_iter();
    Ok(names.rfind(|name| is(&path_of(name), namespace)))
}

/// Whether the file at `path` is this namespace.
fn is(path: &Path, namespace: Identity) -> bool {
    fs::metadata(path).is_ok_and(|file| {
        namespace
            == Identity {
                dev: file.dev(),
                ino: file.ino(),
            }
    })
}

/// The process number in the name of a directory of `/proc`.
fn pid(name: &OsStr) -> Option<u32> {
    let name = name.to_str()?;
    let digits = name.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| name.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::{add, current, enter, identity, open, open_of_pid};
    use super::*;
    use crate::sys::testing::{privately, quiet};

    #[test]
    fn we_are_in_our_own_namespace() {
        let me = std::process::id();
        let here = identity(open_of_pid(me).unwrap()).unwrap();
        let found = pids(here).unwrap();
        assert!(found.contains(&me));
        assert!(found.is_sorted());
    }

    #[test]
    fn only_digits_are_a_process() {
        assert_eq!(pid(OsStr::new("12")), Some(12));
        for name in ["", "self", "+1", "1x", "99999999999"] {
            assert_eq!(pid(OsStr::new(name)), None, "{name:?}");
        }
    }

    #[test]
    fn an_empty_namespace_has_no_processes() {
        privately(|| {
            add("a", &mut quiet).unwrap();
            let empty = identity(open("a").unwrap()).unwrap();
            assert!(pids(empty).unwrap().is_empty());
        });
    }

    #[test]
    fn a_process_is_found_where_it_is() {
        privately(|| {
            add("a", &mut quiet).unwrap();
            let mut child = std::thread::scope(|scope| {
                let start = || {
                    enter(open("a").unwrap()).unwrap();
                    std::process::Command::new("sleep").arg("60").spawn()
                };
                scope.spawn(start).join().unwrap().unwrap()
            });
            let namespace = identity(open("a").unwrap()).unwrap();
            let found = pids(namespace).unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
            assert_eq!(found, [child.id()]);
        });
    }

    #[test]
    fn the_last_of_several_names_counts() {
        privately(|| {
            let here = identity(current().unwrap()).unwrap();
            assert_eq!(name_of(here).unwrap(), None);
            add("a", &mut quiet).unwrap();
            assert_eq!(name_of(here).unwrap(), None);
            let made = identity(open("a").unwrap()).unwrap();
            std::os::unix::fs::symlink("a", path_of(OsStr::new("alias"))).unwrap();
            let names = super::super::list().unwrap();
            assert_eq!(name_of(made).unwrap().as_ref(), names.last());
        });
    }
}
