#!/bin/sh
# Compares the speed of a program with the reference's:
#
#     run.sh PROGRAM REFERENCE_DIR      as root; REFERENCE_DIR as fetch-reference.sh leaves it
#
# All is done in a network and a mount namespace of its own. The table goes to stdout and into docs/performance.md.
# ROUNDS (5): how often the two take turns; a row's time is the median of all its runs.
set -eu

[ $# = 2 ] || { echo "usage: run.sh PROGRAM REFERENCE_DIR" >&2; exit 2; }
if [ -z "${OXIP_BENCH:-}" ]; then
    OXIP_BENCH=inside exec unshare --net --mount --propagation private "$0" "$@"
fi

HERE=$(dirname "$(readlink -f "$0")")
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
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
LIMIT=$DIR/limit
cc -O2 -static -o "$LIMIT" "$HERE/limit.c"

mount -t tmpfs tmpfs /run
mount -t sysfs sysfs /sys

# numbered COUNT FORMAT: one line a number; @i in FORMAT is the number; @h, @l and @c are parts of it.
numbered() {
    awk -v n="$1" -v f="$2" 'BEGIN { for (i = 0; i < n; i++) {
        s = f; gsub(/@i/, i, s); gsub(/@h/, int(i / 250), s); gsub(/@l/, i % 250 + 1, s)
        gsub(/@c/, i % 100, s); print s } }'
}

for name in red big many routes bat; do $THEIRS netns add $name; done
$THEIRS link set lo up
numbered 1000 'link add s@i type ifb' | $THEIRS -batch -
numbered 2000 'link add p@i type veth peer name q@i' | $THEIRS -n big -batch -
numbered 10000 'addr add 10.0.@h.@l/24 dev p@i' | awk '{ sub(/p[0-9]+$/, "p" (NR - 1) % 2000); print }' |
    $THEIRS -n big -batch -
numbered 10000 'link add d@i type ifb' | $THEIRS -n many -batch -
numbered 10000 'addr add 10.0.@h.@l/24 dev d@i' | $THEIRS -n many -batch -
$THEIRS -n routes link add r0 type ifb
$THEIRS -n routes link set r0 up
awk 'BEGIN { for (i = 0; i < 100000; i++)
    printf "route add 10.%d.%d.%d/32 dev r0\n", i / 65536, i / 256 % 256, i % 256 }' | $THEIRS -n routes -batch -
numbered 100 'link add b@i type ifb' | $THEIRS -n bat -batch -
numbered 10000 'addr add 10.0.@h.@l/24 dev b@c' >"$DIR/add"
numbered 100 'addr flush dev b@i' >"$DIR/clean"
numbered 1000 "$OURS link set s@i up" >"$DIR/ours.sh"
numbered 1000 "$THEIRS link set s@i up" >"$DIR/theirs.sh"
numbered "${NAMES:-2000}" 'netns add n@i' | $THEIRS -batch -

# run RUNS FILE COMMAND: adds the times of some runs, in seconds.
run() {
    hyperfine -N -i --style none --warmup 1 ${PREPARE:+--prepare "$PREPARE"} --runs "$1" \
        --export-json "$DIR/json" "$3" >/dev/null 2>&1
    awk '/"times"/ { on = 1; next } /\]/ { on = 0 } on { gsub(/[ ,]/, ""); print }' "$DIR/json" >>"$2"
}

# The median of a file of times, in microseconds.
median() { sort -g "$1" | awk '{ t[NR] = $1 } END { printf "%.0f", 1e6 * (t[int((NR + 1) / 2)] + t[int((NR + 2) / 2)]) / 2 }'; }

# row NAME WANTED RUNS THEIRS OURS [LIMIT WANTED]
row() {
    rm -f "$DIR"/t.*
    round=0
    while [ $round -lt "${ROUNDS:-5}" ]; do
        run "$3" "$DIR/t.theirs" "$4"
        run "$3" "$DIR/t.ours" "$5"
        [ -z "${6:-}" ] || run "$3" "$DIR/t.limit" "$6"
        round=$((round + 1))
    done
    limit=
    [ -z "${6:-}" ] || limit=$(median "$DIR/t.limit")
    awk -v name="$1" -v want="$2" -v t="$(median "$DIR/t.theirs")" -v o="$(median "$DIR/t.ours")" -v l="$limit" \
        -v w="${7:-}" 'BEGIN { printf "| %s | %.3f | %.3f | %.2f | %s | %s |\n", name, t / 1000, o / 1000, o / t, want,
            l == "" ? "" : sprintf("%.3f: %.2f%s", l / 1000, o / l, w == "" ? "" : " (≤ " w ")") }'
}

# both NAME WANTED RUNS WORDS [LIMIT WANTED]
both() {
    name=$1 want=$2 runs=$3 words=$4
    shift 4
    row "$name" "$want" "$runs" "$THEIRS $words" "$OURS $words" "$@"
}

# peak NAME WORDS: memory in KiB.
peak() {
    # shellcheck disable=SC2086
    t=$("$LIMIT" peak $THEIRS $2 2>&1 >/dev/null)
    # shellcheck disable=SC2086
    o=$("$LIMIT" peak "$OURS" $2 2>&1 >/dev/null)
    awk -v n="$1" -v t="$t" -v o="$o" 'BEGIN { printf "| %s | %d | %d | %.2f | 1.00 | |\n", n, t, o, o / t }'
}

table() {
    echo "Medians in milliseconds against iproute2 $VERSION, on $(nproc) cores, Linux $(uname -r | cut -d- -f1)."
    echo
    echo "| work | iproute2 | oxip | ratio | wanted | limit: ratio to it |"
    echo "|---|---:|---:|---:|---:|---|"
    both '`ip link show lo`' 0.48 100 'link show lo' "$LIMIT" 1.2
    both '`ip -n NS link show lo`' 0.40 100 '-n red link show lo' "$LIMIT"
    row '`ip link set X up`, 1,000 in a script' 0.55 1 "sh $DIR/theirs.sh" "sh $DIR/ours.sh"
    in_big="nsenter --net=/run/netns/big"
    row '`ip link show`, 4,000 links' 0.75 5 "$in_big $THEIRS link show" "$in_big $OURS link show" "$in_big $LIMIT links" 1.3
    words="-d -s -j link show"
    row '`ip -d -s -j link show`, 4,000 links' 0.60 5 "$in_big $THEIRS $words" "$in_big $OURS $words" "$in_big $LIMIT counters"
    row '`ip addr show`, 4,000 links, 10,000 addresses' 0.15 2 "$in_big $THEIRS addr show" "$in_big $OURS addr show" \
        "$in_big $LIMIT links addresses"
    in_many="nsenter --net=/run/netns/many"
    row '`ip -j addr show`, 10,000 links, 10,000 addresses' 0.15 1 "$in_many $THEIRS -j addr show" \
        "$in_many $OURS -j addr show" "$in_many $LIMIT links addresses"
    PREPARE="$THEIRS -n bat -force -batch $DIR/clean"
    both '`ip -force -batch`, 10,000 `addr add`' 0.60 1 "-n bat -force -batch $DIR/add"
    both '`ip -batch`, 10,000 `addr add`' 0.80 1 "-n bat -batch $DIR/add" "nsenter --net=/run/netns/bat $LIMIT add 10000"
    PREPARE=
    both '`ip netns list`, 2,000 namespaces' 0.60 5 'netns list'
    in_routes="nsenter --net=/run/netns/routes"
    row '`ip route show`, 100,000 routes' 0.70 2 "$in_routes $THEIRS route show" "$in_routes $OURS route show" \
        "$in_routes $LIMIT routes"
    echo
    echo "Peak memory in KiB:"
    echo
    echo "| work | iproute2 | oxip | ratio | wanted | |"
    echo "|---|---:|---:|---:|---:|---|"
    peak '`ip link show`, 4,000 links' '-n big link show'
    peak '`ip -d -s -j link show`, 4,000 links' '-n big -d -s -j link show'
    peak '`ip addr show`, 4,000 links, 10,000 addresses' '-n big addr show'
    peak '`ip -j addr show`, 10,000 links, 10,000 addresses' '-n many -j addr show'
    peak '`ip route show`, 100,000 routes' '-n routes route show'
}

table | tee "$DIR/table"
DOC=$HERE/../docs/performance.md
if [ -e "$DOC" ]; then
    awk -v table="$DIR/table" '/^<!-- table -->$/ { print; while ((getline line < table) > 0) print line; skip = 1 }
        /^<!-- end -->$/ { skip = 0 } !skip || /^<!-- end -->$/ { if ($0 != "<!-- table -->") print }' "$DOC" >"$DIR/doc"
    cat "$DIR/doc" >"$DOC"
fi
