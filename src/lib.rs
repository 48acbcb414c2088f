//! oxip: the `ip` command of iproute2.
//!
//! Layers, each importing only from those before it: `error`, `args`, `uapi`, `sys`, `netlink` and `output` (which do not
//! import each other), `value`, `names`, `session`, `schema`, `ensure`, `flush`, `command`, `object`, `cli`; docs/architecture.md
//! describes them.
//!
//! The library is not a stable API. The modules are private, so that rustc reports items that nothing uses.
#![allow(rustdoc::private_intra_doc_links)]

mod args;
mod cli;
mod command;
mod ensure;
mod error;
mod flush;
mod names;
mod netlink;
mod object;
mod output;
mod schema;
mod session;
#[allow(unsafe_code)]
mod sys;
mod uapi;
mod value;

pub use cli::run;
pub use sys::start;

/// What the tests and the generator of the manual use besides [`run`].
pub mod testing {
    pub use crate::args::decode;
    pub use crate::cli::{run_batch, run_object};
    pub use crate::names::{NameTable, NameTables};
    pub use crate::object::link::kind::{KINDS, Kind};
    pub use crate::output::{Form, Out, colour::Palette};
    pub use crate::session::Session;
    pub use crate::sys::tun::Tun;
}
