#!/bin/sh
# Packages: built twice they are the same; the program runs in an empty root; the Debian package installs, takes the place of
# ip, gives it back and purges in a fresh Debian (tests/packages.sh; as root).
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
    packaging/deb.sh "$version" "$work/$turn.deb" > /dev/null
    sleep 1
done
cmp "$work/1.tar.gz" "$work/2.tar.gz" || fail "two tarballs differ"
cmp "$work/1.deb" "$work/2.deb" || fail "two packages differ"

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
root=$work/debian
debootstrap --variant=minbase --include=iproute2 stable "$root" "$mirror" > "$work/log" 2>&1 ||
    skip "no Debian can be had from apt's mirror"
inside() { unshare -n -m chroot "$root" "$@"; }
list() { (cd "$root" && find . -path ./proc -prune -o -path ./sys -prune -o -print | grep -v '^./var/\(lib/dpkg\|log\|cache\)' | LC_ALL=C sort); }
list > "$work/before"
cp "$work/1.deb" "$root/oxip.deb"
inside dpkg -i /oxip.deb > /dev/null || fail "it does not install"
rm "$root/oxip.deb"
inside oxip -V | grep -q oxip || fail "it is not there"
inside oxip link set lo up || fail "it does nothing"
inside ip -V | grep -q libbpf || fail "iproute2's is gone"
inside dpkg-divert --local --rename --divert /usr/bin/ip.iproute2 --add /usr/bin/ip > /dev/null
inside ln -s oxip /usr/bin/ip
inside ip -V | grep -q oxip || fail "it does not take the place of ip"
inside rm /usr/bin/ip
inside dpkg-divert --local --rename --remove /usr/bin/ip > /dev/null
inside ip -V | grep -q libbpf || fail "iproute2's does not come back"
inside dpkg --purge oxip > /dev/null || fail "it does not purge"
list > "$work/after"
cmp "$work/before" "$work/after" || { diff "$work/before" "$work/after" | head >&2; fail "something is left behind"; }
echo "packages: the same twice; installed, in the place of ip, and purged"
