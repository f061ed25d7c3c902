// SPDX-License-Identifier: GPL-2.0
/* Which flows a command is about. */
#include <linux/export.h>
#include <linux/string.h>
#include <net/netlink.h>
#include "classes.h"
#include "compat.h"
#include "filter.h"
#include "flow.h"
#include "pernet.h"
#include "wan.h"

/**
 * rehome_filter_take - take from a request which flows it is about
 * @rn: the namespace
 * @extack: where is said what is wrong
 * @class: attribute with the name of a class, or NULL
 * @wan: attribute with the name of a WAN, or NULL
 * @filter: filled in
 *
 * Context: process, the namespace's mutex.
 * Return: 0 or -ENOENT.
 */
int rehome_filter_take(struct rehome_net *rn, struct netlink_ext_ack *extack,
		       const struct nlattr *class, const struct nlattr *wan,
		       struct rehome_filter *filter)
{
	const struct rehome_wan *w;

	lockdep_assert_held(&rn->mutex);
	*filter = (struct rehome_filter){};
	if (class) {
		if (rehome_classes_find(rehome_net_classes(rn), nla_data(class)) < 0) {
			NL_SET_ERR_MSG_ATTR(extack, class, "no such class");
			return -ENOENT;
		}
		strscpy(filter->class, nla_data(class), sizeof(filter->class));
	}
	if (!wan)
		return 0;
	w = rehome_wan_by_name(&rn->wans, nla_data(wan));
	if (!w || !w->ifindex) {
		NL_SET_ERR_MSG_ATTR(extack, wan, "no such WAN");
		return -ENOENT;
	}
	filter->wan = w->ifindex;
	return 0;
}

/**
 * rehome_filter_has - is a command about a flow?
 * @filter: which flows it is about
 * @flow: the flow, of a class, whose facts were gathered
 *
 * Context: any in which the flow's class stays.
 */
bool rehome_filter_has(const struct rehome_filter *filter,
		       const struct rehome_flow *flow)
{
	return (!filter->class[0] || !strcmp(filter->class, flow->class->name)) &&
	       (!filter->wan || filter->wan == flow->owner);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_filter_has);
