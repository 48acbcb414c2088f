#!/bin/sh
# iproute2 6.1.0-3 (Debian 12): `ip -echo -json` prints no valid JSON for a changed route or rule: the record has two opening
# and two closing braces. The command opens an object around the notification, and the printer of routes and rules opens one
# itself. Addresses and links are printed correctly. 7.3.0-1 does the same; next hops, too.
#
# Output seen:
#     route: [{{"dst":"10.9.0.0/24","dev":"lo","scope":"link","flags":[]}}]
#     rule:  [{{"priority":100,"src":"all","table":"99"}}]
#     addr:  [{"index":1,...}], valid
#
# Needs root (a network namespace of its own), curl, dpkg-deb and python3. Fails if the behaviour changes.
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
judge() {
    printf '%s: ' "$1"
    python3 -c 'import json, sys; json.load(sys.stdin)' < out 2> /dev/null && echo valid || head -c 3 out
    echo
}
ip link set lo up
ip -echo -json route add 10.9.0.0/24 dev lo > out; judge route
ip -echo -json rule add pref 100 table 99 > out; judge rule
ip -echo -json addr add 10.8.0.1/24 dev lo > out; judge addr
END
seen=$(cd "$work" && root=$work/root unshare -n sh -eu trial)
printf '%s\n' "$seen"
test "$seen" = 'route: [{{
rule: [{{
addr: valid'
