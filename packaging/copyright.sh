#!/bin/sh
# Prints the machine-readable copyright of a binary package: oxip, and all that is linked into it.
# tests/packages.sh fails when a crate that cargo links is missing.
#
#   packaging/copyright.sh
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
cat << 'END'
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: oxip
Comment: The program is linked statically. Each paragraph below names a crate or library in it.
 oxip contains no code of iproute2.

Files: *
Copyright: 2026 the oxip authors
License: MIT or Apache-2.0

END
# The crate, its copyright and its licence.
while IFS='|' read -r crate holder licence; do
    printf 'Files: %s/*\nCopyright: %s\nLicense: %s\n\n' "$crate" "$holder" "$licence"
done << 'END'
anstyle|2022 the anstyle contributors|MIT or Apache-2.0
bitflags|2014 The Rust Project Developers|MIT or Apache-2.0
bytes|2018 Carl Lerche|MIT
cfg-if|2014 Alex Crichton|MIT or Apache-2.0
clap|2015-2026 Kevin B. Knapp and the clap contributors|MIT or Apache-2.0
clap_builder|2015-2026 Kevin B. Knapp and the clap contributors|MIT or Apache-2.0
clap_lex|2015-2026 Kevin B. Knapp and the clap contributors|MIT or Apache-2.0
libc|The Rust Project Developers|MIT or Apache-2.0
log|2014 The Rust Project Developers|MIT or Apache-2.0
memoffset|2017 Gilad Naaman|MIT
netlink-packet-core|Corentin Henry and the rust-netlink authors|MIT
netlink-sys|Corentin Henry and the rust-netlink authors|MIT
nix|2015 Carl Lerche and the nix-rust authors|MIT
tz-rs|x-hgg-x|MIT or Apache-2.0
rust-std|The Rust Project contributors|MIT or Apache-2.0
glibc|1991-2026 Free Software Foundation, Inc.|LGPL-2.1+
END
cat << 'END'
License: MIT
END
sed -n '/^Permission/,$p' "$top/LICENSE-MIT" | sed 's/^$/./; s/^/ /'
cat << 'END'

License: Apache-2.0
 Licensed under the Apache License, Version 2.0. On Debian systems the text is
 in /usr/share/common-licenses/Apache-2.0.

License: LGPL-2.1+
 The GNU C Library is free software; you can redistribute it and/or modify it
 under the terms of the GNU Lesser General Public License as published by the
 Free Software Foundation; either version 2.1 of the License, or (at your
 option) any later version. On Debian systems the text is in
 /usr/share/common-licenses/LGPL-2.1. The sources of oxip are complete: with
 them the program can be linked with another version of the library.
END
