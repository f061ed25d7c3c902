/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_CLASS_H
#define _REHOME_CLASS_H

#include <linux/netfilter.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <linux/nf_rehome.h>

struct nf_conntrack_tuple;
struct rehome_hosts;

#define REHOME_CLASS_NAME	32

/* Ranges of ports, and prefixes, of each kind in one class. */
#define REHOME_CLASS_RANGES	16
#define REHOME_CLASS_PREFIXES	8

/**
 * struct rehome_range - some ports, host order
 * @first: the first one
 * @last: the last one
 */
struct rehome_range {
	u16 first;
	u16 last;
};

/* No range is any port. */
struct rehome_ports {
	u16 count;
	struct rehome_range at[REHOME_CLASS_RANGES];
};

/**
 * struct rehome_prefix - the addresses of a network
 * @addr: its address
 * @mask: bits of it that count
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @len: number of these bits
 */
struct rehome_prefix {
	union nf_inet_addr addr;
	union nf_inet_addr mask;
	u8 family;
	u8 len;
};

/* No prefix is any address. */
struct rehome_prefixes {
	u16 count;
	struct rehome_prefix at[REHOME_CLASS_PREFIXES];
};

/**
 * struct rehome_match - which flows belong to a class
 * @proto: IP protocol number
 * @signature: what they are recognized by; or none
 * @mark: connection mark, as far as @mask goes
 * @mask: bits of it that count
 * @port: ports of either side, of TCP the destination's
 * @sport: source ports
 * @dport: destination ports, before or behind a port-forward
 * @from: source addresses
 * @to: destination addresses, before or behind a port-forward
 *
 * A flow has one of @port or the @signature, if any of both is given, and all the rest
 * holds.
 */
struct rehome_match {
	u8 proto;
	enum nf_rehome_signature signature;
	u32 mark;
	u32 mask;
	struct rehome_ports port;
	struct rehome_ports sport;
	struct rehome_ports dport;
	struct rehome_prefixes from;
	struct rehome_prefixes to;
};

/**
 * struct rehome_class_conf - settings of a class
 * @action: what is done with its stale flows
 * @failback: what is done when the WAN that a flow left is up again
 * @drain: how long a flow drains at most, in nanoseconds
 * @keep_port: a flow gets its outside port back once that is free
 * @reset: the inside end of a connection that is expired gets a reset
 * @active: flows belong to it
 */
struct rehome_class_conf {
	enum nf_rehome_action action;
	enum nf_rehome_failback failback;
	u64 drain;
	bool keep_port;
	bool reset;
	bool active;
};

/**
 * struct rehome_count - what was done about flows
 * @keep: left as they are
 * @renat: moved
 * @expire: expired
 * @report: only reported
 */
struct rehome_count {
	u64 keep;
	u64 renat;
	u64 expire;
	u64 report;
};

/**
 * struct rehome_class_count - counters of a class, whatever becomes of its settings
 * @now: what was counted
 * @told: what was read last, to be taken off
 * @used: a mark of who edits the table
 * @rcu: frees it
 */
struct rehome_class_count {
	struct rehome_count now;
	struct rehome_count told;
	bool used;
	struct rcu_head rcu;
};

/**
 * struct rehome_class - a named kind of flow; but for the counters never changed
 * @name: its name
 * @match: which flows belong to it
 * @conf: settings
 * @count: counters, under the lock of the statistics
 * @hosts: if set, only flows of these belong to it
 * @own: it was added; else it is always there
 * @preset: it is there only if somebody asks for it
 * @used: a mark of who edits the table
 * @rcu: frees it
 * @own_match: what @match is of one that was added
 */
struct rehome_class {
	char name[REHOME_CLASS_NAME];
	const struct rehome_match *match;
	struct rehome_class_conf conf;
	struct rehome_class_count *count;
	struct rehome_hosts *hosts;
	bool own;
	bool preset;
	bool used;
	struct rcu_head rcu;
	struct rehome_match own_match[];
};

bool rehome_class_has(const struct rehome_class *class,
		      const struct nf_conntrack_tuple *orig,
		      const struct nf_conntrack_tuple *reply, u32 mark,
		      enum nf_rehome_signature signature);

#endif
