// SPDX-License-Identifier: GPL-2.0
/* Classes over netlink. Who changes something makes a new table and publishes it, so
 * that packets see all of a change or nothing.
 */
#include <linux/math64.h>
#include "alarm.h"
#include "classes.h"
#include "hosts.h"
#include "netlink_class.h"
#include "netlink_gen.h"
#include "netlink_class_take.h"
#include "netlink_match.h"
#include "netlink_msg.h"
#include "pernet.h"

static const int settings[] = {
	NF_REHOME_A_CLASS_ACTION, NF_REHOME_A_CLASS_FAILBACK,
	NF_REHOME_A_CLASS_DRAIN, NF_REHOME_A_CLASS_KEEP_PORT,
	NF_REHOME_A_CLASS_RESET, NF_REHOME_A_CLASS_ACTIVE,
};

static int put_class(struct sk_buff *skb, struct rehome_net *rn,
		     const struct rehome_class *class)
{
	struct rehome_count count = rehome_stats_class(&rn->stats, class);
	const struct rehome_class_conf *conf = &class->conf;

	if (nla_put_string(skb, NF_REHOME_A_CLASS_NAME, class->name) ||
	    rehome_match_put(skb, class->match) ||
	    nla_put_u32(skb, NF_REHOME_A_CLASS_ACTION, conf->action) ||
	    nla_put_u32(skb, NF_REHOME_A_CLASS_FAILBACK, conf->failback) ||
	    nla_put_u32(skb, NF_REHOME_A_CLASS_DRAIN,
			div_u64(conf->drain, NSEC_PER_MSEC)) ||
	    (class->match->proto == IPPROTO_TCP ?
	     nla_put_u8(skb, NF_REHOME_A_CLASS_RESET, conf->reset) :
	     nla_put_u8(skb, NF_REHOME_A_CLASS_KEEP_PORT, conf->keep_port)) ||
	    nla_put_u8(skb, NF_REHOME_A_CLASS_PRESET, class->preset) ||
	    nla_put_u8(skb, NF_REHOME_A_CLASS_ACTIVE, conf->active) ||
	    nla_put_u8(skb, NF_REHOME_A_CLASS_OWN, class->own) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_CLASS_RENAT, count.renat,
			      NF_REHOME_A_CLASS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_CLASS_EXPIRE, count.expire,
			      NF_REHOME_A_CLASS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_CLASS_REPORT, count.report,
			      NF_REHOME_A_CLASS_PAD))
		return -EMSGSIZE;
	return 0;
}

int nf_rehome_nl_class_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	struct rehome_net *rn = rehome_msg_net(cb->skb);
	const struct rehome_classes *cs;
	bool done = true;
	void *hdr;

	mutex_lock(&rn->mutex);
	cs = rehome_net_classes(rn);
	/* The reader learns that they changed meanwhile. */
	cb->seq = rn->classes_epoch + 1;
	for (; cb->args[0] < cs->count; cb->args[0]++) {
		hdr = rehome_msg_dump(skb, cb, NF_REHOME_CMD_CLASS_GET);
		done = hdr && rehome_msg_dumped(skb, hdr,
						put_class(skb, rn, cs->at[cb->args[0]]));
		if (!done)
			break;
	}
	mutex_unlock(&rn->mutex);
	/* One that is done holds the module no longer. */
	return done ? 0 : skb->len;
}

/**
 * rehome_netlink_class_ready - get what a table needs before it is published
 * @cs: the table
 *
 * Context: process, the namespace's mutex.
 * Return: 0 or -ENOMEM.
 */
int rehome_netlink_class_ready(struct rehome_classes *cs)
{
	rehome_classes_settle(cs);
	/* It stays, so that the class is the same when it is asked for again. */
	return cs->hosts ? rehome_hosts_start(cs->hosts) : 0;
}

/**
 * rehome_netlink_class_publish - let packets read a new table
 * @rn: the namespace
 * @cs: the table, which is ready
 *
 * Context: process, the namespace's mutex.
 */
void rehome_netlink_class_publish(struct rehome_net *rn, struct rehome_classes *cs)
{
	struct rehome_classes *old;

	old = rcu_replace_pointer(rn->classes, cs, lockdep_is_held(&rn->mutex));
	rn->classes_epoch++;
	rehome_classes_retire(old, cs, true);
}

static int no_memory(struct genl_info *info)
{
	return rehome_msg_bad(info, NF_REHOME_A_CLASS_NAME, -ENOMEM,
			      "no memory for the class");
}

/* Carries out a command about one class on a copy of the table. */
static int on_copy(struct sk_buff *skb, struct genl_info *info,
		   int (*fn)(struct rehome_net *rn, struct genl_info *info,
			     struct rehome_classes *cs, int i))
{
	const struct nlattr *name = info->attrs[NF_REHOME_A_CLASS_NAME];
	struct rehome_net *rn = rehome_msg_net(skb);
	struct rehome_classes *cs;
	int err;

	if (rehome_msg_refuse(rn, info->extack))
		return -EOPNOTSUPP;
	if (!name) {
		NL_SET_ERR_MSG(info->extack, "the class has no name");
		return -EINVAL;
	}
	mutex_lock(&rn->mutex);
	cs = rehome_classes_copy(rehome_net_classes(rn), 1);
	err = cs ? fn(rn, info, cs, rehome_classes_find(cs, nla_data(name))) :
		   no_memory(info);
	err = err ? : rehome_netlink_class_ready(cs);
	if (!err)
		rehome_netlink_class_publish(rn, cs);
	else
		rehome_classes_retire(cs, rehome_net_classes(rn), false);
	mutex_unlock(&rn->mutex);
	if (!err)
		rehome_alarm_event(rn, NF_REHOME_CAUSE_COMMAND);
	return err;
}

static int no_such(struct genl_info *info)
{
	return rehome_msg_bad(info, NF_REHOME_A_CLASS_NAME, -ENOENT, "no such class");
}

static int cmd_add(struct rehome_net *rn, struct genl_info *info,
		   struct rehome_classes *cs, int i)
{
	return rehome_class_take_add(rn, info, genlmsg_data(info->genlhdr),
				     genlmsg_len(info->genlhdr), cs) ? :
	       rehome_class_take_marks(rn, info, cs);
}

static int cmd_set(struct rehome_net *rn, struct genl_info *info,
		   struct rehome_classes *cs, int i)
{
	bool any = rehome_match_given(info) ||
		   info->attrs[NF_REHOME_A_CLASS_PROTO] ||
		   info->attrs[NF_REHOME_A_CLASS_BEFORE];
	int n;

	if (i < 0)
		return no_such(info);
	for (n = 0; n < ARRAY_SIZE(settings); n++)
		any |= info->attrs[settings[n]] != NULL;
	if (!any) {
		NL_SET_ERR_MSG(info->extack, "no setting is given");
		return -EINVAL;
	}
	if (!rehome_classes_renew(cs, i))
		return no_memory(info);
	return rehome_class_take_set(info, genlmsg_data(info->genlhdr),
				     genlmsg_len(info->genlhdr), cs, i) ? :
	       rehome_class_take_marks(rn, info, cs);
}

static int cmd_del(struct rehome_net *rn, struct genl_info *info,
		   struct rehome_classes *cs, int i)
{
	struct rehome_class *class;

	if (i < 0)
		return no_such(info);
	if (cs->at[i]->own) {
		rehome_classes_remove(cs, i);
		return 0;
	}
	if (!cs->at[i]->preset)
		return rehome_msg_bad(info, NF_REHOME_A_CLASS_NAME, -EINVAL,
				      "the class is no preset, it is always there");
	class = rehome_classes_renew(cs, i);
	if (!class)
		return no_memory(info);
	class->conf.active = false;
	return 0;
}

int nf_rehome_nl_class_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return on_copy(skb, info, cmd_add);
}

int nf_rehome_nl_class_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return on_copy(skb, info, cmd_set);
}

int nf_rehome_nl_class_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return on_copy(skb, info, cmd_del);
}
