// SPDX-License-Identifier: GPL-2.0
/* Which flows belong to a class, as netlink attributes. */
#include <linux/in.h>
#include <net/ipv6.h>
#include "class.h"
#include "netlink_gen.h"
#include "netlink_match.h"
#include "netlink_msg.h"
#include "netlink_put.h"

static const int given[] = {
	NF_REHOME_A_CLASS_PORT, NF_REHOME_A_CLASS_SIGNATURE,
	NF_REHOME_A_CLASS_SPORT, NF_REHOME_A_CLASS_DPORT, NF_REHOME_A_CLASS_FROM,
	NF_REHOME_A_CLASS_TO, NF_REHOME_A_CLASS_MARK, NF_REHOME_A_CLASS_MASK,
};

/**
 * rehome_match_given - does a request say which flows belong to its class?
 * @info: the request
 */
bool rehome_match_given(const struct genl_info *info)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(given); i++)
		if (info->attrs[given[i]])
			return true;
	return false;
}

static int match_bad(struct genl_info *info, const struct nlattr *attr,
		     const char *why)
{
	NL_SET_BAD_ATTR(info->extack, attr);
	if (info->extack)
		info->extack->_msg = why;
	return -EINVAL;
}

static int take_range(struct genl_info *info, const struct nlattr *attr,
		      struct rehome_ports *ports)
{
	struct nlattr *a[NF_REHOME_A_PORT_RANGE_MAX + 1];
	struct rehome_range *r;
	int err;

	err = nla_parse_nested(a, NF_REHOME_A_PORT_RANGE_MAX, attr,
			       nf_rehome_port_range_nl_policy, info->extack);
	if (err)
		return err;
	if (!a[NF_REHOME_A_PORT_RANGE_FIRST])
		return match_bad(info, attr, "the range has no first port");
	if (ports->count == REHOME_CLASS_RANGES)
		return match_bad(info, attr, "more than 16 ranges of ports");
	r = &ports->at[ports->count++];
	r->first = nla_get_u16(a[NF_REHOME_A_PORT_RANGE_FIRST]);
	r->last = r->first;
	if (a[NF_REHOME_A_PORT_RANGE_LAST])
		r->last = nla_get_u16(a[NF_REHOME_A_PORT_RANGE_LAST]);
	if (r->first > r->last)
		return match_bad(info, a[NF_REHOME_A_PORT_RANGE_LAST],
				 "the range ends before it begins");
	return 0;
}

static void mask_of(struct rehome_prefix *p)
{
	int i, bits = p->len;

	for (i = 0; i < 4; i++, bits -= 32)
		p->mask.all[i] = bits >= 32 ? ~0U :
				 bits > 0 ? (__force u32)htonl(~0U << (32 - bits)) : 0;
}

static int take_prefix(struct genl_info *info, const struct nlattr *attr,
		       struct rehome_prefixes *prefixes)
{
	struct nlattr *a[NF_REHOME_A_PREFIX_MAX + 1];
	struct rehome_prefix *p;
	int i, err, most;

	err = nla_parse_nested(a, NF_REHOME_A_PREFIX_MAX, attr,
			       nf_rehome_prefix_nl_policy, info->extack);
	if (err)
		return err;
	if (!a[NF_REHOME_A_PREFIX_IN] == !a[NF_REHOME_A_PREFIX_IN6])
		return match_bad(info, attr, "a prefix is of one address");
	if (prefixes->count == REHOME_CLASS_PREFIXES)
		return match_bad(info, attr, "more than 8 prefixes");
	p = &prefixes->at[prefixes->count++];
	*p = (struct rehome_prefix){};
	if (a[NF_REHOME_A_PREFIX_IN]) {
		p->family = NFPROTO_IPV4;
		p->addr.ip = nla_get_in_addr(a[NF_REHOME_A_PREFIX_IN]);
		most = 32;
	} else {
		p->family = NFPROTO_IPV6;
		p->addr.in6 = nla_get_in6_addr(a[NF_REHOME_A_PREFIX_IN6]);
		most = 128;
	}
	p->len = most;
	if (a[NF_REHOME_A_PREFIX_LEN])
		p->len = nla_get_u8(a[NF_REHOME_A_PREFIX_LEN]);
	if (p->len > most)
		return match_bad(info, a[NF_REHOME_A_PREFIX_LEN],
				 "an IPv4 address has 32 bits");
	mask_of(p);
	for (i = 0; i < 4; i++)
		if (p->addr.all[i] & ~p->mask.all[i])
			return match_bad(info, attr,
					 "the prefix has bits beyond its length");
	return 0;
}

static int take_ports(struct genl_info *info, const struct nlattr *head, int len,
		      int type, struct rehome_ports *ports)
{
	const struct nlattr *attr;
	int rem, err = 0;

	if (!info->attrs[type])
		return 0;
	*ports = (struct rehome_ports){};
	nla_for_each_attr(attr, head, len, rem)
		if (!err && nla_type(attr) == type)
			err = take_range(info, attr, ports);
	return err;
}

static int take_prefixes(struct genl_info *info, const struct nlattr *head, int len,
			 int type, struct rehome_prefixes *prefixes)
{
	const struct nlattr *attr;
	int rem, err = 0;

	if (!info->attrs[type])
		return 0;
	*prefixes = (struct rehome_prefixes){};
	nla_for_each_attr(attr, head, len, rem)
		if (!err && nla_type(attr) == type)
			err = take_prefix(info, attr, prefixes);
	return err;
}

static int match_take_mark(struct genl_info *info, struct rehome_match *m)
{
	const struct nlattr *mark = info->attrs[NF_REHOME_A_CLASS_MARK];
	const struct nlattr *mask = info->attrs[NF_REHOME_A_CLASS_MASK];

	if (!mark && !mask)
		return 0;
	if (!mask)
		return match_bad(info, mark, "a mark needs its mask");
	if (!mark)
		return match_bad(info, mask, "a mask needs its mark");
	m->mark = nla_get_u32(mark);
	m->mask = nla_get_u32(mask);
	if (m->mark & ~m->mask)
		return match_bad(info, mark, "the mark has bits outside its mask");
	return 0;
}

static unsigned int families(const struct rehome_prefixes *p)
{
	unsigned int bits = 0;
	int i;

	for (i = 0; i < p->count; i++)
		bits |= p->at[i].family == NFPROTO_IPV4 ? 1 : 2;
	return p->count ? bits : 3;
}

static int check_match(struct genl_info *info, const struct rehome_match *m)
{
	const struct nlattr *signature = info->attrs[NF_REHOME_A_CLASS_SIGNATURE];

	if (m->proto == IPPROTO_TCP && m->signature)
		return match_bad(info, signature,
				 "connections of TCP are not recognized by their packets");
	if (!m->port.count && !m->signature && !m->sport.count && !m->dport.count &&
	    !m->from.count && !m->to.count && !m->mask)
		return match_bad(info, info->attrs[NF_REHOME_A_CLASS_NAME],
				 "nothing says which flows belong to the class");
	if (!(families(&m->from) & families(&m->to)))
		return match_bad(info, info->attrs[NF_REHOME_A_CLASS_TO] ? :
				 info->attrs[NF_REHOME_A_CLASS_FROM],
				 "no flow goes from one family to the other");
	return 0;
}

/**
 * rehome_match_take - take what a request says of which flows belong to its class
 * @info: the request
 * @head: its first attribute
 * @len: length of all of them
 * @m: what holds before it; its protocol is not taken
 *
 * Return: 0 or an error, which is explained to who asked; then @m is of no use.
 */
int rehome_match_take(struct genl_info *info, const struct nlattr *head, int len,
		      struct rehome_match *m)
{
	int err;

	if (info->attrs[NF_REHOME_A_CLASS_SIGNATURE])
		m->signature = nla_get_u32(info->attrs[NF_REHOME_A_CLASS_SIGNATURE]);
	err = take_ports(info, head, len, NF_REHOME_A_CLASS_PORT, &m->port) ? :
	      take_ports(info, head, len, NF_REHOME_A_CLASS_SPORT, &m->sport) ? :
	      take_ports(info, head, len, NF_REHOME_A_CLASS_DPORT, &m->dport) ? :
	      take_prefixes(info, head, len, NF_REHOME_A_CLASS_FROM, &m->from) ? :
	      take_prefixes(info, head, len, NF_REHOME_A_CLASS_TO, &m->to);
	return err ? : match_take_mark(info, m) ? : check_match(info, m);
}

static int put_ports(struct sk_buff *skb, int type, const struct rehome_ports *p)
{
	struct nlattr *nest;
	int i;

	for (i = 0; i < p->count; i++) {
		nest = nla_nest_start(skb, type);
		if (!nest ||
		    nla_put_u16(skb, NF_REHOME_A_PORT_RANGE_FIRST, p->at[i].first) ||
		    nla_put_u16(skb, NF_REHOME_A_PORT_RANGE_LAST, p->at[i].last))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int put_prefixes(struct sk_buff *skb, int type, const struct rehome_prefixes *p)
{
	const struct rehome_prefix *at = p->at;
	struct nlattr *nest;
	int err;

	for (; at < p->at + p->count; at++) {
		nest = nla_nest_start(skb, type);
		if (!nest)
			return -EMSGSIZE;
		err = at->family == NFPROTO_IPV4 ?
		      nla_put_in_addr(skb, NF_REHOME_A_PREFIX_IN, at->addr.ip) :
		      nla_put_in6_addr(skb, NF_REHOME_A_PREFIX_IN6, &at->addr.in6);
		if (err || nla_put_u8(skb, NF_REHOME_A_PREFIX_LEN, at->len))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

/**
 * rehome_match_put - write which flows belong to a class
 * @skb: the message
 * @m: which do
 *
 * Return: 0 or -EMSGSIZE.
 */
int rehome_match_put(struct sk_buff *skb, const struct rehome_match *m)
{
	if (nla_put_u8(skb, NF_REHOME_A_CLASS_PROTO, m->proto) ||
	    nla_put_u32(skb, NF_REHOME_A_CLASS_SIGNATURE, m->signature) ||
	    put_ports(skb, NF_REHOME_A_CLASS_PORT, &m->port) ||
	    put_ports(skb, NF_REHOME_A_CLASS_SPORT, &m->sport) ||
	    put_ports(skb, NF_REHOME_A_CLASS_DPORT, &m->dport) ||
	    put_prefixes(skb, NF_REHOME_A_CLASS_FROM, &m->from) ||
	    put_prefixes(skb, NF_REHOME_A_CLASS_TO, &m->to))
		return -EMSGSIZE;
	if (m->mask &&
	    (nla_put_u32(skb, NF_REHOME_A_CLASS_MARK, m->mark) ||
	     nla_put_u32(skb, NF_REHOME_A_CLASS_MASK, m->mask)))
		return -EMSGSIZE;
	return 0;
}
