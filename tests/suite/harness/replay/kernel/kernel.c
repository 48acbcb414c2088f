/* Netlink sockets that lead to this kernel. The real one sees sockets between programs, so that nothing can reach what
 * a message is about. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "kernel.h"

struct queue queues[FDS];

void *real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

int socket(int family, int type, int protocol)
{
	int (*next)(int, int, int) = real("socket");
	int fd = next(family, type, family == AF_NETLINK ? NETLINK_USERSOCK : protocol);

	if (fd >= 0 && fd < FDS) {
		free(queues[fd].bytes);
		memset(&queues[fd], 0, sizeof(queues[fd]));
		queues[fd].netlink = family == AF_NETLINK;
		queues[fd].family = family;
		queues[fd].protocol = protocol;
	}
	return fd;
}

int ours(int fd)
{
	return fd >= 0 && fd < FDS && queues[fd].netlink;
}

int bind(int fd, const struct sockaddr *address, socklen_t length)
{
	int (*next)(int, const struct sockaddr *, socklen_t) = real("bind");
	struct sockaddr_nl own;

	if (!ours(fd) || length != sizeof(own))
		return next(fd, address, length);
	memcpy(&own, address, sizeof(own));
	/* Group 1 is bit 0 here, and bit 1 there. */
	queues[fd].groups |= (uint64_t)own.nl_groups << 1;
	own.nl_groups = 0;
	return next(fd, (struct sockaddr *)&own, sizeof(own));
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t length)
{
	int (*next)(int, int, int, const void *, socklen_t) = real("setsockopt");

	if (!ours(fd) || level != SOL_NETLINK)
		return next(fd, level, name, value, length);
	if (name == NETLINK_ADD_MEMBERSHIP)
		queues[fd].groups |= 1ULL << (*(const unsigned int *)value & 63);
	if (name == NETLINK_LISTEN_ALL_NSID)
		queues[fd].all_nsid = *(const int *)value;
	return 0;
}

/* Sequence numbers and ports are left out. How devices and families are looked up is each program's own, and so is
 * whether it waits for the answer to what it deletes or asks. */
static void record(int fd, const struct nlmsghdr *sent, size_t room)
{
	int route = queues[fd].protocol == NETLINK_ROUTE;
	int dump = (sent->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	size_t size = NLMSG_ALIGN(sent->nlmsg_len) < room ? NLMSG_ALIGN(sent->nlmsg_len) : room;
	struct nlmsghdr *copy;

	if (route && (sent->nlmsg_type == RTM_GETLINK || (dump && !everything)))
		return;
	/* Since few kernels answer this, it is a matter of taste. */
	if (route && sent->nlmsg_type == RTM_GETMULTICAST)
		return;
	if (queues[fd].protocol == NETLINK_GENERIC && sent->nlmsg_type == GENL_ID_CTRL)
		return;
	copy = malloc(size);
	memcpy(copy, sent, size);
	copy->nlmsg_seq = copy->nlmsg_pid = 0;
	if (route && everything && sent->nlmsg_type % 4 != RTM_NEWLINK % 4 && sent->nlmsg_type % 4 != RTM_SETLINK % 4)
		copy->nlmsg_flags &= ~NLM_F_ACK;
	note_bytes(copy, size);
	free(copy);
}

/* Each of the messages, of which a flush sends many at once. */
static ssize_t sent(int fd, const unsigned char *bytes, size_t size)
{
	const struct nlmsghdr *asked = (const void *)bytes;
	int left = (int)size;

	if (size < sizeof(*asked)) {
		errno = EINVAL;
		return -1;
	}
	queues[fd].asked = 1;
	for (; NLMSG_OK(asked, left); asked = NLMSG_NEXT(asked, left)) {
		record(fd, asked, (size_t)left);
		answer(fd, asked);
	}
	return (ssize_t)size;
}

/* What one hears who only listens: the line's message, if nothing was asked. Then the kernel hangs up. */
static void hear(int fd)
{
	struct queue *q = &queues[fd];

	if (everything)
		note("listens %llx%s\n", (unsigned long long)q->groups, q->all_nsid ? " all-nsid" : "");
	if (message && !q->asked)
		wait_for(fd, message, message->nlmsg_len);
	q->asked = 1;
}

static ssize_t received(int fd, void *to, size_t room, int flags, int *truncated)
{
	struct queue *q = &queues[fd];
	size_t size, given;

	if (q->at + sizeof(size) > q->size && !(flags & MSG_DONTWAIT)) {
		hear(fd);
		if (q->at + sizeof(size) > q->size)
			return 0;
	}
	if (q->at + sizeof(size) > q->size) {
		errno = EAGAIN;
		return -1;
	}
	memcpy(&size, q->bytes + q->at, sizeof(size));
	given = size < room ? size : room;
	memcpy(to, q->bytes + q->at + sizeof(size), given);
	*truncated = given < size;
	if (!(flags & MSG_PEEK))
		q->at += sizeof(size) + size;
	return (ssize_t)(flags & MSG_TRUNC ? size : given);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	static unsigned char bytes[ROOM];
	ssize_t (*next)(int, const struct msghdr *, int) = real("sendmsg");
	size_t size = 0;

	if (!ours(fd))
		return next(fd, message, flags);
	for (size_t i = 0; i < message->msg_iovlen; i++) {
		if (size + message->msg_iov[i].iov_len > ROOM) {
			errno = EMSGSIZE;
			return -1;
		}
		memcpy(bytes + size, message->msg_iov[i].iov_base, message->msg_iov[i].iov_len);
		size += message->msg_iov[i].iov_len;
	}
	return sent(fd, bytes, size);
}

ssize_t sendto(int fd, const void *bytes, size_t size, int flags, const struct sockaddr *to, socklen_t length)
{
	ssize_t (*next)(int, const void *, size_t, int, const struct sockaddr *, socklen_t) = real("sendto");

	return ours(fd) ? sent(fd, bytes, size) : next(fd, bytes, size, flags, to, length);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
	ssize_t (*next)(int, const void *, size_t, int) = real("send");

	return ours(fd) ? sent(fd, bytes, size) : next(fd, bytes, size, flags);
}

static void from_kernel(void *address, socklen_t *length)
{
	struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};

	if (address && length) {
		memcpy(address, &kernel, *length < sizeof(kernel) ? *length : sizeof(kernel));
		*length = sizeof(kernel);
	}
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	ssize_t (*next)(int, struct msghdr *, int) = real("recvmsg");
	void *to = message->msg_iovlen ? message->msg_iov[0].iov_base : NULL;
	size_t room = message->msg_iovlen ? message->msg_iov[0].iov_len : 0;
	int truncated = 0;
	ssize_t size;

	if (!ours(fd))
		return next(fd, message, flags);
	size = received(fd, to, room, flags, &truncated);
	if (size >= 0) {
		from_kernel(message->msg_name, &message->msg_namelen);
		message->msg_controllen = 0;
		message->msg_flags = truncated ? MSG_TRUNC : 0;
	}
	return size;
}

ssize_t recvfrom(int fd, void *to, size_t room, int flags, struct sockaddr *from, socklen_t *length)
{
	ssize_t (*next)(int, void *, size_t, int, struct sockaddr *, socklen_t *) = real("recvfrom");
	int truncated = 0;
	ssize_t size;

	if (!ours(fd))
		return next(fd, to, room, flags, from, length);
	size = received(fd, to, room, flags, &truncated);
	if (size >= 0)
		from_kernel(from, length);
	return size;
}

ssize_t recv(int fd, void *to, size_t room, int flags)
{
	return recvfrom(fd, to, room, flags, NULL, NULL);
}
