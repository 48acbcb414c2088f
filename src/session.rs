//! What one command line needs: how to show, whom to ask, what is known. There are no globals.

use crate::args::encode;
use crate::error::{Error, Result, sentence};
use crate::names::Names;
use crate::netlink::{
    Dump, Generic, Message, Netlink, Protocol, Reply, Request, Socket, receive_error,
};
use crate::output::{Out, complain, write_all};
use crate::sys::netns;
use crate::uapi::link::{IFLA_INFO_DATA, IFLA_INFO_KIND, IFLA_LINKINFO};
use crate::uapi::link_kinds::IFLA_VRF_TABLE;
use crate::uapi::rtnetlink::RTM_GETLINK;
use netlink_packet_route::link::LinkHeader;
use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, IsTerminal, Read, Seek, SeekFrom, stdin, stdout};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::rc::Rc;

/// How things are shown: the global options that say so.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools)]
pub struct View {
    /// `-details`, counted.
    pub details: u8,
    /// `-statistics`, counted.
    pub statistics: u8,
    /// `-human`.
    pub human: bool,
    /// `-iec`.
    pub iec: bool,
    /// `-brief`.
    pub brief: bool,
    /// `-resolve`.
    pub resolve: bool,
    /// `-timestamp`.
    pub timestamp: bool,
    /// `-tshort`.
    pub short_timestamp: bool,
    /// `-echo`.
    pub echo: bool,
    /// `-pretty`, which tells of itself only in JSON.
    pub pretty: bool,
}

/// The main socket, opened when it is first needed.
#[derive(Default)]
pub struct Kernel {
    netlink: Option<Netlink>,
    lenient: bool,
    /// The line of a batch whose change may wait for others.
    line: Option<u64>,
    /// Changes that wait to be sent together, and the lines that they are from.
    waiting: Vec<(u64, Request)>,
    /// Changes that are kept instead of being sent, while that is asked for.
    kept: Option<Vec<Request>>,
}

impl Kernel {
    /// Not yet connected. A `lenient` socket (a batch's) does not ask the kernel to check and filter dumps strictly.
    pub fn new(lenient: bool) -> Kernel {
        Kernel {
            lenient,
            ..Kernel::default()
        }
    }

    /// The conversation with the kernel.
    ///
    /// # Errors
    /// That of opening the socket.
    pub fn netlink(&mut self) -> Result<&mut Netlink> {
        match &mut self.netlink {
            Some(netlink) => Ok(netlink),
            none => Ok(none.insert(Netlink::open(Protocol::Route, !self.lenient)?)),
        }
    }

    /// Closes the socket: the next one belongs to the namespace entered meanwhile.
    pub fn close(&mut self) {
        self.netlink = None;
    }

    /// Keeps changes from now on instead of sending them, until [`Kernel::kept`]: to learn what words mean.
    pub fn keep(&mut self) {
        self.kept = Some(Vec::new());
    }

    /// The changes that were kept; from now on they are sent.
    pub fn kept(&mut self) -> Vec<Request> {
        self.kept.take().unwrap_or_default()
    }

    /// Sends a request that changes something; the kernel's warnings go to stderr.
    ///
    /// # Errors
    /// As [`Netlink::ack`].
    pub fn ack(&mut self, request: Request) -> Result<()> {
        if let Some(kept) = &mut self.kept {
            kept.push(request);
            return Ok(());
        }
        let netlink = self.netlink()?;
        let result = netlink.ack(request);
        show_warnings(netlink);
        result
    }

    /// Lets the change that this line of a batch makes wait for [`Kernel::settle`], or (`None`) no change.
    pub fn let_wait(&mut self, line: Option<u64>) {
        self.line = line;
    }

    /// As [`Kernel::ack`], for a change that may wait: nothing is asked or shown after it.
    ///
    /// # Errors
    /// As [`Kernel::ack`].
    pub fn change(&mut self, request: Request) -> Result<()> {
        match self.line {
            Some(line) => {
                self.waiting.push((line, request));
                Ok(())
            }
            None => self.ack(request),
        }
    }

    /// Sends the changes that wait and hands over the errors of their lines, in order.
    ///
    /// # Errors
    /// That of the socket.
    pub fn settle(&mut self, each: &mut dyn FnMut(u64, Error)) -> Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let mut waiting = std::mem::take(&mut self.waiting);
        let lines: Vec<u64> = waiting.iter().map(|(line, _)| *line).collect();
        let mut lines = lines.into_iter();
        self.netlink()?.pipeline_each(
            &mut waiting.iter_mut().map(|(_, request)| request),
            &mut |answer, warning| {
                warning.iter().for_each(|warning| show_warning(warning));
                if let (Some(line), Err(error)) = (lines.next(), answer) {
                    each(line, error);
                }
                None
            },
        )
    }

    /// Sends a request that changes something and returns what the kernel tells of it (`-echo`).
    ///
    /// # Errors
    /// As [`Netlink::echo`].
    pub fn echo(&mut self, request: Request) -> Result<Option<Reply>> {
        let netlink = self.netlink()?;
        let result = netlink.echo(request);
        show_warnings(netlink);
        result
    }

    /// Asks for one thing.
    ///
    /// # Errors
    /// As [`Netlink::get`].
    pub fn get(&mut self, request: Request) -> Result<Reply> {
        let netlink = self.netlink()?;
        let result = netlink.get(request);
        show_warnings(netlink);
        result
    }

    /// Asks for all of a table and hands over each message.
    ///
    /// # Errors
    /// As [`Netlink::dump`].
    pub fn dump(
        &mut self,
        request: Request,
        each: &mut dyn FnMut(Message) -> Result<()>,
    ) -> Result<()> {
        let interrupted = self.netlink()?.dump(request, each)?;
        tell_if(interrupted);
        Ok(())
    }

    /// Asks for all of a table and keeps it.
    ///
    /// # Errors
    /// As [`Netlink::collect`].
    pub fn collect(&mut self, request: Request) -> Result<Dump> {
        let dump = self.netlink()?.collect(request)?;
        tell_if(dump.interrupted);
        Ok(dump)
    }
}

fn show_warnings(netlink: &mut Netlink) {
    for warning in netlink.warnings.drain(..) {
        show_warning(&warning);
    }
}

fn show_warning(warning: &str) {
    complain(&format!("Warning: {}", sentence(warning)));
}

fn tell_if(interrupted: bool) {
    if interrupted {
        complain("Dump was interrupted and may be inconsistent.");
    }
}

/// What is done with a datagram and the id of the namespace that it came from.
pub type Each<'a> = &'a mut dyn FnMut(Option<i32>, &[u8]) -> Result<()>;

/// Hands over each datagram of the groups that a socket has joined, with the namespace it came from, until one fails or
/// the end is asked for ([`crate::sys::signals::note_the_end`]). What was lost because we were too slow is said, and does not end it.
///
/// # Errors
/// That of recvmsg(2), status 2; what `each` returns.
pub fn listen(socket: &mut Socket, each: Each) -> Result<()> {
    let mut bytes = Vec::new();
    loop {
        match socket.receive_event(&mut bytes) {
            Ok(nsid) => each(nsid, &bytes)?,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) if error.raw_os_error() == Some(libc::ENOBUFS) => {
                complain(&receive_error(&error).to_string());
            }
            Err(error) => return Err(receive_error(&error).status_as(2)),
        }
    }
}

/// A batch that is being read.
pub type Input = Rc<RefCell<BufReader<Box<dyn Read>>>>;

/// One run of `ip`.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools)]
pub struct Session {
    /// How things are shown.
    pub view: View,
    /// Where they are shown.
    pub out: Out,
    /// The family asked for (`AF_*`), 0 for none.
    pub family: u8,
    /// `-force`.
    pub force: bool,
    /// `-ensure`: what is asked for is made so.
    pub ensure: bool,
    /// `-all`.
    pub all: bool,
    /// `-loops`: most rounds of a flush, 0 for no limit.
    pub loops: i32,
    /// `-rcvbuf`: size in bytes of the receive buffer for monitoring.
    pub receive_buffer: Option<i32>,
    /// The namespace entered with `-n`.
    pub namespace: Option<String>,
    /// Commands come from a batch.
    pub batch: bool,
    /// The batch, for a command that reads on in it.
    pub input: Option<Input>,
    /// What may help a person after the command, though it did not fail; never shown to a script.
    pub hint: Option<String>,
    /// Prints an error of a process of ours that has nobody to return it to, and the words of its command.
    pub report: Option<fn(&Error, &[String])>,
    /// The kernel.
    pub kernel: Kernel,
    /// Names of things.
    pub names: Names,
}

impl Session {
    /// Begins a stream of the kernel's messages on stdout with the number that marks it.
    ///
    /// # Errors
    /// A terminal, and a number that cannot be written, also for want of a reader.
    pub fn begin_stream(&mut self, magic: u32) -> Result<()> {
        if stdout().is_terminal() {
            return Err(Error::command("Not sending a binary stream to stdout"));
        }
        self.out.flush()?;
        write_all(&magic.to_ne_bytes())
            .map_err(|_| Error::command("Can't write magic to dump file"))
    }

    /// The next line of the batch, else of standard input; what follows is left there where that can be (not in a pipe).
    pub fn next_line(&mut self) -> Vec<u8> {
        let mut line = Vec::new();
        if let Some(input) = &self.input {
            // One that cannot be read is at its end.
            let _ = input.borrow_mut().read_until(b'\n', &mut line);
        } else if let Ok(stdin) = stdin().as_fd().try_clone_to_owned() {
            let mut input = BufReader::with_capacity(4096, File::from(stdin));
            let _ = input.read_until(b'\n', &mut line);
            let unread = i64::try_from(input.buffer().len()).unwrap_or(0);
            let _ = input.into_inner().seek(SeekFrom::Current(-unread));
        }
        line
    }

    /// Enters the network namespace of this name (`-n`). Netlink needs no more than that: the mount namespace stays,
    /// until a command of the user's is to run in it ([`Session::enter_mounts`]).
    ///
    /// # Errors
    /// That of open(2) or setns(2), status 255.
    pub fn enter_namespace(&mut self, name: &str) -> Result<()> {
        netns::enter_named(OsStr::from_bytes(&encode(name)))?;
        self.namespace = Some(name.to_owned());
        self.entered_namespace();
        Ok(())
    }

    /// Gives the process the view of /sys and /etc that belongs to the namespace entered with `-n`, if one was.
    ///
    /// # Errors
    /// That of unshare(2) or mount(2), status 255.
    pub fn enter_mounts(&mut self) -> Result<()> {
        if let Some(name) = self.namespace.take() {
            netns::private_mounts(OsStr::from_bytes(&encode(&name)), &mut |warning| {
                complain(&warning.to_string())
            })?;
        }
        Ok(())
    }

    /// The index of a device that is a VRF.
    pub fn vrf_index(&mut self, name: &str) -> Option<u32> {
        Some(self.vrf(name)?.0)
    }

    /// The routing table of a VRF.
    pub fn vrf_table(&mut self, name: &str) -> Option<u32> {
        self.vrf(name)?.1
    }

    /// Index and routing table of a device that is a VRF.
    fn vrf(&mut self, name: &str) -> Option<(u32, Option<u32>)> {
        let index = self.names.links.index(name)?;
        let request = Request::new(
            RTM_GETLINK,
            0,
            &LinkHeader {
                index,
                ..LinkHeader::default()
            },
        );
        let reply = self.kernel.get(request).ok()?;
        let info = reply.message().attrs(16).get(IFLA_LINKINFO)?.nest();
        let table = info
            .get(IFLA_INFO_DATA)
            .and_then(|data| data.nest().get(IFLA_VRF_TABLE)?.u32());
        (info.get(IFLA_INFO_KIND)?.text() == b"vrf").then_some((index, table))
    }

    /// After a change of network namespace, nothing that was known holds.
    pub fn entered_namespace(&mut self) {
        self.kernel.close();
        self.names.links.clear();
        self.names.nsids.clear();
    }
}

/// Shows what a family of generic netlink lists: `each` is told of every message.
///
/// # Errors
/// The kernel's refusals.
pub fn list_family(
    generic: &mut Generic,
    request: Request,
    out: &mut Out,
    each: &mut dyn FnMut(&Message, &mut Out),
) -> Result<()> {
    out.records(|out| {
        let told = &mut |message: Message| {
            each(&message, out);
            Ok(())
        };
        generic.netlink.dump(request, told).map(drop)
    })
}

impl From<netns::Error> for crate::error::Error {
    fn from(error: netns::Error) -> Self {
        Self::with_status(error.to_string(), error.exit_status()).because(&error)
    }
}
