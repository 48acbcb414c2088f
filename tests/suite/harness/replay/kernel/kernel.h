/* What the pieces of the kernel of files share; kernel.c describes the whole. */
#ifndef REPLAY_KERNEL_H
#define REPLAY_KERNEL_H

#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define FDS 1024
#define ROOM 65536

/* What a line put out, complained and sent: files in memory. */
enum { OUT = 1, ERR = 2, SENT = 3, FILES = 4 };
extern int files[FILES];

/* The netlink messages of the feed. The current line's is `message`; with `everything`, all of them are known. */
extern unsigned char *feed;
extern size_t feed_size;
extern struct nlmsghdr *message;
extern int everything;

/* A socket that the program opened, and what waits to be received there: datagrams, each after its length. */
struct queue {
	int netlink, family, protocol, asked, all_nsid;
	uint64_t groups;
	unsigned char *bytes;
	size_t size, at;
};
extern struct queue queues[FDS];

/* The next definition of a function that this library takes the place of. */
void *real(const char *name);

/* Whether this is a netlink socket. */
int ours(int fd);

void write_all(int fd, const void *bytes, size_t size);

/* Writes to what was sent. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void note_bytes(const void *bytes, size_t size);

/* A message, after the ones before it in the feed; NULL at the end, or for the first. */
struct nlmsghdr *next_message(const struct nlmsghdr *before);

/* Puts a datagram where the program will receive it. */
void wait_for(int fd, const void *bytes, size_t size);

/* The index of a device: devN is that of index N, and lo the first; 0 for any other. */
int index_of(const char *name);

/* Answers a message. */
void answer(int fd, const struct nlmsghdr *asked);

#endif
