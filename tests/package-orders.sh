#!/bin/sh
# Every order of installing, upgrading, removing and purging, inside of a Debian (tests/packages.sh). After each step: `ip` runs
# exactly when a package with an `ip` is installed, and it is the one that it should be.
set -u

cd /packages || exit 1
export DEBIAN_FRONTEND=noninteractive
status=0

has() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# What iproute2 depends on stays.
dpkg -i $(ls *.deb | grep -v -e ^oxip -e ^iproute2) > /dev/null 2>&1

# Which `ip` runs: ours, theirs or none.
running() {
    case $(ip -V 2>/dev/null) in
    *oxip*) echo ours ;;
    *iproute2*) echo theirs ;;
    *) echo none ;;
    esac
}

check() {
    expected=none
    if has oxip-as-ip; then expected=ours; elif has iproute2; then expected=theirs; fi
    found=$(running)
    if [ "$found" != "$expected" ]; then
        echo "orders: [$1] ip is $found, not $expected" >&2
        ls -l /usr/bin/ip* >&2
        status=1
    fi
    if ! has oxip-as-ip && [ -n "$(dpkg-divert --list 'oxip-as-ip')$(dpkg-divert --list '*/bin/ip')" ]; then
        echo "orders: [$1] a diversion is left" >&2
        status=1
    fi
}

# A step may be refused by dpkg; `ip` has to run afterwards all the same.
step() {
    case $1 in
    +iproute2) dpkg -i iproute2_*.deb ;;
    +oxip) dpkg -i oxip_*.deb ;;
    +as) dpkg -i oxip-as-ip_*.deb ;;
    +both) dpkg -i oxip_*.deb oxip-as-ip_*.deb ;;
    ^iproute2) dpkg --unpack iproute2_*.deb && dpkg --configure iproute2 ;;
    ^oxip) dpkg -i next/oxip_*.deb ;;
    ^as) dpkg -i next/oxip-as-ip_*.deb ;;
    ^both) dpkg -i next/*.deb ;;
    -iproute2) dpkg --remove iproute2 ;;
    -oxip) dpkg --remove oxip ;;
    -as) dpkg --remove oxip-as-ip ;;
    -both) dpkg --remove oxip oxip-as-ip ;;
    xiproute2) dpkg --purge iproute2 ;;
    xoxip) dpkg --purge oxip ;;
    xas) dpkg --purge oxip-as-ip ;;
    xboth) dpkg --purge oxip oxip-as-ip ;;
    esac > /tmp/step.log 2>&1
}

walk() {
    done=
    for order; do
        step "$order"
        done="$done $order"
        check "$done"
    done
    dpkg --purge oxip-as-ip oxip iproute2 > /dev/null 2>&1
    check "$done, all purged"
    if [ -e /usr/bin/ip ] || [ -L /usr/bin/ip ] || [ -e /usr/bin/ip.iproute2 ] || [ -e /usr/bin/oxip ]; then
        echo "orders: [$done] files are left" >&2
        status=1
    fi
}

# What may come in which order, with two ways to go; then what may go in which order, after two ways to come.
for first in '+iproute2 +oxip +as' '+iproute2 +as +oxip +as' '+oxip +iproute2 +as' '+oxip +as +iproute2' '+both +iproute2' \
    '+as +iproute2 +both' '+iproute2 +both ^iproute2' '+iproute2 +both ^both' '+iproute2 +both ^oxip ^as' \
    '+iproute2 +both ^as ^oxip'; do
    walk $first -as -oxip -iproute2
    walk $first xboth xiproute2
done
for last in '-oxip -as -oxip -iproute2' '-both -iproute2' '-iproute2 -as -oxip' 'xas xoxip xiproute2' \
    'xoxip xas xoxip xiproute2' 'xiproute2 xboth' '-as xas +as xas' '-iproute2 +iproute2 xboth' 'xboth ^iproute2 +both'; do
    walk +iproute2 +both $last
    walk +both +iproute2 $last
done
exit $status
