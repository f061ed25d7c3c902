// SPDX-License-Identifier: GPL-2.0
/* WANs over netlink: what they are, and their settings. */
#include <linux/ktime.h>
#include "alarm.h"
#include "discover.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "netlink_msg.h"
#include "netlink_put.h"
#include "netlink_wan.h"
#include "netlink_wan_take.h"
#include "notify.h"
#include "pass.h"
#include "pernet.h"
#include "wan.h"

int nf_rehome_nl_wan_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	struct rehome_net *rn = rehome_msg_net(cb->skb);
	const struct rehome_wan *wan;
	bool done = true;
	long n = 0;
	void *hdr;

	mutex_lock(&rn->mutex);
	/* The reader learns that the list changed meanwhile. */
	cb->seq = rn->wans.epoch + 1;
	list_for_each_entry(wan, &rn->wans.list, list) {
		if (n++ < cb->args[0])
			continue;
		hdr = rehome_msg_dump(skb, cb, NF_REHOME_CMD_WAN_GET);
		done = hdr && rehome_msg_dumped(skb, hdr,
						rehome_put_wan(skb, rn, wan));
		if (!done)
			break;
		cb->args[0] = n;
	}
	mutex_unlock(&rn->mutex);
	/* One that is done holds the module no longer. */
	return done ? 0 : skb->len;
}

static const char *name_of(struct genl_info *info)
{
	const struct nlattr *name = info->attrs[NF_REHOME_A_WAN_IFNAME];

	if (name && *(const char *)nla_data(name))
		return nla_data(name);
	rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, 0, "the WAN has no name");
	return NULL;
}

static int check_others(struct rehome_net *rn, struct genl_info *info,
			const struct rehome_wan_conf *conf, const char *name)
{
	const struct rehome_wan *wan;
	int err = 0;

	list_for_each_entry(wan, &rn->wans.list, list)
		if (!err && strcmp(wan->name, name))
			err = rehome_wan_take_differs(info, conf, &wan->conf);
	return err ? : rehome_wan_take_mark(info, conf, rehome_net_classes(rn));
}

static int netlink_wan_add(struct rehome_net *rn, struct genl_info *info, const char *name)
{
	struct rehome_wan_conf conf = {};
	struct rehome_wan *wan;
	int err;

	wan = rehome_wan_by_name(&rn->wans, name);
	if (wan && wan->named)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, -EEXIST,
					  "the WAN was added already");
	err = rehome_wan_take_name(rn, info, name) ? : rehome_wan_take(info, &conf);
	err = err ? : check_others(rn, info, &conf, name);
	if (err)
		return err;
	if (rehome_wans_full(&rn->wans, name))
		return rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, -ENOSPC,
					  "too many WANs");
	wan = rehome_wan_keep(&rn->wans, name);
	if (!wan)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, -ENOMEM,
					  "no memory for the WAN");
	wan->named = true;
	wan->conf = conf;
	return 0;
}

static int netlink_wan_change(struct rehome_net *rn, struct genl_info *info,
			      const char *name)
{
	struct rehome_wan *wan = rehome_wan_by_name(&rn->wans, name);
	struct rehome_wan_conf conf;
	bool any = false;
	int i, err;

	if (!wan || !wan->named)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, -ENOENT,
					  "the WAN was not added");
	for (i = 1; i <= NF_REHOME_A_WAN_SNAT6; i++)
		any |= i != NF_REHOME_A_WAN_IFNAME && info->attrs[i];
	if (!any)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, -EINVAL,
					  "no setting is given");
	conf = wan->conf;
	err = rehome_wan_take(info, &conf) ? : check_others(rn, info, &conf, name);
	if (!err)
		wan->conf = conf;
	return err;
}

static int netlink_wan_forget(struct rehome_net *rn, struct genl_info *info,
			      const char *name)
{
	struct rehome_wan *wan = rehome_wan_by_name(&rn->wans, name);

	if (!wan || !wan->named)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, -ENOENT,
					  "the WAN was not added");
	rehome_wan_forget(&rn->wans, wan);
	return 0;
}

/**
 * rehome_netlink_wan_changed - tell of a WAN that was changed by a command
 * @rn: the namespace
 * @wan: the WAN
 *
 * Context: process, the namespace's mutex.
 */
void rehome_netlink_wan_changed(struct rehome_net *rn, struct rehome_wan *wan)
{
	wan->epoch = ++rn->wans.epoch;
	wan->since = ktime_get_ns();
	rehome_notify_wan(rn, wan);
}

/**
 * rehome_netlink_carry - do what follows from a command, where no packet is needed
 * @rn: the namespace
 *
 * It is done before the command returns: the next packet goes by the new mark.
 *
 * Context: process, the namespace's mutex, which is given up now and then.
 * Return: 0, or -EINTR when the caller is killed.
 */
int rehome_netlink_carry(struct rehome_net *rn)
{
	struct rehome_pass pass;
	int err;

	rehome_alarm_trigger(rn, NF_REHOME_CAUSE_COMMAND);
	if (rn->params.mode == NF_REHOME_MODE_OFF)
		return 0;
	err = rehome_netlink_pass(rn, &pass, NULL, false);
	/* The command itself is done; the pass that follows does the rest. */
	return err == -ENOMEM ? 0 : err;
}

/**
 * rehome_netlink_wan - carry out a command that is about one WAN
 * @skb: the request
 * @info: the request
 * @fn: does it, under the namespace's mutex; returns 1 if nothing changed by it
 *
 * Context: process, may sleep.
 * Return: 0 or an error, which is explained to who asked.
 */
int rehome_netlink_wan(struct sk_buff *skb, struct genl_info *info,
		       int (*fn)(struct rehome_net *rn, struct genl_info *info,
				 const char *name))
{
	struct rehome_net *rn = rehome_msg_net(skb);
	const char *name = name_of(info);
	struct rehome_wan *wan;
	int err;

	if (rehome_msg_refuse(rn, info->extack))
		return -EOPNOTSUPP;
	if (!name)
		return -EINVAL;
	mutex_lock(&rn->mutex);
	rehome_discover(rn);
	err = fn(rn, info, name);
	if (!err) {
		rehome_discover(rn);
		wan = rehome_wan_by_name(&rn->wans, name);
		if (wan)
			rehome_netlink_wan_changed(rn, wan);
		err = rehome_netlink_carry(rn);
	}
	mutex_unlock(&rn->mutex);
	/* Also when who asked was killed after all was done. */
	if (!err || err == -EINTR)
		rehome_alarm_event(rn, NF_REHOME_CAUSE_COMMAND);
	return min(err, 0);
}

int nf_rehome_nl_wan_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return rehome_netlink_wan(skb, info, netlink_wan_add);
}

int nf_rehome_nl_wan_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return rehome_netlink_wan(skb, info, netlink_wan_change);
}

int nf_rehome_nl_wan_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return rehome_netlink_wan(skb, info, netlink_wan_forget);
}
