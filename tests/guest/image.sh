#!/bin/sh
# Build target/guest/image.cpio: the guest's root without the job it is to run.
# It holds the kernel's modules named in `modules`, dash, busybox's tools, some of this machine's
# that are more than busybox's, and the reference ip.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
out=${OXIP_GUEST_DIR:-$top/target/guest}

reference=$top/target/reference

"$here/fetch.sh"
"$top/tests/suite/harness/fetch-reference.sh" "$reference"
if [ -e "$out/image.cpio" ]; then
    newer=$(find "$here/init" "$here/modules" "$here/modules.sh" "$here/image.sh" "$out/release" "$out/extra" \
        "$reference/version" -newer "$out/image.cpio" 2>/dev/null) || :
    [ -n "$newer" ] || exit 0
fi

echo "guest: building the image" >&2
root=$out/root
rm -rf "$root"
mkdir -p "$root"/dev "$root"/proc "$root"/sys "$root"/run "$root"/tmp "$root"/root "$root"/job "$root"/modules \
    "$root"/etc "$root"/var/lib "$root"/usr/bin "$root"/usr/sbin "$root"/usr/lib "$root"/usr/lib64 "$root"/usr/share
for dir in bin sbin lib lib64; do ln -s "usr/$dir" "$root/$dir"; done
ln -s /run "$root/var/run"

"$here/modules.sh" "$here/modules" "$root/modules"
# Modules made from the kernel's sources, for kinds the distribution leaves out.
for module in "$out"/extra/*.ko; do
    [ -e "$module" ] || continue
    cp "$module" "$root/modules/"
    basename "$module" .ko >> "$root/modules/order"
done

# busybox has an ip of its own, and its shell prefers that to any other.
cp "$(command -v busybox)" "$root/usr/bin/busybox"
"$root/usr/bin/busybox" --list | grep -vxE 'ip|ipneigh|busybox|sh|ash' |
    while read -r tool; do ln -s busybox "$root/usr/bin/$tool"; done
for tool in arp dash flock ifconfig ls mount nsenter ping run-parts script setpriv sleep timeout unshare; do
    rm -f "$root/usr/bin/$tool"
    cp -L "$(command -v "$tool")" "$root/usr/bin/$tool"
done
ln -s dash "$root/usr/bin/sh"
cp "$reference/root/usr/bin/ip" "$root/usr/bin/ip"
cp "$reference/root/usr/sbin/bridge" "$root/usr/sbin/bridge"
cp -R "$reference/root/usr/share/iproute2" "$root/usr/share/"

# Libraries: the reference's where it has them, as they are newer than this machine's.
libs=$(dirname "$(find "$reference/root/usr/lib" -name libc.so.6)")
loader=$(cd "$libs" && echo ld-linux-*)
mkdir -p "$root/usr/lib/${libs##*/}"
cp -L "$libs/libm.so.6" "$libs/$loader" "$(ldconfig -p | sed -n 's/.*libgcc_s.so.1 .*64.* => //p' | head -1)" \
    "$root/usr/lib/${libs##*/}/"
ln -s "../lib/${libs##*/}/$loader" "$root/usr/lib64/$loader"
find "$root/usr/bin" "$root/usr/sbin" -type f | while read -r program; do
    "$libs/$loader" --verify "$program" && "$libs/$loader" --library-path "$libs" --list "$program" | sed -n 's/.*=> \(.*\) (0x.*/\1/p'
done | sort -u | while read -r lib; do cp -L "$lib" "$root/usr/lib/${libs##*/}/"; done

printf '%s\n' root:x:0:0:root:/root:/bin/sh tester:x:1000:1000::/tmp:/bin/sh > "$root/etc/passwd"
printf '%s\n' root:x:0: tester:x:1000: > "$root/etc/group"
printf '%s\n' '127.0.0.1 localhost' '::1 localhost' > "$root/etc/hosts"
printf '%s\n' 'passwd: files' 'group: files' 'hosts: files' > "$root/etc/nsswitch.conf"
for table in protocols services ethertypes; do cp -L "/etc/$table" "$root/etc/"; done
cp "$here/init" "$root/init"
chmod 755 "$root/init"

(cd "$root" && find . | sort | cpio --quiet -o -H newc --owner=0:0) > "$out/image.cpio.new"
mv "$out/image.cpio.new" "$out/image.cpio"
