// SPDX-License-Identifier: GPL-2.0
/* Are there chains of type nat, and may their rules change without an event? */
#include <linux/netfilter.h>
#include <net/net_namespace.h>
#include "compat.h"
#include "nat_chains.h"
#include "observer.h"
#include "pernet.h"

static const struct nf_hook_entries *hooks_of(const struct net *net, u8 family)
{
	if (family == NFPROTO_IPV4)
		return rcu_dereference(net->nf.hooks_ipv4[NF_INET_POST_ROUTING]);
	return rcu_dereference(net->nf.hooks_ipv6[NF_INET_POST_ROUTING]);
}

#ifdef HAVE_NF_HOOK_OP_NAT
static bool is_nat(const struct nf_hook_entries *e, unsigned int i, u8 family)
{
	return nf_hook_entries_get_hook_ops(e)[i]->hook_ops_type ==
	       NF_HOOK_OP_NAT;
}
#else
#ifndef CONFIG_KALLSYMS
#error "without NF_HOOK_OP_NAT, the NAT hook is found by its name: CONFIG_KALLSYMS"
#endif

/* The function is known by its name, looked up once in each family; nf_nat stays
 * loaded as long as we are. The operations themselves are not looked at: here
 * they may be freed while we do.
 */
static bool is_nat(const struct nf_hook_entries *e, unsigned int i, u8 family)
{
	static unsigned long known[2];
	unsigned long hook = (unsigned long)e->hooks[i].hook;
	bool v6 = family == NFPROTO_IPV6;
	char name[32];

	if (READ_ONCE(known[v6]))
		return hook == READ_ONCE(known[v6]);
	snprintf(name, sizeof(name), "%ps", (void *)hook);
	name[strcspn(name, " .")] = '\0';
	if (strcmp(name, v6 ? "nf_nat_ipv6_out" : "nf_nat_ipv4_out"))
		return false;
	WRITE_ONCE(known[v6], hook);
	return true;
}
#endif

/* Its rules may be replaced without a word: those of nf_tables are not. */
static bool is_silent(const struct nf_hook_entry *chain)
{
	char name[16];

	snprintf(name, sizeof(name), "%ps", (void *)chain->hook);
	return strncmp(name, "nft_", strlen("nft_"));
}

/* Counts the chains of type nat in POSTROUTING besides our observer. */
static unsigned int sources_of(const struct rehome_net *rn, u8 family,
			       bool *silent)
{
	const struct nf_nat_lookup_hook_priv *priv;
	const struct nf_hook_entries *e, *chains = NULL;
	unsigned int i, count = 0;

	rcu_read_lock();
	e = hooks_of(rn->net, family);
	for (i = 0; e && !chains && i < e->num_hook_entries; i++) {
		if (!is_nat(e, i, family))
			continue;
		priv = e->hooks[i].priv;
		chains = rcu_dereference(priv->entries);
	}
	for (i = 0; chains && i < chains->num_hook_entries; i++) {
		if (rehome_observer_is(&chains->hooks[i]))
			continue;
		count++;
		*silent |= is_silent(&chains->hooks[i]);
	}
	rcu_read_unlock();
	return count;
}

/**
 * rehome_nat_chains_poll - look for what no event tells of
 * @rn: the namespace
 *
 * Context: process, the namespace's mutex.
 * Return: true if NAT came or went.
 */
bool rehome_nat_chains_poll(struct rehome_net *rn)
{
	struct rehome_ruleset *rs = &rn->ruleset;
	bool silent = false;
	u8 sources = 0;

	lockdep_assert_held(&rn->mutex);
	if (sources_of(rn, NFPROTO_IPV4, &silent))
		sources |= 1;
	if (sources_of(rn, NFPROTO_IPV6, &silent))
		sources |= 2;
	WRITE_ONCE(rs->silent, silent);
	if (sources == rs->sources)
		return false;
	WRITE_ONCE(rs->sources, sources);
	atomic_inc(&rs->gen);
	return true;
}
