/*
 * A kernel made of files, for either program: preloaded, it takes the place of the netlink socket's far end.
 *
 *   REPLAY_SENT=FILE   every request that changes something is appended here, as it was sent
 *   REPLAY_FEED=FILE   netlink messages that answer every dump
 *
 * A question for one device is answered by rule: device `devN` has index N and the other way round; any other name is
 * unknown. Everything else is acknowledged. Nothing reaches the real kernel.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 1024
#define ROOM 65536

/* What waits to be received on a descriptor: datagrams, each after its length. */
static struct queue {
	int netlink;
	unsigned char *bytes;
	size_t size, at;
} queues[FDS];

static void *real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

int socket(int family, int type, int protocol)
{
	int (*next)(int, int, int) = real("socket");
	int fd = next(family, type, protocol);

	if (fd >= 0 && fd < FDS) {
		free(queues[fd].bytes);
		memset(&queues[fd], 0, sizeof(queues[fd]));
		queues[fd].netlink = family == AF_NETLINK;
	}
	return fd;
}

static int ours(int fd)
{
	return fd >= 0 && fd < FDS && queues[fd].netlink;
}

static void wait_for(int fd, const void *bytes, size_t size)
{
	struct queue *q = &queues[fd];

	q->bytes = realloc(q->bytes, q->size + sizeof(size) + size);
	memcpy(q->bytes + q->size, &size, sizeof(size));
	memcpy(q->bytes + q->size + sizeof(size), bytes, size);
	q->size += sizeof(size) + size;
}

static unsigned int port_of(int fd)
{
	struct sockaddr_nl address = {0};
	socklen_t length = sizeof(address);

	getsockname(fd, (struct sockaddr *)&address, &length);
	return address.nl_pid;
}

static void answer_error(int fd, const struct nlmsghdr *asked, int error)
{
	unsigned char bytes[NLMSG_LENGTH(sizeof(struct nlmsgerr))] = {0};
	struct nlmsghdr *header = (void *)bytes;
	struct nlmsgerr *payload = NLMSG_DATA(header);

	header->nlmsg_len = sizeof(bytes);
	header->nlmsg_type = NLMSG_ERROR;
	header->nlmsg_flags = NLM_F_CAPPED;
	header->nlmsg_seq = asked->nlmsg_seq;
	header->nlmsg_pid = port_of(fd);
	payload->error = error;
	payload->msg = *asked;
	wait_for(fd, bytes, sizeof(bytes));
}

/* Every message of the feed in a datagram of its own, then the end of the dump. */
static void answer_dump(int fd, const struct nlmsghdr *asked)
{
	unsigned char end[NLMSG_LENGTH(sizeof(int))] = {0};
	struct nlmsghdr *header = (void *)end;
	const char *path = getenv("REPLAY_FEED");
	int feed = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	struct nlmsghdr next;

	while (feed >= 0 && read(feed, &next, sizeof(next)) == sizeof(next)) {
		unsigned char *message = calloc(1, NLMSG_ALIGN(next.nlmsg_len));
		size_t rest = NLMSG_ALIGN(next.nlmsg_len) - sizeof(next);

		if (read(feed, message + sizeof(next), rest) != (ssize_t)rest)
			break;
		next.nlmsg_seq = asked->nlmsg_seq;
		next.nlmsg_pid = port_of(fd);
		next.nlmsg_flags |= NLM_F_MULTI;
		memcpy(message, &next, sizeof(next));
		if (next.nlmsg_type == asked->nlmsg_type - 2)
			wait_for(fd, message, NLMSG_ALIGN(next.nlmsg_len));
		free(message);
	}
	if (feed >= 0)
		close(feed);
	header->nlmsg_len = sizeof(end);
	header->nlmsg_type = NLMSG_DONE;
	header->nlmsg_flags = NLM_F_MULTI;
	header->nlmsg_seq = asked->nlmsg_seq;
	header->nlmsg_pid = port_of(fd);
	wait_for(fd, end, sizeof(end));
}

/* devN is the device of index N. */
static void answer_device(int fd, const struct nlmsghdr *asked)
{
	const struct ifinfomsg *info = NLMSG_DATA(asked);
	const struct rtattr *attr = IFLA_RTA(info);
	int left = IFLA_PAYLOAD(asked), index = info->ifi_index;
	struct {
		struct nlmsghdr header;
		struct ifinfomsg info;
		struct rtattr attr;
		char name[IFNAMSIZ];
	} answer = {0};
	char name[IFNAMSIZ * 8] = "";

	for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left))
		if (attr->rta_type == IFLA_IFNAME || attr->rta_type == IFLA_ALT_IFNAME)
			snprintf(name, sizeof(name), "%.*s", (int)RTA_PAYLOAD(attr), (char *)RTA_DATA(attr));
	if (!index)
		sscanf(name, "dev%d", &index);
	if (!index) {
		answer_error(fd, asked, -ENODEV);
		return;
	}
	snprintf(answer.name, sizeof(answer.name), "dev%d", index);
	answer.header.nlmsg_len = sizeof(answer);
	answer.header.nlmsg_type = RTM_NEWLINK;
	answer.header.nlmsg_seq = asked->nlmsg_seq;
	answer.header.nlmsg_pid = port_of(fd);
	answer.info.ifi_index = index;
	answer.info.ifi_type = 1;
	answer.info.ifi_flags = 1;
	answer.attr.rta_type = IFLA_IFNAME;
	answer.attr.rta_len = RTA_LENGTH(IFNAMSIZ);
	wait_for(fd, &answer, sizeof(answer));
}

/* Sequence numbers come from the clock: they are left out. */
static void record(const void *bytes, size_t size)
{
	struct nlmsghdr header;
	const char *path = getenv("REPLAY_SENT");
	int file = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644) : -1;

	memcpy(&header, bytes, sizeof(header));
	header.nlmsg_seq = 0;
	if (file >= 0) {
		const struct iovec parts[] = {
			{&header, sizeof(header)},
			{(char *)bytes + sizeof(header), size - sizeof(header)},
		};

		if (writev(file, parts, 2) != (ssize_t)size)
			perror("replay: write");
		close(file);
	}
}

static ssize_t sent(int fd, const unsigned char *bytes, size_t size)
{
	const struct nlmsghdr *asked = (const void *)bytes;

	if (size < sizeof(*asked)) {
		errno = EINVAL;
		return -1;
	}
	if ((asked->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP)
		answer_dump(fd, asked);
	else if (asked->nlmsg_type == RTM_GETLINK)
		answer_device(fd, asked);
	else {
		record(bytes, size);
		answer_error(fd, asked, 0);
	}
	return (ssize_t)size;
}

static ssize_t received(int fd, void *to, size_t room, int flags, int *truncated)
{
	struct queue *q = &queues[fd];
	size_t size, given;

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
