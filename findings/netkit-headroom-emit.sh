#!/bin/sh
# netlink-packet-route 0.34.0: InfoNetkit::Headroom and ::Tailroom (IFLA_NETKIT_HEADROOM, IFLA_NETKIT_TAILROOM, u16 in the
# kernel) report a value of 4 bytes and write 2 of them. In a buffer that is not zeroed, two bytes of its former content go out
# as part of the attribute, and the crate's own parser, which wants 2 bytes, rejects what its emitter wrote.
#
# Output seen, emitting Headroom(0x0102) into a buffer of 0xAA on a little-endian machine:
#     emitted: 08 00 08 00 02 01 aa aa
#     parsed again: error
#
# Needs cargo and access to crates.io. Fails if the behaviour changes.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cat > "$work/Cargo.toml" << 'END'
[package]
name = "trial"
version = "0.0.0"
edition = "2021"

[dependencies]
netlink-packet-core = "=0.9.0"
netlink-packet-route = "=0.34.0"
END
cat > "$work/src/main.rs" << 'END'
use netlink_packet_core::{Emitable, NlaBuffer, Parseable};
use netlink_packet_route::link::InfoNetkit;

fn main() {
    let attribute = InfoNetkit::Headroom(0x0102);
    let mut buffer = vec![0xaa; attribute.buffer_len()];
    attribute.emit(&mut buffer);
    let bytes: Vec<String> = buffer.iter().map(|byte| format!("{byte:02x}")).collect();
    println!("emitted: {}", bytes.join(" "));
    let again = NlaBuffer::new_checked(&buffer[..])
        .map_err(|_| ())
        .and_then(|nla| InfoNetkit::parse(&nla).map_err(|_| ()));
    println!("parsed again: {}", if again.is_ok() { "equal" } else { "error" });
}
END
seen=$(cd "$work" && cargo run --quiet)
printf '%s\n' "$seen"
case $seen in
    'emitted: 08 00 0'?' 00 02 01 aa aa
parsed again: error') ;;
    *) exit 1 ;;
esac
