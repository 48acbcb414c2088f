/* What the kernel answers: devices, dumps, questions, families of generic netlink. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "kernel.h"

/* Whether the line has changed something. */
static int changed;

/* From a question of rtnetlink to what answers it. */
#define ANSWER 2

void wait_for(int fd, const void *bytes, size_t size)
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

static void answer_with(int fd, const struct nlmsghdr *asked, const struct nlmsghdr *answer, int flags)
{
	struct nlmsghdr *copy = malloc(answer->nlmsg_len);

	memcpy(copy, answer, answer->nlmsg_len);
	copy->nlmsg_seq = asked->nlmsg_seq;
	copy->nlmsg_pid = port_of(fd);
	copy->nlmsg_flags = flags;
	wait_for(fd, copy, copy->nlmsg_len);
	free(copy);
}

/* Whether a message answers a question of rtnetlink: its type, and the family, which is the first byte of either. */
static int fits(const struct nlmsghdr *answer, const struct nlmsghdr *asked)
{
	unsigned char family = asked->nlmsg_len > NLMSG_HDRLEN ? *(unsigned char *)NLMSG_DATA(asked) : 0;

	if (answer->nlmsg_type != asked->nlmsg_type - ANSWER)
		return 0;
	return !family || asked->nlmsg_type == RTM_GETLINK || family == *(unsigned char *)NLMSG_DATA(answer);
}

static void answer_dump(int fd, const struct nlmsghdr *asked)
{
	unsigned char end[NLMSG_LENGTH(sizeof(int))] = {0};
	struct nlmsghdr *header = (void *)end, *each = NULL;
	static int rounds;
	int told;

	/* A dump that fails: an error, or an end that carries one. Its port names the type of request, 0 for all. */
	if (message && message->nlmsg_type < NLMSG_MIN_TYPE) {
		if (!message->nlmsg_pid || message->nlmsg_pid == asked->nlmsg_type) {
			answer_with(fd, asked, message, message->nlmsg_flags);
			return;
		}
	}
	if (queues[fd].protocol == NETLINK_XFRM)
		told = message && !rounds++;
	else
		told = message && message->nlmsg_type == asked->nlmsg_type - ANSWER;
	if (told)
		answer_with(fd, asked, message, NLM_F_MULTI);
	/* What was changed may be gone: a flush asks until nothing is left. */
	if (everything && queues[fd].protocol == NETLINK_ROUTE && (!changed || asked->nlmsg_type == RTM_GETLINK))
		while ((each = next_message(each)))
			if (fits(each, asked))
				answer_with(fd, asked, each, NLM_F_MULTI | NLM_F_DUMP_FILTERED);
	header->nlmsg_len = sizeof(end);
	header->nlmsg_type = NLMSG_DONE;
	header->nlmsg_flags = NLM_F_MULTI;
	header->nlmsg_seq = asked->nlmsg_seq;
	header->nlmsg_pid = port_of(fd);
	wait_for(fd, end, sizeof(end));
}

/* The message about a device, if the line knows one. */
static const struct nlmsghdr *known_device(int index)
{
	const struct nlmsghdr *each = everything ? next_message(NULL) : message;

	while (each) {
		if (((struct ifinfomsg *)NLMSG_DATA(each))->ifi_index == index &&
		    (!everything || each->nlmsg_type == RTM_NEWLINK))
			return each;
		each = everything ? next_message(each) : NULL;
	}
	return NULL;
}

int index_of(const char *name)
{
	int index = 0;

	sscanf(name, "dev%d", &index);
	return strcmp(name, "lo") ? index : 1;
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
	const struct nlmsghdr *known;
	char name[IFNAMSIZ * 8] = "";

	for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left))
		if (attr->rta_type == IFLA_IFNAME || attr->rta_type == IFLA_ALT_IFNAME)
			snprintf(name, sizeof(name), "%.*s", (int)RTA_PAYLOAD(attr), (char *)RTA_DATA(attr));
	if (!index)
		index = index_of(name);
	if (!index) {
		answer_error(fd, asked, -ENODEV);
		return;
	}
	known = known_device(index);
	if (known) {
		answer_with(fd, asked, known, 0);
		return;
	}
	snprintf(answer.name, sizeof(answer.name), index == 1 ? "lo" : "dev%d", index);
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

/* A question for one thing: the first of the feed that could be it. */
static void answer_question(int fd, const struct nlmsghdr *asked)
{
	const struct nlmsghdr *each = NULL;

	while ((each = next_message(each)))
		if (fits(each, asked)) {
			answer_with(fd, asked, each, 0);
			return;
		}
	answer_error(fd, asked, -ENOENT);
}

static void answer_route(int fd, const struct nlmsghdr *asked)
{
	int question = asked->nlmsg_type % 4 == RTM_GETLINK % 4;

	/* A message's port, unless 0, is a type of request that is denied. */
	if (message && message->nlmsg_type >= NLMSG_MIN_TYPE && message->nlmsg_pid == asked->nlmsg_type)
		answer_error(fd, asked, -EACCES);
	else if (everything && asked->nlmsg_type == RTM_GETMULTICAST)
		answer_error(fd, asked, -EOPNOTSUPP);
	else if ((asked->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP && question)
		answer_dump(fd, asked);
	else if (asked->nlmsg_type == RTM_GETLINK)
		answer_device(fd, asked);
	else if (everything && question)
		answer_question(fd, asked);
	else if (!everything || asked->nlmsg_flags & NLM_F_ACK)
		answer_error(fd, asked, 0);
	changed |= !question;
}

/* The family of a name: those that `ip` knows, under numbers of their own. */
static const char *const families[] = {"fou",	  "ila",     "IOAM6", "l2tp",	     "macsec",
				       "mptcp_pm", "SEG6", "tcp_metrics", "netdev-genl"};
#define FIRST_FAMILY 32

static void append(struct nlmsghdr *to, struct nlattr *within, int kind, const void *bytes, size_t size)
{
	struct nlattr *attr = (void *)((char *)to + NLMSG_ALIGN(to->nlmsg_len));

	attr->nla_type = (uint16_t)kind;
	attr->nla_len = (uint16_t)(NLA_HDRLEN + size);
	memcpy((char *)attr + NLA_HDRLEN, bytes, size);
	to->nlmsg_len = NLMSG_ALIGN(to->nlmsg_len) + (uint32_t)NLA_ALIGN(attr->nla_len);
	if (within)
		within->nla_len = (uint16_t)((char *)to + to->nlmsg_len - (char *)within);
}

/* Every family has the groups of all, each in a nest of its own in a nest. */
static void append_groups(struct nlmsghdr *to)
{
	static const char *const names[] = {"ioam6_events", "mptcp_pm_events"};
	struct nlattr *all = (void *)((char *)to + to->nlmsg_len);

	append(to, NULL, CTRL_ATTR_MCAST_GROUPS, "", 0);
	for (uint32_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct nlattr *group = (void *)((char *)to + to->nlmsg_len);
		uint32_t id = 40 + i;

		append(to, all, (int)i + 1, "", 0);
		append(to, group, CTRL_ATTR_MCAST_GRP_NAME, names[i], strlen(names[i]) + 1);
		append(to, group, CTRL_ATTR_MCAST_GRP_ID, &id, sizeof(id));
		all->nla_len = (uint16_t)((char *)to + to->nlmsg_len - (char *)all);
	}
}

/* By number, or by name. */
static void answer_family(int fd, const struct nlmsghdr *asked, uint16_t number, const char *name)
{
	union {
		struct nlmsghdr header;
		char bytes[1024];
	} answer = {0};
	uint16_t id = 0;

	for (uint16_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (number == FIRST_FAMILY + i || !strcmp(name, families[i]))
			id = (uint16_t)(FIRST_FAMILY + i);
	if (!id) {
		answer_error(fd, asked, -ENOENT);
		return;
	}
	name = families[id - FIRST_FAMILY];
	answer.header.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN);
	answer.header.nlmsg_type = GENL_ID_CTRL;
	answer.header.nlmsg_seq = asked->nlmsg_seq;
	answer.header.nlmsg_pid = port_of(fd);
	((struct genlmsghdr *)NLMSG_DATA(&answer.header))->cmd = CTRL_CMD_NEWFAMILY;
	append(&answer.header, NULL, CTRL_ATTR_FAMILY_NAME, name, strlen(name) + 1);
	append(&answer.header, NULL, CTRL_ATTR_FAMILY_ID, &id, sizeof(id));
	append_groups(&answer.header);
	wait_for(fd, &answer, answer.header.nlmsg_len);
}

static void answer_generic(int fd, const struct nlmsghdr *asked)
{
	const struct nlattr *attr = (void *)((char *)NLMSG_DATA(asked) + GENL_HDRLEN);
	const char *end = (char *)asked + asked->nlmsg_len;
	uint16_t number;

	if (asked->nlmsg_type != GENL_ID_CTRL && (asked->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP) {
		answer_dump(fd, asked);
		return;
	}
	if (asked->nlmsg_type != GENL_ID_CTRL) {
		answer_error(fd, asked, asked->nlmsg_flags & NLM_F_ACK ? 0 : -ENOENT);
		return;
	}
	for (; (char *)attr + NLA_HDRLEN < end; attr = (void *)((char *)attr + NLA_ALIGN(attr->nla_len)))
		if (attr->nla_type == CTRL_ATTR_FAMILY_NAME) {
			answer_family(fd, asked, 0, (char *)attr + NLA_HDRLEN);
			return;
		} else if (attr->nla_type == CTRL_ATTR_FAMILY_ID) {
			memcpy(&number, (char *)attr + NLA_HDRLEN, sizeof(number));
			answer_family(fd, asked, number, "");
			return;
		}
	answer_error(fd, asked, -ENOENT);
}

static void answer_xfrm(int fd, const struct nlmsghdr *asked)
{
	if ((asked->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP)
		answer_dump(fd, asked);
	else if (message && !(asked->nlmsg_flags & NLM_F_ACK))
		answer_with(fd, asked, message, 0);
	else if (asked->nlmsg_flags & NLM_F_ACK)
		answer_error(fd, asked, 0);
}

void answer(int fd, const struct nlmsghdr *asked)
{
	switch (queues[fd].protocol) {
	case NETLINK_ROUTE:
		answer_route(fd, asked);
		break;
	case NETLINK_GENERIC:
		answer_generic(fd, asked);
		break;
	default:
		answer_xfrm(fd, asked);
	}
}
