# oxip: thin over cargo. `make help` lists what there is.

CARGO ?= cargo
export RUSTC ?= rustc
PREFIX ?= /usr/local
DESTDIR ?=
OUT = $(or $(CARGO_TARGET_DIR),target)
HOST = $(shell $(RUSTC) -vV 2>/dev/null | sed -n 's/^host: //p')
HOST_VARIABLE = $(shell echo '$(HOST)' | tr 'a-z-' 'A-Z_')
# build.rs links the program into one static file. These flags add only this: the same file in whatever directory it is
# built, as no path of this one or of cargo's goes in.
REMAP = --remap-path-prefix=$(CURDIR)=. --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=/cargo
SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# What the tests need besides Rust.
PACKAGES = bsdutils hyperfine iproute2 iputils-ping libcap2-bin mount net-tools netbase procps strace util-linux valgrind \
	xz-utils

.DEFAULT_GOAL := pages

.PHONY: help build cross test-cross test-without-stubs pages dist deb test-packages test prove lint fmt fuzz bench install uninstall clean deps reference rust

help:
	@echo 'make            target/ip, one static file, with completions and manual pages'
	@echo 'make build      target/ip alone'
	@echo 'make test       all tests (as root: they make namespaces of their own)'
	@echo 'make test-guest tests in a guest whose kernel has every kind of link (docs/testing.md)'
	@echo 'make test-selftests  the selftests of the kernel in the guest, with both programs'
	@echo 'make cross TARGET=TRIPLE, test-cross  the program for another machine (docs/packages.md)'
	@echo 'make test-without-stubs  the suite with the own functions of the C library'
	@echo 'make prove      ip path against ping in all networks that the tests break'
	@echo 'make lint       formatting, clippy and documentation, warnings refused'
	@echo 'make fmt        format the code'
	@echo 'make fuzz       TIME=60 seconds of fuzzing for each target (TARGET=words for one)'
	@echo 'make bench      compare the speed with the reference'
	@echo 'make install    copies them below $$DESTDIR$$PREFIX (PREFIX=$(PREFIX)); make uninstall removes them'
	@echo 'make dist, deb  a tarball, Debian packages (docs/packages.md); make test-packages tries them'
	@echo 'make clean      remove what was built'

# Before anything is downloaded. Debian 13 and Ubuntu 25.10 have a new enough cargo; 24.04 has one by another name.
RUST = $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
rust:
	@found=$$($(CARGO) --version 2>/dev/null | sed -n 's/^cargo \([0-9]*\.[0-9]*\).*/\1/p'); \
	if [ "$$(printf '%s\n' $(RUST) "$${found:-0}" | sort -V | head -n 1)" != $(RUST) ]; then \
		echo "make: Rust $(RUST) or newer is required, $(CARGO) is $${found:-missing}. Install it with one of" >&2; \
		echo '    apt-get install cargo             # Debian 13, Ubuntu 25.10 and newer' >&2; \
		echo '    apt-get install cargo-1.85        # Ubuntu 24.04; then: make CARGO=cargo-1.85 RUSTC=rustc-1.85' >&2; \
		echo '    curl https://sh.rustup.rs | sh    # any other system' >&2; \
		exit 1; \
	fi

# A C toolchain too, since rustc links with it.
deps:
	@missing=; for package in $(PACKAGES); do \
		dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	command -v cc >/dev/null 2>&1 || missing="$$missing gcc libc6-dev"; \
	if [ -n "$$missing" ]; then \
		$(SUDO) apt-get update -qq && \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing; \
	fi

build: rust
	RUSTFLAGS='$(REMAP) $(RUSTFLAGS)' $(CARGO) build --release
	@mkdir -p target
	cp -f $(OUT)/release/ip target/ip

# Other machines: the architecture's compiler and C library (Debian: gcc-aarch64-linux-gnu, libc6-dev-arm64-cross, ...) and
# Rust's library for it (rustup target add).
TARGET_VARIABLE = $(shell echo '$(TARGET)' | tr 'a-z-' 'A-Z_')
GNU_TRIPLET = $(subst armv7-,arm-,$(subst riscv64gc-,riscv64-,$(subst -unknown,,$(TARGET))))
LINKER = $(if $(findstring musl,$(TARGET)),rust-lld,$(GNU_TRIPLET)-gcc)
cross: rust
	@test -n '$(TARGET)' || { echo 'make: TARGET=aarch64-unknown-linux-gnu, for example (docs/packages.md)' >&2; exit 1; }
	CARGO_TARGET_$(TARGET_VARIABLE)_LINKER=$(LINKER) \
		RUSTFLAGS='$(REMAP) $(RUSTFLAGS)' $(CARGO) build --release --target $(TARGET)
	@mkdir -p target/cross/$(TARGET)
	cp -f $(OUT)/$(TARGET)/release/ip target/cross/$(TARGET)/ip

# Unit tests of a foreign target under qemu-user, and the start of its program. What qemu-user does not pass on to the kernel
# (kinds of netlink messages and sockets, some ioctls) is left out.
QEMU = qemu-$(subst armv7,arm,$(subst riscv64gc,riscv64,$(subst powerpc64le,ppc64le,$(firstword $(subst -, ,$(TARGET))))))-static
NOT_EMULATED = netlink::socket::tests netlink::tests::a_warning netlink::tests::an_error_carries sys::cmsg::tests \
	sys::tunnel::tests
test-cross: cross
	$(QEMU) target/cross/$(TARGET)/ip -V
	CARGO_TARGET_$(TARGET_VARIABLE)_LINKER=$(LINKER) \
		CARGO_TARGET_$(TARGET_VARIABLE)_RUNNER='$(QEMU) -L /usr/$(GNU_TRIPLET)' \
		$(CARGO) test --lib --target $(TARGET) -- $(foreach test,$(NOT_EMULATED),--skip $(test))

# The suite with a program that has the C library's own functions (src/sys/libc_stubs.rs).
test-without-stubs: rust deps reference
	$(CARGO) build --release --no-default-features --target-dir $(OUT)/without-stubs
	OXIP_BIN=$(OUT)/without-stubs/release/ip CARGO_TARGET_$(HOST_VARIABLE)_RUNNER='$(if $(SUDO),$(SUDO) -E,env)' \
		$(CARGO) test --test suite

reference: deps
	@tests/suite/harness/fetch-reference.sh target/reference || \
		echo 'make: no reference from the Debian mirror; the installed iproute2 has to do' >&2

test: rust deps build reference
	OXIP_BIN=target/ip CARGO_TARGET_$(HOST_VARIABLE)_RUNNER='$(if $(SUDO),$(SUDO) -E,env)' $(CARGO) test --workspace

# `ip path` against ping: every network broken in every way.
prove: rust deps build reference
	OXIP_PROVE=1 OXIP_BIN=target/ip CARGO_TARGET_$(HOST_VARIABLE)_RUNNER='$(if $(SUDO),$(SUDO) -E,env)' $(CARGO) test --test suite -- path::

lint: rust
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --workspace --no-deps --document-private-items

fmt: rust
	$(CARGO) fmt --all

# Counters for each edge tell which inputs reached something new.
TIME ?= 60
TARGET ?=
COUNTERS = -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=3 \
	-Cllvm-args=-sanitizer-coverage-inline-8bit-counters

fuzz: rust
	RUSTFLAGS='$(COUNTERS)' $(CARGO) build --profile fuzz --package fuzz --target $(HOST)
	OXIP_FUZZ_SECONDS=$(TIME) nice $(OUT)/$(HOST)/fuzz/fuzz --test-threads 1 $(TARGET)

bench: deps build reference
	$(SUDO) benches/instructions.sh target/ip target/reference
	$(SUDO) benches/run.sh target/ip target/reference

# Completions and manual pages, from the program's own usage texts.
pages: build
	$(CARGO) run --quiet --package xtask -- pages target/ip target

# These two only copy and remove: `make && sudo make install` needs no cargo for root.
install:
	@packaging/install.sh install '$(PREFIX)' '$(DESTDIR)'

uninstall:
	@packaging/install.sh uninstall '$(PREFIX)' '$(DESTDIR)'

# For another machine with TARGET, as `make cross`.
VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
FOREIGN = $(if $(TARGET),PROGRAM=$(CURDIR)/target/cross/$(TARGET)/ip)
MACHINE = $(or $(firstword $(subst -, ,$(TARGET))),$(shell uname -m))
DEBIAN_NAME = $(subst x86_64,amd64,$(subst aarch64,arm64,$(subst armv7,armhf,$(subst riscv64gc,riscv64,$(subst powerpc64le,ppc64el,$(subst i686,i386,$(MACHINE)))))))
dist: pages $(if $(TARGET),cross)
	$(FOREIGN) packaging/dist.sh oxip-$(VERSION)-$(MACHINE)-linux target/dist/oxip-$(VERSION)-$(MACHINE)-linux.tar.gz

deb: pages $(if $(TARGET),cross)
	$(FOREIGN) packaging/deb.sh $(VERSION) target/dist $(DEBIAN_NAME)

test-packages: pages
	$(SUDO) tests/packages.sh

clean:
	$(CARGO) clean

include tests/guest/guest.mk
