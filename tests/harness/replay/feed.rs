//! Bytes to the screen: links of a kind with random attributes, in all forms.

use oxip::object::link::kind::Kind;

use super::{Dice, Ring};

/// Attributes that hold others: random bytes are no attributes, and the reference says so on stderr.
const NESTS: &[(&str, &[u16])] = &[
    ("bond", &[8, 23, 31]),
    ("bridge", &[47]),
    ("macvlan", &[5]),
    ("macvtap", &[5]),
    ("vlan", &[3, 4]),
];

const FORMS: [&str; 6] = ["", "-d", "-d -d", "-d -o", "-d -j", "-d -d -j -p"];
const LINKS: u32 = 120;
const ATTRIBUTES: u16 = 60;

const IFLA_IFNAME: u16 = 3;
const IFLA_LINKINFO: u16 = 18;
const IFLA_INFO_KIND: u16 = 1;
const IFLA_INFO_DATA: u16 = 2;
const IFLA_INFO_SLAVE_KIND: u16 = 4;
const IFLA_INFO_SLAVE_DATA: u16 = 5;

pub fn compare(_: &'static Kind, name: &str, ring: &Ring) -> Result<(), String> {
    let mut dice = Dice::new(name);
    let messages: Vec<u8> = (1..=LINKS)
        .flat_map(|index| link(index, name, &mut dice))
        .collect();
    let feed = ring.put(&format!("feed-{name}"), &messages)?;
    for form in FORMS {
        let script = format!("LD_PRELOAD=$KERNEL REPLAY_FEED={feed} $IP {form} link show");
        let [reference, ours] = ring.run(&script, "");
        same(&reference, &ours).map_err(|why| format!("ip {form} link show\n{why}"))?;
    }
    Ok(())
}

/// The first line that differs, with the line above it.
pub fn same(reference: &str, ours: &str) -> Result<(), String> {
    let mut above = "";
    let lines = reference.lines().map(Some).chain(std::iter::repeat(None));
    let mut ours_left = ours.lines();
    for line in lines {
        let our_line = ours_left.next();
        if line != our_line {
            let (line, our_line) = (line.unwrap_or("(end)"), our_line.unwrap_or("(end)"));
            return Err(format!(
                "{above}\n  reference: {line}\n  ours:      {our_line}"
            ));
        }
        match line {
            Some(line) if line.starts_with("> ") => above = line,
            Some(_) => {}
            None => break,
        }
    }
    Ok(())
}

/// An `RTM_NEWLINK` message.
fn link(index: u32, name: &str, dice: &mut Dice) -> Vec<u8> {
    let nests = NESTS.iter().find(|(kind, _)| *kind == name);
    let nests = nests.map_or(&[][..], |(_, nests)| nests);
    let often = 1 + dice.below(3);
    let data: Vec<u8> = (1..=ATTRIBUTES)
        .filter(|kind| !nests.contains(kind))
        .flat_map(|kind| match dice.below(4) < often {
            true => attr(kind, &payload(dice)),
            false => Vec::new(),
        })
        .collect();
    let info = match name.strip_suffix("_slave") {
        None => [
            attr(IFLA_INFO_KIND, &[name.as_bytes(), b"\0"].concat()),
            attr(IFLA_INFO_DATA, &data),
        ],
        Some(master) => [
            attr(IFLA_INFO_SLAVE_KIND, &[master.as_bytes(), b"\0"].concat()),
            attr(IFLA_INFO_SLAVE_DATA, &data),
        ],
    };
    let mut body = vec![0_u8; 16];
    body[2] = 1;
    body[4..8].copy_from_slice(&index.to_ne_bytes());
    body.extend(attr(IFLA_IFNAME, format!("dev{index}\0").as_bytes()));
    body.extend(attr(IFLA_LINKINFO, &info.concat()));
    let length = u32::try_from(body.len() + 16).expect("a short message");
    let mut message = length.to_ne_bytes().to_vec();
    message.extend([16, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    message.extend(body);
    message
}

/// Sixteen bytes: any number and any address can be read from the front.
fn payload(dice: &mut Dice) -> [u8; 16] {
    let mut bytes = [0; 16];
    match dice.below(5) {
        0 => {}
        1 => bytes[0] = 1,
        2 => bytes = [0xff; 16],
        3 => bytes.fill_with(|| dice.below(4) as u8),
        _ => bytes.fill_with(|| dice.below(256) as u8),
    }
    bytes
}

fn attr(kind: u16, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 4).expect("a short attribute");
    let mut bytes = length.to_ne_bytes().to_vec();
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(payload);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}
