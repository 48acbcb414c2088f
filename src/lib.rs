//! oxip: the `ip` command.

#[allow(unsafe_code)]
pub mod sys;
