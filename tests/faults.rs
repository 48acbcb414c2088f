//! What the real program does when calls fail, when parts of the system are missing, and what it hands on to others.
//! Each script runs in namespaces of its own with an empty /run; docs/security.md names what is promised.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used
)]

#[path = "suite/harness/private_root.rs"]
mod private_root;

use nix::sched::{CloneFlags, unshare};
use private_root::unshare_mounts;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program under test.
fn program() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    match std::env::var_os("OXIP_BIN").filter(|name| name != "reference") {
        Some(path) => here.join(path),
        None => PathBuf::from(env!("CARGO_BIN_EXE_ip")),
    }
}

struct Outcome {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs a script as root of its own namespaces; nothing without the privilege. `$IP` is the program, `FAIL CALLS` runs
/// what follows with calls that fail (strace(1), `-e inject`).
fn run(script: &str) -> Option<Outcome> {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("skipped: it needs root");
        return None;
    }
    // Names of the machine's own are out of sight.
    let prelude = "while umount -l /run/netns 2>/dev/null; do :; done
        mount -t tmpfs -o mode=755 tmpfs /run && mkdir /run/case && cd /run/case || exit 99
        fail() { calls=$1; shift; strace -f -qq -o /dev/null -e signal=none -e inject=$calls \"$@\"; }\n";
    let mut command = Command::new("timeout");
    command
        .args(["-k1", "120", "sh", "-c"])
        .arg(format!("{prelude}{script}"))
        .env_clear()
        .envs([("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), ("LC_ALL", "C")])
        .env("IP", program());
    // A thread of its own, whose namespaces the script inherits.
    let output = std::thread::scope(|scope| {
        let thread = scope.spawn(move || {
            unshare(CloneFlags::CLONE_NEWNET).expect("a network namespace");
            unshare_mounts().expect("a mount namespace");
            command.output().expect("timeout(1)")
        });
        thread.join().expect("a thread")
    });
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Some(Outcome {
        status: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    })
}

/// The status, what stdout has to contain (nothing: be empty), and all of stderr.
#[track_caller]
fn check(script: &str, status: i32, stdout: &str, stderr: &str) {
    let Some(outcome) = run(script) else { return };
    let all = format!(
        "{script}\nstatus {:?}\n{}\n{}",
        outcome.status, outcome.stdout, outcome.stderr
    );
    assert_eq!(outcome.status, Some(status), "{all}");
    assert_eq!(outcome.stderr, stderr, "{all}");
    match stdout {
        "" => assert_eq!(outcome.stdout, "", "{all}"),
        part => assert!(outcome.stdout.contains(part), "{all}"),
    }
}

const LO: &str = "1: lo: <LOOPBACK>";

#[test]
fn a_signal_is_waited_through() {
    check(
        "fail recvfrom:error=EINTR:when=1..3 $IP link show lo",
        0,
        LO,
        "",
    );
    check("fail sendto:error=EINTR:when=1..3 $IP link show", 0, LO, "");
    check("fail write:error=EINTR:when=1..3 $IP link show", 0, LO, "");
    let script = "fail recvmsg:error=EINTR:when=1..3 timeout 4 $IP monitor link >out 2>&1 &
        for i in $(seq 30); do $IP link set lo up; $IP link set lo down; grep -q lo: out && break; sleep 0.1; done
        test -s out && wait; grep -c lo: out >/dev/null";
    check(script, 0, "", "");
}

#[test]
fn nothing_yet_is_waited_for() {
    check(
        "fail recvfrom:error=EAGAIN:when=1..3 $IP link show lo",
        0,
        LO,
        "",
    );
}

#[test]
fn lost_messages_are_told() {
    let line = "netlink receive error No buffer space available (105)\n";
    let dump = format!("{line}Dump terminated\n");
    // tests/cases/global/lost.case holds the status of each list to iproute2's.
    check("fail recvfrom:error=ENOBUFS $IP neigh", 1, "", &dump);
    check(
        "fail recvfrom:error=ENOBUFS $IP -j -d link",
        0,
        "[]\n",
        &dump,
    );
    check(
        "fail recvfrom:error=ENOBUFS $IP link set lo up",
        2,
        "",
        line,
    );
}

#[test]
fn nothing_is_left_out_in_silence() {
    // Each answer of the kernel is lost in turn: all is shown, or an error. Without the kernel's defaults of a kind of
    // link, every option is exported.
    let script = "ip() { $IP \"$@\"; }
        cut() { sed 's/^\\(link add name [^ ]*\\).*/\\1/'; }
        ip link set lo up; ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up
        ip addr add 10.0.0.1/24 dev v0; ip nexthop add id 5 via 10.0.0.2 dev v0; ip route add 10.5.0.0/16 nhid 5
        ip route add default via 10.0.0.2; ip rule add from 10.0.0.0/8 table 7
        ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev v0; ip link add br0 type bridge; ip netns add red
        ip addr add fd00::1/64 dev v0 nodad; ip route add fd01::/16 via fd00::2; ip -6 rule add from fd00::/8 table 7
        for command in export 'export all' topology; do
            $IP $command | cut >all; test -s all || exit 3
            calls=$(strace -f -qq -e trace=recvfrom,recvmsg -o /dev/stdout $IP $command 2>/dev/null | grep -c '^[0-9]* *recv.*)  *= ')
            test $calls -gt 5 || exit 4
            for n in $(seq $calls); do
                fail recvfrom:error=ENOBUFS:when=$n $IP $command >some 2>errors
                status=$?
                cut <some | cmp -s all - || test $status != 0 || test -s errors || grep -q ': not seen: ' some \\
                    || { echo $command $n; diff all some; }
            done
        done; :";
    check(script, 0, "", "");
}

#[test]
fn a_kernel_without_memory_is_told() {
    let line = "Cannot talk to rtnetlink: Cannot allocate memory\n";
    check("fail sendto:error=ENOMEM $IP link set lo up", 2, "", line);
    let line = "Cannot send dump request: Cannot allocate memory\n";
    check("fail sendto:error=ENOMEM $IP neigh", 1, "", line);
    let line = "netlink receive error Cannot allocate memory (12)\n";
    check("fail recvfrom:error=ENOMEM $IP link set lo up", 2, "", line);
}

#[test]
fn a_socket_that_ends_is_told() {
    let line = "EOF on netlink\n";
    check("fail recvfrom:retval=0 $IP link set lo up", 2, "", line);
    let dump = "EOF on netlink\nDump terminated\n";
    check("fail recvfrom:retval=0 $IP route show", 2, "", dump);
}

#[test]
fn no_descriptors_are_left() {
    let line = "Cannot open netlink socket: Too many open files\n";
    for command in [
        "link show",
        "link set lo up",
        "addr add 10.0.0.1/8 dev lo",
        "neigh show dev lo",
    ] {
        check(
            &format!("fail socket:error=EMFILE $IP {command}"),
            1,
            "",
            line,
        );
    }
    for (command, what) in [
        (
            "maddress add 33:33:00:00:00:05 dev lo",
            "Cannot create socket",
        ),
        ("tunnel del t0", "create socket failed"),
        ("-6 tunnel show t0", "create socket failed"),
        ("tunnel prl dev lo", "create socket failed"),
        ("tunnel 6rd dev lo 6rd-reset", "create socket failed"),
    ] {
        let line = format!("{what}: Too many open files\n");
        let script = format!("fail socket:error=EMFILE $IP {command}");
        check(&script, 1, "", &line);
    }
    // The second socket, for names, is missing: what was shown may be wrong.
    let script = "$IP link set lo up; fail socket:error=EMFILE:when=2 $IP route show table all";
    check(script, 1, "127.0.0.1", line);
}

#[test]
fn a_full_disk_is_told() {
    for command in ["link show", "-j link show", "-V", "-o -d link"] {
        let script = format!("$IP {command} >/dev/full");
        check(&script, 1, "", "write: No space left on device\n");
    }
}

#[test]
fn a_reader_that_left_is_no_error() {
    check(
        "($IP link show; $IP link show) | head -1; exit 0",
        0,
        LO,
        "",
    );
}

#[test]
fn closed_standard_files_do_no_harm() {
    check("$IP link show >&-", 0, "", "");
    check("$IP link show 0<&- 2>&-", 0, LO, "");
    check("$IP link show nosuch >&- 2>&-", 1, "", "");
    // Whatever is opened meanwhile must not become the place for the output.
    check("$IP netns add a >&- 0<&- && $IP netns list", 0, "a\n", "");
}

#[test]
fn closed_standard_files_are_dev_null() {
    let script = "$IP netns add a
        $IP netns exec a sh -c '(for f in 0 1 2; do readlink /proc/$$/fd/$f; done) >open' <&- >&- 2>&-; cat open";
    check(script, 0, "/dev/null\n/dev/null\n/dev/null\n", "");
    let script = "exec 3</dev/null; $IP netns add a
        $IP netns exec a sh -c '(for f in 0 1 2; do readlink /proc/$$/fd/$f; done) >open' <&3 3<&- >here 2>&-; cat open";
    check(script, 0, "/dev/null\n/run/case/here\n/dev/null\n", "");
}

#[test]
fn a_fifo_among_the_names_is_not_waited_for() {
    let fifo = "mkdir /run/netns; mkfifo /run/netns/f; ";
    let line = "setting the network namespace \"f\" failed: Invalid argument\n";
    for command in ["-n f link", "netns exec f true"] {
        check(&format!("{fifo} timeout 5 $IP {command}"), 255, "", line);
    }
    check(&format!("{fifo} timeout 5 $IP netns identify"), 0, "\n", "");
    let script = format!("{fifo} timeout 5 $IP netns check");
    check(&script, 1, "f: not a network namespace: a FIFO\n", "");
    let script = format!("{fifo} timeout 5 $IP netns del f && ls /run/netns");
    check(&script, 0, "", "");
    let script = format!("{fifo} timeout 5 $IP -ensure netns add f");
    let line = "Error: existing \"file\" differs: /run/netns/f\n";
    check(&script, 2, "", line);
    let script = format!("{fifo} timeout 5 $IP -all netns exec true; test $? != 124");
    let Some(outcome) = run(&script) else { return };
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    let script = format!("{fifo} $IP link add v0 type veth; timeout 5 $IP link set v0 netns f");
    let Some(outcome) = run(&script) else { return };
    assert_ne!(outcome.status, Some(124), "{}", outcome.stderr);
}

#[test]
fn a_signal_in_the_middle_leaves_a_whole_name_or_none() {
    for command in ["add a", "attach a $$"] {
        for call in ["mkdir", "openat", "mount", "unshare", "setns"] {
            for when in 1..7 {
                let script = format!(
                    "$IP netns add before; fail {call}:signal=INT:when={when} $IP netns {command}; \
                     for name in $(ls /run/netns); do $IP -n $name link show lo >/dev/null || exit 5; done"
                );
                check(&script, 0, "", "");
            }
        }
    }
}

#[test]
fn an_add_that_takes_long_is_waited_for() {
    // Longer than a file without namespace passes for one in the making by its age; from another namespace, as commands
    // of one namespace wait for each other before they look.
    let script =
        "fail unshare:delay_enter=4000000 $IP netns add a & sleep 2.5; $IP netns check repair
        unshare -n $IP -ensure netns add a && $IP -n a link show lo; wait";
    check(script, 0, LO, "");
}

#[test]
fn a_step_that_fails_leaves_nothing() {
    for (call, line) in [
        (
            "unshare",
            "Failed to create a new network namespace \"a\": Operation not permitted\n",
        ),
        (
            "mount:when=5",
            "Bind /proc/self/ns/net -> /run/netns/a failed: Operation not permitted\n",
        ),
    ] {
        let (call, when) = call
            .split_once(':')
            .map_or((call, String::new()), |(call, when)| {
                (call, format!(":{when}"))
            });
        let script = format!("fail {call}:error=EPERM{when} $IP netns add a; ls /run/netns");
        check(&script, 0, "", line);
    }
}

#[test]
fn run_can_be_read_only() {
    let none = "mkdir /run/netns failed: Read-only file system\n";
    check("mount -o remount,ro /run; $IP netns add a", 1, "", none);
    let none = "Cannot create namespace file \"/run/netns/a\": Read-only file system\n";
    check(
        "mkdir /run/netns; mount -o remount,ro /run; $IP netns add a",
        1,
        "",
        none,
    );
    check(
        "mount -o remount,ro /run; $IP netns; $IP link show",
        0,
        LO,
        "",
    );
    let none = "Cannot remove namespace file \"/run/netns/a\": Read-only file system\n";
    let script = "$IP netns add a; mount --make-private /run; mount -o remount,ro /run; mount -o remount,bind,ro \
        /run/netns; $IP netns del a";
    check(script, 1, "", none);
}

#[test]
fn proc_can_be_missing() {
    check("umount -l /proc; $IP link show; $IP -s -d addr", 0, LO, "");
    let line = "Cannot open init namespace: No such file or directory\n";
    check("umount -l /proc; $IP netns add a; $IP netns", 0, "", line);
    let script = "$IP netns add a; umount -l /proc; $IP -n a link show";
    check(script, 0, LO, "");
}

#[test]
fn sys_can_be_missing() {
    check("umount -l /sys; $IP link show; $IP tuntap", 0, LO, "");
    let script = "$IP netns add a; umount -l /sys; $IP netns exec a ls /sys/class/net";
    check(script, 0, "lo\n", "");
}

#[test]
fn no_name_leaves_the_directory() {
    let long = "n".repeat(256);
    for name in ["", ".", "..", "../a", "/a", "a/b", "a/", "/", &long] {
        for options in ["", "-all "] {
            let script =
                format!("$IP {options}netns add '{name}'; s=$?; ls -A /run /run/case; exit $s");
            let line = format!("Invalid netns name \"{name}\"\n");
            check(&script, 255, "case\n", &line);
        }
    }
    let script = "$IP netns add a; touch /run/keep; $IP netns del ../keep; ls /run";
    check(script, 0, "keep\n", "Invalid netns name \"../keep\"\n");
}

#[test]
fn json_holds_no_raw_escapes() {
    let script = "name=$(printf 'a\\033[1m\\001')
        $IP link add \"$name\" type veth peer name p0
        $IP link set p0 alias \"$(printf '\\033[31mred\\007\"\\\\')\"
        $IP link property add dev p0 altname \"$(printf 'long-\\033]0;title\\007-name')\"
        $IP -j -d link show; $IP -j -p addr show; $IP -j -br link";
    let Some(outcome) = run(script) else { return };
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    assert!(
        outcome.stdout.contains("\\u001b[31mred\\u0007\\\"\\\\"),
        "{}",
        outcome.stdout
    );
    let raw = outcome
        .stdout
        .bytes()
        .find(|byte| *byte < b' ' && *byte != b'\n');
    assert_eq!(raw, None, "{}", outcome.stdout);
}

/// What a command of the user's sees of itself: descriptors, environment, directory, signals.
const SELF: &str = "sh -c 'ls /proc/$$/fd; env | sort; pwd; grep Sig[BIC] /proc/self/status'";

#[test]
fn exec_hands_on_what_it_was_given() {
    for (how, given) in [
        ("", ""),
        ("trap '' INT PIPE;", ""),
        ("", "env -i A=b PATH=$PATH X= "),
    ] {
        let script = format!(
            "exec 0</dev/null; $IP netns add a; {how} {given}{SELF} >outside
             {given}$IP netns exec a {SELF} >inside; cmp outside inside && cat inside
             echo netns exec a {SELF} | sed s/^// >batch
             {given}$IP -all netns exec {SELF} >all; tail -n +3 all | cmp - outside"
        );
        check(&script, 0, "SigIgn", "");
    }
}

#[test]
fn descriptors_of_ours_close_on_exec() {
    // In a batch, with sockets open.
    let script = "$IP netns add a; printf 'link show lo\nnetns exec a ls /proc/self/fd\n' >batch
        sh -c 'ls /proc/self/fd >outside'; sh -c '$IP -batch batch' >all; tail -n +3 all | diff outside -";
    check(script, 0, "", "");
    let Some(outcome) = run(&script.replace("$IP -batch", "strace -f -e trace=openat,socket,dup,dup2,dup3 -o trace $IP -batch").replace("diff outside -", "true; grep -h 'socket(\\|openat(' trace | grep -v CLOEXEC | grep -v ' = -1' | grep -v '\"/lib\\|\"/etc/ld\\|\"/usr/lib' || :")) else {
        return;
    };
    let kept: Vec<&str> = outcome
        .stdout
        .lines()
        .filter(|line| !line.contains("O_DIRECTORY"))
        .collect();
    assert!(kept.is_empty(), "{kept:?}");
}

#[test]
fn lent_capabilities_are_given_up() {
    let lend = "cp $IP ip && setcap cap_net_admin,cap_sys_admin+ep ip || exit 0
        as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"; }\n";
    let line = "RTNETLINK answers: Operation not permitted\n";
    check(
        &format!("{lend} as_nobody ./ip link set lo up"),
        2,
        "",
        line,
    );
    // Inheritable means: to be handed on.
    let script = format!(
        "{lend} setcap cap_net_admin+eip ip; as_nobody --inh-caps=+net_admin ./ip link set lo up"
    );
    check(&script, 0, "", "");
    // A user with the capability of its own right keeps nothing either, unless it is inheritable.
    let script = "setpriv --reuid=65534 --inh-caps=+net_admin --ambient-caps=+net_admin --clear-groups $IP link set lo up";
    check(script, 0, "", "");
}

#[test]
fn a_setuid_copy_does_what_it_is_told() {
    // iproute2 does not refuse it either: whoever sets the bit hands all of `ip` to everybody (docs/security.md).
    let script = "chmod 755 . && cp $IP ip && chown 0 ip && chmod 4755 ip
        setpriv --reuid=65534 --regid=65534 --clear-groups ./ip link set lo up || exit
        $IP -br link show lo";
    check(script, 0, "<LOOPBACK,UP,LOWER_UP>", "");
}

#[test]
fn the_program_is_hardened() {
    let program = program();
    let bytes = std::fs::read(&program).expect("the program");
    let u16_at = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    let u64_at = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
    assert_eq!(&bytes[..5], b"\x7fELF\x02");
    assert_eq!(u16_at(16), 3, "position independent");
    let (table, size, count) = (u64_at(32) as usize, u16_at(54), u16_at(56));
    let segment = |wanted: u32| {
        (0..usize::from(count))
            .map(|number| table + number * usize::from(size))
            .find(|at| u32::from_le_bytes(bytes[*at..*at + 4].try_into().unwrap()) == wanted)
    };
    const DYNAMIC: u32 = 2;
    const STACK: u32 = 0x6474_e551;
    const RELRO: u32 = 0x6474_e552;
    let flags = |at: usize| u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap());
    assert_eq!(
        flags(segment(STACK).expect("a word on the stack")) & 1,
        0,
        "a stack is no code"
    );
    assert!(
        segment(RELRO).is_some(),
        "relocations are read-only once done"
    );
    for number in 0..usize::from(count) {
        let at = table + number * usize::from(size);
        assert_ne!(flags(at) & 3, 3, "nothing can be written and run");
    }
    // Full: everything is bound at the start (DT_FLAGS_1 with DF_1_NOW, DT_FLAGS with DF_BIND_NOW).
    let dynamic = segment(DYNAMIC).expect("a dynamic section");
    let (from, length) = (u64_at(dynamic + 8) as usize, u64_at(dynamic + 32) as usize);
    let now = (from..from + length).step_by(16).any(|at| {
        let (tag, value) = (u64_at(at), u64_at(at + 8));
        (tag == 0x6fff_fffb && value & 1 != 0) || (tag == 30 && value & 8 != 0) || tag == 24
    });
    assert!(now, "all is bound at the start");
}

/// What is left of names: nothing in the directory, and nothing mounted in it.
const NOTHING_LEFT: &str =
    "test -z \"$(ls -A /run/netns 2>/dev/null)\" || { ls -lA /run/netns >&2; exit 4; }
    ! grep ' /run/netns/' /proc/self/mountinfo >&2 || exit 5\n";

#[test]
fn two_hundred_at_once_lose_none() {
    let script = format!(
        "for i in $(seq 200); do $IP netns add n$i & done; wait
         echo $(ls /run/netns | wc -l) $(grep -c ' /run/netns/n' /proc/self/mountinfo) $(grep -c ' /run/netns ' /proc/self/mountinfo)
         for i in $(seq 200); do $IP -n n$i link show lo >/dev/null || exit 3; done
         for i in $(seq 200); do $IP netns del n$i & done; wait
         {NOTHING_LEFT}"
    );
    check(&script, 0, "200 200 1\n", "");
    // One after the other of the same name, while others do the same.
    let script = format!(
        "for i in $(seq 100); do $IP netns add n$i & ($IP netns add n$i; $IP netns del n$i) 2>/dev/null & done 2>/dev/null; wait
         for name in $(ls /run/netns); do $IP -n $name link show lo >/dev/null && $IP netns del $name || exit 3; done
         {NOTHING_LEFT}"
    );
    let Some(outcome) = run(&script) else { return };
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
}

/// Killed before each call in turn, until it comes to its end. What it leaves, the next commands cannot tell from what
/// was never there: the name can be taken away if it is there, and given, and nothing is left.
fn killed_at_each_call(before: &str, command: &str) {
    let script = format!(
        "mount --make-$HOW /run
         {before}
         strace -qq -e signal=none -o trace {command} || exit 9
         umount -l /run/netns; rm -r /run/netns
         sed -n 's/(.*//p' trace | awk '{{ print $1, ++calls[$1] }}' >calls
         test $(wc -l <calls) -gt 10 || exit 8
         while read call when; do
            {before}
            strace -qq -o /dev/null -e trace=$call -e inject=$call:signal=KILL:when=$when {command} 2>/dev/null
            $IP netns del a 2>/dev/null
            {NOTHING_LEFT}
            $IP netns add a && $IP -n a link show lo >/dev/null && $IP netns del a || exit 3
            {NOTHING_LEFT}
            umount /run/netns && rmdir /run/netns || exit 6
            ! grep ' /run/netns' /proc/self/mountinfo >&2 || exit 7
         done <calls"
    );
    for how in ["private", "shared"] {
        check(&script.replace("$HOW", how), 0, "", "");
    }
}

#[test]
fn an_add_that_is_killed_leaves_nothing_in_the_way() {
    killed_at_each_call("", "$IP netns add a");
}

#[test]
fn a_delete_that_is_killed_leaves_nothing_in_the_way() {
    killed_at_each_call("$IP netns add a", "$IP netns del a");
}

/// Each call in turn, in commands that open directories, lock files and enter namespaces: whatever fails, the program
/// ends by itself, and does not panic.
#[test]
fn no_failing_call_aborts() {
    for command in [
        "netns list",
        "netns add b",
        "rule add pref 5 lookup 7",
        "topology",
    ] {
        // What the loader closes comes first in a dynamic program.
        let script = format!(
            "$IP netns add a
            for call in close flock getdents64 fstat setsockopt getsockname; do
                for error in EIO EBADF; do
                    for when in 1 2 3 4 5 6; do
                        fail $call:error=$error:when=$when $IP {command} >out 2>err
                        status=$?
                        [ $status -lt 126 ] || [ $status = 127 ] || [ $status = 255 ] || echo $call $error $when: $status
                        grep -h panicked err
                    done
                done
                $IP netns del b 2>/dev/null
            done
            :"
        );
        check(&script, 0, "", "");
    }
}
