//! Operating system interfaces: namespaces, processes, capabilities, ioctls.
//!
//! # Safety
//!
//! Only this module may use `unsafe`. A file that does starts with a paragraph like this one, and each block states why
//! it is sound. Every public function is safe for any argument: the kernel or this module checks names and numbers, and
//! errors are returned.

pub mod bpf;
pub mod capability;
pub mod cmsg;
pub mod directory;
mod flock;
pub mod glob;
pub mod ioctl;
#[cfg(all(libc_stubs, panic = "abort"))] // build.rs
mod libc_stubs;
pub mod netns;
pub mod process;
pub mod sandbox;
pub mod secret;
pub mod signals;
pub mod start;
pub mod time;
pub mod tun;
pub mod tunnel;
pub mod users;
pub mod vrf_cgroup;

#[cfg(test)]
pub(crate) mod testing;
