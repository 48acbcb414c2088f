#!/bin/sh
# Run the kernel's selftests in the guest with the reference and with the program as `ip`: the verdicts have to be the same.
#
#   tests/guest/selftests.sh [SCRIPT...]   scripts of tools/testing/selftests/net, as `SCRIPT` or 'SCRIPT ARGUMENT...'
#                                          (default: those that tests/guest/selftests/list names)
#   OXIP_BIN=...                           the program (default target/ip)
#   OXIP_GUEST_SHOW=yes                    print all that the scripts print
#
# The scripts are those of Debian's source of the guest's kernel; they run in a root made of Debian's packages. Both stay
# in target/guest.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
out=${OXIP_GUEST_DIR:-$top/target/guest}
cd "$top"

skip() { echo "guest: LEFT OUT: selftests: $1" >&2; exit 0; }
[ "$(uname -m)" = x86_64 ] || skip "the guest is made for x86_64 only"
command -v qemu-system-x86_64 > /dev/null || skip "there is no qemu-system-x86_64 (make deps-guest)"
"$here/fetch.sh" || skip "no kernel can be had from the Debian mirror"
tests/suite/harness/fetch-reference.sh target/reference || skip "no reference can be had from the Debian mirror"

release=$(cat "$out/release")
version=$(echo "$release" | cut -d. -f1,2)
scripts=$out/selftests-$version
if [ ! -d "$scripts" ]; then
    "$here/fetch.sh" --into source "linux-source-$version" || skip "the Debian mirror does not have linux-source-$version"
    rm -rf "$scripts.new"
    mkdir "$scripts.new"
    tar -C "$scripts.new" --strip-components=4 -xJf "$out/source/usr/src/linux-source-$version.tar.xz" \
        "linux-source-$version/tools/testing/selftests/net" "linux-source-$version/tools/testing/selftests/kselftest"
    mv "$scripts.new" "$scripts"
    rm -rf "$out/source"
fi

# What the scripts call.
"$here/fetch.sh" --into selftests-root --whole bash dash coreutils grep sed gawk findutils diffutils debianutils procps kmod \
    mount util-linux jq bc iproute2 iputils-ping iputils-arping ethtool iptables nftables socat tcpdump netsniff-ng \
    ipv6toolkit ndisc6 linux-perf traceroute conntrack || skip "the Debian mirror does not have what the scripts call"
root=$out/selftests-root
(cd "$root/usr" && rm -rf share/doc share/man share/locale share/info share/perl* share/bash-completion share/ieee-data \
    lib/python3* lib/systemd lib/x86_64-linux-gnu/gconv lib/x86_64-linux-gnu/perl* lib/x86_64-linux-gnu/systemd \
    lib/x86_64-linux-gnu/libpython*.a)
rm -rf "$root/modules"
"$here/modules.sh" "$here/selftests/modules" "$root/modules"

[ $# -gt 0 ] || while read -r script; do
    case $script in '' | '#'*) ;; *) set -- "$@" "$script" ;; esac
done < "$here/selftests/list"
program=$(realpath "${OXIP_BIN:-target/ip}")
root=$(realpath "$root")
scripts=$(realpath "$scripts")
"$here/run.sh" -t "${OXIP_GUEST_SECONDS:-14400}" -a "$root" -a "$scripts" -a "$program" -a "$here/selftests" \
    -e "ROOT=$root" -e "SCRIPTS=$scripts" -e "PROGRAM=$program" -e "HERE=$here/selftests" -e "LIST=$(printf '%s\n' "$@")" \
    -e "SHOW=${OXIP_GUEST_SHOW-}" "$here/selftests/guest"
