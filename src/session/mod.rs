//! What one command line needs: view options, output, the rtnetlink socket, names. There are no globals.

mod events;
mod family;
mod input;
mod kernel;
mod namespace;
mod view;
mod vrf;

pub use events::listen;
pub use family::list_family;
pub use input::Input;
pub use kernel::Kernel;
pub use view::View;
pub use vrf::vrf_table_of;

use crate::error::{Error, Result};
use crate::names::Names;
use crate::output::{Out, write_all};
use std::io::{IsTerminal, stdout};

/// The state of one command line.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools)]
pub struct Session {
    /// View options.
    pub view: View,
    /// Output.
    pub out: Out,
    /// Requested family (`AF_*`), 0 for any.
    pub family: u8,
    /// `-force`.
    pub force: bool,
    /// `-ensure`: commands state the wanted result.
    pub ensure: bool,
    /// `-all`.
    pub all: bool,
    /// `-loops`: maximum rounds of a flush, 0 for no limit.
    pub loops: i32,
    /// `-rcvbuf`: receive buffer of `monitor`, in bytes.
    pub receive_buffer: Option<i32>,
    /// The namespace entered with `-n`.
    pub namespace: Option<String>,
    /// The command is a batch line.
    pub batch: bool,
    /// The batch, for commands that read further lines of it.
    pub input: Option<Input>,
    /// A hint for a person after a successful command; shown only at a terminal.
    pub hint: Option<String>,
    /// Prints an error of a child process with the arguments of its command.
    pub report: Option<fn(&Error, &[String])>,
    /// The rtnetlink socket.
    pub kernel: Kernel,
    /// Names of devices, tables and namespaces.
    pub names: Names,
}

impl Session {
    /// Starts a binary stream of netlink messages on stdout with its magic number (4 bytes, host order).
    ///
    /// # Errors
    /// Stdout is a terminal, or the write failed (EPIPE included).
    pub fn begin_stream(&mut self, magic: u32) -> Result<()> {
        if stdout().is_terminal() {
            return Err(Error::command("Not sending a binary stream to stdout"));
        }
        self.out.flush()?;
        write_all(&magic.to_ne_bytes())
            .map_err(|_| Error::command("Can't write magic to dump file"))
    }
}
