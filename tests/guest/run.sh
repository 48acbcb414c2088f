#!/bin/sh
# Run a shell script in the guest and give back its output and exit status.
#
#   tests/guest/run.sh [-a PATH]... [-e NAME=VALUE]... [-t SECONDS] SCRIPT
#
#   SCRIPT   run by dash as root; `-` reads it from standard input
#   -a PATH  bring a file or directory of this machine along, at the same path
#   -e N=V   set in the script's environment
#   -t SECS  give up after so long (default 600)
#
#   OXIP_GUEST_OPTIONS=... further options of the kernel, such as ipv6.disable=1
#
# In the guest `ip` is the reference.  Output goes to standard output; what the kernel said
# is in target/guest/console.log.  Status 125: the guest did not come to the end of the script.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
out=${OXIP_GUEST_DIR:-$top/target/guest}

job=$(mktemp -d)
trap 'rm -rf "$job"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$job/root/job"
: > "$job/root/job/environment"
: > "$job/paths"

seconds=600
while getopts a:e:t: option; do
    case $option in
        a) realpath -s "$OPTARG" >> "$job/paths"
            [ ! -L "$OPTARG" ] || realpath "$OPTARG" >> "$job/paths" ;;
        e) printf "export %s='%s'\n" "${OPTARG%%=*}" "$(printf %s "${OPTARG#*=}" | sed "s/'/'\\\\''/g")" \
            >> "$job/root/job/environment" ;;
        t) seconds=$OPTARG ;;
        *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
cat "$1" > "$job/root/job/run"

"$here/image.sh"

# A later archive in the same file adds to the earlier ones.  Directories on the way to a
# path that came along must exist there first.
cp "$out/image.cpio" "$job/initramfs"
add() { cpio --quiet -o -H newc --owner=0:0 >> "$job/initramfs"; }
(cd "$job/root" && find job | add)
if [ -s "$job/paths" ]; then
    (cd / && while read -r path; do
        dir=$path
        while dir=${dir%/*} && [ -n "$dir" ]; do [ -d "$job/root$dir" ] || echo ".$dir"; done | tac
        find ".$path"
    done < "$job/paths" | awk '!seen[$0]++' | add)
fi

# The emulator keeps what it has translated by address: with the same addresses in every process it
# has not to do it again, which makes starting a program three times as fast.
options="panic=-1 mitigations=off norandmaps nokaslr init_on_alloc=0 apparmor=0 rcupdate.rcu_expedited=1 ${OXIP_GUEST_OPTIONS-}"

# Through a pipe, not the emulator's own `stdio`: that stops for good when standard input is at
# its end.  And always tcg: where there is a /dev/kvm it may not be fit for use.
{
    timeout "$seconds" qemu-system-x86_64 -accel tcg -machine q35 -cpu max -m 1024 -smp "${OXIP_GUEST_CPUS:-2}" \
        -nodefaults -no-user-config -no-reboot -display none \
        -kernel "$out/kernel/vmlinuz" -initrd "$job/initramfs" \
        -append "console=ttyS0 ${OXIP_GUEST_VERBOSE-quiet} $options" \
        -serial "file:$job/console" \
        -device virtio-serial-pci -chardev file,id=out,path=/dev/stdout -device virtserialport,chardev=out,name=out \
        -object can-bus,id=can0 -device kvaser_pci,canbus=can0 ||
        echo "$?" > "$job/failed"
} < /dev/null | cat
cp "$job/console" "$out/console.log" 2>/dev/null || :
if [ -e "$job/failed" ]; then
    echo "guest: emulator ended with $(cat "$job/failed"); see $out/console.log" >&2
    exit 125
fi
status=$(tr -d '\r' < "$job/console" | sed -n 's/^guest-exit: //p' | tail -1)
if [ -z "$status" ]; then
    echo "guest: stopped before the script's end; see $out/console.log" >&2
    exit 125
fi
exit "$status"
