#!/bin/sh
# Run the suite in the guest: by default the cases of link kinds.
#
#   tests/guest/suite.sh [ARGUMENT...]     arguments of the suite, as `--list`, `kind/bond`
#   OXIP_BIN=...                           the program, as for the suite (default target/ip)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
cd "$top"

suite=$(cargo test --test suite --no-run --message-format=json-render-diagnostics |
    sed -n 's/.*"executable":"\([^"]*\/suite-[^"]*\)".*/\1/p')
program=${OXIP_BIN:-target/ip}
[ $# -gt 0 ] || set -- kind/

job=$(mktemp)
trap 'rm -f "$job"' EXIT
{
    printf 'cd "%s" && exec "%s"' "$top" "$suite"
    for argument; do printf " '%s'" "$(printf %s "$argument" | sed "s/'/'\\\\''/g")"; done
    echo
} > "$job"

set -- -a "$suite" -a tests -a docs -a src -a Cargo.toml -a target/reference
[ "$program" = reference ] || set -- "$@" -a "$program"
"$here/run.sh" -t "${OXIP_GUEST_SECONDS:-1500}" -e OXIP_GUEST=yes -e "OXIP_BIN=$program" "$@" "$job"
