#!/bin/sh
# Copies what make has built below a prefix, or removes it again. It builds nothing, so root needs no cargo.
#
#   packaging/install.sh install|uninstall PREFIX [DESTDIR]
#   PROGRAM=...   the program (default target/ip)
#   NAME=oxip     installs it under that name, with its pages as oxip-link(8) and completions for that name
set -eu

task=$1 prefix=$2 root=${3-}$2
top=$(cd "$(dirname "$0")/.." && pwd)
built=$top/target
program=${PROGRAM:-$top/target/ip} name=${NAME:-ip}
list=share/oxip/installed

copy() { # MODE FROM TO
    install -D -m "$1" "$2" "$root/$3"
    echo "$3" >> "$root/$list"
}

# Completions look for their table below the prefix, and complete the installed name.
complete() { # FROM TO
    sed "s|@DATA@|$prefix/share/oxip|; s/^\(complete -F _oxip\) ip$/\1 $name/; s/^#compdef ip$/#compdef $name/
        s/^complete -c ip /complete -c $name /" "$built/completions/$1" > "$root/share/oxip/completion"
    copy 644 "$root/share/oxip/completion" "$2"
    rm "$root/share/oxip/completion"
}

remove() {
    [ -f "$root/$list" ] || { echo "install: there is no $root/$list" >&2; exit 1; }
    while IFS= read -r file; do
        rm -f "$root/$file"
    done < "$root/$list"
    rm "$root/$list"
    rmdir "$root/share/oxip"
}

case $task in
install)
    for file in "$program" "$built/completions/words" "$built/man/ip.8"; do
        [ -e "$file" ] || { echo "install: $file is missing: run make first, as yourself" >&2; exit 1; }
    done
    [ ! -f "$root/$list" ] || remove
    install -d "$root/share/oxip"
    copy 755 "$program" "bin/$name"
    copy 644 "$built/completions/words" share/oxip/words
    copy 644 "$built/completions/complete.awk" share/oxip/complete.awk
    complete ip.bash "share/bash-completion/completions/$name"
    complete _ip "share/zsh/site-functions/_$name"
    complete ip.fish "share/fish/vendor_completions.d/$name.fish"
    for page in "$built"/man/*.8; do
        page=${page##*/}
        copy 644 "$built/man/$page" "share/man/man8/$name${page#ip}"
    done
    ;;
uninstall) remove ;;
*) echo "install: $task is no task" >&2; exit 2 ;;
esac
