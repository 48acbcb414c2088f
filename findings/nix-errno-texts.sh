#!/bin/sh
# nix 0.31.3: Errno::desc() is not strerror(3). Of the 133 error numbers of Linux on x86-64, 17 have another text than in
# glibc, among them some that netlink answers every day: EOPNOTSUPP is "Operation not supported on transport endpoint"
# (glibc: "Operation not supported"), ENOMEM "Out of memory" ("Cannot allocate memory"), EAGAIN "Try again" ("Resource
# temporarily unavailable"). Messages made with it differ from those of C programs, which scripts look for.
#
# Output seen (with glibc 2.36):
#     differing: 17
#
# Needs cargo, access to crates.io and glibc. Fails if the behaviour changes.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cat > "$work/Cargo.toml" << 'END'
[package]
name = "trial"
version = "0.0.0"
edition = "2021"

[dependencies]
nix = "=0.31.3"
END
cat > "$work/src/main.rs" << 'END'
use nix::errno::Errno;

fn main() {
    let mut differing = 0;
    for number in 1..=133 {
        let errno = Errno::from_raw(number);
        let text = std::io::Error::from_raw_os_error(number).to_string();
        let text = text.split(" (os error").next().unwrap();
        if errno != Errno::UnknownErrno && errno.desc() != text {
            println!("{errno:?}: {} / {text}", errno.desc());
            differing += 1;
        }
    }
    println!("differing: {differing}");
}
END
seen=$(cd "$work" && cargo run --quiet)
printf '%s\n' "$seen"
test "$(echo "$seen" | tail -n 1)" = 'differing: 17'
