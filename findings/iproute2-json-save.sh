#!/bin/sh
# iproute2 6.1.0-3 (Debian 12): `ip -json route save` and `ip -json rule save` append the text `[]` and a newline to the binary
# stream of netlink messages. The JSON writer opens and closes its array around a command that prints no object. The stream
# is no longer a sequence of whole messages: its last 3 bytes are no header. Without -json nothing is appended.
# 7.3.0-1 does the same.
#
# Output seen:
#     route save: 0 bytes behind the messages; with -json 3: [ ] \n
#     rule save:  0 bytes behind the messages; with -json 3: [ ] \n
#
# Needs root (a network namespace of its own), curl and dpkg-deb. Fails if the behaviour changes.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fetch() {
    curl -sfL "http://deb.debian.org/debian/$1" -o "$work/package.deb"
    echo "$2  $work/package.deb" | sha256sum -c --quiet
    dpkg-deb -x "$work/package.deb" "$work/root"
}
fetch pool/main/i/iproute2/iproute2_6.1.0-3_amd64.deb 1204b29e916e836267096d0b9d778106752f821ebde0d281539008b4386d9070
fetch pool/main/e/elfutils/libelf1_0.188-2.1_amd64.deb 619add379c606b3ac6c1a175853b918e6939598a83d8ebadf3bdfd50d10b3c8c
fetch pool/main/libm/libmnl/libmnl0_1.0.4-3_amd64.deb 4581f42e3373cb72f9ea4e88163b17873afca614a6c6f54637e95aa75983ea7c
fetch pool/main/libb/libbsd/libbsd0_0.11.7-2_amd64.deb bb31cc8b40f962a85b2cec970f7f79cc704a1ae4bad24257a822055404b2c60b
fetch pool/main/libb/libbpf/libbpf1_1.1.2-0+deb12u1_amd64.deb 5e7505ef77ebc84ad0203411e4afdeb8a98f40fb7f78f013aa4dd8710e49f8ed
fetch pool/main/libm/libmd/libmd0_1.0.4-2_amd64.deb 03539fd30c509e27101d13a56e52eda9062bdf1aefe337c07ab56def25a13eab

cat > "$work/trial" << 'END'
ip() { LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu:$root/lib/x86_64-linux-gnu "$root/bin/ip" "$@"; }
ip link set lo up
ip route add 10.9.0.0/24 dev lo
for object in route rule; do
    ip $object save > plain
    ip -json $object save > json
    printf '%s: %s bytes more: ' $object $(($(stat -c %s json) - $(stat -c %s plain)))
    tail -c 3 json | od -An -c | tr -s ' '
done
END
seen=$(cd "$work" && root=$work/root unshare -n sh -eu trial)
printf '%s\n' "$seen"
test "$seen" = 'route: 3 bytes more:  [ ] \n
rule: 3 bytes more:  [ ] \n'
