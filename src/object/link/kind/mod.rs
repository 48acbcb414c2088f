//! Link kinds: what `type KIND` takes and `-d` shows, one file each.
//!
//! A kind is data: names, rows, help. [`Kind::read`] and [`Kind::show`] stand in for rows where data ends.

use super::usage;
use crate::args::{Args, Word};
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::output::Out;
use crate::schema::{self, Draft, Row};
use crate::session::Display;
use crate::session::Session;
use tunnel::Tunnel;

mod amt;
mod bareudp;
mod batadv;
mod bond;
mod bond_slave;
mod bridge;
mod bridge_slave;
mod can;
mod can_show;
mod dsa;
mod erspan;
mod geneve;
mod gre;
mod gtp;
mod hsr;
mod ip6gre;
mod ip6tnl;
mod ipip;
mod ipoib;
pub mod ipvlan;
pub mod macsec;
pub mod macvlan;
pub mod netkit;
mod overlay;
mod ovpn;
pub mod peer;
mod plain;
mod rmnet;
mod tun;
mod tunnel;
mod tunnel6;
mod veth;
mod vlan;
mod vrf;
mod vti;
mod vxcan;
mod vxlan;
mod wwan;
mod xfrm;

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
    /// The same, and `ip link help` does not know the kind.
    Unlisted,
}

/// What is being done to a link, as far as its kind's options may depend on it.
pub struct KindContext<'m> {
    /// The kind's own name, as it was typed (one kind may have several).
    pub name: &'m str,
    /// The index of the device that is changed; `None` while one is made.
    pub device: Option<u32>,
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
    /// Whether it has fields at all: JSON has `info_data` then, even if empty.
    pub shows: bool,
    /// Bits of attributes of four bytes that the kernel sets by itself.
    pub kernel_owned_bits: &'static [(u16, u32)],
    /// Attributes that the kernel may give back one less: times, which it keeps in other units.
    pub lossy_attrs: &'static [u16],
    /// Whether `IFLA_INFO_DATA` is sent even if no option was given.
    pub always_data: bool,
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
    read: None,
    tunnel: None,
    finish: None,
    show: None,
    show_counters: None,
    shows: false,
    kernel_owned_bits: &[],
    lossy_attrs: &[],
    always_data: false,
};

/// All kinds.
pub const KINDS: &[&Kind] = &[
    &amt::KIND,
    &bareudp::KIND,
    &batadv::KIND,
    &bond::KIND,
    &bond_slave::KIND,
    &bridge::KIND,
    &bridge_slave::KIND,
    &can::KIND,
    &dsa::KIND,
    &geneve::KIND,
    &erspan::KIND,
    &gre::KIND,
    &gtp::KIND,
    &hsr::KIND,
    &ip6gre::KIND,
    &ip6tnl::KIND,
    &ipip::KIND,
    &ipip::SIT,
    &ipoib::KIND,
    &ipvlan::KIND,
    &macsec::KIND,
    &macvlan::KIND,
    &netkit::KIND,
    &ovpn::KIND,
    &plain::DUMMY,
    &plain::IFB,
    &plain::NETDEVSIM,
    &plain::NLMON,
    &plain::TEAM,
    &plain::TEAM_SLAVE,
    &plain::VCAN,
    &plain::VIRT_WIFI,
    &rmnet::KIND,
    &tun::KIND,
    &veth::KIND,
    &vlan::KIND,
    &vrf::KIND,
    &vrf::PORT,
    &vti::KIND,
    &vti::KIND6,
    &vxcan::KIND,
    &vxlan::KIND,
    &wwan::KIND,
    &xfrm::KIND,
];

/// The kind of this name.
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS
        .iter()
        .copied()
        .find(|kind| kind.names.contains(&name))
}

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

    /// The answer to a word that the kind does not know.
    pub fn unknown_word(&self, name: &str, word: &str) -> Error {
        let help = self.help.trim_end();
        if self.help_word.is_some_and(|help| help.fits(word)) {
            return match self.unknown {
                Unknown::Garbage | Unknown::Unlisted => Error::usage(usage::LINK),
                Unknown::Command | Unknown::Option | Unknown::Help | Unknown::What => {
                    Error::command(help)
                }
            };
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
            Unknown::Garbage | Unknown::Unlisted => garbage(word),
        }
    }
}

/// Words after a kind that takes none.
pub fn garbage(word: &str) -> Error {
    Error::command(format!(
        "Garbage instead of arguments \"{word} ...\". Try \"ip link help\"."
    ))
}

/// A field that depends on nothing but attributes: for kinds written as functions.
pub fn nested(attrs: Attrs, kind: u16) -> Attrs {
    attrs.get(kind).map(|attr| attr.nest()).unwrap_or_default()
}
