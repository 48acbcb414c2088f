//! What only the operating system can do: namespaces, processes, capabilities, ioctls.
//!
//! # Safety
//!
//! This is the one place of the crate where `unsafe` is allowed. A file that uses it opens with a
//! paragraph like this one, and each block says why it holds. Everything public here is safe to
//! call with any argument: names and numbers from a command line are checked by the kernel or by
//! us, and come back as errors.

pub mod bpf;
pub mod capability;
pub mod cmsg;
pub mod directory;
pub mod errno;
mod flock;
pub mod glob;
pub mod ioctl;
#[cfg(all(panic = "abort", target_env = "gnu", target_feature = "crt-static"))]
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
