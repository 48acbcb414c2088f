#!/bin/sh
# Makes a Debian package from what `make install` installs: the program as /usr/bin/oxip, beside iproute2's `ip`.
#
#   packaging/deb.sh VERSION OUTPUT.deb
set -eu

version=$1 output=$2
top=$(cd "$(dirname "$0")/.." && pwd)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
root=$stage/root
chmod 755 "$stage"
make -s -C "$top" install DESTDIR="$root" PREFIX=/usr > /dev/null

# What iproute2's package and bash-completion call their own.
mv "$root/usr/bin/ip" "$root/usr/bin/oxip"
for page in "$root"/usr/share/man/man8/*.8; do
    gzip -9n "$page"
    name=${page##*/}
    mv "$page.gz" "$root/usr/share/man/man8/ox$name.gz"
done
rm -r "$root/usr/share/bash-completion" "$root/usr/share/zsh" "$root/usr/share/fish"
install -d "$root/usr/share/oxip/completions"
for file in ip.bash _ip ip.fish; do
    sed 's|@DATA@|/usr/share/oxip|' "$top/target/completions/$file" > "$root/usr/share/oxip/completions/$file"
done
doc=$root/usr/share/doc/oxip
install -d "$doc"
install -m 644 "$top/README.md" "$doc"
gzip -9nc "$top/CHANGELOG.md" > "$doc/changelog.gz"
{
    printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: oxip\n\n'
    printf 'Files: *\nCopyright: the oxip authors\nLicense: MIT or Apache-2.0\n\nLicense: MIT\n'
    sed 's/^$/./; s/^/ /' "$top/LICENSE-MIT"
    printf '\nLicense: Apache-2.0\n On Debian systems it is in /usr/share/common-licenses/Apache-2.0.\n'
} > "$doc/copyright"

install -d "$root/DEBIAN"
size=$(du -sk --exclude=DEBIAN "$root" | cut -f1)
cat > "$root/DEBIAN/control" << END
Package: oxip
Version: $version
Section: net
Priority: optional
Architecture: $(dpkg --print-architecture)
Installed-Size: $size
Suggests: mawk | gawk
Maintainer: the oxip authors <oxip@localhost>
Description: ip(8) as one static program
 Shows and changes network devices, addresses, routes, rules, neighbours and
 network namespaces, with the command line and the output of iproute2's ip.
 .
 It is installed as oxip, beside iproute2; docs/packages.md says how it takes
 the place of ip.
END
(cd "$root" && find usr -type f | LC_ALL=C sort | xargs md5sum > DEBIAN/md5sums)
find "$root" -type d -exec chmod 755 {} +
# The same package whenever it is made of the same commit.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$top" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$(dirname "$output")"
dpkg-deb --build --root-owner-group "$root" "$output" > /dev/null
echo "$output"
