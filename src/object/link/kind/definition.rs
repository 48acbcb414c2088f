//! What a link kind is: the fields of its file, and how options are read and shown from them.

use super::garbage;
use super::tunnel::Tunnel;
use super::xstats::Xstats;
use crate::args::{Args, Word};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::output::Out;
use crate::schema::{self, Draft, Row};
use crate::session::{Display, Session};

/// How a kind answers a word that it does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// `KIND: unknown command "x"?`, then the help.
    Command,
    /// `KIND: unknown option "x"?`, then the help.
    Option,
    /// The help alone.
    Help,
    /// `KIND: what is "x"?`, then the help.
    What,
    /// `Garbage instead of arguments …`: the kind takes no options.
    Garbage,
}

/// What the options of a kind may depend on.
pub struct KindContext<'m> {
    /// The name of the kind as typed (a kind may have several).
    pub name: &'m str,
    /// The index of the device that is changed; `None` for a new one.
    pub device: Option<u32>,
    /// Reads the options of the other end of a pair; `None` where no pair is created.
    pub parse_peer: Option<ParsePeer>,
}

/// Reads the options of the other end of a pair, which is created (`true`) or changed, into an `ifinfomsg` and
/// attributes. Also returns the kind if `type KIND` was among them.
pub type ParsePeer =
    for<'a> fn(&mut Session, &mut Args<'a>, bool) -> Result<(Request, Option<&'a str>)>;

impl KindContext<'_> {
    /// Reads the options of the other end of a pair.
    pub(super) fn peer<'a>(
        &self,
        session: &mut Session,
        args: &mut Args<'a>,
    ) -> Result<(Request, Option<&'a str>)> {
        match self.parse_peer {
            Some(parse) => parse(session, args, self.device.is_none()),
            None => Err(garbage("peer")),
        }
    }
}

/// A function that reads all words after `type KIND` into a request's `IFLA_INFO_DATA`.
pub type ReadAll = fn(&Kind, &mut Session, &mut Args, &KindContext, &mut Request) -> Result<()>;

/// A link kind, or the kind of a port.
pub struct Kind {
    /// Its names (`IFLA_INFO_KIND`, `IFLA_INFO_SLAVE_KIND`).
    pub names: &'static [&'static str],
    /// Options and fields, in the order in which they are shown.
    pub rows: &'static [&'static [Row]],
    /// Prefixes whose meaning differs from the first fit in that order, and the whole words they mean.
    pub abbreviation_overrides: &'static [(&'static str, &'static str)],
    /// The complaint about a wrong value, `{}` for the keyword.
    pub wrong: &'static str,
    /// The answer to an unknown word.
    pub unknown: Unknown,
    /// The word that asks for help, if it is not just another unknown one.
    pub help_word: Option<Word>,
    /// Its help; empty if it has none.
    pub help: &'static str,
    /// Whether `ip link help` lists it.
    pub listed: bool,
    /// Reads the options, in place of the rows.
    pub read: Option<ReadAll>,
    /// How options become a message where one is made from defaults and changed from what the device has.
    pub tunnel: Option<&'static Tunnel>,
    /// What is done to the staged options before they are sent: defaults, cross-checks.
    pub finish: Option<fn(&mut Draft, &KindContext) -> Result<()>>,
    /// Shows the fields, in place of the rows.
    pub show: Option<fn(Attrs, &mut Display)>,
    /// Shows what it counts (`IFLA_INFO_XSTATS`), under `-statistics`.
    pub show_counters: Option<fn(&mut Out, Attr)>,
    /// Its statistics for `ip link xstats`.
    pub xstats: Option<&'static Xstats>,
    /// Whether it has fields at all: JSON has `info_data` then, even if empty.
    pub shows: bool,
    /// Bits of attributes of four bytes that the kernel sets by itself.
    pub kernel_owned_bits: &'static [(u16, u32)],
    /// Attributes that the kernel may give back one less: times, which it keeps in other units.
    pub lossy_attrs: &'static [u16],
    /// Whether `IFLA_INFO_DATA` is sent even if no option was given.
    pub always_data: bool,
    /// Kernel configuration option of the driver without `CONFIG_`, for hints; empty for none.
    pub config: &'static str,
    /// The device to which `IFLA_LINK` refers.
    pub lower: Lower,
    /// Whether it is created with its ports (`slave1 DEVICE`), which take no `master`.
    pub names_its_ports: bool,
    /// Attribute that is 1 while its ports filter by VLAN. bridge(8) sets these VLANs.
    pub vlan_filtering: Option<u16>,
    /// Attribute of a port with the link-layer address that it had before it was one.
    pub permanent_address: Option<u16>,
    /// For `-ensure`: compares requested with existing attributes where rows cannot.
    pub first_differing: Option<FirstDiffering>,
    /// Names of the devices that its module creates in every namespace.
    pub fallback_devices: &'static [&'static str],
    /// Attribute whose value decides the defaults of the others.
    pub deciding_attr: Option<u16>,
    /// Attributes that `ip export` always writes, since their defaults differ between kernels.
    pub always_exported: &'static [u16],
    /// Defaults of all kernels, for `ip export` without permission to ask this one. Some kernels refuse these attributes.
    pub known_defaults: &'static [(u16, &'static [u8])],
    /// Options that report a state and are no settings.
    pub states: &'static [&'static str],
    /// Properties that no link message reports, and what sets them; empty for none.
    pub not_reported: &'static str,
    /// For `ip export`: adds options that the kernel reports in another attribute than the one that sets them.
    pub special_options: Option<fn(&mut Vec<String>, Attrs)>,
    /// For `ip export`: the command that creates a device of this name, if it is not `link add`.
    pub create_command: Option<fn(&str, Attrs) -> Vec<String>>,
    /// For `ip export`: the options of both ends of a pair from the attributes of one end and the kernel's defaults.
    pub pair_options: Option<fn(Attrs, Option<Attrs>) -> PairOptions>,
}

/// Compares the attributes of a request with those of an existing device. Returns the keyword of the first that
/// differs, and what the device has instead.
pub type FirstDiffering = fn(Attrs, Attrs) -> Option<(&'static str, String)>;

/// The device to which `IFLA_LINK` of a kind refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lower {
    /// The lower device in the same namespace. The device's own index means none, even with `IFLA_LINK_NETNSID`.
    Local,
    /// The lower device, also in another namespace, where it may have the same index.
    Anywhere,
    /// As `Local`. A device that was moved does not report it; one that was not has the address of its lower device.
    SameAddress,
    /// The lower device is this option. After a move to another namespace `IFLA_LINK` is the device's own index.
    Option(u16),
    /// The other end of a pair.
    Peer,
}

/// The options of both ends of a pair, as one end reports them.
pub struct PairOptions {
    /// Options of the end that reports.
    pub own: Vec<String>,
    /// Options of the other end.
    pub peer: Vec<String>,
    /// Whether the end that reports was created as the peer.
    pub is_peer: bool,
}

/// A kind without options, fields or help.
pub const PLAIN: Kind = Kind {
    names: &[],
    rows: &[],
    abbreviation_overrides: &[],
    wrong: "invalid {}",
    unknown: Unknown::Garbage,
    help_word: Some(Word::Short("help")),
    help: "",
    listed: true,
    read: None,
    tunnel: None,
    finish: None,
    show: None,
    show_counters: None,
    xstats: None,
    shows: false,
    kernel_owned_bits: &[],
    lossy_attrs: &[],
    always_data: false,
    config: "",
    lower: Lower::Local,
    names_its_ports: false,
    vlan_filtering: None,
    permanent_address: None,
    first_differing: None,
    fallback_devices: &[],
    deciding_attr: None,
    always_exported: &[],
    known_defaults: &[],
    states: &[],
    not_reported: "",
    special_options: None,
    create_command: None,
    pair_options: None,
};

impl Kind {
    /// Reads the words after `type KIND`: all that are left. `data` is the type of the nest they go to.
    ///
    /// # Errors
    /// A wrong value or an unknown word.
    pub fn read(
        &self,
        session: &mut Session,
        args: &mut Args,
        making: &KindContext,
        data: u16,
        request: &mut Request,
    ) -> Result<()> {
        if let Some(read) = self.read {
            return read(self, session, args, making, request);
        }
        if let Some(tunnel) = self.tunnel {
            return tunnel.read(self, session, args, making, request);
        }
        let mut draft = Draft::default();
        // Without words nothing is checked either.
        if args.is_empty() && !self.always_data {
            return Ok(());
        }
        while let Some(word) = args.peek() {
            if !schema::read(
                self.rows,
                self.abbreviation_overrides,
                self.wrong,
                session,
                args,
                &mut draft,
            )? {
                return Err(self.unknown_word(making.name, word));
            }
        }
        if let Some(finish) = self.finish {
            finish(&mut draft, making)?;
        }
        request.bare_nest(data, |request| draft.emit(request));
        Ok(())
    }

    /// What is sent beside the options that were typed, if there are any.
    pub fn defaults(&self) -> Request {
        let mut data = Request::with_body(0, 0, &[]);
        if let Some(tunnel) = self.tunnel {
            tunnel.defaults().emit(&mut data);
        }
        data
    }

    /// Shows the fields in `nest`.
    pub fn show(&self, nest: Attrs, display: &mut Display) {
        match self.show {
            Some(show) => show(nest, display),
            None => schema::show(self.rows, nest, display),
        }
    }

    /// Whether it takes no options: it answers `help` with the usage of `ip link`.
    pub fn takes_no_options(&self) -> bool {
        self.unknown == Unknown::Garbage
    }

    /// The answer to a word that the kind does not know.
    pub fn unknown_word(&self, name: &str, word: &str) -> Error {
        let help = self.help.trim_end();
        if self.help_word.is_some_and(|help| help.fits(word)) {
            return Error::command(help);
        }
        match self.unknown {
            Unknown::Command => {
                Error::command(format!("{name}: unknown command \"{word}\"?\n{help}"))
            }
            Unknown::Option => {
                Error::command(format!("{name}: unknown option \"{word}\"?\n{help}"))
            }
            Unknown::What => Error::command(format!("{name}: what is \"{word}\"?\n{help}")),
            Unknown::Help => Error::command(help),
            Unknown::Garbage => garbage(word),
        }
    }
}
