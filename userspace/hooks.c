// SPDX-License-Identifier: GPL-2.0
/*
 * When hooks are run, and what they are told. While they run, and for a while after
 * they began, what happens is kept, of each kind the newest; that is told then.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/nf_rehome.h>

#include "attr.h"
#include "hooks.h"
#include "out.h"

/* A change of routes is several events: hooks are run when it is through ... */
#define SETTLE		50
/* ... and no more often than this for things of one kind. Milliseconds. */
#define INTERVAL	1000

static const char *const fact_names[FACTS] = {
	"REHOME_OLD", "REHOME_NEW", "REHOME_REASON", "REHOME_BY", "REHOME_HEALTH",
	"REHOME_CAUSE", "REHOME_MOVED", "REHOME_EXPIRED", "REHOME_REPORTED", "REHOME_FIRST",
	"REHOME_LAST",
};

static const struct {
	const char *event;
	const char *family;
} kinds[HOOKS_KINDS] = {
	{ "serving", "inet" },
	{ "serving", "inet6" },
	{ "failover", NULL },
};

/* Of one that holds nothing yet. */
static void fact_set(struct hooks_event *event, enum hooks_fact fact,
		     const char *val)
{
	if (val)
		memcpy(event->fact[fact], val, strnlen(val, HOOKS_FACT_LEN - 1));
}

/* The newest takes the place of what was not told yet. */
static struct hooks_event *event_begin(struct hooks *hooks,
				       enum hooks_kind kind)
{
	struct hooks_event *event = &hooks->events[kind];
	__u64 now = hook_now();

	if (event->due) {
		event->collapsed++;
	} else {
		event->due = now + SETTLE;
		if (event->began && event->due < event->began + INTERVAL)
			event->due = event->began + INTERVAL;
	}
	memset(event->fact, 0, sizeof(event->fact));
	return event;
}

static void named_set(struct hooks *hooks, enum serving_family family)
{
	snprintf(hooks->named[family], sizeof(hooks->named[family]), "%s",
		 serving_name(&hooks->serving, family));
}

void hooks_know(struct hooks *hooks)
{
	named_set(hooks, SERVING_INET);
	named_set(hooks, SERVING_INET6);
}

static void serving_look(struct hooks *hooks, enum serving_family family)
{
	const char *old = hooks->named[family];
	const struct serving_wan *wan;
	struct hooks_event *event;

	if (!strcmp(old, serving_name(&hooks->serving, family)))
		return;
	event = event_begin(hooks, (enum hooks_kind)family);
	wan = serving_of(&hooks->serving, old);
	fact_set(event, FACT_OLD, old);
	fact_set(event, FACT_REASON, wan ? wan->why[family] : "none");
	if (wan && !strcmp(wan->why[family], "health")) {
		fact_set(event, FACT_BY, wan->told[family].by);
		fact_set(event, FACT_HEALTH, wan->told[family].reason);
	}
	named_set(hooks, family);
	fact_set(event, FACT_NEW, hooks->named[family]);
}

void hooks_serving(struct hooks *hooks)
{
	serving_look(hooks, SERVING_INET);
	serving_look(hooks, SERVING_INET6);
}

void hooks_failover(struct hooks *hooks, const struct nlattr **tb)
{
	static const __u16 counts[] = {
		NF_REHOME_A_FAILOVER_RENAT, NF_REHOME_A_FAILOVER_EXPIRE,
		NF_REHOME_A_FAILOVER_REPORT, NF_REHOME_A_FAILOVER_FIRST,
		NF_REHOME_A_FAILOVER_LAST,
	};
	struct hooks_event *event = event_begin(hooks, HOOKS_FAILOVER);
	size_t i;
	__u64 val;

	fact_set(event, FACT_OLD, attr_str(tb[NF_REHOME_A_FAILOVER_FROM]));
	fact_set(event, FACT_NEW, attr_str(tb[NF_REHOME_A_FAILOVER_TO]));
	if (attr_num(tb[NF_REHOME_A_FAILOVER_CAUSE], &val))
		fact_set(event, FACT_CAUSE, words_name(&words_cause, val));
	for (i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		if (attr_num(tb[counts[i]], &val))
			snprintf(event->fact[FACT_MOVED + i], HOOKS_FACT_LEN,
				 "%llu", (unsigned long long)val);
}

static void env_set(const char *name, const char *val)
{
	if (val)
		setenv(name, val, 1);
	else
		unsetenv(name);
}

/* What the tool was started with is passed on, but for facts of others. */
static void environment(const struct hooks *hooks,
			const struct hooks_event *event)
{
	char text[16];
	int i;

	setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	       0);
	env_set("REHOME_EVENT", kinds[hooks->round].event);
	env_set("REHOME_FAMILY", kinds[hooks->round].family);
	env_set("REHOME_NETNS", hooks->netns ? hooks->netns : "");
	for (i = 0; i < FACTS; i++)
		env_set(fact_names[i], i <= FACT_NEW || *event->fact[i] ?
				       event->fact[i] : NULL);
	snprintf(text, sizeof(text), "%u", event->collapsed);
	env_set("REHOME_COLLAPSED", text);
}

/* What is told next: a failover that is done only after what began it. */
static struct hooks_event *event_next(struct hooks *hooks)
{
	struct hooks_event *in = &hooks->events[HOOKS_INET];
	struct hooks_event *in6 = &hooks->events[HOOKS_INET6];

	if (in->due && (!in6->due || in->due <= in6->due))
		return in;
	return in6->due ? in6 : &hooks->events[HOOKS_FAILOVER];
}

static bool round_begin(struct hooks *hooks)
{
	struct hooks_event *event = event_next(hooks);
	__u64 now = hook_now();

	if (!event->due || now < event->due)
		return false;
	hooks->round = event - hooks->events;
	environment(hooks, event);
	event->due = 0;
	event->began = now;
	event->collapsed = 0;
	return !hook_list(&hooks->dir);
}

static void tell_ended(const struct hooks *hooks, struct out *out, int status)
{
	out_begin(out);
	out_str(out, OUT_BARE, "event", "hook");
	out_str(out, OUT_BARE, "name", hooks->dir.names[hooks->dir.next - 1]);
	out_str(out, OUT_NAMED, "of", kinds[hooks->round].event);
	if (kinds[hooks->round].family)
		out_str(out, OUT_BARE, "family", kinds[hooks->round].family);
	out_num(out, OUT_NAMED, "status", status, "");
	out_end(out);
}

void hooks_run(struct hooks *hooks, struct out *out)
{
	int status;

	do {
		if (hooks->dir.pid) {
			if (!hook_check(&hooks->dir, &status))
				return;
			tell_ended(hooks, out, status);
		}
		if (!hook_start(&hooks->dir))
			hook_end(&hooks->dir);
	} while (hooks->dir.pid || round_begin(hooks));
}

int hooks_wait(struct hooks *hooks)
{
	const struct hook_dir *dir = &hooks->dir;
	__u64 until, now = hook_now();

	if (!dir->path || (dir->pid && dir->killed))
		return -1;
	until = dir->pid ? dir->until : event_next(hooks)->due;
	if (!until)
		return -1;
	return until > now ? until - now : 0;
}
