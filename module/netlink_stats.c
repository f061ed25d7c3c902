// SPDX-License-Identifier: GPL-2.0
/* Writes counters and the state of a namespace as netlink attributes. */
#include <linux/ktime.h>
#include <net/netlink.h>
#include <nf_rehome_version.h>
#include "compat.h"
#include "netlink_put.h"
#include "pernet.h"
#include "tally.h"
#include "wan.h"

/* Counters that only have a kind and a number. */
static int put_kinds(struct sk_buff *skb, int attr, const u64 *counts, int n)
{
	struct nlattr *nest;
	int i;

	BUILD_BUG_ON((int)NF_REHOME_A_PASS_STATS_KIND !=
		     (int)NF_REHOME_A_FAILURE_STATS_KIND ||
		     (int)NF_REHOME_A_PASS_STATS_COUNT !=
		     (int)NF_REHOME_A_FAILURE_STATS_COUNT ||
		     (int)NF_REHOME_A_PASS_STATS_PAD !=
		     (int)NF_REHOME_A_FAILURE_STATS_PAD);
	for (i = 0; i < n; i++) {
		nest = nla_nest_start(skb, attr);
		if (!nest ||
		    nla_put_u32(skb, NF_REHOME_A_PASS_STATS_KIND, i) ||
		    nla_put_u64_64bit(skb, NF_REHOME_A_PASS_STATS_COUNT,
				      counts[i], NF_REHOME_A_PASS_STATS_PAD))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int put_reason(struct sk_buff *skb, int reason,
		      const struct rehome_count *c)
{
	struct nlattr *nest = nla_nest_start(skb, NF_REHOME_A_STATS_REASON);

	if (!nest ||
	    nla_put_u32(skb, NF_REHOME_A_REASON_STATS_REASON, reason) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_REASON_STATS_KEEP, c->keep,
			      NF_REHOME_A_REASON_STATS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_REASON_STATS_RENAT, c->renat,
			      NF_REHOME_A_REASON_STATS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_REASON_STATS_EXPIRE, c->expire,
			      NF_REHOME_A_REASON_STATS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_REASON_STATS_REPORT, c->report,
			      NF_REHOME_A_REASON_STATS_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_number(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, NF_REHOME_A_INDEX_STATS_PAD);
}

static int put_index(struct sk_buff *skb, struct rehome_index *ix,
		     const struct rehome_index_count *c)
{
	struct nlattr *nest;
	unsigned int flows;
	bool on;

	spin_lock_bh(&ix->lock);
	on = ix->on;
	flows = ix->flows;
	spin_unlock_bh(&ix->lock);
	if (!on)
		return 0;
	nest = nla_nest_start(skb, NF_REHOME_A_STATS_INDEX);
	if (!nest || nla_put_u32(skb, NF_REHOME_A_INDEX_STATS_FLOWS, flows) ||
	    nla_put_u32(skb, NF_REHOME_A_INDEX_STATS_LIMIT, ix->max) ||
	    put_number(skb, NF_REHOME_A_INDEX_STATS_BYTES,
		       rehome_index_bytes(ix)) ||
	    put_number(skb, NF_REHOME_A_INDEX_STATS_OBSERVED, c->observed) ||
	    put_number(skb, NF_REHOME_A_INDEX_STATS_ADOPTED, c->adopted) ||
	    put_number(skb, NF_REHOME_A_INDEX_STATS_GONE, c->gone) ||
	    put_number(skb, NF_REHOME_A_INDEX_STATS_EVICTED, c->evicted) ||
	    put_number(skb, NF_REHOME_A_INDEX_STATS_REFUSED, c->refused))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_watch(struct sk_buff *skb, const struct rehome_stats *s)
{
	struct nlattr *nest = nla_nest_start(skb, NF_REHOME_A_STATS_WATCH);

	if (!nest ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_WATCH_STATS_WINDOWS,
			      atomic64_read(&s->windows),
			      NF_REHOME_A_WATCH_STATS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_WATCH_STATS_JUDGED,
			      atomic64_read(&s->judged),
			      NF_REHOME_A_WATCH_STATS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_WATCH_STATS_ASKED,
			      atomic64_read(&s->asked),
			      NF_REHOME_A_WATCH_STATS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_WATCH_STATS_LATE,
			      atomic64_read(&s->late),
			      NF_REHOME_A_WATCH_STATS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_WATCH_STATS_RESETS,
			      atomic64_read(&s->resets),
			      NF_REHOME_A_WATCH_STATS_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int rehome_put_stats(struct sk_buff *skb, struct rehome_net *rn,
		     const struct rehome_tally *tally)
{
	const struct rehome_stats *s = &tally->stats;
	int i;

	if (nla_put_u64_64bit(skb, NF_REHOME_A_STATS_EVENTS,
			      tally->events, NF_REHOME_A_STATS_PAD) ||
	    put_kinds(skb, NF_REHOME_A_STATS_PASS, s->passes, REHOME_PASSES) ||
	    put_kinds(skb, NF_REHOME_A_STATS_FAILURE, s->failures,
		      REHOME_FAILURES) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_STATS_WALKED, s->walked,
			      NF_REHOME_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_STATS_FLOWS, s->flows,
			      NF_REHOME_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_STATS_DURATION,
			      div_u64(s->duration, NSEC_PER_USEC),
			      NF_REHOME_A_STATS_PAD) ||
	    put_index(skb, &rn->index, &tally->index) ||
	    put_watch(skb, s))
		return -EMSGSIZE;
	for (i = 0; i < REHOME_REASONS; i++)
		if (put_reason(skb, i, &s->reasons[i]))
			return -EMSGSIZE;
	return 0;
}

static int put_last(struct sk_buff *skb, struct rehome_net *rn)
{
	struct nlattr *nest;

	if (!rn->last_end)
		return 0;
	nest = nla_nest_start(skb, NF_REHOME_A_STATUS_LAST);
	if (!nest || rehome_put_pass(skb, &rn->last))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return nla_put_u64_64bit(skb, NF_REHOME_A_STATUS_LAST_AGO,
				 div_u64(ktime_get_ns() - rn->last_end,
					 NSEC_PER_MSEC),
				 NF_REHOME_A_STATUS_PAD);
}

static int put_failovers(struct sk_buff *skb, const struct rehome_failovers *fos)
{
	const struct rehome_failover *fo;
	struct nlattr *nest;
	unsigned int back;

	for (back = 0; (fo = rehome_failover_past(fos, back)); back++) {
		nest = nla_nest_start(skb, NF_REHOME_A_STATUS_FAILOVER);
		if (!nest || rehome_put_failover(skb, fo))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int put_serving(struct sk_buff *skb, const struct rehome_wan *by, u8 family,
		       u64 since)
{
	struct nlattr *nest;

	if (!since)
		return 0;
	nest = nla_nest_start(skb, NF_REHOME_A_STATUS_SERVING);
	if (!nest || nla_put_u8(skb, NF_REHOME_A_SERVING_FAMILY, family) ||
	    (by && nla_put_string(skb, NF_REHOME_A_SERVING_IFNAME, by->name)) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_SERVING_AGO,
			      div_u64(ktime_get_ns() - since, NSEC_PER_MSEC),
			      NF_REHOME_A_SERVING_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int rehome_put_status(struct sk_buff *skb, struct rehome_net *rn)
{
	struct rehome_count sum = rehome_stats_total(&rn->stats);
	const struct rehome_wan *wan, *by4 = NULL, *by6 = NULL;
	const struct rehome_wans *ws = &rn->wans;
	u32 wans = 0, up = 0;

	list_for_each_entry(wan, &ws->list, list) {
		by4 = wan->inet.serves ? wan : by4;
		by6 = wan->inet6.serves ? wan : by6;
		wans++;
		up += rehome_wan_best(wan) == NF_REHOME_WAN_STATE_UP;
	}
	if (nla_put_string(skb, NF_REHOME_A_STATUS_RELEASE,
			   NF_REHOME_VERSION) ||
	    nla_put_u32(skb, NF_REHOME_A_STATUS_MODE, rn->params.mode) ||
	    nla_put_u8(skb, NF_REHOME_A_STATUS_ACTIVE,
		       rn->active && rn->params.mode != NF_REHOME_MODE_OFF) ||
	    nla_put_u32(skb, NF_REHOME_A_STATUS_WANS_UP, up) ||
	    nla_put_u32(skb, NF_REHOME_A_STATUS_WANS, wans) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_STATUS_EVENTS,
			      atomic64_read(&rn->events),
			      NF_REHOME_A_STATUS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_STATUS_PASSES, rn->passes,
			      NF_REHOME_A_STATUS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_STATUS_RENAT, sum.renat,
			      NF_REHOME_A_STATUS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_STATUS_EXPIRE, sum.expire,
			      NF_REHOME_A_STATUS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_STATUS_REPORT, sum.report,
			      NF_REHOME_A_STATUS_PAD) ||
	    put_serving(skb, by4, NFPROTO_IPV4, ws->since4) ||
	    put_serving(skb, by6, NFPROTO_IPV6, ws->since6) ||
	    put_last(skb, rn) || put_failovers(skb, &rn->failovers) ||
	    nla_put_u8(skb, NF_REHOME_A_STATUS_WATCH, READ_ONCE(rn->window.on)))
		return -EMSGSIZE;
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_put_status);
