#!/bin/sh
# Packages: built twice they are the same; lintian finds no error; the copyright names every crate; the program runs in an
# empty root; `make install` needs no cargo and `make uninstall` leaves nothing; the Debian packages install, take the place of
# ip, give it back and purge in every order, in fresh Debians (tests/packages.sh; as root).
#
#   SUITES='trixie bookworm'   the releases of Debian
#   ROOTS=DIRECTORY            keeps their file systems there for the next run
set -eu

cd "$(dirname "$0")/.."
fail() { echo "packages: $1" >&2; exit 1; }
skip() { echo "packages: LEFT OUT: $1" >&2; exit 0; }
[ "$(id -u)" = 0 ] || skip "it takes root"

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
for turn in 1 2; do
    packaging/dist.sh "oxip-$version" "$work/$turn.tar.gz" > /dev/null
    packaging/deb.sh "$version" "$work/$turn" > /dev/null
    sleep 1
done
cmp "$work/1.tar.gz" "$work/2.tar.gz" || fail "two tarballs differ"
diff -r "$work/1" "$work/2" || fail "two packages differ"
if command -v lintian > /dev/null; then
    lintian --allow-root --fail-on error "$work"/1/*.deb || fail "lintian finds errors"
else
    echo "packages: LEFT OUT: lintian, it is not installed" >&2
fi

packaging/copyright.sh > "$work/copyright"
cargo tree -e normal --prefix none -f '{p}' | cut -d ' ' -f 1 | sort -u > "$work/crates"
grep -q '^nix$' "$work/crates" || fail "cargo tree lists no crates"
while read -r crate; do
    [ "$crate" = oxip ] || grep -qx "Files: $crate/\*" "$work/copyright" || fail "packaging/copyright.sh lacks $crate"
done < "$work/crates"

env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin make -s install DESTDIR="$work/destination" CARGO=false RUSTC=false ||
    fail "make install needs cargo"
[ -x "$work/destination/usr/local/bin/ip" ] && [ -s "$work/destination/usr/local/share/man/man8/ip.8" ] ||
    fail "make install leaves something out"
make -s uninstall DESTDIR="$work/destination"
left=$(find "$work/destination" ! -type d)
[ -z "$left" ] || fail "make uninstall leaves $left"

mkdir "$work/empty"
cp target/ip "$work/empty/ip"
unshare -n -m chroot "$work/empty" /ip -br link | grep -q '^lo ' || fail "it needs more than itself"

# An image, if something here can build one without a daemon; what it stores is gone with its file systems.
if command -v buildah > /dev/null; then
    mkdir -p /run/containers /var/lib/containers
    STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot unshare -m sh -eu -c '
        mount -t tmpfs run /run
        mount -t tmpfs images /var/lib/containers
        buildah build -q --tag oxip --file packaging/Dockerfile . > /dev/null
        container=$(buildah from oxip)
        buildah run "$container" /ip -br link | grep -q "^lo "' || fail "the image does not do"
else
    echo "packages: LEFT OUT: the image, there is no buildah" >&2
fi

command -v debootstrap > /dev/null || apt-get install -y -qq debootstrap > /dev/null || skip "there is no debootstrap"
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -n 1)
for suite in ${SUITES:-trixie bookworm}; do
    root=${ROOTS:-$work}/$suite
    [ -x "$root/usr/bin/dpkg" ] || debootstrap --variant=minbase "$suite" "$root" "$mirror" > "$work/log" 2>&1 ||
        skip "no Debian $suite can be had from apt's mirror"
    rm -rf "$root/packages"
    mkdir "$root/packages"
    cp "$work"/1/*.deb "$root/packages"
    cp tests/package-orders.sh "$root/packages/orders"
    echo force-unsafe-io > "$root/etc/dpkg/dpkg.cfg.d/fast"
    # iproute2 and what it depends on, and the next version of our packages.
    unshare -m chroot "$root" sh -eu -c '
        apt-get update -qq
        cd /packages && apt-get install -y -qq --download-only -o Dir::Cache::archives=/packages iproute2 > /dev/null
        rm -rf partial lock' > "$work/log" 2>&1 || { cat "$work/log"; skip "no iproute2 for $suite"; }
    packaging/deb.sh "$version.1" "$root/packages/next" > /dev/null
    unshare -n -m chroot "$root" sh /packages/orders || fail "$suite: an order fails"
    rm -rf "$root/packages"
done
echo "packages: the same twice; installed, in the place of ip, and purged in every order"
