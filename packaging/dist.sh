#!/bin/sh
# Makes a tarball of what `make install` installs. The same commit gives the same file, wherever it is built.
#
#   packaging/dist.sh NAME OUTPUT.tar.gz
set -eu

name=$1 output=$2
top=$(cd "$(dirname "$0")/.." && pwd)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
make -s -C "$top" install DESTDIR="$stage/$name" PREFIX=/usr/local > /dev/null
cp -r "$top/README.md" "$top/CHANGELOG.md" "$top"/LICENSE-* "$top/docs" "$stage/$name"
find "$stage" -type d -exec chmod 755 {} +
find "$stage/$name" -type f ! -path '*/bin/*' -exec chmod 644 {} +
mkdir -p "$(dirname "$output")"
date=${SOURCE_DATE_EPOCH:-$(git -C "$top" log -1 --format=%ct)}
tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$date" --format=gnu -cf - "$name" |
    gzip -9n > "$output"
echo "$output"
