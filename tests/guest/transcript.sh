#!/bin/sh
# What the reference answers to the cases of a file, in the guest: for the one who writes them.
#
#   tests/guest/transcript.sh tests/cases/kind/bond.case...
set -eu

here=$(cd "$(dirname "$0")" && pwd)
job=$(mktemp)
trap 'rm -f "$job"' EXIT

# Each case becomes a script of its own, run in namespaces of its own.
awk '
    function quoted(text) { gsub(/\047/, "\047\\\047\047", text); return "\047" text "\047" }
    function flush_command() {
        if (command == "") return
        body = body "echo " quoted(mark " " command) "\n" \
            "printf %s " quoted(input) " | sh -c " quoted(command) " 2>&1; s=$?; [ $s = 0 ] || echo \"[status $s]\"\n"
        command = input = ""
    }
    function flush_case() {
        flush_command()
        if (title != "") {
            print "echo; echo " quoted("== " title)
            print "unshare -n -m sh -c " quoted("mount -t tmpfs run /run; mount -t sysfs sys /sys; " body)
        }
        body = ""
    }
    FNR == 1 { flush_case(); title = ""; file = FILENAME; sub(/.*\//, "", file) }
    /^#/ || /^ *$/ || /^!/ { next }
    /^== / { flush_case(); title = file ": " substr($0, 4); next }
    /^</ { input = input substr($0, 3) "\n"; next }
    /^  / { command = command "\n" substr($0, 3); next }
    /^[^ ]+ / { flush_command(); mark = $1; command = substr($0, length($1) + 2) }
    END { flush_case() }
' "$@" > "$job"
"$here/run.sh" "$job"
