// SPDX-License-Identifier: GPL-2.0
/* All flows over netlink: those of the index. */
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include "compat.h"
#include "facts.h"
#include "filter.h"
#include "flow.h"
#include "netlink_gen.h"
#include "netlink_msg.h"
#include "netlink_put.h"
#include "pernet.h"
#include "scan.h"

/**
 * struct dump - where a dump is
 * @done: all flows were given
 * @only: the flows that are asked for
 * @scan: its place in the index; NULL if that is not in use
 */
struct dump {
	bool done;
	struct rehome_filter only;
	struct rehome_scan *scan;
};

/* The space that a callback has for itself is too small. */
static struct dump **dump_of(struct netlink_callback *cb)
{
	return (struct dump **)&cb->args[0];
}

int nf_rehome_nl_flow_get_start(struct netlink_callback *cb)
{
	struct rehome_net *rn = rehome_msg_net(cb->skb);
	struct dump *dump = kzalloc(sizeof(*dump), GFP_KERNEL_ACCOUNT);
	struct nlattr **attrs = rehome_dump_attrs(cb);
	int err;

	if (!dump)
		return -ENOMEM;
	mutex_lock(&rn->mutex);
	err = rehome_filter_take(rn, cb->extack, attrs[NF_REHOME_A_FLOW_CLASS],
				 attrs[NF_REHOME_A_FLOW_OWNER], &dump->only);
	mutex_unlock(&rn->mutex);
	if (err) {
		kfree(dump);
		return err;
	}
	dump->scan = rehome_scan_begin(&rn->index);
	dump->done = !dump->scan;
	*dump_of(cb) = dump;
	return 0;
}

int nf_rehome_nl_flow_get_done(struct netlink_callback *cb)
{
	struct rehome_net *rn = rehome_msg_net(cb->skb);
	struct dump *dump = *dump_of(cb);

	rehome_scan_end(&rn->index, dump->scan);
	kfree(dump);
	return 0;
}

/* Puts one flow; false when it did not fit. */
static bool put_flow(struct sk_buff *skb, struct netlink_callback *cb,
		     struct rehome_net *rn, const struct dump *dump,
		     struct nf_conn *ct)
{
	bool stale = rehome_dump_attrs(cb)[NF_REHOME_A_FLOW_STALE];
	struct rehome_decision d;
	struct rehome_flow flow;
	bool fits = true;
	void *hdr;

	rehome_facts_init(rn, &flow, ct);
	if (!flow.class || nf_ct_is_expired(ct))
		return true;
	rcu_read_lock();
	rehome_facts_gather(rn, &flow, NULL);
	d = rehome_decide(&flow.facts);
	if ((stale && d.verdict == NF_REHOME_VERDICT_KEEP) ||
	    !rehome_filter_has(&dump->only, &flow))
		goto out;
	hdr = rehome_msg_dump(skb, cb, NF_REHOME_CMD_FLOW_GET);
	fits = hdr && rehome_msg_dumped(skb, hdr,
					rehome_put_flow(skb, rn, &flow, d, ct) ? :
					rehome_put_hint(skb, rn, &flow));
out:
	rcu_read_unlock();
	return fits;
}

/* Some of them, as few may be of those asked for. Returns false when the message is full. */
static bool put_flows(struct sk_buff *skb, struct netlink_callback *cb,
		      struct rehome_net *rn, struct dump *dump)
{
	struct nf_conn *ct;
	bool fits;
	int i;

	for (i = 0; i < REHOME_SCAN_BATCH; i++) {
		ct = rehome_scan_next(&rn->index, rn->net, dump->scan);
		if (!ct)
			break;
		fits = put_flow(skb, cb, rn, dump, ct);
		nf_ct_put(ct);
		if (!fits) {
			rehome_scan_again(dump->scan);
			return false;
		}
	}
	dump->done = rehome_scan_done(dump->scan);
	return true;
}

int nf_rehome_nl_flow_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct rehome_net *rn = rehome_msg_net(cb->skb);
	struct dump *dump = *dump_of(cb);
	bool fits = true;

	mutex_lock(&rn->mutex);
	while (fits && !dump->done && !fatal_signal_pending(current)) {
		fits = put_flows(skb, cb, rn, dump);
		/* Scheduled passes go first. */
		mutex_unlock(&rn->mutex);
		cond_resched();
		mutex_lock(&rn->mutex);
	}
	mutex_unlock(&rn->mutex);
	/* One that is done holds the module no longer. */
	return dump->done ? 0 : skb->len;
}
