//! A link in words: how it is made, and what is set later.

use super::defaults::{self, DefaultDevice, DefaultsKey, KernelDefaults};
use super::line::ExportLine;
use super::words;
use crate::args::{Args, decode};
use crate::error::Result;
use crate::names::links::index_of;
use crate::netlink::{Attr, Attrs, Dump, Message, Reply, Request};
use crate::object::link::kind::{self, Kind, KindContext};
use crate::object::link::record;
use crate::schema::{self, Implied};
use crate::session::Session;
use crate::uapi::arp::ARPHRD_ETHER;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::uapi::rtnetlink::RTM_GETLINK;
use crate::value::{family, inet::Inet, lladdr};
use std::collections::{BTreeMap, BTreeSet};

/// A link.
#[derive(Debug, Default)]
pub(super) struct Device {
    pub(super) index: u32,
    pub(super) name: String,
    /// Its kind, if it can be made.
    pub(super) kind: Option<String>,
    /// The other end, if the kind comes in pairs; else what it is stacked on.
    pub(super) lower: Option<u32>,
    /// The id of the namespace where that is.
    pub(super) lower_id: Option<i32>,
    pub(super) master: Option<u32>,
    pub(super) up: bool,
    /// Generic options for its making: `mtu 1400`.
    pub(super) generic: Vec<String>,
    /// Options after `type KIND`.
    pub(super) options: Vec<String>,
    /// The devices of its namespace that these name.
    pub(super) named: Vec<u32>,
    /// Options of the other end, which one end tells of.
    pub(super) peer_options: Vec<String>,
    /// Its pair was made from the other end.
    pub(super) is_second: bool,
    /// What is usual for it.
    sort: DefaultsKey,
    /// What is said once it is there and before it has addresses.
    pub(super) later: Vec<ExportLine>,
    /// What is said once it is a port.
    pub(super) as_port: Vec<ExportLine>,
    /// The command that makes it, if that is not `link add`.
    pub(super) made_by: Option<Vec<String>>,
    /// Options and properties that cannot be said.
    pub(super) unsaid: Vec<String>,
    /// It has link-layer addresses in common with these.
    mac: Vec<u8>,
    vlan_filtering: bool,
}

impl Device {
    /// Whether its kind comes in pairs.
    pub(super) fn is_pair(&self) -> bool {
        self.kind.as_deref().is_some_and(kind::is_pair)
    }

    /// Whether it is created with its ports.
    pub(super) fn names_its_ports(&self) -> bool {
        let kind = self.kind.as_deref().and_then(kind::find);
        kind.is_some_and(|kind| kind.names_its_ports)
    }

    /// Whether it is the address that the kernel makes of the link-layer one, should the kernel not tell who gave it.
    pub(super) fn gives_itself(&self, address: &Inet) -> bool {
        let [a, b, c, d, e, f] = *self.mac.as_slice() else {
            return false;
        };
        let made = [
            0xfe,
            0x80,
            0,
            0,
            0,
            0,
            0,
            0,
            a ^ 2,
            b,
            c,
            0xff,
            0xfe,
            d,
            e,
            f,
        ];
        address.bytes() == made
    }

    /// Whether the kernel creates it in every namespace.
    pub(super) fn is_born(&self) -> bool {
        self.name == "lo" || kind::is_fallback_device(&self.name)
    }
}

/// Puts all links into words.
pub(super) fn read(
    session: &mut Session,
    links: &Dump,
    defaults: &mut KernelDefaults,
) -> Vec<Device> {
    // Masters first: ports are compared with ports of ordinary ones.
    let mut devices: Vec<Device> = links
        .iter()
        .filter_map(|message| one(session, &message, defaults))
        .collect();
    for message in links.iter() {
        if let Some(index) = index_of(&message) {
            if let Some(place) = devices.iter().position(|device| device.index == index) {
                if let Some(master) = devices.get(place).and_then(|device| device.master) {
                    if let Some(sort) = devices
                        .iter()
                        .find(|device| device.index == master)
                        .map(|master| master.sort.clone())
                    {
                        if let Some(device) = devices.get_mut(place) {
                            port(session, &message, defaults, device, &sort);
                        }
                    }
                }
            }
        }
    }
    leave_out_shared_addresses(&mut devices);
    devices
}

fn one(session: &mut Session, message: &Message, defaults: &mut KernelDefaults) -> Option<Device> {
    let attrs = message.attrs(IfInfoMsg::SIZE);
    let u32 = |kind| attrs.get(kind).and_then(Attr::u32);
    let header = IfInfoMsg::parse(message.body)?;
    let info = attrs.get(IFLA_LINKINFO).map(Attr::nest).unwrap_or_default();
    let name = decode(attrs.get(IFLA_IFNAME)?.text());
    let mut device = Device {
        index: header.index,
        kind: info.get(IFLA_INFO_KIND).map(|kind| decode(kind.text())),
        lower_id: attrs.get(IFLA_LINK_NETNSID).and_then(Attr::i32),
        master: u32(IFLA_MASTER).filter(|index| *index != 0),
        up: header.flags & IFF_UP != 0,
        name,
        ..Device::default()
    };
    device.lower = u32(IFLA_LINK)
        .filter(|index| *index != 0 && (*index != device.index || device.lower_id.is_some()));
    let data = info.get(IFLA_INFO_DATA).map(Attr::nest).unwrap_or_default();
    let usual = match device.kind.clone() {
        Some(name) if !device.is_born() => {
            let on_lower = device.lower.is_some() && !device.is_pair();
            let known = kind::find(&name);
            let sent = known.map(Kind::defaults);
            let sent = Attrs::new(sent.as_ref().map(Request::body).unwrap_or_default());
            device.sort = defaults::sort(&name, data);
            let usual = defaults.device(&device.sort, sent, data, on_lower);
            let certain = defaults::certain(&name);
            let certain = Some(Attrs::new(certain.body())).filter(|attrs| !attrs.is_empty());
            let silent = Implied {
                defaults: sent,
                current: usual.map(DefaultDevice::options).or(certain),
                kernel_bits: known.map_or(&[], |kind| kind.kernel_owned_bits),
            };
            session.names.links.placeholder_names(true);
            options(session, &mut device, known, &name, data, silent);
            session.names.links.placeholder_names(false);
            device.named = words::devices(session, &mut device.options);
            let not_reported = kind::find_any(&name).map_or("", |kind| kind.not_reported);
            if !not_reported.is_empty() {
                device.unsaid.push(not_reported.to_owned());
            }
            usual
        }
        _ if device.name == "lo" => defaults.loopback(),
        _ => None,
    };
    generic(&mut device, message, usual, header.flags);
    Some(device)
}

/// What is sent for these words after `type KIND`.
fn sent(session: &mut Session, kind: &Kind, name: &str, words: &[String]) -> Option<Request> {
    let mut request = Request::with_body(0, 0, &[]);
    let making = KindContext {
        name,
        device: None,
        parse_peer: None,
    };
    let mut args = Args::new(words);
    let read = kind.read(session, &mut args, &making, IFLA_INFO_DATA, &mut request);
    read.is_ok().then_some(request)
}

/// The options after `type KIND`, from the kind's rows.
fn options(
    session: &mut Session,
    device: &mut Device,
    kind: Option<&'static Kind>,
    name: &str,
    data: Attrs,
    silent: Implied,
) {
    let Some(kind) = kind else {
        if !data.is_empty() {
            device
                .unsaid
                .push(format!("the options of its kind, {name}"));
        }
        return;
    };
    let vlan_filtering = kind.vlan_filtering.and_then(|attr| data.get(attr)?.u8());
    device.vlan_filtering = vlan_filtering == Some(1);
    let has_rows = kind
        .rows
        .iter()
        .any(|rows| rows.iter().any(|row| !row.words.is_empty()));
    if has_rows {
        let mut found = schema::inverse(kind.rows, session, data, silent);
        if found.words.is_empty() && !silent.defaults.is_empty() {
            // Without a word the defaults are not sent either.
            let silent = Implied {
                kernel_bits: silent.kernel_bits,
                ..Implied::default()
            };
            found = schema::inverse(kind.rows, session, data, silent);
        }
        device.options = found.words;
        let is_setting = |word: &&str| !kind.states.contains(word);
        device.unsaid.extend(
            found
                .missing
                .iter()
                .copied()
                .filter(is_setting)
                .map(str::to_owned),
        );
        drop_states(kind, &mut device.options);
        if let Some(special_options) = kind.special_options {
            special_options(&mut device.options, data);
        }
        if sent(session, kind, name, &device.options).is_none() {
            device
                .unsaid
                .push("its options do not go together".to_owned());
        }
    } else if let Some(create_command) = kind.create_command {
        device.made_by = Some(create_command(&device.name, data));
    } else if let Some(pair_options) = kind.pair_options {
        let ends = pair_options(data, silent.current);
        device.options = ends.own;
        device.peer_options = ends.peer;
        device.is_second = ends.is_peer;
    } else if !device.is_pair() {
        whole(session, device, kind, name, data);
    }
}

/// Removes options that are states, with their values.
fn drop_states(kind: &Kind, words: &mut Vec<String>) {
    for state in kind.states {
        if let Some(at) = words.iter().position(|word| word == state) {
            words.drain(at..(at + 2).min(words.len()));
        }
    }
}

/// The options of a kind without rows: what it shows, if that reads back to the same.
fn whole(session: &mut Session, device: &mut Device, kind: &'static Kind, name: &str, data: Attrs) {
    if data.is_empty() {
        return;
    }
    let mut words = schema::displayed_words(session, |display| kind.show(data, display));
    let request = sent(session, kind, name, &words);
    let body = request.as_ref().map(Request::body).unwrap_or_default();
    let asked = kind::nested(Attrs::new(body), IFLA_INFO_DATA);
    if request.is_some() && data.first_not_in(asked).is_none() {
        device.options = words;
    } else {
        words::devices(session, &mut words);
        device
            .unsaid
            .push(format!("its options: {}", words.join(" ")));
    }
}

pub(super) fn info<'m>(message: &Message<'m>, part: u16) -> Attrs<'m> {
    message
        .attrs(IfInfoMsg::SIZE)
        .get(IFLA_LINKINFO)
        .and_then(|info| info.nest().get(part))
        .map(Attr::nest)
        .unwrap_or_default()
}

/// The generic options, from the same words as `ip link set` reads.
fn generic(device: &mut Device, message: &Message, usual: Option<&DefaultDevice>, flags: u32) {
    let attrs = message.attrs(IfInfoMsg::SIZE);
    let usual_message = usual.map(DefaultDevice::message);
    let usual = usual_message.map(|message| message.attrs(IfInfoMsg::SIZE));
    let differs = |kind| {
        let ours = attrs.get(kind).map(|attr| attr.bytes);
        let theirs = usual
            .and_then(|usual| usual.get(kind))
            .map(|attr| attr.bytes);
        ours != theirs
    };
    let made = device.kind.is_some() && !device.is_born();
    let ether =
        IfInfoMsg::parse(message.body).is_some_and(|header| header.hardware == ARPHRD_ETHER);
    let mut set = ExportLine::new(device.index, &["link", "set", "dev", &device.name]);
    let bare = set.words.len();
    if let Some(address) = attrs
        .get(IFLA_ADDRESS)
        .filter(|_| ether && made && differs(IFLA_ADDRESS))
    {
        device.mac = address.bytes.to_vec();
    }
    for (kind, word) in record::number_options() {
        let Some(n) = attrs.get(kind).and_then(Attr::u32) else {
            continue;
        };
        let for_making = matches!(kind, IFLA_NUM_TX_QUEUES | IFLA_NUM_RX_QUEUES);
        if made && differs(kind) {
            device.generic.extend([word.to_owned(), n.to_string()]);
        } else if !made
            && !for_making
            && matches!(kind, IFLA_MTU | IFLA_TXQLEN)
            && (device.name != "lo" || usual.is_some() && differs(kind))
        {
            set.push(&[word, &n.to_string()]);
        }
    }
    let usual_flags = usual_message
        .and_then(|message| IfInfoMsg::parse(message.body))
        .map(|header| header.flags);
    for (bit, word, inverse) in record::flag_options() {
        let on = flags & bit != 0;
        let line = match usual_flags {
            Some(usual) => (usual ^ flags) & bit != 0,
            None => on && matches!(bit, IFF_PROMISC | IFF_ALLMULTI),
        };
        if line {
            set.push(&[word, if on == inverse { "off" } else { "on" }]);
        }
    }
    if let Some(group) = attrs
        .get(IFLA_GROUP)
        .and_then(Attr::u32)
        .filter(|n| *n != 0)
    {
        set.push(&["group", &group.to_string()]);
    }
    if attrs.get(IFLA_PROTO_DOWN).and_then(Attr::u8) == Some(1) {
        set.push(&["protodown", "on"]);
    }
    if attrs.get(IFLA_LINKMODE).and_then(Attr::u8) == Some(1) {
        set.push(&["mode", "dormant"]);
    }
    let mode = address_generation(attrs)
        .filter(|mode| usual.map_or(*mode != 0, |usual| address_generation(usual) != Some(*mode)));
    if let Some(mode) = mode.and_then(record::address_generation_word) {
        set.push(&["addrgenmode", mode]);
    }
    if let Some(alias) = attrs
        .get(IFLA_IFALIAS)
        .filter(|alias| !alias.bytes.is_empty())
    {
        set.push(&["alias", &decode(alias.text())]);
    }
    if set.words.len() > bare {
        device.later.push(set);
    }
    for other in attrs
        .get(IFLA_PROP_LIST)
        .map(Attr::nest)
        .unwrap_or_default()
        .iter()
    {
        if other.kind == IFLA_ALT_IFNAME {
            let name = decode(other.text());
            let words = [
                "link",
                "property",
                "add",
                "dev",
                &device.name,
                "altname",
                &name,
            ];
            device.later.push(ExportLine::new(device.index, &words));
        }
    }
    if attrs
        .get(IFLA_VFINFO_LIST)
        .is_some_and(|list| !list.nest().is_empty())
    {
        device.unsaid.push("its virtual functions".to_owned());
    }
}

fn address_generation(attrs: Attrs) -> Option<u8> {
    let inet6 = attrs.get(IFLA_AF_SPEC)?.nest().get(family::INET6.into())?;
    inet6.nest().get(IFLA_INET6_ADDR_GEN_MODE)?.u8()
}

/// The options of a port, from the rows of its kind.
fn port(
    session: &mut Session,
    message: &Message,
    defaults: &mut KernelDefaults,
    device: &mut Device,
    of: &DefaultsKey,
) {
    let attrs = message.attrs(IfInfoMsg::SIZE);
    let told = attrs
        .get(IFLA_LINKINFO)
        .and_then(|info| info.nest().get(IFLA_INFO_SLAVE_KIND));
    let Some(master) = told.map(|kind| decode(kind.text())) else {
        return;
    };
    let Some(kind) = kind::find_port(&master) else {
        return;
    };
    let usual = defaults.port(of).map(Reply::message);
    let silent = Implied {
        current: usual
            .as_ref()
            .map(|message| info(message, IFLA_INFO_SLAVE_DATA)),
        ..Implied::default()
    };
    let data = info(message, IFLA_INFO_SLAVE_DATA);
    if let Some(own) = kind.permanent_address.and_then(|attr| data.get(attr)) {
        // While it is a port, `IFLA_ADDRESS` is the address of the master.
        device.mac = own.bytes.to_vec();
    }
    session.names.links.placeholder_names(true);
    let mut found = schema::inverse(kind.rows, session, data, silent);
    session.names.links.placeholder_names(false);
    drop_states(kind, &mut found.words);
    let missing = found
        .missing
        .iter()
        .filter(|word| !kind.states.contains(word));
    device
        .unsaid
        .extend(missing.map(|word| format!("{word} as a port")));
    if !found.words.is_empty() {
        let mut line = ExportLine::new(
            device.index,
            &[
                "link",
                "set",
                "dev",
                &device.name,
                "type",
                &format!("{master}_slave"),
            ],
        );
        line.others = words::devices(session, &mut found.words);
        line.words.extend(found.words);
        device.as_port.push(line);
    }
}

/// An address that a device has from another one is not its own.
fn leave_out_shared_addresses(devices: &mut [Device]) {
    let by_index: BTreeMap<u32, &Device> = devices
        .iter()
        .map(|device| (device.index, device))
        .collect();
    // Masters with the addresses of their ports.
    let ports: BTreeSet<(u32, &[u8])> = devices
        .iter()
        .filter_map(|port| Some((port.master?, port.mac.as_slice())))
        .collect();
    let masters: BTreeSet<u32> = ports.iter().map(|(master, _)| *master).collect();
    let shared = |device: &Device| {
        let lower = device
            .lower
            .filter(|_| device.lower_id.is_none() && !device.is_pair());
        // A device that is down does not follow one that has its address from ports, which come later.
        let followed = lower.filter(|lower| device.up || !masters.contains(lower));
        let followed = followed.and_then(|lower| by_index.get(&lower));
        ports.contains(&(device.index, device.mac.as_slice()))
            || followed.is_some_and(|lower| lower.mac == device.mac)
    };
    let own: Vec<bool> = devices
        .iter()
        .map(|device| !device.mac.is_empty() && !shared(device))
        .collect();
    for (device, own) in devices.iter_mut().zip(own) {
        if own {
            let address = lladdr::hex(&device.mac);
            device.generic.splice(0..0, ["address".to_owned(), address]);
        }
    }
}

/// The vlans of the ports of bridges that filter by them: `bridge vlan` sets them, `ip` cannot.
pub(super) fn vlans(session: &mut Session, devices: &mut [Device]) -> Result<()> {
    if !devices.iter().any(|device| device.vlan_filtering) {
        return Ok(());
    }
    let header = IfInfoMsg {
        family: family::BRIDGE,
        ..IfInfoMsg::default()
    };
    let mut request = Request::new(RTM_GETLINK, 0, &header);
    request.put_u32(IFLA_EXT_MASK, RTEXT_FILTER_BRVLAN);
    let dump = super::dump::dump(session, request)?;
    for message in dump.iter() {
        let index = index_of(&message);
        let spec = message.attrs(IfInfoMsg::SIZE).get(IFLA_AF_SPEC);
        let Some(device) = devices
            .iter_mut()
            .find(|device| Some(device.index) == index)
        else {
            continue;
        };
        for info in spec.map(Attr::nest).unwrap_or_default().iter() {
            device
                .unsaid
                .extend(vlan(&device.name, info, device.vlan_filtering));
        }
    }
    Ok(())
}

/// `IFLA_BRIDGE_VLAN_INFO`.
const VLAN_INFO: u16 = 2;

/// `struct bridge_vlan_info` {flags, id} as a command of bridge(8), unless it is the one that every port has.
fn vlan(name: &str, attr: Attr, of_bridge: bool) -> Option<String> {
    let flags = attr.u16().filter(|_| attr.kind == VLAN_INFO)?;
    let id = u16::from_ne_bytes(*attr.bytes.get(2..)?.first_chunk()?);
    let (pvid, untagged) = (flags & 2 != 0, flags & 4 != 0);
    if id == 1 && pvid && untagged {
        return None;
    }
    let mut text = format!("bridge vlan add dev {name} vid {id}");
    for (set, word) in [
        (pvid, " pvid"),
        (untagged, " untagged"),
        (of_bridge, " self"),
    ] {
        if set {
            text.push_str(word);
        }
    }
    Some(text)
}
