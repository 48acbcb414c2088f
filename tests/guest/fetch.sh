#!/bin/sh
# Fetch the newest kernel of Debian sid and its modules into target/guest/.
#
#   tests/guest/fetch.sh           fetch what is missing
#   tests/guest/fetch.sh --newer   look at the archive again first
#   tests/guest/fetch.sh PACKAGE...
#                                  also these packages, unpacked together in target/guest/packages/
#   tests/guest/fetch.sh --into NAME [--whole] PACKAGE...
#                                  the same in target/guest/NAME/; --whole: with all that they depend on
#
# apt does the work with a state of its own, from the mirror this machine's apt already uses:
# nothing is installed and the machine's own package lists stay as they are.
# Prints nothing when there is nothing to do.  Leaves behind
#   target/guest/kernel/vmlinuz        the kernel
#   target/guest/kernel/lib/modules/   its modules, as packaged
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
out=${OXIP_GUEST_DIR:-$top/target/guest}
apt=$out/apt
mkdir -p "$out" "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/etc" "$out/debs"

say() { echo "guest: $*" >&2; }

private_apt() {
    verb=$1
    shift
    "apt-$verb" -q \
        -o Dir::State="$apt" -o Dir::State::lists="$apt/lists" -o Dir::State::status="$apt/status" \
        -o Dir::Cache="$apt/cache" \
        -o Dir::Etc::sourcelist="$apt/etc/sources.list" -o Dir::Etc::sourceparts=- \
        -o APT::Architecture=amd64 -o APT::Architectures=amd64 -o Acquire::Languages=none \
        -o APT::Sandbox::User=root "$@"
}

update() {
    # The first main archive apt knows that is not the security one.
    uri=$(apt-get indextargets --format '$(REPO_URI) $(COMPONENT)' |
        awk '$2 == "main" && $1 !~ /security/ { print $1; exit }')
    [ -n "$uri" ] || { say "apt knows no Debian archive"; exit 1; }
    key=/usr/share/keyrings/debian-archive-keyring.gpg
    echo "deb [signed-by=$key] $uri sid main" > "$apt/etc/sources.list"
    : > "$apt/status"
    say "reading the archive's index"
    private_apt get update > "$out/fetch.log" 2>&1 || { cat "$out/fetch.log" >&2; exit 1; }
    touch "$apt/updated"
}

# depends PACKAGE: the packages it needs, without the alternatives.
depends() {
    private_apt cache depends --no-recommends --no-suggests --no-conflicts --no-breaks \
        --no-replaces --no-enhances "$1" | sed -n 's/^  Depends: //p'
}

# download PACKAGE...: the .deb files, into debs/.
download() {
    (cd "$out/debs" && private_apt get download "$@" >> "$out/fetch.log" 2>&1) ||
        { tail -5 "$out/fetch.log" >&2; exit 1; }
}

# whole PACKAGE...: the .deb files of these and of what they depend on, into debs/.
whole() {
    private_apt get -y --download-only --no-install-recommends -o Dir::Cache::archives="$out/debs" install "$@" \
        >> "$out/fetch.log" 2>&1 || { tail -5 "$out/fetch.log" >&2; exit 1; }
}

[ "${1-}" != --newer ] || { rm -rf "$apt/updated" "$out/packages" "$out/selftests-root"; shift; }
into=packages get=download
[ "${1-}" != --into ] || { into=$2; shift 2; }
[ "${1-}" != --whole ] || { get=whole; shift; }

if [ ! -e "$apt/updated" ]; then
    update
    # linux-image-amd64 needs linux-image-RELEASE, which needs the binary and the modules.
    image=$(depends linux-image-amd64 | grep '^linux-image-[0-9]' | head -1)
    release=${image#linux-image-}
    [ -n "$release" ] || { say "the archive has no kernel for amd64"; exit 1; }
    echo "$release" > "$out/release.new"
fi
release=$(cat "$out/release.new" "$out/release" 2>/dev/null | head -1)

if [ ! -e "$out/kernel/vmlinuz" ] || [ "$release" != "$(cat "$out/release" 2>/dev/null)" ]; then
    say "fetching kernel $release"
    rm -rf "$out/kernel" "$out/kernel.new"
    parts="linux-base-$release linux-binary-$release linux-modules-$release"
    download $parts
    for part in $parts; do
        dpkg-deb -x "$out/debs/$part"_*.deb "$out/kernel.new"
    done
    if [ -d "$out/kernel.new/usr/lib/modules" ]; then
        mkdir -p "$out/kernel.new/lib"
        mv "$out/kernel.new/usr/lib/modules" "$out/kernel.new/lib/modules"
    fi
    find "$out/kernel.new" -name 'vmlinuz*' -exec cp {} "$out/kernel.new/vmlinuz" ';'
    mv "$out/kernel.new" "$out/kernel"
    echo "$release" > "$out/release"
    rm -f "$out/debs"/linux-*.deb
fi
rm -f "$out/release.new"

if [ $# -gt 0 ] && [ "$*" != "$(cat "$out/$into/names" 2>/dev/null)" ]; then
    say "fetching $*"
    rm -rf "$out/$into" "$out/$into.new" "$out/debs"
    mkdir -p "$out/debs/partial"
    # Packages that the index names may have left the archive since.
    ("$get" "$@") 2>/dev/null || { update; "$get" "$@"; }
    for package in "$out/debs"/*.deb; do dpkg-deb -x "$package" "$out/$into.new"; done
    echo "$*" > "$out/$into.new/names"
    mv "$out/$into.new" "$out/$into"
    rm -f "$out/debs"/*.deb
fi
