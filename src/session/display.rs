//! What a record is shown with.

use super::{Kernel, Session, View};
use crate::args::encode;
use crate::names::Names;
use crate::output::Out;

/// The output of a command with what decides how a record looks.
pub struct Display<'s> {
    /// The output.
    pub out: &'s mut Out,
    /// Names of devices, tables and namespaces.
    pub names: &'s mut Names,
    /// View options.
    pub view: &'s View,
}

impl Display<'_> {
    /// Writes a JSON object as [`Out::object`] does; `inside` shows its members.
    pub fn object<R>(&mut self, key: Option<&str>, inside: impl FnOnce(&mut Display) -> R) -> R {
        let Display { out, names, view } = self;
        out.object(key, |out| inside(&mut Display { out, names, view }))
    }

    /// Writes a JSON array as [`Out::array`] does; `inside` shows its elements.
    pub fn array<R>(&mut self, key: Option<&str>, inside: impl FnOnce(&mut Display) -> R) -> R {
        let Display { out, names, view } = self;
        out.array(key, |out| inside(&mut Display { out, names, view }))
    }

    /// Shows the records of a command as [`Out::records`] does.
    pub fn records<R>(&mut self, inside: impl FnOnce(&mut Display) -> R) -> R {
        let Display { out, names, view } = self;
        out.records(|out| inside(&mut Display { out, names, view }))
    }

    /// Shows text even if the format is JSON, as [`Out::as_text`] does.
    pub fn as_text<R>(&mut self, inside: impl FnOnce(&mut Display) -> R) -> R {
        let Display { out, names, view } = self;
        out.as_text(|out| inside(&mut Display { out, names, view }))
    }

    /// The name of a device as bytes.
    pub fn device(&mut self, index: u32) -> Vec<u8> {
        encode(&self.names.links.name(index)).into_owned()
    }
}

impl Session {
    /// The display of this command.
    pub fn display(&mut self) -> Display<'_> {
        self.kernel_and_display().1
    }

    /// The rtnetlink socket and the display, to show the records of a dump as they arrive.
    pub fn kernel_and_display(&mut self) -> (&mut Kernel, Display<'_>) {
        let Session {
            kernel,
            out,
            names,
            view,
            ..
        } = self;
        (kernel, Display { out, names, view })
    }
}
