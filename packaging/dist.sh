#!/bin/sh
# Makes a tarball of what belongs into /usr/local. The same commit gives the same file, wherever it is built.
#
#   packaging/dist.sh NAME OUTPUT.tar.gz
#   PROGRAM=...   the program (default target/ip)
set -eu

name=$1 output=$2
top=$(cd "$(dirname "$0")/.." && pwd)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir "$stage/$name"
"$top/packaging/install.sh" install /usr/local "$stage/destination"
mv "$stage/destination/usr/local"/* "$stage/$name"
rm -r "$stage/destination"
doc=$stage/$name/share/doc/oxip
install -d "$doc"
cp -r "$top/README.md" "$top/CHANGELOG.md" "$top"/LICENSE-* "$top/docs" "$doc"
"$top/packaging/copyright.sh" > "$doc/copyright"
cp "$top/packaging/INSTALL" "$stage/$name"
find "$stage" -type d -exec chmod 755 {} +
find "$stage/$name" -type f ! -path '*/bin/*' -exec chmod 644 {} +
mkdir -p "$(dirname "$output")"
date=${SOURCE_DATE_EPOCH:-$(git -C "$top" log -1 --format=%ct)}
tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$date" --format=gnu -cf - "$name" |
    gzip -9n > "$output"
echo "$output"
