// SPDX-License-Identifier: GPL-2.0
/* Which WAN serves? The one by which the router's own packets leave, so that of its
 * resolver. A WAN serves or does not while its own state stays the same, as when routes
 * change their metrics. Flows are not judged by it: it is told to who listens.
 */
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include "compat.h"
#include "defaults.h"
#include "lookup.h"
#include "serving.h"
#include "wan.h"

static int leads_to(struct net *net, u8 family)
{
	struct rehome_lookup key = { .iif = LOOPBACK_IFINDEX };
	int i, ifindex;

	if (family == NFPROTO_IPV6) {
		key.daddr.in6 = (struct in6_addr)REHOME_PROBE6;
		return rehome_lookup(net, family, &key);
	}
	for (i = 0; i < ARRAY_SIZE(rehome_probes4); i++) {
		key.daddr.ip = htonl(rehome_probes4[i]);
		ifindex = rehome_lookup(net, family, &key);
		if (ifindex)
			return ifindex;
	}
	return 0;
}

static bool preferred(const struct rehome_wan *wan, const struct rehome_wan *to)
{
	if (wan->conf.metered != to->conf.metered)
		return to->conf.metered;
	return wan->conf.priority < to->conf.priority;
}

static const struct rehome_wan *serving(const struct rehome_wans *ws, u8 family,
					int ifindex)
{
	const struct rehome_wan *wan, *best = NULL;

	list_for_each_entry(wan, &ws->list, list) {
		if (!wan->ifindex ||
		    rehome_wan_state(wan, family) != NF_REHOME_WAN_STATE_UP)
			continue;
		if (wan->ifindex == ifindex)
			return wan;
		if (!best || preferred(wan, best))
			best = wan;
	}
	return best;
}

static struct rehome_wan_family *family_of(struct rehome_wan *wan, u8 family)
{
	return family == NFPROTO_IPV4 ? &wan->inet : &wan->inet6;
}

/* That none serves is a state as well, with a beginning. */
static void conclude(struct rehome_wans *ws, u8 family, const struct rehome_wan *by)
{
	u64 *since = family == NFPROTO_IPV4 ? &ws->since4 : &ws->since6;
	struct rehome_wan_family *wf;
	struct rehome_wan *wan;
	bool changed = !*since;

	list_for_each_entry(wan, &ws->list, list) {
		wf = family_of(wan, family);
		changed |= wf->serves != (wan == by);
		wf->serves = wan == by;
	}
	if (changed)
		*since = ktime_get_ns();
}

/**
 * rehome_serving_look - find the WAN that serves, for each family
 * @net: the namespace
 * @ws: its WANs, with the states that they have now
 *
 * Where the route leads to no WAN that is up, since it was told unhealthy or since marks
 * lead all packets, the preferred one of those that are up is taken: flows are led to
 * that as well.
 *
 * Context: RCU; the namespace's mutex.
 */
void rehome_serving_look(struct net *net, struct rehome_wans *ws)
{
	conclude(ws, NFPROTO_IPV4, serving(ws, NFPROTO_IPV4, leads_to(net, NFPROTO_IPV4)));
	conclude(ws, NFPROTO_IPV6, serving(ws, NFPROTO_IPV6, leads_to(net, NFPROTO_IPV6)));
}
EXPORT_SYMBOL_IF_KUNIT(rehome_serving_look);
