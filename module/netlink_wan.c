// SPDX-License-Identifier: GPL-2.0
/* WANs over netlink: what they are, and their settings. */
#include <linux/inetdevice.h>
#include <linux/ktime.h>
#include <net/ipv6.h>
#include "addr.h"
#include "alarm.h"
#include "discover.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "netlink_msg.h"
#include "netlink_put.h"
#include "netlink_wan.h"
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

static int take_mark(struct genl_info *info, struct rehome_wan_conf *conf)
{
	const struct nlattr *mark = info->attrs[NF_REHOME_A_WAN_MARK];
	const struct nlattr *mask = info->attrs[NF_REHOME_A_WAN_MASK];

	if (!mark && !mask)
		return 0;
	if (!mask)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_MARK, -EINVAL,
					  "a mark needs its mask");
	if (!mark)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_MASK, -EINVAL,
					  "a mask needs its mark");
	conf->mark = nla_get_u32(mark);
	conf->mask = nla_get_u32(mask);
	if (conf->mark & ~conf->mask)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_MARK, -EINVAL,
					  "the mark has bits outside its mask");
	return 0;
}

static int take_snat(struct genl_info *info, struct rehome_wan_conf *conf)
{
	const struct nlattr *snat = info->attrs[NF_REHOME_A_WAN_SNAT];
	const struct nlattr *snat6 = info->attrs[NF_REHOME_A_WAN_SNAT6];
	int type;

	if (snat) {
		conf->snat.ip = nla_get_in_addr(snat);
		if (conf->snat.ip && (ipv4_is_zeronet(conf->snat.ip) ||
				      ipv4_is_loopback(conf->snat.ip) ||
				      ipv4_is_multicast(conf->snat.ip) ||
				      ipv4_is_lbcast(conf->snat.ip)))
			return rehome_msg_bad(info, NF_REHOME_A_WAN_SNAT, -EINVAL,
						  "not an address to translate to");
	}
	if (snat6) {
		conf->snat6.in6 = nla_get_in6_addr(snat6);
		type = ipv6_addr_type(&conf->snat6.in6);
		if (type != IPV6_ADDR_ANY &&
		    (!(type & IPV6_ADDR_UNICAST) ||
		     type & (IPV6_ADDR_LOOPBACK | IPV6_ADDR_LINKLOCAL)))
			return rehome_msg_bad(info, NF_REHOME_A_WAN_SNAT6, -EINVAL,
						  "not an address to translate to");
	}
	return 0;
}

static int take_conf(struct genl_info *info, struct rehome_wan_conf *conf)
{
	int err;

	if (info->attrs[NF_REHOME_A_WAN_PRIORITY])
		conf->priority =
			nla_get_u32(info->attrs[NF_REHOME_A_WAN_PRIORITY]);
	if (info->attrs[NF_REHOME_A_WAN_METERED])
		conf->metered =
			nla_get_u8(info->attrs[NF_REHOME_A_WAN_METERED]);
	err = take_mark(info, conf);
	return err ? : take_snat(info, conf);
}

/* What one WAN is known by must not be another's. */
static int check_others(struct rehome_net *rn, struct genl_info *info,
			const struct rehome_wan_conf *conf, const char *name)
{
	static const union nf_inet_addr none;
	const struct rehome_wan *wan;

	list_for_each_entry(wan, &rn->wans.list, list) {
		const struct rehome_wan_conf *c = &wan->conf;

		if (!strcmp(wan->name, name))
			continue;
		if (c->mask && conf->mask &&
		    !((c->mark ^ conf->mark) & c->mask & conf->mask))
			return rehome_msg_bad(info, NF_REHOME_A_WAN_MARK, -EEXIST,
						  "the mark overlaps that of another WAN");
		if (conf->snat.ip && conf->snat.ip == c->snat.ip)
			return rehome_msg_bad(info, NF_REHOME_A_WAN_SNAT, -EEXIST,
						  "the address is that of another WAN");
		if (nf_inet_addr_cmp(&conf->snat6, &c->snat6) &&
		    !nf_inet_addr_cmp(&conf->snat6, &none))
			return rehome_msg_bad(info, NF_REHOME_A_WAN_SNAT6, -EEXIST,
						  "the address is that of another WAN");
	}
	return 0;
}

static bool netlink_wan_public(const union nf_inet_addr *addr, void *data)
{
	return !rehome_addr_private(*(u8 *)data, addr);
}

/* Has only private addresses, and no default route leads there. */
static bool looks_inside(const struct net_device *dev,
			 const struct rehome_wan *wan)
{
	u8 v4 = NFPROTO_IPV4, v6 = NFPROTO_IPV6;

	if ((wan && wan->found) || (!rehome_addr_ready(dev, v4) &&
				    !rehome_addr_ready(dev, v6)))
		return false;
	return !rehome_addr_each(dev, v4, netlink_wan_public, &v4) &&
	       !rehome_addr_each(dev, v6, netlink_wan_public, &v6);
}

/* It may come later, as that of a dialled line does, and so may its addresses and its
 * route. What is odd is said, as the reply to a command that is done.
 */
static int check_device(struct rehome_net *rn, struct genl_info *info,
			const char *name)
{
	const struct net_device *dev, *master;
	const char *why = NULL, *odd = NULL;

	if (!dev_valid_name(name))
		return rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, -EINVAL,
				      "not the name of a device");
	rcu_read_lock();
	dev = dev_get_by_name_rcu(rn->net, name);
	master = dev ? netdev_master_upper_dev_get_rcu((void *)dev) : NULL;
	if (!dev)
		odd = "there is no such device yet";
	else if (dev->flags & IFF_LOOPBACK)
		why = "the loopback device is no WAN";
	else if (master && !netif_is_l3_master(master))
		why = "the device is a port of another one, which may be a WAN";
	else if (looks_inside(dev, rehome_wan_by_name(&rn->wans, name)))
		odd = "the device has private addresses only, and no default route yet";
	rcu_read_unlock();
	if (why)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, -EINVAL, why);
	return odd ? rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, 0, odd) : 0;
}

static const char *name_of(struct genl_info *info)
{
	const struct nlattr *name = info->attrs[NF_REHOME_A_WAN_IFNAME];

	if (name && *(const char *)nla_data(name))
		return nla_data(name);
	rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, 0, "the WAN has no name");
	return NULL;
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
	err = check_device(rn, info, name) ? : take_conf(info, &conf);
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
	err = take_conf(info, &conf) ? : check_others(rn, info, &conf, name);
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

/* What follows from it is done before the command returns, where no packet is needed
 * for it: the next packet goes by the new mark.
 */
static int carry_through(struct rehome_net *rn)
{
	struct rehome_pass pass;
	int err;

	rehome_alarm_trigger(rn, NF_REHOME_CAUSE_COMMAND);
	if (rn->params.mode == NF_REHOME_MODE_OFF)
		return 0;
	err = rehome_netlink_pass(rn, &pass, false);
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
		if (wan) {
			wan->epoch = ++rn->wans.epoch;
			wan->since = ktime_get_ns();
			rehome_notify_wan(rn, wan);
		}
		err = carry_through(rn);
	}
	mutex_unlock(&rn->mutex);
	if (!err)
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
