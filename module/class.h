/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_CLASS_H
#define _REHOME_CLASS_H

#include <linux/in.h>
#include <linux/types.h>
#include <linux/nf_rehome.h>

struct nf_conntrack_tuple;
struct rehome_hosts;

#define REHOME_CLASS_PORTS	3

/**
 * struct rehome_class - a named kind of flow
 * @name: its name
 * @proto: IP protocol number
 * @ports: ports of either side, of TCP the destination's, host order; 0 is no port
 * @signature: what its flows are recognized by; or none
 * @preset: it is there only if somebody asks for it
 */
struct rehome_class {
	const char *name;
	u8 proto;
	u16 ports[REHOME_CLASS_PORTS];
	enum nf_rehome_signature signature;
	bool preset;
};

#define REHOME_CLASSES	13

/* Indices of those that more than their own line is about. */
#define REHOME_CLASS_TAILSCALE	0
#define REHOME_CLASS_DERP	10
#define REHOME_CLASS_TCP	11

/**
 * struct rehome_class_conf - settings of a class in one namespace
 * @action: what is done with its stale flows
 * @failback: what is done when the WAN that a flow left is up again
 * @drain: how long a flow drains at most, in nanoseconds
 * @keep_port: a flow gets its outside port back once that is free
 * @reset: the inside end of a connection that is expired gets a reset
 * @active: flows belong to it
 * @hosts: of class derp, the hosts whose flows belong to it
 */
struct rehome_class_conf {
	enum nf_rehome_action action;
	enum nf_rehome_failback failback;
	u64 drain;
	bool keep_port;
	bool reset;
	bool active;
	struct rehome_hosts *hosts;
};

extern const struct rehome_class rehome_classes[REHOME_CLASSES];

void rehome_classes_init(struct rehome_class_conf conf[REHOME_CLASSES]);
int rehome_class_by_name(const char *name);
int rehome_class_match(const struct rehome_class_conf *conf,
		       const struct nf_conntrack_tuple *orig,
		       const struct nf_conntrack_tuple *reply,
		       enum nf_rehome_signature signature);
void rehome_class_learn(const struct rehome_class_conf *conf, int class,
			const struct nf_conntrack_tuple *orig);

/* Flows of a protocol may be of a class. */
static inline bool rehome_class_wants(const struct rehome_class_conf *conf, u8 proto)
{
	return likely(proto == IPPROTO_UDP) ||
	       (proto == IPPROTO_TCP &&
		(READ_ONCE(conf[REHOME_CLASS_DERP].active) ||
		 READ_ONCE(conf[REHOME_CLASS_TCP].active)));
}

#endif
