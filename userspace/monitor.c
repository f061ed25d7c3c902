// SPDX-License-Identifier: GPL-2.0
/* rehome monitor: what happens, as it happens. */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "complain.h"
#include "failover.h"
#include "flow.h"
#include "link.h"
#include "pass.h"
#include "rehome.h"
#include "wan.h"

static void event_begin(struct out *out, const char *name)
{
	out_begin(out);
	out_str(out, OUT_BARE, "event", name);
}

static void event_put(struct out *out, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *over[NF_REHOME_A_FAILOVER_MAX + 1];
	const struct nlattr *tb[NF_REHOME_A_PASS_MAX + 1];

	switch (genl->cmd) {
	case NF_REHOME_CMD_PASS_NTF:
		event_begin(out, "pass");
		attr_table(nlh, tb, NF_REHOME_A_PASS_MAX);
		pass_put(out, tb);
		break;
	case NF_REHOME_CMD_FLOW_NTF:
		event_begin(out, "flow");
		flow_put(out, nlh);
		break;
	case NF_REHOME_CMD_WAN_NTF:
		event_begin(out, "wan");
		wan_put(out, nlh);
		break;
	case NF_REHOME_CMD_FAILOVER_NTF:
		event_begin(out, "failover");
		attr_table(nlh, over, NF_REHOME_A_FAILOVER_MAX);
		failover_put(out, over);
		break;
	default:
		return;
	}
	out_end(out);
}

/* Is this the controller, saying that the family is gone? */
static bool family_gone(const struct nl *nl, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *tb[CTRL_ATTR_MAX + 1];
	__u64 id;

	if (nlh->nlmsg_type != GENL_ID_CTRL ||
	    genl->cmd != CTRL_CMD_DELFAMILY)
		return false;
	attr_table(nlh, tb, CTRL_ATTR_MAX);
	return attr_num(tb[CTRL_ATTR_FAMILY_ID], &id) && id == nl->family;
}

/* Take one datagram; returns the status to exit with, or -1 to go on. */
static int monitor_step(struct rehome *re)
{
	const struct nlmsghdr *nlh = &re->nl.buf.hdr;
	ssize_t got;
	int len;

	got = link_recv(re->nl.link, re->nl.buf.bytes, sizeof(re->nl.buf));
	if (got < 0) {
		if (errno == EINTR || errno == EAGAIN)
			return -1;
		if (errno != ENOBUFS)
			return nl_complain(&re->nl, errno);
		/* Some were lost; the reader has to look for itself. */
		event_begin(&re->out, "overrun");
		out_end(&re->out);
		return -1;
	}
	for (len = got; mnl_nlmsg_ok(nlh, len);
	     nlh = mnl_nlmsg_next(nlh, &len)) {
		if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct genlmsghdr))
			continue;
		if (family_gone(&re->nl, nlh)) {
			complain(NULL, "monitor: nf_rehome was unloaded");
			return EXIT_REFUSED;
		}
		if (nlh->nlmsg_type == re->nl.family)
			event_put(&re->out, nlh);
	}
	return -1;
}

static int monitor_join(struct nl *nl, bool flows)
{
	/* The controller's own group has the number of the controller. */
	const __u32 groups[] = { GENL_ID_CTRL, nl->events, nl->flows };
	size_t i, n = flows ? 3 : 2;

	for (i = 0; i < n; i++)
		if (link_join(nl->link, groups[i]) < 0)
			return nl_complain(nl, errno);
	return 0;
}

/* A descriptor that is readable once somebody wants the tool to end. */
static int end_fd(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static int monitor_loop(struct rehome *re, int end)
{
	struct pollfd fds[] = {
		{ .fd = link_fd(re->nl.link), .events = POLLIN },
		{ .fd = end, .events = POLLIN },
		{ .fd = STDOUT_FILENO },	/* only to see it closed */
	};
	int status;

	for (;;) {
		if (poll(fds, 3, -1) < 0) {
			if (errno == EINTR)
				continue;
			return nl_complain(&re->nl, errno);
		}
		if (fds[1].revents || fds[2].revents)
			return 0;
		status = monitor_step(re);
		if (ferror(stdout) && errno == EPIPE) {
			clearerr(stdout);
			return 0;
		}
		if (status >= 0 || ferror(stdout))
			return status < 0 ? EXIT_REFUSED : status;
	}
}

static int monitor(struct rehome *re, bool flows)
{
	int status = nl_open(&re->nl);
	int end;

	if (status)
		return status;
	re->nl.what = "monitor";
	re->out.shape = OUT_EVENTS;
	status = monitor_join(&re->nl, flows);
	if (status)
		return status;
	end = end_fd();
	if (end < 0)
		return nl_complain(&re->nl, errno);
	status = monitor_loop(re, end);
	close(end);
	return status;
}

static int monitor_flow(struct rehome *re, int argc, char **argv)
{
	int status = no_more("monitor", argc, argv);

	return status ? status : monitor(re, true);
}

static int monitor_events(struct rehome *re, int argc, char **argv)
{
	int status = no_more("monitor", argc, argv);

	return status ? status : monitor(re, false);
}

static const struct verb verbs[] = {
	{ "flow", monitor_flow },
};

const struct object object_monitor = {
	.name = "monitor",
	.verbs = verbs,
	.count = 1,
	.run = monitor_events,
	.help =
	"Usage: rehome [ -t ] monitor [ flow ]\n"
	"\n"
	"Prints a line for each failover, once flows have stopped moving; for each\n"
	"pass that expired flows, or rewrote their marks so that their next packet\n"
	"moves them; and for each change of a WAN. With \"flow\" also one for each flow\n"
	"that was moved or expired, or would have been, \"via\" its new mapping, and\n"
	"the one that \"was\".\n"
	"\n"
	"  failover wan1 -> wan2: moved 12, expired 1, first after 3 ms, last after\n"
	"  1204 ms (in one line)\n"
	"\n"
	"The times are those from the trigger to the first and to the last of the\n"
	"flows. \"*\" stands for several devices, or for one that is not known.\n"
	"\n"
	"With -j a line is a JSON object, its \"event\" one of failover, pass, wan, flow\n"
	"and overrun; the last means that some were lost because they were read too\n"
	"slowly. Ends when interrupted.\n",
};
