/* Calls beside netlink: devices and tunnels by ioctl, and files that are watched. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/in.h>
#include <linux/sockios.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "kernel.h"

/* Requests of tunnels (linux/if_tunnel.h), whose ifr_data points to a structure. */
#define TUNNELS SIOCDEVPRIVATE
#define TUNNEL_LAST (SIOCDEVPRIVATE + 11)

/* The length of what a request of tunnels takes. */
static size_t tunnel_size(int fd, unsigned long request)
{
	switch (request - TUNNELS) {
	case 4: case 5: case 6: case 7:
		return 16; /* struct ip_tunnel_prl */
	case 8: case 9: case 10: case 11:
		return 24; /* struct ip_tunnel_6rd */
	default:
		return fd < FDS && queues[fd].family == AF_INET6 ? 76 : 52; /* ip6_tnl_parm2, ip_tunnel_parm */
	}
}

/* What is asked for: a tunnel of IP in the protocol's own kind (SIOCGETTUNNEL), or no routers and no rapid prefix. */
static void describe(int fd, unsigned long request, struct ifreq *ifr, size_t size)
{
	unsigned char *to = (void *)ifr->ifr_data;

	memset(to, 0, size);
	if (request != TUNNELS)
		return;
	memcpy(to, ifr->ifr_name, strnlen(ifr->ifr_name, IFNAMSIZ));
	if (queues[fd].family == AF_INET6) {
		to[20] = IPPROTO_IPV6;
	} else {
		to[32] = 0x45;
		to[41] = IPPROTO_IPIP;
	}
}

static int tunnel(int fd, unsigned long request, struct ifreq *ifr)
{
	size_t size = tunnel_size(fd, request);

	if ((request - TUNNELS) % 4 == 0)
		describe(fd, request, ifr, size);
	else
		note_bytes(ifr->ifr_data, size);
	return 0;
}

/* devN is the device of index N. */
static int name_or_index(unsigned long request, struct ifreq *ifr)
{
	int index;

	if (request == SIOCGIFNAME) {
		snprintf(ifr->ifr_name, IFNAMSIZ, ifr->ifr_ifindex == 1 ? "lo" : "dev%u",
			 (unsigned int)ifr->ifr_ifindex % 1000);
		return 0;
	}
	index = index_of(ifr->ifr_name);
	if (!index) {
		errno = ENODEV;
		return -1;
	}
	ifr->ifr_ifindex = index;
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	int (*next)(int, unsigned long, void *) = real("ioctl");
	int is_tun = _IOC_TYPE(request) == 'T' && _IOC_NR(request) >= 200;
	struct ifreq *ifr;
	va_list rest;

	va_start(rest, request);
	ifr = va_arg(rest, void *);
	va_end(rest);
	if (request == SIOCGIFNAME || request == SIOCGIFINDEX)
		return name_or_index(request, ifr);
	if (is_tun && request != TUNSETIFF) {
		/* The argument of those that set something is a number. */
		if (_IOC_DIR(request) == _IOC_WRITE)
			note("ioctl %lx %lx\n", request, (unsigned long)ifr);
		return 0;
	}
	if (!is_tun && (request < SIOCADDRT || request > TUNNEL_LAST))
		return next(fd, request, ifr);
	note("ioctl %lx %.16s\n", request, ifr->ifr_name);
	if (!is_tun && request >= TUNNELS)
		return tunnel(fd, request, ifr);
	note_bytes(&ifr->ifr_ifru, request == TUNSETIFF ? 2 : 16);
	return 0;
}

int inotify_init1(int flags)
{
	(void)flags;
	errno = ENOSYS;
	return -1;
}

int inotify_init(void)
{
	return inotify_init1(0);
}
