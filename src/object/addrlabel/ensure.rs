//! `-ensure` of address labels.

use super::{dump_of, show};
use crate::ensure::{EnsureOps, first_other, prefix};
use crate::netlink::Attrs;
use crate::uapi::addrlabel::{IFAL_ADDRESS, IFAL_LABEL};
use crate::uapi::header::IfAddrLblMsg;
use crate::uapi::rtnetlink::RTM_DELADDRLABEL;

/// How a label is found and compared.
pub(super) const ENSURE: EnsureOps = EnsureOps {
    deletes: RTM_DELADDRLABEL,
    absent: &[libc::ESRCH],
    check_first: |_| false,
    lookup: |_| None,
    all: |request| dump_of(request.family()),
    same_key: |request, message| {
        let header = |body| IfAddrLblMsg::parse(body).unwrap_or_default();
        let length = header(message.body).prefix_len;
        let address = |attrs: Attrs| Some(prefix(attrs.get(IFAL_ADDRESS)?.bytes, length));
        header(request.body()) == header(message.body)
            && address(request.attrs(IfAddrLblMsg::SIZE))
                == address(message.attrs(IfAddrLblMsg::SIZE))
    },
    differs: |request, message| {
        let words = &[(IFAL_LABEL, "label")];
        let (requested, existing) = (
            request.attrs(IfAddrLblMsg::SIZE),
            message.attrs(IfAddrLblMsg::SIZE),
        );
        first_other(words, requested, existing)
    },
    show: |session, message| show(message, &mut session.out, &mut session.names),
    replaceable: |_, _| false,
};
