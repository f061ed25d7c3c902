// SPDX-License-Identifier: GPL-2.0
/* Announces what happened. Nothing is made when nobody listens. */
#include "compat.h"
#include "entry.h"
#include "flow.h"
#include "netlink_family.h"
#include "netlink_gen.h"
#include "netlink_put.h"
#include "notify.h"
#include "pernet.h"
#include "wan.h"

/* The caller holds RCU until the message is sent. */
static struct sk_buff *notify_start(struct rehome_net *rn, unsigned int group, u8 cmd,
				    void **hdr)
{
	struct sk_buff *skb;

	if (!READ_ONCE(rehome_netlink_live) ||
	    (group == NF_REHOME_NLGRP_FLOWS && !REHOME_GROUPS_GUARDED) ||
	    !genl_has_listeners(&rehome_genl_family, rn->net, group))
		return NULL;
	skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	if (!skb)
		return NULL;
	*hdr = genlmsg_put(skb, 0, 0, &rehome_genl_family, 0, cmd);
	if (*hdr)
		return skb;
	nlmsg_free(skb);
	return NULL;
}

static void notify_finish(struct rehome_net *rn, unsigned int group,
			  struct sk_buff *skb, void *hdr, int err)
{
	if (err) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&rehome_genl_family, rn->net, skb, 0, group,
				GFP_ATOMIC);
}

/**
 * rehome_notify_pass - announce a pass that did something
 * @rn: the namespace
 * @count: what it did
 *
 * Context: any but interrupts, as for the others here.
 */
void rehome_notify_pass(struct rehome_net *rn,
			const struct rehome_pass_count *count)
{
	struct sk_buff *skb;
	void *hdr;

	rcu_read_lock();
	skb = notify_start(rn, NF_REHOME_NLGRP_EVENTS, NF_REHOME_CMD_PASS_NTF, &hdr);
	if (skb)
		notify_finish(rn, NF_REHOME_NLGRP_EVENTS, skb, hdr,
			      rehome_put_pass(skb, count));
	rcu_read_unlock();
}

/**
 * rehome_notify_flow - announce a flow that was moved or expired, or would be
 * @rn: the namespace
 * @flow: the flow
 * @d: what was done
 * @now: the entry it has now
 * @old: reply tuple of the entry that it had; NULL if that is the same
 */
void rehome_notify_flow(struct rehome_net *rn, const struct rehome_flow *flow,
			struct rehome_decision d, const struct nf_conn *now,
			const struct nf_conntrack_tuple *old)
{
	struct sk_buff *skb;
	void *hdr;
	int err;

	rcu_read_lock();
	skb = notify_start(rn, NF_REHOME_NLGRP_FLOWS, NF_REHOME_CMD_FLOW_NTF, &hdr);
	if (!skb)
		goto out;
	if (!old)
		old = rehome_entry_mapping(now);
	err = rehome_put_flow(skb, rn, flow, d, now);
	if (!err)
		err = rehome_put_mapping(skb, old, NF_REHOME_A_FLOW_OLD_ADDR,
					 NF_REHOME_A_FLOW_OLD_PORT);
	notify_finish(rn, NF_REHOME_NLGRP_FLOWS, skb, hdr, err);
out:
	rcu_read_unlock();
}

/**
 * rehome_notify_wan - announce a WAN that came, went or changed
 * @rn: the namespace
 * @wan: the WAN
 */
void rehome_notify_wan(struct rehome_net *rn, const struct rehome_wan *wan)
{
	struct sk_buff *skb;
	void *hdr;

	rcu_read_lock();
	skb = notify_start(rn, NF_REHOME_NLGRP_EVENTS, NF_REHOME_CMD_WAN_NTF, &hdr);
	if (skb)
		notify_finish(rn, NF_REHOME_NLGRP_EVENTS, skb, hdr,
			      rehome_put_wan(skb, rn, wan));
	rcu_read_unlock();
}

/**
 * rehome_notify_wanted - does anybody listen to what becomes of flows?
 * @rn: the namespace
 *
 * Return: false if a message would be made for nobody.
 */
bool rehome_notify_wanted(const struct rehome_net *rn)
{
	return REHOME_GROUPS_GUARDED && READ_ONCE(rehome_netlink_live) &&
	       genl_has_listeners(&rehome_genl_family, rn->net,
				  NF_REHOME_NLGRP_FLOWS);
}

/**
 * rehome_notify_failover - announce flows that moved together
 * @rn: the namespace
 * @fo: what happened
 */
void rehome_notify_failover(struct rehome_net *rn,
			    const struct rehome_failover *fo)
{
	struct sk_buff *skb;
	void *hdr;

	rcu_read_lock();
	skb = notify_start(rn, NF_REHOME_NLGRP_EVENTS, NF_REHOME_CMD_FAILOVER_NTF,
			   &hdr);
	if (skb)
		notify_finish(rn, NF_REHOME_NLGRP_EVENTS, skb, hdr,
			      rehome_put_failover(skb, fo));
	rcu_read_unlock();
}
