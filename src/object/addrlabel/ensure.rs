//! `-ensure` of address labels.

use super::{HEADER, header, show};
use crate::ensure::{EnsureOps, first_other, prefix};
use crate::netlink::{Attrs, Request};
use crate::uapi::addrlabel::{IFAL_ADDRESS, IFAL_LABEL};
use crate::uapi::rtnetlink::{RTM_DELADDRLABEL, RTM_GETADDRLABEL};

/// How a label is found and compared.
pub(super) const ENSURE: EnsureOps = EnsureOps {
    deletes: RTM_DELADDRLABEL,
    absent: &[libc::ESRCH],
    check_first: |_| false,
    all: |request| {
        let family = request.body().first().copied().unwrap_or(0);
        Request::with_body(RTM_GETADDRLABEL, 0, &header(family, 0, 0))
    },
    same_key: |request, message| {
        // Family, length, device.
        let same = |place: usize| request.body().get(place) == message.body.get(place);
        let length = message.u8_at(2).unwrap_or(0);
        let address = |attrs: Attrs| Some(prefix(attrs.get(IFAL_ADDRESS)?.bytes, length));
        [0, 2, 4, 5, 6, 7].into_iter().all(same)
            && address(request.attrs(HEADER)) == address(message.attrs(HEADER))
    },
    differs: |request, message| {
        let words = &[(IFAL_LABEL, "label")];
        first_other(words, request.attrs(HEADER), message.attrs(HEADER))
    },
    show: |session, message| show(message, &mut session.out, &mut session.names),
    replaceable: |_, _| false,
};
