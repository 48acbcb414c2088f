#!/bin/sh
# Compares the speed of a program with the reference's:
#
#     run.sh PROGRAM REFERENCE_DIR      as root; REFERENCE_DIR as fetch-reference.sh leaves it
#
# All is done in a network and a mount namespace of its own.
set -eu

[ $# = 2 ] || { echo "usage: run.sh PROGRAM REFERENCE_DIR" >&2; exit 2; }
if [ -z "${OXIP_BENCH:-}" ]; then
    OXIP_BENCH=inside exec unshare --net --mount --propagation private "$0" "$@"
fi

OURS=$(readlink -f "$1")
LIB=$(echo "$(readlink -f "$2")"/root/usr/lib/*/libc.so.6)
LIB=${LIB%/libc.so.6}
if [ -e "$LIB/libc.so.6" ]; then
    # Started by its own loader, as the kernel would: no shell in between.
    THEIRS="$(echo "$LIB"/ld-linux*.so.*) --library-path $LIB $(readlink -f "$2")/root/usr/bin/ip"
    VERSION=$(cat "$2/version")
else
    THEIRS=$(command -v ip)
    VERSION="installed: $($THEIRS -V)"
fi
RESULT=$(mktemp)
trap 'rm -f "$RESULT"' EXIT

mount -t tmpfs tmpfs /run
mount -t sysfs sysfs /sys
$THEIRS netns add red
$THEIRS -batch - <<LINKS
link add v0 type veth peer name v1
addr add 10.0.0.1/24 dev v0
link set v0 up
link set v1 up
LINKS
i=0
while [ $i -lt 200 ]; do
    echo "link add p$i type veth peer name q$i"
    i=$((i + 1))
done | $THEIRS -n red -batch -

# The median of a command, in microseconds.
median() {
    hyperfine -N --style none --warmup 20 --runs "${RUNS:-400}" --export-csv "$RESULT" "$1" >/dev/null 2>&1
    awk -F, 'NR == 2 { printf "%.0f", $4 * 1000000 }' "$RESULT"
}

echo "medians in microseconds; reference: iproute2 $VERSION"
printf '%-28s %10s %10s %7s\n' command reference ours ratio
for words in '-V' 'link show lo' '-j addr show v0' '-n red link show lo' '-n red -s link'; do
    theirs=$(median "$THEIRS $words")
    ours=$(median "$OURS $words")
    awk -v w="ip $words" -v t="$theirs" -v o="$ours" \
        'BEGIN { printf "%-28s %10d %10d %7.2f\n", w, t, o, o / t }'
done
