//! Names of addresses (`-resolve`): /etc/hosts, as the C library reads it, without DNS (docs/differences.md).

use crate::args::decode;
use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The addresses in /etc/hosts, in network order and sorted, each with its first name.
pub fn load() -> Vec<(Vec<u8>, String)> {
    read(&fs::read("/etc/hosts").unwrap_or_default())
}

fn read(text: &[u8]) -> Vec<(Vec<u8>, String)> {
    let mut hosts = Vec::new();
    for line in text.split(|byte| *byte == b'\n') {
        let line = line.split(|byte| *byte == b'#').next().unwrap_or_default();
        let line = decode(line);
        let mut words = line.split_ascii_whitespace();
        let address = words.next().unwrap_or_default();
        let name = words.next().unwrap_or_default();
        if let Ok(v4) = address.parse::<Ipv4Addr>() {
            hosts.push((v4.octets().to_vec(), name.to_owned()));
        } else if let Ok(v6) = address.parse::<Ipv6Addr>() {
            hosts.push((v6.octets().to_vec(), name.to_owned()));
            // The mapped IPv4 address.
            let v4 = if v6.is_loopback() {
                Some(Ipv4Addr::LOCALHOST)
            } else {
                v6.to_ipv4_mapped()
            };
            hosts.extend(v4.map(|v4| (v4.octets().to_vec(), name.to_owned())));
        }
    }
    hosts.sort_by(|(one, _), (other, _)| one.cmp(other));
    hosts.dedup_by(|(later, _), (first, _)| later == first);
    hosts
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_first_name_of_an_address_is_its_name() {
        let hosts = read(b"# 1.1.1.1 a\n\n1.1.1.1\tone uno # x\n1.1.1.1 two\n::1 six\n01.1.1.1 octal\nx\n9.9.9.9");
        let name = |address: &[u8]| {
            let found = hosts.iter().find(|(known, _)| known == address);
            found.map(|(_, name)| name.as_str())
        };
        assert_eq!(name(&[1, 1, 1, 1]), Some("one"));
        assert_eq!(name(&[127, 0, 0, 1]), Some("six"));
        assert_eq!(name(&[9, 9, 9, 9]), Some(""));
        assert_eq!(hosts.len(), 4);
    }
}
