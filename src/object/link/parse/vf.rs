//! `vf NUM …`: settings of a virtual function, which travel in `IFLA_VFINFO_LIST`.

use super::values::{invalid, number};
use super::{LinkOptions, check_address};
use crate::args::{Args, FromWord, short};
use crate::error::{Error, Result};
use crate::names::links::index_of;
use crate::netlink::{Attrs, Request};
use crate::session::Session;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::RTM_GETLINK;
use crate::uapi::vf::*;
use crate::value::{ethertype, lladdr, switch};

/// The words after `vf NUM`, in the order in which they are tried.
const WORDS: &[&str] = &[
    "mac",
    "vlan",
    "rate",
    "max_tx_rate",
    "min_tx_rate",
    "spoofchk",
    "query_rss",
    "trust",
    "state",
    "node_guid",
    "port_guid",
];

/// `auto`, `enable` and `disable` are `IFLA_VF_LINK_STATE_*`.
const STATES: &[&str] = &["auto", "enable", "disable"];

/// Rates in Mb/s, as far as they were given.
#[derive(Default)]
struct Rates {
    /// `rate`, from before there were two.
    old: Option<u32>,
    min: Option<u32>,
    max: Option<u32>,
}

/// Reads the settings of one virtual function.
pub(super) fn read<'a>(
    options: &mut LinkOptions<'a>,
    session: &mut Session,
    args: &mut Args<'a>,
) -> Result<()> {
    let word = args.value()?;
    let vf: i32 = number(word, "vf")?;
    let Some(dev) = options.dev.or(options.name) else {
        return Err(Error::missing("dev"));
    };
    let mut settings = Settings {
        vf: vf as u32,
        dev,
        creating: options.creating,
        attrs: Request::with_body(0, 0, &[]),
        rates: Rates::default(),
        both_rates: names_a_rate(args),
    };
    settings.read(session, args)?;
    options.request.bare_nest(IFLA_VFINFO_LIST, |request| {
        request.put_message(IFLA_VF_INFO, settings.attrs);
    });
    Ok(())
}

/// Whether any word to come could mean one of the two new rates: then `rate` means `max_tx_rate`.
fn names_a_rate(args: &Args) -> bool {
    args.rest()
        .iter()
        .any(|word| short(word, "max_tx_rate") || short(word, "min_tx_rate"))
}

struct Settings<'a> {
    vf: u32,
    dev: &'a str,
    creating: bool,
    attrs: Request,
    rates: Rates,
    both_rates: bool,
}

impl Settings<'_> {
    fn read(&mut self, session: &mut Session, args: &mut Args) -> Result<()> {
        let mut any = false;
        while let Some(name) = args.peek().and_then(known) {
            args.next();
            self.read_one(name, session, args)?;
            any = true;
        }
        if !any {
            return Err(Error::incomplete());
        }
        if self.both_rates {
            self.put_rates(session)?;
        }
        Ok(())
    }

    fn read_one(&mut self, name: &str, session: &mut Session, args: &mut Args) -> Result<()> {
        match name {
            "mac" => self.mac(session, args),
            "vlan" => self.vlan(args),
            "rate" => self.old_rate(args),
            "max_tx_rate" => {
                self.rates.max = Some(rate(args, "max tx rate")?);
                Ok(())
            }
            "min_tx_rate" => {
                self.rates.min = Some(rate(args, "min tx rate")?);
                Ok(())
            }
            "state" => self.state(args),
            "node_guid" => self.guid(IFLA_VF_IB_NODE_GUID, args),
            "port_guid" => self.guid(IFLA_VF_IB_PORT_GUID, args),
            "spoofchk" => self.switch(IFLA_VF_SPOOFCHK, "spoofchk", args),
            "query_rss" => self.switch(IFLA_VF_RSS_QUERY_EN, "query_rss", args),
            "trust" => self.switch(IFLA_VF_TRUST, "trust", args),
            other => Err(Error::not_built(other)),
        }
    }

    /// An attribute that begins with the number of the function.
    fn put(&mut self, attr: u16, numbers: &[u32]) {
        let bytes = self.bytes(numbers);
        self.attrs.put(attr, &bytes);
    }

    fn bytes(&self, numbers: &[u32]) -> Vec<u8> {
        let all = std::iter::once(&self.vf).chain(numbers);
        all.flat_map(|n| n.to_ne_bytes()).collect()
    }

    fn mac(&mut self, session: &mut Session, args: &mut Args) -> Result<()> {
        let right = match self.creating {
            true => None,
            false => {
                let index = session.names.links.index(self.dev);
                super::address_length(session, index.ok_or_else(|| Error::no_device(self.dev))?)
            }
        };
        let mut address = lladdr::parse(args.value()?)?;
        check_address(address.len(), right)?;
        address.resize(32, 0);
        let bytes = [self.vf.to_ne_bytes().to_vec(), address].concat();
        self.attrs.put(IFLA_VF_MAC, &bytes);
        Ok(())
    }

    fn vlan(&mut self, args: &mut Args) -> Result<()> {
        let word = args.value()?;
        let vlan: u32 = number(word, "vlan")?;
        let mut qos = 0;
        if take(args, "qos") {
            let word = args.value()?;
            qos = number(word, "qos")?;
        }
        let mut protocol = ethertype::VLAN;
        if take(args, "proto") {
            let word = args.value()?;
            protocol = ethertype::from_word(word)
                .ok_or_else(|| Error::invalid(word, "protocol is invalid\n"))?;
            if !matches!(protocol, ethertype::VLAN | ethertype::SERVICE_VLAN) {
                let why = "Invalid \"vlan protocol\" value - supported 802.1Q, 802.1ad\n";
                return Err(Error::invalid(word, why));
            }
        }
        // The old attribute knows no other protocol.
        if protocol == ethertype::VLAN {
            self.put(IFLA_VF_VLAN, &[vlan, qos]);
        } else {
            let mut bytes = self.bytes(&[vlan, qos]);
            bytes.extend_from_slice(&protocol.to_be_bytes());
            bytes.extend_from_slice(&[0, 0]);
            self.attrs.bare_nest(IFLA_VF_VLAN_LIST, |request| {
                request.put(IFLA_VF_VLAN_INFO, &bytes);
            });
        }
        Ok(())
    }

    fn old_rate(&mut self, args: &mut Args) -> Result<()> {
        let rate = rate(args, "rate")?;
        if self.both_rates {
            self.rates.old = Some(rate);
        } else {
            self.put(IFLA_VF_TX_RATE, &[rate]);
        }
        Ok(())
    }

    fn state(&mut self, args: &mut Args) -> Result<()> {
        let word = args.value()?;
        let state = STATES.iter().position(|known| short(word, known));
        let Some(state) = state.and_then(|state| u32::try_from(state).ok()) else {
            return Err(invalid(word, "state"));
        };
        self.put(IFLA_VF_LINK_STATE, &[state]);
        Ok(())
    }

    fn switch(&mut self, attr: u16, name: &str, args: &mut Args) -> Result<()> {
        let on = switch::off_on(args, name, 1)?;
        self.put(attr, &[u32::from(on)]);
        Ok(())
    }

    fn guid(&mut self, attr: u16, args: &mut Args) -> Result<()> {
        let word = args.value()?;
        let guid = guid(word).ok_or_else(|| Error::invalid(word, "Invalid GUID format\n"))?;
        // struct ifla_vf_guid: four bytes of padding before the number of eight.
        let mut bytes = self.bytes(&[0]);
        bytes.extend_from_slice(&guid.to_ne_bytes());
        self.attrs.put(attr, &bytes);
        Ok(())
    }

    /// The rates that were not given stay as they are.
    fn put_rates(&mut self, session: &mut Session) -> Result<()> {
        let given = (self.rates.min, self.rates.max.or(self.rates.old));
        let (min, max) = match given {
            (Some(min), Some(max)) => (min, max),
            (min, max) => {
                let (known_min, known_max) = self.known_rates(session)?;
                (min.unwrap_or(known_min), max.unwrap_or(known_max))
            }
        };
        if max != 0 && min > max {
            return Err(Error::command(format!(
                "Invalid min_tx_rate {min} - must be <= max_tx_rate {max}"
            )));
        }
        self.put(IFLA_VF_RATE, &[min, max]);
        Ok(())
    }

    /// The rates that the function has now; zero if the device tells of none.
    fn known_rates(&self, session: &mut Session) -> Result<(u32, u32)> {
        let dev = self.dev;
        let Some(index) = session.names.links.index(dev) else {
            return Err(Error::fatal(format!("Device {dev} does not exist"), 1));
        };
        let mut request = Request::new(RTM_GETLINK, 0, &IfInfoMsg::default());
        request.put_u32(IFLA_EXT_MASK, RTEXT_FILTER_VF);
        let mut found = (0, 0);
        session.kernel.dump(request, &mut |message| {
            if index_of(&message) == Some(index) {
                if let Some(list) = message.attrs(IfInfoMsg::SIZE).get(IFLA_VFINFO_LIST) {
                    found = rates_of(list.nest(), self.vf).unwrap_or(found);
                }
            }
            Ok(())
        })?;
        Ok(found)
    }
}

fn rates_of(list: Attrs, vf: u32) -> Option<(u32, u32)> {
    list.iter()
        .filter_map(|info| info.nest().get(IFLA_VF_RATE))
        .filter(|rate| rate.u32() == Some(vf))
        .find_map(|rate| {
            let number = |at: usize| rate.bytes.get(at..)?.first_chunk().copied();
            Some((
                u32::from_ne_bytes(number(4)?),
                u32::from_ne_bytes(number(8)?),
            ))
        })
}

fn known(word: &str) -> Option<&'static str> {
    WORDS.iter().copied().find(|known| short(word, known))
}

fn take(args: &mut Args, word: &'static str) -> bool {
    args.take(crate::args::Word::Short(word))
}

fn rate(args: &mut Args, name: &str) -> Result<u32> {
    let word = args.value()?;
    let rate: Option<u32> = FromWord::from_word(word);
    rate.filter(|rate| i32::try_from(*rate).is_ok())
        .ok_or_else(|| invalid(word, name))
}

/// Eight bytes in hexadecimal, two digits each, with colons.
fn guid(word: &str) -> Option<u64> {
    let mut guid = 0;
    let mut bytes = 0;
    for part in word.split(':') {
        if part.len() != 2 || !part.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        guid = guid << 8 | u64::from(u8::from_str_radix(part, 16).ok()?);
        bytes += 1;
    }
    (bytes == 8).then_some(guid)
}
