// SPDX-License-Identifier: GPL-2.0
/* Whether the rule set translates, and when it changed. nf_tables tells its
 * listeners of each commit, once the new rules are in force; so we listen, as
 * "nft monitor" does. The iptables of old tells nobody.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>
#include <net/netfilter/nf_tables.h>
#include <net/sock.h>
#include "compat.h"
#include "netns.h"
#include "observer.h"
#include "ruleset.h"

/* Where rules change silently, a flow that is not translated is asked about again
 * after 1 s, 2 s, 4 s, ... of its window, so often.
 */
#define SILENT_ASKS	8

/* Where commits are heard of, it is asked about after each; but after so many in
 * vain, each time only after twice as long, up to so many doublings of a second.
 */
#define PATIENCE	8
#define DOUBLINGS	5

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
 * rehome_ruleset_poll - look for what no event tells of
 * @rn: the namespace
 *
 * Context: process, the namespace's mutex.
 * Return: true if NAT came or went.
 */
bool rehome_ruleset_poll(struct rehome_net *rn)
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

/**
 * rehome_ruleset_translates - does the rule set translate sources?
 * @rn: the namespace
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: any.
 * Return: true if there are chains for it.
 */
bool rehome_ruleset_translates(const struct rehome_net *rn, u8 family)
{
	return READ_ONCE(rn->ruleset.sources) &
	       (family == NFPROTO_IPV6 ? 2 : 1);
}

/**
 * rehome_ruleset_gen - generation of the rule set
 * @rn: the namespace
 *
 * Context: any.
 * Return: a number that moves when the rules may have changed.
 */
u32 rehome_ruleset_gen(const struct rehome_net *rn)
{
	return atomic_read(&rn->ruleset.gen);
}

/**
 * rehome_ruleset_may_differ - may the rule set say something else of a flow now?
 * @rn: the namespace
 * @r: the flow's record
 *
 * Context: any.
 * Return: true if rules changed since it was asked, or may have without a word. A
 * flow that is never translated, as a provider may want it, is asked about ever less
 * often.
 */
bool rehome_ruleset_may_differ(const struct rehome_net *rn,
			       const struct rehome_record *r)
{
	u32 since = (u32)jiffies - r->asked;
	u8 vain = r->asks;

	if (r->rules != rehome_ruleset_gen(rn))
		return vain < PATIENCE ||
		       since >= (u32)HZ << min(vain - PATIENCE, DOUBLINGS);
	return READ_ONCE(rn->ruleset.silent) && vain && vain < SILENT_ASKS &&
	       since >= (u32)HZ << (vain - 1);
}

/* Called by whoever commits. What it says is not read. */
static void on_commit(struct sock *sk)
{
	struct rehome_net *rn = sk->sk_user_data;

	skb_queue_purge(&sk->sk_receive_queue);
	atomic_inc(&rn->ruleset.gen);
	rehome_net_event(rn);
}

/* Listening would load nf_tables. */
static bool has_nft(void)
{
	if (!symbol_get(nft_register_expr))
		return false;
	symbol_put(nft_register_expr);
	return true;
}

/**
 * rehome_ruleset_listen - hear of commits of nf_tables, once it is there
 * @rn: the namespace
 *
 * Context: process, the namespace's mutex, without RTNL.
 */
void rehome_ruleset_listen(struct rehome_net *rn)
{
	struct sockaddr_nl addr = {
		.nl_family = AF_NETLINK,
		.nl_groups = 1 << (NFNLGRP_NFTABLES - 1),
	};
	struct socket *sock;

	lockdep_assert_held(&rn->mutex);
	if (rn->ruleset.sock || !has_nft() ||
	    sock_create_kern(rn->net, AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER,
			     &sock))
		return;
	sock->sk->sk_user_data = rn;
	sock->sk->sk_data_ready = on_commit;
	sock->sk->sk_allocation = GFP_ATOMIC;
	if (kernel_bind(sock, (rehome_sockaddr *)&addr, sizeof(addr))) {
		sock_release(sock);
		return;
	}
	rn->ruleset.sock = sock;
	/* What was committed before we listened. */
	atomic_inc(&rn->ruleset.gen);
}

/**
 * rehome_ruleset_exit - hear no more
 * @rn: the namespace
 *
 * Context: process. On return nobody calls on_commit() any more.
 */
void rehome_ruleset_exit(struct rehome_net *rn)
{
	if (!rn->ruleset.sock)
		return;
	sock_release(rn->ruleset.sock);
	rn->ruleset.sock = NULL;
}
