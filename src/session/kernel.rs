//! The rtnetlink socket of a command line, with the queue of a `-force` batch and the capture of `ip export`.

use crate::error::{Error, Result, sentence};
use crate::netlink::{Dump, Message, Netlink, Protocol, Reply, Request};
use crate::output::eprint_line;

/// The rtnetlink socket, opened on first use.
#[derive(Default)]
pub struct Kernel {
    netlink: Option<Netlink>,
    lenient: bool,
    /// The batch line whose change may be queued.
    line: Option<u64>,
    /// Queued changes with their batch lines.
    queue: Vec<(u64, Request)>,
    /// Captured changes, while [`Kernel::start_capture`] is in effect.
    captured: Option<Vec<Request>>,
}

impl Kernel {
    /// Not yet connected. A `lenient` socket (a batch's) does not set NETLINK_GET_STRICT_CHK, as iproute2 does.
    pub fn new(lenient: bool) -> Kernel {
        Kernel {
            lenient,
            ..Kernel::default()
        }
    }

    /// The socket, opened if necessary.
    ///
    /// # Errors
    /// socket(2) or bind(2) failed.
    pub fn netlink(&mut self) -> Result<&mut Netlink> {
        match &mut self.netlink {
            Some(netlink) => Ok(netlink),
            none => Ok(none.insert(Netlink::open(Protocol::Route, !self.lenient)?)),
        }
    }

    /// Closes the socket, so that the next request opens one in the current namespace.
    pub fn close(&mut self) {
        self.netlink = None;
    }

    /// Captures changes instead of sending them, until [`Kernel::take_captured`].
    pub fn start_capture(&mut self) {
        self.captured = Some(Vec::new());
    }

    /// Whether changes are captured.
    pub fn captures(&self) -> bool {
        self.captured.is_some()
    }

    /// Ends the capture and returns the captured changes.
    pub fn take_captured(&mut self) -> Vec<Request> {
        self.captured.take().unwrap_or_default()
    }

    /// Sends a change and waits for its acknowledgement. Kernel warnings go to stderr.
    ///
    /// # Errors
    /// As [`Netlink::ack`].
    pub fn ack(&mut self, request: Request) -> Result<()> {
        if let Some(captured) = &mut self.captured {
            captured.push(request);
            return Ok(());
        }
        let netlink = self.netlink()?;
        let result = netlink.ack(request);
        show_warnings(netlink);
        result
    }

    /// Queues the change of this batch line until [`Kernel::flush_queue`]; `None` sends changes at once.
    pub fn queue_for_line(&mut self, line: Option<u64>) {
        self.line = line;
    }

    /// As [`Kernel::ack`], for a change that may be queued: the command sends and shows nothing after it.
    ///
    /// # Errors
    /// As [`Kernel::ack`].
    pub fn change(&mut self, request: Request) -> Result<()> {
        match self.line {
            Some(line) => {
                self.queue.push((line, request));
                Ok(())
            }
            None => self.ack(request),
        }
    }

    /// Sends the queued changes and passes each error with its batch line, in order.
    ///
    /// # Errors
    /// The socket failed.
    pub fn flush_queue(&mut self, each: &mut dyn FnMut(u64, Error)) -> Result<()> {
        if self.queue.is_empty() {
            return Ok(());
        }
        let mut queue = std::mem::take(&mut self.queue);
        let lines: Vec<u64> = queue.iter().map(|(line, _)| *line).collect();
        let mut lines = lines.into_iter();
        self.netlink()?.pipeline_each(
            &mut queue.iter_mut().map(|(_, request)| request),
            &mut |answer, warning| {
                warning.iter().for_each(|warning| show_warning(warning));
                if let (Some(line), Err(error)) = (lines.next(), answer) {
                    each(line, error);
                }
                None
            },
        )
    }

    /// Sends a change with NLM_F_ECHO and returns the notification (`-echo`).
    ///
    /// # Errors
    /// As [`Netlink::echo`].
    pub fn echo(&mut self, request: Request) -> Result<Option<Reply>> {
        let netlink = self.netlink()?;
        let result = netlink.echo(request);
        show_warnings(netlink);
        result
    }

    /// Sends a request for one object.
    ///
    /// # Errors
    /// As [`Netlink::get`].
    pub fn get(&mut self, request: Request) -> Result<Reply> {
        let netlink = self.netlink()?;
        let result = netlink.get(request);
        show_warnings(netlink);
        result
    }

    /// Dumps a table and passes each message.
    ///
    /// # Errors
    /// As [`Netlink::dump`].
    pub fn dump(
        &mut self,
        request: Request,
        each: &mut dyn FnMut(Message) -> Result<()>,
    ) -> Result<()> {
        let interrupted = self.netlink()?.dump(request, each)?;
        warn_if_interrupted(interrupted);
        Ok(())
    }

    /// Dumps a table into memory.
    ///
    /// # Errors
    /// As [`Netlink::collect`].
    pub fn collect(&mut self, request: Request) -> Result<Dump> {
        let dump = self.netlink()?.collect(request)?;
        warn_if_interrupted(dump.interrupted);
        Ok(dump)
    }
}

fn show_warnings(netlink: &mut Netlink) {
    for warning in netlink.warnings.drain(..) {
        show_warning(&warning);
    }
}

fn show_warning(warning: &str) {
    eprint_line(&format!("Warning: {}", sentence(warning)));
}

fn warn_if_interrupted(interrupted: bool) {
    if interrupted {
        eprint_line("Dump was interrupted and may be inconsistent.");
    }
}
