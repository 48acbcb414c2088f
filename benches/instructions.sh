#!/bin/sh
# Counts the user instructions of a program and of the reference, whole process, with valgrind's callgrind:
#
#     instructions.sh PROGRAM REFERENCE_DIR [PATTERN]    as root; PATTERN (an awk regex) selects rows
#
# The counts do not depend on how busy the machine is. Everything happens in private network and mount namespaces.
# The table goes to stdout.
set -eu

[ $# -ge 2 ] || { echo "usage: instructions.sh PROGRAM REFERENCE_DIR [PATTERN]" >&2; exit 2; }
if [ -z "${OXIP_BENCH:-}" ]; then
    OXIP_BENCH=inside exec unshare --net --mount --propagation private "$0" "$@"
fi

OURS=$(readlink -f "$1")
LIB=$(echo "$(readlink -f "$2")"/root/usr/lib/*/libc.so.6)
LIB=${LIB%/libc.so.6}
if [ -e "$LIB/libc.so.6" ]; then
    THEIRS="$(echo "$LIB"/ld-linux*.so.*) --library-path $LIB $(readlink -f "$2")/root/usr/bin/ip"
else
    THEIRS=$(command -v ip)
fi
PATTERN=${3:-.}
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT

mount -t tmpfs tmpfs /run
mount -t sysfs sysfs /sys
mkdir /run/netns

# batch NAMESPACE: runs the lines on stdin there, with our program, whose batches are faster.
batch() {
    $OURS netns add "$1"
    $OURS -n "$1" -force -batch -
}

# lines COUNT FORMAT: @i is the number from 0; @a, @b, @c its bytes, @x its hexadecimal; `;` separates lines.
lines() {
    awk -v n="$1" -v f="$2" 'BEGIN { for (i = 0; i < n; i++) {
        s = f; gsub(/@i/, i, s); gsub(/@a/, int(i / 65536), s); gsub(/@b/, int(i / 256) % 256, s)
        gsub(/@c/, i % 256, s); gsub(/@x/, sprintf("%x", i), s); gsub(/;/, "\n", s); print s } }'
}

DEVICE='link add v0 type veth peer name v1
link set v0 up
link set v1 up
addr add 192.0.2.1/24 dev v0
addr add 2001:db8::1/64 dev v0 nodad'

world() {
    case $1 in
        routes) { echo "$DEVICE"; lines 100000 'route add 10.@a.@b.@c/32 via 192.0.2.2 dev v0'; } ;;
        routes6) { echo "$DEVICE"; lines 50000 'route add 2001:db8:1:@x::/64 via 2001:db8::2 dev v0'; } ;;
        links) lines 2000 'link add p@i type veth peer name q@i' ;;
        addresses)
            lines 2000 'link add p@i type veth peer name q@i'
            lines 10000 'addr add 10.@a.@b.@c/24 dev p@i' |
                awk '{ sub(/p[0-9]+$/, "p" (NR - 1) % 2000); print }'
            ;;
        addresses6)
            lines 20 'link add p@i type veth peer name q@i'
            lines 2000 'addr add 2001:db8:@x::1/64 dev p@i nodad' |
                awk '{ sub(/p[0-9]+ /, "p" (NR - 1) % 20 " "); print }'
            ;;
        neighbours)
            echo "$DEVICE"
            lines 50000 'neigh add 10.@a.@b.@c lladdr 02:00:00:00:00:01 dev v0 nud permanent'
            ;;
        nexthops) { echo "$DEVICE"; awk 'BEGIN { for (i = 1; i <= 10000; i++)
            print "nexthop add id", i, "via 192.0.2.2 dev v0" }'; } ;;
        rules) lines 10000 'rule add from 10.@a.@b.@c lookup 100 pref @i' ;;
        batch) echo "$DEVICE" ;;
    esac | batch "$1" 2>/dev/null || true
}

# count NAMESPACE COMMAND: its user instructions.
count() {
    # shellcheck disable=SC2086
    nsenter --net="/run/netns/$1" valgrind --tool=callgrind --callgrind-out-file=/dev/null $2 2>&1 >/dev/null </dev/null |
        awk '/Collected/ { n = $4 } END { print n }'
}

# row NAME WANTED NAMESPACE ARGUMENTS
row() {
    echo "$1" | awk -v p="$PATTERN" '$0 !~ p { exit 1 }' || return 0
    [ -e "/run/netns/$3" ] || world "$3"
    theirs=$(count "$3" "$THEIRS $4")
    ours=$(count "$3" "$OURS $4")
    awk -v name="$1" -v want="$2" -v t="$theirs" -v o="$ours" 'BEGIN {
        printf "| %s | %.1f | %.1f | %.2f | %s |\n", name, t / 1e6, o / 1e6, o / t, want }'
}

echo "| work | iproute2 | oxip | ratio | wanted |"
echo "|---|---:|---:|---:|---:|"
row '`route show`, 100,000 routes' 0.35 routes 'route show'
row '`-j route show`, 100,000 routes' 0.35 routes '-j route show'
row '`-6 route show`, 50,000 routes' 0.45 routes6 '-6 route show'
row '`link show`, 4,000 links' 0.40 links 'link show'
row '`-d -s -j link show`, 4,000 links' 0.33 links '-d -s -j link show'
row '`addr show`, 4,000 links, 10,000 addresses' 0.09 addresses 'addr show'
row '`-6 addr show`, 2,000 addresses' 0.50 addresses6 '-6 addr show'
row '`maddress show`, 4,000 links' 0.50 links 'maddress show'
row '`neigh show`, 50,000 neighbours' 0.25 neighbours 'neigh show'
lines 2000 'route replace 10.@a.@b.@c/32 via 192.0.2.2 dev v0 metric @c' >"$DIR/replace"
row '`-batch`, 2,000 `route replace`' 0.65 batch "-batch $DIR/replace"
row '`-force -batch`, 2,000 `route replace`' 0.65 batch "-force -batch $DIR/replace"
row '`nexthop show`, 10,000 next hops' 0.50 nexthops 'nexthop show'
row '`rule show`, 10,000 rules' 0.50 rules 'rule show'
if echo netns list | awk -v p="$PATTERN" '$0 !~ p { exit 1 }'; then
    lines 2000 'netns add n@i' | $OURS -batch -
    row '`netns list`, 2,000 namespaces' 0.50 batch 'netns list'
fi
