//! In a sandbox, `ip` is this program, even if it was started as `target/ip` on a host that has another one.

use super::FILES;
use crate::sys::process::set_variable;
use std::env;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};

/// Prepends a directory to `PATH` in which `ip` is this program, unless `PATH` finds it already.
pub(super) fn set() {
    let Some(own) = env::current_exe().ok().filter(|own| own.exists()) else {
        return;
    };
    let path = env::var_os("PATH").unwrap_or_default();
    let mut found = env::split_paths(&path).map(|directory| directory.join("ip"));
    if found
        .find(|file| file.is_file())
        .is_some_and(|found| same(&found, &own))
    {
        return;
    }
    // If this fails, `PATH` stays as it is.
    let _ = fs::create_dir(FILES);
    let directories = [PathBuf::from(FILES)]
        .into_iter()
        .chain(env::split_paths(&path));
    if symlink(&own, Path::new(FILES).join("ip")).is_ok() {
        if let Ok(path) = env::join_paths(directories) {
            set_variable("PATH", path);
        }
    }
}

fn same(left: &Path, right: &Path) -> bool {
    let file = |path: &Path| fs::metadata(path).ok().map(|it| (it.dev(), it.ino()));
    file(left).is_some() && file(left) == file(right)
}
