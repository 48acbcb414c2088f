#!/bin/sh
# Copy the kernel's modules that a list names, and those they need, into a directory, decompressed because the guest's
# processor is slow, with a file `order`: each module after those it needs, and its parameters.
#
#   tests/guest/modules.sh LIST DIRECTORY
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
out=${OXIP_GUEST_DIR:-$top/target/guest}

mkdir -p "$2"
release=$(cat "$out/release")
modules=$out/kernel/lib/modules/$release
[ -e "$modules/modules.dep" ] || depmod -b "$out/kernel" "$release"
awk -v list="$1" '
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
        esac > "$2/$name.ko"
        echo "$name $parameters" >> "$2/order"
    done
