// SPDX-License-Identifier: GPL-2.0
/* Which flows belong to a class. */
#include <linux/export.h>
#include <linux/in.h>
#include <net/netfilter/nf_conntrack_tuple.h>
#include "class.h"
#include "compat.h"
#include "hosts.h"

static bool has_port(const struct rehome_ports *p, __be16 port)
{
	u16 n = ntohs(port);
	int i;

	for (i = 0; i < p->count; i++)
		if (n >= p->at[i].first && n <= p->at[i].last)
			return true;
	return false;
}

static bool has_addr(const struct rehome_prefixes *p, u8 family,
		     const union nf_inet_addr *addr)
{
	int i;

	for (i = 0; i < p->count; i++)
		if (p->at[i].family == family &&
		    !((addr->all[0] ^ p->at[i].addr.all[0]) & p->at[i].mask.all[0]) &&
		    !((addr->all[1] ^ p->at[i].addr.all[1]) & p->at[i].mask.all[1]) &&
		    !((addr->all[2] ^ p->at[i].addr.all[2]) & p->at[i].mask.all[2]) &&
		    !((addr->all[3] ^ p->at[i].addr.all[3]) & p->at[i].mask.all[3]))
			return true;
	return false;
}

/* By its port or by what its first packet was. */
static bool is_told(const struct rehome_match *m,
		    const struct nf_conntrack_tuple *orig,
		    const struct nf_conntrack_tuple *reply,
		    enum nf_rehome_signature signature)
{
	if (!m->port.count && !m->signature)
		return true;
	if (signature && signature == m->signature)
		return true;
	if (has_port(&m->port, orig->dst.u.all))
		return true;
	/* A port that a client connects from says nothing. */
	return m->proto != IPPROTO_TCP &&
	       (has_port(&m->port, orig->src.u.all) ||
		has_port(&m->port, reply->src.u.all));
}

/**
 * rehome_class_has - does a flow belong to a class?
 * @class: the class
 * @orig: its original tuple
 * @reply: its reply tuple, whose source is the real destination of a flow
 *	that was port-forwarded
 * @mark: its connection mark
 * @signature: what its first packet was recognized by, if that was seen
 *
 * Context: any; called for every conntrack entry of a walk.
 */
bool rehome_class_has(const struct rehome_class *class,
		      const struct nf_conntrack_tuple *orig,
		      const struct nf_conntrack_tuple *reply, u32 mark,
		      enum nf_rehome_signature signature)
{
	const struct rehome_match *m = class->match;
	u8 family = orig->src.l3num;

	if (orig->dst.protonum != m->proto ||
	    !is_told(m, orig, reply, signature) || (mark & m->mask) != m->mark)
		return false;
	if (m->sport.count && !has_port(&m->sport, orig->src.u.all))
		return false;
	if (m->dport.count && !has_port(&m->dport, orig->dst.u.all) &&
	    !has_port(&m->dport, reply->src.u.all))
		return false;
	if (m->from.count && !has_addr(&m->from, family, &orig->src.u3))
		return false;
	if (m->to.count && !has_addr(&m->to, family, &orig->dst.u3) &&
	    !has_addr(&m->to, family, &reply->src.u3))
		return false;
	return !class->hosts ||
	       rehome_hosts_has(class->hosts, family, &orig->src.u3);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_class_has);
