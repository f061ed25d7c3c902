// SPDX-License-Identifier: GPL-2.0
/* All flows over netlink: those of the index, or without one, of conntrack. */
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include "compat.h"
#include "flow.h"
#include "judge.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "netlink_msg.h"
#include "netns.h"
#include "scan.h"
#include "walk.h"

/**
 * struct dump - where a dump is
 * @begun: it is not its first message
 * @done: all flows were given
 * @scan: its place in the index, if that was in use when it began
 * @walk: else, its place in conntrack's table; the flows of @walk.found were
 *	put again, and are looked for once more in the next message
 * @given: how many of these were given
 */
struct dump {
	bool begun;
	bool done;
	struct rehome_scan *scan;
	struct rehome_walk walk;
	int given;
};

/* The space that a callback has for itself is too small. */
static struct dump **dump_of(struct netlink_callback *cb)
{
	return (struct dump **)&cb->args[0];
}

int nf_rehome_nl_flow_get_start(struct netlink_callback *cb)
{
	struct rehome_net *rn = rehome_msg_net(cb->skb);
	struct dump *dump = kzalloc(sizeof(*dump), GFP_KERNEL);

	if (!dump)
		return -ENOMEM;
	dump->scan = rehome_scan_begin(&rn->index);
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
		     struct rehome_net *rn, struct nf_conn *ct,
		     const struct rehome_first *first)
{
	bool stale = rehome_dump_attrs(cb)[NF_REHOME_A_FLOW_STALE];
	struct rehome_offer offer;
	struct rehome_decision d;
	struct rehome_flow flow;
	void *hdr;

	if (!rehome_flow_init(rn, &flow, ct, first))
		return true;
	d = rehome_judge(rn, &flow, atomic64_read(&rn->events), false,
			 &offer);
	rehome_offer_drop(&offer);
	if (stale && d.verdict == NF_REHOME_VERDICT_KEEP)
		return true;
	hdr = rehome_msg_dump(skb, cb, NF_REHOME_CMD_FLOW_GET);
	return hdr && rehome_msg_dumped(skb, hdr,
					rehome_put_flow(skb, &flow, d, ct));
}

/* Both return false when the message is full. */
static bool from_index(struct sk_buff *skb, struct netlink_callback *cb,
		       struct rehome_net *rn, struct dump *dump)
{
	struct rehome_first first;
	struct nf_conn *ct;
	bool fits;

	while ((ct = rehome_scan_next(&rn->index, rn->net, dump->scan,
				      &first))) {
		fits = put_flow(skb, cb, rn, ct, &first);
		nf_ct_put(ct);
		if (!fits) {
			rehome_scan_again(dump->scan);
			return false;
		}
	}
	dump->done = rehome_scan_done(dump->scan);
	return true;
}

static bool of_class(const struct nf_conn *ct, void *data)
{
	const struct rehome_net *rn = data;

	return rehome_entry_class(rn->classes, ct,
				  NF_REHOME_SIGNATURE_NONE) >= 0;
}

static bool from_table(struct sk_buff *skb, struct netlink_callback *cb,
		       struct rehome_net *rn, struct dump *dump)
{
	const struct rehome_first unknown = {};
	struct rehome_walk *walk = &dump->walk;
	const unsigned int lock = walk->lock;
	const unsigned int bucket = walk->bucket;
	const unsigned int skip = walk->skip;
	bool fits = true;
	int i;

	rehome_walk_next(rn->net, walk, of_class, rn);
	for (i = 0; i < walk->count; i++) {
		if (fits && i >= dump->given) {
			fits = put_flow(skb, cb, rn, walk->found[i], &unknown);
			dump->given += fits;
		}
		nf_ct_put(walk->found[i]);
	}
	if (fits) {
		dump->given = 0;
		dump->done = walk->done;
	} else {
		walk->lock = lock;
		walk->bucket = bucket;
		walk->skip = skip;
		walk->done = false;
	}
	return fits;
}

int nf_rehome_nl_flow_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct rehome_net *rn = rehome_msg_net(cb->skb);
	struct dump *dump = *dump_of(cb);
	bool fits = true;

	mutex_lock(&rn->mutex);
	if (!dump->begun)
		rehome_wans_refresh(rn);
	dump->begun = true;
	rehome_pass_selectors(rn);
	while (fits && !dump->done) {
		fits = dump->scan ? from_index(skb, cb, rn, dump) :
				    from_table(skb, cb, rn, dump);
		/* Scheduled passes go first. */
		mutex_unlock(&rn->mutex);
		cond_resched();
		mutex_lock(&rn->mutex);
	}
	mutex_unlock(&rn->mutex);
	return skb->len;
}
