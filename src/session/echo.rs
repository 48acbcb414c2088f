//! `-echo`: a change, and the notification that the kernel sends back for it.

use super::{Display, Session};
use crate::error::Result;
use crate::netlink::{Message, Reply, Request};

/// Shows the notification of a change.
pub type ShowEcho<'a> = &'a mut dyn FnMut(&Message, &mut Display);

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
        self.display().records(|display| {
            display.object(None, |display| {
                if let Some(message) = reply.as_ref().map(Reply::message) {
                    show(&message, display);
                }
            });
        });
        Ok(())
    }
}
