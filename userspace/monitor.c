// SPDX-License-Identifier: GPL-2.0
/* rehome monitor: what happens, as it happens. */

#include <sys/stat.h>

#include "arg.h"
#include "complain.h"
#include "complete.h"
#include "follow.h"
#include "rehome.h"

#define HOOK_TIMEOUT	10000	/* milliseconds */

static int take_timeout(const struct arg *arg)
{
	static const struct arg_unit units[] = {
		{ "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60 * 1000 },
	};
	__u32 *timeout = arg->data;
	__u64 ms;

	if (!arg_time(*arg->argv, units, sizeof(units) / sizeof(*units), &ms))
		return arg_bad(arg, *arg->argv,
			       "is not a time, such as 10, 500ms or 1m");
	if (!ms || ms > 60 * 60 * 1000)
		return arg_bad(arg, *arg->argv, "is out of range (1ms to 60m)");
	*timeout = ms;
	return 1;
}

static const struct arg_key hooks_keys[] = {
	{ .name = "timeout", .take = take_timeout },
};

static int monitor_with(struct rehome *re, bool flows, int argc, char **argv)
{
	struct monitor mon = {
		.re = re,
		.flows = flows,
		.hooks.netns = re->netns,
		.hooks.dir.timeout = HOOK_TIMEOUT,
	};
	struct arg arg = {
		.what = "monitor hooks",
		.argc = argc - 1,
		.argv = argv + 1,
		.data = &mon.hooks.dir.timeout,
	};
	struct stat st;
	int status;

	if (!argc)
		return follow(&mon);
	if (complete_is(*argv))
		complete_directories();
	mon.hooks.dir.path = *argv;
	status = args_take(&arg, "monitor", hooks_keys, 1);
	if (status)
		return status;
	complete_only();
	if (stat(*argv, &st) || !S_ISDIR(st.st_mode)) {
		complain(*argv, "monitor hooks: \"%s\" is no directory", *argv);
		return EXIT_USAGE;
	}
	return follow(&mon);
}

static int monitor_hooks_of(struct rehome *re, bool flows, int argc, char **argv)
{
	if (argc)
		return monitor_with(re, flows, argc, argv);
	complain(NULL, "monitor hooks: a directory is needed, try \"rehome monitor help\".");
	return EXIT_USAGE;
}

static int monitor_hooks(struct rehome *re, int argc, char **argv)
{
	return monitor_hooks_of(re, false, argc, argv);
}

static int monitor_flow(struct rehome *re, int argc, char **argv)
{
	static const char *const more[] = { "hooks" };

	if (!argc)
		return monitor_with(re, true, 0, argv);
	if (words_pick("Argument", *argv, more, sizeof(*more), 1, "monitor") < 0)
		return EXIT_USAGE;
	return monitor_hooks_of(re, true, argc - 1, argv + 1);
}

static int monitor_events(struct rehome *re, int argc, char **argv)
{
	int status = no_more("monitor", argc, argv);

	return status ? status : monitor_with(re, false, 0, argv);
}

static const struct verb verbs[] = {
	{ "flow", monitor_flow },
	{ "hooks", monitor_hooks },
};

const struct object object_monitor = {
	.name = "monitor",
	.verbs = verbs,
	.count = 2,
	.run = monitor_events,
	.help =
	"Usage: rehome [ -t ] monitor [ flow ] [ hooks DIR [ timeout TIME ] ]\n"
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
	"With \"hooks\", the executables of DIR are run one after the other when another\n"
	"WAN serves, and when a failover is done. What happened is in their environment:\n"
	"\n"
	"  REHOME_EVENT      serving or failover\n"
	"  REHOME_FAMILY     inet or inet6, for serving\n"
	"  REHOME_OLD, _NEW  the WANs; empty is none, or for a failover several\n"
	"  REHOME_REASON     why the old one serves no more: link, route, address, health,\n"
	"                    gone; preference, if it is up; none, if there was none\n"
	"  REHOME_BY, _HEALTH  who told it unhealthy, and why\n"
	"  REHOME_CAUSE      what began the failover, as its line has it\n"
	"  REHOME_MOVED, _EXPIRED, _REPORTED  flows of the failover\n"
	"  REHOME_FIRST, _LAST  milliseconds from the trigger to the first and last of them\n"
	"  REHOME_COLLAPSED  how many earlier ones this stands for as well\n"
	"  REHOME_NETNS      what was given with -n\n"
	"\n"
	"Names are of letters, digits, \"_\" and \"-\" only, sorted by bytes. Each has TIME\n"
	"(10s), then it is killed with its process group. They are run no more often than\n"
	"once a second for each family, and for failovers; what happens meanwhile waits, the\n"
	"newest of it is told. Each that has ended is a line as well.\n"
	"\n"
	"With -j a line is a JSON object, its \"event\" one of failover, pass, wan, flow,\n"
	"hook and overrun. The last means that some were lost because they were read too\n"
	"slowly; the WANs as they are now follow it. Ends when interrupted.\n",
};
