//! Reads links and the devices to which they refer.

use super::model::Link;
use crate::args::{decode, printable};
use crate::netlink::{Attr, Message};
use crate::object::link::kind::Lower;
use crate::uapi::header::IfInfoMsg;
use crate::uapi::link::*;
use crate::value::lladdr;

/// Reads a link.
pub(super) fn read(message: &Message) -> Option<Link> {
    let header = IfInfoMsg::parse(message.body)?;
    let attrs = message.attrs(IfInfoMsg::SIZE);
    let text = |attr: Attr| printable(&decode(attr.text()));
    let u32 = |kind| attrs.get(kind).and_then(Attr::u32);
    let info = attrs.get(IFLA_LINKINFO).map(Attr::nest).unwrap_or_default();
    let IfInfoMsg {
        index, hardware, ..
    } = header;
    let mut link = Link {
        index,
        name: attrs.get(IFLA_IFNAME).map(text)?,
        kind: info.get(IFLA_INFO_KIND).map(text),
        state: attrs.get(IFLA_OPERSTATE).and_then(Attr::u8).unwrap_or(0),
        mtu: u32(IFLA_MTU).unwrap_or(0),
        lladdr: attrs
            .get(IFLA_ADDRESS)
            .map(|address| lladdr::show(address.bytes, hardware)),
        master: u32(IFLA_MASTER).filter(|index| *index != 0),
        link: u32(IFLA_LINK),
        link_nsid: attrs.get(IFLA_LINK_NETNSID).and_then(Attr::i32),
        addresses: Vec::new(),
    };
    let own_index_is_none = match link.lower_kind() {
        Lower::Option(option) => {
            let data = info.get(IFLA_INFO_DATA).map(Attr::nest).unwrap_or_default();
            link.link = data.get(option).and_then(Attr::u32);
            false
        }
        Lower::Peer | Lower::Anywhere => link.link_nsid.is_none(),
        Lower::Local | Lower::SameAddress => true,
    };
    if own_index_is_none {
        link.link = link.link.filter(|other| *other != index);
    }
    link.link = link.link.filter(|other| *other != 0);
    Some(link)
}

/// Drops lower devices that have another address, for kinds that do not report that they have been moved.
pub(super) fn drop_wrong_lower_devices(links: &mut [Link]) {
    let reported: Vec<(u32, Option<String>)> = links
        .iter()
        .map(|link| (link.index, link.lladdr.clone()))
        .collect();
    for link in links {
        if link.lower_kind() == Lower::SameAddress
            && !reported
                .iter()
                .any(|(index, address)| Some(*index) == link.link && *address == link.lladdr)
        {
            link.link = None;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::netlink::{Messages, Request};
    use crate::object::link::kind::KINDS;
    use crate::uapi::rtnetlink::RTM_NEWLINK;
    use crate::uapi::tunnel::IFLA_AMT_LINK;
    use crate::uapi::vxlan::IFLA_VXLAN_LINK;

    /// Reads a link of this kind with index 24.
    fn read_link(kind: &str, link: u32, nsid: Option<u32>, option: Option<(u16, u32)>) -> Link {
        let header = IfInfoMsg {
            index: 24,
            ..IfInfoMsg::default()
        };
        let mut request = Request::new(RTM_NEWLINK, 0, &header);
        request.put_text(IFLA_IFNAME, "x");
        request.put_u32(IFLA_LINK, link);
        if let Some(nsid) = nsid {
            request.put_u32(IFLA_LINK_NETNSID, nsid);
        }
        request.nest(IFLA_LINKINFO, |request| {
            request.put_text(IFLA_INFO_KIND, kind);
            if let Some((attr, index)) = option {
                request.nest(IFLA_INFO_DATA, |request| {
                    request.put_u32(attr, index);
                });
            }
        });
        let bytes = request.finish(0, 1);
        read(&Messages::new(bytes).next().unwrap()).unwrap()
    }

    #[test]
    fn the_own_index_means_none() {
        for kind in ["vxlan", "geneve", "wireguard", "bareudp", "nosuchkind"] {
            assert_eq!(read_link(kind, 24, Some(0), None).link, None, "{kind}");
        }
        assert_eq!(read_link("vlan", 24, None, None).link, None);
        assert_eq!(read_link("gre", 0, Some(0), None).link, None);
    }

    #[test]
    fn a_device_elsewhere_may_have_the_same_index() {
        let kinds = KINDS.iter();
        let kinds = kinds.filter(|kind| matches!(kind.lower, Lower::Peer | Lower::Anywhere));
        for kind in kinds.flat_map(|kind| kind.names) {
            assert_eq!(read_link(kind, 24, Some(0), None).link, Some(24), "{kind}");
        }
    }

    #[test]
    fn an_option_says_what_is_below() {
        let option = Some((IFLA_VXLAN_LINK, 7));
        assert_eq!(read_link("vxlan", 24, Some(0), option).link, Some(7));
        assert_eq!(read_link("vxlan", 7, None, option).link, Some(7));
        let option = Some((IFLA_AMT_LINK, 9));
        assert_eq!(read_link("amt", 24, Some(0), option).link, Some(9));
    }

    #[test]
    fn an_ipvtap_has_the_address_of_what_is_below() {
        let with = |index, kind: &str, lladdr: &str, link| Link {
            index,
            kind: Some(kind.to_owned()),
            lladdr: Some(lladdr.to_owned()),
            link,
            ..Link::default()
        };
        let mut links = vec![
            with(2, "dummy", "02:00:00:00:00:01", None),
            with(3, "ipvtap", "02:00:00:00:00:01", Some(2)),
            with(4, "ipvtap", "02:00:00:00:00:02", Some(2)),
            with(5, "macvlan", "02:00:00:00:00:03", Some(2)),
        ];
        drop_wrong_lower_devices(&mut links);
        let left: Vec<Option<u32>> = links.iter().map(|link| link.link).collect();
        assert_eq!(left, [None, Some(2), None, Some(2)]);
    }
}
