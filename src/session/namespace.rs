//! Entering a network namespace: `-n NAME` and what follows from it.

use super::Session;
use crate::args::encode;
use crate::error::{Error, Result};
use crate::output::eprint_line;
use crate::sys::netns;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

impl Session {
    /// Enters the named network namespace (`-n`). The mount namespace stays: netlink does not need another, and
    /// [`Session::enter_mounts`] creates one before a command runs.
    ///
    /// # Errors
    /// open(2) or setns(2) failed: status 255.
    pub fn enter_namespace(&mut self, name: &str) -> Result<()> {
        netns::enter_named(OsStr::from_bytes(&encode(name)))?;
        self.namespace = Some(name.to_owned());
        self.entered_namespace();
        Ok(())
    }

    /// Mounts /sys and /etc of the namespace entered with `-n`, if any.
    ///
    /// # Errors
    /// unshare(2) or mount(2) failed: status 255.
    pub fn enter_mounts(&mut self) -> Result<()> {
        if let Some(name) = self.namespace.take() {
            netns::private_mounts(OsStr::from_bytes(&encode(&name)), &mut |warning| {
                eprint_line(&warning.to_string())
            })?;
        }
        Ok(())
    }

    /// Drops the socket and the cached names after a change of network namespace.
    pub fn entered_namespace(&mut self) {
        self.kernel.close();
        self.names.links.clear();
        self.names.nsids.clear();
    }
}

impl From<netns::Error> for Error {
    fn from(error: netns::Error) -> Self {
        Self::with_status(error.to_string(), error.exit_status()).because(&error)
    }
}
