//! Shared files of all worlds, built once in a private mount namespace: the two programs, the helpers, and file systems
//! that hide the machine's.
//!
//! The machine's /run, /etc, /usr/share and network are not changed: all changes are private mounts.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use nix::mount::{MsFlags, mount};
use nix::unistd::geteuid;

use super::private_root::unshare_mounts;
use super::programs::{Programs, Reference};
use super::world::{Program, World};

/// The shared files in a world.
pub const HERE: &str = "/run/oxip";

pub struct Stage {
    pub programs: Programs,
    /// A tmpfs: `tree` becomes /run/oxip of a world, `run` becomes its /run.
    pub scratch: PathBuf,
    /// The entries of a world's /etc and their link targets.
    pub etc: Vec<(PathBuf, PathBuf)>,
    kinds: Mutex<BTreeSet<(String, bool)>>,
}

impl Stage {
    pub fn build(programs: &Programs) -> Result<&'static Self, String> {
        if !geteuid().is_root() {
            return Err(
                "the cases need root, for namespaces of their own: run make test, \
                        or cargo test as root"
                    .to_owned(),
            );
        }
        let scratch = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/stage");
        let stage = assemble(programs, scratch).map_err(|why| {
            format!("cannot set up namespaces for the cases ({why}); is this a container without privileges?")
        })?;
        static STAGE: OnceLock<Stage> = OnceLock::new();
        Ok(STAGE.get_or_init(|| stage))
    }

    /// Whether the kernel can create a link of this kind, tried in a world.
    pub fn has_kind(&'static self, kind: &str) -> bool {
        let mut known = self.kinds.lock().unwrap();
        if let Some((_, has)) = known.iter().find(|(name, _)| name == kind) {
            return *has;
        }
        let world = World::new(self).expect("a world");
        let tried = world.run(Program::Reference, &format!("ip link add type {kind}"), "");
        // Any other refusal comes from the kind itself.
        let has = !tried.stderr.contains("Unknown device type");
        known.insert((kind.to_owned(), has));
        has
    }
}

fn assemble(programs: &Programs, scratch: PathBuf) -> Result<Stage, String> {
    let failed = |what: &str| {
        let what = what.to_owned();
        move |why: nix::Error| format!("{what}: {why}")
    };
    let io = |what: &Path| {
        let what = what.display().to_string();
        move |why: std::io::Error| format!("{what}: {why}")
    };
    // The path of a program started in a chroot is wrong outside.
    let myself = std::env::current_exe().map_err(|why| format!("this program: {why}"))?;
    unshare_mounts().map_err(failed("a private mount namespace"))?;

    fs::create_dir_all(&scratch).map_err(io(&scratch))?;
    mount_at("tmpfs", &scratch, "tmpfs", MsFlags::empty())?;
    fs::set_permissions(&scratch, fs::Permissions::from_mode(0o755)).map_err(io(&scratch))?;
    let tree = scratch.join("tree");
    for name in [
        "reference",
        "ours",
        "tools",
        "root",
        "etc",
        "share",
        "../run",
    ] {
        fs::create_dir_all(tree.join(name)).map_err(io(&tree))?;
    }

    // The programs, each in a directory for PATH.
    let wrapper = match &programs.reference {
        Reference::Tree(root) => {
            bind(root, &tree.join("root"))?;
            let lib = fs::read_dir(root.join("usr/lib"))
                .map_err(io(root))?
                .flatten()
                .map(|entry| entry.path())
                .find(|path| path.join("libc.so.6").exists())
                .ok_or("the reference has no libc")?;
            let loader = fs::read_dir(&lib)
                .map_err(io(&lib))?
                .flatten()
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .find(|name| name.starts_with("ld-linux") || name.starts_with("ld64"))
                .ok_or("the reference has no loader")?;
            let name = lib.file_name().unwrap_or_default().to_string_lossy();
            format!(
                "#!/bin/sh\nR={HERE}/root/usr\nexec $R/lib/{name}/{loader} --argv0 \"$0\" \
                 --library-path $R/lib/{name} $R/bin/ip \"$@\"\n"
            )
        }
        Reference::Installed(path) => format!("#!/bin/sh\nexec {} \"$@\"\n", path.display()),
    };
    script(&tree.join("reference/ip"), &wrapper)?;
    match &programs.ours {
        None => script(&tree.join("ours/ip"), &wrapper)?,
        Some(path) => {
            fs::copy(path, tree.join("ours/ip")).map_err(io(path))?;
        }
    }
    for (name, text) in TOOLS {
        script(&tree.join("tools").join(name), text)?;
    }
    for name in super::helpers::NAMES {
        let text = format!(
            "#!/bin/sh\n{}={name} exec {} \"$@\"\n",
            super::helpers::VARIABLE,
            myself.display()
        );
        script(&tree.join("tools").join(name), &text)?;
    }

    // /etc: links to the machine's, read-only.
    bind(Path::new("/etc"), &tree.join("etc"))?;
    let mut etc = Vec::new();
    for entry in fs::read_dir("/etc")
        .map_err(io(Path::new("/etc")))?
        .flatten()
    {
        let name = PathBuf::from(entry.file_name());
        let hidden = match &programs.reference {
            Reference::Tree(_) => name == Path::new("iproute2") || name == Path::new("netns"),
            Reference::Installed(_) => name == Path::new("netns"),
        };
        if !hidden {
            let target = fs::read_link(entry.path())
                .unwrap_or_else(|_| Path::new(HERE).join("etc").join(&name));
            etc.push((name, target));
        }
    }

    // /usr/share/iproute2: the reference's. Most machines have no such directory to mount it on, and get a /usr/share
    // of links.
    if let Reference::Tree(root) = &programs.reference {
        let tables = Path::new("/usr/share/iproute2");
        if !tables.is_dir() {
            let share = Path::new("/usr/share");
            bind(share, &tree.join("share"))?;
            let entries: Vec<_> = fs::read_dir(share).map_err(io(share))?.flatten().collect();
            mount_at("tmpfs", share, "tmpfs", MsFlags::empty())?;
            fs::set_permissions(share, fs::Permissions::from_mode(0o755)).map_err(io(share))?;
            for entry in entries {
                let name = entry.file_name();
                symlink(Path::new(HERE).join("share").join(&name), share.join(&name))
                    .map_err(io(share))?;
            }
            fs::create_dir(tables).map_err(io(tables))?;
        }
        bind(&root.join("usr/share/iproute2"), tables)?;
    }
    Ok(Stage {
        programs: programs.clone(),
        scratch,
        etc,
        kinds: Mutex::new(BTreeSet::new()),
    })
}

/// Asleep four times in a row. The sockets' groups are not reliable: /proc/net/netlink has only the first 32.
const LISTENING: &str = r"m=$!
until=$(($(date +%s) + 12))
asleep=0
while [ $asleep -lt 4 ]; do
    read -r line </proc/$m/stat || break
    case ${line##*) } in
        S*) asleep=$((asleep + 1)) ;;
        *) asleep=0 ;;
    esac
    [ $(date +%s) -lt $until ] || { kill $m; echo 'monitor timed out' >&2; exit 124; }
    sleep 0.05
done
";

/// The fifth column of /proc/net/netlink is the length of the receive queue.
const DONE: &str = r"until=$(($(date +%s) + 12))
while tail -n +2 /proc/net/netlink | grep -vq '^\([^ ]* *\)\{4\}0 '; do
    [ $(date +%s) -lt $until ] || { kill $m; echo 'monitor timed out' >&2; exit 124; }
    sleep 0.03
done
sleep 0.6
kill $m
wait $m 2>/dev/null
";

/// Small helpers on the PATH of every command line.
const TOOLS: &[(&str, &str)] = &[
    // on-tty 'COMMAND': runs it with a terminal as standard output.
    (
        "on-tty",
        "#!/bin/sh\nexec script -qefc \"$*\" /dev/null </dev/null\n",
    ),
    // as-nobody COMMAND...: runs it without privileges.
    (
        "as-nobody",
        "#!/bin/sh\nexec setpriv --reuid=65534 --regid=65534 --clear-groups -- \"$@\"\n",
    ),
    // `ip monitor >out & . listening`: continues when the monitor, process $m, waits for events.
    ("listening", LISTENING),
    // `. done`: continues when the sockets of this namespace have been read, and ends process $m.
    ("done", DONE),
];

fn script(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text)
        .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(0o755)))
        .map_err(|why| format!("{}: {why}", path.display()))
}

/// Bind mounts a directory and its mounts read-only.
fn bind(from: &Path, to: &Path) -> Result<(), String> {
    let source = from.to_string_lossy();
    mount_at(&source, to, "", MsFlags::MS_BIND | MsFlags::MS_REC)?;
    mount_at(
        "none",
        to,
        "",
        MsFlags::MS_BIND | MsFlags::MS_REMOUNT | MsFlags::MS_RDONLY,
    )
}

/// mount(2) with an error that names the target.
pub fn mount_at(source: &str, target: &Path, kind: &str, flags: MsFlags) -> Result<(), String> {
    mount(Some(source), target, Some(kind), flags, None::<&str>)
        .map_err(|why| format!("mount on {}: {why}", target.display()))
}

/// Kills a process for a watchdog, by its number here.
pub fn end(pid: u32) {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    if let Ok(pid) = i32::try_from(pid) {
        // It may have ended already.
        let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
    }
}

/// A command without this machine's environment except the parts that cases use.
pub fn scrubbed(program: &str, path: &str) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", path)
        .env("LC_ALL", "C")
        .env("TZ", "UTC")
        .env("HOME", "/root");
    command
}
