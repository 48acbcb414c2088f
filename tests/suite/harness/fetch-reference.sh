#!/bin/sh
# Unpacks Debian sid's iproute2 and the libraries it needs, which the suite
# compares this program with:
#
#     fetch-reference.sh DIR      makes DIR/root and DIR/version, once
set -eu

[ $# = 1 ] || { echo "usage: fetch-reference.sh DIR" >&2; exit 2; }
exec "$(dirname "$0")/fetch-packages.sh" "$1" \
    iproute2 libc6 libbpf1 libelf1t64 libmnl0 libcap2 libselinux1 \
    libtirpc3t64 libpcre2-8-0 libzstd1 zlib1g libgssapi-krb5-2 libkrb5-3 \
    libk5crypto3 libcom-err2 libkrb5support0 libkeyutils1
