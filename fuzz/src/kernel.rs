//! A kernel within the process: the C library's socket calls, answered from the input. Linked before the C library, so
//! that the program's own way to its sockets runs unchanged.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::os::fd::IntoRawFd;
use std::rc::Rc;
use std::slice;

use libc::{c_int, c_void, size_t, ssize_t};

/// How requests are answered.
#[derive(Clone, Default)]
pub struct Answers {
    /// Messages, one after the other.
    pub messages: Rc<Vec<Vec<u8>>>,
    /// Messages go out as they are: whatever type, length and number they have.
    pub raw: bool,
    /// The message type is what was asked for.
    pub typed: bool,
    /// How a change ends: 0 or an errno, negative.
    pub verdict: i32,
    /// Of messages of the type asked for, the first to give.
    pub turn: usize,
}

#[derive(Default)]
struct Kernel {
    answers: Answers,
    turn: usize,
    /// Dumps so far.
    dumps: usize,
    /// Datagrams by descriptor.
    sockets: Vec<(c_int, VecDeque<Vec<u8>>)>,
}

thread_local! {
    static KERNEL: RefCell<Kernel> = RefCell::default();
}

/// Starts anew.
pub fn set(answers: Answers) {
    KERNEL.with_borrow_mut(|kernel| {
        kernel.turn = answers.turn;
        kernel.dumps = 0;
        kernel.answers = answers;
        kernel.sockets.clear();
    });
}

/// After so many dumps nothing is left: a flush goes on until then.
const DUMPS: usize = 20;

const ERROR: u16 = 2;
const DONE: u16 = 3;
const MULTI: u16 = 2;
const ACK: u16 = 4;
const ECHO: u16 = 8;
const DUMP: u16 = 0x300;

fn header(kind: u16, flags: u16, sequence: u32, body: &[u8]) -> Vec<u8> {
    let mut bytes = (16 + body.len() as u32).to_ne_bytes().to_vec();
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(flags.to_ne_bytes());
    bytes.extend(sequence.to_ne_bytes());
    bytes.extend([0; 4]);
    bytes.extend(body);
    bytes
}

impl Kernel {
    fn queue(&mut self, fd: c_int) -> &mut VecDeque<Vec<u8>> {
        let at = self.sockets.iter().position(|(number, _)| *number == fd);
        let at = at.unwrap_or_else(|| {
            self.sockets.push((fd, VecDeque::new()));
            self.sockets.len() - 1
        });
        &mut self.sockets[at].1
    }

    fn request(&mut self, fd: c_int, request: &[u8]) {
        if self.answers.raw {
            let whole = self.answers.messages.concat();
            self.queue(fd).push_back(whole);
            return;
        }
        let kind = u16::from_ne_bytes([request[4], request[5]]);
        let flags = u16::from_ne_bytes([request[6], request[7]]);
        let sequence = u32::from_ne_bytes([request[8], request[9], request[10], request[11]]);
        let answer = kind.wrapping_sub(2);
        if flags & DUMP == DUMP {
            let mut datagram = Vec::new();
            self.dumps += 1;
            let shown = if self.dumps > DUMPS { 0 } else { usize::MAX };
            for message in self.fitting(answer).take(shown) {
                let extra = u16::from(message[6]) & 0x10;
                datagram.extend(self.tidy(message, answer, MULTI | extra, sequence));
            }
            datagram.extend(header(DONE, MULTI, sequence, &[0; 4]));
            self.queue(fd).push_back(datagram);
        } else if flags & ACK != 0 {
            let verdict = self.answers.verdict;
            if flags & ECHO != 0 && verdict == 0 {
                let told = self.next(kind);
                let datagram = told.map(|told| self.tidy(&told, kind, 0, sequence));
                self.queue(fd).extend(datagram);
            }
            let mut body = verdict.to_ne_bytes().to_vec();
            body.extend(&request[..16]);
            self.queue(fd)
                .push_back(header(ERROR, 0x100, sequence, &body));
        } else {
            let told = self.next(answer);
            let datagram = match told {
                Some(told) => self.tidy(&told, answer, 0, sequence),
                None => {
                    let mut body = (-libc::ENODEV).to_ne_bytes().to_vec();
                    body.extend(&request[..16]);
                    header(ERROR, 0x100, sequence, &body)
                }
            };
            self.queue(fd).push_back(datagram);
        }
    }

    /// The messages that answer a question.
    fn fitting(&self, kind: u16) -> impl Iterator<Item = &Vec<u8>> {
        self.answers.messages.iter().filter(move |message| {
            self.answers.typed || u16::from_ne_bytes([message[4], message[5]]) == kind
        })
    }

    fn next(&mut self, kind: u16) -> Option<Vec<u8>> {
        let count = self.fitting(kind).count();
        let turn = self.turn.checked_rem(count)?;
        self.turn += 1;
        self.fitting(kind).nth(turn).cloned()
    }

    fn tidy(&self, message: &[u8], kind: u16, flags: u16, sequence: u32) -> Vec<u8> {
        let kind = match self.answers.typed {
            true => kind,
            false => u16::from_ne_bytes([message[4], message[5]]),
        };
        let mut bytes = header(kind, flags, sequence, &message[16..]);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }
}

fn fail(errno: c_int) -> ssize_t {
    // SAFETY: the C library's errno of this thread.
    unsafe { *libc::__errno_location() = errno };
    -1
}

fn sent(fd: c_int, mut bytes: &[u8]) -> ssize_t {
    let length = bytes.len();
    KERNEL.with_borrow_mut(|kernel| {
        while bytes.len() >= 16 {
            let one = u32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
            let one = one.clamp(16, bytes.len());
            kernel.request(fd, &bytes[..one]);
            bytes = &bytes[one.next_multiple_of(4).min(bytes.len())..];
        }
    });
    length as ssize_t
}

fn received(fd: c_int, room: &mut [u8], flags: c_int) -> (ssize_t, bool) {
    KERNEL.with_borrow_mut(|kernel| {
        let queue = kernel.queue(fd);
        let Some(datagram) = queue.front() else {
            // The end: whoever waits for more has to give up.
            return (0, false);
        };
        let fits = datagram.len().min(room.len());
        room[..fits].copy_from_slice(&datagram[..fits]);
        let cut = fits < datagram.len();
        let length = match flags & libc::MSG_TRUNC {
            0 => fits,
            _ => datagram.len(),
        };
        if flags & libc::MSG_PEEK == 0 {
            queue.pop_front();
        }
        (length as ssize_t, cut)
    })
}

#[unsafe(no_mangle)]
extern "C" fn socket(_: c_int, _: c_int, _: c_int) -> c_int {
    let Some(fd) = super::jail::stand_in() else {
        return fail(libc::EMFILE) as c_int;
    };
    let fd = fd.into_raw_fd();
    KERNEL.with_borrow_mut(|kernel| kernel.queue(fd).clear());
    fd
}

#[unsafe(no_mangle)]
unsafe extern "C" fn send(fd: c_int, bytes: *const c_void, length: size_t, _: c_int) -> ssize_t {
    // SAFETY: the caller's promise, as to send(2).
    sent(fd, unsafe { slice::from_raw_parts(bytes.cast(), length) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn sendto(
    fd: c_int,
    bytes: *const c_void,
    length: size_t,
    _: c_int,
    _: *const libc::sockaddr,
    _: libc::socklen_t,
) -> ssize_t {
    // SAFETY: the caller's promise, as to sendto(2).
    sent(fd, unsafe { slice::from_raw_parts(bytes.cast(), length) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn recv(fd: c_int, room: *mut c_void, length: size_t, flags: c_int) -> ssize_t {
    let room = match length {
        0 => &mut [],
        // SAFETY: the caller's promise, as to recv(2).
        _ => unsafe { slice::from_raw_parts_mut(room.cast(), length) },
    };
    received(fd, room, flags).0
}

/// The sender stays as the caller has it: zero, the kernel.
#[unsafe(no_mangle)]
unsafe extern "C" fn recvfrom(
    fd: c_int,
    room: *mut c_void,
    length: size_t,
    flags: c_int,
    _: *mut libc::sockaddr,
    _: *mut libc::socklen_t,
) -> ssize_t {
    // SAFETY: the caller's promise, as to recvfrom(2).
    unsafe { recv(fd, room, length, flags) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn recvmsg(fd: c_int, header: *mut libc::msghdr, flags: c_int) -> ssize_t {
    // SAFETY: the caller's promise, as to recvmsg(2); all callers here pass one buffer.
    let (header, room) = unsafe {
        let header = &mut *header;
        let first = &*header.msg_iov;
        let room: &mut [u8] = match first.iov_len {
            0 => &mut [],
            length => slice::from_raw_parts_mut(first.iov_base.cast(), length),
        };
        (header, room)
    };
    let (length, cut) = received(fd, room, flags);
    header.msg_controllen = 0;
    header.msg_flags = if cut { libc::MSG_TRUNC } else { 0 };
    length
}

#[unsafe(no_mangle)]
extern "C" fn setsockopt(_: c_int, _: c_int, _: c_int, _: *const c_void, _: u32) -> c_int {
    0
}

#[unsafe(no_mangle)]
extern "C" fn bind(_: c_int, _: *const libc::sockaddr, _: u32) -> c_int {
    0
}
