// SPDX-License-Identifier: GPL-2.0
/* The route that a lookup finds for a flow: what to look at when it stays on a WAN that
 * is told down. Without one, its packets come no further than the router.
 */

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <linux/nf_rehome.h>
#include <linux/rtnetlink.h>

#include "attr.h"
#include "hint.h"

/* As ip(8) says it. */
static const char *table_name(__u64 table, char text[12])
{
	switch (table) {
	case RT_TABLE_DEFAULT:
		return "default";
	case RT_TABLE_MAIN:
		return "main";
	case RT_TABLE_LOCAL:
		return "local";
	}
	snprintf(text, 12, "%u", (__u32)table);
	return text;
}

/**
 * struct route - a route, as text
 * @dst: its destination, "" if that is not known
 * @gateway: its gateway, "" for none
 * @table: the table that it is in
 */
struct route {
	char dst[PREFIX_LEN];
	char gateway[ADDR_LEN];
	const char *table;
	char number[12];
};

static void route_take(struct route *route, const struct nlattr **tb)
{
	__u64 table;

	*route = (struct route){ .table = NULL };
	if (attr_prefix(tb[NF_REHOME_A_FLOW_HINT_DST], route->dst) &&
	    (!strcmp(route->dst, "0.0.0.0/0") || !strcmp(route->dst, "::/0")))
		snprintf(route->dst, sizeof(route->dst), "default");
	if (!attr_addr(tb[NF_REHOME_A_FLOW_HINT_GATEWAY], route->gateway))
		*route->gateway = '\0';
	if (attr_num(tb[NF_REHOME_A_FLOW_HINT_TABLE], &table))
		route->table = table_name(table, route->number);
}

void hint_text(struct out *out, const struct nlattr **tb)
{
	const char *dev = attr_str(tb[NF_REHOME_A_FLOW_HINT]);
	char text[2 * ADDR_LEN + PREFIX_LEN + 32];
	struct route route;

	if (!dev) {
		/* Of a flow of no class none was looked up. */
		if (tb[NF_REHOME_A_FLOW_CLASS])
			out_str(out, OUT_NAMED, "hint", "none: no route leads there");
		return;
	}
	route_take(&route, tb);
	if (!*route.dst || !route.table) {
		out_str(out, OUT_NAMED, "hint", dev);
		return;
	}
	snprintf(text, sizeof(text), "%s: %s%s%s table %s", dev, route.dst,
		 *route.gateway ? " via " : "", route.gateway, route.table);
	out_str(out, OUT_NAMED, "hint", text);
}

void hint_json(struct out *out, const struct nlattr **tb)
{
	struct route route;

	route_take(&route, tb);
	if (!*route.dst && !*route.gateway && !route.table)
		return;
	out_object(out, OUT_JSON, "hint-route");
	if (*route.dst)
		out_str(out, OUT_JSON, "dst", route.dst);
	if (*route.gateway)
		out_str(out, OUT_JSON, "gateway", route.gateway);
	if (route.table)
		out_str(out, OUT_JSON, "table", route.table);
	out_up(out);
}
