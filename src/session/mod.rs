//! What one command line needs: view options, output, the rtnetlink socket, names. There are no globals.

mod display;
mod echo;
mod events;
mod family;
mod input;
mod kernel;
mod malformed;
mod namespace;
mod saved;
mod view;
mod vrf;

pub use display::Display;
pub use echo::ShowEcho;
pub use events::listen;
pub use family::list_family;
pub use input::Input;
pub use kernel::Kernel;
pub use malformed::{has_header, header_error, warn_of_leftover};
pub use saved::SavedFormat;
pub use view::View;
pub use vrf::vrf_table_of;

use crate::error::Error;
use crate::names::Names;
use crate::output::Out;

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
