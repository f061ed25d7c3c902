// SPDX-License-Identifier: GPL-2.0
/* Which WAN serves each family, as the module tells of it WAN by WAN. */

#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "serving.h"

static bool is(const struct nlattr **tb, __u16 type, __u64 wanted)
{
	__u64 val;

	return attr_num(tb[type], &val) && val == wanted;
}

/* The first of these that holds; one that is up gives way to a preferred one. */
static const char *why_not(const struct nlattr **tb, __u16 state, __u16 routed)
{
	if (is(tb, state, NF_REHOME_WAN_STATE_UP))
		return "preference";
	if (!tb[NF_REHOME_A_WAN_IFINDEX])
		return "gone";
	if (is(tb, NF_REHOME_A_WAN_LINK, 0))
		return "link";
	if (is(tb, routed, 0))
		return "route";
	return is(tb, state, NF_REHOME_WAN_STATE_UNHEALTHY) ? "health" :
							      "address";
}

const struct serving_wan *serving_of(const struct serving *sv,
				     const char *name)
{
	size_t i;

	for (i = 0; i < sv->count; i++)
		if (!strcmp(sv->wans[i].name, name))
			return &sv->wans[i];
	return NULL;
}

/* A place for it: its own, or a new one, or that of one that does not serve. */
static struct serving_wan *place(struct serving *sv, const char *name)
{
	const struct serving_wan *known = serving_of(sv, name);
	size_t i;

	if (known)
		return &sv->wans[known - sv->wans];
	if (sv->count < SERVING_WANS)
		return &sv->wans[sv->count++];
	for (i = 0; i + 1 < SERVING_WANS; i++)
		if (!sv->wans[i].serves[SERVING_INET] &&
		    !sv->wans[i].serves[SERVING_INET6])
			break;
	return &sv->wans[i];
}

void serving_begin(struct serving *sv)
{
	struct serving_wan *wan;

	/* One that is not told of then is no WAN any more. */
	for (wan = sv->wans; wan < sv->wans + sv->count; wan++) {
		memset(wan->serves, 0, sizeof(wan->serves));
		wan->why[SERVING_INET] = "gone";
		wan->why[SERVING_INET6] = "gone";
	}
}

/* It was written by whoever told it, and goes to scripts. */
static void printable(char *to, size_t len, const char *text)
{
	snprintf(to, len, "%s", text ? text : "");
	for (; *to; to++)
		if ((unsigned char)*to < ' ' || *to == 0x7f)
			*to = '?';
}

static void told_take(struct serving_wan *wan, const struct nlattr *nest)
{
	static const __u16 reasons[] = {
		NF_REHOME_A_TOLD_INET, NF_REHOME_A_TOLD_INET6,
	};
	const struct nlattr *tb[NF_REHOME_A_TOLD_MAX + 1];
	int i;

	attr_nest(nest, tb, NF_REHOME_A_TOLD_MAX);
	for (i = 0; i < SERVING_FAMILIES; i++) {
		struct serving_told *told = &wan->told[i];

		if (!tb[reasons[i]])
			continue;
		printable(told->by, sizeof(told->by),
			  attr_str(tb[NF_REHOME_A_TOLD_BY]));
		printable(told->reason, sizeof(told->reason),
			  attr_str(tb[reasons[i]]));
	}
}

void serving_wan(struct serving *sv, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NF_REHOME_A_WAN_MAX + 1];
	const struct nlattr *attr;
	struct serving_wan *wan;
	const char *text;

	attr_table(nlh, tb, NF_REHOME_A_WAN_MAX);
	text = attr_str(tb[NF_REHOME_A_WAN_IFNAME]);
	if (!text || strlen(text) > WAN_NAME_MAX)
		return;
	wan = place(sv, text);
	snprintf(wan->name, sizeof(wan->name), "%s", text);
	wan->serves[SERVING_INET] = is(tb, NF_REHOME_A_WAN_SERVES4, 1);
	wan->serves[SERVING_INET6] = is(tb, NF_REHOME_A_WAN_SERVES6, 1);
	wan->why[SERVING_INET] = why_not(tb, NF_REHOME_A_WAN_INET,
					 NF_REHOME_A_WAN_DEFAULT4);
	wan->why[SERVING_INET6] = why_not(tb, NF_REHOME_A_WAN_INET6,
					  NF_REHOME_A_WAN_DEFAULT6);
	memset(wan->told, 0, sizeof(wan->told));
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == NF_REHOME_A_WAN_TOLD)
			told_take(wan, attr);
}

const char *serving_name(const struct serving *sv, enum serving_family family)
{
	size_t i;

	for (i = 0; i < sv->count; i++)
		if (sv->wans[i].serves[family])
			return sv->wans[i].name;
	return "";
}
