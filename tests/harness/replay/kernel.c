/*
 * A kernel made of files, for either program: preloaded, it takes the place of the netlink socket's far end, and runs
 * the program's main() once for each of many command lines, in a child that costs a fork and no more.
 *
 *   REPLAY_LINES=FILE   the command lines: `N words ...`, where N is the number of a message of the feed, from 1, or 0
 *   REPLAY_FEED=FILE    netlink messages (RTM_NEWLINK, or those of NETLINK_XFRM)
 *   REPLAY_POISON=BYTE  what the stack and the heap are filled with, to tell what was never written
 *
 * A dump is answered with the line's message. A question for one device is answered with it too, if it is about that
 * device, else by rule: device `devN` has index N and the other way round; any other name is unknown. Everything else
 * is acknowledged. Nothing reaches the real kernel.
 *
 * NETLINK_XFRM answers every question with the line's message, and tells it to whoever only listens.
 *
 * For each line this is written: `> words`, `= status`, and what was put out (`1 `), complained (`2 `) and sent (`3 `,
 * in hexadecimal) line by line.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/xfrm.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define FDS 1024
#define ROOM 65536

/* What waits to be received on a descriptor: datagrams, each after its length. */
static struct queue {
	int netlink, xfrm, asked;
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
		queues[fd].xfrm = family == AF_NETLINK && protocol == NETLINK_XFRM;
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

/* The line's message, if there is one. */
static struct nlmsghdr *message;

static void answer_message(int fd, const struct nlmsghdr *asked, int flags)
{
	struct nlmsghdr *copy = malloc(message->nlmsg_len);

	memcpy(copy, message, message->nlmsg_len);
	copy->nlmsg_seq = asked->nlmsg_seq;
	copy->nlmsg_pid = port_of(fd);
	copy->nlmsg_flags = flags;
	wait_for(fd, copy, copy->nlmsg_len);
	free(copy);
}

/* The message in a datagram of its own, then the end of the dump. */
static void answer_dump(int fd, const struct nlmsghdr *asked)
{
	unsigned char end[NLMSG_LENGTH(sizeof(int))] = {0};
	struct nlmsghdr *header = (void *)end;

	static int rounds;

	/* A dump that fails: an error, or an end that carries one. Its port names the type of request, 0 for all. */
	if (message && message->nlmsg_type < NLMSG_MIN_TYPE) {
		if (!message->nlmsg_pid || message->nlmsg_pid == asked->nlmsg_type) {
			answer_message(fd, asked, message->nlmsg_flags);
			return;
		}
	}
	/* What a flush has taken away does not come again. */
	if (message && (queues[fd].xfrm ? !rounds++ : message->nlmsg_type == asked->nlmsg_type - 2))
		answer_message(fd, asked, NLM_F_MULTI);
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
	if (message && ((struct ifinfomsg *)NLMSG_DATA(message))->ifi_index == index) {
		answer_message(fd, asked, 0);
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

/* What a line put out, complained and sent: files in memory. */
enum { OUT = 1, ERR = 2, SENT = 3, FILES = 4 };
static int files[FILES] = {-1, -1, -1, -1};

static void write_all(int fd, const void *bytes, size_t size)
{
	while (size) {
		ssize_t written = write(fd, bytes, size);

		if (written <= 0)
			_exit(125);
		bytes = (const char *)bytes + written;
		size -= (size_t)written;
	}
}

/* Sequence numbers come from the clock: they are left out. */
static void record(const void *bytes, size_t size)
{
	static char text[3 * ROOM];
	struct nlmsghdr header;
	size_t length = 0;

	memcpy(&header, bytes, sizeof(header));
	header.nlmsg_seq = 0;
	for (size_t i = 0; i < size; i++) {
		const unsigned char *from = i < sizeof(header) ? (void *)&header : bytes;

		text[length++] = "0123456789abcdef"[from[i] >> 4];
		text[length++] = "0123456789abcdef"[from[i] & 15];
		if (i + 1 == size || (i + 1) % 4 == 0)
			text[length++] = i + 1 == size ? '\n' : ' ';
	}
	write_all(files[SENT], text, length);
}

/* Each of the messages, of which a flush sends many at once. */
static ssize_t sent_to_xfrm(int fd, const unsigned char *bytes, size_t size)
{
	int left = (int)size;

	record(bytes, size);
	queues[fd].asked = 1;
	for (const struct nlmsghdr *asked = (const void *)bytes; NLMSG_OK(asked, left); asked = NLMSG_NEXT(asked, left))
		if ((asked->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP)
			answer_dump(fd, asked);
		else if (message && !(asked->nlmsg_flags & NLM_F_ACK))
			answer_message(fd, asked, 0);
		else if (asked->nlmsg_flags & NLM_F_ACK)
			answer_error(fd, asked, 0);
	return (ssize_t)size;
}

static ssize_t sent(int fd, const unsigned char *bytes, size_t size)
{
	const struct nlmsghdr *asked = (const void *)bytes;

	if (size < sizeof(*asked)) {
		errno = EINVAL;
		return -1;
	}
	if (queues[fd].xfrm)
		return sent_to_xfrm(fd, bytes, size);
	/* A message's port, unless 0, is a type of request that is denied. */
	if (message && message->nlmsg_type >= NLMSG_MIN_TYPE && message->nlmsg_pid == asked->nlmsg_type)
		answer_error(fd, asked, -EACCES);
	else if ((asked->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP)
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

	if (q->xfrm && !q->asked) {
		/* Told once; then the kernel hangs up. */
		q->asked = 1;
		if (message)
			wait_for(fd, message, message->nlmsg_len);
	}
	if (q->xfrm && q->at + sizeof(size) > q->size)
		return 0;
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

typedef int main_function(int, char **, char **);
static main_function *program;

/* Leaves a byte all over what will be the program's stack. */
static __attribute__((noinline)) void poison_stack(int byte)
{
	volatile unsigned char room[1 << 17];

	for (size_t i = 0; i < sizeof(room); i++)
		room[i] = (unsigned char)byte;
}

/* In the child: the program, with these words. */
static void run(char *name, char *words, char **environment)
{
	const char *poison = getenv("REPLAY_POISON");
	char *argv[512] = {name};
	int argc = 1;

	for (char *word = strtok(words, " "); word && argc < 511; word = strtok(NULL, " "))
		argv[argc++] = strcmp(word, "''") ? word : "";
	dup2(files[OUT], STDOUT_FILENO);
	dup2(files[ERR], STDERR_FILENO);
	if (poison) {
		mallopt(M_PERTURB, atoi(poison));
		poison_stack(atoi(poison));
	}
	exit(program(argc, argv, environment));
}

static size_t told;
static char telling[1 << 16];

static void tell(const char *bytes, size_t size)
{
	if (told + size > sizeof(telling) || !bytes) {
		write_all(STDOUT_FILENO, telling, told);
		told = 0;
	}
	if (size > sizeof(telling))
		write_all(STDOUT_FILENO, bytes, size);
	else if (bytes) {
		memcpy(telling + told, bytes, size);
		told += size;
	}
}

/* Line by line what is in a file, which is empty afterwards. */
static void tell_file(int file)
{
	char mark[] = {(char)('0' + file), ' '};
	off_t size = lseek(files[file], 0, SEEK_END);
	char *bytes = size > 0 ? malloc((size_t)size) : NULL;

	if (!bytes || pread(files[file], bytes, (size_t)size, 0) != size)
		size = 0;
	for (char *line = bytes, *end = bytes + size; line < end;) {
		char *stop = memchr(line, '\n', (size_t)(end - line));
		size_t length = (size_t)((stop ? stop : end) - line);

		tell(mark, sizeof(mark));
		tell(line, length);
		tell(stop ? "\n" : "(no end of line)\n", stop ? 1 : 17);
		line += length + 1;
	}
	free(bytes);
	if (ftruncate(files[file], 0))
		_exit(125);
}

static struct nlmsghdr *find_message(unsigned char *feed, size_t size, long number)
{
	for (size_t at = 0; at < size; at += NLMSG_ALIGN(((struct nlmsghdr *)(feed + at))->nlmsg_len))
		if (--number == 0)
			return (struct nlmsghdr *)(feed + at);
	return NULL;
}

static char *whole(const char *path, size_t *size)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	off_t length = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	char *bytes = calloc(1, (size_t)length + 1);

	*size = fd < 0 ? 0 : (size_t)pread(fd, bytes, (size_t)length, 0);
	if (fd >= 0)
		close(fd);
	return bytes;
}

static int run_lines(int argc, char **argv, char **environment)
{
	const char *path = getenv("REPLAY_LINES");
	const char *name = argc ? strrchr(argv[0], '/') : NULL;
	size_t lines_size, feed_size;
	unsigned char *feed;
	char *line, *next, *words, status[32];
	int ended;

	/* The shell that starts the program has the library in it too. */
	if (!path || !argc || strcmp(name ? name + 1 : argv[0], "ip"))
		return program(argc, argv, environment);
	feed = (unsigned char *)whole(getenv("REPLAY_FEED"), &feed_size);
	for (int file = OUT; file < FILES; file++) {
		int fd = memfd_create("replay", MFD_CLOEXEC);

		/* Out of the way of the program's own, and appended to whoever writes. */
		files[file] = fcntl(fd, F_DUPFD_CLOEXEC, 100);
		fcntl(files[file], F_SETFL, O_APPEND);
		close(fd);
	}
	for (line = whole(path, &lines_size); line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		message = find_message(feed, feed_size, strtol(line, &words, 10));
		words += *words == ' ';
		tell("> ", 2);
		tell(words, strlen(words));
		pid_t child = fork();

		if (!child)
			run(argv[0], words, environment);
		waitpid(child, &ended, 0);
		tell(status, (size_t)snprintf(status, sizeof(status), "\n= %d\n",
					      WIFSIGNALED(ended) ? 128 + WTERMSIG(ended) : WEXITSTATUS(ended)));
		for (int file = OUT; file < FILES; file++)
			tell_file(file);
	}
	tell(NULL, 0);
	return 0;
}

int __libc_start_main(main_function *program_main, int argc, char **argv, void (*init)(void), void (*fini)(void),
		      void (*linker_fini)(void), void *stack_end)
{
	int (*next)(main_function *, int, char **, void (*)(void), void (*)(void), void (*)(void), void *) =
		real("__libc_start_main");

	program = program_main;
	return next(run_lines, argc, argv, init, fini, linker_fini, stack_end);
}
