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
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel.h"

/* Seconds that one command line may take. */
#define PATIENCE 2

int files[FILES] = {-1, -1, -1, -1};
unsigned char *feed;
size_t feed_size;
struct nlmsghdr *message;
int everything;

void write_all(int fd, const void *bytes, size_t size)
{
	while (size) {
		ssize_t written = write(fd, bytes, size);

		if (written <= 0)
			_exit(125);
		bytes = (const char *)bytes + written;
		size -= (size_t)written;
	}
}

void note(const char *format, ...)
{
	char text[256];
	va_list rest;
	int length;

	va_start(rest, format);
	length = vsnprintf(text, sizeof(text), format, rest);
	va_end(rest);
	if (length > 0)
		write_all(files[SENT], text, (size_t)length);
}

void note_bytes(const void *bytes, size_t size)
{
	static char text[3 * ROOM];
	size_t length = 0;

	for (size_t i = 0; i < size; i++) {
		unsigned char byte = ((const unsigned char *)bytes)[i];

		text[length++] = "0123456789abcdef"[byte >> 4];
		text[length++] = "0123456789abcdef"[byte & 15];
		if (i + 1 == size || (i + 1) % 4 == 0)
			text[length++] = i + 1 == size ? '\n' : ' ';
	}
	write_all(files[SENT], text, length);
}

struct nlmsghdr *next_message(const struct nlmsghdr *before)
{
	unsigned char *at = before ? (unsigned char *)before + NLMSG_ALIGN(before->nlmsg_len) : feed;

	return at < feed + feed_size ? (struct nlmsghdr *)at : NULL;
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
	alarm(PATIENCE);
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

static struct nlmsghdr *find_message(long number)
{
	struct nlmsghdr *found = number > 0 ? next_message(NULL) : NULL;

	while (found && --number)
		found = next_message(found);
	return found;
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
	size_t lines_size;
	char *line, *next, *words, status[32];
	long number;
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
		number = strtol(line, &words, 10);
		message = find_message(number);
		everything = number < 0;
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
