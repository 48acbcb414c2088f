//! Helper programs for cases: this binary under other names.
//!
//!   tcp-connections ADDRESS...   connects to each of these addresses of the machine, sends, receives, closes
//!   mptcp-connections ADDRESS... a connection of MPTCP with each address, opened, used and closed
//!   ioam-packet ADDRESS NAMESPACE TYPE ROOM  a packet to this address with room for so many words of IOAM data
//!   tun-queues DEVICE COUNT [COMM]  opens so many queues of a multi-queue tun device and holds them for a minute; COMM is
//!                                the name of the process, each character a byte (Latin-1)
//!   hold-tun NAME FLAGS COMMAND  runs a command of the shell while a tun device (IFF_*, hexadecimal) is open
//!   multicast-routes [TABLE]     a multicast routing daemon: routes between v0, v1 and v2, for a minute

// Socket options and addresses that no available crate has.
#![allow(unsafe_code)]

use std::ffi::CString;
use std::io::{Read, Write};
use std::mem::size_of;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

/// Names the helper to run.
pub const VARIABLE: &str = "OXIP_HELPER";
pub const NAMES: [&str; 6] = [
    "tcp-connections",
    "mptcp-connections",
    "ioam-packet",
    "tun-queues",
    "hold-tun",
    "multicast-routes",
];

/// Runs the helper that the environment names, if any.
pub fn run() -> Option<ExitCode> {
    let name = std::env::var(VARIABLE).ok()?;
    let words: Vec<String> = std::env::args().skip(1).collect();
    let result = match name.as_str() {
        "tcp-connections" => words.iter().try_for_each(|word| connect(word)),
        "mptcp-connections" => words.iter().try_for_each(|word| connect_by_ways(word)),
        "ioam-packet" => match words.as_slice() {
            [address, namespace, kind, room] => send_ioam(address, namespace, kind, room),
            _ => Err(std::io::ErrorKind::InvalidInput.into()),
        },
        "tun-queues" => match words.as_slice() {
            [device, count] => hold_queues(device, count),
            [device, count, comm] => name_process(comm).and_then(|()| hold_queues(device, count)),
            _ => Err(std::io::ErrorKind::InvalidInput.into()),
        },
        "hold-tun" => match words.as_slice() {
            [name, flags, command] => return Some(hold_tun(name, flags, command)),
            _ => Err(std::io::ErrorKind::InvalidInput.into()),
        },
        _ => route(words.first().map(String::as_str)),
    };
    Some(match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{name}: {why}");
            ExitCode::FAILURE
        }
    })
}

fn name_process(comm: &str) -> std::io::Result<()> {
    let bytes: Vec<u8> = comm.chars().filter_map(|c| u8::try_from(c).ok()).collect();
    std::fs::write("/proc/self/comm", bytes)
}

/// Attaches `count` queues to a tun device.
fn hold_queues(device: &str, count: &str) -> std::io::Result<()> {
    let count: usize = count.parse().map_err(std::io::Error::other)?;
    let mut queues = Vec::with_capacity(count);
    for _ in 0..count {
        let file = std::fs::File::options()
            .read(true)
            .write(true)
            .open("/dev/net/tun")?;
        // SAFETY: all-zero bytes are a valid ifreq.
        let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
        for (to, from) in request.ifr_name.iter_mut().zip(device.bytes()) {
            *to = from as libc::c_char;
        }
        let flags = libc::IFF_TUN | libc::IFF_NO_PI | libc::IFF_MULTI_QUEUE;
        request.ifr_ifru.ifru_flags = flags as libc::c_short;
        // SAFETY: the request is a whole ifreq and outlives the call.
        if unsafe { libc::ioctl(file.as_raw_fd(), libc::TUNSETIFF as _, &request) } < 0 {
            return Err(std::io::Error::last_os_error());
        }
        queues.push(file);
    }
    std::thread::sleep(Duration::from_secs(60));
    Ok(())
}

/// Returns the status of the command.
fn hold_tun(name: &str, flags: &str, command: &str) -> ExitCode {
    let flags = i32::from_str_radix(flags, 16).expect("a hexadecimal number");
    let held = oxip::testing::Tun::attach(name, flags).expect("a device");
    let status = Command::new("/bin/sh").args(["-c", command]).status();
    drop(held);
    let code = status.ok().and_then(|status| status.code());
    ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(255))
}

/// Metrics are kept when a connection with measurements ends.
fn connect(word: &str) -> std::io::Result<()> {
    let address: IpAddr = word.parse().map_err(std::io::Error::other)?;
    let listener = TcpListener::bind(SocketAddr::new(address, 0))?;
    set(&listener, libc::IPPROTO_TCP, libc::TCP_FASTOPEN, &5_i32)?;
    for _ in 0..3 {
        let mut near = fast_open(listener.local_addr()?)?;
        let mut room = [0; 1000];
        // With a cookie the connection starts with the first bytes.
        near.write_all(&room)?;
        let (mut far, _) = listener.accept()?;
        for i in 0..20 {
            if i > 0 {
                near.write_all(&room)?;
            }
            far.read_exact(&mut room)?;
            far.write_all(&room)?;
            near.read_exact(&mut room)?;
        }
        drop(near);
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// A connection that requests a cookie, or uses an earlier one.
fn fast_open(address: SocketAddr) -> std::io::Result<TcpStream> {
    let (family, bytes) = raw(address);
    let socket = socket(family, libc::SOCK_STREAM, 0)?;
    set(
        &socket,
        libc::IPPROTO_TCP,
        libc::TCP_FASTOPEN_CONNECT,
        &1_i32,
    )?;
    connect_to(socket, &bytes)
}

/// Opens, uses and closes an MPTCP connection.
fn connect_by_ways(word: &str) -> std::io::Result<()> {
    let address: IpAddr = word.parse().map_err(std::io::Error::other)?;
    let (family, bytes) = raw(SocketAddr::new(address, 0));
    let listener = socket(family, libc::SOCK_STREAM, libc::IPPROTO_MPTCP)?;
    let length = bytes.len() as libc::socklen_t;
    // SAFETY: `bytes` is a socket address of this length.
    let answer = unsafe {
        match libc::bind(listener.as_raw_fd(), bytes.as_ptr().cast(), length) {
            0 => libc::listen(listener.as_raw_fd(), 8),
            failed => failed,
        }
    };
    if answer < 0 {
        return Err(std::io::Error::last_os_error());
    }
    let listener = TcpListener::from(listener);
    let (family, bytes) = raw(listener.local_addr()?);
    let near = socket(family, libc::SOCK_STREAM, libc::IPPROTO_MPTCP)?;
    let mut near = connect_to(near, &bytes)?;
    let (mut far, _) = listener.accept()?;
    let mut room = [0; 10];
    near.write_all(&room)?;
    far.read_exact(&mut room)?;
    far.write_all(&room)?;
    near.read_exact(&mut room)?;
    // Announcements of both sides cross.
    std::thread::sleep(Duration::from_millis(300));
    Ok(())
}

/// An address as the kernel's structure, and its family.
fn raw(address: SocketAddr) -> (i32, Vec<u8>) {
    match address {
        SocketAddr::V4(v4) => {
            let mut bytes = vec![0; 16];
            bytes[0..2].copy_from_slice(&(libc::AF_INET as u16).to_ne_bytes());
            bytes[2..4].copy_from_slice(&v4.port().to_be_bytes());
            bytes[4..8].copy_from_slice(&v4.ip().octets());
            (libc::AF_INET, bytes)
        }
        SocketAddr::V6(v6) => {
            let mut bytes = vec![0; 28];
            bytes[0..2].copy_from_slice(&(libc::AF_INET6 as u16).to_ne_bytes());
            bytes[2..4].copy_from_slice(&v6.port().to_be_bytes());
            bytes[8..24].copy_from_slice(&v6.ip().octets());
            (libc::AF_INET6, bytes)
        }
    }
}

fn connect_to(socket: OwnedFd, bytes: &[u8]) -> std::io::Result<TcpStream> {
    let length = bytes.len() as libc::socklen_t;
    // SAFETY: `bytes` is a socket address of this length.
    let answer = unsafe { libc::connect(socket.as_raw_fd(), bytes.as_ptr().cast(), length) };
    if answer < 0 {
        return Err(std::io::Error::last_os_error());
    }
    Ok(TcpStream::from(socket))
}

fn socket(family: i32, kind: i32, protocol: i32) -> std::io::Result<OwnedFd> {
    // SAFETY: no memory is involved.
    match unsafe { libc::socket(family, kind, protocol) } {
        -1 => Err(std::io::Error::last_os_error()),
        // SAFETY: the descriptor is new and ours.
        fd => Ok(unsafe { OwnedFd::from_raw_fd(fd) }),
    }
}

/// A datagram behind a hop-by-hop option of IOAM (RFC 9486): a trace of 24 bits of `kind`, one word of data for each bit
/// that is set, and `room` words, of which the hosts on the way fill the last.
fn send_ioam(address: &str, namespace: &str, kind: &str, room: &str) -> std::io::Result<()> {
    let number =
        |word: &str, radix| u32::from_str_radix(word, radix).map_err(std::io::Error::other);
    let (namespace, kind, room) = (number(namespace, 10)?, number(kind, 16)?, number(room, 10)?);
    // The option header, one byte of padding, and the trace.
    let mut options = [0_u8; 32];
    let length = 8 + room as usize * 4;
    options[1] = 3;
    options[2..6].copy_from_slice(&[1, 0, 0x31, length as u8 + 2]);
    options[8..10].copy_from_slice(&(namespace as u16).to_be_bytes());
    options[10] = (kind.count_ones() as u8) << 3;
    options[11] = room as u8;
    options[12..16].copy_from_slice(&(kind << 8).to_be_bytes());
    let end = 8 + length;
    if end < options.len() {
        options[end] = 1;
        options[end + 1] = (options.len() - end - 2) as u8;
    }
    let socket = std::net::UdpSocket::bind("[::]:0")?;
    set(&socket, libc::IPPROTO_IPV6, libc::IPV6_HOPOPTS, &options)?;
    socket.send_to(b"x", (address, 9999)).map(drop)
}

/// setsockopt(2) with a plain structure.
fn set<T>(socket: &impl AsRawFd, level: i32, option: i32, value: &T) -> std::io::Result<()> {
    let length = size_of::<T>() as libc::socklen_t;
    // SAFETY: `value` is readable for its own length.
    let answer = unsafe {
        let value = std::ptr::from_ref(value).cast();
        libc::setsockopt(socket.as_raw_fd(), level, option, value, length)
    };
    if answer < 0 {
        return Err(std::io::Error::last_os_error());
    }
    Ok(())
}

/// linux/mroute.h, linux/mroute6.h.
const MRT_INIT: i32 = 200;
const MRT_ADD_VIF: i32 = 202;
const MRT_ADD_MFC: i32 = 204;
const MRT_TABLE: i32 = 209;
const MRT_ADD_MFC_PROXY: i32 = 210;
const VIFF_USE_IFINDEX: u8 = 8;

/// `struct vifctl`, `struct mif6ctl`.
#[repr(C)]
struct Interface {
    number: u16,
    flags: u8,
    threshold: u8,
    rate: u32,
    index: u32,
    remote: u32,
}

#[repr(C)]
struct Interface6 {
    number: u16,
    flags: u8,
    threshold: u8,
    index: u16,
    rate: u32,
}

/// `struct mfcctl`.
#[repr(C)]
#[derive(Default)]
struct Route {
    from: [u8; 4],
    group: [u8; 4],
    parent: u16,
    ttls: [u8; 32],
    packets: u32,
    bytes: u32,
    wrong: u32,
    expire: i32,
}

/// `struct mf6cctl`.
#[repr(C)]
struct Route6 {
    from: Address6,
    group: Address6,
    parent: u16,
    set: [u32; 8],
}

/// `struct sockaddr_in6`.
#[repr(C)]
struct Address6 {
    family: u16,
    port: u16,
    flow: u32,
    address: [u8; 16],
    scope: u32,
}

impl Address6 {
    fn new(text: &str) -> Self {
        let address: Ipv6Addr = text.parse().expect("an address");
        Self {
            family: libc::AF_INET6 as u16,
            port: 0,
            flow: 0,
            address: address.octets(),
            scope: 0,
        }
    }
}

fn index(name: &str) -> u32 {
    let name = CString::new(name).expect("a name");
    // SAFETY: `name` ends with NUL.
    unsafe { libc::if_nametoindex(name.as_ptr()) }
}

fn route(table: Option<&str>) -> std::io::Result<()> {
    let four = socket(libc::AF_INET, libc::SOCK_RAW, libc::IPPROTO_IGMP)?;
    if let Some(table) = table {
        let table: u32 = table.parse().map_err(std::io::Error::other)?;
        set(&four, libc::IPPROTO_IP, MRT_TABLE, &table)?;
    }
    set(&four, libc::IPPROTO_IP, MRT_INIT, &1_i32)?;
    for (number, name) in (0..).zip(["v0", "v1", "v2"]) {
        let interface = Interface {
            number,
            flags: VIFF_USE_IFINDEX,
            threshold: 1,
            rate: 0,
            index: index(name),
            remote: 0,
        };
        set(&four, libc::IPPROTO_IP, MRT_ADD_VIF, &interface)?;
    }
    let ttls = |list: &[(usize, u8)]| {
        let mut ttls = [0; 32];
        list.iter().for_each(|(at, ttl)| ttls[*at] = *ttl);
        ttls
    };
    for (from, group, parent, ttls) in [
        ("10.0.0.5", "239.1.1.1", 0, ttls(&[(1, 1)])),
        ("10.0.1.5", "239.1.1.2", 1, ttls(&[(0, 1), (2, 7)])),
        ("10.0.2.5", "239.1.2.3", 0, ttls(&[(1, 255), (2, 2)])),
        ("10.0.3.5", "239.1.1.4", 1, ttls(&[])),
    ] {
        let octets = |text: &str| text.parse::<Ipv4Addr>().expect("an address").octets();
        let route = Route {
            from: octets(from),
            group: octets(group),
            parent,
            ttls,
            ..Route::default()
        };
        set(&four, libc::IPPROTO_IP, MRT_ADD_MFC, &route)?;
    }
    let any = Route {
        group: [239, 9, 9, 9],
        ttls: ttls(&[(0, 1), (1, 3)]),
        ..Route::default()
    };
    set(&four, libc::IPPROTO_IP, MRT_ADD_MFC_PROXY, &any)?;

    let six = socket(libc::AF_INET6, libc::SOCK_RAW, libc::IPPROTO_ICMPV6)?;
    if table.is_none() {
        route6(&six)?;
    }
    // The routes vanish with the sockets, which the child inherits.
    Command::new("sleep")
        .arg("60")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(())
}

fn route6(six: &OwnedFd) -> std::io::Result<()> {
    set(six, libc::IPPROTO_IPV6, MRT_INIT, &1_i32)?;
    for (number, name) in (0..).zip(["v0", "v1", "v2"]) {
        let interface = Interface6 {
            number,
            flags: 0,
            threshold: 1,
            index: u16::try_from(index(name)).unwrap_or(0),
            rate: 0,
        };
        set(six, libc::IPPROTO_IPV6, MRT_ADD_VIF, &interface)?;
    }
    for (from, group, set_of) in [("fd00::5", "ff05::1", 2), ("fd00:1::5", "ff05::2", 6)] {
        let mut route = Route6 {
            from: Address6::new(from),
            group: Address6::new(group),
            parent: 0,
            set: [0; 8],
        };
        route.set[0] = set_of;
        set(six, libc::IPPROTO_IPV6, MRT_ADD_MFC, &route)?;
    }
    Ok(())
}
