// SPDX-License-Identifier: GPL-2.0
/* From a request about a WAN to its settings. */
#include <linux/inetdevice.h>
#include <net/ipv6.h>
#include "addr.h"
#include "classes.h"
#include "netlink_gen.h"
#include "netlink_msg.h"
#include "netlink_wan_take.h"
#include "pernet.h"
#include "wan.h"

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

/**
 * rehome_wan_take - take settings of a WAN
 * @info: the request
 * @conf: what holds before it
 *
 * Return: 0 or an error, which is explained to who asked.
 */
int rehome_wan_take(struct genl_info *info, struct rehome_wan_conf *conf)
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

/**
 * rehome_wan_take_differs - what one WAN is known by must not be another's
 * @info: the request about one
 * @conf: its settings
 * @c: settings of the other one
 *
 * Return: 0 or an error, which is explained to who asked.
 */
int rehome_wan_take_differs(struct genl_info *info, const struct rehome_wan_conf *conf,
			    const struct rehome_wan_conf *c)
{
	static const union nf_inet_addr none;

	if (c->mask && conf->mask && !((c->mark ^ conf->mark) & c->mask & conf->mask))
		return rehome_msg_bad(info, NF_REHOME_A_WAN_MARK, -EEXIST,
				      "the mark overlaps that of another WAN");
	if (conf->snat.ip && conf->snat.ip == c->snat.ip)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_SNAT, -EEXIST,
				      "the address is that of another WAN");
	if (nf_inet_addr_cmp(&conf->snat6, &c->snat6) &&
	    !nf_inet_addr_cmp(&conf->snat6, &none))
		return rehome_msg_bad(info, NF_REHOME_A_WAN_SNAT6, -EEXIST,
				      "the address is that of another WAN");
	return 0;
}

/**
 * rehome_wan_take_mark - the mark of a WAN must tell no flow's class
 * @info: the request
 * @conf: its settings
 * @cs: the classes; see rehome_class_take_marks()
 *
 * Return: 0 or an error, which is explained to who asked.
 */
int rehome_wan_take_mark(struct genl_info *info, const struct rehome_wan_conf *conf,
			 const struct rehome_classes *cs)
{
	if (!rehome_classes_look_at(cs, conf->mask))
		return 0;
	return rehome_msg_bad(info, NF_REHOME_A_WAN_MARK, -EEXIST,
			      "the mark overlaps that of a class, which flows would leave when they move");
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

/**
 * rehome_wan_take_name - may a device be a WAN?
 * @rn: the namespace
 * @info: the request
 * @name: its name
 *
 * It may come later, as that of a dialled line does, and so may its addresses and its
 * route. What is odd is said, as the reply to a command that is done.
 *
 * Context: process, the namespace's mutex.
 * Return: 0 or an error, which is explained to who asked.
 */
int rehome_wan_take_name(struct rehome_net *rn, struct genl_info *info,
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
