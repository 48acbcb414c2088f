//! The cgroups that bind the sockets of `ip vrf exec` to a VRF.
//!
//! `ip vrf exec red CMD` moves itself to the cgroup `[BASE/][NETNS-ns/]vrf/red`, whose program binds sockets to the
//! device `red`. Its children stay in that cgroup. The VRF has no meaning in another namespace: `ip netns exec` in such
//! a cgroup first moves to the `vrf` directory itself, which has no program.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process;

use nix::errno::Errno;
use nix::mount::{MsFlags, mount};

use super::bpf;
use super::directory;
use super::netns;
use crate::args::decode;
use crate::error::describe;

/// Mount point for a cgroup hierarchy that is not mounted.
const OWN_MOUNT: &str = "/var/run/cgroup2";

/// Why a VRF could not be entered or left. Its `Display` is iproute2's one or two lines.
#[derive(Debug)]
pub enum Error {
    /// The list of mounts cannot be read.
    Mounts(io::Error),
    /// A directory of `OWN_MOUNT` cannot be created.
    MakeMount(PathBuf, io::Error),
    /// The hierarchy cannot be mounted.
    Mount(io::Error),
    /// The current namespace's name, part of the path, cannot be determined.
    Name(io::Error),
    /// A directory of the cgroup cannot be created.
    MakeCgroup(PathBuf, io::Error),
    /// The cgroup's list of members cannot be opened.
    Open(io::Error),
    /// The kernel refuses to move this process to the cgroup.
    Join,
    /// The kernel refuses the program that binds sockets.
    Load(io::Error),
    /// The program cannot be attached to the cgroup.
    Attach(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mounts(cause) => write!(f, "Failed to open mounts file: {}", describe(cause)),
            Self::MakeMount(path, cause) => {
                mkdir_failed(f, path, cause)?;
                f.write_str("Failed to setup cgroup2 directory")
            }
            Self::Mount(cause) if cause.raw_os_error() == Some(libc::ENODEV) => {
                f.write_str("Failed to mount cgroup2. Are CGROUPS enabled in your kernel?")
            }
            Self::Mount(cause) => write!(f, "Failed to mount cgroup2: {}", describe(cause)),
            Self::Name(cause) => {
                let cause = describe(cause);
                writeln!(f, "Cannot open network namespace: {cause}")?;
                write!(f, "Failed to get name of network namespace: {cause}")
            }
            Self::MakeCgroup(path, cause) => {
                mkdir_failed(f, path, cause)?;
                f.write_str("Failed to setup vrf cgroup2 directory")
            }
            Self::Open(cause) => {
                write!(f, "Failed to open cgroups.procs file: {}.", describe(cause))
            }
            Self::Join => f.write_str("Failed to join cgroup"),
            Self::Load(cause) => {
                writeln!(f, "Failed to load BPF prog: '{}'", describe(cause))?;
                f.write_str("Kernel compiled with CGROUP_BPF enabled?")
            }
            Self::Attach(cause) => {
                writeln!(f, "Failed to attach prog to cgroup: '{}'", describe(cause))?;
                f.write_str("Kernel compiled with CGROUP_BPF enabled?")
            }
        }
    }
}

fn mkdir_failed(f: &mut fmt::Formatter<'_>, path: &Path, cause: &io::Error) -> fmt::Result {
    let (path, cause) = (decode(path.as_os_str().as_bytes()), describe(cause));
    writeln!(f, "mkdir failed for {path}: {cause}")
}

impl std::error::Error for Error {}

/// Leaves the VRF of this process, if any.
///
/// # Errors
///
/// The first step that fails; the process then stays in its cgroup.
pub fn leave() -> Result<(), Error> {
    // Without a readable list there is no cgroup to leave.
    let membership = fs::read(format!("/proc/{}/cgroup", process::id())).unwrap_or_default();
    let Some(base) = base_of_vrf(&membership) else {
        return Ok(());
    };
    let root = find_or_mount()?;
    let name = own_namespace()?;
    join(&vrf_dir(&root, base, name))
}

/// Enters a VRF: new sockets of this process and its children are bound to the device with this index. Without an
/// index, leaves the VRF.
///
/// # Errors
///
/// The first step that fails.
pub fn enter(vrf: &OsStr, index: Option<u32>) -> Result<(), Error> {
    let membership = fs::read(format!("/proc/{}/cgroup", process::id())).unwrap_or_default();
    let root = find_or_mount()?;
    let mut dir = vrf_dir(&root, &own_base(&membership), own_namespace()?);
    if let Some(index) = index {
        dir.push(vrf);
        make_dirs(&dir).map_err(|(path, cause)| Error::MakeCgroup(path, cause))?;
        bind_sockets(&dir, index)?;
    }
    join(&dir)
}

/// This process's cgroup without the VRF part; the root is an empty path.
fn own_base(membership: &[u8]) -> Vec<u8> {
    if let Some(base) = base_of_vrf(membership) {
        return base.to_vec();
    }
    let mut lines = membership.split(|&byte| byte == b'\n');
    let path = lines.find_map(|line| line.strip_prefix(b"0::"));
    let path = path.unwrap_or_default();
    let path = path.strip_suffix(b"/vrf").unwrap_or(path);
    path.strip_suffix(b"/").unwrap_or(path).to_vec()
}

/// The name of the VRF of a process.
///
/// # Errors
///
/// That of reading `/proc/PID/cgroup`.
pub fn of_process(pid: u32) -> io::Result<Option<Vec<u8>>> {
    let membership = fs::read(format!("/proc/{pid}/cgroup"))?;
    let mut lines = membership.split(|&byte| byte == b'\n');
    let path = lines.find_map(|line| line.strip_prefix(b"0::"));
    let vrf = path.and_then(|path| split_at(path, b"/vrf/"));
    Ok(vrf
        .map(|(_, name)| name.to_vec())
        .filter(|name| !name.is_empty()))
}

/// The processes in all cgroups of this VRF in the current namespace.
///
/// # Errors
///
/// That of finding the cgroups.
pub fn members(vrf: &OsStr) -> Result<Vec<u32>, Error> {
    let root = find_or_mount()?;
    let namespace = own_namespace()?.map(|name| {
        let mut name = name;
        name.push("-ns");
        name
    });
    let mut found = Vec::new();
    gather(&root, vrf, namespace.as_deref(), &mut found);
    Ok(found)
}

fn gather(dir: &Path, vrf: &OsStr, namespace: Option<&OsStr>, found: &mut Vec<u32>) {
    let Ok(names) = directory::names(dir) else {
        return;
    };
    for name in names {
        let path = dir.join(&name);
        if !fs::symlink_metadata(&path).is_ok_and(|file| file.is_dir()) {
            continue;
        }
        let ours = match namespace {
            Some(_) => dir.file_name() == namespace,
            None => !dir.as_os_str().as_bytes().ends_with(b"-ns"),
        };
        if name == "vrf" && ours {
            let text = fs::read_to_string(path.join(vrf).join("cgroup.procs"));
            found.extend(
                text.unwrap_or_default()
                    .lines()
                    .filter_map(|pid| pid.parse::<u32>().ok()),
            );
        }
        gather(&path, vrf, namespace, found);
    }
}

/// Attaches a program to a cgroup that sets `bound_dev_if` of new sockets.
fn bind_sockets(cgroup: &Path, index: u32) -> Result<(), Error> {
    let cgroup = fs::File::open(cgroup).map_err(Error::Attach)?;
    let program = bpf::load_socket_binder(index).map_err(Error::Load)?;
    bpf::attach_socket_binder(cgroup, program).map_err(Error::Attach)
}

/// The part before `/vrf/NAME` in the path of the cgroup 2 hierarchy, from the text of `/proc/PID/cgroup`.
fn base_of_vrf(membership: &[u8]) -> Option<&[u8]> {
    let mut lines = membership.split(|&byte| byte == b'\n');
    let path = lines.find_map(|line| line.strip_prefix(b"0::"))?;
    let (base, vrf) = split_at(path, b"/vrf/")?;
    (!vrf.is_empty()).then_some(base)
}

/// The text before and after the first `mark`.
fn split_at<'a>(text: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = text.windows(mark.len()).position(|part| part == mark)?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

/// The mount point of cgroup 2; mounts it if necessary.
fn find_or_mount() -> Result<PathBuf, Error> {
    let mounts = fs::read("/proc/mounts").map_err(Error::Mounts)?;
    if let Some(found) = find_mount(&mounts) {
        return Ok(found);
    }
    let root = PathBuf::from(OWN_MOUNT);
    make_dirs(&root).map_err(|(path, cause)| Error::MakeMount(path, cause))?;
    let (none, kind) = (Some("none"), Some("cgroup2"));
    match mount(none, &root, kind, MsFlags::empty(), None::<&str>) {
        Ok(()) | Err(Errno::EBUSY) => Ok(root),
        Err(errno) => Err(Error::Mount(errno.into())),
    }
}

/// The first mount point of type `cgroup2` in a text like `/proc/mounts`.
fn find_mount(mounts: &[u8]) -> Option<PathBuf> {
    mounts.split(|&byte| byte == b'\n').find_map(|line| {
        let mut fields = line.split(|&byte| byte == b' ').skip(1);
        let (path, kind) = (fields.next()?, fields.next()?);
        (kind == b"cgroup2").then(|| OsString::from_vec(path.to_vec()).into())
    })
}

fn own_namespace() -> Result<Option<OsString>, Error> {
    let identity = netns::current()
        .and_then(netns::identity)
        .map_err(Error::Name)?;
    netns::name_of(identity).map_err(|error| Error::Name(error.cause))
}

/// The directory whose subdirectories are the VRFs of the namespace of this name.
fn vrf_dir(root: &Path, base: &[u8], name: Option<OsString>) -> PathBuf {
    let mut path = root.as_os_str().as_bytes().to_vec();
    path.extend_from_slice(base);
    if let Some(name) = name {
        let own = [b"/", name.as_bytes(), b"-ns"].concat();
        if !base.ends_with(&own) {
            path.extend_from_slice(&own);
        }
    }
    path.extend_from_slice(b"/vrf");
    OsString::from_vec(path).into()
}

fn join(cgroup: &Path) -> Result<(), Error> {
    make_dirs(cgroup).map_err(|(path, cause)| Error::MakeCgroup(path, cause))?;
    OpenOptions::new()
        .read(true)
        .append(true)
        .open(cgroup.join("cgroup.procs"))
        .map_err(Error::Open)?
        .write_all(process::id().to_string().as_bytes())
        .map_err(|_| Error::Join)
}

/// Creates a directory and its parents; the error names the directory that failed.
fn make_dirs(path: &Path) -> Result<(), (PathBuf, io::Error)> {
    let mut builder = DirBuilder::new();
    builder.mode(0o755);
    let mut above: Vec<_> = path
        .ancestors()
        .filter(|dir| *dir != Path::new("/"))
        .collect();
    above.reverse();
    for dir in above {
        match builder.create(dir) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err((dir.into(), error));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::testing::privately;

    #[test]
    fn a_vrf_is_told_by_its_directory() {
        let base = |text: &'static str| base_of_vrf(text.as_bytes());
        assert_eq!(base("0::/vrf/red\n"), Some(&b""[..]));
        assert_eq!(base("0::/vrf/red"), Some(&b""[..]));
        assert_eq!(base("0::/sub/vrf/red/x\n"), Some(&b"/sub"[..]));
        assert_eq!(base("0::/a/vrf/b/vrf/c\n"), Some(&b"/a"[..]));
        assert_eq!(base("1:cpu:/\n0::/vrf/red\n"), Some(&b""[..]));
        for other in [
            "",
            "0::/\n",
            "0::/vrf\n",
            "0::/vrf/\n",
            "/vrf/red\n",
            "1:cpu:/vrf/red\n0::/\n",
            "0::/a-ns\n1:/vrf/red",
        ] {
            assert_eq!(base_of_vrf(other.as_bytes()), None, "{other:?}");
        }
    }

    #[test]
    fn the_first_mount_counts() {
        let mounts = b"tmpfs /sys/fs/cgroup tmpfs rw 0 0\n\
            cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n\
            cgroup2 /other cgroup2 rw 0 0\n";
        assert_eq!(
            find_mount(mounts),
            Some(PathBuf::from("/sys/fs/cgroup/unified"))
        );
        assert_eq!(find_mount(b"cgroup2 /x cgroup rw\nshort\n\n"), None);
    }

    #[test]
    fn a_named_namespace_has_a_directory_of_its_own() {
        let dir = |base: &str, name: Option<&str>| {
            let path = vrf_dir(Path::new("/cg"), base.as_bytes(), name.map(Into::into));
            path.into_os_string().into_string().unwrap()
        };
        assert_eq!(dir("", None), "/cg/vrf");
        assert_eq!(dir("/sub", None), "/cg/sub/vrf");
        assert_eq!(dir("/sub", Some("a")), "/cg/sub/a-ns/vrf");
        assert_eq!(dir("/sub/a-ns", Some("a")), "/cg/sub/a-ns/vrf");
        assert_eq!(dir("/aa-ns", Some("a")), "/cg/aa-ns/a-ns/vrf");
        assert_eq!(dir("/a-ns", None), "/cg/a-ns/vrf");
    }

    #[test]
    fn joining_appends_our_number() {
        privately(|| {
            let cgroup = Path::new("/run/cg/vrf");
            let error = join(cgroup).unwrap_err();
            assert_eq!(
                error.to_string(),
                "Failed to open cgroups.procs file: No such file or directory."
            );
            let procs = cgroup.join("cgroup.procs");
            fs::write(&procs, "").unwrap();
            join(cgroup).unwrap();
            let written = fs::read_to_string(procs).unwrap();
            assert_eq!(written, process::id().to_string());
        });
    }

    #[test]
    fn the_directory_that_failed_is_named() {
        let (path, _) = make_dirs(Path::new("/proc/cg/vrf")).unwrap_err();
        assert_eq!(path, Path::new("/proc/cg"));
        let cause = io::Error::from_raw_os_error(libc::ENOENT);
        assert_eq!(
            Error::MakeCgroup(path, cause).to_string(),
            "mkdir failed for /proc/cg: No such file or directory\n\
             Failed to setup vrf cgroup2 directory"
        );
    }

    #[test]
    fn a_process_outside_stays_where_it_is() {
        leave().unwrap();
    }
}
