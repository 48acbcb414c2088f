#!/bin/sh
# Run the suite in the guest: by default the cases that need some kind of link (`! needs`).
#
#   tests/guest/suite.sh [ARGUMENT...]     arguments of the suite: `kind/bond`, `route/encap`, `''` for all
#   OXIP_BIN=...                           the program, as for the suite (default target/ip)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
cd "$top"

skip() {
    echo "guest: ==================================================================" >&2
    echo "guest: LEFT OUT: $1" >&2
    echo "guest: nothing was tested that this machine's kernel lacks" >&2
    echo "guest: ==================================================================" >&2
    exit 0
}
[ "$(uname -m)" = x86_64 ] || skip "the guest is made for x86_64 only"
command -v qemu-system-x86_64 > /dev/null || skip "there is no qemu-system-x86_64 (make deps-guest)"
"$here/fetch.sh" || skip "no kernel can be had from the Debian mirror"
tests/suite/harness/fetch-reference.sh target/reference || skip "no reference can be had from the Debian mirror"

suite=$(cargo test --test suite --no-run --message-format=json-render-diagnostics |
    sed -n 's/.*"executable":"\([^"]*\/suite-[^"]*\)".*/\1/p')
program=${OXIP_BIN:-target/ip}
only=
[ $# -gt 0 ] || only=needing

job=$(mktemp)
trap 'rm -f "$job"' EXIT
{
    printf 'cd "%s" && exec "%s"' "$top" "$suite"
    for argument; do printf " '%s'" "$(printf %s "$argument" | sed "s/'/'\\\\''/g")"; done
    echo
} > "$job"

set -- -a "$suite" -a tests -a docs -a src -a Cargo.toml -a target/reference
[ "$program" = reference ] || set -- "$@" -a "$program"
"$here/run.sh" -t "${OXIP_GUEST_SECONDS:-1500}" -e OXIP_GUEST=yes -e "OXIP_BIN=$program" -e "OXIP_ONLY=$only" \
    "$@" "$job"
