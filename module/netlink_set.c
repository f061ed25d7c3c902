// SPDX-License-Identifier: GPL-2.0
/* Settings over netlink, applied whole or not at all. */
#include "alarm.h"
#include "hosts.h"
#include "netlink_gen.h"
#include "netlink_msg.h"
#include "pernet.h"

static void take_ms(const struct genl_info *info, int attr, u64 *ns)
{
	if (info->attrs[attr])
		*ns = (u64)nla_get_u32(info->attrs[attr]) * NSEC_PER_MSEC;
}

static const int params[] = {
	NF_REHOME_A_PARAM_MODE, NF_REHOME_A_PARAM_LEAD, NF_REHOME_A_PARAM_TRAIL,
	NF_REHOME_A_PARAM_SETTLE, NF_REHOME_A_PARAM_RECONCILE,
	NF_REHOME_A_PARAM_HOLD, NF_REHOME_A_PARAM_WATCH,
};

static const int class_settings[] = {
	NF_REHOME_A_CLASS_ACTION, NF_REHOME_A_CLASS_FAILBACK,
	NF_REHOME_A_CLASS_DRAIN, NF_REHOME_A_CLASS_KEEP_PORT,
	NF_REHOME_A_CLASS_RESET, NF_REHOME_A_CLASS_ACTIVE,
};

/* The attributes of a request are no more than its operation takes. */
static bool none_of(const struct genl_info *info, const int *attrs, size_t n)
{
	while (n--)
		if (info->attrs[attrs[n]])
			return false;
	NL_SET_ERR_MSG(info->extack, "no setting is given");
	return true;
}

static int check_params(const struct rehome_params *p, struct genl_info *info)
{
	if (p->delays.lead > p->delays.trail) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[NF_REHOME_A_PARAM_LEAD] ? :
				    info->attrs[NF_REHOME_A_PARAM_TRAIL],
				    "lead must not be longer than trail");
		return -EINVAL;
	}
	if (p->delays.trail > p->delays.settle) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[NF_REHOME_A_PARAM_TRAIL] ? :
				    info->attrs[NF_REHOME_A_PARAM_SETTLE],
				    "trail must not be longer than settle");
		return -EINVAL;
	}
	return 0;
}

/* What a setting is about must be there in flows of the class. */
static int check_class(const struct rehome_class *class, struct genl_info *info)
{
	const struct nlattr *action = info->attrs[NF_REHOME_A_CLASS_ACTION];
	const struct nlattr *port = info->attrs[NF_REHOME_A_CLASS_KEEP_PORT];
	const struct nlattr *reset = info->attrs[NF_REHOME_A_CLASS_RESET];
	const struct nlattr *active = info->attrs[NF_REHOME_A_CLASS_ACTIVE];

	if (active && !class->preset) {
		NL_SET_ERR_MSG_ATTR(info->extack, active,
				    "the class is no preset, it is always there");
		return -EINVAL;
	}
	if (class->proto != IPPROTO_TCP) {
		if (!reset)
			return 0;
		NL_SET_ERR_MSG_ATTR(info->extack, reset,
				    "only connections of TCP can be reset");
		return -EINVAL;
	}
	if (action && nla_get_u32(action) == NF_REHOME_ACTION_RENAT) {
		NL_SET_ERR_MSG_ATTR(info->extack, action,
				    "a connection of TCP cannot be moved, its far end knows the address");
		return -EINVAL;
	}
	if (port) {
		NL_SET_ERR_MSG_ATTR(info->extack, port,
				    "a connection of TCP is not moved for its port");
		return -EINVAL;
	}
	return 0;
}

/* Packets and notifiers read these without the mutex. */
static void publish_params(struct rehome_params *to, const struct rehome_params *p)
{
	WRITE_ONCE(to->mode, p->mode);
	WRITE_ONCE(to->hold, p->hold);
	WRITE_ONCE(to->delays.lead, p->delays.lead);
	to->delays.trail = p->delays.trail;
	to->delays.settle = p->delays.settle;
	to->delays.reconcile = p->delays.reconcile;
	to->watch = p->watch;
}

static void publish_class(struct rehome_class_conf *to,
			  const struct rehome_class_conf *conf)
{
	WRITE_ONCE(to->action, conf->action);
	WRITE_ONCE(to->failback, conf->failback);
	WRITE_ONCE(to->keep_port, conf->keep_port);
	WRITE_ONCE(to->reset, conf->reset);
	WRITE_ONCE(to->active, conf->active);
	to->drain = conf->drain;
}

int nf_rehome_nl_param_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct rehome_net *rn = rehome_msg_net(skb);
	struct rehome_params p;
	int err;

	if (rehome_msg_refuse(rn, info->extack))
		return -EOPNOTSUPP;
	if (none_of(info, params, ARRAY_SIZE(params)))
		return -EINVAL;

	mutex_lock(&rn->mutex);
	p = rn->params;
	if (info->attrs[NF_REHOME_A_PARAM_MODE])
		p.mode = nla_get_u32(info->attrs[NF_REHOME_A_PARAM_MODE]);
	take_ms(info, NF_REHOME_A_PARAM_LEAD, &p.delays.lead);
	take_ms(info, NF_REHOME_A_PARAM_TRAIL, &p.delays.trail);
	take_ms(info, NF_REHOME_A_PARAM_SETTLE, &p.delays.settle);
	take_ms(info, NF_REHOME_A_PARAM_RECONCILE, &p.delays.reconcile);
	if (info->attrs[NF_REHOME_A_PARAM_HOLD])
		p.hold = nla_get_u32(info->attrs[NF_REHOME_A_PARAM_HOLD]);
	if (info->attrs[NF_REHOME_A_PARAM_WATCH])
		p.watch = nla_get_u32(info->attrs[NF_REHOME_A_PARAM_WATCH]);
	err = check_params(&p, info);
	if (!err) {
		publish_params(&rn->params, &p);
		rehome_sched_hurry(&rn->sched, &p.delays, ktime_get_ns());
	}
	mutex_unlock(&rn->mutex);
	/* The new settings count from a pass on. */
	if (!err)
		rehome_alarm_event(rn, NF_REHOME_CAUSE_COMMAND);
	return err;
}

int nf_rehome_nl_class_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct rehome_net *rn = rehome_msg_net(skb);
	const struct nlattr *name = info->attrs[NF_REHOME_A_CLASS_NAME];
	struct rehome_class_conf conf;
	int class, err;

	if (rehome_msg_refuse(rn, info->extack))
		return -EOPNOTSUPP;
	if (!name) {
		NL_SET_ERR_MSG(info->extack, "the class has no name");
		return -EINVAL;
	}
	class = rehome_class_by_name(nla_data(name));
	if (class < 0) {
		NL_SET_ERR_MSG_ATTR(info->extack, name, "no such class");
		return -ENOENT;
	}
	err = check_class(&rehome_classes[class], info);
	if (err)
		return err;
	if (none_of(info, class_settings, ARRAY_SIZE(class_settings)))
		return -EINVAL;

	mutex_lock(&rn->mutex);
	conf = rn->classes[class];
	if (info->attrs[NF_REHOME_A_CLASS_ACTION])
		conf.action = nla_get_u32(info->attrs[NF_REHOME_A_CLASS_ACTION]);
	if (info->attrs[NF_REHOME_A_CLASS_FAILBACK])
		conf.failback =
			nla_get_u32(info->attrs[NF_REHOME_A_CLASS_FAILBACK]);
	if (info->attrs[NF_REHOME_A_CLASS_KEEP_PORT])
		conf.keep_port =
			nla_get_u8(info->attrs[NF_REHOME_A_CLASS_KEEP_PORT]);
	if (info->attrs[NF_REHOME_A_CLASS_RESET])
		conf.reset = nla_get_u8(info->attrs[NF_REHOME_A_CLASS_RESET]);
	if (info->attrs[NF_REHOME_A_CLASS_ACTIVE])
		conf.active = nla_get_u8(info->attrs[NF_REHOME_A_CLASS_ACTIVE]);
	take_ms(info, NF_REHOME_A_CLASS_DRAIN, &conf.drain);
	/* It stays, so that the class is the same when it is asked for again. */
	if (conf.active && conf.hosts)
		err = rehome_hosts_start(conf.hosts);
	if (!err)
		publish_class(&rn->classes[class], &conf);
	mutex_unlock(&rn->mutex);
	if (!err)
		rehome_alarm_event(rn, NF_REHOME_CAUSE_COMMAND);
	return err;
}
