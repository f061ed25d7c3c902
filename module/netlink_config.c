// SPDX-License-Identifier: GPL-2.0
/* The whole configuration over netlink. All of it is checked, and all memory is there,
 * before the first thing changes.
 */
#include <linux/slab.h>
#include "alarm.h"
#include "classes.h"
#include "discover.h"
#include "netlink_class.h"
#include "netlink_class_take.h"
#include "netlink_gen.h"
#include "netlink_msg.h"
#include "netlink_param.h"
#include "netlink_wan.h"
#include "netlink_wan_take.h"
#include "netns.h"
#include "pernet.h"
#include "wan.h"

struct config_wan {
	const char *name;
	struct rehome_wan *made;	/* there was none of that name */
	struct rehome_wan_conf conf;
};

struct config {
	struct rehome_params params;
	struct rehome_classes *classes;
	struct config_wan *wans;
	unsigned int count;
};

/* An object of the request, as if it were a request of its own. */
static int open_nest(const struct genl_info *info, const struct nlattr *nest,
		     const struct nla_policy *policy, int max, struct nlattr **attrs,
		     struct genl_info *sub)
{
	*sub = *info;
	sub->attrs = attrs;
	return nla_parse_nested(attrs, max, nest, policy, info->extack);
}

static unsigned int count_of(const struct genl_info *info, int type)
{
	const struct nlattr *attr;
	unsigned int count = 0;
	int rem;

	nla_for_each_attr(attr, genlmsg_data(info->genlhdr),
			  genlmsg_len(info->genlhdr), rem)
		count += nla_type(attr) == type;
	return count;
}

static int config_params(const struct genl_info *info, struct config *c)
{
	struct nlattr *attrs[ARRAY_SIZE(nf_rehome_config_param_nl_policy)];
	const struct nlattr *nest = info->attrs[NF_REHOME_A_CONFIG_PARAM];
	struct genl_info sub;
	int err;

	c->params = rehome_params_default();
	if (!nest)
		return 0;
	err = open_nest(info, nest, nf_rehome_config_param_nl_policy,
			ARRAY_SIZE(attrs) - 1, attrs, &sub);
	return err ? : rehome_param_take(&sub, &c->params);
}

static int config_class(struct rehome_net *rn, const struct genl_info *info,
			const struct nlattr *nest, struct rehome_classes *cs)
{
	struct nlattr *attrs[ARRAY_SIZE(nf_rehome_config_class_nl_policy)];
	struct genl_info sub;
	int err, i;

	err = open_nest(info, nest, nf_rehome_config_class_nl_policy,
			ARRAY_SIZE(attrs) - 1, attrs, &sub);
	if (err)
		return err;
	if (!attrs[NF_REHOME_A_CLASS_NAME]) {
		NL_SET_ERR_MSG_ATTR(info->extack, nest, "the class has no name");
		return -EINVAL;
	}
	i = rehome_classes_find(cs, nla_data(attrs[NF_REHOME_A_CLASS_NAME]));
	if (i >= 0 && !cs->at[i]->own)
		return rehome_class_take_set(&sub, nla_data(nest), nla_len(nest), cs, i);
	return rehome_class_take_add(rn, &sub, nla_data(nest), nla_len(nest), cs);
}

static int config_classes(struct rehome_net *rn, const struct genl_info *info,
			  struct config *c)
{
	const struct nlattr *attr;
	int rem, err = 0;

	c->classes = rehome_classes_fresh(&rn->hosts, rehome_net_classes(rn),
					  count_of(info, NF_REHOME_A_CONFIG_CLASS));
	if (!c->classes) {
		NL_SET_ERR_MSG(info->extack, "no memory for the classes");
		return -ENOMEM;
	}
	nla_for_each_attr(attr, genlmsg_data(info->genlhdr),
			  genlmsg_len(info->genlhdr), rem) {
		if (!err && nla_type(attr) == NF_REHOME_A_CONFIG_CLASS)
			err = config_class(rn, info, attr, c->classes);
		cond_resched();
	}
	return err ? : rehome_netlink_class_ready(c->classes);
}

static struct config_wan *named(const struct config *c, const char *name)
{
	unsigned int i;

	for (i = 0; i < c->count; i++)
		if (!strcmp(c->wans[i].name, name))
			return &c->wans[i];
	return NULL;
}

static int config_wan(struct rehome_net *rn, const struct genl_info *info,
		      const struct nlattr *nest, struct config *c)
{
	struct nlattr *attrs[ARRAY_SIZE(nf_rehome_config_wan_nl_policy)];
	struct config_wan *wan = &c->wans[c->count];
	struct genl_info sub;
	unsigned int i;
	int err;

	err = open_nest(info, nest, nf_rehome_config_wan_nl_policy,
			ARRAY_SIZE(attrs) - 1, attrs, &sub);
	if (err)
		return err;
	if (!attrs[NF_REHOME_A_WAN_IFNAME]) {
		NL_SET_ERR_MSG_ATTR(info->extack, nest, "the WAN has no name");
		return -EINVAL;
	}
	wan->name = nla_data(attrs[NF_REHOME_A_WAN_IFNAME]);
	if (named(c, wan->name))
		return rehome_msg_bad(&sub, NF_REHOME_A_WAN_IFNAME, -EEXIST,
				      "the WAN was added already");
	err = rehome_wan_take_name(rn, &sub, wan->name) ? :
	      rehome_wan_take(&sub, &wan->conf) ? :
	      rehome_wan_take_mark(&sub, &wan->conf, c->classes);
	for (i = 0; !err && i < c->count; i++)
		err = rehome_wan_take_differs(&sub, &wan->conf, &c->wans[i].conf);
	c->count++;
	return err;
}

/* Those that are told unhealthy are kept by their names as well. */
static bool config_full(struct rehome_net *rn, const struct config *c)
{
	unsigned int count = c->count;
	const struct rehome_wan *wan;

	list_for_each_entry(wan, &rn->wans.list, list)
		count += rehome_health_ill(&wan->health) && !named(c, wan->name);
	return count > REHOME_WANS_NAMED_MAX;
}

static int config_make(struct rehome_net *rn, const struct genl_info *info,
		       struct config *c)
{
	struct config_wan *wan;

	for (wan = c->wans; wan < c->wans + c->count; wan++) {
		if (rehome_wan_by_name(&rn->wans, wan->name))
			continue;
		wan->made = rehome_wan_keep(&rn->wans, wan->name);
		if (!wan->made) {
			NL_SET_ERR_MSG(info->extack, "no memory for the WANs");
			return -ENOMEM;
		}
	}
	return 0;
}

static int config_wans(struct rehome_net *rn, const struct genl_info *info,
		       struct config *c)
{
	unsigned int count = count_of(info, NF_REHOME_A_CONFIG_WAN);
	const struct nlattr *attr;
	int rem, err = 0;

	if (count <= REHOME_WANS_NAMED_MAX)
		c->wans = kcalloc(count + 1, sizeof(*c->wans), GFP_KERNEL);
	if (count <= REHOME_WANS_NAMED_MAX && !c->wans) {
		NL_SET_ERR_MSG(info->extack, "no memory for the WANs");
		return -ENOMEM;
	}
	nla_for_each_attr(attr, genlmsg_data(info->genlhdr),
			  genlmsg_len(info->genlhdr), rem)
		if (c->wans && !err && nla_type(attr) == NF_REHOME_A_CONFIG_WAN)
			err = config_wan(rn, info, attr, c);
	if (err)
		return err;
	if (!c->wans || config_full(rn, c)) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[NF_REHOME_A_CONFIG_WAN],
				    "too many WANs");
		return -ENOSPC;
	}
	return config_make(rn, info, c);
}

/* Nothing is changed. */
static void config_drop(struct rehome_net *rn, struct config *c)
{
	unsigned int i;

	for (i = 0; i < c->count; i++)
		if (c->wans[i].made)
			rehome_wan_unname(&rn->wans, c->wans[i].made);
	rehome_classes_retire(c->classes, rehome_net_classes(rn), false);
}

/* Nothing can fail any more. Packets are not held up: until all of it is there, they see
 * what of the old and the new mode does less, so that none is moved which neither
 * configuration moves.
 */
static void config_apply(struct rehome_net *rn, const struct config *c)
{
	const struct config_wan *want;
	struct rehome_wan *wan, *next;

	WRITE_ONCE(rn->params.mode, min(rn->params.mode, c->params.mode));
	rehome_netlink_class_publish(rn, c->classes);
	list_for_each_entry_safe(wan, next, &rn->wans.list, list) {
		want = named(c, wan->name);
		if (want ? wan->named && !memcmp(&wan->conf, &want->conf,
						 sizeof(wan->conf)) :
			   !wan->named)
			continue;
		if (want) {
			wan->named = true;
			wan->conf = want->conf;
		} else if (!rehome_wan_unname(&rn->wans, wan)) {
			continue;
		}
		rehome_netlink_wan_changed(rn, wan);
	}
	/* It tells of what follows from that for their states. */
	rehome_discover(rn);
	rehome_param_publish(rn, &c->params);
}

int nf_rehome_nl_config_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct rehome_net *rn = rehome_msg_net(skb);
	struct config c = {};
	int err;

	if (rehome_msg_refuse(rn, info->extack))
		return -EOPNOTSUPP;
	mutex_lock(&rn->mutex);
	rehome_discover(rn);
	err = config_params(info, &c) ? : config_classes(rn, info, &c) ? :
	      config_wans(rn, info, &c);
	if (err) {
		config_drop(rn, &c);
	} else {
		config_apply(rn, &c);
		err = rehome_netlink_carry(rn);
	}
	mutex_unlock(&rn->mutex);
	kfree(c.wans);
	/* Also when who asked was killed after all was done. */
	if (!err || err == -EINTR)
		rehome_alarm_event(rn, NF_REHOME_CAUSE_COMMAND);
	return err;
}
