// SPDX-License-Identifier: GPL-2.0
/* Settings of a namespace over netlink, applied whole or not at all. */
#include "alarm.h"
#include "netlink_gen.h"
#include "netlink_msg.h"
#include "netlink_param.h"
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

/**
 * rehome_param_take - take settings of a request
 * @info: the request
 * @p: what holds before it
 *
 * Return: 0 or an error, which is explained to who asked; then @p is of no use.
 */
int rehome_param_take(struct genl_info *info, struct rehome_params *p)
{
	if (info->attrs[NF_REHOME_A_PARAM_MODE])
		p->mode = nla_get_u32(info->attrs[NF_REHOME_A_PARAM_MODE]);
	take_ms(info, NF_REHOME_A_PARAM_LEAD, &p->delays.lead);
	take_ms(info, NF_REHOME_A_PARAM_TRAIL, &p->delays.trail);
	take_ms(info, NF_REHOME_A_PARAM_SETTLE, &p->delays.settle);
	take_ms(info, NF_REHOME_A_PARAM_RECONCILE, &p->delays.reconcile);
	if (info->attrs[NF_REHOME_A_PARAM_HOLD])
		p->hold = nla_get_u32(info->attrs[NF_REHOME_A_PARAM_HOLD]);
	if (info->attrs[NF_REHOME_A_PARAM_WATCH])
		p->watch = nla_get_u32(info->attrs[NF_REHOME_A_PARAM_WATCH]);
	return check_params(p, info);
}

/**
 * rehome_param_publish - let settings count
 * @rn: the namespace
 * @p: the settings
 *
 * Packets and notifiers read these without the mutex.
 *
 * Context: process, the namespace's mutex.
 */
void rehome_param_publish(struct rehome_net *rn, const struct rehome_params *p)
{
	struct rehome_params *to = &rn->params;

	lockdep_assert_held(&rn->mutex);
	WRITE_ONCE(to->mode, p->mode);
	WRITE_ONCE(to->hold, p->hold);
	WRITE_ONCE(to->delays.lead, p->delays.lead);
	to->delays.trail = p->delays.trail;
	to->delays.settle = p->delays.settle;
	to->delays.reconcile = p->delays.reconcile;
	to->watch = p->watch;
	rehome_sched_hurry(&rn->sched, &to->delays, ktime_get_ns());
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
	err = rehome_param_take(info, &p);
	if (!err)
		rehome_param_publish(rn, &p);
	mutex_unlock(&rn->mutex);
	/* The new settings count from a pass on. */
	if (!err)
		rehome_alarm_event(rn, NF_REHOME_CAUSE_COMMAND);
	return err;
}
