/* The limits that benches/run.sh measures against.
 *
 *     limit                  nothing: what starting a static program costs
 *     limit TABLE...         receives dumps (links, addresses, routes) and throws them away
 *     limit peak COMMAND...  the peak memory of a command, in KiB, to stderr
 */
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int dump(int type)
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
		RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS,
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
	for (int i = 1; i < argc; i++) {
		int type = strcmp(argv[i], "links") == 0 ? RTM_GETLINK :
			   strcmp(argv[i], "routes") == 0 ? RTM_GETROUTE : RTM_GETADDR;

		if (dump(type) != 0)
			return 1;
	}
	return 0;
}
