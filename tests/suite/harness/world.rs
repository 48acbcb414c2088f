//! A world: a network, mount and process namespace like a fresh machine, and a thread in it that runs command lines on
//! request.

use std::fmt;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use nix::mount::MsFlags;
use nix::sched::{CloneFlags, unshare};

use super::case::in_guest;
use super::stage::{HERE, Stage, end, mount_at, scrubbed};

/// A command line that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// The last line on stderr of a killed command line.
const HUNG: &str = "(ended by the harness: it hung)\n";

/// The `ip` in the PATH of a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    Reference,
    Ours,
}

/// The result of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The exit status, or 128 plus the signal.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    pub fn succeeded(&self) -> bool {
        self.status == 0
    }

    /// Whether the command line was killed because it took too long.
    pub fn timed_out(&self) -> bool {
        [HUNG, "monitor timed out\n"]
            .iter()
            .any(|line| self.stderr.ends_with(line))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "status {}", self.status)?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                writeln!(f, "{name}:\n{}", visible(text))?;
            }
        }
        Ok(())
    }
}

/// Makes ends of lines, blanks at them and control characters visible.
fn visible(text: &str) -> String {
    let mut shown = String::new();
    for line in text.split_inclusive('\n') {
        let ended = line.strip_suffix('\n');
        let body = ended.unwrap_or(line);
        let inked = body.trim_end_matches(' ');
        shown.push_str("  | ");
        for character in inked.chars() {
            match character {
                '\t' => shown.push_str("\\t"),
                '\x1b' => shown.push_str("\\e"),
                control if control.is_control() => shown.extend(control.escape_default()),
                plain => shown.push(plain),
            }
        }
        shown.push_str(&"·".repeat(body.len() - inked.len()));
        shown.push_str(if ended.is_some() {
            "\n"
        } else {
            "(no end of line)"
        });
    }
    shown.trim_end_matches('\n').to_owned()
}

struct Ask {
    program: Program,
    line: String,
    stdin: String,
}

pub struct World {
    /// The first process of the world, by its number here; the world ends with it.
    init: u32,
    ask: Option<Sender<Ask>>,
    answer: Receiver<Outcome>,
    thread: Option<JoinHandle<()>>,
}

impl World {
    pub fn new(stage: &'static Stage) -> Result<Self, String> {
        let (ask, asked) = channel::<Ask>();
        let (reply, answer) = channel();
        let (ready, born) = channel();
        let thread = std::thread::spawn(move || match enter(stage) {
            Err(why) => drop(ready.send(Err(why))),
            Ok(mut init) => {
                drop(ready.send(Ok(init.id())));
                for ask in asked {
                    let outcome = perform(&ask).unwrap_or_else(|why| Outcome {
                        status: -1,
                        stdout: String::new(),
                        stderr: format!("the harness cannot run this: {why}\n"),
                    });
                    if reply.send(outcome).is_err() {
                        break;
                    }
                }
                drop(init.kill());
                drop(init.wait());
            }
        });
        let init = born.recv().map_err(|why| why.to_string())??;
        Ok(Self {
            init,
            ask: Some(ask),
            answer,
            thread: Some(thread),
        })
    }

    /// Starts a command line; `wait` returns the result.
    pub fn start(&self, program: Program, line: &str, stdin: &str) {
        let ask = Ask {
            program,
            line: line.to_owned(),
            stdin: stdin.to_owned(),
        };
        if let Some(sender) = &self.ask {
            sender.send(ask).expect("the world is alive");
        }
    }

    pub fn wait(&self) -> Outcome {
        match self.answer.recv_timeout(PATIENCE) {
            Ok(outcome) => outcome,
            Err(RecvTimeoutError::Timeout) => {
                end(self.init);
                let mut outcome = self.answer.recv().expect("the world ends");
                outcome.stderr.push_str(HUNG);
                outcome
            }
            Err(RecvTimeoutError::Disconnected) => panic!("a world broke down"),
        }
    }

    pub fn run(&self, program: Program, line: &str, stdin: &str) -> Outcome {
        self.start(program, line, stdin);
        self.wait()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.ask.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Moves this thread into new namespaces and sets them up.
fn enter(stage: &Stage) -> Result<Child, String> {
    let says = |what: &str| {
        let what = what.to_owned();
        move |why: std::io::Error| format!("{what}: {why}")
    };
    unshare(CloneFlags::CLONE_NEWNS | CloneFlags::CLONE_NEWNET | CloneFlags::CLONE_NEWPID)
        .map_err(|why| format!("unshare: {why}"))?;

    let run = stage.scratch.join("run");
    mount_at(
        "tmpfs",
        &run,
        "tmpfs",
        MsFlags::MS_NOSUID | MsFlags::MS_NODEV,
    )?;
    fs::create_dir(run.join("oxip")).map_err(says("/run/oxip"))?;
    fs::create_dir(run.join("case")).map_err(says("/run/case"))?;
    let tree = stage.scratch.join("tree");
    let recursive = MsFlags::MS_BIND | MsFlags::MS_REC;
    mount_at(&tree.to_string_lossy(), &run.join("oxip"), "", recursive)?;
    mount_at(
        &run.to_string_lossy(),
        Path::new("/run"),
        "",
        MsFlags::MS_MOVE,
    )?;
    open_to_all("/run")?;

    mount_at("tmpfs", Path::new("/etc"), "tmpfs", MsFlags::empty())?;
    open_to_all("/etc")?;
    for (name, target) in &stage.etc {
        symlink(target, Path::new("/etc").join(name)).map_err(says("/etc"))?;
    }
    mount_at("sysfs", Path::new("/sys"), "sysfs", MsFlags::empty())?;
    // If the mount point exists, as on most machines; otherwise the reference searches for one and warns.
    let bpf = Path::new("/sys/fs/bpf");
    if bpf.is_dir() {
        // Optional.
        let _ = mount_at("bpf", bpf, "bpf", MsFlags::empty());
    }

    // Only a process of the new namespace can mount its /proc. It ends with its standard input: with this thread,
    // however the suite ends.
    let mut init = scrubbed("/bin/sh", "/usr/sbin:/usr/bin:/sbin:/bin")
        .args(["-c", &first_process()])
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(says("/bin/sh"))?;
    let mut line = String::new();
    if let Some(stdout) = init.stdout.take() {
        BufReader::new(stdout)
            .read_line(&mut line)
            .map_err(says("/proc"))?;
    }
    if line != "ready\n" {
        drop(init.kill());
        drop(init.wait());
        return Err("cannot mount /proc in a process namespace".to_owned());
    }
    Ok(init)
}

/// The first process of a world. Control groups belong to the whole machine: only in the guest does a world get one, as
/// the root that it sees.
fn first_process() -> String {
    static WORLDS: AtomicU32 = AtomicU32::new(0);
    let rest = "mount -t proc proc /proc && echo ready && exec cat >/dev/null";
    if !in_guest() {
        return rest.to_owned();
    }
    let group = format!("/sys/fs/cgroup/oxip-{}", WORLDS.fetch_add(1, Relaxed));
    let mount = "mount -t cgroup2 cgroup /sys/fs/cgroup";
    format!(
        "{mount} && mkdir {group} && echo 0 >{group}/cgroup.procs && umount /sys/fs/cgroup \
         && exec unshare --cgroup sh -c '{mount} && {rest}'"
    )
}

fn open_to_all(directory: &str) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(directory, fs::Permissions::from_mode(0o755))
        .map_err(|why| format!("{directory}: {why}"))
}

/// Output goes to files, so background processes keep no pipe open.
fn perform(ask: &Ask) -> std::io::Result<Outcome> {
    let directory = match ask.program {
        Program::Reference => "reference",
        Program::Ours => "ours",
    };
    let path = format!(
        "{HERE}/{directory}:{HERE}/tools:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    );
    let [input, stdout, stderr] = ["in", "out", "err"].map(|name| format!("/run/.{name}"));
    File::create(&input)?.write_all(ask.stdin.as_bytes())?;
    let enter_group = "echo 0 >/sys/fs/cgroup/cgroup.procs && exec nsenter --cgroup=/proc/1/ns/cgroup /bin/sh -c \"$0\"";
    let words: &[&str] = if in_guest() {
        &["-c", enter_group, &ask.line]
    } else {
        &["-c", &ask.line]
    };
    let status = scrubbed("/bin/sh", &path)
        .args(words)
        .current_dir("/run/case")
        .stdin(File::open(&input)?)
        .stdout(append(&stdout)?)
        .stderr(append(&stderr)?)
        .status()?;
    let outcome = Outcome {
        status: code(status),
        stdout: read(&stdout)?,
        stderr: read(&stderr)?,
    };
    for file in [input, stdout, stderr] {
        fs::remove_file(file)?;
    }
    Ok(outcome)
}

fn append(path: &str) -> std::io::Result<File> {
    File::options().create_new(true).append(true).open(path)
}

fn code(status: ExitStatus) -> i32 {
    let signalled = || 128 + status.signal().unwrap_or_default();
    status.code().unwrap_or_else(signalled)
}

/// The bytes of a file as text; invalid UTF-8 becomes `\xNN`.
fn read(path: &str) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.read_to_end(&mut bytes)?;
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    Ok(text)
}
