// SPDX-License-Identifier: GPL-2.0
/* Follows what the module tells: prints it, and has hooks run for it. */

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
#include "follow.h"
#include "link.h"
#include "pass.h"
#include "wan.h"

static void event_begin(struct out *out, const char *name)
{
	out_begin(out);
	out_str(out, OUT_BARE, "event", name);
}

static void wan_event(struct out *out, const struct nlmsghdr *nlh)
{
	event_begin(out, "wan");
	wan_put(out, nlh);
	out_end(out);
}

static void event_put(struct monitor *mon, const struct nlmsghdr *nlh)
{
	struct out *out = &mon->re->out;
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
		serving_wan(&mon->hooks.serving, nlh);
		wan_event(out, nlh);
		return;
	case NF_REHOME_CMD_FAILOVER_NTF:
		attr_table(nlh, over, NF_REHOME_A_FAILOVER_MAX);
		hooks_failover(&mon->hooks, over);
		event_begin(out, "failover");
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
static int monitor_step(struct monitor *mon)
{
	struct rehome *re = mon->re;
	const struct nlmsghdr *nlh = &re->nl.buf.hdr;
	ssize_t got;
	int len;

	got = link_recv(re->nl.link, re->nl.buf.bytes, sizeof(re->nl.buf));
	if (got < 0) {
		if (errno == EINTR || errno == EAGAIN)
			return -1;
		if (errno != ENOBUFS)
			return nl_complain(&re->nl, errno);
		event_begin(&re->out, "overrun");
		out_end(&re->out);
		mon->lost = true;
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
			event_put(mon, nlh);
	}
	return -1;
}

static void wan_again(const struct nlmsghdr *nlh, void *data)
{
	struct monitor *mon = data;

	serving_wan(&mon->hooks.serving, nlh);
	if (mon->lost)
		wan_event(&mon->re->out, nlh);
}

/* After an overrun, what there is now takes the place of what was lost. */
static int wans_read(struct monitor *mon)
{
	serving_begin(&mon->hooks.serving);
	return nl_get(&mon->ask, "monitor", NF_REHOME_CMD_WAN_GET, NLM_F_DUMP,
		      wan_again, mon);
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

/* A descriptor that is readable once a hook ended, or the tool is to end. */
static int signal_fd(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool signal_ends(int fd)
{
	struct signalfd_siginfo info;

	while (read(fd, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			return true;
	return false;
}

/* Events that wait are older than what is read anew, so they come first. */
static int monitor_catch_up(struct monitor *mon)
{
	int status = mon->lost ? wans_read(mon) : 0;

	mon->lost = false;
	if (mon->hooks.dir.path && !status)
		hooks_serving(&mon->hooks);
	return status;
}

static int monitor_loop(struct monitor *mon, int signals)
{
	struct pollfd fds[] = {
		{ .fd = link_fd(mon->re->nl.link), .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
		{ .fd = STDOUT_FILENO },	/* only to see it closed */
	};
	int status = 0;

	for (;;) {
		if (poll(fds, 3, mon->fresh ? 0 : hooks_wait(&mon->hooks)) < 0) {
			if (errno == EINTR)
				continue;
			return nl_complain(&mon->re->nl, errno);
		}
		mon->fresh = fds[0].revents;
		if (mon->fresh)
			status = monitor_step(mon);
		else
			status = monitor_catch_up(mon);
		/* A round begins when all is read that has happened. */
		if (!mon->fresh || mon->hooks.dir.pid)
			hooks_run(&mon->hooks, &mon->re->out);
		if (ferror(stdout) && errno == EPIPE) {
			clearerr(stdout);
			return 0;
		}
		if (status > 0 || ferror(stdout))
			return status > 0 ? status : EXIT_REFUSED;
		if (fds[2].revents || (fds[1].revents && signal_ends(signals)))
			return 0;
	}
}

int follow(struct monitor *mon)
{
	struct rehome *re = mon->re;
	int status = nl_open(&re->nl);
	int signals;

	if (status)
		return status;
	re->nl.what = "monitor";
	re->out.shape = OUT_EVENTS;
	status = monitor_join(&re->nl, mon->flows);
	if (!status && mon->hooks.dir.path)
		status = wans_read(mon);
	if (status)
		goto close;
	hooks_know(&mon->hooks);
	signals = signal_fd();
	if (signals < 0) {
		status = nl_complain(&re->nl, errno);
		goto close;
	}
	status = monitor_loop(mon, signals);
	hook_end(&mon->hooks.dir);
	close(signals);
close:
	nl_close(&mon->ask);
	req_free(&mon->ask.req);
	return status;
}
