//! Flags of a device (`IFF_*`, linux/if.h).

use super::record::{Link, Page};
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
pub(super) fn show(link: &Link, page: &mut Page) {
    let below_is_down = below_is_down(link, page);
    let mut rest = link.flags & !IFF_RUNNING;
    let mut first = true;
    page.out.word("<");
    page.out.array(Some("flags"), |out| {
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
    page.out.word("> ");
}

/// Whether the device below is in this namespace and is down.
fn below_is_down(link: &Link, page: &mut Page) -> bool {
    match link.u32(IFLA_LINK) {
        None | Some(0) => false,
        Some(_) if link.attrs.get(IFLA_LINK_NETNSID).is_some() => false,
        Some(index) => {
            let below = page.names.links.get(index);
            below.is_some_and(|below| below.flags & IFF_UP == 0)
        }
    }
}
