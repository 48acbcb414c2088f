//! `ip xfrm state add` and `update`.

use super::options::*;
use crate::args::Args;
use crate::error::{Error, Result};
use crate::netlink::Request;
use crate::object::xfrm::algorithm::{self, KINDS};
use crate::object::xfrm::id::{Id, address_bytes};
use crate::object::xfrm::lifetime::Limits;
use crate::object::xfrm::replay::Replay;
use crate::object::xfrm::selector::{Selector, prefix};
use crate::object::xfrm::words::*;
use crate::object::xfrm::{open, unknown, wrong};
use crate::session::Session;
use crate::uapi::xfrm::*;
use crate::value::family;

/// A state as the arguments describe it.
#[derive(Default)]
struct StateOptions {
    id: Option<Id>,
    selector: Selector,
    limits: Limits,
    seq: [u8; 4],
    reqid: u32,
    mode: u8,
    flags: u8,
    replay: Replay,
    extra_flags: u32,
    mark: Mark,
    output_mark: OutputMark,
    interface: Option<u32>,
    padding: u32,
    direction: Option<u8>,
    cpu: Option<u32>,
    offload: Option<Offload>,
    care_of: Option<()>,
    context: Option<()>,
    /// Attributes in the order of the arguments, with their structures.
    structures: Vec<(u16, Vec<u8>)>,
}

pub(super) fn run(session: &mut Session, mut args: Args, kind: u16) -> Result<()> {
    let mut options = StateOptions::default();
    while let Some(word) = args.peek() {
        let before = args;
        args.next();
        if options.simple(word, &mut args)? || options.structure(session, word, &mut args)? {
            continue;
        }
        if options.id.is_some() {
            return Err(unknown(word));
        }
        args = before;
        options.id = Some(Id::parse(&mut args, session.family, false)?);
    }
    let extended = options.flags & XFRM_STATE_ESN != 0;
    options.replay.check(extended)?;
    let id = options
        .id
        .ok_or_else(|| wrong("Not enough information: ID is required"))?;
    options.check(&id)?;
    let family = match (id.family(), session.family) {
        (family::UNSPEC, family::UNSPEC) => family::INET,
        (family::UNSPEC, family) | (family, _) => family,
    };
    let mut request = Request::with_body(kind, 0, &options.body(&id, family));
    options.put(&mut request);
    open()?.ack(request)
}

impl StateOptions {
    /// Reads an option with a simple value; returns whether `word` is one.
    fn simple(&mut self, word: &str, args: &mut Args) -> Result<bool> {
        match word {
            "mode" => self.mode = parse_mode(args)?,
            "mark" => self.mark = Mark::parse(args)?,
            "reqid" => self.reqid = parse_reqid(args)?,
            "seq" => self.seq = parse_seq(args)?,
            "flag" => self.flags |= parse_flags(args)?,
            "extra-flag" => self.extra_flags |= parse_extra_flags(args)?,
            "limit" => self.limits.parse(args)?,
            "output-mark" => self.output_mark.parse(args)?,
            "if_id" => self.interface = Some(after(args, word)?),
            "tfcpad" => self.padding = after(args, word)?,
            "pcpu-num" => self.cpu = Some(after(args, word)?),
            "dir" => self.direction = Some(parse_direction(args)?),
            _ => return self.replay.parse(word, args),
        }
        Ok(true)
    }

    /// Reads an option that is a structure; returns whether `word` is one.
    fn structure(&mut self, session: &mut Session, word: &str, args: &mut Args) -> Result<bool> {
        if let Some(kind) = KINDS.iter().find(|kind| kind.word == word) {
            self.once_of_its_sort(word)?;
            let bytes = algorithm::parse(kind, args)?;
            self.structures.push((kind.attribute, bytes));
            return Ok(true);
        }
        match word {
            "sel" => {
                args.peek().ok_or_else(Error::incomplete)?;
                let wanted = session.family;
                self.selector.parse(args, &mut session.names, wanted)?;
            }
            "encap" => self.structures.push((XFRMA_ENCAP, parse_encap(args)?)),
            "coa" => {
                once(&self.care_of, word)?;
                self.care_of = Some(());
                let wanted = self.id.map_or(family::UNSPEC, |id| id.family());
                let wanted = match wanted {
                    family::UNSPEC => session.family,
                    family => family,
                };
                let inet = prefix(args, word, wanted)?.inet;
                let bytes = address_bytes(Some(inet)).to_vec();
                self.structures.push((XFRMA_COADDR, bytes));
            }
            "ctx" => {
                once(&self.context, word)?;
                self.context = Some(());
                let bytes = context_bytes(args.value()?);
                self.structures.push((XFRMA_SEC_CTX, bytes));
            }
            "offload" => {
                let offload = Offload::parse(args, &mut session.names)?;
                self.direction = Some(offload.direction);
                self.offload = Some(offload);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Refuses a second algorithm of one purpose: encryption, authentication, compression.
    fn once_of_its_sort(&self, word: &str) -> Result<()> {
        let others: &[u16] = match word {
            "aead" => &[
                XFRMA_ALG_AEAD,
                XFRMA_ALG_CRYPT,
                XFRMA_ALG_AUTH,
                XFRMA_ALG_AUTH_TRUNC,
            ],
            "enc" => &[XFRMA_ALG_AEAD, XFRMA_ALG_CRYPT],
            "comp" => &[XFRMA_ALG_COMP],
            _ => &[XFRMA_ALG_AEAD, XFRMA_ALG_AUTH, XFRMA_ALG_AUTH_TRUNC],
        };
        match others.iter().any(|other| self.has(*other)) {
            true => Err(Error::duplicate("ALGO-TYPE", word)),
            false => Ok(()),
        }
    }

    fn has(&self, attribute: u16) -> bool {
        self.structures.iter().any(|(kind, _)| *kind == attribute)
    }

    /// Checks which options the protocol requires and allows.
    fn check(&self, id: &Id) -> Result<()> {
        let name = protocol(id.protocol);
        let (modes, required): (&[u8], bool) = match id.protocol {
            proto::ESP => (
                &[XFRM_MODE_TRANSPORT, XFRM_MODE_TUNNEL, XFRM_MODE_BEET],
                false,
            ),
            proto::AH | proto::COMP => (&[XFRM_MODE_TRANSPORT, XFRM_MODE_TUNNEL], false),
            proto::ROUTING | proto::DSTOPTS => {
                (&[XFRM_MODE_ROUTEOPTIMIZATION, XFRM_MODE_IN_TRIGGER], true)
            }
            _ => return self.check_algorithms(id.protocol, &name),
        };
        let mode = || match (required, self.mode) {
            (true, XFRM_MODE_TRANSPORT) => Err(wrong(format!(
                "\"mode\" is required with XFRM-PROTO value \"{name}\""
            ))),
            (_, mode) if !modes.contains(&mode) => Err(wrong(format!(
                "MODE value is invalid with XFRM-PROTO value \"{name}\""
            ))),
            _ => Ok(()),
        };
        // Mobile IPv6 checks the mode last.
        if required {
            self.check_algorithms(id.protocol, &name)?;
            mode()?;
        } else {
            mode()?;
            self.check_algorithms(id.protocol, &name)?;
        }
        match (required, self.care_of) {
            (true, None) => Err(wrong(format!(
                "\"coa\" is required with XFRM-PROTO value \"{name}\""
            ))),
            (false, Some(())) => Err(wrong(format!(
                "\"coa\" is invalid with XFRM-PROTO value \"{name}\""
            ))),
            _ => Ok(()),
        }
    }

    fn check_algorithms(&self, protocol: u8, name: &str) -> Result<()> {
        let [enc, aead, comp] =
            [XFRMA_ALG_CRYPT, XFRMA_ALG_AEAD, XFRMA_ALG_COMP].map(|kind| self.has(kind));
        let auth = self.has(XFRMA_ALG_AUTH) || self.has(XFRMA_ALG_AUTH_TRUNC);
        let what = match protocol {
            proto::ESP if comp => "ALGO-TYPE value \"comp\" is invalid",
            proto::ESP if !enc && !aead => "ALGO-TYPE value \"enc\" or \"aead\" is required",
            proto::AH if enc || aead || comp => {
                "ALGO-TYPE values \"enc\", \"aead\", and \"comp\" are invalid"
            }
            proto::AH if !auth => "ALGO-TYPE value \"auth\" or \"auth-trunc\" is required",
            proto::COMP if enc || aead || auth => {
                "ALGO-TYPE values \"enc\", \"auth\", \"auth-trunc\", and \"aead\" are invalid"
            }
            proto::COMP if !comp => "ALGO-TYPE value \"comp\" is required",
            proto::ESP | proto::AH | proto::COMP => return Ok(()),
            _ if enc || aead || auth || comp => "ALGO is invalid",
            _ => return Ok(()),
        };
        Err(wrong(format!("{what} with XFRM-PROTO value \"{name}\"")))
    }

    /// `struct xfrm_usersa_info`.
    fn body(&self, id: &Id, family: u8) -> Vec<u8> {
        let extended = self.flags & XFRM_STATE_ESN != 0;
        let mut body = info(id, &self.selector.bytes(family::UNSPEC), family);
        let mut put = |offset: usize, value: &[u8]| lay(&mut body, offset, value);
        put(sa::LIFETIME, &self.limits.bytes());
        put(sa::SEQ, &self.seq);
        put(sa::REQID, &self.reqid.to_ne_bytes());
        put(sa::MODE, &[self.mode]);
        put(sa::REPLAY_WINDOW, &[self.replay.window(extended)]);
        put(sa::FLAGS, &[self.flags]);
        body
    }

    fn put(&self, request: &mut Request) {
        for (kind, bytes) in &self.structures {
            request.put(*kind, bytes);
        }
        if let Some(offload) = self.offload {
            offload.put(request, self.direction);
        }
        self.replay.put(request, self.flags & XFRM_STATE_ESN != 0);
        if self.extra_flags != 0 {
            request.put_u32(XFRMA_SA_EXTRA_FLAGS, self.extra_flags);
        }
        self.mark.put(request);
        if let Some(id) = self.interface {
            request.put_u32(XFRMA_IF_ID, id);
        }
        if self.padding != 0 {
            request.put_u32(XFRMA_TFCPAD, self.padding);
        }
        self.output_mark.put(request);
        if let Some(direction) = self.direction {
            request.put_u8(XFRMA_SA_DIR, direction);
        }
        put_cpu(request, self.cpu);
    }
}

/// `struct xfrm_usersa_info` with this key and nothing else.
pub(super) fn info(id: &Id, selector: &[u8], family: u8) -> Vec<u8> {
    let mut body = [selector, &id.bytes(), &id.source_bytes()].concat();
    body.resize(sa::SIZE, 0);
    lay(&mut body, sa::FAMILY, &u16::from(family).to_ne_bytes());
    body
}
