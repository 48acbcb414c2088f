/*
 * A kernel without IPv6, as with ipv6.disable=1, for either program: preloaded, it makes the real kernel answer requests
 * for IPv6 as such a kernel does, with those for a family that no kernel has. There are no IPv6 sockets.
 *
 * What the kernel reports of IPv6 unasked stays: use it in a namespace where IPv6 is disabled.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#define FDS 1024
#define ROOM (1 << 20)
/* AppleTalk has no rtnetlink handlers. */
#define ABSENT AF_APPLETALK

static char is_route[FDS];
static unsigned char room[ROOM];

int socket(int family, int type, int protocol)
{
	int (*next)(int, int, int) = dlsym(RTLD_NEXT, "socket");
	int fd;

	if (family == AF_INET6) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	fd = next(family, type, protocol);
	if (fd >= 0 && fd < FDS)
		is_route[fd] = family == AF_NETLINK && protocol == NETLINK_ROUTE;
	return fd;
}

static int changes(int fd, size_t size)
{
	return fd >= 0 && fd < FDS && is_route[fd] && size <= ROOM;
}

/* Replaces the family in each message but those about links, whose family selects attributes only. */
static void change(size_t size)
{
	size_t at = 0;

	while (size - at > NLMSG_HDRLEN) {
		struct nlmsghdr *header = (struct nlmsghdr *)(room + at);
		unsigned char *family = room + at + NLMSG_HDRLEN;
		int link = header->nlmsg_type >= RTM_NEWLINK && header->nlmsg_type <= RTM_SETLINK;

		if (!link && (*family == AF_INET6 || *family == RTNL_FAMILY_IP6MR))
			*family = ABSENT;
		if (header->nlmsg_len < NLMSG_HDRLEN || header->nlmsg_len > size - at)
			return;
		at += NLMSG_ALIGN(header->nlmsg_len);
		if (at > size)
			return;
	}
}

ssize_t sendto(int fd, const void *bytes, size_t size, int flags, const struct sockaddr *to, socklen_t length)
{
	ssize_t (*next)(int, const void *, size_t, int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "sendto");

	if (!changes(fd, size))
		return next(fd, bytes, size, flags, to, length);
	memcpy(room, bytes, size);
	change(size);
	return next(fd, room, size, flags, to, length);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
	return sendto(fd, bytes, size, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	ssize_t (*next)(int, const struct msghdr *, int) = dlsym(RTLD_NEXT, "sendmsg");
	struct msghdr changed = *message;
	struct iovec all = { room, 0 };
	size_t i;

	for (i = 0; i < message->msg_iovlen; i++)
		all.iov_len += message->msg_iov[i].iov_len;
	if (!changes(fd, all.iov_len))
		return next(fd, message, flags);
	all.iov_len = 0;
	for (i = 0; i < message->msg_iovlen; i++) {
		memcpy(room + all.iov_len, message->msg_iov[i].iov_base, message->msg_iov[i].iov_len);
		all.iov_len += message->msg_iov[i].iov_len;
	}
	change(all.iov_len);
	changed.msg_iov = &all;
	changed.msg_iovlen = 1;
	return next(fd, &changed, flags);
}
