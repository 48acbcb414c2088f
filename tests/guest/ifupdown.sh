#!/bin/sh
# Debian's ifupdown, with its scripts for bridges and VLANs, over the reference and over the program: in the guest both
# bring up and take down the same interfaces(5), and have to say and leave the same.
#
#   tests/guest/ifupdown.sh
#   OXIP_BIN=...                the program (default target/ip)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
out=${OXIP_GUEST_DIR:-$top/target/guest}
cd "$top"

skip() { echo "guest: LEFT OUT: ifupdown: $1" >&2; exit 0; }
[ "$(uname -m)" = x86_64 ] || skip "the guest is made for x86_64 only"
command -v qemu-system-x86_64 > /dev/null || skip "there is no qemu-system-x86_64 (make deps-guest)"
"$here/fetch.sh" && "$here/fetch.sh" ifupdown bridge-utils vlan || skip "the Debian mirror does not have it"

program=$(realpath "${OXIP_BIN:-target/ip}")
packages=$(realpath "$out/packages")
"$here/run.sh" -a "$here/ifupdown" -a "$packages" -a "$program" \
    -e "HERE=$here/ifupdown" -e "PACKAGES=$packages" -e "PROGRAM=$program" -e "SHOW=${OXIP_GUEST_SHOW-}" "$here/ifupdown/guest"
