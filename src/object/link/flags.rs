//! Flags of a device (`IFF_*`, linux/if.h).

use super::model::Link;
use crate::session::Display;
use crate::uapi::link::*;

/// Names of flags, in the order in which they are shown. `IFF_RUNNING` has none.
const NAMES: [(u32, &str); 18] = [
    (IFF_LOOPBACK, "LOOPBACK"),
    (IFF_BROADCAST, "BROADCAST"),
    (IFF_POINTOPOINT, "POINTOPOINT"),
    (IFF_MULTICAST, "MULTICAST"),
    (IFF_NOARP, "NOARP"),
    (IFF_ALLMULTI, "ALLMULTI"),
    (IFF_PROMISC, "PROMISC"),
    (IFF_MASTER, "MASTER"),
    (IFF_SLAVE, "SLAVE"),
    (IFF_DEBUG, "DEBUG"),
    (IFF_DYNAMIC, "DYNAMIC"),
    (IFF_AUTOMEDIA, "AUTOMEDIA"),
    (IFF_PORTSEL, "PORTSEL"),
    (IFF_NOTRAILERS, "NOTRAILERS"),
    (IFF_UP, "UP"),
    (IFF_LOWER_UP, "LOWER_UP"),
    (IFF_DORMANT, "DORMANT"),
    (IFF_ECHO, "ECHO"),
];

/// `<BROADCAST,UP,…> `.
pub(super) fn show(link: &Link, display: &mut Display) {
    let below_is_down = below_is_down(link, display);
    let mut rest = link.flags & !IFF_RUNNING;
    let mut first = true;
    display.out.word("<");
    display.out.array(Some("flags"), |out| {
        let mut word = |text: &str| {
            if !std::mem::take(&mut first) {
                out.word(",");
            }
            out.element("{}", text);
        };
        if link.has(IFF_UP) && !link.has(IFF_RUNNING) {
            word("NO-CARRIER");
        }
        for (flag, name) in NAMES {
            if rest & flag != 0 {
                rest &= !flag;
                word(name);
            }
        }
        if rest != 0 {
            word(&format!("{rest:x}"));
        }
        if below_is_down {
            word("M-DOWN");
        }
    });
    display.out.word("> ");
}

/// Whether the device below is in this namespace and is down.
fn below_is_down(link: &Link, display: &mut Display) -> bool {
    match link.u32(IFLA_LINK) {
        None | Some(0) => false,
        Some(_) if link.attrs.get(IFLA_LINK_NETNSID).is_some() => false,
        Some(index) => {
            let below = display.names.links.get(index);
            below.is_some_and(|below| below.flags & IFF_UP == 0)
        }
    }
}
