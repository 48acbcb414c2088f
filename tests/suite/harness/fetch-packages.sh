#!/bin/sh
# Unpacks packages of Debian sid:
#
#     fetch-packages.sh DIR PACKAGE...    makes DIR/root and DIR/version (that of
#                                         the first package), once
#
# Only apt's own mirror is asked, through apt's own downloader, so proxies and
# the like are the machine's. Nothing outside DIR is changed.
set -eu
umask 022

[ $# -ge 2 ] || { echo "usage: fetch-packages.sh DIR PACKAGE..." >&2; exit 2; }
DIR=$1
shift
FIRST=$1
PACKAGES=$*
HELPER=/usr/lib/apt/apt-helper

[ -s "$DIR/version" ] && exit 0
mkdir -p "$DIR"

# The first mirror of apt's that carries Debian itself, from either format.
mirror() {
    cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list \
        /etc/apt/sources.list.d/*.list 2>/dev/null |
        sed -n 's/^URIs:[[:space:]]*//p
                s/^deb[[:space:]]*\(\[[^]]*\][[:space:]]*\)\{0,1\}\([^[:space:]]*\).*/\2/p' |
        tr -s '[:space:]' '\n' |
        while read -r uri; do
            case $uri in
            mirror+file:*)
                list=${uri#mirror+file:}
                uri=$(sed -n 's/^\([^#[:space:]][^[:space:]]*\).*/\1/p' "$list" | head -n 1)
                ;;
            esac
            uri=${uri%/}
            case $uri in */debian) echo "$uri"; break ;; esac
        done
}

fetch() { # URI FILE [SHA256:SUM]
    "$HELPER" -o APT::Sandbox::User=root -o Acquire::Retries=3 \
        download-file "$@" >/dev/null
}

MIRROR=$(mirror)
[ -n "$MIRROR" ] || { echo "apt has no Debian mirror in its sources" >&2; exit 1; }
ARCH=$(dpkg --print-architecture)

# Two runs at once are each in their own directory; the first one to finish wins.
WORK=$(mktemp -d "$DIR/unpack.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
trap 'exit 1' HUP INT TERM

fetch "$MIRROR/dists/sid/main/binary-$ARCH/Packages.xz" "$WORK/Packages.xz"
# One line a package: name, version, SHA256, path in the archive.
xz -dc "$WORK/Packages.xz" | awk -v wanted="$PACKAGES" '
    BEGIN { n = split(wanted, names); for (i = 1; i <= n; i++) want[names[i]] = 1 }
    /^Package: / { name = $2 }
    /^Version: / { version = $2 }
    /^Filename: / { path = $2 }
    /^SHA256: / { sum = $2 }
    /^$/ { if (name in want) print name, version, sum, path; name = "" }
    END { if (name in want) print name, version, sum, path }
' >"$WORK/list"

mkdir "$WORK/root"
for package in $PACKAGES; do
    line=$(grep "^$package " "$WORK/list" | head -n 1)
    [ -n "$line" ] || { echo "sid has no package $package" >&2; exit 1; }
    # shellcheck disable=SC2086
    set -- $line
    fetch "$MIRROR/$4" "$WORK/package.deb" "SHA256:$3"
    echo "$3  $WORK/package.deb" | sha256sum --check --quiet
    dpkg-deb -x "$WORK/package.deb" "$WORK/root"
    rm "$WORK/package.deb"
done

# What the comparison never opens would only fill the disk.
rm -rf "$WORK/root/usr/share/doc" "$WORK/root/usr/share/man" \
    "$WORK/root/usr/share/locale" "$WORK"/root/usr/lib/*/gconv

if [ ! -s "$DIR/version" ]; then
    rm -rf "$DIR/root"
    mv "$WORK/root" "$DIR/root"
    sed -n "s/^$FIRST \([^ ]*\) .*/\1/p" "$WORK/list" | head -n 1 >"$WORK/version"
    mv "$WORK/version" "$DIR/version"
fi
