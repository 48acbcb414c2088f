//! What tunnels over IP have in common: they are made from defaults, and changed from what the device has.

use super::{Kind, KindContext, nested};
use crate::args::Args;
use crate::args::Word::Whole;
use crate::error::{Error, Result};
use crate::netlink::{Attr, Attrs, Request};
use crate::output::Value;
use crate::schema::tunnel::Bit16;
use crate::schema::{self, Codec, Draft, Reading, Row, typed};
use crate::session::Display;
use crate::session::Session;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::{IFLA_INFO_DATA, IFLA_LINKINFO};
use crate::uapi::rtnetlink::RTM_GETLINK;
use crate::uapi::tunnel::{
    TUNNEL_ENCAP_FLAG_CSUM, TUNNEL_ENCAP_FLAG_CSUM6, TUNNEL_ENCAP_FLAG_REMCSUM, TUNNEL_ENCAP_FOU,
    TUNNEL_ENCAP_GUE,
};

/// The help of an encapsulation in UDP. A macro, as `concat!` takes only literals.
macro_rules! encap_help {
    () => {
        "In UDP:   [ noencap | encap { fou | gue | none } ]
          [ encap-sport { PORT | auto } ] [ encap-dport PORT ]
          [ [no]encap-csum ] [ [no]encap-udp6-csum ] [ [no]encap-remcsum ]
"
    };
}
pub(super) use encap_help;

/// Help for the options of erspan. A macro, as `concat!` takes only literals.
macro_rules! erspan_help {
    () => {
        "erspan:   [ erspan_ver { 0 | 1 | 2 } ] [ erspan INDEX ]
          [ erspan_dir { ingress | egress } ] [ erspan_hwid ID ]
"
    };
}
pub(super) use erspan_help;

/// How the options of a tunnel become a message: the defaults, and over them what the device has if one is changed, are
/// put into a [`Draft`], words change it, and what remains is sent in iproute2's order. The fields stand in the order in
/// which they act.
pub struct Tunnel {
    /// What a new one has.
    pub defaults: &'static [(u16, &'static [u8])],
    /// What is not taken over from a device that is changed.
    pub not_kept: &'static [u16],
    /// What is not taken over from it if it is zero there.
    pub not_kept_if_zero: &'static [u16],
    /// Ports in network order, which iproute2 takes over from the device in the wrong order: a port survives a change
    /// only if its bytes are equal. Kept, so that the same command has the same effect.
    pub ports: [u16; 2],
    /// Once the words are read: what has to fit together, and what follows from it.
    pub check_and_complete: Option<fn(&mut Draft) -> Result<()>>,
    /// The attribute that leaves all else to routes, if there is one.
    pub external: Option<u16>,
    /// What is sent then, in this order; none of what follows here is done.
    pub external_order: &'static [u16],
    /// What else has to be done where routes do not say all.
    pub finish: Option<fn(&mut Draft) -> Result<()>>,
    /// What is not sent if it is zero.
    pub not_sent_if_zero: &'static [u16],
    /// What is sent, in this order.
    pub order: &'static [u16],
}

/// A base to fill in: as it stands it sends nothing, as `order` is empty.
pub const PLAIN: Tunnel = Tunnel {
    defaults: &[],
    not_kept: &[],
    not_kept_if_zero: &[],
    ports: [0; 2],
    check_and_complete: None,
    external: None,
    external_order: &[],
    finish: None,
    not_sent_if_zero: &[],
    order: &[],
};

impl Tunnel {
    /// Reads the words after `type KIND`. Without any, nothing but the kind is sent.
    ///
    /// # Errors
    /// A wrong value, an unknown word, or no tunnel to change.
    pub fn read(
        &self,
        kind: &Kind,
        session: &mut Session,
        args: &mut Args,
        making: &KindContext,
        request: &mut Request,
    ) -> Result<()> {
        if args.is_empty() {
            return Ok(());
        }
        let mut draft = self.start(session, making)?;
        while let Some(word) = args.peek() {
            if !schema::read(
                kind.rows,
                kind.abbreviation_overrides,
                kind.wrong,
                session,
                args,
                &mut draft,
            )? {
                return Err(kind.unknown_word(making.name, word));
            }
        }
        self.settle(&mut draft)?;
        request.bare_nest(IFLA_INFO_DATA, |request| draft.emit(request));
        Ok(())
    }

    fn base(&self) -> Draft {
        let mut draft = Draft::default();
        for (attr, bytes) in self.defaults {
            draft.set(*attr, bytes);
        }
        draft
    }

    /// What is sent beside the options that were typed.
    pub fn defaults(&self) -> Draft {
        let mut draft = self.base();
        // There are no options that could contradict each other.
        let _ = self.settle(&mut draft);
        draft
    }

    /// The defaults, under what the device has if one is changed.
    fn start(&self, session: &mut Session, making: &KindContext) -> Result<Draft> {
        let mut draft = self.base();
        let Some(index) = making.device else {
            return Ok(draft);
        };
        let header = IfInfoMsg {
            index,
            ..IfInfoMsg::default()
        };
        let missing = || Error::command("Failed to get existing tunnel info.");
        let reply = session
            .kernel
            .get(Request::new(RTM_GETLINK, 0, &header))
            .map_err(|_| missing())?;
        let message = reply.message();
        let info = nested(message.attrs(IfInfoMsg::SIZE), IFLA_LINKINFO);
        let data = info.get(IFLA_INFO_DATA).ok_or_else(missing)?.nest();
        for attr in data
            .iter()
            .filter(|attr| !self.not_kept.contains(&attr.kind))
        {
            if self.not_kept_if_zero.contains(&attr.kind) && is_zero(attr.bytes) {
                continue;
            }
            match attr.bytes {
                [a, b] if self.ports.contains(&attr.kind) => draft.set(attr.kind, &[*b, *a]),
                bytes => draft.set(attr.kind, bytes),
            }
        }
        Ok(draft)
    }

    fn settle(&self, draft: &mut Draft) -> Result<()> {
        if let Some(complete) = self.check_and_complete {
            complete(draft)?;
        }
        if self.external.is_some_and(|external| draft.has(external)) {
            draft.arrange(self.external_order);
            return Ok(());
        }
        if let Some(finish) = self.finish {
            finish(draft)?;
        }
        for attr in self.not_sent_if_zero {
            if draft.get(*attr).is_some_and(is_zero) {
                draft.remove(*attr);
            }
        }
        draft.arrange(self.order);
        Ok(())
    }
}

/// Whether all bytes are zero.
pub fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

/// What a tunnel carries, as a protocol number: typed as one of several words, shown by a name of its own.
pub struct Mode {
    /// Each protocol that can be asked for, with all the words for it.
    pub typed: &'static [(u8, &'static [&'static str])],
    /// Each protocol that is shown, with its name; others are not shown.
    pub shown: &'static [(u8, &'static str)],
}
impl Codec for Mode {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let word = reading.value()?;
        let known = self.typed.iter().find(|(_, words)| words.contains(&word));
        let (protocol, _) = known.ok_or_else(|| reading.wrong(row, word))?;
        reading.draft.set(row.attr, &[*protocol]);
        Ok(())
    }
    fn show(&self, row: &Row, attr: Attr, _: Attrs, display: &mut Display) {
        let known = self
            .shown
            .iter()
            .find(|(known, _)| Some(*known) == attr.u8());
        if let Some((_, name)) = known {
            schema::put(row, display, *name);
        }
    }
}

/// The attributes of an encapsulation in UDP.
#[derive(Clone, Copy)]
pub struct Encap {
    /// What it is.
    pub kind: u16,
    /// Its flags.
    pub flags: u16,
    /// Source and destination port.
    pub ports: [u16; 2],
}

const fn flag(bit: u16, on: bool) -> Bit16 {
    Bit16 { also: &[], bit, on }
}

const CSUM: Bit16 = flag(TUNNEL_ENCAP_FLAG_CSUM, true);
const NO_CSUM: Bit16 = flag(TUNNEL_ENCAP_FLAG_CSUM, false);
const CSUM6: Bit16 = flag(TUNNEL_ENCAP_FLAG_CSUM6, true);
const NO_CSUM6: Bit16 = flag(TUNNEL_ENCAP_FLAG_CSUM6, false);
const REMCSUM: Bit16 = flag(TUNNEL_ENCAP_FLAG_REMCSUM, true);
const NO_REMCSUM: Bit16 = flag(TUNNEL_ENCAP_FLAG_REMCSUM, false);

/// The options of an encapsulation in UDP.
pub const fn encap_options(encap: Encap) -> [Row; 10] {
    let Encap {
        kind,
        flags,
        ports: [source, destination],
    } = encap;
    [
        typed(&[Whole("noencap")], kind, &schema::tunnel::Is(&[0, 0])),
        typed(&[Whole("encap")], kind, &EncapKind).wrong("Invalid encap type."),
        typed(&[Whole("encap-sport")], source, &Port { auto: true }).wrong("Invalid source port."),
        typed(&[Whole("encap-dport")], destination, &Port { auto: false })
            .wrong("Invalid destination port."),
        typed(&[Whole("encap-csum")], flags, &CSUM),
        typed(&[Whole("noencap-csum")], flags, &NO_CSUM),
        typed(&[Whole("encap-udp6-csum")], flags, &CSUM6),
        typed(&[Whole("noencap-udp6-csum")], flags, &NO_CSUM6),
        typed(&[Whole("encap-remcsum")], flags, &REMCSUM),
        typed(&[Whole("noencap-remcsum")], flags, &NO_REMCSUM),
    ]
}

struct EncapKind;
impl Codec for EncapKind {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let kind = match reading.value()? {
            "none" => 0,
            "fou" => TUNNEL_ENCAP_FOU,
            "gue" => TUNNEL_ENCAP_GUE,
            word => return Err(reading.wrong(row, word)),
        };
        reading.draft.set(row.attr, &kind.to_ne_bytes());
        Ok(())
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

struct Port {
    /// Whether `auto` stands for 0.
    auto: bool,
}
impl Codec for Port {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        let port: u16 = if self.auto && reading.args.take(Whole("auto")) {
            0
        } else {
            reading.parse(row)?
        };
        reading.draft.set(row.attr, &port.to_be_bytes());
        Ok(())
    }
    fn show(&self, _row: &Row, _attr: Attr, _: Attrs, _display: &mut Display) {}
}

impl Codec for Encap {
    fn read(&self, row: &Row, reading: &mut Reading) -> Result<()> {
        Err(reading.wrong(row, reading.typed))
    }
    fn show(&self, row: &Row, attr: Attr, nest: Attrs, display: &mut Display) {
        let name = match attr.u16().unwrap_or(0) {
            0 => return,
            TUNNEL_ENCAP_FOU => "fou",
            TUNNEL_ENCAP_GUE => "gue",
            _ => "unknown",
        };
        let attrs = nest;
        let flags = attrs
            .get(self.flags)
            .and_then(|flags| flags.u16())
            .unwrap_or(0);
        let [source, destination] = self
            .ports
            .map(|port| attrs.get(port).and_then(|port| port.be16()).unwrap_or(0));
        display.out.object(Some(row.key), |out| {
            match name {
                "unknown" => out.split("type", "encap {} ", name, Value::Null),
                name => out.put("type", "encap {} ", name),
            }
            match source {
                0 => out.split("sport", "encap-sport {} ", "auto", 0_u16),
                source => out.put("sport", "encap-sport {} ", source),
            }
            out.put("dport", "encap-dport {} ", destination);
            let mut flag = |key, yes, no, bit| {
                let on = flags & bit != 0;
                out.put(key, if on { yes } else { no }, on);
            };
            flag(
                "csum",
                "encap-csum ",
                "noencap-csum ",
                TUNNEL_ENCAP_FLAG_CSUM,
            );
            flag(
                "csum6",
                "encap-csum6 ",
                "noencap-csum6 ",
                TUNNEL_ENCAP_FLAG_CSUM6,
            );
            flag(
                "remcsum",
                "encap-remcsum ",
                "noencap-remcsum ",
                TUNNEL_ENCAP_FLAG_REMCSUM,
            );
        });
    }
}
