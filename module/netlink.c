// SPDX-License-Identifier: GPL-2.0
/* The generic netlink family: what the tool asks and sets. Every operation
 * acts on the namespace of the socket.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <nf_rehome_version.h>
#include "alarm.h"
#include "compat.h"
#include "flow.h"
#include "netlink.h"
#include "netlink_family.h"
#include "netlink_gen.h"
#include "netlink_msg.h"
#include "netlink_put.h"
#include "pass.h"
#include "pernet.h"
#include "tally.h"

/* A sweep gives the processor away this often. */
#define SWEEP_SLICE	(10 * NSEC_PER_MSEC)

/* Replies with what @put writes, under the namespace's mutex. */
static int reply_with(struct sk_buff *req, struct genl_info *info,
		      int (*put)(struct sk_buff *skb, struct rehome_net *rn))
{
	struct rehome_net *rn = rehome_msg_net(req);
	struct sk_buff *skb;
	void *hdr;
	int err;

	skb = rehome_msg_reply(info, &hdr);
	if (!skb)
		return -ENOMEM;
	mutex_lock(&rn->mutex);
	err = put(skb, rn);
	mutex_unlock(&rn->mutex);
	return rehome_msg_send(info, skb, hdr, err);
}

static int put_version(struct sk_buff *skb, struct rehome_net *rn)
{
	return nla_put_string(skb, NF_REHOME_A_VERSION_RELEASE,
			      NF_REHOME_VERSION);
}

int nf_rehome_nl_version_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return reply_with(skb, info, put_version);
}

int nf_rehome_nl_status_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return reply_with(skb, info, rehome_put_status);
}

static int put_stats(struct sk_buff *skb, struct rehome_net *rn)
{
	struct rehome_tally *tally = kmalloc(sizeof(*tally), GFP_KERNEL);
	int err;

	if (!tally)
		return -ENOMEM;
	rehome_tally_read(rn, tally);
	err = rehome_put_stats(skb, rn, tally);
	kfree(tally);
	return err;
}

int nf_rehome_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return reply_with(skb, info, put_stats);
}

int nf_rehome_nl_stats_reset_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct rehome_net *rn = rehome_msg_net(skb);
	struct rehome_tally *tally;
	struct sk_buff *reply;
	void *hdr;
	int err;

	if (rehome_msg_refuse(rn, info->extack))
		return -EOPNOTSUPP;
	tally = kmalloc(sizeof(*tally), GFP_KERNEL);
	reply = tally ? rehome_msg_reply(info, &hdr) : NULL;
	if (!reply) {
		kfree(tally);
		return -ENOMEM;
	}
	mutex_lock(&rn->mutex);
	rehome_tally_read(rn, tally);
	err = rehome_put_stats(reply, rn, tally);
	err = rehome_msg_send(info, reply, hdr, err);
	/* Nobody would ever know of counts that were not told. */
	if (!err)
		rehome_tally_reset(rn, tally);
	mutex_unlock(&rn->mutex);
	kfree(tally);
	return err;
}

static int put_params(struct sk_buff *skb, struct rehome_net *rn)
{
	return rehome_put_params(skb, rn);
}

int nf_rehome_nl_param_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return reply_with(skb, info, put_params);
}

/**
 * rehome_netlink_pass - run a pass for a command
 * @rn: the namespace
 * @pass: the pass
 * @only: the flows that it is about; NULL for all
 * @dry: only look
 *
 * Context: process, the namespace's mutex, which is given up now and then.
 * Return: 0, -EINTR when the caller is killed, or -ENOMEM.
 */
int rehome_netlink_pass(struct rehome_net *rn, struct rehome_pass *pass,
			const struct rehome_filter *only, bool dry)
{
	lockdep_assert_held(&rn->mutex);
	if (rehome_pass_begin(rn, pass, NF_REHOME_PASS_KIND_COMMAND, dry)) {
		if (only)
			pass->only = *only;
		while (!rehome_pass_slice(rn, pass, SWEEP_SLICE)) {
			/* Scheduled passes go first. */
			mutex_unlock(&rn->mutex);
			cond_resched();
			mutex_lock(&rn->mutex);
			if (fatal_signal_pending(current)) {
				rehome_pass_abort(rn, pass);
				return -EINTR;
			}
		}
	} else if (rn->active && rn->params.mode != NF_REHOME_MODE_OFF) {
		return -ENOMEM;
	}
	rehome_pass_end(rn, pass);
	if (pass->until) {
		rehome_sched_again(&rn->sched, pass->until);
		rehome_alarm_wake(rn, 0);
	}
	return 0;
}

int nf_rehome_nl_sweep_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct rehome_net *rn = rehome_msg_net(skb);
	struct rehome_filter only;
	struct rehome_pass pass;
	struct sk_buff *reply;
	void *hdr;
	int err;

	if (rehome_msg_refuse(rn, info->extack))
		return -EOPNOTSUPP;
	if (mutex_lock_interruptible(&rn->mutex))
		return -EINTR;
	if (rn->params.mode == NF_REHOME_MODE_OFF) {
		NL_SET_ERR_MSG(info->extack, "mode is off");
		err = -EBUSY;
	} else {
		err = rehome_filter_take(rn, info->extack,
					 info->attrs[NF_REHOME_A_PASS_CLASS],
					 info->attrs[NF_REHOME_A_PASS_WAN], &only) ? :
		      rehome_netlink_pass(rn, &pass, &only,
					  info->attrs[NF_REHOME_A_PASS_DRY_RUN]);
		if (err == -ENOMEM)
			NL_SET_ERR_MSG(info->extack, "no memory for a pass");
	}
	mutex_unlock(&rn->mutex);
	if (err)
		return err;

	reply = rehome_msg_reply(info, &hdr);
	if (!reply)
		return -ENOMEM;
	err = rehome_put_pass(reply, &pass.count);
	return rehome_msg_send(info, reply, hdr, err);
}

/* Operations that take no attributes refuse any. */
static const struct nla_policy nothing_policy[] = {
	[1] = { .type = NLA_REJECT },
};

static const struct genl_multicast_group groups[] = {
	[NF_REHOME_NLGRP_EVENTS] = {
		.name = NF_REHOME_MCGRP_EVENTS,
#ifdef GENL_MCAST_CAP_NET_ADMIN
		.flags = GENL_MCAST_CAP_NET_ADMIN,
#endif
	},
	[NF_REHOME_NLGRP_FLOWS] = {
		.name = NF_REHOME_MCGRP_FLOWS,
#ifdef GENL_MCAST_CAP_NET_ADMIN
		.flags = GENL_MCAST_CAP_NET_ADMIN,
#endif
	},
};

struct genl_family rehome_genl_family = {
	.name = NF_REHOME_GENL_NAME,
	.version = NF_REHOME_GENL_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = nf_rehome_nl_ops,
	.n_ops = ARRAY_SIZE(nf_rehome_nl_ops),
	.policy = nothing_policy,
	.maxattr = ARRAY_SIZE(nothing_policy) - 1,
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
};

bool rehome_netlink_live;

int rehome_netlink_init(void)
{
	int err = genl_register_family(&rehome_genl_family);

	WRITE_ONCE(rehome_netlink_live, !err);
	return err;
}

void rehome_netlink_exit(void)
{
	/* Passes go on, and must not send to a group that is none any more. */
	WRITE_ONCE(rehome_netlink_live, false);
	synchronize_rcu();
	genl_unregister_family(&rehome_genl_family);
}
