# The guest ring: a kernel that has every kind of link, in an emulator.

.PHONY: deps-guest guest-image guest-run

# Debian packages the guest is made with.
GUEST_PACKAGES = qemu-system-x86 ipxe-qemu seabios busybox-static dash net-tools cpio kmod xz-utils zstd debian-archive-keyring

# Without them the tests in the guest are left out, aloud.
deps-guest:
	@$(MAKE) --no-print-directory deps PACKAGES='$(GUEST_PACKAGES)' || \
		echo 'make: not all packages for the guest can be installed' >&2

guest-image:
	tests/guest/image.sh

# make guest-run SCRIPT=file: a shell script in the guest, where `ip` is the reference.
guest-run:
	tests/guest/run.sh $(SCRIPT)

# The cases that need a kind of link, in the guest, where all kinds are; then ifupdown on top of it.
.PHONY: test-guest
test-guest: deps deps-guest build reference
	tests/guest/suite.sh
	tests/guest/ifupdown.sh

# The kernel's own selftests with either program as `ip`; TESTS='fib_tests.sh ...' chooses some.
TESTS ?=
.PHONY: test-selftests
test-selftests: deps deps-guest build reference
	tests/guest/selftests.sh $(TESTS)
