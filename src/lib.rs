//! oxip: the `ip` command, for links, addresses and network namespaces.
//!
//! Layers, each importing only from those above it: [`error`], [`args`], [`uapi`], [`sys`], [`netlink`] and [`output`]
//! (which know nothing of each other), [`value`], [`names`], [`session`], [`schema`], [`ensure`], [`command`], [`object`],
//! [`cli`]. docs/architecture.md tells more.

pub mod args;
pub mod cli;
pub mod command;
pub mod ensure;
pub mod error;
pub mod names;
pub mod netlink;
pub mod object;
pub mod output;
pub mod schema;
pub mod session;
#[allow(unsafe_code)]
pub mod sys;
pub mod uapi;
pub mod value;
