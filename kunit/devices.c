// SPDX-License-Identifier: GPL-2.0
/* Network set-up for tests. Addresses and routes are made by messages to
 * rtnetlink, as there is no other way for a module; devices are not, for that
 * would take more of the stack than KASAN leaves.
 */
#include <linux/etherdevice.h>
#include <linux/if_addr.h>
#include <linux/net.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/ip_fib.h>
#include <net/netlink.h>
#include "devices.h"

/* One device of a multipath route. IPv6 wants a gateway there. */
static void put_hop(struct sk_buff *msg, u8 family, int oif)
{
	static const struct in6_addr gateway = { { { 0xfe, 0x80, [15] = 1 } } };
	struct rtnexthop *hop = nlmsg_append(msg, sizeof(*hop));

	*hop = (struct rtnexthop){ .rtnh_ifindex = oif };
	if (family == NFPROTO_IPV6)
		nla_put_in6_addr(msg, RTA_GATEWAY, &gateway);
	hop->rtnh_len = skb_tail_pointer(msg) - (u8 *)hop;
}

static struct sk_buff *request(struct kunit *test, u16 type, u16 flags,
			       const void *head, size_t len)
{
	struct nlmsghdr *nlh;
	struct sk_buff *msg;

	msg = nlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, msg);
	flags |= NLM_F_REQUEST | NLM_F_ACK;
	nlh = nlmsg_put(msg, 0, 1, type, len, flags);
	memcpy(nlmsg_data(nlh), head, len);
	return msg;
}

/* Consumes the request; returns what the kernel says. */
static int talk(struct sk_buff *msg)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct msghdr hdr = {
		.msg_name = &kernel,
		.msg_namelen = sizeof(kernel),
	};
	struct nlmsghdr *ack;
	struct socket *sock;
	struct kvec vec;
	int err;

	nlmsg_end(msg, nlmsg_hdr(msg));
	err = sock_create_kern(&init_net, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE,
			       &sock);
	if (err)
		goto out_free;
	vec = (struct kvec){ .iov_base = msg->data, .iov_len = msg->len };
	err = kernel_sendmsg(sock, &hdr, &vec, 1, msg->len);
	if (err < 0)
		goto out_release;
	ack = kzalloc(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!ack) {
		err = -ENOMEM;
		goto out_release;
	}
	vec = (struct kvec){ .iov_base = ack, .iov_len = NLMSG_DEFAULT_SIZE };
	hdr = (struct msghdr){};
	err = kernel_recvmsg(sock, &hdr, &vec, 1, vec.iov_len, MSG_DONTWAIT);
	if (err >= 0)
		err = ack->nlmsg_type != NLMSG_ERROR ? -EPROTO :
		      ((struct nlmsgerr *)nlmsg_data(ack))->error;
	kfree(ack);
out_release:
	sock_release(sock);
out_free:
	nlmsg_free(msg);
	return err;
}

static netdev_tx_t swallow(struct sk_buff *skb, struct net_device *dev)
{
	dev_kfree_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops device_ops = {
	.ndo_start_xmit = swallow,
};

static void setup_device(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &device_ops;
	dev->needs_free_netdev = true;
	/* No neighbours, hence no detection of duplicate addresses. */
	dev->flags |= IFF_NOARP;
	eth_hw_addr_random(dev);
}

static struct net_device *find_device(int ifindex)
{
	struct net_device *dev = dev_get_by_index(&init_net, ifindex);

	/* Nobody else deletes it. */
	dev_put(dev);
	return dev;
}

static void delete_device(void *ifindex)
{
	struct net_device *dev = find_device((long)ifindex);

	/* The case may have done so. */
	if (dev)
		unregister_netdev(dev);
}

/* Makes a device that swallows what it is given, up and with carrier. */
int test_dev(struct kunit *test, const char *name)
{
	struct net_device *dev;
	int err;

	dev = alloc_netdev(0, name, NET_NAME_USER, setup_device);
	KUNIT_ASSERT_NOT_NULL(test, dev);
	err = register_netdev(dev);
	if (err)
		free_netdev(dev);
	KUNIT_ASSERT_EQ(test, 0, err);
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action(test, delete_device,
					 (void *)(long)dev->ifindex));
	test_dev_set(test, dev->ifindex, true);
	return dev->ifindex;
}
EXPORT_SYMBOL_GPL(test_dev);

void test_dev_set(struct kunit *test, int ifindex, bool up)
{
	struct net_device *dev = find_device(ifindex);
	int err = 0;

	rtnl_lock();
	if (up)
		err = dev_open(dev, NULL);
	else
		dev_close(dev);
	rtnl_unlock();
	KUNIT_ASSERT_EQ(test, 0, err);
}
EXPORT_SYMBOL_GPL(test_dev_set);

void test_dev_carrier(int ifindex, bool on)
{
	struct net_device *dev = find_device(ifindex);

	rtnl_lock();
	if (on)
		netif_carrier_on(dev);
	else
		netif_carrier_off(dev);
	rtnl_unlock();
}
EXPORT_SYMBOL_GPL(test_dev_carrier);

void test_dev_del(int ifindex)
{
	delete_device((void *)(long)ifindex);
}
EXPORT_SYMBOL_GPL(test_dev_del);

static size_t addr_len(u8 family)
{
	return family == NFPROTO_IPV4 ? 4 : 16;
}

static void change_addr(struct kunit *test, u16 type, u16 flags, int ifindex,
			const struct test_address *a)
{
	union nf_inet_addr addr = test_addr(a->family, a->host);
	struct ifaddrmsg ifa = {
		.ifa_family = a->family,
		.ifa_prefixlen = a->prefix,
		.ifa_flags = IFA_F_NODAD,
		.ifa_scope = a->scope,
		.ifa_index = ifindex,
	};
	struct sk_buff *msg = request(test, type, flags, &ifa, sizeof(ifa));

	nla_put(msg, IFA_LOCAL, addr_len(a->family), &addr);
	nla_put(msg, IFA_ADDRESS, addr_len(a->family), &addr);
	KUNIT_ASSERT_EQ(test, 0, talk(msg));
}

void test_address_add(struct kunit *test, int ifindex,
		      const struct test_address *a)
{
	change_addr(test, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, ifindex, a);
}
EXPORT_SYMBOL_GPL(test_address_add);

/* An address without a network. */
static struct test_address alone(u8 family, u8 host)
{
	return (struct test_address){
		.family = family, .host = host, .prefix = addr_len(family) * 8,
	};
}

void test_addr_add(struct kunit *test, int ifindex, u8 family, u8 host)
{
	const struct test_address a = alone(family, host);

	test_address_add(test, ifindex, &a);
}
EXPORT_SYMBOL_GPL(test_addr_add);

void test_addr_del(struct kunit *test, int ifindex, u8 family, u8 host)
{
	const struct test_address a = alone(family, host);

	change_addr(test, RTM_DELADDR, 0, ifindex, &a);
}
EXPORT_SYMBOL_GPL(test_addr_del);

static int change_route(struct kunit *test, u16 type, u16 flags,
			const struct test_route *r)
{
	struct rtmsg rtm = {
		.rtm_family = r->family,
		.rtm_dst_len = r->host ? addr_len(r->family) * 8 :
			       r->plen ? : !!r->halves,
		.rtm_table = RT_TABLE_UNSPEC,
		.rtm_protocol = RTPROT_STATIC,
		.rtm_scope = r->type || r->via ? RT_SCOPE_UNIVERSE :
						 RT_SCOPE_LINK,
		.rtm_type = r->type ? : RTN_UNICAST,
	};
	struct sk_buff *msg = request(test, type, flags, &rtm, sizeof(rtm));
	union nf_inet_addr dst = {}, via;
	struct nlattr *hops;

	if (r->host)
		dst = test_addr(r->family, r->host);
	else if (r->plen)
		dst.ip = htonl(r->net);
	else if (r->halves == 2)
		dst.ip = htonl(0x80000000);
	if (r->host || r->plen || r->halves)
		nla_put(msg, RTA_DST, addr_len(r->family), &dst);
	nla_put_u32(msg, RTA_TABLE, r->table ? : RT_TABLE_MAIN);
	nla_put_u32(msg, RTA_PRIORITY, r->metric);
	if (r->oif2) {
		hops = nla_nest_start_noflag(msg, RTA_MULTIPATH);
		put_hop(msg, r->family, r->oif);
		put_hop(msg, r->family, r->oif2);
		nla_nest_end(msg, hops);
	} else if (r->oif) {
		nla_put_u32(msg, RTA_OIF, r->oif);
	}
	if (r->via) {
		via = test_addr(r->family, r->via);
		nla_put(msg, RTA_GATEWAY, addr_len(r->family), &via);
	}
	return talk(msg);
}

struct made_route {
	struct kunit *test;
	struct test_route r;
};

static void delete_route(void *data)
{
	struct made_route *route = data;

	/* It may be gone, by the case or with its device. */
	change_route(route->test, RTM_DELROUTE, 0, &route->r);
}

void test_route_add(struct kunit *test, const struct test_route *r)
{
	struct made_route *route;

	route = kunit_kzalloc(test, sizeof(*route), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, route);
	route->test = test;
	route->r = *r;
	KUNIT_ASSERT_EQ(test, 0, change_route(test, RTM_NEWROUTE,
					      NLM_F_CREATE | NLM_F_EXCL, r));
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action(test, delete_route, route));
}
EXPORT_SYMBOL_GPL(test_route_add);

void test_route_del(struct kunit *test, const struct test_route *r)
{
	KUNIT_ASSERT_EQ(test, 0, change_route(test, RTM_DELROUTE, 0, r));
}
EXPORT_SYMBOL_GPL(test_route_del);
