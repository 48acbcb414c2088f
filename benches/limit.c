/* The limits that benches/run.sh measures against.
 *
 *     limit                  nothing: what starting a static program costs
 *     limit TABLE...         receives dumps and throws them away: links, counters (links with their statistics),
 *                            addresses, routes
 *     limit add COUNT        adds addresses to b0, b1 ... b99 in turns, waiting for each answer
 *     limit peak COMMAND...  the peak memory of a command, in KiB, to stderr
 */
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int dump(int type, unsigned int mask)
{
	static char buf[1 << 15];
	struct {
		struct nlmsghdr head;
		struct ifinfomsg body;
		struct rtattr attr;
		unsigned int mask;
	} request = {
		{ sizeof(request), type, NLM_F_REQUEST | NLM_F_DUMP, 1, 0 },
		{ 0 },
		{ 8, IFLA_EXT_MASK },
		mask,
	};
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	if (type != RTM_GETLINK)
		request.head.nlmsg_len = NLMSG_LENGTH(type == RTM_GETADDR ? sizeof(struct ifaddrmsg) :
								    sizeof(struct rtmsg));
	if (send(fd, &request, request.head.nlmsg_len, 0) < 0)
		return 1;
	for (;;) {
		struct nlmsghdr *head = (struct nlmsghdr *)buf;
		int left = recv(fd, buf, sizeof(buf), 0);

		if (left <= 0)
			return 1;
		for (; NLMSG_OK(head, left); head = NLMSG_NEXT(head, left))
			if (head->nlmsg_type == NLMSG_DONE)
				return 0;
	}
}

static int add(int count)
{
	struct {
		struct nlmsghdr head;
		struct ifaddrmsg body;
		struct rtattr local;
		unsigned char local_bytes[4];
		struct rtattr address;
		unsigned char address_bytes[4];
	} request = {
		{ sizeof(request), RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, 1, 0 },
		{ AF_INET, 24, 0, 0, 0 },
		{ 8, IFA_LOCAL }, { 10, 0, 0, 0 },
		{ 8, IFA_ADDRESS }, { 10, 0, 0, 0 },
	};
	static char buf[1 << 15];
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	char name[16];
	unsigned int devices[100];

	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "b%d", i);
		devices[i] = if_nametoindex(name);
	}
	for (int i = 0; i < count; i++) {
		struct nlmsgerr *answer = NLMSG_DATA((struct nlmsghdr *)buf);

		request.body.ifa_index = devices[i % 100];
		request.local_bytes[2] = request.address_bytes[2] = i / 250;
		request.local_bytes[3] = request.address_bytes[3] = i % 250 + 1;
		if (send(fd, &request, sizeof(request), 0) < 0 || recv(fd, buf, sizeof(buf), 0) <= 0 ||
		    answer->error != 0)
			return 1;
	}
	return 0;
}

static int peak(char **command)
{
	struct rusage usage;
	int status;

	if (fork() == 0) {
		execv(command[0], command);
		_exit(127);
	}
	wait4(-1, &status, 0, &usage);
	dprintf(2, "%ld\n", usage.ru_maxrss);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 0;
	if (strcmp(argv[1], "peak") == 0)
		return peak(argv + 2);
	if (strcmp(argv[1], "add") == 0 && argc == 3)
		return add(atoi(argv[2]));
	for (int i = 1; i < argc; i++) {
		int counters = strcmp(argv[i], "counters") == 0;
		unsigned int mask = RTEXT_FILTER_VF | (counters ? 0 : RTEXT_FILTER_SKIP_STATS);
		int type = counters || strcmp(argv[i], "links") == 0 ? RTM_GETLINK :
			   strcmp(argv[i], "routes") == 0 ? RTM_GETROUTE : RTM_GETADDR;

		if (dump(type, mask) != 0)
			return 1;
	}
	return 0;
}
