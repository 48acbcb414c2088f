#!/bin/sh
# Makes two Debian packages: oxip, the program beside iproute2's `ip`, and oxip-as-ip, which puts it in the place of `ip`.
#
#   packaging/deb.sh VERSION DIRECTORY [ARCHITECTURE]     prints the names of the files
#   PROGRAM=...   the program for that architecture (default target/ip)
set -eu

version=$1 output=$2 architecture=${3:-$(dpkg --print-architecture)}
maintainer=${MAINTAINER:-the oxip authors <oxip@packages.invalid>}
top=$(cd "$(dirname "$0")/.." && pwd)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
chmod 755 "$stage"
# The same package whenever it is made of the same commit.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$top" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH

changelog() {
    printf '%s (%s) unstable; urgency=medium\n\n  * See /usr/share/doc/oxip/CHANGELOG.md.gz.\n\n -- %s  %s\n' \
        "$1" "$version" "$maintainer" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9nc
}

documents() { # PACKAGE ROOT
    install -d "$2/usr/share/doc/$1" "$2/DEBIAN"
    changelog "$1" > "$2/usr/share/doc/$1/changelog.gz"
    "$top/packaging/copyright.sh" > "$2/usr/share/doc/$1/copyright"
}

pack() { # PACKAGE ARCHITECTURE ROOT
    (cd "$3" && find usr -type f | LC_ALL=C sort | xargs md5sum > DEBIAN/md5sums)
    find "$3" -type d -exec chmod 755 {} +
    find "$3" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    mkdir -p "$output"
    dpkg-deb --build --root-owner-group "$3" "$output/$1_${version}_$2.deb" > /dev/null
    echo "$output/$1_${version}_$2.deb"
}

root=$stage/oxip
NAME=oxip "$top/packaging/install.sh" install /usr "$root"
rm "$root/usr/share/oxip/installed"
install -d "$root/usr/share/zsh/vendor-completions"
mv "$root/usr/share/zsh/site-functions/_oxip" "$root/usr/share/zsh/vendor-completions"
rmdir "$root/usr/share/zsh/site-functions"
gzip -9n "$root"/usr/share/man/man8/*.8
documents oxip "$root"
install -m 644 "$top/README.md" "$root/usr/share/doc/oxip"
gzip -9nc "$top/CHANGELOG.md" > "$root/usr/share/doc/oxip/CHANGELOG.md.gz"
install -d "$root/usr/share/doc/oxip/docs" "$root/usr/share/lintian/overrides"
install -m 644 "$top"/docs/*.md "$root/usr/share/doc/oxip/docs"
cat > "$root/usr/share/lintian/overrides/oxip" << 'END'
# A static program that is position independent.
oxip: shared-library-lacks-prerequisites [usr/bin/oxip]
END
cat > "$root/DEBIAN/control" << END
Package: oxip
Version: $version
Section: net
Priority: optional
Architecture: $architecture
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Suggests: mawk | gawk
Maintainer: $maintainer
Description: ip(8) as one static program
 Shows and changes network devices, addresses, routes, rules, neighbours and
 network namespaces, with the command line and the output of iproute2's ip.
 .
 It is installed as oxip, beside iproute2. The package oxip-as-ip puts it in
 the place of ip. /usr/share/doc/oxip/README.md is the way in.
END
pack oxip "$architecture" "$root"

root=$stage/oxip-as-ip
install -d "$root/usr/bin" "$root/usr/share/lintian/overrides"
ln -s oxip "$root/usr/bin/ip"
documents oxip-as-ip "$root"
install -m 755 "$top/packaging/as-ip/preinst" "$top/packaging/as-ip/postrm" "$root/DEBIAN"
cat > "$root/usr/share/lintian/overrides/oxip-as-ip" << 'END'
# Debian 12's iproute2 has the file under this name.
oxip-as-ip: diversion-for-unknown-file bin/ip *
# iproute2 has ip(8), oxip has oxip(8).
oxip-as-ip: no-manual-page [usr/bin/ip]
END
# Pre-Depends: the link is not unpacked before the program is there.
cat > "$root/DEBIAN/control" << END
Package: oxip-as-ip
Version: $version
Section: net
Priority: optional
Architecture: all
Pre-Depends: oxip
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Maintainer: $maintainer
Description: oxip in the place of iproute2's ip
 Diverts /usr/bin/ip of iproute2 to /usr/bin/ip.iproute2 and makes ip the
 program of the package oxip. Removing the package gives iproute2's ip back.
END
pack oxip-as-ip all "$root"
