// SPDX-License-Identifier: GPL-2.0
/* When the rule set changed, and what may follow from that. nf_tables tells its
 * listeners of each commit, once the new rules are in force; so we listen, as
 * "nft monitor" does. The iptables of old tells nobody.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>
#include <net/netfilter/nf_tables.h>
#include <net/sock.h>
#include "alarm.h"
#include "compat.h"
#include "indexed.h"
#include "pernet.h"
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
	rehome_alarm_event(rn, NF_REHOME_CAUSE_RULESET);
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
