#!/bin/sh
# Build target/guest/image.cpio: the guest's root without the job it is to run.
# It holds the kernel's modules named in `modules`, dash, busybox's tools and the reference ip.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
out=${OXIP_GUEST_DIR:-$top/target/guest}

"$here/fetch.sh"
if [ -e "$out/image.cpio" ]; then
    newer=$(find "$here/init" "$here/modules" "$here/image.sh" "$out/release" "$out/extra" "$out/reference/usr/bin/ip" \
        -newer "$out/image.cpio" 2>/dev/null) || :
    [ -n "$newer" ] || exit 0
fi

echo "guest: building the image" >&2
root=$out/root
rm -rf "$root"
mkdir -p "$root"/dev "$root"/proc "$root"/sys "$root"/run "$root"/tmp "$root"/root "$root"/job "$root"/modules \
    "$root"/etc/iproute2 "$root"/var/lib "$root"/usr/bin "$root"/usr/sbin "$root"/usr/lib "$root"/usr/lib64 "$root"/usr/share
for dir in bin sbin lib lib64; do ln -s "usr/$dir" "$root/$dir"; done
ln -s /run "$root/var/run"

# Modules: each after those it needs, decompressed here because the guest's processor is slow.
release=$(cat "$out/release")
modules=$out/kernel/lib/modules/$release
[ -e "$modules/modules.dep" ] || depmod -b "$out/kernel" "$release"
awk -v list="$here/modules" '
    function name(path) { sub(".*/", "", path); sub("\\.ko.*", "", path); gsub("-", "_", path); return path }
    function load(path,    i, n, needs) {
        if (path in done) return
        done[path] = 1
        n = split(needed[path], needs, " ")
        for (i = n; i > 0; i--) load(needs[i])
        print path, parameters[name(path)]
    }
    { path = $1; sub(":$", "", path); paths[name(path)] = path; $1 = ""; needed[path] = $0 }
    END {
        while ((getline line < list) > 0) {
            if (split(line, words, " ") == 0 || words[1] ~ /^#/) continue
            module = name(words[1])
            sub("^[^ ]+ *", "", line)
            parameters[module] = line
            order[++count] = module
        }
        for (i = 1; i <= count; i++) if (order[i] in paths) load(paths[order[i]])
    }' "$modules/modules.dep" |
    while read -r path parameters; do
        name=${path##*/}
        name=${name%%.ko*}
        case $path in
            *.xz) xz -dc "$modules/$path" ;;
            *.zst) zstd -dc "$modules/$path" ;;
            *.gz) gzip -dc "$modules/$path" ;;
            *) cat "$modules/$path" ;;
        esac > "$root/modules/$name.ko"
        echo "$name $parameters" >> "$root/modules/order"
    done
# Modules made from the kernel's sources, for kinds the distribution leaves out.
for module in "$out"/extra/*.ko; do
    [ -e "$module" ] || continue
    cp "$module" "$root/modules/"
    basename "$module" .ko >> "$root/modules/order"
done

# Tools. busybox has an ip of its own, and its shell prefers that to any other.
cp "$(command -v busybox)" "$root/usr/bin/busybox"
"$root/usr/bin/busybox" --list | grep -vxE 'ip|ipneigh|busybox|sh|ash' |
    while read -r tool; do ln -s busybox "$root/usr/bin/$tool"; done
cp "$(command -v dash)" "$root/usr/bin/dash"
ln -s dash "$root/usr/bin/sh"
cp "$out/reference/usr/bin/ip" "$root/usr/bin/ip"
rm -f "$root/usr/bin/tc"
cp "$out/reference/usr/sbin/tc" "$out/reference/usr/sbin/bridge" "$root/usr/sbin/"
cp -R "$out/reference/usr/share/iproute2" "$root/usr/share/"

# Shared libraries: the reference's, which are the newest, for the host's dash too.
libs=$out/reference/usr/lib/x86_64-linux-gnu
mkdir -p "$root/usr/lib/x86_64-linux-gnu"
for program in ip sbin/tc sbin/bridge dash; do
    case $program in */*) file=$root/usr/$program ;; *) file=$root/usr/bin/$program ;; esac
    "$libs/ld-linux-x86-64.so.2" --library-path "$libs" --list "$file" |
        sed -n 's/.*=> \([^ ]*\) .*/\1/p'
done | sort -u | while read -r lib; do cp -L "$lib" "$root/usr/lib/x86_64-linux-gnu/"; done
# For a test binary.
for lib in libgcc_s.so.1 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 ld-linux-x86-64.so.2; do
    cp -L "$libs/$lib" "$root/usr/lib/x86_64-linux-gnu/"
done
ln -s ../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 "$root/usr/lib64/ld-linux-x86-64.so.2"

printf '%s\n' root:x:0:0:root:/root:/bin/sh tester:x:1000:1000::/tmp:/bin/sh > "$root/etc/passwd"
printf '%s\n' root:x:0: tester:x:1000: > "$root/etc/group"
printf '%s\n' '127.0.0.1 localhost' '::1 localhost' > "$root/etc/hosts"
printf '%s\n' 'passwd: files' 'group: files' 'hosts: files' > "$root/etc/nsswitch.conf"
cp "$here/init" "$root/init"
chmod 755 "$root/init"

(cd "$root" && find . | sort | cpio --quiet -o -H newc --owner=0:0) > "$out/image.cpio.new"
mv "$out/image.cpio.new" "$out/image.cpio"
