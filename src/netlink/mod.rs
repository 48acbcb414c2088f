//! Netlink: bytes out, bytes in.
//!
//! [`Request`] assembles a message. [`Netlink`] sends it over a [`Transport`] (a socket, or a closure in tests) and receives
//! an acknowledgement, a reply or a dump. [`Message`] and [`Attrs`] are borrowed views of received bytes.
//! netlink(7), rtnetlink(7), linux/netlink.h.

mod attrs;
mod generic;
mod message;
mod request;
mod saved;
mod socket;

pub use attrs::{Attr, AttrTable, Attrs};
pub use generic::Genl;
pub use message::{Acknowledgement, Message, Messages};
pub use request::Request;
pub use saved::SavedMessages;
pub use socket::{Protocol, Socket, Transport, event_buffer};

use crate::error::{Error, Result, strerror};
use netlink_packet_core::{
    NLM_F_ACK, NLM_F_DUMP, NLM_F_DUMP_INTR, NLM_F_ECHO, NLMSG_DONE, NLMSG_ERROR, NLMSG_NOOP,
    NLMSG_OVERRUN,
};

/// A netlink connection: sequence numbers and a receive buffer over a transport.
pub struct Netlink {
    transport: Box<dyn Transport>,
    sequence: u32,
    buf: Vec<u8>,
    /// Messages of successful acknowledgements (warnings), for the caller to show.
    pub warnings: Vec<String>,
}

/// The messages of a finished dump.
#[derive(Debug, Default)]
pub struct Dump {
    bytes: Vec<u8>,
    /// The table changed during the dump (`NLM_F_DUMP_INTR`).
    pub interrupted: bool,
}

impl Dump {
    /// The messages in the kernel's order.
    pub fn iter(&self) -> Messages<'_> {
        Messages::new(&self.bytes)
    }

    /// Adds a message.
    pub fn push(&mut self, message: &Message) {
        self.bytes.extend_from_slice(message.raw);
        let end = self.bytes.len().next_multiple_of(4);
        self.bytes.resize(end, 0);
    }

    /// The message at this offset in bytes.
    pub fn at(&self, place: usize) -> Option<Message<'_>> {
        Messages::new(self.bytes.get(place..)?).next()
    }

    /// The messages in the kernel's order, with their offsets in bytes.
    pub fn places(&self) -> impl Iterator<Item = (usize, Message<'_>)> {
        let mut next = 0;
        self.iter().map(move |message| {
            let place = next;
            next += message.raw.len().next_multiple_of(4);
            (place, message)
        })
    }

    /// The messages as received.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The reply to one request.
#[derive(Debug)]
pub struct Reply(Vec<u8>);

impl Reply {
    /// The message itself.
    pub fn message(&self) -> Message<'_> {
        Messages::new(&self.0).next().unwrap_or_default()
    }
}

impl Netlink {
    /// A connection over `transport`.
    pub fn new(transport: Box<dyn Transport>) -> Netlink {
        Netlink {
            transport,
            sequence: 0,
            buf: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// A connection over a new socket of `protocol`.
    ///
    /// # Errors
    /// socket(2) or setsockopt(2) failed; the line is iproute2's.
    pub fn open(protocol: Protocol, strict: bool) -> Result<Netlink> {
        let socket = Socket::open(protocol, strict)
            .map_err(|error| Error::system("Cannot open netlink socket", &error).ending())?;
        Ok(Netlink::new(Box::new(socket)))
    }

    fn send(&mut self, request: &mut Request, flags: u16) -> Result<u32> {
        // Notifications carry 0, so requests never do.
        self.sequence = self.sequence.wrapping_add(1).max(1);
        let bytes = request.finish(flags, self.sequence);
        self.transport.send(bytes).map_err(|error| match flags {
            NLM_F_DUMP => Error::system("Cannot send dump request", &error),
            _ => Error::system("Cannot talk to rtnetlink", &error).status_as(2),
        })?;
        Ok(self.sequence)
    }

    /// Receives the next datagram of a reply.
    fn receive(&mut self) -> Result<()> {
        let received = self.transport.receive(&mut self.buf);
        received.map_err(|error| Error::with_status(lost(&error), 2))
    }

    /// Receives the next datagram of a dump.
    fn receive_part(&mut self) -> Result<()> {
        let received = self.transport.receive(&mut self.buf);
        received.map_err(|error| Error::command(format!("{}\nDump terminated", lost(&error))))
    }

    /// Sends a change and waits for its acknowledgement.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Kernel`] if the kernel refuses.
    pub fn ack(&mut self, mut request: Request) -> Result<()> {
        let sequence = self.send(&mut request, NLM_F_ACK)?;
        self.answer(sequence, false).map(drop)
    }

    /// Sends a request for one object and returns the reply.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Kernel`] if the kernel refuses.
    pub fn get(&mut self, mut request: Request) -> Result<Reply> {
        let sequence = self.send(&mut request, 0)?;
        self.answer(sequence, true)
    }

    /// Sends a change with NLM_F_ECHO and returns its notification. Some parts of the kernel do not echo.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Kernel`] if the kernel refuses.
    pub fn echo(&mut self, mut request: Request) -> Result<Option<Reply>> {
        let sequence = self.send(&mut request, NLM_F_ACK | NLM_F_ECHO)?;
        let mut told = None;
        loop {
            self.receive()?;
            for message in Messages::new(&self.buf).filter(|message| message.sequence == sequence) {
                if message.kind != NLMSG_ERROR {
                    told = told.or_else(|| Some(Reply(message.raw.to_vec())));
                    continue;
                }
                let ack = Acknowledgement::read(&message)?;
                if ack.errno != 0 {
                    return Err(Error::kernel(ack.errno, ack.ext));
                }
                self.warnings.extend(ack.ext.message);
                return Ok(told);
            }
        }
    }

    fn answer(&mut self, sequence: u32, wanted: bool) -> Result<Reply> {
        loop {
            self.receive()?;
            for message in Messages::new(&self.buf).filter(|message| message.sequence == sequence) {
                if message.kind == NLMSG_ERROR {
                    let ack = Acknowledgement::read(&message)?;
                    if ack.errno != 0 {
                        return Err(Error::kernel(ack.errno, ack.ext));
                    }
                    self.warnings.extend(ack.ext.message);
                    if !wanted {
                        return Ok(Reply(Vec::new()));
                    }
                } else if wanted {
                    return Ok(Reply(message.raw.to_vec()));
                }
            }
        }
    }

    /// Dumps a table and passes each message to `each`.
    ///
    /// Returns whether the table changed during the dump.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Dump`] if the kernel fails the dump; what `each` returns.
    pub fn dump(
        &mut self,
        mut request: Request,
        each: &mut dyn FnMut(Message) -> Result<()>,
    ) -> Result<bool> {
        let sequence = self.send(&mut request, NLM_F_DUMP)?;
        let mut interrupted = false;
        loop {
            self.receive_part()?;
            for message in Messages::new(&self.buf).filter(|message| message.sequence == sequence) {
                interrupted |= message.flags & NLM_F_DUMP_INTR != 0;
                match message.kind {
                    NLMSG_DONE => return dump_end(&message).map(|()| interrupted),
                    NLMSG_ERROR => {
                        let ack = Acknowledgement::read(&message)?;
                        return Err(Error::dump_refused(ack.errno, ack.ext));
                    }
                    NLMSG_NOOP | NLMSG_OVERRUN => {}
                    _ => each(message)?,
                }
            }
        }
    }

    /// Dumps a table into memory.
    ///
    /// # Errors
    /// As [`Netlink::dump`].
    pub fn collect(&mut self, request: Request) -> Result<Dump> {
        let mut dump = Dump::default();
        dump.interrupted = self.dump(request, &mut |message| {
            dump.push(&message);
            Ok(())
        })?;
        Ok(dump)
    }

    /// Sends many requests at once and returns their results, in order.
    ///
    /// # Errors
    /// As [`Netlink::pipeline_each`].
    pub fn pipeline(&mut self, requests: &mut [Request]) -> Result<Vec<Result<()>>> {
        let mut answers = Vec::with_capacity(requests.len());
        self.pipeline_each(&mut requests.iter_mut(), &mut |answer, warning| {
            answers.push(answer);
            warning
        })?;
        Ok(answers)
    }

    /// Sends many requests at once and passes the result of each to `each`, in order, with the warning of a success. What
    /// `each` returns is added to [`Netlink::warnings`].
    ///
    /// The kernel continues after a refused request. At most a hundred requests or 64 KiB are sent at a time: the kernel drops
    /// acknowledgements that do not fit the receive buffer.
    ///
    /// # Errors
    /// The socket failed.
    pub fn pipeline_each(
        &mut self,
        requests: &mut dyn Iterator<Item = &mut Request>,
        each: &mut dyn FnMut(Result<()>, Option<String>) -> Option<String>,
    ) -> Result<()> {
        let mut bytes = Vec::new();
        let mut waiting = Vec::new();
        loop {
            let request = requests.next();
            let fits = request.as_ref().is_some_and(|request| {
                waiting.len() < 100 && bytes.len() + request.body().len() < 1 << 16
            });
            if !fits && !waiting.is_empty() {
                self.transport
                    .send(&bytes)
                    .map_err(|error| Error::system("Cannot talk to rtnetlink", &error))?;
                bytes.clear();
                for sequence in waiting.drain(..) {
                    let (answer, warning) = self.buffered_answer(sequence)?;
                    let kept = each(answer, warning);
                    self.warnings.extend(kept);
                }
            }
            let Some(request) = request else {
                return Ok(());
            };
            self.sequence = self.sequence.wrapping_add(1).max(1);
            bytes.extend_from_slice(request.finish(NLM_F_ACK, self.sequence));
            waiting.push(self.sequence);
        }
    }

    /// The acknowledgement of `sequence`, which may already be in the buffer behind earlier ones.
    fn buffered_answer(&mut self, sequence: u32) -> Result<(Result<()>, Option<String>)> {
        loop {
            let found = Messages::new(&self.buf)
                .find(|message| message.sequence == sequence && message.kind == NLMSG_ERROR)
                .map(|message| Acknowledgement::read(&message));
            if let Some(ack) = found {
                let ack = ack?;
                let answer = match ack.errno {
                    0 => return Ok((Ok(()), ack.ext.message)),
                    errno => Error::kernel(errno, ack.ext),
                };
                return Ok((Err(answer), None));
            }
            self.receive()?;
        }
    }
}

/// The error of a failed receive, status 1.
pub fn receive_error(error: &std::io::Error) -> Error {
    Error::command(lost(error))
}

/// iproute2's line for a failed receive.
fn lost(error: &std::io::Error) -> String {
    match (error.kind(), error.raw_os_error()) {
        (std::io::ErrorKind::UnexpectedEof, _) => String::from("EOF on netlink"),
        (_, Some(errno)) => format!("netlink receive error {} ({errno})", strerror(errno)),
        (_, None) => String::from("netlink receive error: message truncated"),
    }
}

/// The result in NLMSG_DONE.
fn dump_end(message: &Message) -> Result<()> {
    let ack = Acknowledgement::read_done(message);
    match ack.errno {
        0 => Ok(()),
        errno => Err(Error::dump(errno, ack.ext)),
    }
}

#[cfg(test)]
mod tests;
