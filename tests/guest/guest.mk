# The guest ring: a kernel that has every kind of link, in an emulator.

.PHONY: deps-guest guest-image guest-run

# Debian packages the guest is made with.
GUEST_PACKAGES = qemu-system-x86 ipxe-qemu seabios busybox-static dash cpio kmod xz-utils debian-archive-keyring

deps-guest:
	$(SUDO) apt-get install -y --no-install-recommends $(GUEST_PACKAGES)

guest-image:
	tests/guest/image.sh

# make guest-run SCRIPT=file: a shell script in the guest, where `ip` is the reference.
guest-run:
	tests/guest/run.sh $(SCRIPT)

# The cases of link kinds in the guest.
.PHONY: test-guest
test-guest: build
	tests/guest/suite.sh
