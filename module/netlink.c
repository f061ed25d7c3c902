// SPDX-License-Identifier: GPL-2.0
/* The generic netlink family: what the tool asks and sets. Every operation
 * acts on the namespace of the socket.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <nf_rehome_version.h>
#include "compat.h"
#include "flow.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "netns.h"
#include "pass.h"
#include "walk.h"

/* A sweep gives the processor away this often. */
#define SWEEP_SLICE	(10 * NSEC_PER_MSEC)

static struct rehome_net *net_of(const struct sk_buff *skb)
{
	return rehome_pernet(sock_net(skb->sk));
}

static struct sk_buff *reply_new(struct genl_info *info, void **hdr)
{
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);

	if (!skb)
		return NULL;
	*hdr = genlmsg_put_reply(skb, info, &rehome_genl_family, 0,
				 info->genlhdr->cmd);
	if (*hdr)
		return skb;
	nlmsg_free(skb);
	return NULL;
}

static int reply_send(struct genl_info *info, struct sk_buff *skb, void *hdr,
		      int err)
{
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);
}

/* Replies with what @put writes, under the namespace's mutex. */
static int reply_with(struct sk_buff *req, struct genl_info *info,
		      int (*put)(struct sk_buff *skb, struct rehome_net *rn))
{
	struct rehome_net *rn = net_of(req);
	struct sk_buff *skb;
	void *hdr;
	int err;

	skb = reply_new(info, &hdr);
	if (!skb)
		return -ENOMEM;
	mutex_lock(&rn->mutex);
	err = put(skb, rn);
	mutex_unlock(&rn->mutex);
	return reply_send(info, skb, hdr, err);
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

int nf_rehome_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return reply_with(skb, info, rehome_put_stats);
}

static int put_params(struct sk_buff *skb, struct rehome_net *rn)
{
	return rehome_put_params(skb, rn);
}

int nf_rehome_nl_param_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return reply_with(skb, info, put_params);
}

static void take_ms(const struct genl_info *info, int attr, u64 *ns)
{
	if (info->attrs[attr])
		*ns = (u64)nla_get_u32(info->attrs[attr]) * NSEC_PER_MSEC;
}

static int check_params(const struct rehome_params *p, struct genl_info *info)
{
	if (p->delays.lead > p->delays.trail) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[NF_REHOME_A_PARAM_LEAD] ? :
				    info->attrs[NF_REHOME_A_PARAM_TRAIL],
				    "lead must not be longer than trail");
		return -EINVAL;
	}
	if (p->delays.trail > p->delays.settle) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[NF_REHOME_A_PARAM_TRAIL] ? :
				    info->attrs[NF_REHOME_A_PARAM_SETTLE],
				    "trail must not be longer than settle");
		return -EINVAL;
	}
	return 0;
}

int nf_rehome_nl_param_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct rehome_net *rn = net_of(skb);
	struct rehome_params p;
	bool any = false;
	int i, err;

	for (i = 1; i <= NF_REHOME_A_PARAM_MAX; i++)
		any |= !!info->attrs[i];
	if (!any) {
		NL_SET_ERR_MSG(info->extack, "no setting is given");
		return -EINVAL;
	}

	mutex_lock(&rn->mutex);
	p = rn->params;
	if (info->attrs[NF_REHOME_A_PARAM_MODE])
		p.mode = nla_get_u32(info->attrs[NF_REHOME_A_PARAM_MODE]);
	take_ms(info, NF_REHOME_A_PARAM_LEAD, &p.delays.lead);
	take_ms(info, NF_REHOME_A_PARAM_TRAIL, &p.delays.trail);
	take_ms(info, NF_REHOME_A_PARAM_SETTLE, &p.delays.settle);
	take_ms(info, NF_REHOME_A_PARAM_RECONCILE, &p.delays.reconcile);
	take_ms(info, NF_REHOME_A_PARAM_HOLD, &p.hold);
	err = check_params(&p, info);
	if (!err)
		rn->params = p;
	mutex_unlock(&rn->mutex);
	/* The new settings count from a pass on. */
	if (!err)
		rehome_net_event(rn);
	return err;
}

int nf_rehome_nl_sweep_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct rehome_net *rn = net_of(skb);
	struct rehome_pass pass;
	struct sk_buff *reply;
	void *hdr;
	int err;

	if (mutex_lock_interruptible(&rn->mutex))
		return -EINTR;
	if (rn->params.mode == NF_REHOME_MODE_OFF) {
		mutex_unlock(&rn->mutex);
		NL_SET_ERR_MSG(info->extack, "mode is off");
		return -EBUSY;
	}
	if (rehome_pass_begin(rn, &pass, NF_REHOME_PASS_KIND_COMMAND,
			      info->attrs[NF_REHOME_A_PASS_DRY_RUN])) {
		while (!rehome_pass_slice(rn, &pass, SWEEP_SLICE)) {
			/* Scheduled passes go first. */
			mutex_unlock(&rn->mutex);
			if (fatal_signal_pending(current)) {
				rehome_pass_abort(&pass);
				return -EINTR;
			}
			cond_resched();
			mutex_lock(&rn->mutex);
		}
	} else if (rn->active) {
		mutex_unlock(&rn->mutex);
		return -ENOMEM;
	}
	rehome_pass_end(rn, &pass);
	if (pass.until)
		rehome_net_again(rn, pass.until);
	mutex_unlock(&rn->mutex);

	reply = reply_new(info, &hdr);
	if (!reply)
		return -ENOMEM;
	err = rehome_put_pass(reply, &pass.count);
	return reply_send(info, reply, hdr, err);
}

static void *dump_put(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   &rehome_genl_family, NLM_F_MULTI, cmd);
}

/* True when the object fitted. */
static bool dump_end(struct sk_buff *skb, void *hdr, int err)
{
	if (err)
		genlmsg_cancel(skb, hdr);
	else
		genlmsg_end(skb, hdr);
	return !err;
}

int nf_rehome_nl_wan_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	struct rehome_net *rn = net_of(cb->skb);
	const struct rehome_wan *wan;
	long n = 0;
	void *hdr;

	mutex_lock(&rn->mutex);
	rehome_wans_refresh(rn);
	list_for_each_entry(wan, &rn->wans.list, list) {
		if (n++ < cb->args[0])
			continue;
		hdr = dump_put(skb, cb, NF_REHOME_CMD_WAN_GET);
		if (!hdr || !dump_end(skb, hdr, rehome_put_wan(skb, rn, wan)))
			break;
		cb->args[0] = n;
	}
	mutex_unlock(&rn->mutex);
	return skb->len;
}

int nf_rehome_nl_class_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	struct rehome_net *rn = net_of(cb->skb);
	void *hdr;

	mutex_lock(&rn->mutex);
	for (; cb->args[0] < REHOME_CLASSES; cb->args[0]++) {
		hdr = dump_put(skb, cb, NF_REHOME_CMD_CLASS_GET);
		if (!hdr || !dump_end(skb, hdr, rehome_put_class(skb, rn,
								 cb->args[0])))
			break;
	}
	mutex_unlock(&rn->mutex);
	return skb->len;
}

static bool of_class(const struct nf_conn *ct, void *data)
{
	return rehome_flow_class(ct) >= 0;
}

/* Puts one flow; false when it did not fit. */
static bool dump_flow(struct sk_buff *skb, struct netlink_callback *cb,
		      struct rehome_net *rn, struct nf_conn *ct,
		      const struct rehome_marks marks[2], bool stale)
{
	int class = rehome_flow_class(ct);
	struct rehome_offer offer;
	struct rehome_decision d;
	struct rehome_flow flow;
	void *hdr;

	if (class < 0 || nf_ct_is_expired(ct))
		return true;
	rehome_flow_init(rn, &flow, ct, class);
	d = rehome_judge(rn, &flow, marks, atomic64_read(&rn->events), false,
			 &offer);
	rehome_act_drop(&offer);
	if (stale && d.verdict == NF_REHOME_VERDICT_KEEP)
		return true;
	hdr = dump_put(skb, cb, NF_REHOME_CMD_FLOW_GET);
	return hdr && dump_end(skb, hdr, rehome_put_flow(skb, &flow, d, ct));
}

/* args: lock, bucket, flows of the batch already given, end reached, skip */
int nf_rehome_nl_flow_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	bool stale = rehome_dump_attrs(cb)[NF_REHOME_A_FLOW_STALE];
	struct rehome_net *rn = net_of(cb->skb);
	struct rehome_marks marks[2];
	struct rehome_walk *walk;
	bool fits = true;
	int i;

	if (cb->args[3])
		return 0;
	walk = kzalloc(sizeof(*walk), GFP_KERNEL);
	if (!walk)
		return -ENOMEM;
	mutex_lock(&rn->mutex);
	if (!cb->args[0] && !cb->args[1])
		rehome_wans_refresh(rn);
	rehome_pass_marks(rn, marks);
	while (fits && !cb->args[3]) {
		walk->lock = cb->args[0];
		walk->bucket = cb->args[1];
		walk->skip = cb->args[4];
		rehome_walk_next(rn->net, walk, of_class, NULL);
		for (i = 0; i < walk->count; i++) {
			if (fits && i >= cb->args[2])
				fits = dump_flow(skb, cb, rn, walk->found[i],
						 marks, stale);
			if (fits && i >= cb->args[2])
				cb->args[2] = i + 1;
			nf_ct_put(walk->found[i]);
		}
		if (fits) {
			cb->args[0] = walk->lock;
			cb->args[1] = walk->bucket;
			cb->args[2] = 0;
			cb->args[3] = walk->done;
			cb->args[4] = walk->skip;
		}
		cond_resched();
	}
	mutex_unlock(&rn->mutex);
	kfree(walk);
	return skb->len;
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
	/* Passes go on, and must not tell a group that is none any more. */
	WRITE_ONCE(rehome_netlink_live, false);
	synchronize_rcu();
	genl_unregister_family(&rehome_genl_family);
}
