//! `-echo`: a change, and the notification that the kernel sends back for it.

use super::{Session, View};
use crate::error::Result;
use crate::names::Names;
use crate::netlink::{Message, Reply, Request};
use crate::output::Out;

/// Shows the notification of a change.
pub type ShowEcho<'a> = &'a mut dyn FnMut(&Message, &mut Out, &mut Names, &View);

impl Session {
    /// Sends a change and shows its notification, if one comes. In JSON the record stands in an object of its own, as
    /// iproute2 prints it. `ip export` captures the change instead.
    ///
    /// # Errors
    /// As [`crate::netlink::Netlink::echo`].
    pub fn echo(&mut self, request: Request, show: ShowEcho) -> Result<()> {
        if self.kernel.captures() {
            return self.kernel.ack(request);
        }
        let reply = self.kernel.echo(request)?;
        let Session {
            out, names, view, ..
        } = self;
        out.records(|out| {
            out.object(None, |out| {
                if let Some(message) = reply.as_ref().map(Reply::message) {
                    show(&message, out, names, view);
                }
            });
        });
        Ok(())
    }
}
